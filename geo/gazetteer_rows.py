"""Rows of a gazetteer file: made by `data/build_gazetteer.py` and by `gazetteer_extend`.

`keys` are folded spellings of a place's own name, `other_keys` those of its other, mostly former
names, `sounds` the phonetic keys of all; see `placetext`.  `front_km` is a settlement's distance to
`FRONT`; small settlements are reported from near it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from rapidfuzz.distance import Levenshtein

from geo.placetext import fold, is_cyrillic, key, sound

if TYPE_CHECKING:
    from pathlib import Path

#: Alternates at least this similar to the name are spellings of it; the rest are other names.
SAME_NAME: Final = 0.62
_UKRAINIAN: Final = re.compile("[іїєґІЇЄҐ]")
_RUSSIAN: Final = re.compile("[ыэёъЫЭЁЪ]")
_LATIN_NAME: Final = re.compile(r"^[A-ZÀ-ÖØ-ÞĀ-ſȘȚʼ'’].*[a-zà-öø-ÿ]", re.DOTALL)

Row = dict[str, Any]


def blank(**values: Any) -> Row:
    """Return a row with every column."""
    row: Row = {
        "id": 0, "kind": "", "name": "", "name_uk": None, "name_ru": None, "country": "",
        "region": None,
        "lat": None, "lon": None, "population": 0, "parent": None, "source": "", "alternates": [],
        "front_km": None,
        "keys": set(), "other_keys": set(),
    }  # fmt: skip
    return row | values


def readable(name: str) -> bool:
    """Tell Latin and Cyrillic spellings from codes and machine romanisations."""
    return is_cyrillic(name) or bool(_LATIN_NAME.match(name))


def split_keys(name: str, alternates: list[str]) -> tuple[set[str], set[str]]:
    """Return the folded spellings of the name, and those of its other names."""
    own = fold(name)
    same: set[str] = {own}
    other: set[str] = set()
    for alternate in filter(readable, alternates):
        spelled = fold(alternate)
        if len(spelled) < 2 or spelled in same:  # noqa: PLR2004
            continue
        alike = max(
            Levenshtein.normalized_similarity(own, spelled),
            Levenshtein.normalized_similarity(sound(own), sound(spelled)),
        )
        (same if alike >= SAME_NAME else other).add(spelled)
    return same, other


def cyrillic_names(name: str, alternates: list[str]) -> tuple[str | None, str | None]:
    """Return the likeliest Ukrainian and Russian spelling among the alternates."""
    spelled = [a for a in alternates if is_cyrillic(a) and not re.search("[ўјљњћђ]", a)]
    spelled.sort(key=lambda a: (-Levenshtein.normalized_similarity(fold(a), fold(name)), a))
    ukrainian = next((a for a in spelled if not _RUSSIAN.search(a)), None)
    russian = next((a for a in spelled if not _UKRAINIAN.search(a)), None)
    return ukrainian, russian


#: Where the war is: the line of contact at the end of 2024 and, from Vovchansk on, Russia's border
#: with Ukraine's north; generalised to some 20 km; pairs of latitude and longitude.
FRONT: Final = (
    (46.5, 31.6), (46.5, 32.3), (46.7, 32.8), (46.8, 33.4), (47.2, 34.0), (47.5, 34.5),
    (47.5, 35.5), (47.6, 36.3), (47.8, 37.0), (48.1, 37.3), (48.4, 37.8), (48.7, 38.0),
    (49.0, 38.1), (49.5, 37.8), (49.9, 37.8), (50.2, 37.0), (50.3, 36.5), (50.4, 35.7),
    (50.7, 35.4), (51.1, 35.0), (51.3, 34.3), (51.7, 34.2), (52.3, 33.8), (52.1, 32.5),
    (52.1, 31.8),
)  # fmt: skip


def add_front_distances(rows: list[Row]) -> None:
    """Set `front_km`, the distance to `FRONT`, of every settlement."""
    import shapely

    def plane(lat: Any, lon: Any) -> Any:
        return np.column_stack([lon * 111.32 * np.cos(np.radians(50)), lat * 111.32])

    chosen = [r for r in rows if r["kind"] == "settlement" and r["lat"] is not None]
    lat, lon = (np.array([r[c] for r in chosen], dtype=float) for c in ("lat", "lon"))
    front = shapely.LineString(plane(*np.array(FRONT).T))
    for row, distance in zip(
        chosen, shapely.distance(shapely.points(plane(lat, lon)), front), strict=True
    ):
        row["front_km"] = min(30_000, round(float(distance)))
    of_raion: dict[tuple[Any, Any], list[int]] = {}
    for row in chosen:
        if row.get("parent"):
            of_raion.setdefault((row["region"], row["parent"]), []).append(row["front_km"])
    for row in rows:
        if row["kind"] == "register":  # no coordinates: the middle of its raion's known distances
            known = sorted(of_raion.get((row["region"], row["parent"]), ()))
            row["front_km"] = known[len(known) // 2] if known else None


def write(rows: list[Row], out: Path, version: str, *, level: int = 19) -> None:
    """Write the rows, sorted and with sounds, without timestamps."""
    add_front_distances(rows)
    rows.sort(key=lambda row: (row["kind"], row["country"], row["id"]))
    for row in rows:
        row["other_keys"] = set(row["other_keys"]) - set(row["keys"])
        both = set(row["keys"]) | row["other_keys"]
        row["sounds"] = sorted({s for s in map(sound, both) if len(s) > 1})
        for column in ("keys", "other_keys"):
            row[column] = sorted({key(spelled) for spelled in row[column] if spelled})
        row["other_keys"] = [k for k in row["other_keys"] if k not in row["keys"]]
    texts = pa.list_(pa.string())
    types = {
        "id": pa.int64(), "lat": pa.float64(), "lon": pa.float64(), "population": pa.int64(),
        "front_km": pa.int32(), "alternates": texts, "keys": texts, "other_keys": texts,
        "sounds": texts,
    }  # fmt: skip
    schema = pa.schema(
        [(column, types.get(column, pa.string())) for column in (*blank(), "sounds")],
        metadata={"version": version},
    )
    table = pa.Table.from_pylist(rows, schema=schema)
    pq.write_table(table, out, compression="zstd", compression_level=level)
