"""One page of A4 as PDF: the map as vectors, legend, scale, figures, timeline, method and sources.

Text can be searched and copied; its fonts are in the file, and nothing is asked for from elsewhere.
"""

from __future__ import annotations

import io
import math
import textwrap
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo import query
from geo.export import shapes
from geo.export.manifest import address_text, source_lines
from geo.export.marks import draw_dots, write_labels, write_numbers
from geo.export.picture import _axes, _bounds, _handles, _known, _regions, _write
from geo.i18n import N_, _, decimal, short_date

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from geo.maps import Drawing
    from geo.query import Filters
    from geo.store import Store

#: A4 in inches.
_SIZE: Final = (8.27, 11.69)
_LEFT, _RIGHT = 0.05, 0.95
_MAP: Final = (_LEFT, 0.45, _RIGHT - _LEFT, 0.405)
_TIMELINE: Final = (_LEFT + 0.035, 0.262, _RIGHT - _LEFT - 0.035, 0.088)
#: The QR code, a square of 27 mm.
_QR: Final = (0.82, 0.022, 0.13, 0.13 * _SIZE[0] / _SIZE[1])
_INK, _MUTED, _LINE, _BAR = "#1b2430", "#57636f", "#8a94a0", "#2a74b2"
#: Bars of a timeline at most: days, else weeks, else months.
_MOST_BARS: Final = 120
_STEP_NAMES: Final = {
    "day": N_("Incidents per day"),
    "week": N_("Incidents per week"),
    "month": N_("Incidents per month"),
}
_METHOD: Final = (
    N_("An incident counts once in every region that it touches, and once in any total."),
    N_(
        "What was reported for several regions together is not split: it stands beside the figures"
        " as shared."
    ),
    N_("Not reported is not zero. A record known by its region only has no point."),
)
#: Signs of a line of small text, and lines of each part at most.
_WIDE, _NARROW, _MOST_LINES = 150, 118, 7


