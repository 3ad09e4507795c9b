"""Stores of any size for the benchmarks: seeded, with realistic places, days, types and texts.

Places are the gazetteer's, likelier the more people live there and the nearer the front is; days
cover three years, unevenly; an incident in seven touches several neighbouring regions; figures are
often unknown.  The tables are made by column, and written by `geo.store.writer` like any others.
They are kept in `build/bench`, by the number of incidents.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo import store
from geo.gazetteer import units
from geo.regions import DATA, catalogue
from geo.schema import (
    CIRCLE_COLUMNS,
    EVENT_TYPE_OF,
    INCIDENT_COLUMNS,
    LOCATION_COLUMNS,
    REJECTED_COLUMNS,
    UNIT_COLUMNS,
)
from geo.store import Tables

FOLDER: Final = Path(__file__).resolve().parents[2] / "build" / "bench"
#: Counts up whenever what is generated changes, so that an older store is not taken for it.
GENERATOR: Final = 3
SEED: Final = 20220224
FIRST: Final = np.datetime64("2022-03-01")
DAYS: Final = 1096

#: Sub-event types with their share.
TYPES: Final = {
    "Shelling/artillery/missile attack": 0.42,
    "Air/drone strike": 0.33,
    "Armed clash": 0.12,
    "Disrupted weapons use": 0.05,
    "Remote explosive/landmine/IED": 0.02,
    "Attack": 0.02,
    "Abduction/forced disappearance": 0.01,
    "Arrests": 0.01,
    "Looting/property destruction": 0.01,
    "Other": 0.01,
}
ACTORS: Final = ("Russia", "Ukraine", "Partisans", None)
#: Types of incidents in which things fly, so that launched and downed may be reported.
FLYING: Final = ("Air/drone strike", "Disrupted weapons use", "Shelling/artillery/missile attack")
_OUTCOMES: Final = (
    "No casualties were reported.",
    "Several houses were damaged.",
    "A warehouse caught fire.",
    "An energy facility was hit.",
    "Windows were broken and a power line was cut.",
    "The regional governor spoke of falling debris.",
    "Emergency services were at work in the morning.",
    "Two sources differ about the number of drones.",
)


def path_of(incidents: int) -> Path:
    """Path of the store with so many incidents; made now if it is not there."""
    name = f"store-{incidents}-{GENERATOR}.{store.FORMAT}"
    path = FOLDER / f"{name}.duckdb"
    if not path.exists():
        store.write(path, tables(incidents), meta={"version": name})
    return path


def settlements() -> pd.DataFrame:
    """Settlements with coordinates: name, region, lat, lon, and `weight`, their share."""
    columns = ["kind", "name", "region", "lat", "lon", "population", "front_km"]
    table = pd.read_parquet(DATA / "gazetteer.parquet", columns=columns)
    table = table[table["kind"].eq("settlement") & table["lat"].notna() & table["region"].notna()]
    table = table.reset_index(drop=True)
    front = table["front_km"].fillna(2000).to_numpy()
    weight = np.sqrt(table["population"].clip(lower=200)) * np.exp(-front / 120) + 1e-3
    table["weight"] = weight / weight.sum()
    return table


def _neighbours() -> dict[str, list[str]]:
    """The five regions next to each."""
    codes = list(catalogue())
    table = pd.read_csv(DATA / "regions.csv").set_index("region").loc[codes]
    at = table[["label_lat", "label_lon"]].to_numpy() * [1, 0.65]
    away = ((at[:, None] - at[None]) ** 2).sum(axis=2)
    return {
        code: [codes[n] for n in row[1:6]]
        for code, row in zip(codes, np.argsort(away, axis=1), strict=True)
    }


def _texts(values: Any, codes: Any) -> pa.Array:
    return pa.DictionaryArray.from_arrays(
        pa.array(np.asarray(codes, dtype=np.int32)), pa.array(list(values), type=pa.string())
    )


def _counts(rng: np.random.Generator, known: np.ndarray[Any, Any], mean: float) -> pa.Array:
    """Whole numbers where they are known."""
    drawn = rng.geometric(1 / (mean + 1), len(known)) - 1
    return pa.array(drawn.astype(np.int64), mask=~known)


def _times(rng: np.random.Generator, count: int) -> pa.Array:
    """Times of day, which one incident in five has."""
    minutes = pa.array(rng.integers(24 * 60, size=count), mask=rng.random(count) >= 1 / 5)
    times = [f"{minute // 60:02}:{minute % 60:02}" for minute in range(24 * 60)]
    return pc.take(pa.array(times), minutes)


def tables(incidents: int, seed: int = SEED) -> Tables:
    """Tables of so many incidents, in the order and types of `geo.schema`."""
    rng = np.random.default_rng(seed)
    towns = settlements()
    home = rng.choice(len(towns), incidents, p=towns["weight"].to_numpy())
    many = rng.random(incidents) < 1 / 7
    extra = np.where(many, rng.choice([1, 2, 3, 5], incidents, p=[0.6, 0.25, 0.1, 0.05]), 0)
    owner = np.repeat(np.arange(incidents), extra + 1)
    town = _towns(rng, towns, home, owner)
    kind = rng.choice(len(TYPES), incidents, p=list(TYPES.values()))
    made = _incidents(rng, towns, home, kind)
    located = _locations(rng, towns, owner, town)
    return Tables(_frame(made), _frame(located), _rejected())


def _frame(table: pa.Table) -> pd.DataFrame:
    """The same values as a table of pandas, without a copy."""
    frame: pd.DataFrame = table.to_pandas(types_mapper=pd.ArrowDtype)
    return frame


def _towns(
    rng: np.random.Generator,
    towns: pd.DataFrame,
    home: np.ndarray[Any, Any],
    owner: np.ndarray[Any, Any],
) -> np.ndarray[Any, Any]:
    """Town of each location: the incident's own first, then ones of regions next to it."""
    town = home[owner]
    first = np.diff(owner, prepend=-1) > 0
    region = towns["region"].to_numpy()
    beside = _neighbours()
    rows = {code: np.flatnonzero(region == code) for code in np.unique(region)}
    others = np.flatnonzero(~first)
    by_region = pd.Series(others).groupby(region[town[others]])
    for code, group in by_region:
        near = [rows[other] for other in beside[str(code)] if other in rows]
        which = rng.integers(len(near), size=len(group))
        for number, choices in enumerate(near):
            here = group.to_numpy()[which == number]
            town[here] = choices[rng.integers(len(choices), size=len(here))]
    return town


