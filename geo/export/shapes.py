"""Boundaries and labels for a picture: what the page's map is drawn from, in a map projection."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.regions import basemap_path, display_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.path import Path

#: The page's first view: west, south, east, north; degrees, EPSG:4326.
FIRST_VIEW: Final = (22.5, 44.2, 46.5, 56.8)
#: So much around a view is projected; farther away a projection may fold over.
_MARGIN: Final = 18.0
_STEP: Final = 40


@dataclass(frozen=True)
class Label:
    """A name to write on the map; `rank` is the least zoom at which the page shows it."""

    kind: str
    rank: int
    names: dict[str, str]
    lon: float
    lat: float


@lru_cache(1)
def _regions() -> tuple[dict[str, Any], dict[str, tuple[float, float]]]:
    from shapely.geometry import shape

    shapes, places = {}, {}
    for feature in json.loads(display_path().read_text(encoding="utf-8"))["features"]:
        own = feature["properties"]
        shapes[own["region"]] = shape(feature["geometry"])
        places[own["region"]] = tuple(own["label"])
    return shapes, places


def region_shapes() -> dict[str, Any]:
    """Return the Shapely geometry of every region, simplified for display, by its code."""
    return _regions()[0]


def region_labels() -> dict[str, tuple[float, float]]:
    """Return where the label of every region lies, longitude and latitude, by its code."""
    return _regions()[1]


@lru_cache(1)
def _base() -> tuple[list[Any], list[Label]]:
    from shapely.geometry import shape

    land, labels = [], []
    for feature in json.loads(basemap_path().read_text(encoding="utf-8"))["features"]:
        own = feature["properties"]
        if own["kind"] == "land":
            land.append(shape(feature["geometry"]))
            continue
        names = {name[-2:]: text for name, text in own.items() if name.startswith("name_")}
        lon, lat = feature["geometry"]["coordinates"]
        labels.append(Label(own["kind"], own["rank"], names, lon, lat))
    return land, labels


def land_shapes() -> list[Any]:
    """Return the Shapely geometries of the land of other countries."""
    return _base()[0]


def labels() -> list[Label]:
    """Return the names of cities, countries and seas."""
    return _base()[1]


class Frame:
    """A part of the map in a projection of its own.

    Parameters
    ----------
    bounds : (west, south, east, north)
        What has to be seen; degrees, EPSG:4326.
    aspect : float
        Width over height of the picture.
    projection : str, optional
        PROJ's words; by default Lambert's conformal conic one, centred on the bounds.
    fit : sequence of geometry
        What the picture has to hold; by default the bounds.
    """

    def __init__(
        self,
        bounds: tuple[float, float, float, float],
        aspect: float,
        *,
        projection: str | None = None,
        fit: Sequence[Any] = (),
    ) -> None:
        import pyproj
        import shapely

        west, south, east, north = bounds
        self._clip = (west - _MARGIN, max(south - _MARGIN, -80), east + _MARGIN, north + _MARGIN)
        high = (north - south) / 6
        self._to_plane = pyproj.Transformer.from_crs(
            "EPSG:4326",
            projection
            or f"+proj=lcc +lat_1={south + high} +lat_2={north - high} "
            f"+lat_0={(south + north) / 2} +lon_0={(west + east) / 2} +datum=WGS84",
            always_xy=True,
        )
        ring = shapely.segmentize(shapely.box(*bounds), (east - west) / _STEP).exterior
        held = shapely.get_coordinates(list(fit) or [ring])
        self.x, self.y = _filled(self.project(held), aspect)

    def project(self, positions: Any) -> Any:
        """Turn longitudes and latitudes in degrees (n, 2) into metres in the plane (n, 2)."""
        return np.column_stack(self._to_plane.transform(positions[:, 0], positions[:, 1]))

    def degrees(self, positions: Any) -> Any:
        """Undo `project`."""
        return np.column_stack(
            self._to_plane.transform(positions[:, 0], positions[:, 1], direction="INVERSE")
        )

    def frame(self) -> Any:
        """Return the picture's edge in degrees (n, 2), closed."""
        (x0, x1), (y0, y1) = self.x, self.y
        corners = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)])
        steps = np.linspace(0, 1, _STEP)[:, None]
        sides = [a + (b - a) * steps for a, b in pairwise(corners)]
        return self.degrees(np.vstack(sides))

    def holds(self, x: float, y: float) -> bool:
        """Return whether a point of the plane is in the picture."""
        return self.x[0] <= x <= self.x[1] and self.y[0] <= y <= self.y[1]

    def path(self, geometry: Any) -> Path | None:
        """Return a polygon's outline in the plane; None if nothing of it is near the view."""
        import shapely
        from matplotlib.path import Path

        near = shapely.clip_by_rect(geometry, *self._clip)
        vertices, codes = [], []
        for ring in _rings(near):
            points = self.project(np.asarray(ring.coords))
            vertices.append(points)
            codes += [Path.MOVETO, *[Path.LINETO] * (len(points) - 2), Path.CLOSEPOLY]
        return Path(np.vstack(vertices), codes) if vertices else None


def _rings(geometry: Any) -> Iterator[Any]:
    for part in getattr(geometry, "geoms", [geometry]):
        if part.geom_type == "Polygon" and not part.is_empty:
            yield part.exterior
            yield from part.interiors


def _filled(outline: Any, aspect: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the limits of a plane around `outline` that fill a picture of this aspect."""
    (x0, y0), (x1, y1) = outline.min(axis=0), outline.max(axis=0)
    width, height = x1 - x0, y1 - y0
    grown_width, grown_height = max(width, height * aspect), max(height, width / aspect)
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    return (
        (x - grown_width / 2, x + grown_width / 2),
        (y - grown_height / 2, y + grown_height / 2),
    )
