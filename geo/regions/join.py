"""Which region coordinates lie in, by the polygons themselves or by a grid over them.

Both ways give the same answer; the grid costs a second or two, once, and pays for many points.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyproj
import shapely

from geo.regions.grid import ABROAD, SEA, UNDECIDED, Grid
from geo.regions.polygons import COAST_KM, boundaries, neighbours, shipped_path

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    Numbers = np.ndarray[Any, Any]

#: A Mercator plane in which the regions are whole: it is cut at 80° W, not at 180°.  It keeps
#: shapes, and lengths in it are metres divided by the cosine of the latitude.
_PLANE: Final = "+proj=merc +lon_0=100 +datum=WGS84"
#: Coordinates that are looked up in the grid at a time: what the processor's cache takes.
_PIECE: Final = 32_768
#: Entries of a node of the coasts' trees; with the usual 10 a search takes twice as long.
_NODE: Final = 4


@dataclass(frozen=True)
class _Shapes:
    """Regions in the order of their codes, and what lies around them.

    Attributes
    ----------
    order : array
        Position of each region in the table that it comes from.
    polygons, abroad : array of geometry
        The regions, and the land of other countries; degrees, EPSG:4326.
    coasts : pair of (STRtree, array)
        Outlines on the plane, each segment a line of its own (short lines are quick to search),
        and of which polygon each is: of the regions, and of the land of other countries.
    """

    order: Numbers
    polygons: Numbers
    abroad: Numbers
    coasts: tuple[tuple[shapely.STRtree, Numbers], tuple[shapely.STRtree, Numbers]]

    @classmethod
    def of(cls, regions: gpd.GeoDataFrame) -> _Shapes:
        """Return the shapes of a table with `region` and `geometry` in EPSG:4326."""
        order = np.argsort(regions["region"].to_numpy(dtype=object), kind="stable")
        own, abroad = regions.geometry.iloc[order], neighbours().geometry
        coasts = _outlines(own), _outlines(abroad)
        return cls(order, own.to_numpy(), abroad.to_numpy(), coasts)


def by_polygons(
    lon: Numbers, lat: Numbers, regions: gpd.GeoDataFrame | None
) -> tuple[Numbers, Numbers]:
    """Return the position of each coordinate's region (-1 for none), and which are on the coast.

    `regions` are polygons in EPSG:4326, by default the shipped ones.
    """
    shapes = _shipped() if regions is None else _Shapes.of(regions)
    found, sea = _on_land(lon, lat, shapes)
    near = _nearest_coast(lon[sea], lat[sea], shapes)
    found[sea] = near
    return found, sea[near >= 0]


def by_grid(lon: Numbers, lat: Numbers) -> tuple[Numbers, Numbers]:
    """Answer as `by_polygons` does, for many coordinates and the shipped regions."""
    grid = shipped_grid()
    cuts = [slice(at, at + _PIECE) for at in range(0, len(lon), _PIECE)]
    with ThreadPoolExecutor(2) as pool:  # NumPy gives up the interpreter's lock
        pieces = list(pool.map(lambda cut: grid.look(lon[cut], lat[cut]), cuts))
    seen = np.concatenate([np.empty(0, np.uint8), *pieces])
    found = np.where(seen < SEA, seen.astype(np.int16), np.int16(-1))
    shapes, undecided = _shipped(), np.flatnonzero(seen == UNDECIDED)
    found[undecided], sea = _on_land(lon[undecided], lat[undecided], shapes)
    sea = np.sort(np.concatenate([undecided[sea], np.flatnonzero(seen == SEA)]))
    near = _nearest_coast(lon[sea], lat[sea], shapes)
    found[sea] = near
    return found, sea[near >= 0]


def shipped_grid() -> Grid:
    """Return the grid of the shipped regions."""
    file = shipped_path()
    return _grid(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _grid(_path: Path, _changed: int) -> Grid:
    """Make the grid of the shipped regions: about a second, and 10 MB."""
    shapes = _shipped()

    def decide(lon: Numbers, lat: Numbers) -> Numbers:
        parts = [np.empty(0, dtype=np.uint8)]
        for at in range(0, len(lon), _PIECE):  # as points they take twenty times the memory
            found, sea = _on_land(lon[at : at + _PIECE], lat[at : at + _PIECE], shapes)
            found[found < 0] = ABROAD
            found[sea] = SEA
            parts.append(found.astype(np.uint8))
        return np.concatenate(parts)

    return Grid(pd.concat([boundaries().geometry, neighbours().geometry]), decide)


def _shipped() -> _Shapes:
    file = shipped_path()
    return _cached(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _cached(_path: Path, _changed: int) -> _Shapes:
    return _Shapes.of(boundaries())


def _containing(points: Numbers, polygons: Numbers) -> Numbers:
    """Return the first polygon that each point lies in or on the edge of, -1 for none."""
    # The tree holds the points: it is the other side whose geometries are prepared.
    polygon, point = shapely.STRtree(points).query(polygons, predicate="intersects")
    found = np.full(len(points), len(polygons))
    np.minimum.at(found, point, polygon)
    found[found == len(polygons)] = -1
    return found


def _on_land(lon: Numbers, lat: Numbers, shapes: _Shapes) -> tuple[Numbers, Numbers]:
    """Return the region that each coordinate lies in, -1 for none, and which are at sea."""
    points = shapely.points(lon, lat)
    found = _containing(points, shapes.polygons)
    rest = np.flatnonzero(found < 0)
    found[found >= 0] = shapes.order[found[found >= 0]]
    return found, rest[_containing(points[rest], shapes.abroad) < 0]


def _nearest_coast(lon: Numbers, lat: Numbers, shapes: _Shapes) -> Numbers:
    """Return the region near whose coast each coordinate at sea lies, -1 for none."""
    if not len(lon):
        return np.empty(0, dtype=int)
    shrink = np.cos(np.radians(lat))
    flat = shapely.points(*_to_plane().transform(lon, lat))
    reach = COAST_KM * 1000 / shrink.min()

    (tree, owner), (land, _) = shapes.coasts
    half = len(flat) // 2

    def nearest(
        points: Numbers, coast: shapely.STRtree, within: float | None
    ) -> tuple[Numbers, Numbers, Numbers]:
        pairs, away = coast.query_nearest(points, max_distance=within, return_distance=True)
        return pairs[0], pairs[1], away

    with ThreadPoolExecutor(2) as pool:  # the search gives up the interpreter's lock
        first = pool.submit(nearest, flat[:half], tree, None)
        abroad = pool.submit(nearest, flat, land, reach)
        other = nearest(flat[half:], tree, None)
    own = np.full(len(flat), len(shapes.polygons))
    away, foreign = np.full(len(flat), np.inf), np.full(len(flat), np.inf)
    for start, (point, line, distance) in ((0, first.result()), (half, other)):
        np.minimum.at(own, point + start, owner[line])
        away[point + start] = distance  # lines that are nearest together are equally near
    point, _, distance = abroad.result()
    foreign[point] = distance
    near = (away * shrink <= COAST_KM * 1000) & ~(foreign < away)
    found = np.full(len(flat), -1)
    found[near] = shapes.order[own[near]]
    return found


@lru_cache(maxsize=1)
def _to_plane() -> pyproj.Transformer:
    return pyproj.Transformer.from_crs("EPSG:4326", _PLANE, always_xy=True)


def _outlines(shapes: gpd.GeoSeries) -> tuple[shapely.STRtree, Numbers]:
    """Return the boundaries' segments on the plane, and the position of each one's polygon."""
    parts, of = shapely.get_parts(shapes.to_crs(_PLANE).to_numpy(), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    lines = shapely.linestrings(np.stack([points[:-1][same], points[1:][same]], axis=1))
    return shapely.STRtree(lines, _NODE), of[part[ring[:-1][same]]]
