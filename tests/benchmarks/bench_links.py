"""Half a million records of four datasets linked, against the limits of time and memory.

The incidents are those of `stores`, shared out to four datasets; in three of them half the records
tell again what a record of the first tells, near by, the same day or the next, in other words.  One
of the four is a dataset of reports: no figures, no types, points of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo import store
from geo.store import Tables
from tests.benchmarks.measure import Row
from tests.benchmarks.stores import FOLDER, GENERATOR, SEED, tables

if TYPE_CHECKING:
    from pathlib import Path

COUNT: Final = 500_000
SECONDS: Final = 60.0
MEGABYTES: Final = 2048.0
NAMES: Final = ("linking 500 k records of 4 datasets", "memory of linking 500 k records")
_SHARES: Final = {"events": 0.4, "register": 0.2, "posts": 0.25, "agency": 0.15}
_FIGURES: Final = ("fatalities", "injuries", "launched", "downed", "lost")
#: Run by itself, so that its memory is its own.
_RUN: Final = """
import json, resource, sys, time
from pathlib import Path
from geo.links import clusters, link
from geo.store import Store
opened = Store(Path(sys.argv[1]))
with opened.cursor() as cursor:
    began = time.perf_counter()
    pairs = link(cursor)
    linked = time.perf_counter() - began
    incidents = cursor.execute("SELECT dataset, incident_id FROM incidents").df()
table = clusters(incidents, pairs, "usual")
print(json.dumps([time.perf_counter() - began, linked, len(pairs), table["cluster"].nunique(),
    resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def four(count: int) -> Tables:
    """Tables of so many incidents of four datasets."""
    made, rng = tables(count), np.random.default_rng(SEED)
    incidents = made.incidents.reset_index(drop=True)
    of = rng.choice(len(_SHARES), count, p=list(_SHARES.values()))
    names = np.array(list(_SHARES))
    incidents["dataset"] = pd.array(names[of], dtype="string")
    posts = of == list(_SHARES).index("posts")
    for name in ("event_type", "sub_event_type"):
        incidents[name] = incidents[name].astype("string").mask(posts, "Unspecified")
    for name in _FIGURES:
        incidents.loc[posts, name] = pd.NA
    again = np.flatnonzero((of > 0) & (rng.random(count) < 0.5))
    first = rng.choice(np.flatnonzero(of == 0), len(again))
    late = pd.to_timedelta(rng.integers(0, 2, len(again)), unit="D").to_numpy()
    for name in ("date_start", "date_end"):
        days = incidents[name].to_numpy(dtype="datetime64[s]").copy()
        days[again] = days[first] + late
        incidents[name] = pd.array(days, dtype=incidents[name].dtype)
    return Tables(incidents, _moved(made.locations, again, first, rng), made.rejected)


def _moved(
    locations: pd.DataFrame, again: np.ndarray, first: np.ndarray, rng: np.random.Generator
) -> pd.DataFrame:
    """Put the records that tell again a few hundred metres from the first ones' place."""
    places = locations.drop_duplicates("incident_id").set_index("incident_id")
    told = [f"G{number}" for number in first]
    moved = places.loc[told].reset_index(drop=True)
    moved.insert(0, "incident_id", pd.array([f"G{n}" for n in again], dtype="string"))
    for name in ("lat", "lon"):
        moved[name] = moved[name] + rng.normal(0, 0.003, len(moved))
    kept = locations[~locations["incident_id"].isin(moved["incident_id"])]
    return pd.concat([kept, moved.astype(kept.dtypes)], ignore_index=True)


def path_of(count: int) -> Path:
    """Path of the store with so many records; made now if it is not there."""
    name = f"links-{count}-{GENERATOR}.{store.FORMAT}"
    path = FOLDER / f"{name}.duckdb"
    if not path.exists():
        store.write(path, four(count), meta={"version": name})
    return path


def measured(count: int) -> list[float]:
    """Return seconds, those of linking alone, pairs, clusters and megabytes at most."""
    ran = subprocess.run(
        [sys.executable, "-c", _RUN, str(path_of(count))],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: list[float] = json.loads(ran.stdout)
    return found


def main() -> list[Row]:
    """Measure once; the peer is the limit."""
    seconds, _, _, _, megabytes = measured(COUNT)
    return [
        Row(NAMES[0], seconds, SECONDS, "s", 1, "the limit", 1),
        Row(NAMES[1], megabytes, MEGABYTES, "MB", 1, "the limit", 1),
    ]
