"""Points: located records binned per viewport and zoom, so that any number stays drawable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geo.query import dots
from geo.query.records import RECORD_COLUMNS
from geo.query.select import rows, where

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.query.filters import Filters
    from geo.store import Store

#: Width of a bin in screen pixels at its zoom; symbols of one bin become one cluster.
BIN_PIXELS: Final = 56
#: Width of the world in pixels at zoom 0 (Leaflet's tile size).
WORLD_PIXELS: Final = 256
#: Symbols drawn at most; beyond it the bins grow.
MAX_SYMBOLS: Final = 1500
#: Zoom from which on nothing splits any further.
DEEPEST_ZOOM: Final = 14


@dataclass(frozen=True)
class Symbol:
    """One symbol on the map: all located records in one bin.

    Attributes
    ----------
    lat, lon : float
        Mean position of its records, degrees, EPSG:4326.
    incidents : int
        Distinct incidents in the bin.
    type : str or None
        Their sub-event type, or None if they have several.
    cell : str
        Name of the bin, for `cell_records`.
    splits : bool
        Whether zooming in will break it up: its records are not all at one place.
    label : str or None
        Name of the place, if they are all at one.
    """

    lat: float
    lon: float
    incidents: int
    type: str | None
    cell: str
    splits: bool
    label: str | None


def points(
    store: Store, filters: Filters, *, zoom: int, bounds: tuple[float, float, float, float]
) -> list[Symbol]:
    """Symbols for one view of the map.

    Parameters
    ----------
    store, filters
        What to draw; only records with a precision of `schema.POINT_PRECISIONS` are.
    zoom : int
        Leaflet's zoom level.
    bounds : (west, south, east, north)
        Degrees, EPSG:4326.

    Returns
    -------
    list of Symbol
        At most `MAX_SYMBOLS`, most incidents first.
    """
    zoom = max(0, min(zoom, DEEPEST_ZOOM))
    bins = WORLD_PIXELS * 2**zoom // BIN_PIXELS + 1
    while True:
        found = _binned(store, filters, bins, bounds)
        if len(found) <= MAX_SYMBOLS:
            return found
        bins //= 2


def _binned(
    store: Store, filters: Filters, bins: int, bounds: tuple[float, float, float, float]
) -> list[Symbol]:
    if (summed := dots.binned(store, filters, bins, bounds, MAX_SYMBOLS + 1)) is not None:
        return _symbols(bins, summed)
    return sql_binned(store, filters, bins, bounds)


def sql_binned(
    store: Store, filters: Filters, bins: int, bounds: tuple[float, float, float, float]
) -> list[Symbol]:
    """Bins of a view by SQL, for the filters that `geo.query.dots` does not know."""
    condition, parameters = where(filters, "l")
    west, south, east, north = bounds
    sql = f"""
        SELECT avg(l.lat), avg(l.lon), count(DISTINCT l.incident_id),
            CASE WHEN min(i.sub_event_type) = max(i.sub_event_type)
                THEN min(i.sub_event_type) END,
            CAST(floor(l.x * $bins) AS INTEGER) AS cx, CAST(floor(l.y * $bins) AS INTEGER) AS cy,
            min(l.x) < max(l.x) OR min(l.y) < max(l.y), any_value(l.place_name)
        FROM locations l JOIN incidents i USING (incident_id)
        WHERE l.x IS NOT NULL AND l.lon BETWEEN $west AND $east
            AND l.lat BETWEEN $south AND $north AND {condition}
        GROUP BY cx, cy ORDER BY 3 DESC, cx, cy LIMIT {MAX_SYMBOLS + 1}"""
    parameters |= {"bins": bins, "west": west, "south": south, "east": east, "north": north}
    return _symbols(bins, rows(store, sql, parameters))


def _symbols(bins: int, found: Sequence[tuple[Any, ...]]) -> list[Symbol]:
    return [
        Symbol(lat, lon, n, kind, f"{bins}/{cx}/{cy}", splits, None if splits else name)
        for lat, lon, n, kind, cx, cy, splits, name in found
    ]


def cell_records(
    store: Store, filters: Filters, cell: str, *, limit: int = 40
) -> tuple[int, list[dict[str, Any]]]:
    """Records behind one symbol: how many incidents, and the newest of them.

    Parameters
    ----------
    store, filters
        As the symbol was made.
    cell : str
        `Symbol.cell`.
    limit : int
        Records at most.

    Returns
    -------
    incidents : int
    records : list of dict
        `RECORD_COLUMNS`, newest first.

    Raises
    ------
    ValueError
        If `cell` is not the name of a bin.
    """
    bins, cx, cy = cell.split("/")
    condition, parameters = where(filters, "l")
    here = f"""
        FROM locations l JOIN incidents i USING (incident_id)
        WHERE l.x IS NOT NULL AND floor(l.x * $bins) = $cx AND floor(l.y * $bins) = $cy
            AND {condition}"""
    parameters |= {"bins": int(bins), "cx": int(cx), "cy": int(cy)}
    ((incidents,),) = rows(store, f"SELECT count(DISTINCT l.incident_id) {here}", parameters)
    columns = ", ".join(f"{sql} AS {name}" for name, sql in RECORD_COLUMNS.items())
    listed = rows(
        store,
        f"SELECT {columns} {here} ORDER BY i.date_start DESC, i.incident_id, l.source_row "
        f"LIMIT {int(limit)}",
        parameters,
    )
    return incidents, [dict(zip(RECORD_COLUMNS, row, strict=True)) for row in listed]
