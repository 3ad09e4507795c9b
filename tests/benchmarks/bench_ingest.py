"""A CSV of a million rows with coordinates to a finished store, against pandas and GeoPandas.

And an export of ACLED, against the limits of the processor's time and of memory.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd

from geo import ingest
from geo.regions import boundaries
from tests.benchmarks.measure import Row, in_turn
from tests.benchmarks.rows import acled_of, csv_of

COUNT, ROUNDS = 1_000_000, 7
ACLED, SECONDS, MEGABYTES = 200_000, 15.0, 1024.0
NAMES: Final = (
    *("ingest of 1 M rows", "ingest of 200 k rows of ACLED", "memory of 200 k rows of ACLED"),
)
#: Run by itself, for its own memory (`ru_maxrss` would begin with that of who started it).
_RUN: Final = """
import re, resource, sys
from pathlib import Path
from geo import ingest
ingest.ingest([Path(sys.argv[1])], Path(sys.argv[2]))
used = resource.getrusage(resource.RUSAGE_SELF)
most = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())
print(used.ru_utime + used.ru_stime, int(most[1]) / 1024)
"""


def main() -> list[Row]:
    """Compare a whole ingest; the first round of each is not counted."""
    polygons = boundaries()[["region", "geometry"]]
    with tempfile.TemporaryDirectory() as name:
        folder, path = Path(name), csv_of(COUNT)

        def ours() -> None:
            choices = ingest.Choices(dataset="rows")
            ingest.ingest([path], folder / "atlas.duckdb", choices=choices, fresh=True)

        def peer() -> None:
            table = pd.read_csv(path)
            at = gpd.points_from_xy(table["longitude"], table["latitude"], crs="EPSG:4326")
            joined = gpd.sjoin(gpd.GeoDataFrame(table, geometry=at), polygons, predicate="within")
            joined.to_parquet(folder / "joined.parquet")

        mine, theirs = in_turn(ours, peer, rounds=ROUNDS)
    seconds, megabytes = acled()
    return [
        Row(NAMES[0], mine, theirs, "s", 1, "read_csv, sjoin, to_parquet", ROUNDS),
        Row(NAMES[1], seconds, SECONDS, "s", 1, "the limit, CPU", 1),
        Row(NAMES[2], megabytes, MEGABYTES, "MB", 1, "the limit", 1),
    ]


def acled() -> tuple[float, float]:
    """Return the processor's seconds and the most megabytes of an ingest of ACLED's export."""
    with tempfile.TemporaryDirectory() as name:
        command = [sys.executable, "-c", _RUN, str(acled_of(ACLED)), str(Path(name, "a.duckdb"))]
        ran = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, megabytes = map(float, ran.stdout.split()[-2:])
    return seconds, megabytes
