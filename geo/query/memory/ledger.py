"""Sums over whatever overlaps a range of days, at a cost that does not grow with the rows.

A row (an incident, or an incident in one area) covers the days from its start to its end and adds
to one *column*.  A row overlaps the days from `first` to `last` if it has started by `last` and has
not ended before `first`; what ended before `first` also started by `last`.  So the sum over the
rows that overlap is the sum over those that started by `last` less the sum over those that ended
before `first`, exactly, and both come from running totals by day.

A row counts as one, unless rows have weights of their own.

Counts have a running total for every day, where days and columns are few beside the rows.  Where
they are not, the rows are looked at (`FewRows`).
Counts have a running total for every day.  The other sums have one for every `BLOCK` days, and the
few rows of the days after it are added when asked for: that takes a fraction of the memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.query.memory.chosen import Numbers

#: Cells of the running totals (days by columns) for each row: beyond it the rows are looked at.
CELLS_OF_ROW: Final = 200
#: Days between two running totals of what is not a count.
BLOCK: Final = 8
#: What an unknown number is in a measure's array.
UNKNOWN: Final = -1


@dataclass(frozen=True)
class _Side:
    """Running totals by the rows' starts, or by their ends.

    Attributes
    ----------
    order : array or None
        Rows in the order of their day; None if they are in it already.
    edges : array
        How many rows have a day before each.
    rows, counts : array
        Rows, and what they count as, per column with a day before each (days + 1, columns).
    blocks : array
        Sums, then rows with a known value, then what these count as if that is another number, at
        every `BLOCK`th day (blocks, 2 or 3, measures, columns).
    """

    order: Numbers | None
    edges: Numbers
    rows: Numbers
    counts: Numbers
    blocks: Numbers


class Ledger:
    """Running totals of rows by day and column.

    Parameters
    ----------
    days : int
        How many distinct days there are; starts and ends are positions among them.
    start, end : array of int
        Days of each row; `start` ascending.
    column : array of int
        The column to which each row adds.
    columns : int
        How many there are.
    measures : sequence of array of int
        What is summed besides the count; `UNKNOWN` where a row does not say.
    weights : array of int, optional
        As how many each row counts; as one if left out.
    """

    def __init__(  # noqa: PLR0913, PLR0917
        self,
        days: int,
        start: Numbers,
        end: Numbers,
        column: Numbers,
        columns: int,
        measures: Sequence[Numbers] = (),
        weights: Numbers | None = None,
    ) -> None:
        self.columns = columns
        self._column = column
        self._measures = measures
        self._weights = weights
        self._starts = self._side(days, start, None)
        self._ends = self._side(days, end, np.argsort(end, kind="stable").astype(np.int32))

    def counts(self, first: Any, last: Any) -> Numbers:
        """Count what overlaps the days `first` (included) to `last` (not included), per column.

        Arrays of days give one row of counts for each pair.
        """
        found: Numbers = self._starts.counts[last] - self._ends.counts[first]
        return found

    def started(self, day: int) -> Numbers:
        """Count the rows per column that start before a day."""
        found: Numbers = self._starts.rows[day]
        return found

    def sums(self, first: int, last: int) -> tuple[Numbers, Numbers, Numbers]:
        """Return sums over those days, by measure and column.

        Besides, how many rows say a number, and what these count as.
        """
        found: Numbers = self._until(self._starts, last) - self._until(self._ends, first)
        return found[0], found[1], found[-1]

    def _side(self, days: int, day: Numbers, order: Numbers | None) -> _Side:
        edges = np.searchsorted(day if order is None else day[order], np.arange(days + 1))
        shape = (days + 1, self.columns)
        at = (day.astype(np.int64) + 1) * self.columns + self._column
        weights = self._weights
        rows = _binned(at, None, shape)
        counts = rows if weights is None else _binned(at, weights, shape)
        blocks, layers = -(-days // BLOCK) + 1, 2 if weights is None else 3
        summed = [*self._measures, *([] if weights is None else [weights])]
        size = max((int(m[m > 0].sum()) for m in summed), default=0)
        kind = np.int32 if size < np.iinfo(np.int32).max else np.int64
        sums = np.zeros((blocks, layers, len(self._measures), self.columns), dtype=kind)
        at = (day.astype(np.int64) // BLOCK + 1) * self.columns + self._column
        for number, measure in enumerate(self._measures):
            known = measure != UNKNOWN
            sums[:, 0, number] = _binned(at[known], measure[known], sums.shape[::3])
            sums[:, 1, number] = _binned(at[known], None, sums.shape[::3])
            if weights is not None:
                sums[:, 2, number] = _binned(at[known], weights[known], sums.shape[::3])
        return _Side(order, edges, rows, counts, sums)

    def _until(self, side: _Side, day: int) -> Numbers:
        """Return the sums over the rows before a day."""
        block = day // BLOCK
        total: Numbers = side.blocks[block].astype(np.int64)
        rows: Any = slice(side.edges[block * BLOCK], side.edges[day])
        if rows.start == rows.stop:
            return total
        if side.order is not None:
            rows = side.order[rows]
        column = self._column[rows]
        for number, measure in enumerate(self._measures):
            values = measure[rows]
            known = values != UNKNOWN
            here = column[known]
            total[0, number] += np.bincount(here, values[known], self.columns).astype(np.int64)
            total[1, number] += np.bincount(here, minlength=self.columns)
            if self._weights is not None:
                weights = self._weights[rows][known]
                total[2, number] += np.bincount(here, weights, self.columns).astype(np.int64)
        return total


class FewRows:
    """The same as `Ledger`, from the rows themselves: in little memory, where they are few."""

    def __init__(  # noqa: PLR0913, PLR0917
        self,
        days: int,
        start: Numbers,
        end: Numbers,
        column: Numbers,
        columns: int,
        measures: Sequence[Numbers] = (),
        weights: Numbers | None = None,
    ) -> None:
        del days  # the rows know theirs
        self.columns = columns
        self._start, self._end, self._column, self._weights = start, end, column, weights
        shape = (len(measures), len(start))
        self._values = np.array(measures, dtype=np.int64).reshape(shape)
        self._known = self._values != UNKNOWN

    def counts(self, first: Any, last: Any) -> Numbers:
        """See `Ledger.counts`."""
        return self._before(self._start, last, self._weights) - self._before(
            self._end, first, self._weights
        )

    def started(self, day: int) -> Numbers:
        """See `Ledger.started`."""
        return self._before(self._start, day, None)

    def sums(self, first: int, last: int) -> tuple[Numbers, Numbers, Numbers]:
        """See `Ledger.sums`."""
        # What ends before the days begin is taken off, also where they end before they begin.
        sign = (self._start < last).astype(np.int64) - (self._end < first)
        rows = np.flatnonzero(sign)
        sign, column = sign[rows], self._column[rows]
        known = self._known[:, rows] * sign
        counted = known if self._weights is None else known * self._weights[rows]
        summed = self._by_column(column, self._values[:, rows] * known)
        return summed, self._by_column(column, known), self._by_column(column, counted)

    def _before(self, day: Numbers, edges: Any, weights: Numbers | None) -> Numbers:
        """Count the rows with a day before each edge, per column."""
        places, back = np.unique(np.atleast_1d(edges), return_inverse=True)
        at = np.searchsorted(places, day, "right") * self.columns + self._column
        shape = (len(places) + 1, self.columns)
        cells = np.bincount(at, weights, shape[0] * shape[1]).astype(np.int64).reshape(shape)
        found: Numbers = cells.cumsum(axis=0)[:-1][back]
        return found if np.ndim(edges) else found[0]

    def _by_column(self, column: Numbers, values: Numbers) -> Numbers:
        found = np.zeros((len(values), self.columns), dtype=np.int64)
        for row, of in zip(found, values, strict=True):
            np.add.at(row, column, of)
        return found


def ledger(  # noqa: PLR0913, PLR0917
    days: int,
    start: Numbers,
    end: Numbers,
    column: Numbers,
    columns: int,
    measures: Sequence[Numbers] = (),
    weights: Numbers | None = None,
) -> Ledger | FewRows:
    """Return running totals, or the rows where these take less."""
    kind = FewRows if days * columns > CELLS_OF_ROW * len(start) else Ledger
    return kind(days, start, end, column, columns, measures, weights)


def _binned(at: Numbers, weights: Numbers | None, shape: tuple[int, ...]) -> Numbers:
    """Return running totals along the first axis of what falls into each cell of a table."""
    cells: Numbers = np.bincount(at, weights, shape[0] * shape[1])[: shape[0] * shape[1]]
    kind = np.int32 if weights is None else np.int64
    found: Numbers = cells.astype(kind).reshape(shape).cumsum(axis=0, dtype=kind)
    return found
