"""Polygons of a user's layer: repaired where they are invalid, and simplified for display."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.errors import InputError

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

#: A display copy has about this many corners at most.
_CORNERS: Final = 60_000
#: The first tolerance is this part of the layer's extent; a map is some 2,000 dots wide.
_FINENESS: Final = 1 / 4_000
_DECIMALS: Final = 4
#: What lies west of this belongs to the far end of Chukotka, which is drawn beyond 180 degrees.
_FAR_EAST: Final = -168.0
#: A repair takes time and memory with each pair of segments that cross.
_MOST_CROSSINGS: Final = 100_000
_SAMPLED: Final = 200
_OF_A_COAST: Final = 40


def repaired(shapes: gpd.GeoSeries, file: str) -> tuple[gpd.GeoSeries, list[str]]:
    """Return valid polygons, missing where a feature has none, and what was done.

    Raises
    ------
    InputError
        If a feature is no polygon, has no area even when repaired, or lies beyond the Earth.
    """
    import geopandas as gpd
    import shapely

    geometry = shapely.force_2d(shapes.to_numpy())
    blank = shapely.is_missing(geometry) | shapely.is_empty(geometry)
    kinds = shapely.get_type_id(geometry)
    wrong = ~blank & ~np.isin(kinds, [3, 6])  # Polygon, MultiPolygon
    if wrong.any():
        at = int(wrong.argmax())
        raise InputError(
            f"the geometry is a {geometry[at].geom_type}; expected a polygon", file=file, row=at + 2
        )
    _check_bounds(geometry, blank, file)
    invalid = ~blank & ~shapely.is_valid(geometry)
    geometry = geometry.copy()
    for at in np.flatnonzero(invalid).tolist():
        if _crossings(geometry[at]) > _MOST_CROSSINGS:
            raise InputError(
                "the polygon crosses itself too often to be repaired; mend it in a GIS",
                file=file,
                row=at + 2,
            )
        geometry[at] = _polygons_of(shapely.make_valid(geometry[at]))
        if geometry[at].is_empty:
            raise InputError("the polygon has no area", file=file, row=at + 2)
    geometry[blank] = None
    notes = []
    if invalid.any():
        notes.append(f"{int(invalid.sum()):,} invalid polygons were repaired")
    if blank.any():
        notes.append(f"{int(blank.sum()):,} features without a shape are left out")
    return gpd.GeoSeries(geometry, index=shapes.index, crs=shapes.crs), notes


def _crossings(shape: Any) -> int:
    """Return about how many pairs of a shape's segments may cross, by the boxes of some.

    Of a coastline each segment meets a few others; where it meets only so many, none is counted.
    """
    import shapely

    rings = shapely.get_rings(shapely.get_parts(shape))
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[:-1] == ring[1:]
    segments = shapely.linestrings(np.stack([corners[:-1][same], corners[1:][same]], axis=1))
    if not len(segments):
        return 0
    some = segments[:: max(1, len(segments) // _SAMPLED)]
    found = shapely.STRtree(segments).query(some)
    each = found.shape[1] / len(some)
    return int(each * len(segments) / 2) if each > _OF_A_COAST else 0


def _check_bounds(geometry: NDArray[Any], blank: NDArray[np.bool_], file: str) -> None:
    import shapely

    bounds = shapely.bounds(geometry)
    limit = np.array([360.001, 90.001, 360.001, 90.001])
    wrong = ~blank & ~(np.abs(bounds) <= limit).all(axis=1)
    if wrong.any():
        raise InputError(
            "the coordinates lie beyond the Earth; the layer's coordinate system is another than"
            " it says",
            file=file,
            row=int(wrong.argmax()) + 2,
        )


def _polygons_of(shape: Any) -> Any:
    """Return the polygons among what a repair leaves, which may be lines and points too."""
    import shapely

    parts = shapely.get_parts(shape)
    while (shapely.get_type_id(parts) > 3).any():  # noqa: PLR2004 - collections of collections
        parts = shapely.get_parts(parts)
    return shapely.union_all(parts[shapely.get_type_id(parts) == 3])  # noqa: PLR2004


def display_of(shapes: gpd.GeoSeries) -> list[str]:
    """Return simplified shapes as GeoJSON geometries; shared borders stay shared.

    Longitudes of the far end of Chukotka go on beyond 180, as in the display copy of the regions.
    Both are in degrees, EPSG:4326.
    """
    import shapely

    whole = shapely.transform(shapes.to_numpy(), _drawn)
    west, south, east, north = shapely.total_bounds(whole)
    tolerance = max(east - west, north - south, 1e-6) * _FINENESS
    shared = bool(shapely.coverage_is_valid(whole))
    simple = whole
    for _ in range(8):
        simple = (
            shapely.coverage_simplify(whole, tolerance)
            if shared
            else shapely.simplify(whole, tolerance)
        )
        if shapely.get_num_coordinates(simple).sum() <= _CORNERS:
            break
        tolerance *= 2
    simple = np.where(shapely.is_empty(simple), whole, simple)
    return [str(text) for text in shapely.to_geojson(shapely.transform(simple, _rounded))]


def _drawn(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    east = np.where(corners[:, 0] < _FAR_EAST, corners[:, 0] + 360, corners[:, 0])
    return np.column_stack([east, corners[:, 1]])


def _rounded(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    return corners.round(_DECIMALS)
