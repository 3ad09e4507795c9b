"""A CSV of a million rows with coordinates to a finished store, against pandas and GeoPandas."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd

from geo import ingest
from geo.regions import boundaries
from tests.benchmarks.measure import Row, timed
from tests.benchmarks.rows import csv_of

COUNT, WARMING = 1_000_000, 100_000
NAMES: Final = ("ingest of 1 M rows",)


def main() -> list[Row]:
    """Compare once, which is long enough; a smaller file has warmed both up."""
    polygons = boundaries()[["region", "geometry"]]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def ours(path: Path) -> None:
            choices = ingest.Choices(dataset="rows")
            ingest.ingest([path], folder / "atlas.duckdb", choices=choices, fresh=True)

        def peer(path: Path) -> None:
            table = pd.read_csv(path)
            at = gpd.points_from_xy(table["longitude"], table["latitude"], crs="EPSG:4326")
            joined = gpd.sjoin(gpd.GeoDataFrame(table, geometry=at), polygons, predicate="within")
            joined.to_parquet(folder / "joined.parquet")

        for way in (ours, peer):
            way(csv_of(WARMING))
        mine, theirs = (timed(partial(way, csv_of(COUNT))) for way in (ours, peer))
    return [Row(NAMES[0], mine, theirs, "s", 1, "read_csv, sjoin, to_parquet", 1)]
