"""Incidents that touch several areas, looked at one by one so that each counts once in a total."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo.query.arrays import FIGURES
from geo.query.ledger import UNKNOWN

if TYPE_CHECKING:
    from geo.query.arrays import Incidents, Touches
    from geo.query.summary import Chosen

    Numbers = np.ndarray[Any, Any]


class Several:
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
        """Positions here of the incidents that overlap the days and have the combos."""
        stop = int(np.searchsorted(self.start, chosen.last, "left"))
        let = (self.end[:stop] >= chosen.first) & chosen.combos[self._combo[:stop]]
        found: Numbers = np.flatnonzero(let)
        return found

    def surplus(self, rows: Numbers, areas: Numbers) -> Numbers:
        """How many times too often each is counted when the areas' counts are added up."""
        inside = self._touched[rows] & _word(areas)
        times = np.bitwise_count(inside).sum(axis=1, dtype=np.int64)
        found: Numbers = np.maximum(times - 1, 0)
        return found

    def combo(self, rows: Numbers) -> Numbers:
        """Combos of incidents."""
        found: Numbers = self._combo[rows]
        return found

    def figures(self, rows: Numbers, areas: Numbers) -> list[tuple[int | None, int | None]]:
        """Value and shared of `FIGURES`, over the incidents that touch the areas."""
        mask = _word(areas)
        rows = rows[(self._touched[rows] & mask).any(axis=1)]
        whole = ~(self._touched[rows] & ~mask).any(axis=1)
        *plain, downed = (values[rows] for values in self._figures)
        out = [(_sum(values[whole]), _sum(values[~whole])) for values in plain]
        known = self._known(areas)[rows]
        value = np.where(whole & (downed != UNKNOWN), downed, known)
        open_ = ~whole & (self._vague[rows] & mask).any(axis=1) & (downed != UNKNOWN)
        rest = np.maximum(downed - self._allocated[rows], 0)[open_]
        return [*out, (_sum(value), _sum(rest))]

    def _known(self, areas: Numbers) -> Numbers:
        """Downed in the areas by each incident, as far as places say; UNKNOWN where none does."""
        let = areas[self._part_area]
        of, part = self._part_of[let], self._part[let]
        count = len(self._combo)
        total = np.bincount(of, part, count).astype(np.int64)
        return np.where(np.bincount(of, minlength=count) > 0, total, UNKNOWN)


def _sum(values: Numbers) -> int | None:
    known = values[values != UNKNOWN]
    return int(known.sum()) if len(known) else None


def _bits(at: Numbers, area: Numbers, count: int) -> Numbers:
    words = np.zeros((count, 2), dtype=np.uint64)
    np.bitwise_or.at(words, (at, area // 64), np.uint64(1) << (area % 64).astype(np.uint64))
    return words


def _word(areas: Numbers) -> Numbers:
    """Areas that are let through, as bits."""
    at = np.flatnonzero(areas)
    return _bits(np.zeros(len(at), dtype=int), at, 1)[0]
