"""Symbols and names on a picture of the map, placed so that none hides another."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from geo.export import shapes
from geo.i18n import language
from geo.maps import corners_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.path import Path as MarkerPath

    from geo.export.shapes import Frame, Label
    from geo.maps import Dot

#: Left, lower, right and upper edge in pixels.
Box: TypeAlias = tuple[float, float, float, float]

_INK, _MUTED, _WATER = "#1b2430", "#57636f", "#5b84a8"
#: Names of a higher rank are left out.
_LEAST_RANK: Final = 6
_BIG_RANK: Final = 5
#: Where a city's name may stand, in points from its mark: offset and alignment.
_CITY_PLACES: Final = (
    ((5, 0), "left", "center"),
    ((-5, 0), "right", "center"),
    ((0, 5), "center", "bottom"),
    ((0, -5), "center", "top"),
    ((9, 7), "left", "bottom"),
    ((12, 0), "left", "center"),
    ((-12, 0), "right", "center"),
)
_MIDDLE: Final = (((0, 0), "center", "center"),)
_MANY: Final = 100
#: A square's corners, clockwise from the upper left, and the ways back and on from each.
_TURNS: Final = (
    ((-1, 1), (0, -1), (1, 0)),
    ((1, 1), (-1, 0), (0, -1)),
    ((1, -1), (0, 1), (-1, 0)),
    ((-1, -1), (1, 0), (0, 1)),
)
#: Points for a pixel of the page, of which a picture shows 100 in an inch.
_PIXEL: Final = 0.72
#: Where a region's number may stand, in points from its label.
_NUMBER_PLACES: Final = tuple(
    (far * across, far * up)
    for far in (0, 10, 17, 26, 36)
    for across, up in ((0, 1), (0, -1), (1, 0), (-1, 0), (0.7, 0.7), (-0.7, 0.7), (0.7, -0.7))
)


def draw_dots(axes: Any, view: Frame, dots: Sequence[Dot], *, numbered: bool) -> list[Box]:
    """Draw symbols as large as the page's, the smaller on top; give the room that they take."""
    taken = []
    pixels = axes.figure.dpi / 72
    seen = [dot.incidents for dot in dots if _holds(view, dot)]
    for dot in sorted(dots, key=lambda found: -found.incidents):
        if not _holds(view, dot):
            continue
        ((x, y),) = view.project(np.array([(dot.lon, dot.lat)]))
        size = _size(dot.incidents, max(seen, default=1))
        axes.plot(
            x,
            y,
            marker=marker_of(dot.colour),
            linestyle="",
            color=dot.colour,
            markersize=size,
            markeredgecolor="white",
            markeredgewidth=0.8,
            zorder=5,
        )
        if numbered and dot.incidents > 1:
            axes.text(
                x,
                y,
                f"{dot.incidents}",
                color="white",
                fontsize=5.6 if dot.incidents < _MANY else 4.8,
                fontweight="bold",
                ha="center",
                va="center_baseline",
                zorder=6,
            )
        px, py = axes.transData.transform((x, y))
        half = size / 2 * pixels
        taken.append((px - half, py - half, px + half, py + half))
    return taken


@cache
def marker_of(colour: str) -> MarkerPath:
    """Return the shape of a symbol of a colour, as the page draws it."""
    from matplotlib.path import Path

    # How far the ends of a quarter circle's Bezier curve lie from its corner.
    short = 1 - 4 / 3 * (2**0.5 - 1)
    points: list[tuple[float, float]] = []
    codes: list[np.uint8] = []
    for radius, ((x, y), before, after) in zip(corners_of(colour), _TURNS, strict=True):
        far = 2 * radius
        for (across, up), part in ((before, 1), (before, short), (after, short), (after, 1)):
            points.append((x + across * far * part, y + up * far * part))
        codes += [Path.LINETO, Path.CURVE4, Path.CURVE4, Path.CURVE4]
    return Path([*points, points[0]], [Path.MOVETO, *codes[1:], Path.CLOSEPOLY])


def _holds(view: Frame, dot: Dot) -> bool:
    ((x, y),) = view.project(np.array([(dot.lon, dot.lat)]))
    return view.holds(x, y)


