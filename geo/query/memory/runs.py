"""Incidents that several records tell of, counted once: what is to be taken off.

A *run* is the rows of one cluster in one group, such as an area.  Only runs of several rows are
kept: a row that stands for several events is alone in its own, so that no events are looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.query.memory.bundles import Bundles, begins, reduced

if TYPE_CHECKING:
    from geo.query.memory.arrays import Incidents
    from geo.query.memory.chosen import Numbers
    from geo.query.memory.forest import Clusters


class Runs:
    """The runs of several rows.

    Parameters
    ----------
    clusters : Clusters
    incidents : Incidents
    number, group : array
        The incident and the group of each row.
    groups : int
        How many there are.

    Attributes
    ----------
    bundles : Bundles
        The runs; the rows of each by their first day.
    group : array
        Of each row.
    """

    def __init__(
        self,
        clusters: Clusters,
        incidents: Incidents,
        number: Numbers,
        group: Numbers,
        groups: int,
    ) -> None:
        self._groups = groups
        key = group.astype(np.int64) * len(clusters.parent) + clusters.cluster[number]
        self.bundles = Bundles(key, incidents.start[number], incidents, number)
        self.group = group[self.bundles.rows].astype(np.intp)
        self._rank = clusters.rank[self.bundles.number]

    def counts(self, rows: Numbers) -> Numbers:
        """Return by group by how much less there is if each run of some rows counts once."""
        group = self.group[rows]
        once = group[begins(self.bundles.of[rows])]
        found: Numbers = np.bincount(once, minlength=self._groups)
        return found - np.bincount(group, minlength=self._groups)

    def periods(
        self, rows: Numbers, first: Numbers, last: Numbers, types: Numbers | None = None
    ) -> Numbers:
        """Return the same by kind and period.

        Parameters
        ----------
        rows : array
            Positions of the rows that count, ascending.
        first, last : array
            Days of each period as positions, the last not included.
        types : array, optional
            The type of each combo.  Types are the kinds then, and a run has that of its chosen
            row of the lowest rank; otherwise the groups are.
        """
        times = np.diff(begins(self.bundles.of[rows]), append=len(rows))
        rows = rows[np.repeat(times > 1, times)]
        kinds, groups = self.group[rows], self._groups
        told = kinds
        if types is not None:
            kinds, groups = types[self.bundles.combo[rows]], int(types.max(initial=0)) + 1
            told = kinds[self._speakers(rows)]
        begin = np.searchsorted(last, self.bundles.start[rows], "right")
        stop = np.searchsorted(first, self.bundles.end[rows], "right") - 1
        lie = begin <= stop
        rows, begin, stop, kinds, told = (v[lie] for v in (rows, begin, stop, kinds, told))
        more = len(first) + 1
        changes = _spans(kinds, begin, stop, groups, more)
        # What has ended of the same run before: runs stand apart by more than all periods.
        base = self.bundles.of[rows] * more
        ended = np.maximum.accumulate(base + stop)
        before = np.full_like(ended, -1)
        before[1:] = ended[:-1]
        begin = np.maximum(begin, before - base + 1)
        new = stop >= begin
        once = _spans(told[new], begin[new], stop[new], groups, more)
        found: Numbers = (once - changes).cumsum(axis=1)[:, :-1]
        return found

    def _speakers(self, rows: Numbers) -> Numbers:
        """Return for each of some rows which of them speaks for its run, by its place there."""
        begin = begins(self.bundles.of[rows])
        told = self._rank[rows] * len(rows) + np.arange(len(rows))
        lowest = reduced(np.minimum, told, begin) % max(len(rows), 1)
        found: Numbers = np.repeat(lowest, np.diff(begin, append=len(rows)))
        return found


def _spans(group: Numbers, first: Numbers, last: Numbers, groups: int, periods: int) -> Numbers:
    """Return where by group and period spans begin, less where they have ended."""
    base, shape = group.astype(np.int64) * periods, (groups, periods)
    begun, ended = (np.bincount(base + at, minlength=groups * periods) for at in (first, last + 1))
    found: Numbers = (begun - ended).reshape(shape)
    return found
