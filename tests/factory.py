"""Small tables and stores made in code, for tests."""

from __future__ import annotations

import datetime as dt
import functools
import pickle
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from geo import store
from geo.schema import (
    COUNT_COLUMNS,
    EVENT_TYPE_OF,
    INCIDENT_COLUMNS,
    LOCATION_COLUMNS,
    PLACE_COUNTS,
    REJECTED_COLUMNS,
)

#: One point well inside a few regions: place, longitude, latitude.
POINTS = {
    "UA-63": ("Kharkiv", 36.25, 49.98),
    "UA-51": ("Odesa", 30.73, 46.48),
    "UA-23": ("Zaporizhzhia", 35.19, 47.85),
    "RU-BEL": ("Belgorod", 36.6, 50.6),
    "RU-KRS": ("Kursk", 36.19, 51.73),
    "RU-ROS": ("Rostov-on-Don", 39.72, 47.23),
}


@dataclass
class Place:
    """One location of an incident; `region` may also be `outside`, `review`, `UA` or `RU`."""

    region: str
    point: bool = False
    downed_here: int | None = None
    killed_here: int | None = None
    injured_here: int | None = None
    launched_here: int | None = None


@dataclass
class Incident:
    """One incident with its places."""

    places: list[Place]
    start: dt.date = dt.date(2024, 10, 20)
    end: dt.date | None = None
    type: str = "Air/drone strike"
    actor: str | None = "Russia"
    counts: dict[str, int | None] = field(default_factory=dict)
    text: dict[str, str] = field(default_factory=dict)


def _location(name: str, place: Place, row: int) -> dict[str, Any]:
    area = place.region
    label, lon, lat = POINTS.get(area, (area, None, None))
    known = len(area) > 2 and area[2:3] == "-"
    kinds = {
        "outside": ("outside", "outside"),
        "review": ("none", "unmatched"),
        "UA": ("country", "located"),
        "RU": ("country", "located"),
    }
    precision, status = kinds.get(area, ("settlement" if place.point else "region", "located"))
    country_names = {"UA": "Ukraine", "RU": "Russia"}
    return dict.fromkeys(LOCATION_COLUMNS) | {
        "incident_id": name,
        "place": label,
        **{here: getattr(place, here) for here in PLACE_COUNTS},
        "source_row": row,
        "region": area if known else None,
        "place_name": country_names.get(area, label),
        "lat": lat if place.point else None,
        "lon": lon if place.point else None,
        "precision": precision,
        "method": "test",
        "score": 1.0,
        "status": status,
    }


def tables(incidents: list[Incident]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tables `incidents` and `locations` for a store; ids are I0, I1, ..."""
    rows, places = [], []
    for number, incident in enumerate(incidents):
        name = f"I{number}"
        rows.append(
            dict.fromkeys(INCIDENT_COLUMNS)
            | {
                "incident_id": name,
                "dataset": "test",
                "date_start": incident.start,
                "date_end": incident.end or incident.start,
                "event_type": EVENT_TYPE_OF[incident.type],
                "sub_event_type": incident.type,
                "actor": incident.actor,
                **incident.counts,
                **incident.text,
            }
        )
        places += [_location(name, place, len(places) + 2) for place in incident.places]
    return _typed(pd.DataFrame(rows, columns=list(INCIDENT_COLUMNS))), _typed(
        pd.DataFrame(places, columns=list(LOCATION_COLUMNS))
    )


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    for name in table:
        if name in (*COUNT_COLUMNS, *PLACE_COUNTS):
            table[name] = table[name].astype("Int64")
        elif name in ("lat", "lon", "latitude", "longitude", "score"):
            table[name] = table[name].astype("float64")
        elif name in ("date_start", "date_end"):
            table[name] = pd.to_datetime(table[name]).astype("datetime64[s]")
        elif name == "source_row":
            table[name] = table[name].astype("int64")
        else:
            table[name] = table[name].astype("string")
    return table


def build(path: Path, incidents: list[Incident], version: str = "test") -> store.Store:
    """Write a store of `incidents` at `path`, in one step as ever, and open it."""
    fresh = path.with_name(path.name + ".fresh")
    fresh.write_bytes(_file(pickle.dumps(incidents), version))
    fresh.replace(path)
    return store.Store(path)


@functools.lru_cache(maxsize=8)
def _file(incidents: bytes, version: str) -> bytes:
    """Content of a store; the tests of a module ask for the same one again and again."""
    made, places = tables(pickle.loads(incidents))  # noqa: S301 - made above
    rejected = pd.DataFrame({name: pd.Series(dtype="string") for name in REJECTED_COLUMNS})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.duckdb"
        store.write(path, store.Tables(made, places, rejected), meta={"version": version})
        return path.read_bytes()
