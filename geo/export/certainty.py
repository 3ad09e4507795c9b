"""How sure the figures of regions are, and what they are in time, as rows of a table."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from geo import query
from geo.export.figures import region_codes
from geo.maps import METRICS, chance, periods
from geo.regions import catalogue, population

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.maps import Period
    from geo.query import Filters
    from geo.store import Store

    Row = dict[str, str | int | float | None]

_REGION: Final = ("region", "region_name", "region_code", "region_p_code", "country")
#: Columns of a region's intervals, all of 95% (`geo.maps.chance`).  `per_100k` is per 100,000
#: inhabitants, and `country_per_100k` that of all of the country; `before_from` and `before_to` are
#: the period before, as long; `times` says how many times as frequent incidents are since.
#: `NAME_by_chance` is yes where chance alone would give the rate or the change; a rate of which
#: nothing is reported is not judged.  Blank is not known.
INTERVAL_COLUMNS: Final[dict[str, str]] = dict.fromkeys(_REGION, "string") | {
    "incidents": "integer",
    "incidents_low": "number",
    "incidents_high": "number",
    "inhabitants": "integer",
    "per_100k": "number",
    "per_100k_low": "number",
    "per_100k_high": "number",
    "country_per_100k": "number",
    "per_100k_by_chance": "string",
    "before_from": "date",
    "before_to": "date",
    "incidents_before": "integer",
    "times": "number",
    "times_low": "number",
    "times_high": "number",
    "change_by_chance": "string",
}
#: Columns of a region's hot spots (`geo.query.hotspots`), a row for each figure: `step_days` is the
#: length of a step, `gi` Gi* of the last one, `trend` Mann and Kendall's z-score.
HOTSPOT_COLUMNS: Final[dict[str, str]] = (
    {"figure": "string"}
    | dict.fromkeys(_REGION, "string")
    | {
        "hot_spot": "string",
        "hot_steps": "integer",
        "steps": "integer",
        "step_days": "integer",
        "first_day": "date",
        "last_day": "date",
        "gi": "number",
        "trend": "number",
    }
)
_PEOPLE: Final = 100_000
_DIGITS: Final = 6


def interval_rows(store: Store, filters: Filters) -> Iterator[Row]:
    """Yield every region that the filters let through, in the catalogue's order."""
    everywhere = replace(filters, region=())
    found, then = query.region_figures(store, everywhere), _before(store, filters)
    earlier = query.region_figures(store, then.of(filters)) if then else {}
    rates = {} if filters.unit else chance.country_rates(found)
    for region in _regions(filters):
        code = str(region["region"])
        count = found[code].incidents if code in found else 0
        row = region | {"incidents": count} | _ends("incidents", chance.of_count(count))
        if rates:
            row |= _rate(code, count, rates[str(region["country"])])
        if then:
            row |= _change(count, earlier[code].incidents if code in earlier else 0, then)
        yield {name: row.get(name) for name in INTERVAL_COLUMNS}


def _rate(code: str, count: int, usual: float) -> Row:
    """Return a region's rate beside its country's; nothing where its inhabitants are not known."""
    people = population().get(code)
    if people is None:
        return {}
    factor = _PEOPLE / people.people
    rate, usual = chance.of_count(count).times(factor), usual * _PEOPLE
    row: Row = {"inhabitants": people.people, "per_100k": _short(count * factor)}
    row |= _ends("per_100k", rate)
    row["country_per_100k"] = _short(usual)
    # That nothing was reported may have other reasons than that nothing happened.
    return row | ({"per_100k_by_chance": _yes(known=rate.holds(usual))} if count else {})


def _change(now: int, before: int, then: Period) -> Row:
    row: Row = {"before_from": then.first.isoformat(), "before_to": then.last.isoformat()}
    row |= {"incidents_before": before, "times": _short(now / before) if before else None}
    if interval := chance.of_ratio(now, before):
        row |= _ends("times", interval)
        row["change_by_chance"] = _yes(known=interval.holds(1))
    return row


def _before(store: Store, filters: Filters) -> Period | None:
    """Return the period before the selected one, where the data has all of it."""
    facets = query.facets(store)
    now, data = periods.selected(filters, facets), periods.whole(facets)
    then = now.before() if now else None
    return then if then and data and then.within(data) else None


def hotspot_rows(store: Store, filters: Filters) -> Iterator[Row]:
    """Yield every region that the filters let through for each figure; none for too few weeks."""
    steps = query.hot_steps(store, filters)
    for metric in METRICS.values():
        spots = query.hot_spots(store, filters, metric.value)
        for row in _regions(filters) if spots else ():
            spot = spots[str(row["region"])]
            yield {
                "figure": metric.name,
                **row,
                "hot_spot": spot.kind or "none",
                "hot_steps": spot.hot,
                "steps": spot.steps,
                "step_days": (steps[0][1] - steps[0][0]).days + 1,
                "first_day": steps[0][0].isoformat(),
                "last_day": steps[-1][1].isoformat(),
                "gi": _short(spot.last),
                "trend": _short(spot.trend),
            }


def _regions(filters: Filters) -> Iterator[Row]:
    allowed = filters.areas()
    for code, region in catalogue().items():
        if allowed is None or code in allowed:
            yield {"region": code, "region_name": region.name_en, **region_codes(code),
                   "country": region.country}  # fmt: skip


def _ends(name: str, interval: chance.Interval) -> dict[str, Any]:
    return {f"{name}_low": _short(interval.low), f"{name}_high": _short(interval.high)}


def _short(value: float) -> float | None:
    """Return a number with six significant digits; None for infinity."""
    return float(f"{value:.{_DIGITS}g}") if math.isfinite(value) else None


def _yes(*, known: bool) -> str:
    return "yes" if known else "no"
