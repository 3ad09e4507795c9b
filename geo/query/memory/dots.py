"""The located records as bare arrays, binned for one view of the map without asking the store.

They are sorted by the day on which their incident starts, so that a selection of days is a slice.
"""

from __future__ import annotations

import threading
import weakref
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.query.memory.bin_sums import (
    BinSums,
    Places,
    Points,
    cells_of,
    of_points,
    repeated,
    together,
)
from geo.query.memory.bundles import ranges
from geo.query.memory.summary import small, summary_of, summed

if TYPE_CHECKING:
    from geo.query.filters import Filters
    from geo.query.memory.bin_sums import Cells, Window
    from geo.query.memory.chosen import Chosen, Numbers
    from geo.query.memory.summary import Summary
    from geo.store import Store

    #: lat, lon, incidents, type or None, cx, cy, whether it splits, name of the place.
    Bin = tuple[float, float, int, str | None, int, int, bool, str | None]

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
    before : Dots, optional
        Those of a part of the same store: types and places that are there have the same numbers.
    """

    def __init__(self, store: Store, summary: Summary, before: Dots | None) -> None:
        parameters = {"areas": list(summary.areas), "codes": list(range(len(summary.areas)))}
        with store.cursor() as cursor:
            found = cursor.sql(_DRAWN, params=parameters).to_arrow_table()
        names = found["name"].combine_chunks().dictionary_encode()
        number = found["number"].to_numpy()
        self.types: list[str] = list(
            dict.fromkeys((*(before.types if before else ()), *summary.types))
        )
        kinds = [self.types.index(kind) for kind in summary.types]
        type_of = np.array(kinds, dtype=np.int64)[summary.type_of]
        self._combo = small(summary.combo[number])
        lon, lat, y = (found[name].to_numpy() for name in ("lon", "lat", "y"))
        named = small(names.indices.fill_null(-1).to_numpy())
        self.places: Places = Places(
            lon, lat, named, names.dictionary.to_pylist(), before.places if before else None
        )
        self._points = Points(
            *(lon, lat, y, number.astype(np.int32), small(found["area"].to_numpy())),
            *(small(type_of[self._combo]), summary.start[number], summary.end[number]),
            self.places.number,
            None if summary.events is None else summary.events[number],
        )
        self._earliest, self._days = summary.earliest, len(summary.days)
        self._sums: dict[int, BinSums | None] = {}
        self._lock = threading.Lock()

    def cells(self, chosen: Chosen, bins: int, window: Window) -> Cells:
        """Return the bins of a view that have a record.

        Parameters
        ----------
        chosen : Chosen
            The selection.
        bins : int
            How many there are from west to east, and from north to south.
        window : (int, int, int, int)
            First column and row, last column and row of the view.
        """
        if len(self._points.lon) >= MANY and bins <= FINEST and bins not in self._sums:
            # Until the sums are there, which takes seconds, every point is looked at.
            self._sums[bins] = None
            threading.Thread(target=self.sum_up, args=(bins,), name="sums", daemon=True).start()
        sums = self._sums.get(bins)
        if sums is not None and chosen.combos.all():
            return self._once(sums.binned(chosen, window), chosen, bins)
        return self._once(self._counted(chosen, bins, window), chosen, bins)

    def sum_up(self, bins: int) -> None:
        """Sum up the points of each bin, for `cells` to use from now on."""
        with self._lock:
            self._sums[bins] = BinSums(self._points, bins, self._days)

    def _counted(self, chosen: Chosen, bins: int, window: Window) -> Cells:
        """Answer `cells` by looking at every point of the days."""
        rows, cx, cy = self._rows(chosen, bins, window)
        return of_points(self._points.of(rows), cx, cy, bins)

    def _once(self, found: Cells, chosen: Chosen, bins: int) -> Cells:
        """Return bins in which each incident counts once, however many records tell of it."""
        once = chosen.once
        if once is None or not len(once.several) or not len(found.cell):
            return found
        points, rows = self._points, self._several(chosen)
        cx, cy = cells_of(points.lon[rows], points.y[rows], bins)
        cell = cx.astype(np.int64) * bins + cy
        at = np.minimum(np.searchsorted(found.cell, cell), len(found.cell) - 1)
        here = np.flatnonzero(found.cell[at] == cell)
        rows, at = rows[here], at[here]
        first = ~repeated(points.number[rows], at)
        rows, at = rows[first], at[first]
        # Of each incident there is one row in each cell; its cluster may be there already.
        cluster = once.cluster[np.searchsorted(once.several, points.number[rows])]
        key = at.astype(np.int64) * (int(once.cluster.max()) + 1) + cluster
        _, first = np.unique(key, return_index=True)
        size = len(found.cell)
        again = np.bincount(at, minlength=size) - np.bincount(at[first], minlength=size)
        return found.less(found.cell, again)

    def _several(self, chosen: Chosen) -> Numbers:
        """Return the chosen rows of incidents of which several may count once."""
        assert chosen.once is not None  # noqa: S101
        points, number = self._points, chosen.once.several
        begin, stop = (np.searchsorted(points.number, edge) for edge in (number, number + 1))
        rows, _ = ranges(begin, stop - begin)
        let = (points.start[rows] < chosen.last) & (points.end[rows] >= chosen.first)
        let &= chosen.combos[self._combo[rows]]
        if chosen.areas is not None:
            let &= chosen.areas[points.area[rows]]
        found: Numbers = rows[let]
        return found

    def _rows(self, chosen: Chosen, bins: int, window: Window) -> tuple[Numbers, Numbers, Numbers]:
        """Return a selection's rows that lie in a view, and column and row of their bins."""
        points = self._points
        begin, stop = np.searchsorted(points.start, (self._earliest[chosen.first], chosen.last))
        rows = slice(begin, stop)
        cx, cy = cells_of(points.lon[rows], points.y[rows], bins)
        west, north, east, south = window
        let = (cx >= west) & (cx <= east) & (cy >= north) & (cy <= south)
        if chosen.first:
            let &= points.end[rows] >= chosen.first
        if not chosen.combos.all():
            let &= chosen.combos[self._combo[rows]]
        if chosen.areas is not None:
            let &= chosen.areas[points.area[rows]]
        found = np.flatnonzero(let)
        return found + begin, cx[found], cy[found]


