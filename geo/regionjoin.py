"""Which region coordinates lie in, by the polygons themselves or by a grid over them.

Both ways give the same answer; the grid costs a second or two, once, and pays for many points.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.locategrid import ABROAD, UNDECIDED, Grid
from geo.regions import COAST_KM, boundaries, neighbours, shipped_path

if TYPE_CHECKING:
    from pathlib import Path

    Numbers = np.ndarray[Any, Any]

#: A Mercator plane in which the regions are whole: it is cut at 80° W, not at 180°.  It keeps
#: shapes, and lengths in it are metres divided by the cosine of the latitude.
_PLANE: Final = "+proj=merc +lon_0=100 +datum=WGS84"


def by_polygons(
    lon: Numbers, lat: Numbers, regions: gpd.GeoDataFrame | None
) -> tuple[Numbers, Numbers]:
    """Position of each coordinate's region (-1 for none), and which of them are on the coast.

    `regions` are polygons in EPSG:4326, by default the shipped ones.
    """
    polygons = (boundaries() if regions is None else regions)[["region", "geometry"]]
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat, crs="EPSG:4326"))
    inside = _containing(points, polygons)
    coast = _nearest_coast(points.drop(inside.index), regions)
    position = pd.Index(polygons["region"])
    found = np.full(len(lon), -1)
    for named in (inside, coast):
        found[named.index] = position.get_indexer(named)
    return found, coast.index.to_numpy(dtype=int)


def by_grid(lon: Numbers, lat: Numbers) -> tuple[Numbers, Numbers]:
    """Answer as `by_polygons` does, for many coordinates and the shipped regions."""
    seen = shipped_grid().look(lon, lat)
    found = np.where(seen < ABROAD, seen.astype(np.int16), np.int16(-1))
    undecided = np.flatnonzero(seen == UNDECIDED)
    found[undecided], coast = by_polygons(lon[undecided], lat[undecided], None)
    return found, undecided[coast]


def shipped_grid() -> Grid:
    """Grid of the shipped regions."""
    file = shipped_path()
    return _grid(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _grid(_path: Path, _changed: int) -> Grid:
    """Make the grid of the shipped regions: about a second, and 10 MB."""
    polygons, abroad = boundaries()[["region", "geometry"]], neighbours()
    position = pd.Index(polygons["region"])

    def decide(lon: Any, lat: Any) -> Numbers:
        points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat, crs="EPSG:4326"))
        found = np.full(len(lon), UNDECIDED, dtype=np.uint8)
        found[abroad.sjoin(points, predicate="intersects")["index_right"]] = ABROAD
        inside = _containing(points, polygons)
        found[inside.index] = position.get_indexer(inside)
        return found

    return Grid(pd.concat([polygons.geometry, abroad.geometry]), decide)


def _containing(points: gpd.GeoDataFrame, polygons: gpd.GeoDataFrame) -> pd.Series[str]:
    """Return the region of each point that lies in one, by the points' index."""
    # Polygons on the left: GeoPandas prepares the geometries of that side only.
    pairs = polygons.sjoin(points, predicate="intersects")
    pairs = pairs.sort_values(["index_right", "region"]).drop_duplicates("index_right")
    found: pd.Series[str] = pairs.set_index("index_right")["region"]
    return found


def _nearest_coast(points: gpd.GeoDataFrame, regions: gpd.GeoDataFrame | None) -> pd.Series[str]:
    """Return the region of each point at sea near one's coast, by the points' index."""
    abroad = neighbours()
    points = points.drop(abroad.sjoin(points, predicate="intersects")["index_right"])
    shrink = np.cos(np.radians(points.geometry.y))
    flat = points.to_crs(_PLANE)
    if flat.empty:
        return pd.Series(dtype="string")
    reach = COAST_KM * 1000 / shrink.min()

    def nearest(coast: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        return flat.sjoin_nearest(coast, max_distance=reach, distance_col="away")

    if regions is None:
        coasts = _shipped_coasts(shipped_path(), shipped_path().stat().st_mtime_ns)
    else:
        coasts = _outlines(regions[["region", "geometry"]]), _outlines(neighbours())
    own = nearest(coasts[0])
    own = own.reset_index(names="point").sort_values(["point", "away", "region"])
    own = own.drop_duplicates("point").set_index("point")
    foreign = nearest(coasts[1]).groupby(level=0)["away"].min().reindex(own.index)
    near = own["away"] * shrink.reindex(own.index) <= COAST_KM * 1000
    found: pd.Series[str] = own.loc[near & ~(foreign < own["away"]), "region"]
    return found


@lru_cache(maxsize=2)
def _shipped_coasts(_path: Path, _changed: int) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Outlines of the shipped regions and of the land of other countries."""
    return _outlines(boundaries()), _outlines(neighbours())


def _outlines(shapes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Boundaries on the plane, each segment a line of its own: short lines are quick to search."""
    flat = shapes.to_crs(_PLANE)
    parts, of = shapely.get_parts(flat.geometry.to_numpy(), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    lines = shapely.linestrings(np.stack([points[:-1][same], points[1:][same]], axis=1))
    rows = flat.drop(columns="geometry").iloc[of[part[ring[:-1][same]]]]
    return gpd.GeoDataFrame(rows.reset_index(drop=True), geometry=lines, crs=_PLANE)
