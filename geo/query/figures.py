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

Of killed a source may give the least and the most besides its best number (`Figure.low`,
`Figure.high`): these are summed where the best is, and are the best where they are not given.
Where the best is not given the figure is not known, whatever they are.

Counted once
------------
Several datasets in one store tell of the same incidents.  Where these count once (`Filters.count`;
`geo.query.counting` says when they do) the records of a store are in clusters by their links
(`geo.store.clusters`), and of a cluster those count that the filters let through.  A dataset that
is shown alone therefore has its own figures.

6. A cluster counts once in every region that one of its chosen records touches, and once in any
   total; on the timeline under the type of the one that says what happened (`rank`), on each day of
   any.  The parts of a whole and the whole are incidents each, as they are where one source tells
   of both.
7. Its figure is never a sum: `Figure.low` is the least of its sources, `Figure.high` the most, and
   `Figure.value` the highest of their best numbers.  Early reports count low and later ones find
   more, a number between two is one that nobody has reported, and this one never falls below what a
   dataset says by itself.  What is shared is what the source that says most has over and above it.
8. The figures of parts do not add to their whole's: of its own account and that of its parts
   together the higher holds, for the least the lower.  What one dataset tells as several incidents
   are several, so that its own sum is held to as well, but for the least.
9. A row that stands for several events shares its cluster with none; it may be a whole.

`Headline.fewest` and `Headline.most` are the incidents by the loosest and by the strictest links.

Each question has two ways to its answer, which are the same: `geo.query.memory.totals`, at once,
for the filters that a store's summary knows, and SQL for all.
"""

from __future__ import annotations

import weakref
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from geo.query.conditions import parts_together, rows, touching, where
from geo.query.counting import (
    counted_at,
    counting,
    counts_once,
    dataset_names,
    shown_datasets,
)
from geo.query.events import distinct_sql, has_grouped, incidents_sql
from geo.query.filters import NO_ACTOR
from geo.query.memory import totals
from geo.query.memory.summary import summed
from geo.query.results import FIGURES, Facets, Figure, Figures, Headline, Placement
from geo.query.sums import NAMES_ALL, figures_of, summed_sql
from geo.regions import catalogue
from geo.schema import STRICTNESS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from geo.query.counting import Counting
    from geo.query.filters import Filters
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
    "headline",
    "placement",
    "region_figures",
    "step_figures",
]

#: Actors whose figures `by_actor` tells apart.
ACTORS: Final = 3


def region_figures(store: Store, filters: Filters) -> dict[str, Figures]:
    """Return the figures of every region that the selection touches, by ISO 3166-2 code."""
    if found := summed(store, filters):
        return totals.region_figures(found)
    return sql_region_figures(store, filters)


def sql_region_figures(store: Store, filters: Filters) -> dict[str, Figures]:
    """Answer `region_figures` by SQL."""
    touches, condition, parameters = touching(filters)
    how = counting(store, filters)
    source = f"""
        SELECT i.*, t.* EXCLUDE (incident_id, whole), t.whole AND {NAMES_ALL} AS whole
        FROM {touches} JOIN {how.incidents} i USING (incident_id) WHERE {condition}"""
    found = rows(store, summed_sql(store, how, source, "area"), parameters)
    regions = catalogue()
    return {area: Figures(**figures_of(row)) for area, *row in sorted(found) if area in regions}


def step_figures(
    store: Store, filters: Filters, steps: Sequence[tuple[dt.date, dt.date]]
) -> list[dict[str, Figures]]:
    """Return `region_figures` of each of several spans of days, whose edges are included.

    The filters' own days have no part in it.
    """
    spans = [replace(filters, date_from=first, date_to=last) for first, last in steps]
    if all(summed(store, one) for one in spans):
        return [region_figures(store, one) for one in spans]
    return sql_step_figures(store, filters, steps)


def sql_step_figures(
    store: Store, filters: Filters, steps: Sequence[tuple[dt.date, dt.date]]
) -> list[dict[str, Figures]]:
    """Answer `step_figures` by SQL."""
    touches, condition, parameters = touching(replace(filters, date_from=None, date_to=None))
    how, (firsts, lasts) = counting(store, filters), zip(*steps, strict=True)
    source = f"""
        SELECT i.*, t.* EXCLUDE (incident_id, whole), t.whole AND {NAMES_ALL} AS whole, s.step
        FROM {touches} JOIN {how.incidents} i USING (incident_id) JOIN (
            SELECT unnest($steps) AS step, unnest($firsts) AS first, unnest($lasts) AS last
        ) s ON i.date_end >= s.first AND i.date_start <= s.last WHERE {condition}"""
    parameters |= {"steps": list(range(len(steps)))}
    parameters |= {"firsts": list(firsts), "lasts": list(lasts)}
    answers: list[dict[str, Figures]] = [{} for _step in steps]
    for area, step, *row in rows(store, summed_sql(store, how, source, "area", "step"), parameters):
        if area in catalogue():
            answers[step][area] = Figures(**figures_of(row))
    return answers


def headline(store: Store, filters: Filters) -> Headline:
    """Return the figures of the selection as a whole, each incident counted once."""
    if found := summed(store, filters):
        total = totals.headline(found)
        return _with_range(store, filters, total, partial(totals.counts, found))
    return sql_headline(store, filters)


#: How many rows stand for another number of events than one, and for how many they stand.
_GROUPED: Final = (
    "count(*) FILTER (events <> 1), coalesce(CAST(sum(events) FILTER (events <> 1) AS BIGINT), 0)"
)


def chosen_incidents(how: Counting, filters: Filters) -> tuple[str, dict[str, Any]]:
    """Return SQL of the selection's incidents as `summed_sql` asks, and its parameters."""
    touches, condition, parameters = touching(filters)
    of_regions = bool(filters.region) or filters.of_places
    everywhere = filters.areas() is None and not filters.of_places
    inside = "TRUE" if everywhere else "sum(t.places) = any_value(p.places)"
    whole = f"{inside} AND any_value({NAMES_ALL})" if of_regions else inside
    sql = f"""SELECT * FROM (
            SELECT incident_id, {whole} AS whole,
                {parts_together("FALSE" if of_regions else inside)}
            FROM {touches} JOIN incidents i USING (incident_id)
                JOIN (SELECT incident_id, sum(places) AS places FROM touches GROUP BY ALL) p
                USING (incident_id)
            WHERE {condition} GROUP BY incident_id
        ) JOIN {how.incidents} USING (incident_id)"""
    return sql, parameters


