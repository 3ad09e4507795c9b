"""Figures: of regions, of the whole selection, and of what is not on the map.

Counting rules
--------------
An incident counts once in every region that it touches, and once in any total.  Its figures
(killed, injured, launched, downed) belong to the incident as a whole.  All four are counted alike:

1. An incident lies wholly inside an area if all its places do, and its report does not speak of
   further places without naming them (`more_places` yes, or unknown whether).  Such places are
   taken to lie in the countries of those that are named: a night over "17 regions" of which one is
   named is not that region's, but all of it is its country's.  A place that is a country as a
   whole, that is abroad, or that is in review is in no region.
2. Of a figure a source may give the part of one place (`killed_here` and its like, see
   `schema.PLACE_COUNTS`).  Where all places of the incident inside the area have their parts, these
   alone are the area's: the rest of the figure, if there is any, belongs elsewhere, also where
   no other place is named.
3. Where some have none, the area's figure (`Figure.value`) has the incident's number if the
   incident lies wholly inside it.  If not, it has the parts that are known, and what the parts of
   all places leave of the incident's number stands beside it (`Figure.shared`), never split.
4. Where parts alone were reported, the incident's number is their sum.
5. Unknown is not zero: a figure that no incident reports is None, and `Figure.known_for` says of
   how many incidents it is the sum.

A row that stands for n events of its source (column `events`, such as a week of a region has)
counts as n incidents wherever incidents are counted, `Figure.known_for` among them; a blank is one.
One of 0 events counts 0: its figures, its record and the region that it lies in are there all the
same, but the region is not touched (`Headline.regions`), nothing is on the timeline, and no badge.
Its figures are of all its events together and are never multiplied.  Records are rows, whatever
they stand for.

Each question has two ways to its answer, which are the same: `geo.query.memory.totals`, at once,
for the filters that a store's summary knows, and SQL for all.
"""

from __future__ import annotations

import weakref
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from geo.query.conditions import rows, touching, where
from geo.query.events import has_grouped, incidents_sql
from geo.query.filters import NO_ACTOR
from geo.query.memory import totals
from geo.query.memory.summary import summary_of
from geo.query.results import FIGURES, Facets, Figure, Figures, Headline, Placement
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
    "by_actor",
    "facets",
    "figures_of",
    "headline",
    "placement",
    "region_figures",
    "sums_sql",
]

#: Actors whose figures `by_actor` tells apart.
ACTORS: Final = 3
#: Whether the report of an incident `i` names all its places.
NAMES_ALL: Final = "coalesce(i.more_places, 'no') = 'no'"


def own_sql(name: str) -> str:
    """Return SQL for what an area has of an incident's figure.

    It is asked of rows of `incidents` with `whole` (rule 1) and of each figure `NAME_known` (the
    sum of the parts inside the area), `NAME_unknown` (how many places there have none) and
    `NAME_allocated` (the sum of all parts of the incident).
    """
    return (
        f"CASE WHEN whole AND {name}_unknown > 0 THEN coalesce({FIGURES[name]}, {name}_known)"
        f" ELSE {name}_known END"
    )


def shared_sql(name: str) -> str:
    """Return SQL for what an area shares of an incident's figure; asked as `own_sql` is."""
    return (
        f"CASE WHEN NOT whole AND {name}_unknown > 0 AND {FIGURES[name]} IS NOT NULL"
        f" THEN greatest({FIGURES[name]} - coalesce({name}_allocated, 0), 0) END"
    )


def _sums(store: Store, name: str) -> str:
    both = own_sql(name), shared_sql(name)
    sums = [f"CAST(sum({sql}) AS BIGINT)" for sql in both]
    known_for = (incidents_sql(store, sql) for sql in both)
    return ", ".join([*sums, *known_for])


def sums_sql(store: Store) -> str:
    """Return SQL of figures over rows as `own_sql` describes them, for `figures_of`."""
    return ", ".join([incidents_sql(store), *(_sums(store, name) for name in FIGURES)])


def figures_of(row: Sequence[Any]) -> dict[str, Any]:
    """Turn a row that `sums_sql` selects into the arguments of `Figures`."""
    width = 4
    found = {
        name: Figure(*row[1 + at * width : 1 + (at + 1) * width]) for at, name in enumerate(FIGURES)
    }
    return {"incidents": row[0], **found}


