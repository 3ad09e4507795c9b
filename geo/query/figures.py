"""Figures: of regions, of the whole selection, and of what is not on the map.

Counting rules
--------------
An incident counts once in every region that it touches, and once in any total.  Its figures
(killed, injured, launched, downed) belong to the incident as a whole: an area's figure counts
incidents that lie wholly inside it (`Figure.value`), and what was reported for several areas
together stands beside it (`Figure.shared`), never split.  Of `downed` a source may give the part of
one place (`downed_here`): that part is known there, the rest is shared by the incident's other
places; where parts alone were reported, the incident's number is their sum.  Unknown is not zero:
a figure that no incident reports is None.

Each question has two ways to its answer, which are the same: `geo.query.memory.totals`, at once,
for the filters that a store's summary knows, and SQL for all.
"""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any, Final

from geo.query.conditions import rows, where
from geo.query.filters import NO_ACTOR
from geo.query.memory import totals
from geo.query.memory.summary import summary_of
from geo.query.results import Facets, Figure, Figures, Headline, Placement
from geo.regions import catalogue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.query.filters import Filters
    from geo.query.memory.chosen import Chosen
    from geo.query.memory.summary import Summary
    from geo.store import Store


__all__ = [
    "FIGURES",
    "Facets",
    "Figure",
    "Figures",
    "Headline",
    "Placement",
    "facets",
    "figures_of",
    "headline",
    "placement",
    "region_figures",
]

# Downed over one area of an incident: value, and what it shares with the incident's other areas.
_DOWNED_VALUE: Final = "CASE WHEN whole THEN coalesce(downed, known) ELSE known END"
_DOWNED_SHARED: Final = (
    "CASE WHEN NOT whole AND unknown > 0 AND downed IS NOT NULL"
    " THEN greatest(downed - coalesce(allocated, 0), 0) END"
)


def _sums(name: str) -> str:
    return (
        f"CAST(sum({name}) FILTER (whole) AS BIGINT), "
        f"CAST(sum({name}) FILTER (NOT whole) AS BIGINT)"
    )


#: Figures over rows of `incidents` with whole, known, unknown and allocated (of `downed`).
FIGURES: Final = f"""
    count(*), {_sums("fatalities")}, {_sums("injuries")}, {_sums("launched")},
    CAST(sum({_DOWNED_VALUE}) AS BIGINT), CAST(sum({_DOWNED_SHARED}) AS BIGINT)"""


def figures_of(row: Sequence[Any]) -> dict[str, Any]:
    """Turn a row that `FIGURES` selects into the arguments of `Figures`."""
    pairs = [Figure(row[at], row[at + 1]) for at in range(1, 9, 2)]
    return {"incidents": row[0]} | dict(
        zip(("killed", "injured", "launched", "downed"), pairs, strict=True)
    )


def _summed(store: Store, filters: Filters) -> tuple[Summary, Chosen] | None:
    """Return the store's summary and the selection in its terms, where it has the answer."""
    summary = summary_of(store)
    chosen = summary.chosen(filters) if summary else None
    return (summary, chosen) if summary and chosen else None


def region_figures(store: Store, filters: Filters) -> dict[str, Figures]:
    """Return the figures of every region that the selection touches, by ISO 3166-2 code."""
    if summed := _summed(store, filters):
        return totals.region_figures(*summed)
    return sql_region_figures(store, filters)


def sql_region_figures(store: Store, filters: Filters) -> dict[str, Figures]:
    """Answer `region_figures` by SQL."""
    condition, parameters = where(filters, "t")
    sql = f"""
        SELECT area, {FIGURES} FROM (
            SELECT i.*, t.area, t.whole, t.downed_known AS known, t.downed_unknown AS unknown,
                t.downed_allocated AS allocated
            FROM touches t JOIN incidents i USING (incident_id) WHERE {condition}
        ) GROUP BY area ORDER BY area"""
    regions = catalogue()
    return {
        area: Figures(**figures_of(row))
        for area, *row in rows(store, sql, parameters)
        if area in regions
    }


def headline(store: Store, filters: Filters) -> Headline:
    """Return the figures of the selection as a whole, each incident counted once."""
    if summed := _summed(store, filters):
        return totals.headline(*summed)
    return sql_headline(store, filters)


def sql_headline(store: Store, filters: Filters) -> Headline:
    """Answer `headline` by SQL."""
    condition, parameters = where(filters, "t")
    every = "TRUE" if filters.areas() is None else "sum(t.places) = any_value(p.places)"
    sql = f"""
        WITH here AS (
            SELECT incident_id, {every} AS whole, CAST(sum(t.downed_known) AS BIGINT) AS known,
                sum(t.downed_unknown) AS unknown, any_value(t.downed_allocated) AS allocated
            FROM touches t JOIN incidents i USING (incident_id)
                JOIN (SELECT incident_id, sum(places) AS places FROM touches GROUP BY ALL) p
                USING (incident_id)
            WHERE {condition} GROUP BY incident_id
        )
        SELECT {FIGURES} FROM here JOIN incidents USING (incident_id)"""
    touched = f"""
        SELECT count(DISTINCT t.area), count(*)
        FROM touches t JOIN incidents i USING (incident_id)
        WHERE {condition} AND regexp_matches(t.area, '^(UA|RU)-')"""
    (row,) = rows(store, sql, parameters)
    ((regions, region_incidents),) = rows(store, touched, parameters)
    return Headline(**figures_of(row), regions=regions, region_incidents=region_incidents)


def placement(store: Store, filters: Filters) -> Placement:
    """Count the records that are drawn as points, that shade a region, and that are elsewhere."""
    if summed := _summed(store, filters):
        return totals.placement(*summed)
    return sql_placement(store, filters)


def sql_placement(store: Store, filters: Filters) -> Placement:
    """Answer `placement` by SQL."""
    condition, parameters = where(filters, "l")
    sql = f"""
        SELECT count(*), count(l.x),
            count(*) FILTER (l.x IS NULL AND regexp_matches(l.area, '^(UA|RU)-')),
            count(*) FILTER (l.area IN ('UA', 'RU')), count(*) FILTER (l.area = 'outside'),
            count(*) FILTER (l.area = 'review')
        FROM locations l JOIN incidents i USING (incident_id) WHERE {condition}"""
    (row,) = rows(store, sql, parameters)
    return Placement(*row)


_FACETS: Final[weakref.WeakKeyDictionary[Store, Facets]] = weakref.WeakKeyDictionary()


def facets(store: Store) -> Facets:
    """Return what there is to choose from in the whole store; asked once: no store changes."""
    found = _FACETS.get(store)
    if found is None:
        found = _FACETS[store] = _facets(store)
    return found


def _facets(store: Store) -> Facets:
    ((first, last, incidents),) = rows(
        store, "SELECT min(date_start), max(date_end), count(*) FROM incidents"
    )
    types = rows(store, "SELECT sub_event_type FROM incidents GROUP BY 1 ORDER BY count(*) DESC, 1")
    actors = rows(
        store,
        f"SELECT coalesce(actor, '{NO_ACTOR}') FROM incidents GROUP BY 1 ORDER BY count(*) DESC, 1",
    )
    ((records, rejected),) = rows(
        store, "SELECT (SELECT count(*) FROM locations), (SELECT count(*) FROM rejected)"
    )
    return Facets(
        first,
        last,
        tuple(value for (value,) in types),
        tuple(value for (value,) in actors),
        incidents,
        records,
        rejected,
    )
