"""The map as a PNG: what the page shows, in its light colours, with title, legend and credits."""

from __future__ import annotations

import io
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.export import shapes
from geo.export.marks import draw_dots, marker_of, write_labels, write_numbers
from geo.i18n import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.export.marks import Box
    from geo.maps import Drawing

#: Size in inches and dots per inch: 2560 by 1600 pixels, twice a page's 1280 by 800.
_SIZE: Final = (12.8, 8.0)
_DPI: Final = 200
_MAP: Final = (0.0, 0.062, 1.0, 0.748)
_ASPECT: Final = _SIZE[0] * _MAP[2] / (_SIZE[1] * _MAP[3])
_INSET: Final = (0.012, 0.078, 0.25, 0.2)
_WHOLE: Final = (20.0, 41.0, 190.0, 82.0)
_WHOLE_PLANE: Final = "+proj=aea +lat_1=50 +lat_2=70 +lat_0=60 +lon_0=95 +datum=WGS84"
#: Degrees of longitude up to which a picture has a projection of its own.
_WIDEST: Final = 70
#: Of a region with shared figures besides its own, dark on light classes and light on dark ones.
_SHARED_HATCH: Final = "//"
_PALE_HATCH: Final = "||||||"
_LIGHT_CLASSES: Final = frozenset(("c0", "c1", "m1", "p1", "z", "zero"))
_HATCHES: Final = {"shared": "/////", "none": "\\\\\\\\\\", "zero": "...."}
_INK, _MUTED, _SEA = "#1b2430", "#57636f", "#e4edf5"
_LAND, _LAND_LINE, _LINE = "#f4f4f1", "#d3d3cc", "#8a94a0"
_EMPTY: Final = "#f7f7f4"


def png(  # noqa: PLR0913 - a picture has this many parts
    drawing: Drawing,
    *,
    title: str,
    lines: Sequence[str],
    figures: Sequence[tuple[str, str, str]],
    credits_: Sequence[str],
    focus: Sequence[str] = (),
) -> bytes:
    """Draw a map.

    Parameters
    ----------
    drawing : Drawing
        What it shows.
    title : str
        What is written above it.
    lines : sequence of str
        The filters in words; untrusted.
    figures : sequence of (label, value, note)
        The headline.
    credits_ : sequence of str
        Sources and boundary note, one line each.
    focus : sequence of str
        Codes of the regions to fit the view to; by default the page's first view.

    Returns
    -------
    bytes
        PNG, 2560 by 1600 pixels.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(_SIZE, dpi=_DPI, facecolor="white")
    FigureCanvasAgg(figure)
    _head(figure, title, lines, figures)
    view = _frame(drawing.bounds or _bounds(focus))
    axes = _axes(figure, _MAP, view)
    _regions(axes, view, drawing, _LINE, 0.7)
    taken = [*_legend(figure, drawing), *_inset(figure, drawing, view)]
    taken += draw_dots(axes, view, drawing.dots, numbered=drawing.numbered)
    taken += write_numbers(axes, view, drawing.numbers, taken)
    write_labels(axes, view, taken)
    for at, line in enumerate(credits_):
        _write(figure, 0.012, 0.041 - at * 0.021, line, size=7.5, colour=_MUTED)
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Title": _known(title), "Software": ""})
    return out.getvalue()


def _bounds(focus: Sequence[str]) -> tuple[float, float, float, float]:
    import shapely

    if not focus:
        return shapes.FIRST_VIEW
    chosen = [shapes.region_shapes()[code] for code in focus]
    west, south, east, north = shapely.total_bounds(chosen)
    pad = max((east - west) * 0.15, (north - south) * 0.15, 0.6)
    return west - pad, south - pad, east + pad, north + pad


def _frame(bounds: tuple[float, float, float, float]) -> shapes.Frame:
    """Return the frame of a part of the world; a large one is drawn as all of Russia is."""
    west, south, east, north = bounds
    if east - west <= _WIDEST:
        return shapes.Frame(bounds, _ASPECT)
    cut = max(west, _WHOLE[0]), max(south, _WHOLE[1]), min(east, _WHOLE[2]), min(north, _WHOLE[3])
    if cut[0] >= cut[2] or cut[1] >= cut[3]:
        return shapes.Frame(shapes.FIRST_VIEW, _ASPECT)
    return shapes.Frame(cut, _ASPECT, projection=_WHOLE_PLANE)


def _write(figure: Any, x: float, y: float, text: str, *, size: float, **more: Any) -> Any:
    """Write a line of text as it is: `$` and backslashes are no formula."""
    colour = more.pop("colour", _INK)
    return figure.text(
        x, y, _known(text), fontsize=size, color=colour, parse_math=False, va="baseline", **more
    )


@lru_cache(1)
def _glyphs() -> frozenset[int]:
    from matplotlib.font_manager import findfont, get_font

    return frozenset(get_font(findfont("DejaVu Sans")).get_charmap())


def _known(text: str, longest: int = 150) -> str:
    r"""Return `text` on one line in signs of the font, without those that turn writing round.

    >>> _known("a\n\u202eb\u4e2d")
    'a b□'
    """
    line = " ".join(text.split())
    kept = [sign for sign in line if not unicodedata.category(sign).startswith("C")]
    shown = "".join(sign if ord(sign) in _glyphs() else "□" for sign in kept)
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"


def _head(
    figure: Any, title: str, lines: Sequence[str], figures: Sequence[tuple[str, str, str]]
) -> None:
    _write(figure, 0.012, 0.945, title, size=19, weight="bold")
    _write(figure, 0.012, 0.912, "  ·  ".join(lines), size=10.5, colour=_MUTED)
    x = 0.012
    for label, value, note in figures:
        name = _write(figure, x, 0.878, label, size=8.5, colour=_MUTED)
        number = _write(figure, x, 0.843, value, size=15, weight="bold")
        beside = _write(figure, x, 0.822, note, size=7.5, colour=_MUTED)
        x += max(_width(figure, text) for text in (name, number, beside)) + 0.026


def _width(figure: Any, text: Any) -> float:
    return float(text.get_window_extent().width / (_SIZE[0] * figure.dpi))


def _axes(figure: Any, place: tuple[float, float, float, float], view: shapes.Frame) -> Any:
    axes = figure.add_axes(place, facecolor=_SEA)
    axes.set(xlim=view.x, ylim=view.y, xticks=[], yticks=[], aspect="equal")
    for side in axes.spines.values():
        side.set_visible(False)
    for geometry in shapes.land_shapes():
        _patch(axes, view.path(geometry), facecolor=_LAND, edgecolor=_LAND_LINE, linewidth=0.5)
    return axes


def _patch(axes: Any, path: Any, **style: Any) -> None:
    from matplotlib.patches import PathPatch

    if path is not None:
        axes.add_patch(PathPatch(path, joinstyle="round", **style))


def _regions(axes: Any, view: shapes.Frame, drawing: Drawing, line: str, width: float) -> None:
    for code, geometry in shapes.region_shapes().items():
        path = view.path(geometry)
        kind = drawing.regions.get(code, ("empty", ()))[0]
        look = _look(kind, drawing.colours, shared=code in drawing.shared)
        if look["hatch"]:
            _patch(axes, path, linewidth=0, **look)
        else:
            _patch(axes, path, linewidth=0, facecolor=look["facecolor"])
        _patch(axes, path, facecolor="none", edgecolor=line, linewidth=width)


def _look(kind: str, colours: Mapping[str, str], *, shared: bool) -> dict[str, Any]:
    """Return how a class of regions is drawn: its colour, its hatching and the colour of that."""
    hatch = _PALE_HATCH if kind.endswith("-pale") else _HATCHES.get(kind)
    if hatch:
        return {"facecolor": _EMPTY, "edgecolor": colours.get(kind, _LINE), "hatch": hatch}
    over = _INK if kind in _LIGHT_CLASSES else "white"
    return {
        "facecolor": colours.get(kind, _EMPTY),
        "edgecolor": over,
        "hatch": _SHARED_HATCH if shared else None,
    }


def _handles(drawing: Drawing) -> tuple[list[Any], tuple[str, str]]:
    """Return the entries of a legend, and the texts of those that are headings."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Any] = []
    headings = (
        _known(_("{unit}, per region").format(unit=drawing.unit)),
        _known(_("points: incidents placed in a settlement")),
    )
    if drawing.legend:
        handles.append(Line2D([], [], linestyle="", label=headings[0]))
    for kind, text in drawing.legend:
        both = kind == "has-shared"
        look = _look("c1" if both else kind, drawing.colours, shared=both)
        if not look["hatch"]:
            look["edgecolor"] = _LINE
        handles.append(Patch(linewidth=0.6, label=_known(text), **look))
    if drawing.dot_legend:
        handles.append(Line2D([], [], linestyle="", label=headings[1]))
        handles += [
            Line2D(
                [],
                [],
                linestyle="",
                marker=marker_of(colour),
                color=colour,
                markersize=6,
                label=_known(text),
            )
            for colour, text in drawing.dot_legend
        ]
    return handles, headings


