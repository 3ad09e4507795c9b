"""Download of a million incidents as CSV, against DuckDB's own COPY of the same tables."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

import duckdb

from geo import export
from geo.query import Filters
from geo.store import Store
from tests.benchmarks.measure import Row, in_turn
from tests.benchmarks.stores import path_of

COUNT, ROUNDS = 1_000_000, 3
NAMES: Final = ("CSV download of 1 M incidents",)
_COPY = """COPY (
    SELECT * FROM locations l JOIN incidents i USING (incident_id)
    ORDER BY i.date_start, i.date_end, i.dataset, incident_id, source_row
) TO '{path}' (FORMAT csv, HEADER)"""


def main() -> list[Row]:
    """Compare times; `bench_forms` has what each form needs in memory."""
    store = Store(path_of(COUNT))
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        connection.execute(f"ATTACH '{store.stamp.path}' AS store (READ_ONLY)")
        connection.execute("USE store")
        copy = _COPY.format(path=Path(folder, "copy.csv"))

        def ours() -> None:
            with Path(folder, "ours.csv").open("wb") as file:
                file.writelines(export.stream(store, Filters(), "csv"))

        mine, theirs = in_turn(ours, lambda: connection.execute(copy), rounds=ROUNDS)
    return [Row(NAMES[0], mine, theirs, "s", 2, "DuckDB COPY", ROUNDS)]
