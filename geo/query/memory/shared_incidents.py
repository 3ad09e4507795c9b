"""Incidents that touch several areas, looked at one by one so that each counts once in a total."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.query.memory.arrays import FIGURES
from geo.query.memory.ledger import UNKNOWN

if TYPE_CHECKING:
    from geo.query.memory.arrays import Incidents, Touches
    from geo.query.memory.chosen import Chosen, Numbers


class SharedIncidents:
    """The incidents of several areas.

    Areas are bits of two words: which areas an incident touches, and in which of them a place does
    not say how many were downed there.

    Parameters
    ----------
    incidents, touches
        Of the whole store.
    areas : int
        How many areas there are; at most 128.
    """

    def __init__(self, incidents: Incidents, touches: Touches, areas: int) -> None:
        if areas > 128:  # noqa: PLR2004
            raise ValueError("too many areas")
        part = ~touches.whole
        number, at = np.unique(touches.number[part], return_inverse=True)
        self._combo = incidents.combo[number]
        self.start, self.end = incidents.start[number], incidents.end[number]
        self._figures = [incidents.figures[name][number] for name in FIGURES]
        area, known = touches.area[part], touches.known[part]
        vague = touches.vague[part]
        self._touched = _bits(at, area, len(number))
        self._vague = _bits(at[vague], area[vague], len(number))
        said = known != UNKNOWN
        self._part_of, self._part_area, self._part = at[said], area[said], known[said]
        self._allocated = np.bincount(self._part_of, self._part, len(number)).astype(np.int64)

    def overlapping(self, chosen: Chosen) -> Numbers:
        """Return the positions here of the incidents that overlap the days and have the combos."""
        stop = int(np.searchsorted(self.start, chosen.last, "left"))
        let = (self.end[:stop] >= chosen.first) & chosen.combos[self._combo[:stop]]
        found: Numbers = np.flatnonzero(let)
        return found

    def surplus(self, rows: Numbers, areas: Numbers) -> Numbers:
        """Return how many times too often each is counted when the areas' counts are added up."""
        times = np.zeros(len(rows), dtype=np.int64)
        for touched, word in zip(self._touched, _words(areas), strict=True):
            times += np.bitwise_count(touched[rows] & word)
        found: Numbers = np.maximum(times - 1, 0)
        return found

    def combo(self, rows: Numbers) -> Numbers:
        """Return the combos of incidents."""
        found: Numbers = self._combo[rows]
        return found

    def figures(self, rows: Numbers, areas: Numbers) -> list[tuple[int | None, int | None]]:
        """Return value and shared of `FIGURES`, over the incidents that touch the areas."""
        words = _words(areas)
        rows = rows[_any(self._touched, rows, words)]
        whole = ~_any(self._touched, rows, [~word for word in words])
        *plain, downed = (values[rows] for values in self._figures)
        out = [(_sum(values[whole]), _sum(values[~whole])) for values in plain]
        known = self._known(areas)[rows]
        value = np.where(whole & (downed != UNKNOWN), downed, known)
        open_ = ~whole & _any(self._vague, rows, words) & (downed != UNKNOWN)
        rest = np.maximum(downed - self._allocated[rows], 0)[open_]
        return [*out, (_sum(value), _sum(rest))]

    def _known(self, areas: Numbers) -> Numbers:
        """Return what each incident downed in the areas; UNKNOWN where no place says."""
        let = areas[self._part_area]
        of, part = self._part_of[let], self._part[let]
        count = len(self._combo)
        total = np.bincount(of, part, count).astype(np.int64)
        return np.where(np.bincount(of, minlength=count) > 0, total, UNKNOWN)


def _sum(values: Numbers) -> int | None:
    known = values[values != UNKNOWN]
    return int(known.sum()) if len(known) else None


def _any(bits: list[Numbers], rows: Numbers, words: list[Numbers]) -> Numbers:
    """Return whether any of some rows' bits is in the words."""
    one, two = (part[rows] & word != 0 for part, word in zip(bits, words, strict=True))
    found: Numbers = one | two
    return found


def _bits(at: Numbers, area: Numbers, count: int) -> list[Numbers]:
    """Return the areas of each position as bits of two words."""
    words = []
    for low in (0, 64):
        here = (area >= low) & (area < low + 64)
        word = np.zeros(count, dtype=np.uint64)
        np.bitwise_or.at(word, at[here], np.uint64(1) << (area[here] - low).astype(np.uint64))
        words.append(word)
    return words


def _words(areas: Numbers) -> list[Numbers]:
    """Return the areas that are let through, as bits."""
    at = np.flatnonzero(areas)
    return [word[0] for word in _bits(np.zeros(len(at), dtype=int), at, 1)]
