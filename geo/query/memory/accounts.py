"""What rows tell of a figure, put together: the larger of the same, the sum of different ones.

An *account* is an array of five rows with a value for each of some things: its own number, the
least and the most that it may be, what can be there at most, and what is shared.  The least stands
there negative, so that of several accounts of the same the larger holds in every row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo.query.memory.bundles import reduced
from geo.query.memory.ledger import UNKNOWN

if TYPE_CHECKING:
    from geo.query.memory.chosen import Numbers
    from geo.query.memory.shared_incidents import Told

#: The rows of an account.
OWN, LOW, HIGH, UPPER, SHARED = range(5)
_SIGNS: Final = np.where(np.arange(5) == LOW, -1, 1)[:, None]
#: What stands in an account where nothing is said: less than anything.
_NOTHING: Final = np.iinfo(np.int64).min


def account_of(told: Told) -> Numbers:
    """Return the account of what is told."""
    own, low, high, shared = told
    upper = np.maximum(own, 0) + np.maximum(shared, 0)
    found = np.stack([own, low, high, upper, shared])
    return np.where(found != UNKNOWN, found * _SIGNS, _NOTHING)


def nothing(count: int) -> Numbers:
    """Return an account that says nothing of so many."""
    return np.full((5, count), _NOTHING, dtype=np.int64)


def known(account: Numbers) -> Numbers:
    """Return what an account says anything of."""
    found: Numbers = account != _NOTHING
    return found


def numbers(account: Numbers) -> Numbers:
    """Return the numbers of an account, 0 where nothing is said."""
    return np.where(known(account), account, 0)


def together(account: Numbers, begin: Numbers) -> Numbers:
    """Return what runs of accounts of the same come to: from the lowest to the highest."""
    return reduced(np.maximum, account, begin)


def added(account: Numbers, begin: Numbers) -> Numbers:
    """Return what runs of accounts come to together."""
    said = reduced(np.logical_or, known(account), begin)
    return np.where(said, reduced(np.add, numbers(account), begin), _NOTHING)


def take(nodes: Numbers, at: Numbers, account: Numbers) -> None:
    """Take further accounts of some nodes, each of which is there once."""
    nodes[:, at] = np.maximum(nodes[:, at], account)
