"""Rows that stand for several events of their source, and SQL that counts incidents by them.

Such as ACLED's weekly files and HDX HAPI have: a row for each week and region, with the number of
its events.  The row is one incident in table `incidents`, which counts as so many (see
`geo.query.figures`).  Most stores have no such row; they are asked for nothing more than to count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from geo.query.conditions import rows

if TYPE_CHECKING:
    from geo.store import Store

_GROUPED: Final[WeakKeyDictionary[Store, bool]] = WeakKeyDictionary()


def has_grouped(store: Store) -> bool:
    """Return whether a row of a store stands for another number of events than one."""
    if store not in _GROUPED:
        ((found,),) = rows(store, "SELECT EXISTS (FROM incidents WHERE events <> 1)")
        _GROUPED[store] = bool(found)
    return _GROUPED[store]


def incidents_sql(store: Store, said: str = "*") -> str:
    """Return SQL that counts incidents over rows that have `events`, each incident once.

    Parameters
    ----------
    store : Store
        Whose rows they are.
    said : str
        SQL that is NULL for those that do not count; by default all do.
    """
    count = f"count({said})"
    if not has_grouped(store):
        return count
    here = "" if said == "*" else f"FILTER (({said}) IS NOT NULL)"
    return f"{count} + coalesce(CAST(sum(events - 1) {here} AS BIGINT), 0)"


def distinct_sql(store: Store, key: str = "i.incident_id") -> str:
    """Return SQL that counts incidents over rows of `incidents i`, also if they are there again.

    Parameters
    ----------
    store : Store
        Whose rows they are.
    key : str
        SQL for what is the same for those that count once; see `geo.query.counting`.
    """
    once = f"count(DISTINCT {key})"
    if not has_grouped(store):
        return once
    # Such a row shares its cluster with none (`geo.store.clusters`).
    further = "list(DISTINCT {'id': i.incident_id, 'n': i.events - 1}) FILTER (i.events <> 1)"
    # By a map: where rows are unnested, DuckDB 2.0 takes no list comprehension over an aggregate.
    summed = f"list_sum(map_values(map_from_entries({further})))"
    return f"{once} + coalesce(CAST({summed} AS BIGINT), 0)"
