"""Russia's districts (raions, and okrugs of their name) by the adjective that they are called by.

`data/districts_ru.csv` is made by `data/build_villages.py`; without it nothing is known of them.
"""

from __future__ import annotations

import csv
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from rapidfuzz.distance import Levenshtein

from geo.gazetteer.folding import adjective_stem, fold, key, sound
from geo.regions import DATA, shipped

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE: Final = DATA / "districts_ru.csv"
#: Similarity of an adjective to one that sounds the same, and letters of its stem at least.
ALIKE: Final = 0.75
LONG: Final = 6


class RussianDistrict(NamedTuple):
    """A district of Russia.

    Parameters
    ----------
    name : str
        Its adjective in Russian: Рыльский.
    region : str
        ISO 3166-2 code.
    lat, lon : float
        The mean of its settlements' points, in degrees, EPSG:4326.
    radius_km : float
        How far from there 95% of them are at most.
    population : int
        People, as the source has them.
    front_km : float
        Distance of the middle to the front (`geo.gazetteer.front.FRONT`).
    """

    name: str
    region: str
    lat: float
    lon: float
    radius_km: float
    population: int
    front_km: float


@cache
def _index() -> tuple[Mapping[str, list[RussianDistrict]], Mapping[str, list[RussianDistrict]]]:
    """Return the districts by the key and by the sound of their adjective's stem."""
    by_key: dict[str, list[RussianDistrict]] = {}
    by_sound: dict[str, list[RussianDistrict]] = {}
    if not FILE.is_file():
        return by_key, by_sound
    with shipped(FILE.name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            district = RussianDistrict(
                row["name"],
                row["region"],
                lat=float(row["lat"]),
                lon=float(row["lon"]),
                radius_km=float(row["radius_km"]),
                population=int(row["population"]),
                front_km=float(row["front_km"]),
            )
            stem = adjective_stem(fold(district.name)) or fold(district.name)
            by_key.setdefault(key(stem), []).append(district)
            by_sound.setdefault(sound(stem), []).append(district)
    return by_key, by_sound


def russian_districts(core: str) -> list[RussianDistrict]:
    """Return the districts of Russia that a folded adjective names, in any case and spelling.

    >>> [d.region for d in russian_districts("rylsky")], russian_districts("rylsk raion")
    (['RU-KRS'], [])
    >>> {d.region for d in russian_districts(fold("Глушківського"))}
    {'RU-KRS'}
    """
    stem = adjective_stem(core)
    if stem is None:
        return []
    by_key, by_sound = _index()
    # Of a short name another one is as like: Ельский, Ольский.
    heard = by_sound.get(sound(stem), ()) if len(stem) >= LONG else ()
    return by_key.get(key(stem)) or [each for each in heard if _alike(stem, each) >= ALIKE]


def _alike(stem: str, district: RussianDistrict) -> float:
    """Return how similar a stem is to a district's."""
    own = adjective_stem(fold(district.name)) or ""
    return float(Levenshtein.normalized_similarity(key(stem), key(own)))
