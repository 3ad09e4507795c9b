"""What a visitor adds and decides, as it stands beside a store that is not written anew."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from geo.ingest.decisions import news_of, place_again
from geo.ingest.linking import found_links, kept_decisions, links_with
from geo.ingest.merging import apart
from geo.store import Linking, Own, Tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.ingest.decisions import Decision
    from geo.links import LinkDecision
    from geo.store import Store

#: Incidents up to which it is worth the while; of more, a store of its own is made.
MOST_OWN: Final = 50_000


def own_part(base: Store, added: Sequence[Tables], decisions: Iterable[Decision]) -> Own | None:
    """Return what stands beside a store, or None if that is too much.

    The two together are what `base`, joined with the tables, would be with all places placed as
    decided (`place_again`).

    Parameters
    ----------
    base : Store
        What is added to.
    added : sequence of Tables
        Prepared tables; each replaces datasets of its own.
    decisions : iterable of Decision
        Of two on the same place the later one holds.

    Raises
    ------
    InputError
        For a decision without a place, or with a region or coordinate that is none.
    """
    decisions, replaced = list(decisions), set[str]()
    own: Tables | None = None
    for tables in added:
        names = {
            str(name) for part in (tables.incidents, tables.rejected) for name in part["dataset"]
        }
        replaced |= names
        taken = _taken(base, tables, replaced)
        if own is None:
            own = apart(tables, taken)
        else:
            _, kept = own.split(names)
            own = kept.joined(apart(tables, taken | set(kept.incidents["incident_id"])))
    moved = _concerned(base, decisions, replaced)
    if len(moved) + (len(own.incidents) if own else 0) > MOST_OWN:
        return None
    if moved or own is None:
        before = _rows(base, moved)
        own = before.joined(own) if own else before
    tables = place_again(own, decisions)
    return Own(tables, frozenset(replaced), frozenset(moved))


def _taken(base: Store, tables: Tables, replaced: set[str]) -> set[str]:
    """Return the ids of tables that a store has in datasets that are not replaced."""
    sql = """SELECT incident_id FROM incidents
        WHERE incident_id IN (SELECT unnest($ids)) AND NOT list_contains($replaced, dataset)"""
    ids = tables.incidents["incident_id"].tolist()
    with base.cursor() as cursor:
        found = cursor.execute(sql, {"ids": ids, "replaced": sorted(replaced)}).fetchall()
    return {str(name) for (name,) in found}


def _concerned(base: Store, decisions: list[Decision], replaced: set[str]) -> list[str]:
    """Return the ids of a store's incidents with a place that decisions are about."""
    news = news_of(decisions)
    if not news:
        return []
    sql = """
        SELECT DISTINCT coalesce(l.place, ''), coalesce(l.country, ''), i.dataset
        FROM locations l JOIN incidents i USING (incident_id)
        WHERE NOT list_contains($replaced, i.dataset)"""
    of_keys = """
        SELECT DISTINCT incident_id FROM locations l JOIN incidents i USING (incident_id)
        JOIN (SELECT unnest($places) AS place, unnest($countries) AS country,
            unnest($datasets) AS dataset) k ON k.place = coalesce(l.place, '')
            AND k.country = coalesce(l.country, '') AND k.dataset = i.dataset"""
    with base.cursor() as cursor:
        keys = cursor.execute(sql, {"replaced": sorted(replaced)}).fetchall()
        hit = [key for key in keys if news.find(*key) is not None]
        if not hit:
            return []
        columns = dict(
            zip(("places", "countries", "datasets"), zip(*hit, strict=True), strict=True)
        )
        given = {name: list(values) for name, values in columns.items()}
        return [str(name) for (name,) in cursor.execute(of_keys, given).fetchall()]


def _rows(base: Store, ids: list[str]) -> Tables:
    """Return incidents of a store with all their places, and no rejected rows."""
    tables = base.tables(ids)
    return Tables(tables.incidents, tables.locations, tables.rejected.iloc[:0])


def links_beside(base: Store, said: Iterable[LinkDecision]) -> Linking:
    """Return how what stands beside a store is linked: the store's own links stay as they are."""
    from geo import links

    decisions = [*kept_decisions(base), *said]
    return Linking(
        found_links, partial(links.decided, decisions=decisions), links_with, links.DECIDED
    )
