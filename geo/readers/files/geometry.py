"""Where a feature is: its point, or what is known of a line or an area.

A point is itself.  So is a group of points, a line or an area that is smaller than a village.  Of a
larger one no point is the right one: if all its corners lie in one region, that region is known.
Else each point of a group is a place of its own, and of a line or an area nothing is known.
Well-known binary is taken apart here: collections inside collections make GEOS recurse until the
process dies.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from geo.errors import InputError
from geo.regions import locate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_DAMAGED: Final = "the geometry is damaged"
NO_CRS: Final = (
    "the layer's coordinate system is not known; save it with one, EPSG:4326 if it is in degrees"
)
_NO_NUMBERS: Final = "the coordinates are not two numbers, longitude and latitude"
_KINDS: Final = {
    1: "Point",
    2: "LineString",
    3: "Polygon",
    4: "MultiPoint",
    5: "MultiLineString",
    6: "MultiPolygon",
    7: "GeometryCollection",
}
_POINT, _LINE, _POLYGON = 1, 2, 3
_DEEPEST: Final = 8
_MOST_CORNERS: Final = 2_000_000
#: Corners of one feature that are looked up.
_SAMPLED: Final = 64
#: In degrees; about a kilometre.
_TINY: Final = 0.01
_DECIMALS: Final = 7
_WITH_Z, _WITH_M, _WITH_SRID = 0x80000000, 0x40000000, 0x20000000


class Spot(NamedTuple):
    """Where a feature is, in degrees of EPSG:4326.

    Attributes
    ----------
    latitude, longitude : float or None
    fault : str or None
        Why they are not known.
    area : bool
        Whether they stand for the region that holds all of the feature, and are no point.
    more : tuple of Spot
        The further places of a group of points in several regions.
    wide : bool
        Whether nothing is known because it is a line or an area in several regions.
    """

    latitude: float | None = None
    longitude: float | None = None
    fault: str | None = None
    area: bool = False
    more: tuple[Spot, ...] = ()
    wide: bool = False


@dataclass(frozen=True)
class Corners:
    """The corners of one feature, longitude before latitude."""

    kind: str
    places: NDArray[np.float64]


NOWHERE: Final = Spot()


def corners_of_geojson(geometry: object) -> Corners | Spot:
    """Return the corners of a GeoJSON geometry, or why there are none."""
    if geometry is None:
        return NOWHERE
    if not isinstance(geometry, dict):
        return Spot(fault="the geometry is not a GeoJSON geometry")
    kind = str(geometry.get("type"))[:40]
    if kind not in _KINDS.values():
        return Spot(fault=f"the geometry is a {kind}; expected a Point")
    try:
        places = list(_pairs(geometry, 0))
    except (TypeError, ValueError, OverflowError, IndexError):
        return Spot(fault=_NO_NUMBERS)
    if not places:
        return NOWHERE
    parts = geometry.get("geometries")
    if isinstance(parts, list) and all(part.get("type") == "Point" for part in parts):
        kind = "MultiPoint"
    return Corners(kind, np.array(places, dtype=np.float64))


def _pairs(part: Any, depth: int) -> list[tuple[float, float]]:
    """Return the pairs of numbers of a geometry, or of a list of lists of them."""
    if depth > _DEEPEST:
        raise ValueError(depth)
    if isinstance(part, dict):
        inner = part.get("geometries") if "geometries" in part else part.get("coordinates")
        return _pairs(inner or [], depth + 1)
    if not isinstance(part, list):
        raise TypeError(part)
    if part and not isinstance(part[0], list | dict):
        if not all(isinstance(n, int | float | str) and not isinstance(n, bool) for n in part[:2]):
            raise TypeError(part)
        return [(float(part[0]), float(part[1]))]
    return [pair for inner in part for pair in _pairs(inner, depth + 1)]


def corners_of_wkb(content: object) -> Corners | Spot:
    """Return the corners of well-known binary, or why there are none."""
    if content is None:
        return NOWHERE
    if not isinstance(content, bytes):
        return Spot(fault=_DAMAGED)
    try:
        places: list[NDArray[np.float64]] = []
        kind, _ = _read_wkb(content, 0, 0, places)
    except (struct.error, ValueError, IndexError, OverflowError):
        return Spot(fault=_DAMAGED)
    flat = np.concatenate(places) if places else np.empty((0, 2))
    flat = flat[~np.isnan(flat).any(axis=1)]
    return Corners(_KINDS[kind], flat) if len(flat) else NOWHERE


def _read_wkb(
    content: bytes, at: int, depth: int, places: list[NDArray[np.float64]]
) -> tuple[int, int]:
    """Read one geometry from a byte on; its kind, and where it ends."""
    if depth > _DEEPEST or content[at] > 1:
        raise ValueError(depth)
    order = "<" if content[at] else ">"
    (code,) = struct.unpack_from(f"{order}I", content, at + 1)
    at += 5 + 4 * bool(code & _WITH_SRID)
    plain = code & 0x0FFFFFFF
    kind, wide = plain % 1000, plain // 1000
    further = bool(code & _WITH_Z) + bool(code & _WITH_M) or (0, 1, 1, 2)[wide]
    width = 2 + further
    if kind not in _KINDS:
        raise ValueError(kind)
    if kind == _POINT:
        return kind, _take(content, at, 1, (order, width), places)
    (number,) = struct.unpack_from(f"{order}I", content, at)
    at += 4
    if kind == _LINE:
        return kind, _take(content, at, number, (order, width), places)
    for _part in range(number):
        if kind == _POLYGON:
            (corners,) = struct.unpack_from(f"{order}I", content, at)
            at = _take(content, at + 4, corners, (order, width), places)
        else:
            _, at = _read_wkb(content, at, depth + 1, places)
    return kind, at


def _take(
    content: bytes,
    at: int,
    number: int,
    form: tuple[str, int],
    places: list[NDArray[np.float64]],
) -> int:
    """Take corners of so many bytes' order and numbers each; return where they end."""
    order, width = form
    end = at + 8 * width * number
    if end > len(content) or number > _MOST_CORNERS:
        raise ValueError(number)
    numbers = np.frombuffer(content[at:end], dtype=f"{order}f8").reshape(-1, width)
    places.append(numbers[:, :2].astype(np.float64))
    return end


