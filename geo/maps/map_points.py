"""What the map's own script asks for as it moves: points, badges, and the records behind them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from geo import query
from geo.i18n import N_, _, decimal
from geo.maps.colours import MIXED, OTHER, corners_css, value_colours
from geo.maps.view import USUAL
from geo.maps.vocabulary import precision_name, type_name
from geo.query import BIN_PIXELS
from geo.regions import catalogue, region_names
from geo.schema import CODE_COLUMNS, PLACE_COUNTS
from geo.texts import short, shown_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.maps.view import Look, View
    from geo.query import Behind, Filters
    from geo.store import Store

#: The whole map, with Chukotka east of 180 degrees.
WORLD: Final = (-180.0, -85.0, 200.0, 85.0)
#: Part of a map's request on each side that is beyond what the map shows.
_PAD: Final = 0.15 / 1.3
#: Degrees of longitude at which the world's two ends meet.
_EDGE: Final = 180
Bounds = tuple[float, float, float, float]
#: Edges of `WORLD` as a request names them.
_EDGES: Final = ("west", "south", "east", "north")
#: Zoom, latitude and longitude of a map's centre, as OpenStreetMap writes them.
_PLACE: Final = re.compile(
    r"\d{1,2}(\.\d{1,2})?/-?\d{1,2}(\.\d{1,5})?/-?\d{1,3}(\.\d{1,5})?", re.ASCII
)
#: Part of a bin's width to which a symbol's place is told: some quarter of a pixel.
_FINE: Final = 1 / (4 * BIN_PIXELS)
#: Numbers of "other" and "several" among a symbol's values.
OTHER_VALUE: Final = query.MAX_VALUES
SEVERAL_VALUES: Final = query.MAX_VALUES + 1
#: A longer address is no link; browsers take about this much.
_LONGEST_ADDRESS: Final = 8_000
#: Records that a popup shows at most.
MOST_RECORDS: Final = 40
_ACTORS: Final = {
    "Russia": N_("Russia"),
    "Ukraine": N_("Ukraine"),
    query.NO_ACTOR: N_("Not stated"),
}
#: What the map's popup shows of a record.
_POPUP_FIELDS: Final = (
    "incident_id",
    "date_start",
    "date_end",
    "time_start",
    "sub_event_type",
    "actor",
    "location",
    "place_name",
    "region",
    *CODE_COLUMNS,
    "precision",
    "events",
    "fatalities",
    "injuries",
    "launched",
    "downed",
    *PLACE_COUNTS,
    "notes",
    "source",
    "source_url",
)


@dataclass(frozen=True)
class Viewport:
    """What part of the world a map shows.

    Attributes
    ----------
    zoom : int
        Leaflet's zoom level.
    bounds : (west, south, east, north)
        Degrees, EPSG:4326.
    written : str
        Zoom and bounds as the map wrote them, by which it knows them again; empty if it has not
        named them all.
    place : str
        Where a visitor has moved the map, as the page's address says it
        (`geo/web/static/map_place.js`); empty if it shows what it does by itself.
    """

    zoom: int = 5
    bounds: tuple[float, float, float, float] = WORLD
    written: str = ""
    place: str = ""

    @classmethod
    def from_params(cls, params: Mapping[str, Sequence[str]]) -> Viewport:
        """Read a request of the map's script: `zoom`, `west`, `south`, `east`, `north`, `place`.

        Raises
        ------
        FilterError
            For what is not a number of degrees or a zoom level.
        """
        west, south, east, north = (
            number_of(params, name, edge) for name, edge in zip(_EDGES, WORLD, strict=True)
        )
        given = [params[name][-1] for name in ("zoom", *_EDGES) if params.get(name)]
        place = (params.get("place") or [""])[-1]
        return cls(
            round(number_of(params, "zoom", cls.zoom)),
            (west, south, east, north),
            " ".join(given) if len(given) > len(_EDGES) else "",
            place if _PLACE.fullmatch(place) else "",
        )

    def unpadded(self) -> Viewport:
        """Return the same without the edge that a map asks for besides what it shows."""
        west, south, east, north = self.bounds
        across, up = (_PAD * (high - low) for low, high in ((west, east), (south, north)))
        return replace(self, bounds=(west + across, south + up, east - across, north - up))


def number_of(params: Mapping[str, Sequence[str]], name: str, default: float) -> float:
    """Return a number of the address.

    Raises
    ------
    FilterError
        For another text, and for a number that is neither degrees nor a zoom level.
    """
    text = (params.get(name) or [str(default)])[-1]
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not abs(number) <= 1000:  # noqa: PLR2004 - also false for nan
        raise query.FilterError(f"{name}={text[:80]!r} is not a number of degrees or a zoom level.")
    return number


@dataclass(frozen=True)
class PointLayer:
    """The symbols of a view, with their colours.

    Attributes
    ----------
    symbols : list of Symbol
        From `query.symbols`.
    values : tuple of (str, str)
        Text and colour of each value that has a colour of its own.
    places : dict
        Value of a symbol -> its place in `values`.
    decimals : int
        Decimals to which a place is told: some quarter of a pixel.
    """

    symbols: list[query.Symbol]
    values: tuple[tuple[str, str], ...]
    places: dict[str, int]
    decimals: int

    def value_at(self, symbol: query.Symbol) -> int:
        """Return a symbol's place in `values`, or `OTHER_VALUE`, or `SEVERAL_VALUES`."""
        if symbol.value is None:
            return SEVERAL_VALUES
        return self.places.get(symbol.value, OTHER_VALUE)


