"""When incidents happened: per day, week or month, by weekday, and by time of day.

Days are those of the records, in no time zone.  An incident of several days shows on each of them;
by weekday and hour, where it can count only once, it counts on its first day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo.query.conditions import touching
from geo.query.counting import counting
from geo.query.events import distinct_sql, has_grouped, incidents_sql
from geo.query.memory import totals
from geo.query.memory.summary import summed

if TYPE_CHECKING:
    import pandas as pd

    from geo.query.filters import Filters
    from geo.store import Store

#: What one bar of a timeline may stand for.
STEPS: Final = ("day", "week", "month")


def _chosen(store: Store, filters: Filters) -> tuple[str, dict[str, Any]]:
    """Return the SQL of every incident of a selection once, for each of its records; parameters.

    `key` is the same for those that count once, and `type` what they count under: the type of the
    one that speaks for them (`geo.store.clusters`).
    """
    touches, condition, parameters = touching(filters)
    how = counting(store, filters)
    events = "i.events" if has_grouped(store) else "NULL"
    if not how.strictness:
        return (
            f"""
        SELECT DISTINCT i.incident_id, i.incident_id AS key, i.sub_event_type AS type, 1 AS rank,
            i.date_start, i.date_end, i.time_start, {events} AS events
        FROM {touches} JOIN incidents i USING (incident_id) WHERE {condition}""",
            parameters,
        )
    return (
        f"""
        SELECT incident_id, cluster AS key, first(sub_event_type) OVER alike AS type, rank,
            date_start, date_end, time_start, {events} AS events
        FROM (
            SELECT DISTINCT i.incident_id, i.cluster, i.sub_event_type, i.rank, i.date_start,
                i.date_end, i.time_start, i.events
            FROM {touches} JOIN {how.incidents} i USING (incident_id) WHERE {condition}
        ) i WINDOW alike AS (PARTITION BY cluster ORDER BY rank)""",
        parameters,
    )


def timeline(store: Store, filters: Filters, step: str) -> pd.DataFrame:
    """Count incidents per day, week or month and type; one of several days counts on each.

    Parameters
    ----------
    store, filters
        What to count.
    step : {"day", "week", "month"}
        Weeks begin on Monday and are named by it, months by their first day; an incident counts
        once in a week or month.

    Returns
    -------
    DataFrame
        Columns period (datetime64), type, incidents; no rows for periods without incidents.

    Raises
    ------
    ValueError
        For any other step.
    """
    if step not in STEPS:
        raise ValueError(step)
    if found := summed(store, filters):
        return totals.timeline(found, filters, step)
    return sql_timeline(store, filters, step)


def sql_timeline(store: Store, filters: Filters, step: str) -> pd.DataFrame:
    """Answer `timeline` by SQL."""
    chosen, parameters = _chosen(store, filters)
    clip_from = "greatest(date_start, $date_from)" if filters.date_from else "date_start"
    clip_to = "least(date_end, $date_to)" if filters.date_to else "date_end"
    sql = f"""
        WITH chosen AS ({chosen}), spread AS (
            SELECT incident_id, key, events, type, date_trunc('{step}', unnest(generate_series(
                CAST({clip_from} AS TIMESTAMP), CAST({clip_to} AS TIMESTAMP), INTERVAL 1 DAY
            ))) AS period FROM chosen
        )
        SELECT CAST(period AS TIMESTAMP) AS period, type,
            {distinct_sql(store, "i.key")} AS incidents
        FROM spread i GROUP BY ALL HAVING incidents > 0 ORDER BY ALL"""
    with store.cursor() as cursor:
        return cursor.execute(sql, parameters).df().astype({"type": "str"})


def weekdays(store: Store, filters: Filters) -> pd.DataFrame:
    """Count incidents by the weekday of their first day, and type.

    Returns
    -------
    DataFrame
        Columns weekday (1 is Monday, 7 Sunday), type, incidents.
    """
    return _grouped(store, filters, "isodow(min(date_start))", "weekday")


def hours(store: Store, filters: Filters) -> pd.DataFrame:
    """Count incidents by the hour at which they began, and type, without those that have no time.

    Returns
    -------
    DataFrame
        Columns hour (0 to 23, by each source's own clock), type, incidents.
    """
    hour = "CAST(left(arg_min(time_start, rank) FILTER (time_start IS NOT NULL), 2) AS INTEGER)"
    return _grouped(store, filters, hour, "hour")


def _grouped(store: Store, filters: Filters, value: str, name: str) -> pd.DataFrame:
    """Count incidents by a value of all that tells of one and by type; those without it do not."""
    chosen, parameters = _chosen(store, filters)
    sql = f"""
        SELECT {name}, type, {incidents_sql(store)} AS incidents
        FROM (
            SELECT {value} AS {name}, type, any_value(events) AS events
            FROM ({chosen}) GROUP BY key, type
        ) WHERE {name} IS NOT NULL GROUP BY ALL HAVING incidents > 0 ORDER BY ALL"""
    with store.cursor() as cursor:
        return cursor.execute(sql, parameters).df()
