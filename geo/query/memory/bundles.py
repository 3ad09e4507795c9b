"""Rows that belong together, placed so that those of some days are one stretch of all.

A *row* is an incident, or an incident in one area, or what it tells of one figure; a *bundle* is
all rows with the same key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from geo.query.memory.arrays import Incidents
    from geo.query.memory.chosen import Chosen, Numbers


class Bundles:
    """The bundles of several rows, by the first day of any of their rows.

    Parameters
    ----------
    key, then : array
        What rows of a bundle have in common, and the order of the rows in each.
    incidents : Incidents
    number : array
        The incident of each row.

    Attributes
    ----------
    rows : array
        Which rows these are, bundle by bundle.
    number, combo, start, end : array
        Of each row its incident, and of that its combo, first day and last day.
    begin, size : array
        First row of each bundle, and how many there are.
    of : array
        The bundle of each row.
    """

    def __init__(self, key: Numbers, then: Numbers, incidents: Incidents, number: Numbers) -> None:
        order = np.lexsort((then, key))
        begin = begins(key[order])
        size = np.diff(begin, append=len(order))
        first = reduced(np.minimum, incidents.start[number[order]], begin)
        kept = np.flatnonzero(size > 1)
        kept = kept[np.argsort(first[kept], kind="stable")]
        at, self.begin = ranges(begin[kept], size[kept])
        self.rows, self.size = order[at], size[kept]
        self.number = number[self.rows]
        # As positions, which is what numpy takes without a copy.
        self.combo = incidents.combo[self.number].astype(np.intp)
        self.start, self.end = incidents.start[self.number], incidents.end[self.number]
        self.of = np.repeat(np.arange(len(kept)), self.size)
        self._edges = np.append(self.begin, len(self.rows))
        self._first = first[kept]
        self._latest = np.maximum.accumulate(reduced(np.maximum, self.end, self.begin))

    def chosen(self, chosen: Chosen) -> Numbers:
        """Return the positions of the rows of a selection, ascending, whatever its areas."""
        low = int(np.searchsorted(self._latest, chosen.first, "left"))
        high = max(low, int(np.searchsorted(self._first, chosen.last, "left")))
        near = slice(int(self._edges[low]), int(self._edges[high]))
        let = chosen.combos.take(self.combo[near])
        let &= self.start[near] < chosen.last
        let &= self.end[near] >= chosen.first
        found: Numbers = np.flatnonzero(let)
        return found + near.start


def reduced(how: np.ufunc, values: Numbers, begin: Numbers) -> Numbers:
    """Return what runs along the last axis that begin there come to."""
    found: Numbers = how.reduceat(values, begin, axis=-1) if len(begin) else values[..., :0].copy()
    return found


def begins(values: Numbers) -> Numbers:
    """Return where runs of the same value begin."""
    begun = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=begun[1:])
    found: Numbers = np.flatnonzero(begun)
    return found


def ranges(begin: Numbers, size: Numbers) -> tuple[Numbers, Numbers]:
    """Return the positions of all rows of some ranges, and where each range begins among them."""
    first = np.cumsum(size) - size
    return np.arange(int(size.sum())) + np.repeat(begin - first, size), first
