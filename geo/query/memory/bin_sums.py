"""The points of each bin of one zoom level, summed by day.

A view of ten million points is then answered by the sums of its bins, at the same cost as one of
ten thousand.  Sums over the points whose incidents overlap a range of days come from running
totals, as in `geo.query.memory.ledger`: those that started by its last day, less those that ended
before its first.

A *cell* is a bin, a *pair* a bin with an area, because filters let areas through.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from geo.query.memory.chosen import Chosen, Numbers

    #: First column and row, then last column and row, of the bins of a view.
    Window = tuple[int, int, int, int]

#: Parts of a degree in which positions are summed: whole numbers, so that sums are exact.
PARTS: Final = 1e7
#: What is summed; of the numbers after the first four, the number and its square.
_RECORDS, _FIRSTS, _LAT, _LON, _TYPE, _PLACE_LOW, _PLACE_HIGH = 0, 1, 2, 3, 4, 6, 8
#: A place's number is summed in two halves of so many bits: the squares' sums stay whole numbers.
_HALF: Final = 12


@dataclass(frozen=True)
class Points:
    """One value per point, sorted by the start of their incidents.

    Attributes
    ----------
    lon, lat, y : array
        Degrees, and Web Mercator from 0 in the north to 1 in the south.
    number, area, type, start, end : array
        Of its incident, whose points stand together; `start` and `end` are days as positions.
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
    events: Numbers | None = None

    def places(self) -> Numbers:
        """Return the number of each point's place: the same for points at the same position."""
        lon, lat = (np.rint(values * PARTS).astype(np.int64) for values in (self.lon, self.lat))
        number: Numbers = np.unique((lon << 32) + lat, return_inverse=True)[1].astype(np.int32)
        return number


@dataclass(frozen=True)
class Sums:
    """Bins that have a record, by column and row.

    Attributes
    ----------
    cx, cy : array
    lat, lon : array
        Mean positions, degrees.
    incidents : array
    type, place : array
        What all records of the bin have, or -1 where they have several.
    """

    cx: Numbers
    cy: Numbers
    lat: Numbers
    lon: Numbers
    incidents: Numbers
    type: Numbers
    place: Numbers


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
    places : array
        From `Points.places`.
    bins : int
        How many there are from west to east, and from north to south.
    days : int
        How many days there are.
    """

    def __init__(self, points: Points, places: Numbers, bins: int, days: int) -> None:
        cx, cy = cells_of(points.lon, points.y, bins)
        cell = cx.astype(np.int64) * bins + cy
        areas = int(points.area.max()) + 1
        named, pair = np.unique(cell * areas + points.area, return_inverse=True)
        self._cell, self._area = named // areas, named % areas
        self._cx, self._cy = self._cell // bins, self._cell % bins
        again = repeated(points.number, pair)
        once = ~again if points.events is None else ~again * points.events
        measures = [np.ones(len(pair)), once]
        measures += [np.rint(values * PARTS) for values in (points.lat, points.lon)]
        for number in (points.type, places & ((1 << _HALF) - 1), places >> _HALF):
            values = number.astype(np.int64)
            measures += [values, values * values]
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

    def binned(self, chosen: Chosen, window: Window) -> Sums:
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
        pair, records = pair[begin], sums[:, _RECORDS]
        place_low, place_high = _common(sums, _PLACE_LOW), _common(sums, _PLACE_HIGH)
        split = (place_low < 0) | (place_high < 0)
        return Sums(
            self._cx[pair],
            self._cy[pair],
            sums[:, _LAT] / records / PARTS,
            sums[:, _LON] / records / PARTS,
            sums[:, _FIRSTS] - self._counted_again(chosen, self._cell[pair]),
            _common(sums, _TYPE),
            np.where(split, -1, (place_high << _HALF) + place_low),
        )

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
