"""The 110 regions: their names, their boundaries, and which of them a coordinate lies in.

A *region* is a first-level administrative unit: 27 of Ukraine and 83 of Russia, named by its
ISO 3166-2 code.  Boundaries follow the UN General Assembly's resolutions 68/262 and ES-11/4.

Three files in `data/boundaries/` hold shapes.  `regions.shp` is what coordinates are joined with;
`regions.geojson` is the same, simplified, for display; `neighbours.shp` is the land of other
countries within some 45 km, which tells the sea from a foreign country.  All are in degrees,
EPSG:4326, made by `data/build_boundaries.py` from Natural Earth (public domain) and GeoNames
(CC BY 4.0).  They are generalised: a line may be a few kilometres off where no town is near.

GeoPandas is imported only where shapes are needed, so that names alone cost no start-up time.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from geo import config
from geo.disk import check_shipped
from geo.errors import DataMissingError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


#: The folder of the shipped data; the setting ATLAS_DATA names another one.
DATA: Final = config.data_folder()


@dataclass(frozen=True, slots=True)
class Region:
    """One region, as `data/regions.csv` describes it.

    Attributes
    ----------
    region : str
        ISO 3166-2 code, "UA-63".
    country : str
        "UA" or "RU".
    kind : str
        oblast, republic, krai, city or okrug.
    name_en, name_uk, name_ru : str
        Official names; English ones of Ukraine in Ukraine's official romanisation.
    """

    region: str
    country: str
    kind: str
    name_en: str
    name_uk: str
    name_ru: str

    def name(self, language: str = "en") -> str:
        """Return the name in `language`, "en", "uk" or "ru"; any other gives the English name.

        >>> catalogue()["UA-63"].name("uk")
        'Харківська область'
        """
        return {"uk": self.name_uk, "ru": self.name_ru}.get(language, self.name_en)


def catalogue() -> Mapping[str, Region]:
    """Return all regions by code, Ukraine's first, each country's sorted by code.

    DataMissingError is raised if `data/regions.csv` is not there.

    >>> len(catalogue())
    110
    >>> catalogue()["UA-51"].name_en
    'Odesa Oblast'
    """
    return _catalogue(DATA)


@lru_cache
def english_names() -> Mapping[str, str]:
    """Return the English name of every region by its code, in the catalogue's order.

    DataMissingError is raised if `data/regions.csv` is not there.
    """
    return MappingProxyType({code: region.name_en for code, region in catalogue().items()})


def _existing(path: Path) -> Path:
    """Return `path` if there is a file, and else say what to do."""
    if not path.is_file():
        raise DataMissingError(
            f"{path} is missing: run the atlas from a full checkout, "
            "or let ATLAS_DATA name its data folder."
        )
    return path


def shipped(name: str) -> Path:
    """Return the path of a shipped file, by its name in the data folder.

    Raises
    ------
    DataMissingError
        If it is not there, or the shipped files are not as they were shipped.
    """
    path = _existing(DATA / name)
    check_shipped(DATA)
    return path


@lru_cache(maxsize=4)
def _catalogue(folder: Path) -> Mapping[str, Region]:
    path = folder / "regions.csv"
    _existing(path)
    check_shipped(folder)
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    regions = [
        Region(
            *(row["region"], row["country"], row["kind"]),
            *(row["name_en"], row["name_uk"], row["name_ru"]),
        )
        for row in rows
    ]
    regions.sort(key=lambda region: (region.country != "UA", region.region))
    return MappingProxyType({region.region: region for region in regions})
