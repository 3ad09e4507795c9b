"""Download of a million incidents as CSV, against DuckDB's own COPY of the same tables."""

from __future__ import annotations

import subprocess
import sys
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
FORMS: Final = ("CSV", "GeoParquet", "FlatGeobuf", "KML")
NAMES: Final = (
    "CSV download of 1 M incidents",
    *(f"{form} download, memory" for form in FORMS),
)
_COPY = """COPY (
    SELECT * FROM locations l JOIN incidents i USING (incident_id)
    ORDER BY i.date_start, i.date_end, i.dataset, incident_id, source_row
) TO '{path}' (FORMAT csv, HEADER)"""
#: What a download needs over what the server has after a smaller one, which warms it up.
_MEMORY = """
import sys, psutil
from geo import export
from geo.query import Filters
from geo.store import Store
from tests.benchmarks.stores import path_of
store = Store(path_of({count}))
(form,) = [form for form in export.FORMS if form.label == {form!r}]
wanted = export.Download(store, Filters(), form.name)
described = wanted.described()
for _ in zip(range(20), export.stream(store, Filters(), "csv")): pass
before = psutil.Process().memory_info().rss
open("/proc/self/clear_refs", "w").write("5")
size = sum(map(len, wanted.pieces(described)))
peak = [l for l in open("/proc/self/status") if l.startswith("VmHWM")][0].split()[1]
print((int(peak) * 1024 - before) / 1e6, size / 1e6)
"""


def main() -> list[Row]:
    """Compare times, and what a download needs in memory with its size."""
    store = Store(path_of(COUNT))
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        connection.execute(f"ATTACH '{store.stamp.path}' AS store (READ_ONLY)")
        connection.execute("USE store")
        copy = _COPY.format(path=Path(folder, "copy.csv"))

        def ours() -> None:
            with Path(folder, "ours.csv").open("wb") as file:
                file.writelines(export.stream(store, Filters(), "csv"))

        mine, theirs = in_turn(ours, lambda: connection.execute(copy), rounds=ROUNDS)
    return [
        Row(NAMES[0], mine, theirs, "s", 2, "DuckDB COPY", ROUNDS),
        *map(_memory, FORMS),
    ]


def _memory(form: str) -> Row:
    """What a download needs in memory, against its size as CSV, the same for all."""
    needed, size = 0.0, 0.0
    for name in (form, FORMS[0]):
        code = _MEMORY.format(count=COUNT, form=name)
        asked = [sys.executable, "-c", code]
        done = subprocess.run(asked, capture_output=True, text=True, check=True)
        found, size = map(float, done.stdout.split())
        needed = needed or found
    return Row(f"{form} download, memory", needed, size, "MB", 1, "size of the CSV", 1)
