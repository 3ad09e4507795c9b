"""How far a count may be from what it stands for by chance alone.

Counts are taken to be Poisson's: incidents that happen one by one, whether or not another did.
They come in waves, so that the true uncertainty is larger; an interval says the least of it.
People who are killed by one strike are no such counts at all, and have no interval here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from geo.i18n import _
from geo.maps import measured
from geo.maps.levels import level_of
from geo.maps.metrics import CHANGE, METRICS, PER_DAY, PER_PEOPLE, line, number
from geo.regions import catalogue, population

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.maps.levels import Level
    from geo.maps.metrics import Measure, Metric
    from geo.maps.scale import Scale
    from geo.maps.view import View
    from geo.query import Facets, Figures
    from geo.store import Store

#: How often an interval holds what the count stands for, at least.
CONFIDENCE: Final = 0.95
_TAIL: Final = (1 - CONFIDENCE) / 2
#: What the class of an area ends with that chance alone would give.
PALE: Final = "-pale"
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


@dataclass(frozen=True)
class Sure:
    """How sure what an area is shaded by is.

    Attributes
    ----------
    value : float or None
        The rate as the map shows it; of a change, how many times as frequent it became, None where
        there was nothing before.
    interval : Interval
        Its 95% interval.
    by_chance : bool
        Whether chance alone would give it: the interval of a rate per inhabitant holds the
        country's own, that of a change holds 1.
    """

    value: float | None
    interval: Interval
    by_chance: bool


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


def uncertain(level: Level, view: View, facets: Facets) -> dict[str, Sure]:
    """Return how sure the rate or the change of each area that has one is.

    Empty where the view does not ask for it (`View.chance`), or where there is no interval.
    """
    if not view.chance or not has_intervals(view.metric, view.measure):
        return {}
    return (
        _of_changes(level, view, facets)
        if view.measure is CHANGE
        else _of_rates(level, view, facets)
    )


def chances(store: Store, view: View, facets: Facets) -> dict[str, Sure]:
    """Return how sure the rate or the change of each region is, by ISO 3166-2 code.

    Empty where the view does not ask for it, or where there is no interval.
    """
    return uncertain(level_of(store, replace(view, level="")), view, facets)


def _of_rates(level: Level, view: View, facets: Facets) -> dict[str, Sure]:
    found = level.figures(view.filters)
    rates: dict[str, float] = {}
    # A rate of raions alone is none of the region's inhabitants.
    if view.measure is PER_PEOPLE and not level.layer and not view.filters.unit:
        rates = country_rates(level.figures(replace(view.filters, region=())))
    sure = {}
    for area, factor in measured.factors(level, view, facets, found).items():
        if factor is None or (view.measure is PER_PEOPLE and level.layer):
            continue
        interval = of_count(found[area].incidents).times(factor)
        usual = rates.get(catalogue()[area].country) if rates else None
        by_chance = usual is not None and interval.holds(usual * measured.PEOPLE)
        sure[area] = Sure(found[area].incidents * factor, interval, by_chance)
    return sure


def _of_changes(level: Level, view: View, facets: Facets) -> dict[str, Sure]:
    sure = {}
    for area, both in (measured.comparisons(level, view, facets) or {}).items():
        counts = both.found.incidents, both.before.incidents
        interval = of_ratio(*counts, (both.now.days, both.then.days))
        if interval is not None:
            earlier = counts[1] * both.now.days
            times = counts[0] * both.then.days / earlier if earlier else None
            sure[area] = Sure(times, interval, interval.holds(1))
    return sure


def text(interval: Interval) -> str:
    """Write an interval: `1.2 to 3.4`, `2.1 and more`."""
    low = number(interval.low)
    if math.isinf(interval.high):
        return _("{text} and more").format(text=low)
    return _("{low} to {high}").format(low=low, high=number(interval.high))


def count_text(count: int) -> str:
    """Say in a sentence the interval of a count of incidents."""
    return _("The 95% interval of {n} incidents is {interval} (Poisson).").format(
        n=number(count), interval=text(of_count(count))
    )


def lines(sure: Sure | None, *, change: bool = False) -> list[str]:
    """Return the line of a tooltip that says an interval; none where there is none."""
    if sure is None:
        return []
    name = _("Times as frequent, 95% interval") if change else _("95% interval")
    return [line(name, text(sure.interval))]


def paler(kind: str, sure: Sure | None) -> str:
    """Return the class of an area that chance alone would give, if it is one."""
    classed = kind[1:].isdigit()
    return f"{kind}{PALE}" if sure and sure.by_chance and classed else kind


def with_paler(scale: Scale, sure: Mapping[str, Sure]) -> Scale:
    """Return the same classes, with an entry of the legend for what chance alone would give."""
    if not any(one.by_chance for one in sure.values()):
        return scale
    kind = ("p2" if scale.change else "c3") + PALE
    return replace(scale, items=(*scale.items, (kind, _("within what chance alone would give"))))


def notes(level: Level, view: View, sure: Mapping[str, Sure]) -> list[str]:
    """Explain the intervals in a sentence."""
    if not sure:
        return []
    if view.measure is CHANGE:
        return [
            _(
                "Paler: both periods may well have been alike (exact test of two Poisson counts,"
                " 95%); incidents come in waves, so that even more may be chance."
            )
        ]
    if view.measure is PER_DAY or level.layer or view.filters.unit:
        return [_("Intervals are those of a Poisson count, 95%.")]
    return [
        _(
            "Paler: the interval (of a Poisson count, 95%) holds the rate of the whole country;"
            " incidents come in waves, so that even more may be chance."
        )
    ]
