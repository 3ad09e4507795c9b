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
from typing import TYPE_CHECKING, Any, Final

from geo import config
from geo.errors import DataMissingError, InputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd
    import numpy as np
    import pandas as pd

#: The folder of the shipped data; the setting ATLAS_DATA names another one.
DATA: Final = config.data_folder()

#: A point at sea belongs to the nearest region up to this distance.
COAST_KM: Final = 20.0

#: From so many coordinates on it pays to have the grid (`geo.locategrid`).
_GRID_FROM: Final = 40_000

#: Mercator stretches without end towards the poles; no region reaches this latitude.
_FARTHEST_NORTH: Final = 85.0


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
    short_en : str
        The shortest unambiguous label for the map.
    label_lat, label_lon : float
        A point well inside, for the label; degrees, EPSG:4326.
    """

    region: str
    country: str
    kind: str
    name_en: str
    name_uk: str
    name_ru: str
    short_en: str
    label_lat: float
    label_lon: float

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
    """Return the English name of every region by its code, in the catalogue's order."""
    return MappingProxyType({code: region.name_en for code, region in catalogue().items()})


def display_path() -> Path:
    """Return the path of the display copy of the regions.

    GeoJSON, degrees with three decimals, EPSG:4326; the far end of Chukotka has longitudes beyond
    180 so that the map is in one piece.  Properties: region, country, name_en, name_uk, name_ru,
    short_en and label, a pair of longitude and latitude.
    DataMissingError is raised if it is not there.
    """
    return _existing(DATA / "boundaries" / "regions.geojson")


def basemap_path() -> Path:
    """Return the path of the base map: the land of other countries, and names to write on it.

    GeoJSON in the same frame as the display copy.  Property `kind` is land, city, capital, sea or
    country; all but land are points with name_en, name_uk, name_ru and `rank`, the least zoom at
    which to show them.
    DataMissingError is raised if it is not there.
    """
    return _existing(DATA / "boundaries" / "basemap.json")


def boundaries(path: Path | None = None) -> gpd.GeoDataFrame:
    """Return the regions' polygons.

    Parameters
    ----------
    path : Path, optional
        A file that GeoPandas can read, with a column `region`; the shipped shapefile by default.

    Returns
    -------
    GeoDataFrame
        EPSG:4326, longitudes from -180 to 180, one row per region, sorted by `region`.  The shipped
        file also has country, kind, name_en, name_uk and name_ru.  Yours to change.

    Raises
    ------
    DataMissingError
        If the file is not there.
    InputError
        If it has no column `region` or does not name its coordinate system.
    """
    file = _existing(path) if path is not None else shipped_path()
    return _polygons(file, file.stat().st_mtime_ns).copy()


