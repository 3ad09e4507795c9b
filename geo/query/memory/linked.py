"""Incidents that several records tell of, or that are parts of others, looked at one by one.

Sums over all rows come from running totals, in which each row counts by itself.  What that is too
much for incidents that are to count once is worked out here, over the linked ones alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo.query.memory.counted import counted
from geo.query.memory.forest import Clusters, Forest, Sums
from geo.query.memory.shared_incidents import SharedIncidents
from geo.query.results import FIGURES

if TYPE_CHECKING:
    import duckdb

    from geo.query.memory.arrays import Incidents, Touches
    from geo.query.memory.chosen import Chosen, Numbers

_LINKED: Final = """
    SELECT i.rowid AS number, k.strictness, k.cluster, coalesce(k.parent, -1) AS parent, k.depth,
        k.rank, i.dataset
    FROM clustered k JOIN incidents i USING (incident_id) ORDER BY number, k.strictness"""


class Linked:
    """The linked incidents of a store, of any strictness.

    Parameters
    ----------
    cursor : DuckDBPyConnection
    incidents, touches : Incidents, Touches
        Of the whole store.
    whole : array of bool
        Which touches have their whole incident.
    areas : int
        How many areas there are.
    """

    def __init__(
        self,
        cursor: duckdb.DuckDBPyConnection,
        incidents: Incidents,
        touches: Touches,
        whole: Numbers,
        areas: int,
    ) -> None:
        found = cursor.execute(_LINKED).fetchnumpy()
        self._found = {name: np.asarray(values) for name, values in found.items()}
        self.numbers = np.unique(self._found["number"])
        self._count, self._areas = len(incidents.combo), areas
        if len(self.numbers):
            whole = whole[np.isin(touches.number, self.numbers)]
            self.incidents, self.touches = incidents.of(self.numbers), touches.of(self.numbers)
            shape = len(self.touches.number)
            self.shared = SharedIncidents(
                self.incidents, self.touches, np.ones(shape, dtype=bool), areas
            )
            told = {name: counted(name, self.incidents, self.touches, whole) for name in FIGURES}
            self.told = {name: each.of_touch for name, each in told.items()}
            self.totals = {name: each.of_incident for name, each in told.items()}
        self._once: dict[str, Once] = {}

    def once(self, strictness: str) -> Once | None:
        """Return them as they count at a strictness; None if nothing is linked by it."""
        here = self._found["strictness"] == strictness
        if not here.any():
            return None
        if strictness not in self._once:
            self._once[strictness] = Once(self, self._clusters(here), self._areas)
        return self._once[strictness]

    def _clusters(self, here: Numbers) -> Clusters:
        at = np.searchsorted(self.numbers, self._found["number"][here])
        key, rank = self.numbers.copy(), np.ones(len(self.numbers), dtype=np.int64)
        parent = np.full(len(key), -1, dtype=np.int64)
        depth = np.zeros(len(key), dtype=np.int64)
        for values, name in (
            (key, "cluster"),
            (parent, "parent"),
            (depth, "depth"),
            (rank, "rank"),
        ):
            values[at] = self._found[name][here]
        dataset = np.zeros(len(key), dtype=np.int64)
        _, code = np.unique(self._found["dataset"].astype(str), return_inverse=True)
        dataset[np.searchsorted(self.numbers, self._found["number"])] = code
        keys, first, cluster = np.unique(key, return_index=True, return_inverse=True)
        parent = parent[first]
        above = np.searchsorted(keys, np.maximum(parent, 0))
        return Clusters(cluster, dataset, rank, np.where(parent >= 0, above, -1), depth[first])

    def keys(self, clusters: Clusters) -> Numbers:
        """Return a number for each incident of the store: the same for those of one cluster."""
        found = np.arange(self._count)
        found[self.numbers] = self._count + clusters.cluster
        return found


class Once:
    """The linked incidents of a store as they count at one strictness.

    Attributes
    ----------
    keys : array
        A number for each incident of the store: the same for those of one cluster.
    """

    def __init__(self, linked: Linked, clusters: Clusters, areas: int) -> None:
        self._linked, self._clusters = linked, clusters
        self.keys = linked.keys(clusters)
        touches, events = linked.touches, linked.incidents.events
        numbers = np.arange(len(linked.numbers))
        self._by_area = Forest(clusters, touches.number, touches.area, areas, events)
        self._of_all = Forest(clusters, numbers, np.zeros_like(numbers), 1, events)

    def _incidents(self, chosen: Chosen) -> Numbers:
        """Return which of the linked incidents are chosen by days and combos."""
        incidents = self._linked.incidents
        let: Numbers = (incidents.start < chosen.last) & (incidents.end >= chosen.first)
        return let & chosen.combos[incidents.combo]

    def _touches(self, chosen: Chosen) -> Numbers:
        touches = self._linked.touches
        let: Numbers = self._incidents(chosen)[touches.number]
        return let if chosen.areas is None else let & chosen.areas[touches.area]

    def _anywhere(self, chosen: Chosen) -> Numbers:
        """Return which of the linked incidents are chosen."""
        let = np.zeros(len(self._linked.numbers), dtype=bool)
        let[self._linked.touches.number[self._touches(chosen)]] = True
        return let

    def area_counts(self, chosen: Chosen, *, undrawn: bool = False) -> Numbers:
        """Return by area what is to be added where each incident was counted by itself.

        `undrawn` says that those count which have a place there that is no point.
        """
        let = self._touches(chosen)
        if undrawn:
            touches = self._linked.touches
            let &= touches.places > touches.drawn
        found: Numbers = self._by_area.counts(let) - self._by_area.each(let)
        return found

    def area_sums(self, chosen: Chosen) -> dict[str, Sums]:
        """Return by area what is to be added to each figure."""
        let = self._touches(chosen)
        return {
            name: self._by_area.sums(let, told).less(self._by_area.each_sums(let, told))
            for name, told in self._linked.told.items()
        }

    def count(self, chosen: Chosen) -> int:
        """Return what is to be added to the number of incidents of the selection."""
        let = self._anywhere(chosen)
        return int((self._of_all.counts(let) - self._of_all.each(let))[0])

    def sums(self, chosen: Chosen) -> dict[str, Sums]:
        """Return what is to be added to each figure of the selection."""
        let, told = self._incidents(chosen), self._linked.totals
        if chosen.areas is not None:
            inside, told = self._linked.shared.told(chosen.areas, countries=chosen.countries)
            let &= inside
        return {
            name: self._of_all.sums(let, each).less(self._of_all.each_sums(let, each))
            for name, each in told.items()
        }

    def bars(self, chosen: Chosen, first: Numbers, last: Numbers) -> Numbers:
        """Return by area and period what is to be added; see `periods`."""
        touches, incidents = self._linked.touches, self._linked.incidents
        rows = np.flatnonzero(self._touches(chosen))
        number = touches.number[rows]
        some, begin, end = _periods(incidents.start[number], incidents.end[number], first, last)
        rows = rows[some]
        found = _Spans(self._by_area.groups, len(first))
        found.take(touches.area[rows], begin, end, self._events(touches.number[rows]), -1)
        run, begin, end = self._by_area.spans(rows, begin, end, len(first))
        found.take(self._by_area.group_of(run), begin, end, self._by_area.weights_of(run), 1)
        return found.total()

    def _events(self, number: Numbers) -> Numbers | None:
        events = self._linked.incidents.events
        return None if events is None else events[number]

    def periods(self, chosen: Chosen, types: Numbers, first: Numbers, last: Numbers) -> Numbers:
        """Return by type and period what is to be added.

        Parameters
        ----------
        chosen : Chosen
        types : array
            The type of each combo.
        first, last : array
            Days of each period as positions, the last not included.
        """
        incidents = self._linked.incidents
        chosen_rows = np.flatnonzero(self._anywhere(chosen))
        some, begin, end = _periods(
            incidents.start[chosen_rows], incidents.end[chosen_rows], first, last
        )
        rows, forest = chosen_rows[some], self._of_all
        found = _Spans(int(types.max(initial=0)) + 1, len(first))
        found.take(types[incidents.combo[rows]], begin, end, self._events(rows), -1)
        spoken_run, speaker = forest.spoken(chosen_rows, self._clusters.rank)
        run, begin, end = forest.spans(rows, begin, end, len(first))
        kind = types[incidents.combo[speaker[np.searchsorted(spoken_run, run)]]]
        found.take(kind, begin, end, forest.weights_of(run), 1)
        return found.total()


class _Spans:
    """Counts by group and period of what covers several periods."""

    def __init__(self, groups: int, periods: int) -> None:
        self._changes = np.zeros((groups, periods + 1), dtype=np.int64)

    def take(
        self, group: Numbers, first: Numbers, last: Numbers, weights: Numbers | None, sign: int
    ) -> None:
        times = sign if weights is None else sign * weights.astype(np.int64)
        np.add.at(self._changes, (group, first), times)
        np.subtract.at(self._changes, (group, last + 1), times)

    def total(self) -> Numbers:
        found: Numbers = self._changes.cumsum(axis=1)[:, :-1]
        return found


def _periods(
    start: Numbers, end: Numbers, first: Numbers, last: Numbers
) -> tuple[Numbers, Numbers, Numbers]:
    """Return which rows lie in a period, and the first and last period of each of these."""
    begin = np.searchsorted(last, start, "right")
    stop = np.searchsorted(first, end, "right") - 1
    some = np.flatnonzero(begin <= stop)
    return some, begin[some], stop[some]
