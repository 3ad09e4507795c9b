"""The page's map for pictures and offline pages: its classes, words and colours."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo import i18n, query
from geo.export.drawing import Dot, Drawing
from geo.i18n import _
from geo.web import map_answers
from geo.web.shading import shading

if TYPE_CHECKING:
    from geo.store import Store
    from geo.web.controls import View

#: Zoom at which points are binned for a picture.
_ZOOM: Final = 6
#: Place of the label in a row of `map_answers.points`.
_LABEL: Final = 7
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


def drawing(store: Store, view: View, *, zoom: int = _ZOOM) -> Drawing:
    """Classify a selection as the page's map does.

    Parameters
    ----------
    store : Store
        What to ask.
    view : View
        Filters, and how the map shows them; regions are shaded whatever the level.
    zoom : int
        Leaflet's zoom level for which points are put together.
    """
    shaded = shading(store, replace(view, level=""), query.facets(store))
    dots, dot_legend = _dots(store, view, zoom) if view.points else ((), ())
    return Drawing(
        shaded.legend["title"],
        shaded.legend["unit"],
        {code: (kind, tuple(lines)) for code, (kind, lines, *_rest) in shaded.regions.items()},
        tuple((kind, text) for kind, text in shaded.legend["items"] if kind != "has-shared"),
        light_colours(),
        dots,
        dot_legend,
    )


def _dots(
    store: Store, view: View, zoom: int
) -> tuple[tuple[Dot, ...], tuple[tuple[str, str], ...]]:
    """The points as the map's script is told them, and the legend of those that are there."""
    asked = {"colour": [view.look.colour], "zoom": [str(zoom)], "lang": [i18n.language()]}
    answer = map_answers.points(store, view.filters.to_params() | asked)
    named = {at: (colour, text) for at, (text, colour) in enumerate(answer["values"])}
    named[map_answers.OTHER_VALUE] = (answer["other"], _("other"))
    named[map_answers.SEVERAL_VALUES] = (answer["mixed"], _("several"))
    rows = answer["points"]
    dots = tuple(
        Dot(row[0], row[1], row[2], named[row[3]][0], row[7] if len(row) > _LABEL else None)
        for row in rows
    )
    return dots, tuple(named[at] for at in sorted({row[3] for row in rows}))
