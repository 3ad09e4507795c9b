"""A grid over the regions, by which most coordinates are located without looking at a polygon.

A cell through which no boundary runs lies wholly in one region, wholly abroad or wholly at sea, so
that one point of it speaks for all.  Only the points of the other cells, and those at sea, need the
exact test.  The grid has two levels: coarse cells, and fine ones inside those that a boundary
crosses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    Numbers = np.ndarray[Any, Any]

#: What a cell says if it is not the position of a region.
SEA: Final = 253
ABROAD: Final = 254
UNDECIDED: Final = 255
#: Width and height of a coarse cell in degrees, and fine cells along its side.
_COARSE: Final = 0.25
_FINE: Final = 25
_WEST: Final = -180.0
_SOUTH: Final = 40.0
_COLUMNS: Final = round(360 / _COARSE)
_ROWS: Final = round(43 / _COARSE)
#: A line this near to a cell's edge, in cells, counts as crossing it: far more than rounding errs.
_SLACK: Final = 1e-6


class Grid:
    """What lies in each cell.

    Parameters
    ----------
    polygons : GeoSeries
        Everything whose boundary matters; degrees, EPSG:4326, longitudes from -180 to 180.
    decide : callable
        Longitudes and latitudes to what is there: the position of a region (less than `SEA`),
        `SEA` or `ABROAD`.
    """

    def __init__(
        self, polygons: gpd.GeoSeries, decide: Callable[[Numbers, Numbers], Numbers]
    ) -> None:
        ends = [(axis - low) / _COARSE for axis, low in _segments(polygons)]
        crossed = np.zeros((_ROWS, _COLUMNS), dtype=bool)
        row, column = _crossed(*ends)
        inside = (row >= 0) & (row < _ROWS)
        crossed[row[inside], np.clip(column[inside], 0, _COLUMNS - 1)] = True
        south = _SOUTH + np.arange(_ROWS) * _COARSE
        self._coarse = _filled(crossed, np.full(_ROWS, _WEST), south, _COARSE, decide)
        self._block = np.full(crossed.shape, -1, dtype=np.int32)
        self._block[crossed] = np.arange(crossed.sum())
        row, column = np.nonzero(crossed)
        self._fine = self._refined(ends, row, column, decide)

    def _refined(
        self,
        ends: list[Numbers],
        block_row: Numbers,
        block_column: Numbers,
        decide: Callable[[Numbers, Numbers], Numbers],
    ) -> Numbers:
        """Return the fine cells of coarse cells that a boundary crosses, by block, row, column."""
        crossed = np.zeros((len(block_row), _FINE, _FINE), dtype=bool)
        row, column = _crossed(*(values * _FINE for values in ends))
        column = np.clip(column, 0, _COLUMNS * _FINE - 1)
        inside = (row >= 0) & (row < _ROWS * _FINE)
        row, column = row[inside], column[inside]
        # Slack is a part of a cell: a line that only a coarse cell takes in marks no fine one.
        block = self._block[row // _FINE, column // _FINE]
        there = block >= 0
        crossed[block[there], row[there] % _FINE, column[there] % _FINE] = True
        del row, column, inside, block, there  # a hundred megabytes
        step = _COARSE / _FINE
        south = (_SOUTH + block_row * _COARSE)[:, None] + np.arange(_FINE) * step
        west = np.repeat(_WEST + block_column * _COARSE, _FINE)
        filled = _filled(crossed.reshape(-1, _FINE), west, south.ravel(), step, decide)
        return filled.reshape(crossed.shape)

    def look(self, lon: Numbers, lat: Numbers) -> Numbers:
        """Return what is at each coordinate, `UNDECIDED` where only the exact test can say."""
        # Below zero in single steps: floor is dearer than cutting off, and all is above zero.
        x, y = (lon - _WEST) / _COARSE, (lat - _SOUTH) / _COARSE
        found = np.full(len(x), UNDECIDED, dtype=np.uint8)
        at = np.flatnonzero((y >= 0) & (y < _ROWS) & (x >= 0))
        x, y = x[at], y[at]
        column = np.minimum(x.astype(np.int32), _COLUMNS - 1)
        row = y.astype(np.int32)
        found[at] = self._coarse[row, column]
        block = self._block[row, column]
        mixed = np.flatnonzero(block >= 0)
        fine_row = _part(y[mixed], row[mixed])
        fine_column = _part(x[mixed], column[mixed])
        found[at[mixed]] = self._fine[block[mixed], fine_row, fine_column]
        return found

    @property
    def nbytes(self) -> int:
        """Size in memory."""
        return int(self._coarse.nbytes + self._block.nbytes + self._fine.nbytes)


def _part(value: Numbers, cell: Numbers) -> Numbers:
    """Return the number of the fine cell inside a coarse one."""
    found: Numbers = np.minimum(((value - cell) * _FINE).astype(np.int32), _FINE - 1)
    return found


def _segments(polygons: gpd.GeoSeries) -> list[tuple[Numbers, float]]:
    """Return the ends of all boundary segments as x, y, x, y, each with its axis' grid edge."""
    import shapely

    rings = shapely.get_rings(shapely.get_parts(polygons.to_numpy()))
    points, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    one, two = points[:-1][same], points[1:][same]
    return [(one[:, 0], _WEST), (one[:, 1], _SOUTH), (two[:, 0], _WEST), (two[:, 1], _SOUTH)]