def pdf(  # noqa: PLR0913 - a page has this many parts
    store: Store,
    filters: Filters,
    drawing: Drawing,
    *,
    title: str,
    figures: Sequence[tuple[str, str, str]],
    described: Mapping[str, Any],
) -> bytes:
    """Draw the page of a selection, in the language spoken here.

    Parameters
    ----------
    store, filters
        What it shows.
    drawing : Drawing
        Its map.
    title : str
        Its heading.
    figures : sequence of (label, value, note)
        The headline.
    described : mapping
        The manifest: filters in words, sources, permalink; untrusted text.
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    # Type 42 keeps letters as letters, so that the text can be searched.
    with mpl.rc_context({"pdf.fonttype": 42, "font.family": "DejaVu Sans"}):
        figure = Figure(_SIZE, facecolor="white")
        FigureCanvasAgg(figure)
        _head(figure, title, described["filters"]["words"], figures)
        _map(figure, drawing, filters)
        _timeline(figure, store, filters)
        _foot(figure, described)
        out = io.BytesIO()
        said = {"Title": _known(title), "Creator": "Incident atlas", "Producer": None}
        figure.savefig(out, format="pdf", metadata=said)
    return out.getvalue()


def _head(
    figure: Any, title: str, words: Sequence[str], figures: Sequence[tuple[str, str, str]]
) -> None:
    _write(figure, _LEFT, 0.958, title, size=14, weight="bold")
    for at, line in enumerate(_wrapped("  ·  ".join(words), 105)[:3]):
        _write(figure, _LEFT, 0.94 - at * 0.0135, line, size=8, colour=_MUTED)
    step = (_RIGHT - _LEFT) / max(len(figures), 1)
    for at, (label, value, note) in enumerate(figures):
        x = _LEFT + at * step
        _write(figure, x, 0.894, label, size=7, colour=_MUTED)
        _write(figure, x, 0.877, value, size=12, weight="bold")
        for below, text in enumerate(textwrap.wrap(_known(note), 26)[:2]):
            _write(figure, x, 0.866 - below * 0.0085, text, size=5.5, colour=_MUTED)


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(_known(text, 4_000), width, break_long_words=True)


def _map(figure: Any, drawing: Drawing, filters: Filters) -> None:
    aspect = _SIZE[0] * _MAP[2] / (_SIZE[1] * _MAP[3])
    view = shapes.Frame(_bounds(filters.region), aspect)
    axes = _axes(figure, _MAP, view)
    _regions(axes, view, drawing, _LINE, 0.4)
    taken = draw_dots(axes, view, drawing.dots, numbered=drawing.numbered)
    taken += _scale(axes, view)
    taken += write_numbers(axes, view, drawing.numbers, taken)
    write_labels(axes, view, taken)
    for text in axes.texts:
        text.set_clip_on(True)
    for side in axes.spines.values():
        side.set(visible=True, color=_LINE, linewidth=0.5)
    handles, _headings = _handles(drawing)
    if handles:
        figure.legend(
            handles=handles,
            loc="upper left",
            bbox_to_anchor=(_LEFT - 0.008, _MAP[1] - 0.004),
            title=_known(drawing.title) if drawing.legend else None,
            alignment="left",
            ncols=4,
            fontsize=6,
            title_fontproperties={"weight": "bold", "size": 7},
            frameon=False,
            handlelength=1.4,
            columnspacing=1.2,
            labelcolor=_INK,
        )


def _scale(axes: Any, view: shapes.Frame) -> list[tuple[float, float, float, float]]:
    """Draw a bar of a round number of kilometres; give the room that it takes."""
    (x0, x1), (y0, y1) = view.x, view.y
    metres = 10.0 ** math.floor(math.log10((x1 - x0) / 4))
    metres *= next(n for n in (5, 2, 1) if n * metres <= (x1 - x0) / 4)
    left, low = x0 + (x1 - x0) * 0.02, y0 + (y1 - y0) * 0.025
    axes.plot([left, left + metres], [low, low], color=_INK, linewidth=1.6, zorder=9)
    text = axes.text(
        left,
        low + (y1 - y0) * 0.012,
        _("{n} km").format(n=decimal(metres / 1000, 1)),
        fontsize=6.5,
        color=_INK,
        zorder=9,
    )
    box = text.get_window_extent(axes.figure.canvas.get_renderer())
    right = axes.transData.transform((left + metres, low))[0]
    return [(box.x0, box.y0 - 8, max(box.x1, right), box.y1)]


def _timeline(figure: Any, store: Store, filters: Filters) -> None:
    step, days, counts = _bars(store, filters)
    top = _TIMELINE[1] + _TIMELINE[3] + 0.008
    _write(figure, _LEFT, top, _(_STEP_NAMES[step]), size=7.5, weight="bold")
    axes = figure.add_axes(_TIMELINE)
    for name, side in axes.spines.items():
        side.set(visible=name in ("bottom", "left"), color=_LINE, linewidth=0.5)
    if not days:
        axes.set(xticks=[], yticks=[])
        return
    start = days[0].toordinal()
    at = np.array([day.toordinal() - start for day in days], dtype=float)
    width = {"day": 1, "week": 7, "month": 28}[step]
    axes.bar(at, counts, width=width * 0.85, align="edge", color=_BAR, linewidth=0)
    axes.set_xlim(0, max(float(at[-1]), 0) + width)
    shown = np.unique(np.linspace(0, len(days) - 1, min(len(days), 6)).round().astype(int))
    axes.set_xticks([at[one] for one in shown], [short_date(days[one]) for one in shown])
    highest = max(counts)
    ticks = sorted({0, highest // 2, highest}) if highest > 1 else [0, highest]
    axes.set_yticks(ticks, [decimal(tick) for tick in ticks])
    axes.tick_params(labelsize=6, colors=_MUTED, width=0.4, length=2)


def _bars(store: Store, filters: Filters) -> tuple[str, list[dt.date], list[int]]:
    """Return the step of a timeline that is not too fine, its days and the incidents of each."""
    for step in query.STEPS:
        table = query.timeline(store, filters, step)
        sums = table.groupby("period")["incidents"].sum()
        if len(sums) <= _MOST_BARS or step == query.STEPS[-1]:
            break
    return step, [day.date() for day in sums.index], [int(count) for count in sums]


def _foot(figure: Any, described: Mapping[str, Any]) -> None:
    link = address_text(described)
    method = _wrapped(" ".join(_(text) for text in _METHOD), _WIDE)
    sources = [part for line in source_lines(described) for part in _wrapped(line, _NARROW)]
    y = 0.232
    for heading, lines in ((_("How it is counted"), method), (_("Sources"), sources)):
        _write(figure, _LEFT, y, heading, size=7, weight="bold")
        for line in lines[:_MOST_LINES]:
            y -= 0.0105
            _write(figure, _LEFT, y, line, size=5.8, colour=_MUTED)
        y -= 0.017
    if link:
        _write(figure, _LEFT, y, _("Link to this view"), size=7, weight="bold")
    for line in textwrap.wrap(_known(link, 4_000), _NARROW)[: _MOST_LINES + 2]:
        y -= 0.0105
        _write(figure, _LEFT, y, line, size=5.8, colour=_MUTED)
    if link.startswith(("http://", "https://")):
        _code(figure, link)


def _code(figure: Any, link: str) -> None:
    """Draw a QR code of an address; one that is too long for a code has none."""
    import segno
    from matplotlib.collections import PatchCollection
    from matplotlib.patches import Rectangle

    try:
        rows = segno.make_qr(link, error="m").matrix
    except segno.DataOverflowError:
        return
    size = len(rows)
    axes = figure.add_axes(_QR)
    axes.set(xlim=(0, size), ylim=(size, 0), aspect="equal")
    axes.axis("off")
    dark = [
        Rectangle((x, y), 1.02, 1.02)
        for y, row in enumerate(rows)
        for x, cell in enumerate(row)
        if cell
    ]
    axes.add_collection(PatchCollection(dark, facecolor="black", linewidth=0))
