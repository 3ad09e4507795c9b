"""What a store holds in a form that answers at once, whatever the number of incidents.

Read from the store once, when the first question is asked, and kept as long as the store is open.
Filters by day, type, actor, country and region are answered here, exactly as by SQL
(tests/query/memory/test_summary.py holds it); for other filters `Summary.chosen` gives None, and
the caller asks the store.

A *column* is an area, a combo, and whether the incident has no other area: what a touch is
counted under (terms of `geo.query.memory.arrays`).  Sums over columns are exact for each area and
for records.  A total over several areas counts an incident once, so the incidents that touch
several are looked at one by one.
"""

from __future__ import annotations

import threading
import weakref
from bisect import bisect_left, bisect_right
from dataclasses import fields
from functools import reduce
from operator import and_, attrgetter, or_
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import duckdb
import numpy as np

from geo.query.counting import counting
from geo.query.events import has_grouped
from geo.query.filters import Filters
from geo.query.memory.arrays import (
    Incidents,
    Touches,
    area_names,
    read_combos,
    read_incidents,
    read_touches,
)
from geo.query.memory.chosen import Chosen
from geo.query.memory.counted import counted
from geo.query.memory.ledger import UNKNOWN, ledger
from geo.query.memory.linked import Linked
from geo.query.memory.shared_incidents import SharedIncidents
from geo.query.results import FIGURES
from geo.query.sums import has_ranges
from geo.regions import catalogue

if TYPE_CHECKING:
    from geo.query.counting import Counting
    from geo.query.memory.chosen import Numbers
    from geo.query.memory.linked import Once
    from geo.store import Store

#: Filters that are answered here.
_ANSWERED: Final = {
    *("date_from", "date_to", "country", "region", "type", "actor", "dataset"),
    *("count", "strictness"),
}
_UNANSWERED: Final = [field for field in fields(Filters) if field.name not in _ANSWERED]
#: The other filters' values, and what they are where nothing is filtered by them.
_OTHERS: Final = attrgetter(*(field.name for field in _UNANSWERED))
_NOTHING: Final = tuple(field.default for field in _UNANSWERED)
#: 1 January 1970, in Python's count of days.
_EPOCH: Final = 719_163
#: Cells of the largest table of running totals (days by columns); beyond it the store answers.
MOST_CELLS: Final = 40_000_000
#: Measures of a touch: of each figure its own, then what it shares with other areas; `undrawn` is
#: as how many incidents it counts where one of its places has no point, otherwise 0.  The least and
#: the most of `Summary.ranged` follow, and where incidents count as other numbers than one,
#: `GROUPED`; so they do in `Summary.incidents`.
TOUCH_MEASURES: Final = (
    *FIGURES,
    *(f"{name}_shared" for name in FIGURES),
    *("places", "drawn", "undrawn"),
)
#: The last measure where there is one: as how many an incident counts if not as one.
GROUPED: Final = -1


