"""Incidents that several records tell of, or that are parts of others, looked at one by one.

Sums over all rows come from running totals, in which each row counts by itself.  What that is too
much for incidents that are to count once is worked out here, over the linked ones alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo.query.memory.counted import counted
from geo.query.memory.forest import Clusters, Forest, Runs, Sums
from geo.query.memory.ledger import UNKNOWN
from geo.query.memory.shared_incidents import SharedIncidents
from geo.query.results import FIGURES

if TYPE_CHECKING:
    import duckdb

    from geo.query.memory.arrays import Incidents, Touches
    from geo.query.memory.chosen import Chosen, Numbers
    from geo.query.memory.shared_incidents import Told

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
        self.numbers, first = np.unique(self._found["number"], return_index=True)
        self._areas = areas
        if len(self.numbers):
            # Datasets as numbers.
            names = self._found["dataset"][first].astype(str)
            self._dataset = np.unique(names, return_inverse=True)[1]
            whole = whole[np.isin(touches.number, self.numbers)]
            self.incidents, self.touches = incidents.of(self.numbers), touches.of(self.numbers)
            shape = len(self.touches.number)
            self.shared = SharedIncidents(
                self.incidents, self.touches, np.ones(shape, dtype=bool), areas
            )
            told = {name: counted(name, self.incidents, self.touches, whole) for name in FIGURES}
            self.told = {name: each.of_touch for name, each in told.items()}
            self.totals = {name: each.of_incident for name, each in told.items()}
        self._once: dict[str, Once | None] = {}
        self._kept: tuple[tuple[int, int, bytes], Numbers] | None = None

    def once(self, strictness: str) -> Once | None:
        """Return them as they count at a strictness; None if nothing is linked by it."""
        if strictness not in self._once:
            here = self._found["strictness"] == strictness
            made = Once(self, self._clusters(here), self._areas) if here.any() else None
            self._once[strictness] = made
        return self._once[strictness]

    def chosen(self, chosen: Chosen) -> Numbers:
        """Return which of the incidents are chosen by days and combos; not to be changed.

        One answer asks several times.
        """
        asked = chosen.first, chosen.last, chosen.combos.tobytes()
        kept = self._kept
        if kept is None or kept[0] != asked:
            incidents = self.incidents
            let = (incidents.start < chosen.last) & (incidents.end >= chosen.first)
            kept = self._kept = asked, let & chosen.combos[incidents.combo]
        return kept[1]

    def may_say(self, name: str) -> Numbers:
        """Return which incidents say something of a figure, as a whole or of any place."""
        found: Numbers = _says(self.totals[name])
        found = found.copy()
        found[self.touches.number[_says(self.told[name])]] = True
        return found

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
        keys, first, cluster = np.unique(key, return_index=True, return_inverse=True)
        above = np.where(
            parent[first] >= 0, np.searchsorted(keys, np.maximum(parent[first], 0)), -1
        )
        root = np.arange(len(keys))
        while (part := above[root] >= 0).any():
            root = np.where(part, above[root], root)
        return Clusters(cluster, self._dataset, rank, above, depth[first], root)


class Once:
    """The linked incidents of a store as they count at one strictness.

    All that it returns is to be added to what is counted with each incident by itself.
    """

    def __init__(self, linked: Linked, clusters: Clusters, areas: int) -> None:
        self._linked = linked
        touches, numbers = linked.touches, np.arange(len(linked.numbers))
        self._of_areas = Runs(clusters, touches.number, touches.area, areas)
        self._of_all = Runs(clusters, numbers, np.zeros_like(numbers), 1)
        self._by_area = {
            name: Forest(clusters, touches.number, touches.area, areas, _says(told))
            for name, told in linked.told.items()
        }
        self._whole = {
            name: Forest(clusters, numbers, np.zeros_like(numbers), 1, linked.may_say(name))
            for name in linked.totals
        }
        self._undrawn = (touches.places > touches.drawn)[self._of_areas.rows]
        alike = np.bincount(clusters.cluster)[clusters.cluster] > 1
        #: Incidents of the store of which several count once, and the cluster of each.
        self.several, self.cluster = linked.numbers[alike], clusters.cluster[alike]

    def _inside(self, chosen: Chosen) -> Numbers:
        """Return which of the linked incidents are chosen."""
        let = self._linked.chosen(chosen)
        if chosen.areas is not None:
            touches = self._linked.touches
            inside = np.zeros(len(let), dtype=bool)
            inside[touches.number[chosen.areas[touches.area]]] = True
            let = let & inside
        return let

    def _touches(self, chosen: Chosen, number: Numbers, area: Numbers) -> Numbers:
        """Return which touches are chosen, given their incidents and areas."""
        let: Numbers = self._linked.chosen(chosen)[number]
        return let if chosen.areas is None else let & chosen.areas[area]

    def area_counts(self, chosen: Chosen, *, undrawn: bool = False) -> Numbers:
        """Return the change of the number of incidents, by area.

        `undrawn` says that those count which have a place there that is no point.
        """
        runs = self._of_areas
        let = self._touches(chosen, runs.number, runs.group)
        return runs.counts(let & self._undrawn if undrawn else let)

    def area_sums(self, chosen: Chosen) -> dict[str, Sums]:
        """Return the change of each figure, by area."""
        touches, told = self._linked.touches, self._linked.told

        def which(rows: Numbers) -> Numbers:
            return self._touches(chosen, touches.number[rows], touches.area[rows])

        return {name: forest.sums(which, told[name]) for name, forest in self._by_area.items()}

    def count(self, chosen: Chosen) -> int:
        """Return the change of the number of incidents of the selection."""
        let = self._inside(chosen)[self._of_all.number]
        return int(self._of_all.counts(let)[0])

    def sums(self, chosen: Chosen) -> dict[str, Sums]:
        """Return the change of each figure of the selection."""
        let, told = self._linked.chosen(chosen), self._linked.totals
        if chosen.areas is not None:
            inside, told = self._linked.shared.told(chosen.areas, countries=chosen.countries)
            let = let & inside
        return {
            name: forest.sums(let.__getitem__, told[name]) for name, forest in self._whole.items()
        }

    def bars(self, chosen: Chosen, first: Numbers, last: Numbers) -> Numbers:
        """Return the change by area and period; see `periods`."""
        runs, incidents = self._of_areas, self._linked.incidents
        rows = np.flatnonzero(self._touches(chosen, runs.number, runs.group))
        number = runs.number[rows]
        some, begin, end = _periods(incidents.start[number], incidents.end[number], first, last)
        rows = rows[some]
        found = _Spans(runs.groups, len(first))
        found.take(runs.group[rows], begin, end, -1)
        run, begin, end = runs.spans(rows, begin, end, len(first))
        found.take(runs.group_of(run), begin, end, 1)
        return found.total()

    def periods(self, chosen: Chosen, types: Numbers, first: Numbers, last: Numbers) -> Numbers:
        """Return the change by type and period.

        Parameters
        ----------
        chosen : Chosen
        types : array
            The type of each combo.
        first, last : array
            Days of each period as positions, the last not included.
        """
        runs, incidents = self._of_all, self._linked.incidents
        chosen_rows = np.flatnonzero(self._inside(chosen)[runs.number])
        number, kinds = runs.number[chosen_rows], types[incidents.combo[runs.number]]
        some, begin, end = _periods(incidents.start[number], incidents.end[number], first, last)
        rows = chosen_rows[some]
        found = _Spans(int(types.max(initial=0)) + 1, len(first))
        found.take(kinds[rows], begin, end, -1)
        speaker = runs.spoken(chosen_rows)
        run, begin, end = runs.spans(rows, begin, end, len(first))
        found.take(kinds[speaker[run]], begin, end, 1)
        return found.total()


class _Spans:
    """Counts by group and period of what covers several periods."""

    def __init__(self, groups: int, periods: int) -> None:
        self._changes = np.zeros((groups, periods + 1), dtype=np.int64)

    def take(self, group: Numbers, first: Numbers, last: Numbers, times: int) -> None:
        np.add.at(self._changes, (group, first), times)
        np.subtract.at(self._changes, (group, last + 1), times)

    def total(self) -> Numbers:
        found: Numbers = self._changes.cumsum(axis=1)[:, :-1]
        return found


def _says(told: Told) -> Numbers:
    found: Numbers = (told.own != UNKNOWN) | (told.shared != UNKNOWN)
    return found


def _periods(
    start: Numbers, end: Numbers, first: Numbers, last: Numbers
) -> tuple[Numbers, Numbers, Numbers]:
    """Return which rows lie in a period, and the first and last period of each of these."""
    begin = np.searchsorted(last, start, "right")
    stop = np.searchsorted(first, end, "right") - 1
    some = np.flatnonzero(begin <= stop)
    return some, begin[some], stop[some]
