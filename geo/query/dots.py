"""The located records as bare arrays, binned for one view of the map without asking the store.

They are sorted by the day on which their incident starts, so that a selection of days is a slice.
"""

from __future__ import annotations

import threading
import weakref
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.query.summary import small, summary_of

if TYPE_CHECKING:
    from geo.query.filters import Filters
    from geo.query.summary import Chosen, Summary
    from geo.store import Store

    Numbers = np.ndarray[Any, Any]
    #: lat, lon, incidents, type or None, cx, cy, whether it splits, name of the place.
    Bin = tuple[float, float, int, str | None, int, int, bool, str | None]

#: A view of so many bins is counted in a table with all of them, a wider one by sorting.
_TABLE: Final = 1_000_000
_DRAWN: Final = """
    WITH areas AS (SELECT unnest($areas) AS area, unnest($codes) AS code)
    SELECT i.rowid AS number, l.lon, l.lat, l.y, code AS area, l.place_name AS name
    FROM locations l JOIN incidents i USING (incident_id) JOIN areas USING (area)
    WHERE l.x IS NOT NULL ORDER BY l.rowid"""


class Dots:
    """Every record that is drawn as a point.

    Parameters
    ----------
    store : Store
    summary : Summary
        Of the same store.
    """

    def __init__(self, store: Store, summary: Summary) -> None:
        parameters = {"areas": list(summary.areas), "codes": list(range(len(summary.areas)))}
        with store.cursor() as cursor:
            found = cursor.sql(_DRAWN, params=parameters).to_arrow_table()
        names = found["name"].combine_chunks().dictionary_encode()
        number = found["number"].to_numpy()
        self._names = names.dictionary.to_pylist()
        self._name = small(names.indices.fill_null(-1).to_numpy())
        self._number = number.astype(np.int32)
        self._lon, self._lat, self._y = (found[name].to_numpy() for name in ("lon", "lat", "y"))
        self._area = small(found["area"].to_numpy())
        self._combo = small(summary.combo[number])
        self._start, self._end = summary.start[number], summary.end[number]
        self._earliest = summary.earliest
        self._types, self._type_of = summary.types, summary.type_of

    def binned(
        self, chosen: Chosen, bins: int, bounds: tuple[float, float, float, float], limit: int
    ) -> list[Bin]:
        """Bins of a view that have a record, most incidents first.

        Parameters
        ----------
        chosen : Chosen
            The selection.
        bins : int
            How many there are from west to east, and from north to south.
        bounds : (west, south, east, north)
            Degrees, EPSG:4326.
        limit : int
            No more bins than this.
        """
        rows = self._rows(chosen, bounds)
        if not len(rows):
            return []
        lon, lat = self._lon[rows], self._lat[rows]
        x, y = (lon + 180) / 360, self._y[rows]
        cx = np.floor(x * bins).astype(np.int64)
        cy = np.floor(y * bins).astype(np.int64)
        cells, at = _numbered(cx, cy)
        once = ~_repeated(self._number[rows], at)
        count = len(cells)
        records = np.bincount(at, minlength=count)
        incidents = np.bincount(at[once], minlength=count)
        kinds = self._type_of[self._combo[rows]]
        width = len(self._types)
        by_type = np.bincount(at * width + kinds, minlength=count * width).reshape(count, width)
        kind = np.where((by_type > 0).sum(axis=1) == 1, by_type.argmax(axis=1), -1)
        one = np.empty(count, dtype=np.int64)
        one[at] = np.arange(len(at))
        splits = np.bincount(at[(x != x[one][at]) | (y != y[one][at])], minlength=count) > 0
        order = np.lexsort((cells[:, 1], cells[:, 0], -incidents))[:limit]
        columns = (
            (np.bincount(at, lat, count) / records)[order].tolist(),
            (np.bincount(at, lon, count) / records)[order].tolist(),
            incidents[order].tolist(),
            [None if k < 0 else self._types[k] for k in kind[order].tolist()],
            cells[order, 0].tolist(),
            cells[order, 1].tolist(),
            splits[order].tolist(),
            [None if n < 0 else self._names[n] for n in self._name[rows][one[order]].tolist()],
        )
        return list(zip(*columns, strict=True))

    def _rows(self, chosen: Chosen, bounds: tuple[float, float, float, float]) -> Numbers:
        """Rows of a selection that lie in a view."""
        begin, stop = np.searchsorted(self._start, (self._earliest[chosen.first], chosen.last))
        rows, (west, south, east, north) = slice(begin, stop), bounds
        lon, lat = self._lon[rows], self._lat[rows]
        let = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        if chosen.first:
            let &= self._end[rows] >= chosen.first
        if not chosen.combos.all():
            let &= chosen.combos[self._combo[rows]]
        if chosen.areas is not None:
            let &= chosen.areas[self._area[rows]]
        found: Numbers = np.flatnonzero(let) + begin
        return found


def _numbered(cx: Numbers, cy: Numbers) -> tuple[Numbers, Numbers]:
    """Distinct pairs, and the position of each row's among them."""
    west, north = cx.min(), cy.min()
    height = int(cy.max() - north) + 1
    cell = (cx - west) * height + (cy - north)
    size = int(cell.max()) + 1
    if size > _TABLE:
        distinct, at = np.unique(cell, return_inverse=True)
    else:
        there = np.bincount(cell, minlength=size) > 0
        distinct = np.flatnonzero(there)
        at = (np.cumsum(there) - 1)[cell]
    return np.stack([distinct // height + west, distinct % height + north], axis=1), at


def _repeated(number: Numbers, at: Numbers) -> Numbers:
    """Whether an earlier record of the same incident is in the same bin.

    An incident's records stand together, so that it is enough to look back a few rows.
    """
    found = np.zeros(len(number), dtype=bool)
    back = 1
    while back < len(number) and (same := number[back:] == number[:-back]).any():
        found[back:] |= same & (at[back:] == at[:-back])
        back += 1
    return found


_LOCK: Final = threading.Lock()
_KEPT: Final[weakref.WeakKeyDictionary[Store, Dots]] = weakref.WeakKeyDictionary()


def dots_of(store: Store) -> Dots | None:
    """Dots of a store, made at the first call; None for a store without a summary."""
    summary = summary_of(store)
    if summary is None:
        return None
    with _LOCK:
        if store not in _KEPT:
            _KEPT[store] = Dots(store, summary)
        return _KEPT[store]


def binned(
    store: Store,
    filters: Filters,
    bins: int,
    bounds: tuple[float, float, float, float],
    limit: int,
) -> list[Bin] | None:
    """Bins of a view (see `Dots.binned`), or None where the store has to be asked."""
    summary = summary_of(store)
    chosen = summary.chosen(filters) if summary else None
    dots = dots_of(store) if chosen else None
    return dots.binned(chosen, bins, bounds, limit) if dots and chosen else None