def point_layer(store: Store, filters: Filters, look: Look, viewport: Viewport) -> PointLayer:
    """Return the symbols of a selection in a part of the world."""
    symbols = [
        replace(symbol, lon=symbol.lon + shift)
        for bounds, shift in _parts(viewport.bounds)
        for symbol in query.symbols(
            store,
            filters,
            zoom=viewport.zoom,
            bounds=bounds,
            colour=look.colour,
            size=look.size,
        )
    ]
    values = query.colour_values(store, look.colour)
    texts = [_value_name(look.colour, value) for value in values]
    return PointLayer(
        symbols,
        tuple(zip(texts, value_colours(look.colour, values), strict=True)),
        {value: place for place, value in enumerate(values)},
        math.ceil(-math.log10(360 / symbols[0].cell[0] * _FINE)) if symbols else 0,
    )


def points(
    store: Store, filters: Filters, look: Look = USUAL, viewport: Viewport | None = None
) -> dict[str, Any]:
    """Return the symbols of a view as the map's script takes them, in the language spoken here.

    Returns
    -------
    dict
        `colour`, `size`; `values`: [text, colour, corners as CSS] of each value that has a colour
        of its own;
        `other`, `mixed`: the colours of other values and of several; `bins`; `points`:
        [lat, lon, incidents, value, column, row, splits, label, casualties, shared], where value
        is a place in `values`, or `OTHER_VALUE`, or `SEVERAL_VALUES`; the last two are there only
        if the size is casualties; a label that is None and last is left out; `circles`, from
        zoom `query.CIRCLE_ZOOM` on: [lat, lon, kilometres, incidents, label, cell].
    """
    viewport = viewport or Viewport()
    layer = point_layer(store, filters, look, viewport)
    sized = look.size == "casualties"
    return {
        "colour": look.colour,
        "size": look.size,
        "values": [[text, colour, corners_css(colour)] for text, colour in layer.values],
        "other": OTHER,
        "mixed": MIXED,
        "bins": layer.symbols[0].cell[0] if layer.symbols else 0,
        "points": [_row(layer, symbol, sized=sized) for symbol in layer.symbols],
        "circles": _circles(store, filters, viewport),
    }


def _circles(store: Store, filters: Filters, viewport: Viewport) -> list[list[Any]]:
    """Return the circles of a view that is close enough."""
    if viewport.zoom < query.CIRCLE_ZOOM:
        return []
    return [
        [c.lat, c.lon + shift, c.radius_km, c.incidents, c.label and short(c.label), c.cell]
        for bounds, shift in _parts(viewport.bounds)
        for c in query.circles(store, filters, bounds)
    ]


