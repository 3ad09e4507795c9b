"""Incidents that may touch several areas, looked at one by one, so that each counts once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from geo.query.memory.ledger import UNKNOWN
from geo.query.results import FIGURES

if TYPE_CHECKING:
    from geo.query.memory.arrays import Incidents, Touches
    from geo.query.memory.chosen import Chosen, Numbers

#: What a tally has of a figure: its sum, how many rows say it and as how many these count, the same
#: of what is shared, and the sums of the least and of the most.
TALLY: Final = (
    *("value", "said", "known_for", "shared", "shared_said", "shared_for"),
    *("low", "high"),
)


class SharedIncidents:
    """The incidents of several areas, and those whose report may not name all its places.

    Areas are bits of two words: which areas an incident touches, and in which of them a place has
    no part of a figure.

    Parameters
    ----------
    incidents, touches
        Of the whole store.
    part : array of bool
        Which touches may be a part of their incident.
    areas : int
        How many areas there are; at most 128.
    """

    def __init__(self, incidents: Incidents, touches: Touches, part: Numbers, areas: int) -> None:
        if areas > 128:  # noqa: PLR2004
            raise ValueError("too many areas")
        number, at = np.unique(touches.number[part], return_inverse=True)
        self._combo = incidents.combo[number]
        self.start, self.end = incidents.start[number], incidents.end[number]
        self._more = incidents.more[number]
        self._events = None if incidents.events is None else incidents.events[number]
        area = touches.area[part]
        self._touched = _bits(at, area, len(number))
        self._parts = {
            name: _Parts(
                at, area, incidents.figures[name][number],
                [end[number] for end in incidents.ends.get(name, ())],
                known=touches.known[name][part], vague=touches.vague[name][part],
                events=self._events,
            )
            for name in FIGURES
        }  # fmt: skip

    def overlapping(self, chosen: Chosen) -> Numbers:
        """Return the positions here of the incidents that overlap the days and have the combos."""
        stop = int(np.searchsorted(self.start, chosen.last, "left"))
        let = (self.end[:stop] >= chosen.first) & chosen.combos[self._combo[:stop]]
        found: Numbers = np.flatnonzero(let)
        return found

    def surplus(self, rows: Numbers, areas: Numbers) -> Numbers:
        """Return what each is counted too much when the areas' counts are added up."""
        times = self._times(rows, areas)
        return times if self._events is None else times * self._events[rows]

    def grouped_surplus(self, rows: Numbers, areas: Numbers) -> tuple[int, int]:
        """Return the `surplus` of those that stand for another number of events than one.

        The first number is that of rows, the second that of events.
        """
        if self._events is None:
            return 0, 0
        events, times = self._events[rows], self._times(rows, areas)
        some = events != 1
        return int(times[some].sum()), int((times * events)[some].sum())

    def _times(self, rows: Numbers, areas: Numbers) -> Numbers:
        """Return in how many of the areas each is besides the first."""
        times = np.zeros(len(rows), dtype=np.int64)
        for touched, word in zip(self._touched, _words(areas), strict=True):
            times += np.bitwise_count(touched[rows] & word)
        found: Numbers = np.maximum(times - 1, 0)
        return found

    def combo(self, rows: Numbers) -> Numbers:
        """Return the combos of incidents."""
        found: Numbers = self._combo[rows]
        return found

    def tally(self, rows: Numbers, areas: Numbers, *, countries: bool) -> Numbers:
        """Return `TALLY` of each figure over the incidents that touch the areas.

        `countries` says that the areas are whole countries.
        """
        rows, whole, entire = self._inside(rows, areas, countries=countries)
        told = [parts.tally(rows, areas, whole, entire) for parts in self._parts.values()]
        return np.array(told, dtype=np.int64).T

    def told(self, rows: Numbers, areas: Numbers, *, countries: bool) -> dict[str, Told]:
        """Return what some incidents, all of which touch the areas, tell of each figure there."""
        rows, whole, entire = self._inside(rows, areas, countries=countries)
        return {name: each.told(rows, areas, whole, entire) for name, each in self._parts.items()}

    def lying(self, rows: Numbers, areas: Numbers) -> tuple[Numbers, Numbers]:
        """Return of some incidents which touch the areas, and which touch no other."""
        words = _words(areas)
        return (
            _any(self._touched, rows, words),
            ~_any(self._touched, rows, ~words),
        )

    def _inside(
        self, rows: Numbers, areas: Numbers, *, countries: bool
    ) -> tuple[Numbers, Numbers, Numbers]:
        """Return which rows touch the areas, which lie wholly there, and which entirely."""
        touching, whole = self.lying(rows, areas)
        rows, whole = rows[touching], whole[touching]
        if not countries:
            whole &= ~self._more[rows]
        return rows, whole, whole & countries


