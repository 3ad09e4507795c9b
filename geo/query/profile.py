"""One region in detail: what its figures are made of, and the records behind each of them.

Every number of a region's own view is one `Part` of its records; `part_records` lists them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.query.conditions import rows, touching, where
from geo.query.counting import counting
from geo.query.events import distinct_sql
from geo.query.filters import NO_ACTOR
from geo.query.memory import totals
from geo.query.memory.summary import summed
from geo.query.records import RECORD_COLUMNS
from geo.query.results import FIGURES
from geo.query.sums import NAMES_ALL, own_sql, shared_sql

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

    from geo.query.filters import Filters
    from geo.store import Store

#: Bars of a region's small timeline at most.
BARS: Final = 31
_KEY: Final = "coalesce({}, '')"
#: What a region's records can be told apart by, as SQL over `incidents i` and `locations l`.
KINDS: Final[dict[str, str]] = {
    "type": "i.sub_event_type",
    "actor": f"coalesce(i.actor, '{NO_ACTOR}')",
    "source": _KEY.format("i.source"),
    "dataset": "i.dataset",
    "spelling": f"{_KEY.format('l.place')} || chr(31) || {_KEY.format('l.place_name')}",
}
#: Which incidents a figure is summed over: the region's own part, and what is shared.
_SUMMED: Final[dict[str, str]] = {
    **{name: f"{own_sql(name)} IS NOT NULL" for name in FIGURES},
    **{f"{name} shared": f"{shared_sql(name)} IS NOT NULL" for name in FIGURES},
}
_FROM: Final = f"""
    FROM locations l JOIN {{incidents}} i USING (incident_id) JOIN (
        SELECT t.* EXCLUDE (whole), t.whole AND {NAMES_ALL} AS whole
        FROM {{touches}} JOIN incidents i USING (incident_id)
    ) t ON t.incident_id = l.incident_id AND t.area = l.area"""


@dataclass(frozen=True)
class Part:
    """Some of a region's records.

    Attributes
    ----------
    kind : str
        One of `KINDS`; or `figure`.
    value : str
        What it is there, as `Group.key` has it; for a figure its name in `Figures`, with
        ` shared` behind it for what is shared with other regions.
    """

    kind: str
    value: str


@dataclass(frozen=True)
class Group:
    """Records of a region that have something in common.

    Attributes
    ----------
    key : str
        What they have in common, for `Part.value`.
    incidents, records : int
        How many there are.
    url : str or None
        The newest web address (http or https) among their sources.
    place, place_name, precision, status : str or None
        For spellings: the place as reported and as understood, and what came of it.
    """

    key: str
    incidents: int
    records: int
    url: str | None
    place: str | None
    place_name: str | None
    precision: str | None
    status: str | None


def in_region(filters: Filters, region: str) -> Filters:
    """Return the filters of a region's own view: those of the page, for this region alone."""
    return replace(filters, country=(), region=(region,))


def groups(store: Store, filters: Filters, kind: str) -> list[Group]:
    """Group the selection's records by one of `KINDS`, the one with the most incidents first."""
    condition, parameters = where(filters, "l")
    of_spelling = (
        "any_value(l.place), any_value(l.place_name), mode(l.precision), mode(l.status)"
        if kind == "spelling"
        else "NULL, NULL, NULL, NULL"
    )
    how = counting(store, filters)
    source = _FROM.format(incidents=how.incidents, touches=touching(filters)[0])
    sql = f"""
        SELECT {KINDS[kind]} AS key, {distinct_sql(store, how.key)} AS incidents, count(*),
            arg_max(i.source_url, i.date_start)
                FILTER (regexp_matches(i.source_url, '^https?://', 'i')), {of_spelling}
        {source} WHERE {condition} GROUP BY key ORDER BY incidents DESC, key"""
    return [Group(*row) for row in rows(store, sql, parameters)]


def part_records(
    store: Store, filters: Filters, part: Part | None, *, limit: int
) -> tuple[int, pd.DataFrame]:
    """Return the records of the selection, or a part of them, the newest first.

    Returns
    -------
    count : int
        How many there are.
    table : DataFrame
        `RECORD_COLUMNS` of at most `limit` of them.
    """
    condition, parameters = where(filters, "l")
    if part is not None:
        one, value = _part(part)
        condition, parameters = f"{condition} AND ({one})", parameters | value
    columns = ", ".join(f"{sql} AS {name}" for name, sql in RECORD_COLUMNS.items())
    source = _FROM.format(incidents="incidents", touches=touching(filters)[0])
    ((count,),) = rows(store, f"SELECT count(*) {source} WHERE {condition}", parameters)
    sql = f"""
        SELECT {columns} {source} WHERE {condition}
        ORDER BY i.date_start DESC, i.date_end DESC, i.incident_id, l.source_row LIMIT {int(limit)}
        """
    with store.cursor() as cursor:
        return int(count), cursor.execute(sql, parameters).df()


def _part(part: Part) -> tuple[str, dict[str, Any]]:
    if part.kind == "figure":
        return _SUMMED[part.value], {}
    return f"{KINDS[part.kind]} = $part", {"part": part.value}


def region_bars(
    store: Store, filters: Filters, days: tuple[dt.date, dt.date]
) -> tuple[int, dict[str, list[int]]]:
    """Count every region's incidents over time, in at most `BARS` steps of equal length.

    Parameters
    ----------
    store, filters
        What to count.
    days : (first, last)
        The period; what lies outside it is left out.

    Returns
    -------
    step : int
        Days of a step.
    bars : dict
        Region code -> incidents per step; one of several days counts in each step that it touches.
    """
    first, last = days
    # A step that lies within the filter's days has no incident that they leave out.
    inside = filters.date_from in (None, first) and filters.date_to in (None, last)
    if inside and (found := summed(store, filters)):
        begin, length, step, steps = np.datetime64(first, "D").astype(int), *_steps(days)
        edges = begin + np.minimum(np.arange(steps + 1) * step, length)
        return step, totals.region_bars(found, edges)
    return sql_region_bars(store, filters, days)


def _steps(days: tuple[dt.date, dt.date]) -> tuple[int, int, int]:
    """Return how many days a period has, how many are a step, and how many steps there are."""
    length = (days[1] - days[0]).days + 1
    step = -(-length // BARS)
    return length, step, -(-length // step)


def sql_region_bars(
    store: Store, filters: Filters, days: tuple[dt.date, dt.date]
) -> tuple[int, dict[str, list[int]]]:
    """Answer `region_bars` by SQL."""
    first, (length, step, steps) = days[0], _steps(days)
    touches, condition, parameters = touching(filters)
    how = counting(store, filters)
    sql = f"""
        SELECT area, bar, {distinct_sql(store, "i.key")} AS incidents FROM (
            SELECT t.area, i.incident_id, i.events, {how.key} AS key, unnest(range(
                greatest(date_diff('day', $first, i.date_start), 0) // {step},
                least(date_diff('day', $first, i.date_end), {length - 1}) // {step} + 1)) AS bar
            FROM {touches} JOIN {how.incidents} i USING (incident_id)
            WHERE regexp_matches(t.area, '^(UA|RU)-') AND {condition}
        ) i GROUP BY ALL HAVING incidents > 0"""
    bars: dict[str, list[int]] = {}
    for area, bar, count in rows(store, sql, parameters | {"first": first}):
        bars.setdefault(area, [0] * steps)[bar] = count
    return step, bars