def _size(incidents: int, most: int) -> float:
    """Return how large a dot is, in points, by its number and the most in view, as on the page."""
    largest = min(34.0, 10 + 3 * float(np.log2(max(2, most))))
    part = max(0, incidents - 1) / max(1, most - 1)
    return _PIXEL * (10 + (largest - 10) * float(np.sqrt(part)))


def write_numbers(
    axes: Any, view: Frame, numbers: Mapping[str, str], taken: Sequence[Box]
) -> list[Box]:
    """Write each region's number in it where there is room; give the room that they take.

    Parameters
    ----------
    axes, view, taken
        As for `write_labels`.
    numbers : mapping
        Region code -> its number, as it is written.
    """
    from matplotlib.patheffects import withStroke

    boxes = list(taken)
    for code, (lon, lat) in shapes.region_labels().items():
        ((x, y),) = view.project(np.array([(lon, lat)]))
        if code not in numbers or not view.holds(x, y):
            continue
        outline = view.path(shapes.region_shapes()[code])
        for offset in _NUMBER_PLACES:
            text = axes.annotate(
                numbers[code],
                (x, y),
                offset,
                textcoords="offset points",
                ha="center",
                va="center_baseline",
                fontsize=8.5,
                fontweight="bold",
                color=_INK,
                path_effects=[withStroke(linewidth=2.2, foreground="white", alpha=0.9)],
                zorder=7,
            )
            box = text.get_window_extent(axes.figure.canvas.get_renderer())
            edges = (box.x0 - 2, box.y0 - 2, box.x1 + 2, box.y1 + 2)
            middle = axes.transData.inverted().transform(
                ((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2)
            )
            free = not any(_overlap(edges, other) for other in boxes)
            if free and outline is not None and outline.contains_point(middle):
                boxes.append(edges)
                break
            text.remove()
    return boxes[len(taken) :]


def write_labels(axes: Any, view: Frame, taken: Sequence[Box]) -> None:
    """Write the names of places where there is room, the more important first.

    Parameters
    ----------
    axes : Axes
        Where to write, its limits set.
    view : Frame
        The part of the map that it shows.
    taken : sequence of Box
        Where something is already.
    """
    boxes = list(taken)
    frame = axes.get_window_extent()
    for label in sorted(shapes.labels(), key=lambda found: found.rank):
        ((x, y),) = view.project(np.array([(label.lon, label.lat)]))
        if label.rank > _LEAST_RANK or not view.holds(x, y):
            continue
        city = label.kind in ("city", "capital")
        for place in _CITY_PLACES if city else _MIDDLE:
            text = _text(axes, x, y, label, place)
            box = text.get_window_extent(axes.figure.canvas.get_renderer())
            edges = (box.x0 - 4, box.y0 - 3, box.x1 + 4, box.y1 + 3)
            inside = edges[0] > frame.x0 and edges[2] < frame.x1
            inside = inside and edges[1] > frame.y0 and edges[3] < frame.y1
            if inside and not any(_overlap(edges, other) for other in boxes):
                boxes.append(edges)
                if city:
                    axes.plot(x, y, "o", color=_INK, markersize=3, markeredgecolor="white")
                break
            text.remove()


def _text(axes: Any, x: float, y: float, label: Label, place: Any) -> Any:
    from matplotlib.patheffects import withStroke

    offset, across, up = place
    name = label.names.get(language()) or label.names["en"]
    city = label.kind in ("city", "capital")
    colours = {"sea": _WATER, "country": _MUTED}
    return axes.annotate(
        name.upper() if label.kind == "country" else name,
        (x, y),
        offset,
        textcoords="offset points",
        ha=across,
        va=up,
        fontsize=7.5 if label.kind == "country" else 8.5,
        fontweight="bold" if city and label.rank <= _BIG_RANK else "normal",
        fontstyle="italic" if label.kind == "sea" else "normal",
        color=colours.get(label.kind, _INK),
        path_effects=[withStroke(linewidth=2.2, foreground="white", alpha=0.85)],
        zorder=7,
    )


def _overlap(one: Box, two: Box) -> bool:
    return one[0] < two[2] and one[2] > two[0] and one[1] < two[3] and one[3] > two[1]