def spots_of(features: Sequence[Corners | Spot], *, file: str, crs: object = None) -> list[Spot]:
    """Return where features are.

    Parameters
    ----------
    features : sequence of Corners or Spot
        A feature's corners, or why there are none.
    file : str
        The file's name, for messages.
    crs : object, optional
        The coordinate system of the corners, EPSG:4326 by default.

    Raises
    ------
    InputError
        If the coordinate system is not understood.
    """
    whole = {at: one for at, one in enumerate(features) if isinstance(one, Corners)}
    sampled = {at: _sample(one.places) for at, one in whole.items()}
    moved = _in_degrees(sampled, crs, file)
    spots = [one if isinstance(one, Spot) else NOWHERE for one in features]
    wide: dict[int, NDArray[np.float64]] = {}
    for at, places in moved.items():
        if not np.isfinite(places).all():
            spots[at] = Spot(fault="the geometry's coordinates are not finite numbers")
        elif len(places) == 1 or np.ptp(places, axis=0).max() <= _TINY:
            lon, lat = places[0] if len(places) == 1 else _middle(places)
            spots[at] = Spot(float(lat), float(lon))
        else:
            wide[at] = places
    for at, region in _regions_of(wide).items():
        if region:
            lon, lat = wide[at][0]
            spots[at] = Spot(float(lat), float(lon), area=True)
        elif whole[at].kind == "MultiPoint" and len(whole[at].places) <= _SAMPLED:
            first, *more = (Spot(float(lat), float(lon)) for lon, lat in wide[at])
            spots[at] = first._replace(more=tuple(dict.fromkeys(more)))
        else:
            spots[at] = Spot(wide=True)
    return spots


def _middle(places: NDArray[np.float64]) -> NDArray[np.float64]:
    middle: NDArray[np.float64] = ((places.min(axis=0) + places.max(axis=0)) / 2).round(_DECIMALS)
    return middle


def _sample(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return some of the corners, the outermost among them."""
    if len(places) <= _SAMPLED:
        return places
    outermost = [*places.argmin(axis=0), *places.argmax(axis=0)]
    step = math.ceil(len(places) / _SAMPLED)
    return np.concatenate([places[::step], places[outermost]])


def _in_degrees(
    places: dict[int, NDArray[np.float64]], crs: object, file: str
) -> dict[int, NDArray[np.float64]]:
    if crs is None or not places:
        return places
    import geopandas

    flat = np.concatenate(list(places.values()))
    try:
        points = geopandas.GeoSeries.from_xy(flat[:, 0], flat[:, 1], crs=crs).to_crs("EPSG:4326")
    except Exception:  # noqa: BLE001 - PROJ raises classes of its own
        raise InputError(NO_CRS, file=file) from None
    moved = np.column_stack([points.x, points.y])
    cuts = np.cumsum([len(part) for part in places.values()])[:-1]
    return dict(zip(places, np.split(moved, cuts), strict=True))


def _regions_of(wide: dict[int, NDArray[np.float64]]) -> dict[int, bool]:
    """Return of each feature whether all of it lies in one region."""
    if not wide:
        return {}
    flat = np.concatenate(list(wide.values()))
    owner = np.repeat(list(wide), [len(part) for part in wide.values()])
    found = locate(flat[:, 0], flat[:, 1]).assign(owner=owner)
    one = found.groupby("owner")["region"].agg(lambda regions: regions.nunique(dropna=False) == 1)
    there = found.groupby("owner")["region"].agg(lambda regions: bool(regions.notna().all()))
    return {at: bool(one[at] and there[at]) for at in wide}