def _incidents(
    rng: np.random.Generator,
    towns: pd.DataFrame,
    home: np.ndarray[Any, Any],
    kind: np.ndarray[Any, Any],
) -> pa.Table:
    count = len(home)
    wave = 1 + 0.6 * np.sin(np.arange(DAYS) / 60) + np.arange(DAYS) / DAYS
    day = rng.choice(DAYS, count, p=wave / wave.sum())
    length = rng.choice([0, 1, 2, 4], count, p=[0.8, 0.16, 0.03, 0.01])
    start = FIRST + day.astype("timedelta64[D]")
    flying = np.isin(np.array(list(TYPES)), FLYING)[kind]
    in_russia = towns["region"].str.startswith("RU").to_numpy()[home]
    side = np.where(rng.random(count) < 0.95, in_russia.astype(int), rng.integers(2, 4, count))
    number = pa.array(np.arange(count))
    text = pc.cast(number, pa.string())
    launched = flying & (rng.random(count) < 0.3)
    downed = launched & (rng.random(count) < 0.6)
    columns = {
        "incident_id": pc.binary_join_element_wise("G", text, ""),
        "time_start": _times(np.random.default_rng(SEED + 1), count),
        "dataset": _texts(["generated"], np.zeros(count)),
        "date_start": pa.array(start.astype("datetime64[s]")),
        "date_end": pa.array((start + length.astype("timedelta64[D]")).astype("datetime64[s]")),
        "event_type": _texts([EVENT_TYPE_OF[name] for name in TYPES], kind),
        "sub_event_type": _texts(TYPES, kind),
        "actor": _texts(ACTORS, side),
        "fatalities": _counts(rng, rng.random(count) < 0.5, 0.8),
        "injuries": _counts(rng, rng.random(count) < 0.35, 2.0),
        "launched": _counts(rng, launched, 12.0),
        "downed": _counts(rng, downed, 9.0),
        "lost": _counts(rng, downed & (rng.random(count) < 0.3), 2.0),
        "notes": pc.binary_join_element_wise(
            pc.take(pa.array(list(TYPES)), pa.array(kind)),
            pc.take(pa.array(towns["name"].tolist()), pa.array(home)),
            pc.take(pa.array(_OUTCOMES), pa.array(rng.integers(len(_OUTCOMES), size=count))),
            " - ",
        ),
        "source": _texts(["Regional authority", "Agency", "Channel"], rng.integers(3, size=count)),
        "source_url": pc.binary_join_element_wise("https://example.org/report/", text, ""),
    }
    for name in ("events", "fatalities_low", "fatalities_high"):
        columns[name] = pa.nulls(count, pa.int64())
    columns |= dict.fromkeys(("more_places", "same_as"), pa.nulls(count, pa.string()))
    return pa.table({name: columns[name] for name in INCIDENT_COLUMNS})


