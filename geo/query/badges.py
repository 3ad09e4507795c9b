"""Badges: how many incidents a region has whose place is known by region or district only.

They have no point, so the map shows their number on the region's label.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.query.conditions import rows, where
from geo.query.counting import counting
from geo.query.events import distinct_sql
from geo.query.memory import totals
from geo.query.memory.summary import summed
from geo.query.points import behind
from geo.regions import catalogue

if TYPE_CHECKING:
    from geo.query.filters import Filters
    from geo.query.points import Behind
    from geo.store import Store


def badges(store: Store, filters: Filters) -> dict[str, int]:
    """Count incidents by region that are known by region or district only.

    Returns
    -------
    dict
        Region code -> incidents with such a place in it; regions with none are left out.
        An incident counts once in every region that it touches.
    """
    if found := summed(store, filters):
        return totals.badges(found)
    return sql_badges(store, filters)


def sql_badges(store: Store, filters: Filters) -> dict[str, int]:
    """Answer `badges` by SQL."""
    condition, parameters = where(filters, "l")
    how = counting(store, filters)
    sql = f"""
        SELECT l.region, {distinct_sql(store, how.key)}
        FROM locations l JOIN {how.incidents} i USING (incident_id)
        WHERE l.x IS NULL AND l.region IS NOT NULL AND {condition}
        GROUP BY 1 ORDER BY 1"""
    known = catalogue()
    found = rows(store, sql, parameters)
    return {code: count for code, count in found if count and code in known}


def badge_records(store: Store, filters: Filters, region: str, *, limit: int = 40) -> Behind:
    """Return the records behind a region's badge.

    Parameters
    ----------
    store, filters
        As the badge was made.
    region : str
        The region's ISO 3166-2 code.
    limit : int
        Records at most.
    """
    here = "l.x IS NULL AND l.region = $badge"
    return behind(store, filters, here, {"badge": region}, limit=limit)
