"""The located records as bare arrays, binned for one view of the map without asking the store.

They are sorted by the day on which their incident starts, so that a selection of days is a slice.
"""

from __future__ import annotations

import threading
import weakref
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.query.memory.bin_sums import BinSums, Points, cells_of, repeated
from geo.query.memory.summary import small, summary_of, summed

if TYPE_CHECKING:
    from geo.query.filters import Filters
    from geo.query.memory.bin_sums import Sums, Window
    from geo.query.memory.chosen import Chosen, Numbers
    from geo.query.memory.linked import Once
    from geo.query.memory.summary import Summary
    from geo.store import Store

    #: lat, lon, incidents, type or None, cx, cy, whether it splits, name of the place.
    Bin = tuple[float, float, int, str | None, int, int, bool, str | None]

#: A view of so many bins is counted in a table with all of them, a wider one by sorting.
_TABLE: Final = 1_000_000
#: From so many points on, bins are summed up, for zoom levels with no more bins than these: at
#: nearer ones a view has few points.
MANY: Final = 200_000
FINEST: Final = 300
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
        self._events = None if summary.events is None else summary.events[number]
        self._earliest = summary.earliest
        self._types, self._type_of = summary.types, summary.type_of
        self._days = len(summary.days)
        self._sums: dict[int, BinSums | None] = {}
        self._places: Numbers | None = None
        self._place_name = np.empty(0, dtype=self._name.dtype)
        self._lock = threading.Lock()

    def binned(self, chosen: Chosen, bins: int, window: Window, limit: int) -> list[Bin]:
        """Return the bins of a view that have a record, most incidents first.

        Parameters
        ----------
        chosen : Chosen
            The selection.
        bins : int
            How many there are from west to east, and from north to south.
        window : (int, int, int, int)
            First column and row, last column and row of the view.
        limit : int
            No more bins than this.
        """
        if len(self._number) >= MANY and bins <= FINEST and bins not in self._sums:
            # Until the sums are there, which takes seconds, every point is looked at.
            self._sums[bins] = None
            threading.Thread(target=self.sum_up, args=(bins,), name="sums", daemon=True).start()
        sums = self._sums.get(bins)
        if sums is not None and chosen.combos.all():
            return self._from_sums(self._once(sums.binned(chosen, window), chosen, bins), limit)
        return self._counted(chosen, bins, window, limit)

    def sum_up(self, bins: int) -> None:
        """Sum up the points of each bin, for `binned` to use from now on."""
        with self._lock:
            points = Points(
                self._lon, self._lat, self._y, self._number, self._area,
                self._type_of[self._combo], self._start, self._end, self._events,
            )  # fmt: skip
            if self._places is None:
                self._places = points.places()
                self._place_name = np.empty(int(self._places.max()) + 1, dtype=self._name.dtype)
                self._place_name[self._places] = self._name
            self._sums[bins] = BinSums(points, self._places, bins, self._days)

    def _from_sums(self, sums: Sums, limit: int) -> list[Bin]:
        order = np.lexsort((sums.cy, sums.cx, -sums.incidents))[:limit]
        name = np.where(sums.place < 0, -1, self._place_name[sums.place].astype(int))
        return self._bins(
            (sums.lat, sums.lon, sums.incidents, sums.type, sums.cx, sums.cy, sums.place < 0, name),
            order,
        )

    def _counted(self, chosen: Chosen, bins: int, window: Window, limit: int) -> list[Bin]:
        """Answer `binned` by looking at every point of the days."""
        rows, cx, cy = self._rows(chosen, bins, window)
        if not len(rows):
            return []
        x, y = self._lon[rows], self._y[rows]
        cells, at = _numbered(cx, cy)
        once = ~repeated(self._number[rows], at)
        count = len(cells)
        records = np.bincount(at, minlength=count)
        events = None if self._events is None else self._events[rows][once]
        incidents = np.bincount(at[once], events, count).astype(np.int64)
        if chosen.once is not None:
            incidents -= self._told_again(chosen.once, rows[once], at[once], count)
        kinds = self._type_of[self._combo[rows]]
        width = len(self._types)
        by_type = np.bincount(at * width + kinds, minlength=count * width).reshape(count, width)
        kind = np.where((by_type > 0).sum(axis=1) == 1, by_type.argmax(axis=1), -1)
        one = np.empty(count, dtype=np.int64)
        one[at] = np.arange(len(at))
        splits = np.bincount(at[(x != x[one][at]) | (y != y[one][at])], minlength=count) > 0
        order = np.lexsort((cells[:, 1], cells[:, 0], -incidents))[:limit]
        lat = np.bincount(at, self._lat[rows], count) / records
        lon = np.bincount(at, x, count) / records
        name = self._name[rows][one]
        return self._bins(
            (lat, lon, incidents, kind, cells[:, 0], cells[:, 1], splits, name), order
        )

    def _once(self, sums: Sums, chosen: Chosen, bins: int) -> Sums:
        """Return bins in which each incident counts once, however many records tell of it."""
        if chosen.once is None or not len(sums.cx):
            return sums
        rows = self._several(chosen)
        cx, cy = cells_of(self._lon[rows], self._y[rows], bins)
        cell, cells = (x.astype(np.int64) * bins + y for x, y in ((cx, cy), (sums.cx, sums.cy)))
        at = np.minimum(np.searchsorted(cells, cell), len(cells) - 1)
        here = np.flatnonzero(cells[at] == cell)
        rows, at = rows[here], at[here]
        once = ~repeated(self._number[rows], at)
        again = self._told_again(chosen.once, rows[once], at[once], len(cells))
        return replace(sums, incidents=sums.incidents - again)

    def _several(self, chosen: Chosen) -> Numbers:
        """Return the chosen rows of incidents of which several may count once."""
        assert chosen.once is not None  # noqa: S101
        number = chosen.once.several
        begin, stop = (np.searchsorted(self._number, edge) for edge in (number, number + 1))
        many = stop - begin
        first = np.repeat(begin - np.concatenate([[0], np.cumsum(many)[:-1]]), many)
        rows = first + np.arange(len(first))
        let = (self._start[rows] < chosen.last) & (self._end[rows] >= chosen.first)
        let &= chosen.combos[self._combo[rows]]
        if chosen.areas is not None:
            let &= chosen.areas[self._area[rows]]
        found: Numbers = rows[let]
        return found

    def _told_again(self, once: Once, rows: Numbers, at: Numbers, bins: int) -> Numbers:
        """Count per bin the incidents whose cluster is there already; of each incident one row."""
        if not len(once.several):
            return np.zeros(bins, dtype=np.int64)
        number = self._number[rows]
        place = np.minimum(np.searchsorted(once.several, number), len(once.several) - 1)
        linked = np.flatnonzero(once.several[place] == number)
        at, cluster = at[linked], once.cluster[place[linked]]
        key = at.astype(np.int64) * (int(once.cluster.max()) + 1) + cluster
        _, first = np.unique(key, return_index=True)
        found: Numbers = np.bincount(at, minlength=bins) - np.bincount(at[first], minlength=bins)
        return found

    def _bins(self, columns: tuple[Numbers, ...], order: Numbers) -> list[Bin]:
        """Return the bins in an order, with types and names as texts; -1 is none."""
        lat, lon, incidents, kind, cx, cy, splits, name = (c[order].tolist() for c in columns)
        types = [None if k < 0 else self._types[k] for k in kind]
        names = [None if n < 0 else self._names[n] for n in name]
        return list(zip(lat, lon, incidents, types, cx, cy, splits, names, strict=True))

    def _rows(self, chosen: Chosen, bins: int, window: Window) -> tuple[Numbers, Numbers, Numbers]:
        """Return a selection's rows that lie in a view, and column and row of their bins."""
        begin, stop = np.searchsorted(self._start, (self._earliest[chosen.first], chosen.last))
        rows = slice(begin, stop)
        cx, cy = cells_of(self._lon[rows], self._y[rows], bins)
        west, north, east, south = window
        let = (cx >= west) & (cx <= east) & (cy >= north) & (cy <= south)
        if chosen.first:
            let &= self._end[rows] >= chosen.first
        if not chosen.combos.all():
            let &= chosen.combos[self._combo[rows]]
        if chosen.areas is not None:
            let &= chosen.areas[self._area[rows]]
        found = np.flatnonzero(let)
        return found + begin, cx[found], cy[found]


def _numbered(cx: Numbers, cy: Numbers) -> tuple[Numbers, Numbers]:
    """Return the distinct pairs, and the position of each row's among them."""
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


_LOCK: Final = threading.Lock()
_KEPT: Final[weakref.WeakKeyDictionary[Store, Dots]] = weakref.WeakKeyDictionary()


def dots_of(store: Store) -> Dots | None:
    """Return a store's dots, made at the first call; None for a store without a summary."""
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
    window: Window,
    limit: int,
) -> list[Bin] | None:
    """Return a view's bins (see `Dots.binned`), or None where the store has to be asked."""
    found = summed(store, filters)
    dots = dots_of(store) if found else None
    return dots.binned(found[1], bins, window, limit) if dots and found else None