class Summary:
    """Everything about a store that can be answered without asking it.

    Parameters
    ----------
    store : Store

    Attributes
    ----------
    areas : tuple of str
        The regions, then what is not in one.
    days : array
        Distinct days at which something starts or ends, as days since 1970.
    types : tuple of str
    column_area, column_combo, column_type, column_simple : array
        What each column stands for.
    combo, start, end : array
        Of each incident.
    incident_edges, record_edges : array
        First row of each day's incidents in tables `incidents` and `locations`.
    events : array or None
        Of each incident as how many it counts, None if each is one.
    earliest : array
        For each day the earliest start of what has not ended before it.
    most_places : int
        Places of the incident that has most.
    touches : Ledger
        Touches by column; measures `TOUCH_MEASURES`.
    incidents : Ledger
        Incidents by combo; measures `results.FIGURES`, each over the incident as a whole.
    shared : SharedIncidents
        Incidents of several areas, or of places that are not named.
    linked : Linked
        Incidents that several records tell of.
    ranged : tuple of str
        Figures of which a source gives the least or the most.

    Raises
    ------
    ValueError
        If the store has too many days, types and actors for running totals.
    """

    def __init__(self, store: Store) -> None:
        self.areas = area_names()
        with store.cursor() as cursor:
            combos = read_combos(cursor)
            grouped, ranged = has_grouped(store), has_ranges(store)
            incidents = read_incidents(cursor, combos, grouped=grouped, ranged=ranged)
            touches = read_touches(cursor)
            whole = touches.alone & ~incidents.more[touches.number]
            self.linked = Linked(cursor, incidents, touches, whole, len(self.areas))
        self.days = incidents.days
        self._ordinals = (incidents.days + _EPOCH).tolist()
        self.combo, self.start, self.end = incidents.combo, incidents.start, incidents.end
        self.events = incidents.events
        self._combos = combos.names
        self.rare = {told[1] for told in combos.told} - {name[1] for name in combos.names}
        self.types = tuple(sorted({name[0] for name in combos.names}))
        self.type_of = np.array([self.types.index(name[0]) for name in combos.names], dtype=int)
        if np.bincount(touches.number, minlength=len(incidents.combo)).min(initial=1) == 0:
            raise ValueError("an incident has no place")
        simple = _simple(incidents, touches, whole)
        self._total(incidents, touches, whole, simple)
        self._find_rows(incidents, touches)
        self.shared = SharedIncidents(incidents, touches, ~simple, len(self.areas))

    def _total(
        self, incidents: Incidents, touches: Touches, whole: Numbers, simple: Numbers
    ) -> None:
        """Make the running totals, given of each touch what `_counted` and `_simple` say."""
        number = touches.number
        combo = incidents.combo[number]
        named = (touches.area * len(self._combos) + combo) * 2 + simple
        columns, column = np.unique(named, return_inverse=True)
        if len(columns) * len(self.days) > MOST_CELLS:
            raise ValueError("too many days, types and actors")
        self.column_simple = columns % 2 == 1
        self.column_combo = columns // 2 % len(self._combos)
        self.column_area = columns // 2 // len(self._combos)
        self.column_type = self.type_of[self.column_combo]
        self._of_type, self._of_actor, self._of_dataset = (
            self._masks([name[at] for name in self._combos]) for at in range(3)
        )
        self._all = np.ones(len(self._combos) + len(columns), dtype=bool)
        self._none = ~self._all
        #: Areas that have columns, and the first column of each.
        self._there, self._starts = np.unique(self.column_area, return_index=True)
        found = {name: counted(name, incidents, touches, whole) for name in FIGURES}
        own, shared, total = (
            [getattr(getattr(one, of), part) for one in found.values()]
            for of, part in (("of_touch", "own"), ("of_touch", "shared"), ("of_incident", "own"))
        )
        #: Figures that have a least and a most, which are summed after all else.
        self.ranged = tuple(incidents.ends)
        touch_ends, ends = (
            [end for name in self.ranged for end in getattr(found[name], of)[1:3]]
            for of in ("of_touch", "of_incident")
        )
        events = None if incidents.events is None else incidents.events[number]
        undrawn = (touches.places > touches.drawn).astype(np.int32)
        if events is not None:
            undrawn *= events
        self.touches = ledger(
            len(self.days), incidents.start[number], incidents.end[number],
            column.astype(np.int32), len(columns),
            [
                *(*own, *shared, touches.places, touches.drawn, undrawn),
                *(*touch_ends, *_grouped(events)),
            ],
            weights=events,
        )  # fmt: skip
        self.incidents = ledger(
            len(self.days), incidents.start, incidents.end, incidents.combo, len(self._combos),
            [*total, *ends, *_grouped(incidents.events)], weights=incidents.events,
        )  # fmt: skip

    def _masks(self, names: list[Any]) -> dict[str, Numbers]:
        """Return which combos, and then which columns, have each of the combos' names."""
        kinds = np.array([*names, *(names[combo] for combo in self.column_combo)], dtype=object)
        return {name: kinds == name for name in dict.fromkeys(names) if name is not None}

    def _find_rows(self, incidents: Incidents, touches: Touches) -> None:
        """Say at which rows of the store's tables the incidents of a day begin."""
        number, days = touches.number, len(self.days)
        places = np.bincount(number, touches.places, len(incidents.start)).astype(np.int64)
        self.most_places = int(places.max(initial=0))
        self.incident_edges = np.searchsorted(incidents.start, np.arange(days + 1))
        self.record_edges = np.concatenate([[0], np.cumsum(places)])[self.incident_edges]
        earliest = np.arange(days + 1)
        np.minimum.at(earliest, incidents.end, incidents.start)
        self.earliest = np.minimum.accumulate(earliest[::-1])[::-1]

    def chosen(self, filters: Filters) -> Chosen | None:
        """Return what filters let through, or None if they are not answered here."""
        if _OTHERS(filters) != _NOTHING or not self.rare.isdisjoint(filters.actor):
            return None
        named = (
            (filters.type, self._of_type),
            (filters.actor, self._of_actor),
            (filters.dataset, self._of_dataset),
        )
        masks = [
            reduce(or_, [mask_of.get(name, self._none) for name in names])
            for names, mask_of in named
            if names
        ]
        let = reduce(and_, masks or [self._all])
        combos, columns = let[: len(self._combos)], let[len(self._combos) :]
        areas = None
        if (through := filters.areas()) is not None:
            areas = np.array([area in through for area in self.areas])
            columns = columns & areas[self.column_area]
        return Chosen(*self._days_of(filters), combos, columns, areas, not filters.region)

    def _days_of(self, filters: Filters) -> tuple[int, int]:
        """Return the positions of the days that are let through, the last not included."""
        days, start, stop = self._ordinals, filters.date_from, filters.date_to
        return (
            bisect_left(days, start.toordinal()) if start else 0,
            bisect_right(days, stop.toordinal()) if stop else len(days),
        )

    def by_area(self, values: Numbers) -> Numbers:
        """Sum over the columns of each area; the columns are the last axis."""
        found: Numbers = np.zeros((*values.shape[:-1], len(self.areas)), dtype=np.int64)
        found[..., self._there] = np.add.reduceat(values, self._starts, axis=-1, dtype=np.int64)
        return found

    def once(self, how: Counting) -> Once | None:
        """Return the linked incidents as they count in a way of counting; None if by themselves."""
        return self.linked.once(how.strictness) if how.strictness else None

    def region_counts(self, chosen: Chosen) -> Numbers:
        """Count the incidents that touch each region, in the catalogue's order."""
        columns = chosen.columns.nonzero()[0]
        counts = self.touches.counts(chosen.first, max(chosen.first, chosen.last))[columns]
        # Sums of whole numbers below 2 ** 53 are exact in what `bincount` sums them.
        found = np.bincount(self.column_area[columns], counts, len(self.areas)).astype(np.int64)
        if chosen.once is not None:
            found += chosen.once.area_counts(chosen)
        return found[: len(catalogue())]


