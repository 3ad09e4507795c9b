"""A CSV of any number of rows with coordinates, for the benchmarks of ingest and geocoding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from tests.benchmarks.stores import FOLDER, GENERATOR, SEED, settlements, tables

if TYPE_CHECKING:
    from pathlib import Path


def points(count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Names, longitudes and latitudes: each a few kilometres from a settlement."""
    rng = np.random.default_rng(SEED)
    towns = settlements()
    home = rng.choice(len(towns), count, p=towns["weight"].to_numpy())
    lon = towns["lon"].to_numpy()[home] + rng.normal(0, 0.06, count)
    lat = towns["lat"].to_numpy()[home] + rng.normal(0, 0.04, count)
    return towns["name"].to_numpy(dtype=object)[home], lon.round(5), lat.round(5)


def csv_of(count: int) -> Path:
    """Path of a CSV in the long form with so many incidents of one place each."""
    path = FOLDER / f"rows-{count}-{GENERATOR}.csv"
    if path.exists():
        return path
    FOLDER.mkdir(parents=True, exist_ok=True)
    incidents = tables(count).incidents.drop(columns=["event_type", "dataset"])
    table = pa.Table.from_pandas(incidents, preserve_index=False)
    for number, name in enumerate(table.column_names):
        if pa.types.is_dictionary(table[name].type):
            table = table.set_column(number, name, pc.cast(table[name], pa.string()))
        elif name.startswith("date"):
            day = pc.cast(pc.cast(table[name], pa.date32()), pa.string())
            table = table.set_column(number, name, day)
    place, lon, lat = points(count)
    for name, values in (("location", place), ("longitude", lon), ("latitude", lat)):
        table = table.append_column(name, pa.array(values))
    csv.write_csv(table, path)
    return path
