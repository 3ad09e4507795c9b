"""CSV of any number of rows with coordinates, for the benchmarks of ingest and geocoding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from geo.readers.formats import acled
from geo.schema import EVENT_TYPE_OF
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


def acled_of(count: int) -> Path:
    """Path of a CSV as ACLED exports it, with notes of usual length."""
    path = FOLDER / f"acled-{count}-{GENERATOR}.csv"
    if path.exists():
        return path
    FOLDER.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(SEED)
    place, lon, lat = points(count)
    sub = rng.choice(list(EVENT_TYPE_OF), count)
    days = pd.Timestamp("2022-01-01") + pd.to_timedelta(rng.integers(0, 1000, count), unit="D")
    actor = rng.integers(2, size=count)
    armies = np.array([f"Military Forces of {name}" for name in ("Russia", "Ukraine")])
    values = {
        "event_id_cnty": [f"UKR{number}" for number in range(count)],
        "event_date": days.strftime("%Y-%m-%d"),
        "year": days.year,
        "disorder_type": "Political violence",
        "event_type": [EVENT_TYPE_OF[name] for name in sub],
        "sub_event_type": sub,
        "actor1": armies[actor],
        "inter1": "State forces",
        "actor2": armies[1 - actor],
        "assoc_actor_2": "Civilians (Ukraine)",
        "inter2": "Civilians",
        "interaction": "State forces-Civilians",
        "iso": 804,
        "region": "Europe",
        "country": "Ukraine",
        "location": place,
        "latitude": lat,
        "longitude": lon,
        "geo_precision": rng.choice([1, 2], count),
        "time_precision": rng.choice([1, 2], count),
        "source": [
            f"Telegram channel {number}; Suspilne" for number in rng.integers(400, size=count)
        ],
        "source_scale": "Other-National",
        "notes": [
            f"Shelling number {number} hit {name} with artillery; residential buildings and a power"
            " line were damaged, as the administration of the oblast reported in the morning."
            for number, name in enumerate(place)
        ],
        "fatalities": rng.poisson(0.3, count),
        "timestamp": 1_700_000_000 + np.arange(count),
    }
    table = pd.DataFrame({name: values.get(name, "") for name in acled.COLUMNS}, index=range(count))
    table.to_csv(path, index=False)
    return path