def _parts(bounds: Bounds) -> list[tuple[Bounds, int]]:
    """Return the parts of a view that goes beyond 180 degrees, and what is added to each's degrees.

    >>> _parts((100, 50, 200, 70))
    [((100, 50, 180, 70), 0), ((-180, 50, -160, 70), 360)]
    """
    west, south, east, north = bounds
    if east <= _EDGE:
        return [(bounds, 0)]
    beyond = east - 2 * _EDGE
    return [
        ((max(west, beyond), south, _EDGE, north), 0),
        ((-_EDGE, south, beyond, north), 2 * _EDGE),
    ]


def _value_name(colour: str, value: str) -> str:
    return {"type": type_name, "actor": _actor_name}.get(colour, short)(value)


def _actor_name(actor: str) -> str:
    """Return an actor's name in the language spoken here, where it is a country or not stated."""
    return _(_ACTORS[actor]) if actor in _ACTORS else short(actor)


def _row(layer: PointLayer, symbol: query.Symbol, *, sized: bool) -> list[Any]:
    row: list[Any] = [
        round(symbol.lat, layer.decimals),
        round(symbol.lon, layer.decimals),
        symbol.incidents,
        layer.value_at(symbol),
        symbol.cell[1],
        symbol.cell[2],
        int(symbol.splits),
        symbol.label and short(symbol.label),
    ]
    if sized:
        return [*row, symbol.casualties, symbol.shared]
    return row if symbol.label else row[:-1]


def for_view(store: Store, view: View, viewport: Viewport) -> dict[str, Any]:
    """Return what a map of a part of the world would ask for with a new view.

    Returns
    -------
    dict
        `view` (`Viewport.written`), `points` (`points`), and `badges` (`query.badges`) where the
        view shows them.
    """
    return {
        "view": viewport.written,
        "points": points(store, view.filters, view.look, viewport),
        "badges": query.badges(store, view.filters) if view.unplaced else {},
    }


def records_behind(
    store: Store, filters: Filters, cell: str, limit: int = MOST_RECORDS
) -> dict[str, Any]:
    """Return the records behind a symbol or a badge, in the language spoken here.

    Parameters
    ----------
    store : Store
    filters : Filters
        As the symbol was made.
    cell : str
        Of a symbol bins/column/row, of a badge the region's code, of a circle its own.
    limit : int
        Records at most; 0 asks for numbers and extent alone.

    Raises
    ------
    FilterError
        For a cell that the map does not name.
    """
    limit = max(0, min(MOST_RECORDS, limit))
    try:
        if cell in catalogue():
            behind = query.badge_records(store, filters, cell, limit=limit)
        elif query.is_circle(cell):
            behind = query.circle_records(store, filters, cell, limit=limit)
        else:
            behind = query.cell_records(store, filters, cell, limit=limit)
    except ValueError:
        raise query.FilterError(f"cell={cell[:80]!r} is not a cell that the map names.") from None
    return {
        "incidents": behind.incidents,
        "record_count": behind.record_count,
        "extent": behind.extent,
        "records": _popup_records(behind),
    }


def _popup_records(behind: Behind) -> list[dict[str, Any]]:
    names = region_names()
    return [
        {field: _popup_value(field, record[field]) for field in _POPUP_FIELDS}
        | {
            "region_name": names[record["region"]],
            "type_name": type_name(record["sub_event_type"]),
            "precision_name": _precision(record),
        }
        for record in behind.records
    ]


def _precision(record: dict[str, Any]) -> str:
    """Return how exactly a record's place is known, in words."""
    if record["radius_km"] is None:
        return precision_name(record["precision"])
    return _("within {distance} km").format(distance=decimal(math.ceil(record["radius_km"])))


def _popup_value(field: str, value: Any) -> Any:
    """Return a popup's value: texts visible and bounded, a key or an address as it is."""
    if field == "source_url":
        return value if isinstance(value, str) and len(value) <= _LONGEST_ADDRESS else None
    return value if field == "incident_id" else shown_text(value)
