"""The points of each bin of one zoom level, summed by day.

A view of ten million points is then answered by the sums of its bins, at the same cost as one of
ten thousand.  Sums over the points whose incidents overlap a range of days come from running
totals, as in `geo.query.memory.ledger`: those that started by its last day, less those that ended
before its first.

A *cell* is a bin, a *pair* a bin with an area, because filters let areas through.

All that is known of a cell are sums over points, so that those of the parts of a store add up.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.query.memory.chosen import Chosen, Numbers

    #: First column and row, then last column and row, of the bins of a view.
    Window = tuple[int, int, int, int]

#: Parts of a degree in which positions are summed: whole numbers, so that sums are exact.
PARTS: Final = 1e7
#: What is summed; of the numbers after the first four, the number and its square.
_RECORDS, _FIRSTS, _LAT, _LON, _TYPE, _PLACE_LOW, _PLACE_HIGH = 0, 1, 2, 3, 4, 6, 8
MEASURES: Final = 10
#: A place's number is summed in two halves of so many bits: the squares' sums stay whole numbers.
_HALF: Final = 12
#: A view of so many bins is counted in a table with all of them, a wider one by sorting.
_TABLE: Final = 1_000_000


@dataclass(frozen=True)
class Points:
    """One value per point, sorted by the start of their incidents.

    Attributes
    ----------
    lon, lat, y : array
        Degrees, and Web Mercator from 0 in the north to 1 in the south.
    number, area, type, start, end : array
        Of its incident, whose points stand together; `start` and `end` are days as positions.
    place : array
        From `Places.number`.
    events : array or None
        As how many incidents it counts; None if each is one.
    """

    lon: Numbers
    lat: Numbers
    y: Numbers
    number: Numbers
    area: Numbers
    type: Numbers
    start: Numbers
    end: Numbers
    place: Numbers
    events: Numbers | None = None

    def of(self, rows: Numbers) -> Points:
        """Return some of them."""
        some: dict[str, Any] = {
            field.name: None if (part := getattr(self, field.name)) is None else part[rows]
            for field in fields(self)
        }
        return Points(**some)

    def measures(self, again: Numbers) -> list[Numbers]:
        """Return what is summed, given whether an earlier point of the incident is there."""
        once = ~again if self.events is None else ~again * self.events
        found = [np.ones(len(again)), once]
        found += [np.rint(values * PARTS) for values in (self.lat, self.lon)]
        for number in (self.type, self.place & ((1 << _HALF) - 1), self.place >> _HALF):
            values = number.astype(np.int64)
            found += [values, values * values]
        return found


class Places:
    """The places of points: those at the same position have the same number.

    Parameters
    ----------
    lon, lat : array
        Of each point.
    name : array
        Of each point, as a position in `names`; -1 is none.
    names : list of str
    before : Places, optional
        Places that have numbers already.

    Attributes
    ----------
    number : array
        The place of each point.
    """

    def __init__(
        self, lon: Numbers, lat: Numbers, name: Numbers, names: list[str], before: Places | None
    ) -> None:
        east, north = (np.rint(values * PARTS).astype(np.int64) for values in (lon, lat))
        keys, at = np.unique((east << 32) + north, return_inverse=True)
        number = np.arange(len(keys))
        self._keys: Numbers
        self._before, self._first = before, 0
        if before is not None:
            self._first = before.end
            known = before.find(keys)
            new = known < 0
            number = np.where(new, self._first + np.cumsum(new) - 1, known)
            keys = keys[new]
        self._keys, self._names = keys, names
        self.number: Numbers = number[at].astype(np.int32)
        self._name = np.empty(len(keys), dtype=name.dtype)
        own = self.number >= self._first
        self._name[self.number[own] - self._first] = name[own]

    @property
    def end(self) -> int:
        """The first number that no place has."""
        return self._first + len(self._keys)

    def find(self, keys: Numbers) -> Numbers:
        """Return the numbers of places, -1 for those that are not there."""
        at = np.searchsorted(self._keys, keys)
        there = at < len(self._keys)
        there[there] = self._keys[at[there]] == keys[there]
        earlier: Any = -1 if self._before is None else self._before.find(keys)
        return np.where(there, at + self._first, earlier)

    def name(self, number: int) -> str | None:
        """Return the name of a place; None where it has none, and for -1."""
        if self._before is not None and number < self._first:
            return self._before.name(number)
        at = -1 if number < 0 else int(self._name[number - self._first])
        return None if at < 0 else self._names[at]


@dataclass(frozen=True)
class Cells:
    """Bins by `cell`, ascending, and the sums of what is in each (`Points.measures`)."""

    cell: Numbers
    sums: Numbers

    @property
    def position(self) -> tuple[Numbers, Numbers]:
        """Mean positions, degrees: latitude and longitude."""
        records = self.sums[:, _RECORDS]
        return self.sums[:, _LAT] / records / PARTS, self.sums[:, _LON] / records / PARTS

    @property
    def incidents(self) -> Numbers:
        """How many there are in each."""
        found: Numbers = self.sums[:, _FIRSTS]
        return found

    @property
    def type(self) -> Numbers:
        """The type that all records of a bin have, -1 where they have several."""
        return _common(self.sums, _TYPE)

    @property
    def place(self) -> Numbers:
        """The place that all records of a bin have, -1 where they have several."""
        low, high = _common(self.sums, _PLACE_LOW), _common(self.sums, _PLACE_HIGH)
        return np.where((low < 0) | (high < 0), -1, (high << _HALF) + low)

    def less(self, cell: Numbers, incidents: Numbers) -> Cells:
        """Return the same with less incidents in some of the bins."""
        sums = self.sums.copy()
        sums[np.searchsorted(self.cell, cell), _FIRSTS] -= incidents
        return Cells(self.cell, sums)


def of_points(points: Points, cx: Numbers, cy: Numbers, bins: int) -> Cells:
    """Return the bins of some points, given column and row of each (see `cells_of`)."""
    if not len(cx):
        return Cells(np.empty(0, dtype=np.int64), np.empty((0, MEASURES), dtype=np.int64))
    cells, at = _numbered(cx, cy)
    measures = points.measures(repeated(points.number, at))
    sums = np.array([np.bincount(at, measure, len(cells)) for measure in measures])
    return Cells(cells[:, 0] * bins + cells[:, 1], np.rint(sums).astype(np.int64).T)


def together(parts: Sequence[tuple[int, Cells]]) -> Cells:
    """Return the bins of parts, of which some are taken off (-1)."""
    if len(parts) == 1:
        return parts[0][1]
    cell = np.concatenate([part.cell for _, part in parts])
    sums = np.concatenate([sign * part.sums for sign, part in parts])
    cells, at = np.unique(cell, return_inverse=True)
    found = np.zeros((len(cells), sums.shape[1]), dtype=np.int64)
    np.add.at(found, at, sums)
    some = found[:, _RECORDS] > 0
    return Cells(cells[some], found[some])


def _numbered(cx: Numbers, cy: Numbers) -> tuple[Numbers, Numbers]:
    """Return the distinct pairs, and the position of each row's among them."""
    west, north = cx.min(), cy.min()
    height = int(cy.max() - north) + 1
    cell = (cx - west).astype(np.int64) * height + (cy - north)
    size = int(cell.max()) + 1
    if size > _TABLE:
        distinct, at = np.unique(cell, return_inverse=True)
    else:
        there = np.bincount(cell, minlength=size) > 0
        distinct = np.flatnonzero(there)
        at = (np.cumsum(there) - 1)[cell]
    return np.stack([distinct // height + west, distinct % height + north], axis=1), at


class _Side:
    """Running totals of each pair, by the days on which its points start, or end."""

    def __init__(self, pair: Numbers, day: Numbers, days: int, measures: list[Numbers]) -> None:
        self._days = days
        key = pair.astype(np.int64) * days + day
        order = np.argsort(key, kind="stable")
        key = key[order]
        begin = np.flatnonzero(np.diff(key, prepend=-1))
        self._keys = key[begin]
        self._totals = np.zeros((len(begin) + 1, len(measures)), dtype=np.int64)
        for at, measure in enumerate(measures):
            values = measure[order].astype(np.int64)
            self._totals[1:, at] = np.cumsum(np.add.reduceat(values, begin))

    def until(self, pair: Numbers, day: int) -> Numbers:
        """Return the sums of pairs over their points before a day."""
        first = pair.astype(np.int64) * self._days
        low, high = np.searchsorted(self._keys, (first, first + day))
        found: Numbers = self._totals[high] - self._totals[low]
        return found


class BinSums:
    """Sums of the bins of one zoom level.

    Parameters
    ----------
    points : Points
        At least one.
    bins : int
        How many there are from west to east, and from north to south.
    days : int
        How many days there are.
    """

    def __init__(self, points: Points, bins: int, days: int) -> None:
        cx, cy = cells_of(points.lon, points.y, bins)
        cell = cx.astype(np.int64) * bins + cy
        areas = int(points.area.max()) + 1
        named, pair = np.unique(cell * areas + points.area, return_inverse=True)
        self._cell, self._area = named // areas, named % areas
        self._cx, self._cy = self._cell // bins, self._cell % bins
        again = repeated(points.number, pair)
        measures = points.measures(again)
        self._starts = _Side(pair, points.start, days + 1, measures)
        self._ends = _Side(pair, points.end, days + 1, measures)
        self._note_several(points, cell, again)

    def _note_several(self, points: Points, cell: Numbers, again: Numbers) -> None:
        """Note incidents that lie in several areas of one cell: each counts once there."""
        key = points.number.astype(np.int64) * (int(cell.max()) + 1) + cell
        further = repeated(points.number, cell) & ~again
        rows = np.flatnonzero(np.isin(key, key[further]) & ~again)
        _, first, self._group = np.unique(key[rows], return_index=True, return_inverse=True)
        self._group_cell = cell[rows][first]
        self._group_events = None if points.events is None else points.events[rows][first]
        self._row_area, self._row_start = points.area[rows], points.start[rows]
        self._row_end = points.end[rows]

    def binned(self, chosen: Chosen, window: Window) -> Cells:
        """Return the bins of a view that have a record.

        Parameters
        ----------
        chosen : Chosen
            The selection; of every type and actor.
        window : (int, int, int, int)
            First column and row, last column and row.
        """
        west, north, east, south = window
        low, high = np.searchsorted(self._cx, (west, east + 1))
        let = (self._cy[low:high] >= north) & (self._cy[low:high] <= south)
        if chosen.areas is not None:
            let &= chosen.areas[self._area[low:high]]
        pair = np.flatnonzero(let) + low
        last = max(chosen.first, chosen.last)
        sums = self._starts.until(pair, last) - self._ends.until(pair, chosen.first)
        some = sums[:, _RECORDS] > 0
        pair, sums = pair[some], sums[some]
        begin = np.flatnonzero(np.diff(self._cell[pair], prepend=-1))
        if len(begin):
            sums = np.add.reduceat(sums, begin, axis=0)
        cell = self._cell[pair[begin]]
        return Cells(cell, sums).less(cell, self._counted_again(chosen, cell))

    def _counted_again(self, chosen: Chosen, cells: Numbers) -> Numbers:
        """Return how often incidents are counted in a further area of the same cell, by cell."""
        let = (self._row_start < chosen.last) & (self._row_end >= chosen.first)
        if chosen.areas is not None:
            let &= chosen.areas[self._row_area]
        areas = np.bincount(self._group[let], minlength=len(self._group_cell))
        several = np.flatnonzero(areas > 1)
        cell = self._group_cell[several]
        seen = np.isin(cell, cells)
        at, further = np.searchsorted(cells, cell[seen]), areas[several][seen] - 1
        if self._group_events is not None:
            further = further * self._group_events[several][seen]
        return np.bincount(at, further, len(cells)).astype(np.int64)


def _common(sums: Numbers, measure: int) -> Numbers:
    """Return the number that all records have, by its sum and that of its squares; -1 for several.

    Numbers are all the same if their mean is whole and its square is that of the squares.
    """
    records, total, squares = sums[:, _RECORDS], sums[:, measure], sums[:, measure + 1]
    mean = total // records
    same = (mean * records == total) & (mean * mean * records == squares)
    return np.where(same, mean, -1)


def cells_of(lon: Numbers, y: Numbers, bins: int) -> tuple[Numbers, Numbers]:
    """Return column and row of the bin of each position (see `Points`)."""
    column = np.floor((lon + 180) / 360 * bins).astype(np.int32)
    return column, np.floor(y * bins).astype(np.int32)


def repeated(number: Numbers, at: Numbers) -> Numbers:
    """Return whether an earlier point of the same incident is in the same bin.

    An incident's points stand together, so that it is enough to look back a few rows.
    """
    found = np.zeros(len(number), dtype=bool)
    back = 1
    while back < len(number) and (same := number[back:] == number[:-back]).any():
        found[back:] |= same & (at[back:] == at[:-back])
        back += 1
    return found
