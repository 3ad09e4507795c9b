"""What the map's own script asks for as it moves: points, badges, and the records behind them.

Parameters are those of the page's address, and `lang` for the language of texts; a wrong one is a
`FilterError`, one sentence.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from geo import i18n, query
from geo.i18n import N_, _
from geo.maps.colours import MIXED, OTHER, value_colours
from geo.maps.vocabulary import precision_name, type_name
from geo.query import BIN_PIXELS
from geo.regions import catalogue, region_names
from geo.texts import short, shown_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.query import Behind
    from geo.store import Store

Params = dict[str, list[str]]
Answer = Callable[["Store", Params], dict[str, Any]]

#: Bounds of a request that names none: the whole map, with Chukotka east of 180 degrees.
_WORLD: Final = (-180.0, -85.0, 200.0, 85.0)
#: Part of a bin's width to which a symbol's place is told: some quarter of a pixel.
_FINE: Final = 1 / (4 * BIN_PIXELS)
#: Numbers of "other" and "several" among a symbol's values.
OTHER_VALUE: Final = query.MAX_VALUES
SEVERAL_VALUES: Final = query.MAX_VALUES + 1
#: A longer address is no link; browsers take about this much.
_LONGEST_ADDRESS: Final = 8_000
#: Records that a popup shows at most.
_MOST_RECORDS: Final = 40
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
    "precision",
    "fatalities",
    "injuries",
    "launched",
    "downed",
    "downed_here",
    "notes",
    "source",
    "source_url",
)


def _number(params: Params, name: str, default: float) -> float:
    text = params.get(name, [str(default)])[-1]
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not abs(number) <= 1000:  # noqa: PLR2004 - also false for nan
        raise query.FilterError(f"{name}={text[:80]!r} is not a number of degrees or a zoom level.")
    return number


def _language(params: Params) -> str:
    return params.get("lang", [i18n.DEFAULT])[-1]


def points(store: Store, params: Params) -> dict[str, Any]:
    """Symbols of a view (`query.points`).

    Returns
    -------
    dict
        `colour`, `size`; `values`: [text, colour] of each value that has a colour of its own;
        `other`, `mixed`: the colours of other values and of several; `bins`; `points`:
        [lat, lon, incidents, value, column, row, splits, label, casualties, shared], where value
        is a place in `values`, or `OTHER_VALUE`, or `SEVERAL_VALUES`; the last two are there only
        if the size is casualties; a label that is None and last is left out.
    """
    filters = query.Filters.from_params(params)
    colour, size = query.colour_of(params), query.size_of(params)
    names = ("west", "south", "east", "north")
    west, south, east, north = (
        _number(params, name, edge) for name, edge in zip(names, _WORLD, strict=True)
    )
    found = query.points(
        store,
        filters,
        zoom=round(_number(params, "zoom", 5)),
        bounds=(west, south, east, north),
        colour=colour,
        size=size,
    )
    values = query.colour_values(store, colour)
    colours = value_colours(colour, values)
    places: dict[str | None, int] = {value: place for place, value in enumerate(values)}
    places[None] = SEVERAL_VALUES
    bins = found[0].cell[0] if found else 0
    decimals = math.ceil(-math.log10(360 / bins * _FINE)) if bins else 0
    with i18n.speaking(_language(params)):
        texts = [_value_name(colour, value) for value in values]
    return {
        "colour": colour,
        "size": size,
        "values": [[text, shade] for text, shade in zip(texts, colours, strict=True)],
        "other": OTHER,
        "mixed": MIXED,
        "bins": bins,
        "points": [_row(symbol, places, decimals, sized=size == "casualties") for symbol in found],
    }


def _value_name(colour: str, value: str) -> str:
    return {"type": type_name, "actor": _actor_name}.get(colour, short)(value)


def _actor_name(actor: str) -> str:
    """An actor in the language spoken here, where it is a country or not stated."""
    return _(_ACTORS[actor]) if actor in _ACTORS else short(actor)


def _row(
    symbol: query.Symbol, places: dict[str | None, int], decimals: int, *, sized: bool
) -> list[Any]:
    row: list[Any] = [
        round(symbol.lat, decimals),
        round(symbol.lon, decimals),
        symbol.incidents,
        places.get(symbol.value, OTHER_VALUE),
        symbol.cell[1],
        symbol.cell[2],
        int(symbol.splits),
        symbol.label and short(symbol.label),
    ]
    if sized:
        return [*row, symbol.casualties, symbol.shared]
    return row if symbol.label else row[:-1]


def badges(store: Store, params: Params) -> dict[str, Any]:
    """Incidents known by region or district only (`query.badges`), by region."""
    return {"badges": query.badges(store, query.Filters.from_params(params))}


def for_view(store: Store, params: Params, view: Mapping[str, str]) -> dict[str, Any]:
    """What a map that shows a part of the world would ask for with a new selection.

    Parameters
    ----------
    store : Store
    params : dict
        The selection, `colour`, `size` and `lang`, as the map's request would have them.
    view : mapping
        `turns.EDGES` as the map wrote them.

    Returns
    -------
    dict
        `view` (the edges, joined by a space), `points` (`points`) and `badges` (`badges`).
    """
    seen = params | {edge: [value] for edge, value in view.items()}
    return {
        "view": " ".join(view.values()),
        "points": points(store, seen),
        "badges": badges(store, params)["badges"],
    }


def cell(store: Store, params: Params) -> dict[str, Any]:
    """Records behind a symbol (`cell` is bins/column/row) or a badge (`cell` is a region).

    `limit` says how many records at most; 0 asks for number and extent alone.
    """
    filters = query.Filters.from_params(params)
    name = params.get("cell", [""])[-1]
    limit = max(0, min(_MOST_RECORDS, round(_number(params, "limit", _MOST_RECORDS))))
    try:
        if name in catalogue():
            found = query.badge_records(store, filters, name, limit=limit)
        else:
            found = query.cell_records(store, filters, name, limit=limit)
    except ValueError:
        raise query.FilterError(f"cell={name[:80]!r} is not a cell that the map names.") from None
    return {
        "incidents": found.incidents,
        "extent": found.extent,
        "records": _shown(found, _language(params)),
    }


def _shown(found: Behind, language: str) -> list[dict[str, Any]]:
    with i18n.speaking(language):
        names = region_names()
        return [
            {field: _told(field, record[field]) for field in _POPUP_FIELDS}
            | {
                "region_name": names[record["region"]],
                "type_name": type_name(record["sub_event_type"]),
                "precision_name": precision_name(record["precision"]),
            }
            for record in found.records
        ]


def _told(field: str, value: Any) -> Any:
    """A value of a popup: texts visible and bounded, but what is a key or an address as it is."""
    if field == "source_url":
        return value if isinstance(value, str) and len(value) <= _LONGEST_ADDRESS else None
    return value if field == "incident_id" else shown_text(value)


#: Name of the route under `api/` -> what it answers.
ANSWERS: Final[dict[str, Answer]] = {"points": points, "badges": badges, "cell": cell}
