"""Points: located records binned per viewport and zoom, so that any number stays drawable."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from geo.query.conditions import rows, where
from geo.query.counting import counting
from geo.query.events import distinct_sql, incidents_sql
from geo.query.filters import NO_ACTOR
from geo.query.memory import dots
from geo.query.records import RECORD_COLUMNS
from geo.query.sums import NAMES_ALL, summed_sql

if TYPE_CHECKING:
    from geo.query.counting import Counting
    from geo.query.filters import Filters
    from geo.query.memory.bin_sums import Window
    from geo.store import Store

#: Width of a bin in screen pixels at its zoom; symbols of one bin become one cluster.
BIN_PIXELS: Final = 56
#: Width of the world in pixels at zoom 0 (Leaflet's tile size).
WORLD_PIXELS: Final = 256
#: Symbols drawn at most; beyond it the bins grow.
MAX_SYMBOLS: Final = 1500
#: Zoom from which on nothing splits any further.
DEEPEST_ZOOM: Final = 14
#: What symbols can be coloured by, each with its SQL over `incidents i`.
COLOURS: Final[dict[str, str]] = {
    "type": "i.sub_event_type",
    "actor": f"coalesce(i.actor, '{NO_ACTOR}')",
    "dataset": "i.dataset",
}
#: What symbols can be sized by.
SIZES: Final = ("incidents", "casualties")
#: Figures that are casualties.
_HARM: Final = ("killed", "injured")
#: Values that get a colour of their own; what comes after them is "other".
MAX_VALUES: Final = 7

#: Web Mercator ends here, in degrees.
_MOST_LAT: Final = 85.06

_values = WeakKeyDictionary["Store", dict[str, tuple[str, ...]]]()


@dataclass(frozen=True)
class Symbol:
    """One symbol on the map: all located records in one bin.

    Attributes
    ----------
    lat, lon : float
        Mean position of its records, degrees, EPSG:4326.
    incidents : int
        How many incidents there are in the bin.
    value : str or None
        What its incidents have of what was asked to colour by, or None if they have several.
    cell : (int, int, int)
        The bin, for `cell_records`: bins around the world, column, row.
    splits : bool
        Whether zooming in will break it up: its records are not all at one place.
    label : str or None
        Name of the place, if they are all at one.
    casualties, shared : int or None
        People reported killed or injured in the bin, and in the bin and elsewhere together, by the
        rules of `geo.query.figures`; None if no report says, or if casualties were not asked for.
    """

    lat: float
    lon: float
    incidents: int
    value: str | None
    cell: tuple[int, int, int]
    splits: bool
    label: str | None
    casualties: int | None = None
    shared: int | None = None


def colour_values(store: Store, colour: str) -> tuple[str, ...]:
    """Return the values with a colour of their own: the most frequent of the whole store.

    The filters have no part in it, so that a value keeps its colour while they change.
    """
    known = _values.setdefault(store, {})
    if colour not in known:
        sql = f"""SELECT {COLOURS[colour]} FROM incidents i GROUP BY 1
            ORDER BY {incidents_sql(store)} DESC, 1 LIMIT {MAX_VALUES}"""
        known[colour] = tuple(value for (value,) in rows(store, sql))
    return known[colour]


def symbols(  # noqa: PLR0913 - a view has this many parts
    store: Store,
    filters: Filters,
    *,
    zoom: int,
    bounds: tuple[float, float, float, float],
    colour: str = "type",
    size: str = "incidents",
) -> list[Symbol]:
    """Return the symbols for one view of the map.

    Parameters
    ----------
    store, filters
        What to draw; only records with a precision of `schema.POINT_PRECISIONS` are.
    zoom : int
        Leaflet's zoom level.
    bounds : (west, south, east, north)
        Degrees, EPSG:4326; bins that lie there in part are counted whole.
    colour : str
        One of `COLOURS`: what `Symbol.value` is about.
    size : str
        One of `SIZES`; casualties are worked out only if asked for.

    Returns
    -------
    list of Symbol
        At most `MAX_SYMBOLS`, most incidents first.
    """
    bins = bins_of(zoom)
    while True:
        found = _binned(store, filters, bins, window_of(bounds, bins), (colour, size))
        if len(found) <= MAX_SYMBOLS:
            return [_symbol(row, bins) for row in found]
        bins //= 2


def bins_of(zoom: int) -> int:
    """Return how many bins there are from west to east at a zoom level of Leaflet's."""
    return (WORLD_PIXELS << max(0, min(zoom, DEEPEST_ZOOM))) // BIN_PIXELS + 1


