"""The page's map for pictures and offline pages: its classes, words and colours."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo import query
from geo.export.drawing import Dot, Drawing
from geo.i18n import _
from geo.web.map import map_state
from geo.web.palette import MIXED, type_colours

if TYPE_CHECKING:
    from geo.query import Filters
    from geo.store import Store
    from geo.web.metrics import Metric

#: Zoom at which points are binned for a picture.
_ZOOM: Final = 6
_WORLD: Final = (-180.0, -85.0, 200.0, 85.0)
_STYLE: Final = Path(__file__).parent / "static" / "atlas_map.css"
#: Colours of the hatching of classes that are no colour.
_HATCHING: Final = {"shared": "c3", "none": "none", "zero": "region-line"}


@cache
def light_colours() -> dict[str, str]:
    """Colour of every class of a region in the light theme, as the map's style sheet has them."""
    style = _STYLE.read_text(encoding="utf-8")
    (light,) = re.findall(r"^:root \{(.*?)\}", style, re.DOTALL | re.MULTILINE)[:1]
    named = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", light))
    rules = re.findall(r"\.atlas-(\w+)\s*\{\s*fill:\s*var\(--([\w-]+)\);?\s*\}", style)
    colours = {kind: named[name] for kind, name in rules if name in named}
    colours |= {"empty": named["empty"], "plain": named["empty"]}
    return colours | {kind: named[name] for kind, name in _HATCHING.items()}


def drawing(  # noqa: PLR0913 - a view has this many parts
    store: Store,
    filters: Filters,
    metric: Metric,
    *,
    choropleth: bool = True,
    points: bool = True,
    zoom: int = _ZOOM,
) -> Drawing:
    """Classify a selection as the page's map does.

    Parameters
    ----------
    store, filters
        What to draw.
    metric : Metric
        What shades the regions.
    choropleth, points : bool
        Which layers are on.
    zoom : int
        Leaflet's zoom level for which points are put together.
    """
    state = map_state(
        query.region_figures(store, filters),
        filters,
        metric=metric,
        choropleth=choropleth,
        points=points,
        version=store.version,
    )
    legend = state["legend"]
    colours = type_colours()
    symbols = query.points(store, filters, zoom=zoom, bounds=_WORLD) if points else []
    types = {symbol.type for symbol in symbols}
    shown = [(colours[kind], kind) for kind in sorted(kind for kind in types if kind)]
    return Drawing(
        legend["title"],
        legend["unit"],
        {code: (shade[0], tuple(shade[1])) for code, shade in state["regions"].items()},
        tuple((kind, text) for kind, text in legend["items"]),
        light_colours(),
        tuple(
            Dot(s.lat, s.lon, s.incidents, colours[s.type] if s.type else MIXED, s.label)
            for s in symbols
        ),
        (*shown, *([(MIXED, _("several types"))] if None in types else [])),
    )
