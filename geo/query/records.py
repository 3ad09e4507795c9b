"""Records: one row per incident and place, as shown in tables and written to files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.gazetteer import register_codes
from geo.query.conditions import where
from geo.query.figures import placement
from geo.query.layers import layer_columns
from geo.query.memory import first_rows
from geo.schema import CIRCLE_COLUMNS, CODE_COLUMNS, PLACE_COUNTS

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from geo.query.filters import Filters
    from geo.store import Store


def _code_columns() -> dict[str, str]:
    """Return `schema.CODE_COLUMNS` as SQL: p-codes are the beginnings of the register's codes."""
    regions = " ".join(f"WHEN '{own}' THEN '{code}'" for own, code in register_codes().items())
    region = f"CASE l.region {regions} END"
    made = {
        "region_code": region,
        "region_p_code": f"left({region}, 4)",
        "raion_p_code": "left(l.raion_code, 6)",
        "hromada_p_code": "left(l.hromada_code, 9)",
    }
    return {name: made.get(name, f"l.{name}") for name in CODE_COLUMNS}


#: Columns of a record as shown and downloaded: heading, then SQL over `incidents i`, `locations l`.
RECORD_COLUMNS: Final[dict[str, str]] = {
    "incident_id": "i.incident_id",
    "dataset": "i.dataset",
    "date_start": "i.date_start",
    "date_end": "i.date_end",
    "time_start": "i.time_start",
    "event_type": "i.event_type",
    "sub_event_type": "i.sub_event_type",
    "actor": "i.actor",
    "location": "l.place",
    "country": "l.country",
    "admin1": "l.admin1",
    "latitude": "l.latitude",
    "longitude": "l.longitude",
    "region": "l.region",
    **_code_columns(),
    "place_name": "l.place_name",
    "lat": "l.lat",
    "lon": "l.lon",
    **{name: f"l.{name}" for name in CIRCLE_COLUMNS},
    "precision": "l.precision",
    "status": "l.status",
    "method": "l.method",
    "score": "l.score",
    "events": "i.events",
    "launched": "i.launched",
    "downed": "i.downed",
    "lost": "i.lost",
    **{here: f"l.{here}" for here in PLACE_COUNTS},
    "more_places": "i.more_places",
    "fatalities": "i.fatalities",
    "fatalities_low": "i.fatalities_low",
    "fatalities_high": "i.fatalities_high",
    "injuries": "i.injuries",
    "incident_regions": (
        "(SELECT string_agg(a.area, ' ' ORDER BY a.area) FROM touches a"
        " WHERE a.incident_id = i.incident_id)"
    ),
    "source": "i.source",
    "source_url": "i.source_url",
    "same_as": "i.same_as",
    "notes": "i.notes",
}


def records(
    store: Store,
    filters: Filters,
    *,
    limit: int | None = None,
    newest_first: bool = False,
) -> pd.DataFrame:
    """Return the records of the selection, one row per incident and place, oldest first.

    Parameters
    ----------
    store, filters
        What to list.
    limit : int, optional
        No more rows than this.
    newest_first : bool
        Turn the order round.

    Returns
    -------
    DataFrame
        `RECORD_COLUMNS`, and those of dated layers (`layer_columns`).
    """
    of_layers = layer_columns(store)
    with store.cursor() as cursor:
        found = _records(store, cursor, filters, limit=limit, newest_first=newest_first).df()
    return found.rename(columns={_further(at): column.name for at, column in enumerate(of_layers)})


def _further(at: int) -> str:
    return f"further_{at}"


def _records(
    store: Store,
    cursor: duckdb.DuckDBPyConnection,
    filters: Filters,
    *,
    limit: int | None,
    newest_first: bool,
) -> duckdb.DuckDBPyConnection:
    order = "DESC" if newest_first else "ASC"
    days = f"i.date_start {order}, i.date_end {order}"
    order = f"{days}, i.incident_id, l.source_row, l.region, l.rowid"
    wanted = {_further(at): column.sql for at, column in enumerate(layer_columns(store))}
    wanted = RECORD_COLUMNS | wanted
    if limit is not None:
        return first_rows.records(
            *(store, cursor, filters, wanted),
            order=order,
            limit=limit,
            newest_first=newest_first,
        )
    condition, parameters = where(filters, "l")
    columns = ", ".join(f"{sql} AS {name}" for name, sql in wanted.items())
    sql = f"""
        SELECT {columns} FROM locations l JOIN incidents i USING (incident_id) WHERE {condition}
        ORDER BY {order}"""
    return cursor.execute(sql, parameters)


def record_count(store: Store, filters: Filters) -> int:
    """Return how many records (incident and place) the selection has."""
    return placement(store, filters).all
