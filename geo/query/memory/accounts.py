"""What rows tell of a figure, put together: the larger of the same, the sum of different ones.

An *account* is a list of five arrays with a value for each of some things: its own number, the
least and the most that it may be, what can be there at most, and what is shared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo.query.memory.ledger import UNKNOWN

if TYPE_CHECKING:
    from geo.query.memory.chosen import Numbers
    from geo.query.memory.shared_incidents import Told

_MOST: Final = np.iinfo(np.int64).max


def account_of(told: Told) -> list[Numbers]:
    """Return own, least, most, what can be there at most, and what is shared."""
    own, low, high, shared = told
    return [own, low, high, np.maximum(own, 0) + np.maximum(shared, 0), shared]


def rooted(account: list[Numbers]) -> list[Numbers]:
    """Return own, least, most, and what is shared besides, of the accounts of roots."""
    own, low, high, upper, shared = account
    rest = np.maximum(upper - np.maximum(own, 0), 0)
    return [own, low, high, np.where(shared != UNKNOWN, rest, UNKNOWN)]


def nothing(count: int) -> list[Numbers]:
    """Return an account that says nothing of so many."""
    return [np.full(count, UNKNOWN, dtype=np.int64) for _ in range(5)]


def _least(values: Numbers) -> Numbers:
    """Return values of which the unknown are larger than any."""
    return np.where(values == UNKNOWN, _MOST, values)


def together(account: list[Numbers], begin: Numbers) -> list[Numbers]:
    """Return what runs of accounts of the same come to: from the lowest to the highest."""
    if not len(begin):
        return nothing(0)
    found = [np.maximum.reduceat(values, begin) for values in account]
    low = np.minimum.reduceat(_least(account[1]), begin)
    found[1] = np.where(low == _MOST, UNKNOWN, low)
    return found


def added(account: list[Numbers], of: Numbers, count: int) -> list[Numbers]:
    """Return what accounts come to together, `of` saying whose each is."""
    found = []
    for values in account:
        known = values != UNKNOWN
        total = binned(of[known], values[known], count)
        found.append(np.where(binned(of[known], None, count) > 0, total, UNKNOWN))
    return found


def take(nodes: list[Numbers], at: Numbers, account: list[Numbers]) -> None:
    """Take further accounts of some nodes, each of which is there once."""
    for number, (values, told) in enumerate(zip(nodes, account, strict=True)):
        if number == 1:
            low = np.minimum(_least(values[at]), _least(told))
            values[at] = np.where(low == _MOST, UNKNOWN, low)
        else:
            values[at] = np.maximum(values[at], told)


def binned(group: Numbers, weights: Numbers | None, groups: int) -> Numbers:
    """Return sums by group, or counts without weights."""
    found: Numbers = np.bincount(group, weights, groups).astype(np.int64)
    return found
