"""A CSV of a million rows with coordinates to a finished store, against pandas and GeoPandas."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd

from geo import ingest
from geo.regions import boundaries
from tests.benchmarks.measure import Row, in_turn
from tests.benchmarks.rows import csv_of

COUNT, ROUNDS = 1_000_000, 7
NAMES: Final = ("ingest of 1 M rows",)


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
    return [Row(NAMES[0], mine, theirs, "s", 1, "read_csv, sjoin, to_parquet", ROUNDS)]