def sql_headline(store: Store, filters: Filters) -> Headline:
    """Answer `headline` by SQL."""
    how = counting(store, filters)
    touches, condition, _ = touching(filters)
    incidents, parameters = chosen_incidents(how, filters)
    grouped = [(0, 0)]
    if has_grouped(store):
        grouped = rows(store, f"SELECT {_GROUPED} FROM ({incidents})", parameters)
    happened = "FILTER (i.events IS DISTINCT FROM 0)" if has_grouped(store) else ""
    touched = f"""
        SELECT count(DISTINCT t.area) {happened}
        FROM {touches} JOIN incidents i USING (incident_id)
        WHERE {condition} AND regexp_matches(t.area, '^(UA|RU)-')"""
    ((regions,),) = rows(store, touched, parameters)
    (row,) = rows(store, summed_sql(store, how, incidents), parameters)
    by_region = f"""
        SELECT {distinct_sql(store, how.key)}
        FROM {touches} JOIN {how.incidents} i USING (incident_id)
        WHERE {condition} AND regexp_matches(t.area, '^(UA|RU)-') GROUP BY t.area"""
    total = Headline(
        **figures_of(row),
        regions=regions,
        region_incidents=sum(count for (count,) in rows(store, by_region, parameters)),
        grouped_rows=grouped[0][0],
        grouped_events=grouped[0][1],
    )
    return _with_range(store, filters, total, partial(_sql_counts, store, filters))


def _with_range(
    store: Store,
    filters: Filters,
    total: Headline,
    counts: Callable[[Sequence[Counting]], list[int]],
) -> Headline:
    """Add how many incidents there are by the loosest and the strictest links, if that matters.

    `counts` says how many incidents there are in each of some ways of counting.
    """
    if not counts_once(store, filters):
        return total
    ways = [counted_at(store, strictness) for strictness in (STRICTNESS[0], STRICTNESS[-1])]
    fewest, most = counts(ways)
    datasets = len(shown_datasets(store, filters))
    return replace(total, fewest=fewest, most=most, datasets=datasets)


def _sql_counts(store: Store, filters: Filters, ways: Sequence[Counting]) -> list[int]:
    """Count the incidents of a selection in ways of their own."""
    touches, condition, parameters = touching(filters)
    found = []
    for how in ways:
        sql = f"""SELECT {distinct_sql(store, how.key)}
            FROM {touches} JOIN {how.incidents} i USING (incident_id) WHERE {condition}"""
        ((count,),) = rows(store, sql, parameters)
        found.append(int(count))
    return found


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
        chosen = summed(store, replace(filters, actor=(actor,)))
        if chosen is None:
            return sql_by_actor(store, filters, actors)
        found[actor] = totals.figures(chosen)
    return {actor: figures for actor, figures in found.items() if figures.incidents}


def sql_by_actor(store: Store, filters: Filters, actors: Sequence[str]) -> dict[str, Figures]:
    """Answer `by_actor` by SQL."""
    how = counting(store, filters)
    incidents, parameters = chosen_incidents(how, filters)
    source = f"{incidents} WHERE list_contains($actors, actor)"
    sql = summed_sql(store, how, source, "actor")
    found = {
        actor: Figures(**figures_of(row))
        for actor, *row in rows(store, sql, parameters | {"actors": list(actors)})
    }
    return {actor: found[actor] for actor in actors if actor in found and found[actor].incidents}


def placement(store: Store, filters: Filters) -> Placement:
    """Count the records that are drawn as points, that shade a region, and that are elsewhere."""
    if found := summed(store, filters):
        return totals.placement(found)
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
        dataset_names(store),
    )
