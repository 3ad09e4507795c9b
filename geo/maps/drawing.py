"""The page's map for pictures and offline pages: its classes, words and colours."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from geo import i18n, query
from geo.i18n import _
from geo.maps import map_points
from geo.maps.colours import light_colours
from geo.maps.shading import shading

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.maps.view import View
    from geo.store import Store

#: Zoom at which points are binned for a picture.
_ZOOM: Final = 6
#: Place of the label in a row of `map_answers.points`.
_LABEL: Final = 7


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
    answer = map_points.points(store, view.filters.to_params() | asked)
    named = {at: (colour, text) for at, (text, colour) in enumerate(answer["values"])}
    named[map_points.OTHER_VALUE] = (answer["other"], _("other"))
    named[map_points.SEVERAL_VALUES] = (answer["mixed"], _("several"))
    rows = answer["points"]
    dots = tuple(
        Dot(row[0], row[1], row[2], named[row[3]][0], row[7] if len(row) > _LABEL else None)
        for row in rows
    )
    return dots, tuple(named[at] for at in sorted({row[3] for row in rows}))


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
    """

    title: str
    unit: str
    regions: Mapping[str, tuple[str, tuple[str, ...]]]
    legend: tuple[tuple[str, str], ...]
    colours: Mapping[str, str]
    dots: tuple[Dot, ...] = ()
    dot_legend: tuple[tuple[str, str], ...] = field(default=())