def _locations(
    rng: np.random.Generator,
    towns: pd.DataFrame,
    owner: np.ndarray[Any, Any],
    town: np.ndarray[Any, Any],
) -> pa.Table:
    count = len(owner)
    lat, lon = towns["lat"].to_numpy()[town], towns["lon"].to_numpy()[town]
    # 0 exact, 1 settlement, 2 region, 3 country, 4 outside, 5 in review
    shape = rng.choice(6, count, p=[0.45, 0.35, 0.15, 0.01, 0.01, 0.03])
    exact = shape == 0
    lat = np.where(exact, lat + rng.normal(0, 0.04, count), lat)
    lon = np.where(exact, lon + rng.normal(0, 0.06, count), lon)
    names = [*towns["name"], "Ukraine"]
    regions, region_codes = np.unique(towns["region"].to_numpy(dtype=str), return_inverse=True)
    russian = np.char.startswith(regions, "RU")
    code = region_codes[town]
    placed, drawn = shape < 3, shape < 2
    alone = np.zeros(count, dtype=np.int32)
    nothing = pa.nulls(count, pa.string())
    understood = np.where(shape == 3, len(names) - 1, town)
    columns: dict[str, pa.Array] = {
        "incident_id": pc.binary_join_element_wise("G", pc.cast(pa.array(owner), pa.string()), ""),
        "place": _texts(names, town),
        "country": _texts(["UA", "RU"], russian[code]),
        "admin1": nothing,
        "latitude": pa.array(lat.round(5), mask=~exact),
        "longitude": pa.array(lon.round(5), mask=~exact),
        "precision_limit": nothing,
        "downed_here": _counts(rng, rng.random(count) < 0.03, 1.0),
        **dict.fromkeys(
            ("killed_here", "injured_here", "launched_here"), pa.nulls(count, pa.int64())
        ),
        "source_row": pa.array(np.arange(count) + 2),
        "extra": nothing,
        "region": pc.if_else(pa.array(placed), pc.cast(_texts(regions, code), pa.string()), None),
        "place_name": _texts(names, understood),
        "lat": pa.array(lat.round(5), mask=~drawn),
        "lon": pa.array(lon.round(5), mask=~drawn),
        **dict.fromkeys(CIRCLE_COLUMNS, pa.nulls(count, pa.float64())),
        "precision": _texts(["exact", "settlement", "region", "country", "outside", "none"], shape),
        "method": _texts(["coordinates", "name", "none"], np.minimum(shape, 2)),
        "score": pa.array(np.where(placed, 0.95, 0.0)),
        "status": _texts(["located", "outside", "ambiguous"], np.maximum(shape - 3, alone)),
        "candidates": nothing,
        "note": _texts(["Name and coordinates agree.", "By its name.", ""], np.minimum(shape, 2)),
    }
    columns |= dict.fromkeys(("admin2", "admin3"), pa.nulls(count, pa.string()))
    columns |= _units(regions, np.where(drawn, code, len(regions)))
    return pa.table({name: columns[name] for name in LOCATION_COLUMNS})


def _units(regions: np.ndarray[Any, Any], code: np.ndarray[Any, Any]) -> dict[str, pa.Array]:
    """Give the places of Ukraine that have a point the first raion of their region."""
    known = [unit for unit in units().values() if unit.kind == "raion"]
    raions = {unit.region: unit for unit in reversed(known)}
    first = [raions.get(region) for region in [*regions, ""]]
    columns: dict[str, pa.Array] = dict.fromkeys(UNIT_COLUMNS, pa.nulls(len(code), pa.string()))
    columns["raion"] = _texts([unit.name if unit else None for unit in first], code)
    columns["raion_code"] = _texts([unit.code if unit else None for unit in first], code)
    return columns


def _rejected() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype="string") for name in REJECTED_COLUMNS})
