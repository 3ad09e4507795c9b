"""Where points lie in a dated layer on their own day, and how far from an edge of its areas.

The nearest place on an edge is looked for in the stereographic projection about the layer's middle,
in which shapes are true at every spot (WGS 84); how far it is, is then measured on the ellipsoid.
An edge between two corners of the file is straight in degrees, as GeoJSON has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray
    from pyproj import Transformer

#: Corners are set this close, in degrees, so that a straight line stays where it was.
_STEP: Final = 0.05
#: Kilometres are told to a hundred metres: places are known no better.
_DECIMALS: Final = 1


def days_held(areas: pd.DataFrame, days: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Return of which day a layer speaks on given days, and which areas hold then.

    Parameters
    ----------
    areas : DataFrame
        Columns day_from and day_to, ISO texts.
    days : array of str
        ISO texts.

    Returns
    -------
    tuple of array of datetime64[D] and array of bool
        For each day the same day, the last earlier one that has an area, or NaT before the first;
        and a row of all areas.
    """
    asked = days.astype("datetime64[D]")
    first, last = (areas[name].to_numpy(dtype="datetime64[D]") for name in ("day_from", "day_to"))
    ends = np.where(
        first[None, :] <= asked[:, None],
        np.minimum(last[None, :], asked[:, None]),
        np.datetime64("NaT", "D"),
    )
    spoken = np.fmax.reduce(ends, axis=1)
    holds = (first[None, :] <= spoken[:, None]) & (last[None, :] >= spoken[:, None])
    return spoken, holds


def places_of(areas: gpd.GeoDataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """Return the area of each point on its own day, and how far it is from an edge.

    Parameters
    ----------
    areas : GeoDataFrame
        Of a dated layer: name, geometry, day_from, day_to; EPSG:4326, sorted by name.
    points : DataFrame
        Columns lon, lat (degrees, EPSG:4326) and day (ISO text), of points; all different.

    Returns
    -------
    DataFrame
        Columns lon, lat, day; as_of, the day of which the layer speaks; name, missing in no area;
        and km, from the edge of the area that the point lies in, else of the nearest.  Points of
        days before the layer's first are left out.
    """
    days, codes = np.unique(points["day"].to_numpy(dtype=str), return_inverse=True)
    spoken, holds = days_held(areas, days)
    corners = _Corners(areas)
    found = []
    states, state_of_day = np.unique(holds, axis=0, return_inverse=True)
    for at, held in enumerate(states):
        here = points[np.isin(codes, np.flatnonzero(state_of_day.ravel() == at))]
        if held.any() and len(here):
            where = np.searchsorted(days, here["day"].to_numpy(dtype=str))
            as_of = spoken[where].astype(str)
            found.append(_placed(areas, held, here, corners).assign(as_of=as_of))
    if not found:
        blank = points.head(0)[["lon", "lat", "day"]]
        return blank.assign(
            as_of=pd.Series(dtype="string"),
            name=pd.Series(dtype="string"),
            km=pd.Series(dtype="float64"),
        )
    return pd.concat(found, ignore_index=True)


def _placed(
    areas: gpd.GeoDataFrame, held: NDArray[np.bool_], points: pd.DataFrame, corners: _Corners
) -> pd.DataFrame:
    import shapely

    numbers = np.flatnonzero(held)
    tree = shapely.STRtree(areas.geometry.to_numpy()[numbers])
    spots = shapely.points(points["lon"], points["lat"])
    point, area = tree.query(spots, predicate="intersects")
    inside = np.full(len(points), len(areas))
    np.minimum.at(inside, point, numbers[area])  # the first by name, where areas overlap
    km = np.full(len(points), np.nan)
    for number in np.unique(inside):
        mine = inside == number
        edges = numbers if number == len(areas) else np.array([number])
        km[mine] = corners.kilometres(edges, points[mine])
    names = areas["name"].astype("string").reindex(inside).array
    return points[["lon", "lat", "day"]].assign(name=names, km=km.round(_DECIMALS))


class _Edges(NamedTuple):
    """Pieces of edges as a tree, in metres."""

    pieces: NDArray[Any]
    tree: Any


class _Corners:
    """The corners of a layer's areas in a projection in which the nearest can be looked for."""

    def __init__(self, areas: gpd.GeoDataFrame) -> None:
        from pyproj import CRS, Geod, Transformer

        west, south, east, north = areas.total_bounds
        middle = CRS.from_proj4(
            f"+proj=stere +lat_0={(south + north) / 2} +lon_0={(west + east) / 2} +datum=WGS84"
        )
        self._shapes = areas.geometry.to_numpy()
        self._there: Transformer = Transformer.from_crs("EPSG:4326", middle, always_xy=True)
        self._geod = Geod(ellps="WGS84")

    def _edges(self, numbers: NDArray[np.intp]) -> _Edges:
        import shapely

        dense = shapely.segmentize(self._shapes[numbers], _STEP)
        rings = shapely.get_rings(shapely.get_parts(dense))
        corners, ring = shapely.get_coordinates(rings, return_index=True)
        metres = np.column_stack(self._there.transform(corners[:, 0], corners[:, 1]))
        same = ring[:-1] == ring[1:]
        pieces = shapely.linestrings(np.stack([metres[:-1][same], metres[1:][same]], axis=1))
        return _Edges(pieces, shapely.STRtree(pieces))

    def kilometres(self, numbers: NDArray[np.intp], points: pd.DataFrame) -> NDArray[np.float64]:
        """Return how far points are from the nearest edge of some areas, by their numbers."""
        import shapely

        edges = self._edges(numbers)
        lon, lat = (points[name].to_numpy(dtype=float) for name in ("lon", "lat"))
        spots = shapely.points(*self._there.transform(lon, lat))
        _point, nearest = edges.tree.query_nearest(spots, all_matches=False)
        lines = shapely.shortest_line(spots, edges.pieces[nearest])
        ends = shapely.get_coordinates(shapely.get_point(lines, 1))
        east, north = self._there.transform(ends[:, 0], ends[:, 1], direction="INVERSE")
        _there, _back, metres = self._geod.inv(lon, lat, east, north)
        return np.asarray(metres, dtype=np.float64) / 1000
