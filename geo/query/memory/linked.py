"""Incidents that several records tell of, or that are parts of others, looked at one by one.

Sums over all rows come from running totals, in which each row counts by itself.  What that is too
much for incidents that are to count once is worked out here, over the linked ones alone.
"""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.query.memory.counted import counted
from geo.query.memory.forest import FIELDS, Clusters, Forest, Sums
from geo.query.memory.ledger import UNKNOWN
from geo.query.memory.runs import Runs
from geo.query.memory.shared_incidents import SharedIncidents, Told
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
            self.plain = _plain(self.incidents, self.touches)
        self._once: dict[str, Once | None] = {}

    def once(self, strictness: str) -> Once | None:
        """Return them as they count at a strictness; None if nothing is linked by it."""
        if strictness not in self._once:
            here = self._found["strictness"] == strictness
            made = Once(self, self._clusters(here), self._areas) if here.any() else None
            self._once[strictness] = made
        return self._once[strictness]

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
        self._linked, self._clusters, self._areas = linked, clusters, areas
        incidents, touches = linked.incidents, linked.touches
        at, area, numbers = touches.number, touches.area, np.arange(len(linked.numbers))
        undrawn = np.flatnonzero(touches.places > touches.drawn)
        self._of_areas = Runs(clusters, incidents, at, area, areas)
        self._undrawn = Runs(clusters, incidents, at[undrawn], area[undrawn], areas)
        self._of_all = Runs(clusters, incidents, numbers, np.zeros_like(numbers), 1)
        alike = np.bincount(clusters.cluster)[clusters.cluster] > 1
        #: Incidents of the store of which several count once, and the cluster of each.
        self.several, self.cluster = linked.numbers[alike], clusters.cluster[alike]

    @cached_property
    def _by_area(self) -> Forest:
        """The families of each area."""
        touches = self._linked.touches
        told = [(each, _says(each)) for each in self._linked.told.values()]
        return self._forest(touches.number, touches.area, self._areas, told)

    @cached_property
    def _whole(self) -> Forest:
        """The families that know no areas."""
        numbers = np.arange(len(self._linked.numbers))
        told = [(self._linked.totals[name], self._linked.may_say(name)) for name in FIGURES]
        return self._forest(numbers, np.zeros_like(numbers), 1, told)

    def _forest(
        self, number: Numbers, group: Numbers, groups: int, told: list[tuple[Told, Numbers]]
    ) -> Forest:
        """Return the families of all figures together, whose groups are each a group with a figure.

        Parameters
        ----------
        number, group, groups
            The incident and the group of each row of one figure, and how many groups there are.
        told : list of (Told, array of bool)
            Of each figure what each row tells, and which rows may say something.
        """
        row = [np.flatnonzero(says) for _, says in told]
        figure = np.repeat(np.arange(len(told)), [len(rows) for rows in row])
        every = np.concatenate(row)
        parts = zip(*(each for each, _ in told), strict=True)
        each = Told(
            *(
                np.concatenate([values[rows] for values, rows in zip(part, row, strict=True)])
                for part in parts
            )
        )
        named = group[every] * len(told) + figure
        incidents, groups = self._linked.incidents, groups * len(told)
        return Forest(self._clusters, incidents, number[every], named, groups, each)

    def area_counts(self, chosen: Chosen, *, undrawn: bool = False) -> Numbers:
        """Return the change of the number of incidents, by area.

        `undrawn` says that those count which have a place there that is no point.
        """
        runs = self._undrawn if undrawn else self._of_areas
        return runs.counts(_in_areas(runs, chosen))

    def area_sums(self, chosen: Chosen) -> dict[str, Sums]:
        """Return the change of each figure, by area."""
        forest = self._by_area
        found = _shaped(forest.sums(forest.bundles.chosen(chosen)))
        if chosen.areas is not None:
            found[~chosen.areas] = 0
        return _named(found)

    def count(self, chosen: Chosen) -> int:
        """Return the change of the number of incidents of the selection."""
        return int(self._of_all.counts(self._in_all(chosen))[0])

    def sums(self, chosen: Chosen) -> dict[str, Sums]:
        """Return the change of each figure of the selection."""
        rows = self._whole.bundles.chosen(chosen)
        if chosen.areas is None:
            return _named(_shaped(self._whole.sums(rows)))
        numbers = self._whole.bundles.number[rows]
        touching, inside = self._linked.shared.lying(numbers, chosen.areas)
        # The others tell the same of these areas as of all.
        odd = ~(inside if chosen.countries else inside & self._linked.plain[numbers])
        told = partial(self._told_in, chosen)
        return _named(_shaped(self._whole.sums(rows[touching], odd[touching], told)))

    def bars(self, chosen: Chosen, first: Numbers, last: Numbers) -> Numbers:
        """Return the change by area and period; see `periods`."""
        return self._of_areas.periods(_in_areas(self._of_areas, chosen), first, last)

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
        return self._of_all.periods(self._in_all(chosen), first, last, types)

    def _in_all(self, chosen: Chosen) -> Numbers:
        """Return the chosen rows of the runs that know no areas."""
        rows = self._of_all.bundles.chosen(chosen)
        if chosen.areas is None:
            return rows
        numbers = self._of_all.bundles.number[rows]
        return rows[self._linked.shared.lying(numbers, chosen.areas)[0]]

    def _told_in(self, chosen: Chosen, rows: Numbers) -> Told:
        """Return what rows of the families that know no areas tell of the chosen ones."""
        assert chosen.areas is not None  # noqa: S101
        bundles = self._whole.bundles
        numbers, at = np.unique(bundles.number[rows], return_inverse=True)
        told = self._linked.shared.told(numbers, chosen.areas, countries=chosen.countries)
        figure = self._whole.group[bundles.of[rows]]
        parts = zip(*told.values(), strict=True)
        return Told(*(np.stack(part).astype(np.int64)[figure, at] for part in parts))


def _in_areas(runs: Runs, chosen: Chosen) -> Numbers:
    """Return the chosen rows of runs whose groups are areas."""
    rows = runs.bundles.chosen(chosen)
    return rows if chosen.areas is None else rows[chosen.areas[runs.group[rows]]]


def _shaped(sums: Numbers) -> Numbers:
    """Return sums of a forest by group, figure and field."""
    return sums.reshape(-1, len(FIGURES), len(FIELDS))


def _named(sums: Numbers) -> dict[str, Sums]:
    return {name: Sums(*sums[:, at].T) for at, name in enumerate(FIGURES)}


def _plain(incidents: Incidents, touches: Touches) -> Numbers:
    """Return which incidents tell of areas with all their places just what they tell at all."""
    number, found = touches.number, ~incidents.more
    for name, figure in incidents.figures.items():
        known, vague = touches.known[name], touches.vague[name]
        said = np.flatnonzero(known != UNKNOWN)
        parts = np.bincount(number[said], known[said], len(figure)).astype(np.int64)
        ends = (figure, *incidents.ends.get(name, ()))
        left_over = np.logical_or.reduce([parts != end for end in ends]) & (figure != UNKNOWN)
        left_over[number[vague]] = False
        found &= ~left_over
    return found


def _says(told: Told) -> Numbers:
    found: Numbers = (told.own != UNKNOWN) | (told.shared != UNKNOWN)
    return found