def parts_together(entire: str = "FALSE") -> str:
    """Return the parts of figures of several `touches t` of one incident, as `own_sql` takes them.

    Parameters
    ----------
    entire : str
        SQL for whether they are all that there is, so that nothing belongs elsewhere.
    """
    return ", ".join(
        f"CAST(sum(t.{name}_known) AS BIGINT) AS {name}_known,"
        f" CASE WHEN {entire} THEN 1 ELSE sum(t.{name}_unknown) END AS {name}_unknown,"
        f" any_value(t.{name}_allocated) AS {name}_allocated"
        for name in FIGURES
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
    touches, condition, parameters = touching(filters)
    sql = f"""
        SELECT area, {sums_sql(store)} FROM (
            SELECT i.*, t.* EXCLUDE (incident_id, whole), t.whole AND {NAMES_ALL} AS whole
            FROM {touches} JOIN incidents i USING (incident_id) WHERE {condition}
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


#: How many rows stand for another number of events than one, and for how many they stand.
_GROUPED: Final = (
    "count(*) FILTER (events <> 1), coalesce(CAST(sum(events) FILTER (events <> 1) AS BIGINT), 0)"
)


def _chosen_incidents(filters: Filters) -> tuple[str, dict[str, Any]]:
    """Return SQL of the selection's incidents as `own_sql` asks, for a FROM, and its parameters."""
    touches, condition, parameters = touching(filters)
    of_regions = bool(filters.region or filters.unit)
    everywhere = filters.areas() is None and not filters.unit
    inside = "TRUE" if everywhere else "sum(t.places) = any_value(p.places)"
    whole = f"{inside} AND any_value({NAMES_ALL})" if of_regions else inside
    sql = f"""(
            SELECT incident_id, {whole} AS whole,
                {parts_together("FALSE" if of_regions else inside)}
            FROM {touches} JOIN incidents i USING (incident_id)
                JOIN (SELECT incident_id, sum(places) AS places FROM touches GROUP BY ALL) p
                USING (incident_id)
            WHERE {condition} GROUP BY incident_id
        ) JOIN incidents USING (incident_id)"""
    return sql, parameters


def sql_headline(store: Store, filters: Filters) -> Headline:
    """Answer `headline` by SQL."""
    touches, condition, _ = touching(filters)
    incidents, parameters = _chosen_incidents(filters)
    grouped = _GROUPED if has_grouped(store) else "0, 0"
    sql = f"SELECT {grouped}, {sums_sql(store)} FROM {incidents}"
    happened = "FILTER (i.events IS DISTINCT FROM 0)" if has_grouped(store) else ""
    touched = f"""
        SELECT count(DISTINCT t.area) {happened}, {incidents_sql(store)}
        FROM {touches} JOIN incidents i USING (incident_id)
        WHERE {condition} AND regexp_matches(t.area, '^(UA|RU)-')"""
    ((grouped_rows, grouped_events, *row),) = rows(store, sql, parameters)
    ((regions, region_incidents),) = rows(store, touched, parameters)
    return Headline(
        **figures_of(row),
        regions=regions,
        region_incidents=region_incidents,
        grouped_rows=grouped_rows,
        grouped_events=grouped_events,
    )


def by_actor(store: Store, filters: Filters) -> dict[str, Figures]:
    """Return the figures of the selection by actor, each incident counted once.

    Returns
    -------
    dict
        Of the most frequent actors of the store (`ACTORS` of them, without those not stated) the
        ones that have an incident in the selection.
    """
    actors = [name for name in facets(store).actors if name != NO_ACTOR][:ACTORS]
    actors = [name for name in actors if not filters.actor or name in filters.actor]
    found = {}
    for actor in actors:
        summed = _summed(store, replace(filters, actor=(actor,)))
        if summed is None:
            return sql_by_actor(store, filters, actors)
        found[actor] = totals.figures(*summed)
    return {actor: figures for actor, figures in found.items() if figures.incidents}


def sql_by_actor(store: Store, filters: Filters, actors: Sequence[str]) -> dict[str, Figures]:
    """Answer `by_actor` by SQL."""
    incidents, parameters = _chosen_incidents(filters)
    sql = f"""SELECT actor, {sums_sql(store)} FROM {incidents}
        WHERE list_contains($actors, actor) GROUP BY actor"""
    found = {
        actor: Figures(**figures_of(row))
        for actor, *row in rows(store, sql, parameters | {"actors": list(actors)})
    }
    return {actor: found[actor] for actor in actors if actor in found and found[actor].incidents}


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
    count = incidents_sql(store)
    ((first, last, incidents),) = rows(
        store, f"SELECT min(date_start), max(date_end), {count} FROM incidents"
    )
    types, actors = (
        rows(store, f"SELECT {value} FROM incidents GROUP BY 1 ORDER BY {count} DESC, 1")
        for value in ("sub_event_type", f"coalesce(actor, '{NO_ACTOR}')")
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
