"""The page's map for pictures and offline pages: its classes, words and colours."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from geo import query
from geo.i18n import _
from geo.maps import map_points
from geo.maps.colours import MIXED, OTHER, light_colours
from geo.maps.map_points import Viewport
from geo.maps.shading import HAS_SHARED, shading
from geo.maps.view import USUAL
from geo.texts import short

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.maps.scale import Scale
    from geo.maps.view import View
    from geo.store import Store

#: How a picture is drawn of which nobody says what part of the world it shows.
_USUAL: Final = Viewport(6)
#: Zoom from which on numbers are written on points.
NUMBERED_FROM: Final = 7


def drawing_of(
    store: Store, view: View, viewport: Viewport = _USUAL, *, scale: Scale | None = None
) -> Drawing:
    """Classify a selection as the page's map does.

    Parameters
    ----------
    store : Store
        What to ask.
    view : View
        Filters, and how the map shows them; regions are shaded whatever the level.
    viewport : Viewport
        Zoom for which points are put together, and the part of the world that is seen.
    scale : Scale, optional
        Classes to shade by, from `held`; without it, those of this selection.
    """
    shaded = shading(store, replace(view, level=""), query.facets(store), scale=scale)
    dots, dot_legend = _dots(store, view, viewport.zoom) if view.points else ((), ())
    return Drawing(
        shaded.legend["title"],
        shaded.legend["unit"],
        {code: (kind, tuple(lines)) for code, (kind, lines, *_rest) in shaded.regions.items()},
        tuple((kind, text) for kind, text in shaded.legend["items"]),
        light_colours(),
        dots,
        dot_legend,
        frozenset(code for code, entry in shaded.regions.items() if HAS_SHARED in entry[2]),
        dict(shaded.numbers) if view.choropleth else {},
        viewport.bounds if viewport.written else None,
        numbered=viewport.zoom >= NUMBERED_FROM,
    )


def _dots(
    store: Store, view: View, zoom: int
) -> tuple[tuple[Dot, ...], tuple[tuple[str, str], ...]]:
    """Return the points as the map shows them, and the legend of those that are there."""
    look = replace(view.look, size=USUAL.size)
    layer = map_points.point_layer(store, view.filters, look, Viewport(zoom))
    legend = {at: (colour, text) for at, (text, colour) in enumerate(layer.values)}
    legend[map_points.OTHER_VALUE] = (OTHER, _("other"))
    legend[map_points.SEVERAL_VALUES] = (MIXED, _("several"))
    dots = tuple(
        Dot(
            round(symbol.lat, layer.decimals),
            round(symbol.lon, layer.decimals),
            symbol.incidents,
            legend[layer.value_at(symbol)][0],
            short(symbol.label) if symbol.label else None,
        )
        for symbol in layer.symbols
    )
    drawn = sorted({layer.value_at(symbol) for symbol in layer.symbols})
    return dots, tuple(legend[at] for at in drawn)


@dataclass(frozen=True)
class Dot:
    """A symbol for all incidents at one spot; `label` names it, if they are all at one place."""

    lat: float
    lon: float
    incidents: int
    colour: str
    label: str | None = None


@dataclass(frozen=True)
class Drawing:
    """A map, ready to be drawn.

    Attributes
    ----------
    title, unit : str
        What the regions are shaded by.
    regions : mapping
        Region code -> its class, and the lines that say what it has; the first is its name.
    legend : tuple of (class, text)
        Classes in reading order.
    colours : mapping
        Class -> colour, "#rrggbb"; of shared, none and zero the colour of their hatching.
    dots : tuple of Dot
        What is placed in a settlement or more exactly; degrees, EPSG:4326.
    dot_legend : tuple of (colour, text)
    shared : set of str
        Regions that have figures shared with others besides their own.
    numbers : mapping
        Region code -> the number that the map writes on it.
    bounds : (west, south, east, north), optional
        The part of the world that is seen; degrees, EPSG:4326.
    numbered : bool
        Whether a dot says its number.
    """

    title: str
    unit: str
    regions: Mapping[str, tuple[str, tuple[str, ...]]]
    legend: tuple[tuple[str, str], ...]
    colours: Mapping[str, str]
    dots: tuple[Dot, ...] = ()
    dot_legend: tuple[tuple[str, str], ...] = field(default=())
    shared: frozenset[str] = frozenset()
    numbers: Mapping[str, str] = field(default_factory=dict)
    bounds: tuple[float, float, float, float] | None = None
    numbered: bool = False