def _crossed(x: Numbers, y: Numbers, to_x: Numbers, to_y: Numbers) -> tuple[Numbers, Numbers]:
    """Return rows and columns of all cells that segments touch; coordinates in cells."""
    rows, columns = _around(y, x)
    found = [(rows, columns)]
    for turned in (False, True):
        ends = (y, x, to_y, to_x) if turned else (x, y, to_x, to_y)
        line, at = _crossings(*ends)
        found += [_around(line, at) if turned else _around(at, line)]
    return (
        np.concatenate([rows for rows, _ in found]),
        np.concatenate([columns for _, columns in found]),
    )


def _crossings(x: Numbers, y: Numbers, to_x: Numbers, to_y: Numbers) -> tuple[Numbers, Numbers]:
    """Return where segments cross the lines of whole x: the line, and y there."""
    low = np.ceil(np.minimum(x, to_x) - _SLACK).astype(np.int64)
    high = np.floor(np.maximum(x, to_x) + _SLACK).astype(np.int64)
    times = np.maximum(high - low + 1, 0)
    segment = np.repeat(np.arange(len(x)), times)
    line = low[segment] + np.arange(len(segment)) - np.repeat(np.cumsum(times) - times, times)
    run = (to_x - x)[segment]
    way = np.divide(line - x[segment], run, out=np.zeros(len(line)), where=run != 0)
    return line, y[segment] + np.clip(way, 0, 1) * (to_y - y)[segment]


def _around(y: Numbers, x: Numbers) -> tuple[Numbers, Numbers]:
    """Return rows and columns of the cells that a point lies in or on the edge of."""
    rows = [np.floor(y + step).astype(np.int64) for step in (-_SLACK, _SLACK)]
    columns = [np.floor(x + step).astype(np.int64) for step in (-_SLACK, _SLACK)]
    return np.concatenate([*rows, *rows]), np.concatenate([*columns, *columns[::-1]])


def _filled(
    crossed: Numbers,
    west: Numbers,
    south: Numbers,
    size: float,
    decide: Callable[[Numbers, Numbers], Numbers],
) -> Numbers:
    """Return what each cell says; cells of a row with no boundary between them say the same.

    `west` and `south` are the edges of each row's first cell, `size` a cell's side, in degrees.
    """
    begins = ~crossed
    begins[:, 1:] &= crossed[:, :-1]
    row, column = np.nonzero(begins)
    answers = decide(west[row] + (column + 0.5) * size, south[row] + size / 2)
    starts = np.flatnonzero(begins)
    cells = np.diff(starts, append=crossed.size)  # until the next run begins, a boundary's too
    found = np.full(crossed.size, UNDECIDED, dtype=np.uint8)
    found[crossed.size - cells.sum() :] = np.repeat(answers, cells)
    found[crossed.ravel()] = UNDECIDED
    return found.reshape(crossed.shape)