def window_of(bounds: tuple[float, float, float, float], bins: int) -> Window:
    """Return first column and row, last column and row of the bins of a view."""
    west, south, east, north = bounds
    edges = [max(-_MOST_LAT, min(lat, _MOST_LAT)) for lat in (north, south)]
    y = [0.5 - math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)) / math.tau for lat in edges]
    x = [(lon + 180) / 360 for lon in (west, east)]
    left, right, top, bottom = (math.floor(edge * bins) for edge in (*x, *y))
    return left, top, right, bottom


def _binned(
    store: Store,
    filters: Filters,
    bins: int,
    window: Window,
    look: tuple[str, str],
) -> list[tuple[Any, ...]]:
    """Return the bins of a view as rows for `_symbol`, most incidents first."""
    if look == ("type", "incidents"):
        summed = dots.binned(store, filters, bins, window, MAX_SYMBOLS + 1)
        if summed is not None:
            return [
                (cx, cy, lat, lon, n, kind, splits, name, None, None)
                for lat, lon, n, kind, cx, cy, splits, name in summed
            ]
    return sql_binned(store, filters, bins, window, look)


def sql_binned(
    store: Store,
    filters: Filters,
    bins: int,
    window: Window,
    look: tuple[str, str],
) -> list[tuple[Any, ...]]:
    """Return a view's bins by SQL: for what `geo.query.memory.dots` does not know."""
    condition, parameters = where(filters, "l")
    parameters |= dict(zip(("west", "north", "east", "south"), window, strict=True))
    sql = _sql(store, counting(store, filters), condition, *look)
    return rows(store, sql, parameters | {"bins": bins})


_HERE: Final = """FROM locations l JOIN {incidents} i USING (incident_id)
    WHERE l.x IS NOT NULL AND floor(l.x * $bins) BETWEEN $west AND $east
        AND floor(l.y * $bins) BETWEEN $north AND $south"""
_CELL: Final = (
    "CAST(floor(l.x * $bins) AS INTEGER) AS cx, CAST(floor(l.y * $bins) AS INTEGER) AS cy"
)


def _sql(store: Store, how: Counting, condition: str, colour: str, size: str) -> str:
    value, here = COLOURS[colour], _HERE.format(incidents=how.incidents)
    symbols = f"""
        SELECT {_CELL}, avg(l.lat) AS lat, avg(l.lon) AS lon,
            {distinct_sql(store, how.key)} AS incidents,
            CASE WHEN min({value}) = max({value}) THEN min({value}) END AS value,
            min(l.x) < max(l.x) OR min(l.y) < max(l.y) AS splits, any_value(l.place_name) AS name
        {here} AND {condition} GROUP BY ALL"""
    order = f"ORDER BY s.incidents DESC, cx, cy LIMIT {MAX_SYMBOLS + 1}"
    if size == "incidents":
        return f"SELECT *, NULL, NULL FROM ({symbols}) s {order}"
    parts = ", ".join(
        f"CAST(sum(l.{name}_here) AS BIGINT) AS {name}_known,"
        f" count(*) - count(l.{name}_here) AS {name}_unknown"
        for name in _HARM
    )
    allocated = ", ".join(f"any_value({name}_allocated) AS {name}_allocated" for name in _HARM)
    source = f"""
        SELECT i.*, o.* EXCLUDE (incident_id), t.* EXCLUDE (incident_id),
            here = places AND {NAMES_ALL} AS whole
        FROM (
            SELECT {_CELL}, l.incident_id, count(*) AS here, {parts}
            {here} AND {condition} AND (i.fatalities IS NOT NULL OR i.injuries IS NOT NULL
                OR {" OR ".join(f"l.{name}_here IS NOT NULL" for name in _HARM)})
            GROUP BY ALL
        ) o JOIN (
            SELECT incident_id, sum(places) AS places, {allocated} FROM touches GROUP BY ALL
        ) t USING (incident_id) JOIN {how.incidents} i USING (incident_id)"""
    own, shared = (_plus(*(name + end for name in _HARM)) for end in ("", "_shared"))
    return f"""
        SELECT s.*, {own} AS own, {shared} AS shared FROM ({symbols}) s LEFT JOIN (
            {summed_sql(store, how, source, "cx", "cy", names=_HARM)}
        ) USING (cx, cy) {order}"""