_LOCK: Final = threading.Lock()
_KEPT: Final[weakref.WeakKeyDictionary[Store, Dots]] = weakref.WeakKeyDictionary()


def dots_of(store: Store, before: Dots | None = None) -> Dots | None:
    """Return a store's dots, made at the first call; None for a store without a summary.

    `before` is what they are numbered after, if they are of a part of a store.
    """
    summary = summary_of(store)
    if summary is None:
        return None
    with _LOCK:
        if store not in _KEPT:
            _KEPT[store] = Dots(store, summary, before)
        return _KEPT[store]


def binned(
    store: Store,
    filters: Filters,
    bins: int,
    window: Window,
    limit: int,
) -> list[Bin] | None:
    """Return the bins of a view that have a record, most incidents first and no more than `limit`.

    None where the store has to be asked; `Dots.cells` says what the rest is.
    """
    found, dots, parts = summed(store, filters), None, []
    for (sign, one), part in zip(store.parts(), found or (), strict=False):
        dots = dots_of(one, dots)
        if dots is None:
            return None
        parts.append((sign, dots.cells(part.chosen, bins, window)))
    return _told(together(parts), dots, bins, limit) if dots else None


def _told(cells: Cells, dots: Dots, bins: int, limit: int) -> list[Bin]:
    """Return bins in words, those with most incidents first."""
    incidents = cells.incidents
    order = np.lexsort((cells.cell, -incidents))[:limit]
    place, (cx, cy) = cells.place[order].tolist(), np.divmod(cells.cell[order], bins)
    kinds = [None if kind < 0 else dots.types[kind] for kind in cells.type[order].tolist()]
    columns = (*(part[order] for part in cells.position), incidents[order])
    lat, lon, count = (values.tolist() for values in columns)
    splits, names = [one < 0 for one in place], [dots.places.name(one) for one in place]
    return list(zip(lat, lon, count, kinds, cx.tolist(), cy.tolist(), splits, names, strict=True))