def small(values: Numbers) -> Numbers:
    """Return the same whole numbers in as few bytes as hold them."""
    least, most = values.min(initial=0), values.max(initial=0)
    return values.astype(np.result_type(np.min_scalar_type(least), np.min_scalar_type(most)))


def _grouped(events: Numbers | None) -> list[Numbers]:
    """Return measure `GROUPED` where there is one."""
    return [] if events is None else [np.where(events == 1, UNKNOWN, events)]


def _simple(incidents: Incidents, touches: Touches, whole: Numbers) -> Numbers:
    """Return of each touch whether its area has of the incident all that its country has."""
    found = whole
    for name, figure in incidents.figures.items():
        known = touches.known[name]
        left_over = (known != UNKNOWN) & ~touches.vague[name] & (figure[touches.number] > known)
        found = found & ~left_over
    return found


class Part(NamedTuple):
    """The summary of a part of a store, a selection in its terms, and whether it is taken off."""

    sign: int
    summary: Summary
    chosen: Chosen


#: A selection of a store in all its parts.
Selection = list[Part]


def summed(store: Store, filters: Filters) -> Selection | None:
    """Return a selection in the terms of the store's summary, where this has the answer."""
    found, how = [], counting(store, filters)
    for sign, part in store.parts():
        summary = summary_of(part)
        chosen = summary.chosen(filters) if summary else None
        if not summary or not chosen:
            return None
        found.append(Part(sign, summary, chosen.counted(summary.once(how))))
    return found or None


_LOCK: Final = threading.Lock()
_KEPT: Final[weakref.WeakKeyDictionary[Store, Summary | None]] = weakref.WeakKeyDictionary()


#: Private stores that have a summary at one time, and the largest file of such a store: each
#: summary then takes some 15 to 50 MB.  What has none is asked of the file, which takes longer.
MOST_PRIVATE: Final = 6
PRIVATE_BYTES: Final = 16_000_000


def summary_of(store: Store) -> Summary | None:
    """Return a store's summary, made at the first call; None for a store that cannot have one.

    A visitor's own store has one only if it is small and few others have one (`MOST_PRIVATE`).
    """
    with _LOCK:
        if store not in _KEPT:
            if not store.dense or (store.private and not _affordable(store)):
                return None
            try:
                _KEPT[store] = Summary(store)
            except (ValueError, duckdb.ConversionException):
                _KEPT[store] = None
        return _KEPT[store]


def _affordable(store: Store) -> bool:
    others = sum(other.private and kept is not None for other, kept in _KEPT.items())
    return store.stamp.size <= PRIVATE_BYTES and others < MOST_PRIVATE