def _plus(one: str, two: str) -> str:
    """Return SQL for a sum that is known if one of its parts is."""
    return f"coalesce({one} + {two}, {one}, {two})"


def _symbol(row: tuple[Any, ...], bins: int) -> Symbol:
    cx, cy, lat, lon, incidents, value, splits, name, own, shared = row
    return Symbol(
        lat,
        lon,
        incidents,
        value,
        (bins, cx, cy),
        splits,
        None if splits else name,
        own,
        shared,
    )


@dataclass(frozen=True)
class Behind:
    """What is behind one symbol or badge.

    Attributes
    ----------
    incidents, record_count : int
        How many there are.
    extent : (west, south, east, north) or None
        Degrees, EPSG:4326, of the records that have a point.
    records : list of dict
        The newest records, `RECORD_COLUMNS`.
    """

    incidents: int
    record_count: int
    extent: tuple[float, float, float, float] | None
    records: list[dict[str, Any]]


#: More bins than there are at any zoom of a map.
_MOST_BINS: Final = 2**31


def cell_records(store: Store, filters: Filters, cell: str, *, limit: int = 40) -> Behind:
    """Return the records behind one symbol.

    Parameters
    ----------
    store, filters
        As the symbol was made.
    cell : str
        `Symbol.cell`, its numbers joined by slashes.
    limit : int
        Records at most.

    Raises
    ------
    ValueError
        If `cell` is not the name of a bin.
    """
    bins, cx, cy = (int(part) for part in cell.split("/"))
    if max(abs(bins), abs(cx), abs(cy)) > _MOST_BINS:
        raise ValueError(cell)
    here = "l.x IS NOT NULL AND floor(l.x * $bins) = $cx AND floor(l.y * $bins) = $cy"
    return behind(store, filters, here, {"bins": bins, "cx": cx, "cy": cy}, limit=limit)


def behind(
    store: Store, filters: Filters, here: str, parameters: dict[str, Any], *, limit: int
) -> Behind:
    """Return the selection's records that meet a condition on `locations l`, newest first."""
    condition, given = where(filters, "l")
    how = counting(store, filters)
    source = (
        f"FROM locations l JOIN {how.incidents} i USING (incident_id) WHERE {here} AND {condition}"
    )
    given |= parameters
    ((incidents, count, *extent),) = rows(
        store,
        f"SELECT {distinct_sql(store, how.key)}, count(*),"
        f" min(l.lon), min(l.lat), max(l.lon), max(l.lat) {source}",
        given,
    )
    columns = ", ".join(f"{sql} AS {name}" for name, sql in RECORD_COLUMNS.items())
    listed = rows(
        store,
        f"SELECT {columns} {source} ORDER BY i.date_start DESC, i.incident_id, l.source_row "
        f"LIMIT {int(limit)}",
        given,
    )
    west, south, east, north = extent
    return Behind(
        incidents,
        count,
        None if west is None else (west, south, east, north),
        [dict(zip(RECORD_COLUMNS, row, strict=True)) for row in listed],
    )
