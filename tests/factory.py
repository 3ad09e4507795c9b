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
from geo.gazetteer import units
from geo.schema import (
    CIRCLE_COLUMNS,
    COUNT_COLUMNS,
    EVENT_TYPE_OF,
    INCIDENT_COLUMNS,
    LINK_COLUMNS,
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
    radius_km: float | None = None  # a circle around the region's point
    downed_here: int | None = None
    killed_here: int | None = None
    injured_here: int | None = None
    launched_here: int | None = None
    raion: str | None = None  # its p-code


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
    known_by = "settlement" if place.point else "hromada" if place.radius_km else "region"
    precision, status = kinds.get(area, (known_by, "located"))
    country_names = {"UA": "Ukraine", "RU": "Russia"}
    return dict.fromkeys(LOCATION_COLUMNS) | {
        "incident_id": name,
        "place": label,
        **{here: getattr(place, here) for here in PLACE_COUNTS},
        "source_row": row,
        "region": area if known else None,
        "raion": units()[place.raion].name if place.raion else None,
        "raion_code": units()[place.raion].code if place.raion else None,
        "place_name": country_names.get(area, label),
        "lat": lat if place.point else None,
        "lon": lon if place.point else None,
        "circle_lat": lat if place.radius_km else None,
        "circle_lon": lon if place.radius_km else None,
        "radius_km": place.radius_km,
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
        elif name in ("lat", "lon", *CIRCLE_COLUMNS, "latitude", "longitude", "score"):
            table[name] = table[name].astype("float64")
        elif name in ("date_start", "date_end"):
            table[name] = pd.to_datetime(table[name]).astype("datetime64[s]")
        elif name == "source_row":
            table[name] = table[name].astype("int64")
        else:
            table[name] = table[name].astype("string")
    return table


#: Of each strictness every incident's cluster, and the cluster of the whole that it is part of.
Clusters = dict[str, list[tuple[str, str | None]]]


def build(
    path: Path,
    incidents: list[Incident],
    version: str = "test",
    clusters: Clusters | None = None,
) -> store.Store:
    """Write a store of `incidents` at `path`, in one step as ever, and open it."""
    fresh = path.with_name(path.name + ".fresh")
    fresh.write_bytes(_file(pickle.dumps((incidents, clusters)), version))
    fresh.replace(path)
    return store.Store(path)


def _links(made: pd.DataFrame, clusters: Clusters) -> store.Links:
    """Make the links of a store whose incidents have these clusters; pairs are left out."""
    pairs = pd.DataFrame({name: pd.Series(dtype="string") for name in LINK_COLUMNS})
    told = {}
    for strictness, rows in clusters.items():
        named = pd.DataFrame(rows, columns=["cluster", "parent"], dtype="string")
        named.insert(0, "id", made["incident_id"].array)
        named.insert(0, "dataset", made["dataset"].array)
        told[strictness] = named
    return store.Links(pairs.astype({"score": "float64"}), told)


@functools.lru_cache(maxsize=8)
def _file(given: bytes, version: str) -> bytes:
    """Content of a store; the tests of a module ask for the same one again and again."""
    incidents, clusters = pickle.loads(given)  # noqa: S301 - made above
    made, places = tables(incidents)
    link = (lambda _: _links(made, clusters)) if clusters else None
    rejected = pd.DataFrame({name: pd.Series(dtype="string") for name in REJECTED_COLUMNS})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.duckdb"
        given = store.Tables(made, places, rejected)
        store.write(path, given, meta={"version": version}, link=link)
        return path.read_bytes()