def locate(
    longitudes: Any, latitudes: Any, *, regions: gpd.GeoDataFrame | None = None
) -> pd.DataFrame:
    """Say in which region each coordinate lies.

    Parameters
    ----------
    longitudes, latitudes : array-like
        Degrees, EPSG:4326, of equal length; longitudes may go on beyond 180.  What is not a number
        counts as missing, and so does 0, 0.
    regions : GeoDataFrame, optional
        Polygons with a column `region`; by default `boundaries()`.

    Returns
    -------
    DataFrame
        One row per coordinate, in order, with the index of `longitudes` if it has one.  `region`
        (string) is missing where there is none.  `method` is one of

        inside
            in the region's polygon; on a shared border, the region whose code sorts first
        coast
            at sea, at most `COAST_KM` from the region, which is the nearest land
        outside
            farther out, abroad, or not a place on Earth
        missing
            there is no coordinate

        Distances to the coast are right within 1%.

    DataMissingError is raised if the shipped boundaries are not there, InputError if there are
    more longitudes than latitudes, or fewer.

    >>> found = locate([36.25, 36.6, 30.9, 21.0], [50.0, 50.6, 46.3, 52.2])
    >>> found["region"].tolist()
    ['UA-63', 'RU-BEL', 'UA-51', <NA>]
    >>> found["method"].tolist()
    ['inside', 'inside', 'coast', 'outside']
    """
    import numpy as np
    import pandas as pd

    from geo import regionjoin

    lon, lat = _numbers(longitudes), _numbers(latitudes)
    if len(lon) != len(lat):
        raise InputError(f"{len(lon)} longitudes do not fit {len(lat)} latitudes")
    away = np.abs(lon)
    possible = (np.abs(lat) <= _FARTHEST_NORTH) & (away <= 360) & ~((lon == 0) & (lat == 0))  # noqa: PLR2004
    # A slice where all are possible: it picks without a copy.
    at = slice(None) if possible.all() else np.flatnonzero(possible)
    east, north, far = lon[at], lat[at], away[at] > 180  # noqa: PLR2004
    # Only what lies beyond 180 is shifted: it costs the last digit, and that decides on borders.
    if far.any():
        east = np.where(far, (east + 180) % 360 - 180, east)
    polygons = None if regions is None else regions.to_crs("EPSG:4326")
    if polygons is None and len(east) >= _GRID_FROM:
        found, coast = regionjoin.by_grid(east, north)
    else:
        found, coast = regionjoin.by_polygons(east, north, polygons)

    codes = (boundaries() if polygons is None else polygons)["region"]
    names = pd.array([*codes, None], dtype="string")
    way = np.where(found >= 0, np.int8(0), np.int8(2))
    way[coast] = 1
    region, method = found, way
    if len(found) < len(lon):
        missing = ~(np.isfinite(lon) & np.isfinite(lat)) | ((lon == 0) & (lat == 0))
        region, method = np.full(len(lon), -1), np.where(missing, np.int8(3), np.int8(2))
        region[at], method[at] = found, way
    methods = pd.array(["inside", "coast", "outside", "missing"], dtype="string")
    index = longitudes.index if isinstance(longitudes, pd.Series) else None
    return pd.DataFrame({"region": names.take(region), "method": methods.take(method)}, index=index)


def _existing(path: Path) -> Path:
    """Return `path` if there is a file, and else say what to do."""
    if not path.is_file():
        raise DataMissingError(
            f"{path} is missing: run the atlas from a full checkout, "
            "or let ATLAS_DATA name its data folder."
        )
    return path


@lru_cache(maxsize=4)
def _catalogue(folder: Path) -> Mapping[str, Region]:
    path = folder / "regions.csv"
    _existing(path)
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    regions = [
        Region(
            *(row["region"], row["country"], row["kind"]),
            *(row["name_en"], row["name_uk"], row["name_ru"], row["short_en"]),
            *(float(row["label_lat"]), float(row["label_lon"])),
        )
        for row in rows
    ]
    regions.sort(key=lambda region: (region.country != "UA", region.region))
    return MappingProxyType({region.region: region for region in regions})


@lru_cache(maxsize=8)
def _polygons(path: Path, _changed: int) -> gpd.GeoDataFrame:
    """Read polygons; the time of the file's last change keeps the cache from growing stale."""
    import geopandas as gpd

    shapes = gpd.read_file(path)
    key = "country" if path.name == "neighbours.shp" else "region"
    if key not in shapes:
        raise InputError(f"there is no column {key!r}", file=path)
    if shapes.crs is None:
        raise InputError("the file does not name its coordinate system", file=path)
    return shapes.to_crs("EPSG:4326").sort_values(key, ignore_index=True)


def _numbers(values: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Turn anything array-like into floats, NaN where there is no number."""
    import numpy as np
    import pandas as pd

    if isinstance(values, np.ndarray) and values.dtype == np.float64:
        return values
    series = values if isinstance(values, pd.Series) else pd.Series(list(values), dtype=object)
    return pd.to_numeric(series, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)


def shipped_path() -> Path:
    """Return the path of the regions' polygons."""
    return _existing(DATA / "boundaries" / "regions.shp")


def neighbours() -> gpd.GeoDataFrame:
    """Return the land of other countries near the regions; EPSG:4326, not to be changed."""
    file = _existing(DATA / "boundaries" / "neighbours.shp")
    return _polygons(file, file.stat().st_mtime_ns)[["geometry"]]
