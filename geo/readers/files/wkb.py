"""Points of well-known binary, taken apart here where that is all that can be meant.

A geometry that is no point is named by its header and never parsed: collections inside collections
make GEOS recurse until the process dies, and no incident is meant by one.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

#: Latitude, longitude, and why they are not known.
Point = tuple[float | None, float | None, str | None]

_DAMAGED: Final = "the layer's geometry is damaged; open it in a GIS and save it again"
NO_CRS: Final = (
    "the layer's coordinate system is not known; save it with one, EPSG:4326 if it is in degrees"
)
_KINDS: Final = {
    1: "Point",
    2: "LineString",
    3: "Polygon",
    4: "MultiPoint",
    5: "MultiLineString",
    6: "MultiPolygon",
    7: "GeometryCollection",
}
_POINT, _MULTIPOINT = 1, 4
_HEADER: Final = 5
_SRID: Final = 0x20000000
#: One point in a MultiPoint, with all its dimensions and headers, is shorter.
_LONGEST: Final = 100


def points_of_shapes(geometries: Sequence[bytes | None], *, file: str, crs: object) -> list[Point]:
    """Points of well-known-binary geometries, brought to EPSG:4326 if `crs` is another.

    Raises
    ------
    InputError
        If a geometry is not well-known binary or the coordinate system is not understood.
    """
    import geopandas
    import shapely

    wanted = np.array([None] * len(geometries), dtype=object)
    faults: dict[int, Point] = {}
    for at, content in enumerate(geometries):
        if content is None:
            continue
        if (fault := _no_point(content, file)) is not None:
            faults[at] = fault
        else:
            wanted[at] = content
    try:
        shapes: NDArray[Any] = shapely.from_wkb(wanted, on_invalid="raise")
    except (shapely.errors.ShapelyError, TypeError):
        raise InputError(_DAMAGED, file=file) from None
    try:
        series = geopandas.GeoSeries(shapes, crs=crs or "EPSG:4326").to_crs("EPSG:4326")
    except Exception:  # noqa: BLE001 - PROJ raises classes of its own
        raise InputError(NO_CRS, file=file) from None
    return [faults.get(at) or _point_of_shape(shape) for at, shape in enumerate(series)]


def _no_point(content: object, file: str) -> Point | None:
    """Why a geometry cannot be a point, by its header; None if it may be one."""
    if not isinstance(content, bytes) or len(content) < _HEADER or content[0] > 1:
        raise InputError(_DAMAGED, file=file)
    order: Literal["little", "big"] = "little" if content[0] else "big"
    code = int.from_bytes(content[1:_HEADER], order)
    kind = (code & 0x0FFFFFFF) % 1000
    if kind == _POINT or (kind == _MULTIPOINT and len(content) <= _LONGEST):
        return None
    if kind not in _KINDS:
        raise InputError(_DAMAGED, file=file)
    start = _HEADER + 4 * bool(code & _SRID)
    if content[start : start + 4] == b"\x00\x00\x00\x00":
        return None, None, None  # empty
    return None, None, f"the geometry is a {_KINDS[kind]}; expected a Point"


def _point_of_shape(shape: Any) -> Point:
    if shape is None or shape.is_empty:
        return None, None, None
    if shape.geom_type == "MultiPoint" and len(shape.geoms) == 1:
        shape = shape.geoms[0]
    if shape.geom_type != "Point":
        return None, None, f"the geometry is a {shape.geom_type}; expected a Point"
    if not (math.isfinite(shape.x) and math.isfinite(shape.y)):
        return None, None, "the geometry's coordinates are not finite numbers"
    return float(shape.y), float(shape.x), None
