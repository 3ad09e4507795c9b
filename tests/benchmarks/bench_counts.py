"""Counts per region for days and types: ours, a pandas mask, and DuckDB over sorted Parquet."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import duckdb

from geo import query
from geo.query import Filters
from geo.query.summary import summary_of
from geo.regions import catalogue
from geo.store import Store
from tests.benchmarks.measure import Row, in_turn
from tests.benchmarks.stores import FOLDER, path_of

if TYPE_CHECKING:
    from pathlib import Path

FILTERS = Filters(
    dt.date(2023, 3, 1), dt.date(2024, 2, 29), type=("Air/drone strike", "Armed clash")
)
NAMES = (
    "counts per region, 1 M",
    "counts per region, 1 M, Parquet",
)
_TOUCHES = """
    SELECT t.area, i.sub_event_type AS type, i.date_start AS first, i.date_end AS last
    FROM touches t JOIN incidents i USING (incident_id) ORDER BY first"""


def _parquet(store: Store) -> Path:
    path = FOLDER / f"touches-{store.version}.parquet"
    if not path.exists():
        with duckdb.connect(str(store.stamp.path), read_only=True) as connection:
            connection.execute(f"COPY ({_TOUCHES}) TO '{path}'")
    return path


def main() -> list[Row]:
    """Compare at a million incidents."""
    store = Store(path_of(1_000_000))
    path, connection = _parquet(store), duckdb.connect()
    table = connection.execute(f"SELECT * FROM '{path}'").df()  # noqa: S608
    for name in ("area", "type"):
        table[name] = table[name].astype("category")
    day_from, day_to = FILTERS.date_from, FILTERS.date_to

    def pandas() -> dict[str, int]:
        chosen = (
            (table["last"] >= str(day_from))
            & (table["first"] <= str(day_to))
            & table["type"].isin(FILTERS.type)
        )
        return dict(table.loc[chosen, "area"].value_counts())

    def parquet() -> dict[str, int]:
        sql = f"""
            SELECT area, count(*) FROM '{path}'
            WHERE last >= $from AND first <= $to AND list_contains($type, type) GROUP BY area"""  # noqa: S608
        values = {"from": day_from, "to": day_to, "type": list(FILTERS.type)}
        return dict(connection.execute(sql, values).fetchall())

    summary = summary_of(store)
    assert summary is not None
    chosen = summary.chosen(FILTERS)
    assert chosen is not None

    def ours() -> dict[str, int]:
        counts = summary.region_counts(chosen).tolist()
        return dict(zip(catalogue(), counts, strict=True))

    def figures() -> dict[str, int]:
        return {code: f.incidents for code, f in query.region_figures(store, FILTERS).items()}

    expected = {code: n for code, n in parquet().items() if code in catalogue() and n}
    assert expected == {code: n for code, n in ours().items() if n} == figures()
    assert expected == {code: n for code, n in pandas().items() if code in catalogue() and n}
    mine, mask, scan = in_turn(ours, pandas, parquet)
    return [
        Row(NAMES[0], mine, mask, "s", 1 / 500, "pandas mask on categoricals"),
        Row(NAMES[1], mine, scan, "s", 1 / 100, "DuckDB, sorted Parquet"),
    ]