class Told(NamedTuple):
    """What each of some incidents tells of a figure; `UNKNOWN` where it says nothing.

    Its own number there, the least and the most that it may be, and what is shared with elsewhere.
    """

    own: Numbers
    low: Numbers
    high: Numbers
    shared: Numbers


class _Parts:
    """One figure of the incidents of several areas, and its parts.

    Parameters
    ----------
    at, area : array
        Incident and area of each touch.
    figure, ends : array, list of array
        Of each incident; its least and most, if they may be others.
    known, vague : array
        Of each touch, as in `Touches`.
    events : array or None
        Of each incident, as in `Incidents`.
    """

    def __init__(  # noqa: PLR0913
        self,
        at: Numbers,
        area: Numbers,
        figure: Numbers,
        ends: list[Numbers],
        *,
        known: Numbers,
        vague: Numbers,
        events: Numbers | None,
    ) -> None:
        self._figure, self._ends, self._events, count = figure, ends, events, len(figure)
        self._vague = _bits(at[vague], area[vague], count)
        said = known != UNKNOWN
        self._of, self._area, self._part = at[said], area[said], known[said]
        self._allocated = np.bincount(self._of, self._part, count).astype(np.int64)

    def tally(
        self, rows: Numbers, areas: Numbers, whole: Numbers, entire: Numbers
    ) -> tuple[int, ...]:
        """Return `TALLY` of some areas over some incidents, given which lie wholly there.

        Of those that are `entire` there nothing belongs elsewhere.
        """
        told = self.told(rows, areas, whole, entire)
        own, shared = self._sum(told.own, rows), self._sum(told.shared, rows)
        ends = (self._sum(end, rows)[0] if self._ends else own[0] for end in told[1:3])
        return (*own, *shared, *ends)

    def told(self, rows: Numbers, areas: Numbers, whole: Numbers, entire: Numbers) -> Told:
        """Return what some incidents, ascending, tell of the areas; asked as `figure` is."""
        figure, known = self._figure[rows], self._known(rows, areas)
        open_ = (_any(self._vague, rows, _words(areas)) | entire) & (figure != UNKNOWN)
        ends = [end[rows] for end in self._ends] or [figure, figure]
        own, low, high = (np.where(whole & open_, end, known) for end in (figure, *ends))
        rest = np.maximum(figure - self._allocated[rows], 0)
        return Told(own, low, high, np.where(~whole & open_, rest, UNKNOWN))

    def _sum(self, values: Numbers, rows: Numbers) -> tuple[int, int, int]:
        """Return the sum of what is said, how many say something, and as how many they count."""
        said = values != UNKNOWN
        count = int(np.count_nonzero(said))
        counted = count if self._events is None else int(self._events[rows[said]].sum())
        return int(values[said].sum()), count, counted

    def _known(self, rows: Numbers, areas: Numbers) -> Numbers:
        """Return the parts in the areas of some incidents; UNKNOWN where no place has one."""
        found = np.full(len(rows), UNKNOWN, dtype=np.int64)
        if len(rows):
            let = np.flatnonzero(areas[self._area])
            of = self._of[let]
            at = np.minimum(np.searchsorted(rows, of), len(rows) - 1)
            asked = rows[at] == of
            at, let = at[asked], let[asked]
            found[at] = 0
            np.add.at(found, at, self._part[let])
        return found


def _any(bits: list[Numbers], rows: Numbers, words: Numbers) -> Numbers:
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


def _words(areas: Numbers) -> Numbers:
    """Return the areas that are let through, as bits."""
    let = np.zeros(128, dtype=bool)
    let[: len(areas)] = areas
    return np.packbits(let, bitorder="little").view("<u8")