def _legend(figure: Any, drawing: Drawing) -> list[Box]:
    """Draw the legend; give the room that it takes."""
    handles, headings = _handles(drawing)
    if not handles:
        return []
    box = figure.legend(
        handles=handles,
        loc="lower right",
        bbox_to_anchor=(0.994, _MAP[1] + 0.006),
        title=drawing.title if drawing.legend else None,
        alignment="left",
        fontsize=8,
        title_fontproperties={"weight": "bold", "size": 9.5},
        framealpha=1,
        edgecolor=_LAND_LINE,
        handlelength=1.6,
        borderpad=0.8,
        labelcolor=_INK,
    )
    box.set_zorder(10)
    for text in box.get_texts():
        if text.get_text() in headings:
            text.set_color(_MUTED)
    extent = box.get_window_extent(figure.canvas.get_renderer())
    return [(extent.x0, extent.y0, extent.x1, extent.y1)]


def _inset(figure: Any, drawing: Drawing, view: shapes.Frame) -> list[Box]:
    """Draw all regions, small, with the picture's frame, where it does not show all incidents."""
    if not _more_elsewhere(drawing, view):
        return []
    aspect = _SIZE[0] * _INSET[2] / (_SIZE[1] * _INSET[3])
    whole = shapes.Frame(
        _WHOLE, aspect, projection=_WHOLE_PLANE, fit=list(shapes.region_shapes().values())
    )
    axes = _axes(figure, _INSET, whole)
    axes.set_zorder(8)
    for side in axes.spines.values():
        side.set(visible=True, color=_LAND_LINE)
    _regions(axes, whole, drawing, _LINE, 0.25)
    frame = whole.project(view.frame())
    axes.plot(frame[:, 0], frame[:, 1], color="#b3261e", linewidth=1.0)
    extent = axes.get_window_extent()
    return [(extent.x0, extent.y0, extent.x1, extent.y1)]


def _more_elsewhere(drawing: Drawing, view: shapes.Frame) -> bool:
    """Return whether a region with incidents lies outside the picture altogether."""
    for code, (kind, _lines) in drawing.regions.items():
        if kind in ("empty", "filtered", "plain"):
            continue
        centre = shapes.region_shapes()[code].representative_point()
        ((x, y),) = view.project(np.array([(centre.x, centre.y)]))
        if not view.holds(x, y):
            return True
    return False
