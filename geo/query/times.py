"""When incidents happened: per day, week or month, by weekday, and by time of day.

Days are those of the records, in no time zone.  An incident of several days shows on each of them;
by weekday and hour, where it can count only once, it counts on its first day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.query.conditions import touching
from geo.query.events import distinct_sql, has_grouped, incidents_sql
from geo.query.memory import totals
from geo.query.memory.summary import summary_of

if TYPE_CHECKING:
    import pandas as pd

    from geo.query.filters import Filters
    from geo.store import Store

#: What one bar of a timeline may stand for.
STEPS: Final = ("day", "week", "month")


def _chosen(store: Store, touches: str, condition: str) -> str:
    """Return the SQL of every incident of a selection once."""
    events = "i.events" if has_grouped(store) else "NULL"
    return f"""
        SELECT DISTINCT i.incident_id, i.sub_event_type AS type, i.date_start, i.date_end,
            i.time_start, {events} AS events
        FROM {touches} JOIN incidents i USING (incident_id) WHERE {condition}"""


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
    summary = summary_of(store)
    chosen = summary.chosen(filters) if summary else None
    if summary and chosen:
        return totals.timeline(summary, chosen, filters, step)
    return sql_timeline(store, filters, step)


def sql_timeline(store: Store, filters: Filters, step: str) -> pd.DataFrame:
    """Answer `timeline` by SQL."""
    touches, condition, parameters = touching(filters)
    clip_from = "greatest(date_start, $date_from)" if filters.date_from else "date_start"
    clip_to = "least(date_end, $date_to)" if filters.date_to else "date_end"
    sql = f"""
        WITH chosen AS ({_chosen(store, touches, condition)}), spread AS (
            SELECT incident_id, events, type, date_trunc('{step}', unnest(generate_series(
                CAST({clip_from} AS TIMESTAMP), CAST({clip_to} AS TIMESTAMP), INTERVAL 1 DAY
            ))) AS period FROM chosen
        )
        SELECT CAST(period AS TIMESTAMP) AS period, type, {distinct_sql(store)} AS incidents
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
    return _grouped(store, filters, "isodow(date_start)", "weekday", "TRUE")


def hours(store: Store, filters: Filters) -> pd.DataFrame:
    """Count incidents by the hour at which they began, and type, without those that have no time.

    Returns
    -------
    DataFrame
        Columns hour (0 to 23, by each source's own clock), type, incidents.
    """
    hour = "CAST(left(time_start, 2) AS INTEGER)"
    return _grouped(store, filters, hour, "hour", "time_start IS NOT NULL")


def _grouped(store: Store, filters: Filters, value: str, name: str, condition: str) -> pd.DataFrame:
    touches, selection, parameters = touching(filters)
    sql = f"""
        SELECT {value} AS {name}, type, {incidents_sql(store)} AS incidents
        FROM ({_chosen(store, touches, selection)}) WHERE {condition}
        GROUP BY ALL HAVING incidents > 0 ORDER BY ALL"""
    with store.cursor() as cursor:
        return cursor.execute(sql, parameters).df()
