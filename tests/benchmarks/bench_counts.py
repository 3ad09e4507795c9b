"""Counts per region for days and types: ours, a pandas mask, and DuckDB over sorted Parquet.

Every answer is to a filter of its own, so that nothing is remembered.  In a round each peer gives
one answer, and ours gives `MANY`, of which the time of one is taken: a single one takes less time
than the processor needs to load again what the peers have driven out of its caches.  Each gives
its answer in its own form; dictionaries are made of them only to compare the answers.
"""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING, Any

import duckdb

from geo import query
from geo.query import Filters
from geo.query.memory.summary import summary_of
from geo.regions import catalogue
from geo.schema import EVENT_TYPE_OF
from geo.store import Store
from tests.benchmarks.measure import ROUNDS, Row, in_turn
from tests.benchmarks.stores import FOLDER, path_of

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import pandas as pd

FILTERS = Filters(
    dt.date(2023, 3, 1), dt.date(2024, 2, 29), type=("Air/drone strike", "Armed clash")
)
#: Filters that ours answers in a round, and filters for which all answers are compared.
MANY, COMPARED = 200, 10
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


def _filters(count: int) -> list[Filters]:
    """Different filters, each of a year or so and two types, as `FILTERS` is."""
    rng, types, found = random.Random(0), sorted(EVENT_TYPE_OF), {FILTERS: None}  # noqa: S311
    while len(found) < count:
        first = FILTERS.date_from + dt.timedelta(days=rng.randrange(-300, 300))
        last = first + dt.timedelta(days=rng.randrange(300, 430))
        found[Filters(first, last, type=tuple(rng.sample(types, 2)))] = None
    return list(found)


def main() -> list[Row]:
    """Compare at a million incidents."""
    store = Store(path_of(1_000_000))
    path, connection = _parquet(store), duckdb.connect()
    table = connection.execute(f"SELECT * FROM '{path}'").df()  # noqa: S608
    for name in ("area", "type"):
        table[name] = table[name].astype("category")

    def pandas(asked: Filters) -> pd.Series[int]:
        chosen = (
            (table["last"] >= str(asked.date_from))
            & (table["first"] <= str(asked.date_to))
            & table["type"].isin(asked.type)
        )
        return table.loc[chosen, "area"].value_counts()

    def parquet(asked: Filters) -> list[tuple[str, int]]:
        sql = f"""
            SELECT area, count(*) FROM '{path}'
            WHERE last >= $from AND first <= $to AND list_contains($type, type) GROUP BY area"""  # noqa: S608
        values = {"from": asked.date_from, "to": asked.date_to, "type": list(asked.type)}
        return connection.execute(sql, values).fetchall()

    summary = summary_of(store)
    assert summary is not None

    def ours(asked: Filters) -> np.ndarray[Any, Any]:
        chosen = summary.chosen(asked)
        assert chosen is not None
        return summary.region_counts(chosen)

    def figures(asked: Filters) -> dict[str, int]:
        return {code: f.incidents for code, f in query.region_figures(store, asked).items()}

    def regions(counts: Any) -> dict[str, int]:
        return {code: n for code, n in dict(counts).items() if code in catalogue() and n}

    asked = _filters(MANY * (ROUNDS + 1))
    for each in asked[:: len(asked) // COMPARED]:
        expected = regions(parquet(each))
        assert expected == regions(pandas(each)) == figures(each)
        assert expected == regions(zip(catalogue(), ours(each).tolist(), strict=True))
    alone, together = iter(asked), iter(asked)
    at_peers: list[Filters] = []

    def many() -> None:
        at_peers[:] = [next(alone)]
        for _ in range(MANY):
            ours(next(together))

    mine, mask, scan = in_turn(many, lambda: pandas(at_peers[0]), lambda: parquet(at_peers[0]))
    return [
        Row(NAMES[0], mine / MANY, mask, "s", 1 / 500, "pandas mask on categoricals"),
        Row(NAMES[1], mine / MANY, scan, "s", 1 / 100, "DuckDB, sorted Parquet"),
    ]
