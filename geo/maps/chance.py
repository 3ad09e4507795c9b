"""How far a count may be from what it stands for by chance alone.

Counts are taken to be Poisson's: incidents that happen one by one, whether or not another did.
They come in waves, so that the true uncertainty is larger; an interval says the least of it.
People who are killed by one strike are no such counts at all, and have no interval here.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

from geo.maps.metrics import CHANGE, METRICS, PER_DAY, PER_PEOPLE
from geo.regions import catalogue, population

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.maps.metrics import Measure, Metric
    from geo.query import Figures

#: How often an interval holds what the count stands for, at least.
CONFIDENCE: Final = 0.95
_TAIL: Final = (1 - CONFIDENCE) / 2
#: Measures that have an interval.
UNSURE: Final = (PER_DAY, PER_PEOPLE, CHANGE)


class Interval(NamedTuple):
    """The least and the most, both included; the most may be infinite."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Return whether a value lies in it."""
        return self.low <= value <= self.high

    def times(self, factor: float) -> Interval:
        """Return it for the count multiplied by a factor above 0."""
        return Interval(self.low * factor, self.high * factor)


def has_intervals(metric: Metric, measure: Measure) -> bool:
    """Return whether a measure of a metric has an interval: a rate or a change of incidents."""
    return metric is METRICS["incidents"] and measure in UNSURE


def of_count(count: int) -> Interval:
    """Return the exact 95% interval of the mean of a Poisson count.

    F. Garwood, "Fiducial limits for the Poisson distribution", Biometrika 28 (1936) 437-442: half
    the chi-squared quantiles of 2 n and 2 n + 2 degrees of freedom, which are those of a gamma
    distribution of shape n and n + 1.

    >>> [round(end, 3) for end in of_count(10)]
    [4.795, 18.39]
    >>> [round(end, 3) for end in of_count(0)]
    [0.0, 3.689]
    """
    from scipy.special import gammaincinv

    low = float(gammaincinv(count, _TAIL)) if count else 0.0
    return Interval(low, float(gammaincinv(count + 1, 1 - _TAIL)))


def of_ratio(now: int, then: int, days: tuple[int, int] = (1, 1)) -> Interval | None:
    """Return the exact 95% interval of how many times as frequent something has become.

    Given both counts' sum, the later one is binomial: J. Przyborowski and H. Wilenski,
    "Homogeneity of results in testing samples from Poisson series", Biometrika 31 (1940) 313-323.
    Its share has the interval of C. J. Clopper and E. S. Pearson, Biometrika 26 (1934) 404-413.
    It holds 1 where the exact binomial test, twice its smaller tail, does not tell the two apart.

    Parameters
    ----------
    now, then : int
        Counts of two periods.
    days : pair of int
        How many days each has.

    Returns
    -------
    Interval or None
        Of the ratio of the counts per day; None where both are 0.

    >>> [round(end, 3) for end in of_ratio(20, 10)]
    [0.894, 4.785]
    >>> of_ratio(0, 3).low, of_ratio(3, 0).high, of_ratio(0, 0)
    (0.0, inf, None)
    """
    from scipy.special import betaincinv

    if not now and not then:
        return None
    low = float(betaincinv(now, then + 1, _TAIL)) if now else 0.0
    high = float(betaincinv(now + 1, then, 1 - _TAIL)) if then else 1.0
    scale = days[1] / days[0]
    return Interval(low / (1 - low) * scale, high / (1 - high) * scale if high < 1 else math.inf)


def country_rates(found: Mapping[str, Figures]) -> dict[str, float]:
    """Return the incidents per inhabitant of each country, by its code.

    Parameters
    ----------
    found : mapping
        Figures of all regions that have an incident, by ISO 3166-2 code.

    Returns
    -------
    dict
        Of each country the incidents of its regions together, each counted in every region that it
        touches as a region's own are, over the inhabitants of all of its regions where these are
        known.
    """
    people = population()
    counts: dict[str, list[int]] = {}
    for code, region in catalogue().items():
        if code in people:
            total = counts.setdefault(region.country, [0, 0])
            total[0] += found[code].incidents if code in found else 0
            total[1] += people[code].people
    return {country: incidents / lived for country, (incidents, lived) in counts.items()}
