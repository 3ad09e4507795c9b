"""Hot spots in time: where high figures lie together week after week, and whether that grows.

For each week (or four of them) a region's figure and those of the regions that touch it are
compared with all regions: Gi* of J. K. Ord and A. Getis, "Local spatial autocorrelation
statistics", Geographical Analysis 27 (1995) 286-306, formula 14, with weights of 1 for the region
itself and its neighbours.
It is a z-score, and a region is *hot* in a week where it is above `HOT`.  Whether the z-scores rise
or fall with time is asked by the test of H. B. Mann (Econometrica 13, 1945, 245-259) and
M. G. Kendall ("Rank correlation methods", 1975), with ties and correction for continuity.

The names are fewer than those of ArcGIS's emerging hot spots, and mean, of the last week of
the days that are chosen:

new
    hot in it and in none before
growing, steady
    hot in it and before, with z-scores that rise, and that do not
fading
    hot at some time, with z-scores that fall
"" (none)
    all else
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

import numpy as np

from geo.query.figures import facets, step_figures
from geo.regions import catalogue, neighbours

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.query.filters import Filters
    from geo.query.results import Figures
    from geo.store import Store

#: z-score above which a region is hot: one in 200 is by chance alone.
HOT: Final = 2.5758
#: Size of Mann and Kendall's z-score from which on it is a trend: one in 20 is by chance alone.
TREND: Final = 1.96
#: Steps of time that are needed: with fewer the test is no use.  And how many there may be of a
#: week, before they are of four.
FEWEST: Final = 8
MOST: Final = 60
WEEK: Final = 7
#: What a region may be, besides nothing of all this.
HOT_SPOTS: Final = ("new", "growing", "steady", "fading")


@dataclass(frozen=True)
class HotSpot:
    """What a region is in a span of time.

    Attributes
    ----------
    kind : str
        One of `HOT_SPOTS`, or "".
    hot, steps : int
        In how many steps it was hot, and of how many.
    last : float
        Gi* of the last step.
    trend : float
        Mann and Kendall's z-score of Gi* over the steps; above 0 where it rises.
    """

    kind: str
    hot: int
    steps: int
    last: float
    trend: float


#: What was asked last of each store, and the answers: maps, table and download ask the same.
_LAST: Final[WeakKeyDictionary[Store, dict[Any, dict[str, HotSpot]]]] = WeakKeyDictionary()
_MOST_KEPT: Final = 8


def hot_spots(
    store: Store, filters: Filters, of: Callable[[Figures], float | None]
) -> dict[str, HotSpot]:
    """Return what every region is, by ISO 3166-2 code; empty for fewer than `FEWEST` steps.

    All regions of both countries are compared, whichever of them the filters choose.

    Parameters
    ----------
    store, filters
        What to count; the filters' countries, regions and units have no part in it.
    of : callable
        What is compared of a region's figures; nothing reported is taken as 0.
    """
    everywhere = replace(filters, country=(), region=(), unit=())
    held, asked = _LAST.setdefault(store, {}), (everywhere, of)
    found = held.get(asked)
    if found is None:
        found = _hot_spots(store, everywhere, of)
        if len(held) >= _MOST_KEPT:
            held.clear()
        held[asked] = found
    return found


def hot_steps(store: Store, filters: Filters) -> list[tuple[dt.date, dt.date]]:
    """Return first and last day of each step, in order.

    They are as long as one another, 7 days or 28 where there would be more than `MOST`, and end
    with the last day of the selection; what is left over at its beginning is in none.

    >>> _steps(dt.date(2024, 1, 1), dt.date(2024, 1, 15))[0]
    (datetime.date(2024, 1, 2), datetime.date(2024, 1, 8))
    """
    known = facets(store)
    first, last = filters.date_from or known.first, filters.date_to or known.last
    return _steps(first, last) if first and last else []


def _steps(first: dt.date, last: dt.date) -> list[tuple[dt.date, dt.date]]:
    days = (last - first).days + 1
    length = WEEK if days // WEEK <= MOST else 4 * WEEK
    ends = [last - dt.timedelta(days=at * length) for at in reversed(range(days // length))]
    return [(end - dt.timedelta(days=length - 1), end) for end in ends]


def _hot_spots(
    store: Store, filters: Filters, of: Callable[[Figures], float | None]
) -> dict[str, HotSpot]:
    steps = hot_steps(store, filters)
    if len(steps) < FEWEST:
        return {}
    codes = list(catalogue())
    values = np.zeros((len(steps), len(codes)))
    for at, found in enumerate(step_figures(store, filters, steps)):
        values[at] = [(of(found[code]) or 0) if code in found else 0 for code in codes]
    scores = gi_star(values, _weights())
    return {
        code: _hot_spot(column, mann_kendall(column))
        for code, column in zip(codes, scores.T, strict=True)
    }


def _hot_spot(scores: Any, trend: float) -> HotSpot:
    hot = scores > HOT
    count = int(hot.sum())
    kind = ""
    if count and trend < -TREND:
        kind = "fading"
    elif hot[-1]:
        kind = "new" if count == 1 else "growing" if trend > TREND else "steady"
    return HotSpot(kind, count, len(scores), float(scores[-1]), trend)


@lru_cache(1)
def _weights() -> Any:
    """Return 1 for every region beside itself and those that it touches, in their order."""
    codes, touch = list(catalogue()), neighbours()
    return np.array(
        [[one == other or other in touch[one] for other in codes] for one in codes], float
    )


def gi_star(values: Any, weights: Any) -> Any:
    """Return Gi* of each place in each step; 0 in steps in which all places have the same value.

    Parameters
    ----------
    values : (steps, places)
    weights : (places, places)
        Row by row how much each place counts for one; its own included.

    >>> gi_star(np.array([[1.0, 0, 0, 0]]), np.eye(4)).round(4).tolist()
    [[1.7321, -0.5774, -0.5774, -0.5774]]
    """
    places = values.shape[1]
    mean = values.mean(axis=1, keepdims=True)
    spread = values.std(axis=1, keepdims=True)
    total, squares = weights.sum(axis=1), (weights**2).sum(axis=1)
    scale = spread * np.sqrt(np.maximum(places * squares - total**2, 0) / (places - 1))
    above = values @ weights.T - mean * total
    return np.divide(above, scale, out=np.zeros_like(above), where=scale > 0)


def mann_kendall(values: Any) -> float:
    """Return the z-score of the trend of a series; 0 where there is none or all are the same.

    >>> round(mann_kendall(np.arange(10.0)), 4), mann_kendall(np.ones(10))
    (3.9355, 0.0)
    """
    values = np.asarray(values, dtype=np.float64).round(9)  # sums in another order are ties too
    n = len(values)
    rise = int(np.sign(values[None, :] - values[:, None])[np.triu_indices(n, 1)].sum())
    _distinct, ties = np.unique(values, return_counts=True)
    variance = (n * (n - 1) * (2 * n + 5) - (ties * (ties - 1) * (2 * ties + 5)).sum()) / 18
    if not rise or variance <= 0:
        return 0.0
    return float((rise - np.sign(rise)) / np.sqrt(variance))
