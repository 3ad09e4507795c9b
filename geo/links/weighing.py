"""How much each comparison says for or against two records telling of the same incident.

The method is that of Fellegi and Sunter (A Theory for Record Linkage, Journal of the American
Statistical Association 64, 1969): each comparison has levels, each level a weight, the binary
logarithm of how many times as often it is seen among pairs that are the same as among others that
are as near; the weights add up to the odds.

The weights are set by hand, in half bits.  On labelled pairs they are better than weights learned
without labels (expectation maximisation, by this code and by Splink 5) and than ones learned from
these labels (logistic regression, each pair of datasets judged by the others); changed at random by
up to 30% each, precision of "same" stays between .91 and .97 and recall between .81 and .91.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from geo.i18n import N_
from geo.links.words import bit

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    Numbers = np.ndarray[Any, Any]


class Level(NamedTuple):
    """One level of a comparison: its weight in bits, and what it is in words ("" to leave out)."""

    weight: float
    words: str = ""


class Comparison(NamedTuple):
    """One comparison: a function that gives each pair's level, and the levels."""

    of: Callable[[pd.DataFrame], Numbers]
    levels: tuple[Level, ...]


def _sides(pairs: pd.DataFrame, name: str) -> tuple[Numbers, Numbers]:
    """Return a column of both records."""
    return pairs[f"{name}_a"].to_numpy(), pairs[f"{name}_b"].to_numpy()


def _place(pairs: pd.DataFrame) -> Numbers:
    km, reach = (pairs[name].to_numpy(dtype=float) for name in ("km", "reach"))
    far = np.divide(km, reach, out=np.zeros(len(km)), where=reach > 0)
    own, mixed = pairs["own"].to_numpy(bool), pairs["mixed"].to_numpy(bool)
    return np.select(
        [np.isnan(km), own, mixed],
        [
            np.full(len(km), 10),
            np.searchsorted([0.15, 0.4, 1.0], km),
            4 + np.searchsorted([0.5, 1.0, 1.3], far),
        ],
        8 + np.searchsorted([0.3], far),
    )


def _day(pairs: pd.DataFrame) -> Numbers:
    """Tell whether days overlap; a report may come a day late, and is seldom early."""
    lead, (a, b) = pairs["lead"].to_numpy(), _sides(pairs, "report")
    late = (a & ~b & (lead < 0)) | (b & ~a & (lead > 0))
    early = (a & ~b & (lead > 0)) | (b & ~a & (lead < 0))
    return np.select([lead == 0, a & b, late, early], [0, 1, 2, 3], 4)


#: Kinds of records that may be taken for one another (see `geo.links.records`).
_STRIKE: Final = 1
_CLASH: Final = 3


def _kind(pairs: pd.DataFrame) -> Numbers:
    (a, b), (wave_a, wave_b) = _sides(pairs, "kind"), _sides(pairs, "wave")
    clash = ((a == _CLASH) & (b == _STRIKE)) | ((a == _STRIKE) & (b == _CLASH))
    return np.select([(a == b) | wave_a | wave_b, (a == 0) | (b == 0), clash], [0, 1, 2], 3)


_WIDE: Final = bit("scope", "wide")
#: Targets of which a town has one or few.
_LANDMARKS: Final = sum(
    bit("target", name)
    for name in (
        *("oil depot", "airfield", "bridge", "tower", "arms depot", "power", "zoo", "port"),
        *("dam", "nuclear plant", "prison"),
    )
)
#: Targets that stand for themselves; cars, tanks and playgrounds are told of in passing.
NAMED: Final = ~(bit("target", "vehicle") | bit("target", "tank") | bit("target", "playground"))


def _target(pairs: pd.DataFrame) -> Numbers:
    (a, b), scope = _sides(pairs, "targets"), _sides(pairs, "scope")
    homes = [side > 0 for side in _sides(pairs, "home")]
    other = ((a > 0) & ~homes[0] & homes[1] & (b == 0)) | (
        (b > 0) & ~homes[1] & homes[0] & (a == 0)
    )
    broad = (scope[0] | scope[1]) & _WIDE > 0
    return np.select(
        [
            (a & b & _LANDMARKS) > 0,
            (a & b & NAMED) > 0,
            (a & b) > 0,
            (a > 0) & (b > 0) & broad,
            (a > 0) & (b > 0),
            other,
            (a > 0) | (b > 0),
        ],
        [0, 1, 2, 3, 4, 5, 6],
        7,
    )


def _home(pairs: pd.DataFrame) -> Numbers:
    a, b = _sides(pairs, "home")
    return np.where((a & b) > 0, 0, 1)


#: Means that few attacks have.
_TELLING: Final = sum(bit("means", name) for name in ("cluster", "incendiary", "drone", "rockets"))


def _means(pairs: pd.DataFrame) -> Numbers:
    a, b = _sides(pairs, "means")
    return np.select([(a & b & _TELLING) > 0, (a & b) > 0, (a > 0) & (b > 0)], [0, 1, 2], 3)


