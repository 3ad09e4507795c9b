"""The polygons of the regions and of the land around them, as files and as GeoDataFrames."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from geo.errors import InputError
from geo.regions.region import _existing, shipped

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd


#: A point at sea belongs to the nearest region up to this distance.
COAST_KM: Final = 20.0


def display_path() -> Path:
    """Return the path of the display copy of the regions.

    GeoJSON, degrees with three decimals, EPSG:4326; the far end of Chukotka has longitudes beyond
    180 so that the map is in one piece.  Properties: region, country, name_en, name_uk, name_ru,
    short_en and label, a pair of longitude and latitude.
    DataMissingError is raised if it is not there.
    """
    return shipped("boundaries/regions.geojson")


def basemap_path() -> Path:
    """Return the path of the base map: the land of other countries, and names to write on it.

    GeoJSON in the same frame as the display copy.  Property `kind` is land, city, capital, sea or
    country; all but land are points with name_en, name_uk, name_ru and `rank`, the least zoom at
    which to show them.
    DataMissingError is raised if it is not there.
    """
    return shipped("boundaries/basemap.json")


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


def shipped_path() -> Path:
    """Return the path of the regions' polygons."""
    return shipped("boundaries/regions.shp")


def neighbours() -> gpd.GeoDataFrame:
    """Return the land of other countries near the regions; EPSG:4326, not to be changed."""
    file = shipped("boundaries/neighbours.shp")
    return _polygons(file, file.stat().st_mtime_ns)[["geometry"]]
