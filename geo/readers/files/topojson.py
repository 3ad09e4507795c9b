"""TopoJSON as GeoJSON: shapes that share their edges, and points, often as steps on a grid."""

from __future__ import annotations

from itertools import accumulate
from typing import Any, Final

from geo.errors import InputError

_DEEPEST: Final = 4
#: How deep the numbers of a shape's arcs lie: a line is a list of arcs, an area a list of lines.
_ARCS: Final = {"LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
_MOST_CORNERS: Final = 2_000_000


def is_topojson(document: dict[str, Any]) -> bool:
    """Return whether a JSON object is TopoJSON."""
    return document.get("type") == "Topology" and isinstance(document.get("objects"), dict)


def features_of_topojson(document: dict[str, Any], *, file: str) -> dict[str, Any]:
    """Return the features of the first object of a TopoJSON document as GeoJSON has them.

    A shape that is damaged comes as what it says, which is no geometry.

    Raises
    ------
    InputError
        If the document has no object.
    """
    shapes = next(iter(document["objects"].values()), None)
    if not isinstance(shapes, dict):
        raise InputError("the layer has no features; expected one for each record", file=file)
    topology = _Topology(document)
    members = shapes.get("geometries")
    whole = members if isinstance(members, list) else [shapes]
    return {"type": "FeatureCollection", "features": [topology.feature(one) for one in whole]}


class _Topology:
    def __init__(self, document: dict[str, Any]) -> None:
        arcs, transform = document.get("arcs"), document.get("transform")
        self._arcs: list[Any] = arcs if isinstance(arcs, list) else []
        self._steps = isinstance(transform, dict)
        said = transform if isinstance(transform, dict) else {}
        self._scale, self._start = said.get("scale", [1, 1]), said.get("translate", [0, 0])
        self._corners = 0

    def feature(self, shape: object) -> dict[str, Any]:
        """Return one shape as a feature."""
        if not isinstance(shape, dict):
            return {"type": "Feature", "geometry": shape, "properties": {}}
        try:
            geometry: object = self._geometry(shape, 0)
        except (TypeError, ValueError, IndexError, KeyError, OverflowError):
            geometry = "of a damaged shape"
        own = shape.get("properties")
        made = {"type": "Feature", "geometry": geometry, "properties": own or {}}
        return made | ({"id": shape["id"]} if "id" in shape else {})

    def _geometry(self, shape: dict[str, Any], depth: int) -> dict[str, Any] | None:
        kind = shape.get("type")
        if kind is None:
            return None
        if kind == "GeometryCollection" and depth < _DEEPEST:
            parts = [self._geometry(part, depth + 1) for part in shape["geometries"]]
            return {"type": kind, "geometries": parts}
        if kind == "Point":
            return {"type": kind, "coordinates": self._placed(shape["coordinates"])}
        if kind == "MultiPoint":
            return {"type": kind, "coordinates": [self._placed(p) for p in shape["coordinates"]]}
        return {"type": kind, "coordinates": self._lines(shape["arcs"], _ARCS[str(kind)])}

    def _lines(self, arcs: list[Any], depth: int) -> list[Any]:
        if depth > 1:
            return [self._lines(part, depth - 1) for part in arcs]
        line = list[Any]()
        for number in arcs:
            # An arc that is walked the other way is named by the complement of its number.
            arc = self._arc(number) if number >= 0 else self._arc(~number)[::-1]
            line += arc[1:] if line else arc
        return line

    def _arc(self, number: int) -> list[Any]:
        arc = self._arcs[number]
        self._corners += len(arc)
        if self._corners > _MOST_CORNERS:  # a few arcs can be named a million times
            raise ValueError("more corners than a map has")
        if not self._steps:
            return [corner[:2] for corner in arc]
        eastward, northward = map(accumulate, zip(*(corner[:2] for corner in arc), strict=True))
        return [self._placed(pair) for pair in zip(eastward, northward, strict=True)]

    def _placed(self, pair: Any) -> list[float]:
        if not self._steps:
            return list(pair[:2])
        return [pair[at] * self._scale[at] + self._start[at] for at in (0, 1)]