def _words(pairs: pd.DataFrame) -> Numbers:
    return np.searchsorted([0.1, 6, 11], pairs["words"].to_numpy())


#: Two killed are told of many attacks, more of few.
_TWO: Final = 2


def _toll(pairs: pd.DataFrame) -> Numbers:
    """Compare the killed as ranges, each from the lowest to the highest that a record gives."""
    low, high = np.maximum(*_sides(pairs, "low")), np.minimum(*_sides(pairs, "high"))
    one, other = _sides(pairs, "hurt")
    meet, hurt = low <= high, (one == other) & (one > 1)
    return np.select(
        [
            meet & ((low > _TWO) | (hurt & (low > 0))),
            (meet & (low == _TWO)) | hurt,
            meet & (low == 1),
            (low > 0) & (high == 0),
            low > 2 * high + 1,
        ],
        [0, 1, 2, 3, 4],
        5,
    )


def _wave(pairs: pd.DataFrame) -> Numbers:
    """Compare launched and downed: one of them the same within a tenth or in a text, or none."""
    both = np.logical_and(*_sides(pairs, "wave"))
    close, far = pairs["told"].to_numpy(bool) & both, np.zeros(len(pairs), bool)
    for name in ("launched", "downed"):
        a, b = _sides(pairs, name)
        known = ~np.isnan(a) & ~np.isnan(b)
        near = np.abs(a - b) <= 0.1 * np.maximum(a, b)
        close |= known & near
        far |= known & ~near
    return np.select([close, far], [0, 1], 2)


def _side(pairs: pd.DataFrame) -> Numbers:
    a, b = _sides(pairs, "side")
    return np.select([(a == 1) & (b == 1), (a > 0) & (b > 0) & (a != b)], [0, 1], 2)


def _address(pairs: pd.DataFrame) -> Numbers:
    return np.where(pairs["address"].to_numpy(bool), 0, 1)


COMPARISONS: Final[dict[str, Comparison]] = {
    "place": Comparison(_place, (
        Level(6, N_("at the same spot")), Level(4.5, N_("under 400 m apart")),
        Level(-2.5), Level(-5),
        Level(0.5, N_("in the same town")), Level(0, N_("in the same town")), Level(-2), Level(-4),
        Level(0, N_("in the same town")), Level(-2), Level(0, N_("in the same region")),
    )),
    "day": Comparison(_day, (
        Level(0, N_("on the same day")), Level(-1), Level(-2.5), Level(-4.5), Level(-4),
    )),
    "kind": Comparison(_kind, (Level(0), Level(-0.5), Level(-2), Level(-5))),
    "target": Comparison(_target, (
        Level(6, N_("the same kind of target")), Level(4, N_("the same kind of target")), Level(1),
        Level(-2), Level(-4), Level(-1.5), Level(-0.5), Level(0),
    )),
    "home": Comparison(_home, (Level(0.5, N_("houses hit")), Level(0))),
    "means": Comparison(_means, (
        Level(1.5, N_("by the same means")), Level(0.5, N_("by the same means")),
        Level(-1), Level(0),
    )),
    "words": Comparison(_words, (
        Level(0), Level(2.5, N_("a rare word in both")), Level(4, N_("rare words in both")),
        Level(6, N_("rare words in both")),
    )),
    "toll": Comparison(_toll, (
        Level(5.5, N_("the same toll")), Level(4, N_("the same toll")),
        Level(1.5, N_("one killed in both")),
        Level(-2), Level(-2), Level(0),
    )),
    "wave": Comparison(_wave, (Level(7, N_("launched and downed agree")), Level(-6), Level(0))),
    "side": Comparison(_side, (Level(2, N_("by Ukrainian forces")), Level(-5), Level(0))),
    "address": Comparison(_address, (Level(6, N_("the same source")), Level(0))),
}  # fmt: skip


def levels(pairs: pd.DataFrame) -> dict[str, Numbers]:
    """Return each pair's level of each comparison."""
    return {name: comparison.of(pairs) for name, comparison in COMPARISONS.items()}


def weight(found: dict[str, Numbers]) -> Numbers:
    """Return the sum of the weights of levels, in bits."""
    parts = [
        np.array([level.weight for level in COMPARISONS[name].levels])[codes]
        for name, codes in found.items()
    ]
    total: Numbers = np.sum(parts, axis=0)
    return total


def odds(bits: Numbers) -> Numbers:
    """Return the odds that a sum of weights stands for."""
    found: Numbers = np.exp2(np.clip(bits, -40, 40))
    return found


def probability(bits: Numbers) -> Numbers:
    """Return the probability that a sum of weights stands for, where it has no rivals."""
    own = odds(bits)
    found: Numbers = own / (1 + own)
    return found


def reasons(found: dict[str, Numbers]) -> Numbers:
    """Return what speaks for each pair, in words."""
    out = np.full(len(next(iter(found.values()))), "", dtype=object)
    for name, codes in found.items():
        words = np.array([level.words for level in COMPARISONS[name].levels], dtype=object)[codes]
        mark = np.where((out != "") & (words != ""), "; ", "")
        out = out + mark + words
    return out
