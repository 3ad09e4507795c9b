"""Incidents that several records tell of, or that are parts of others, looked at one by one.

Sums over all rows come from running totals, in which each row counts by itself.  What that is too
much for incidents that are to count once is worked out here, over the linked ones alone.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from geo.query.memory.counted import counted
from geo.query.memory.forest import FIELDS, Clusters, Forest, Runs, Selected, Sums
from geo.query.memory.ledger import UNKNOWN
from geo.query.memory.shared_incidents import SharedIncidents, Told
from geo.query.results import FIGURES

if TYPE_CHECKING:
    import duckdb

    from geo.query.memory.arrays import Incidents, Touches
    from geo.query.memory.chosen import Chosen, Numbers
    from geo.query.memory.forest import SelectedRuns

_LINKED: Final = """
    SELECT i.rowid AS number, k.strictness, k.cluster, coalesce(k.parent, -1) AS parent, k.depth,
        k.rank, i.dataset
    FROM clustered k JOIN incidents i USING (incident_id) ORDER BY number, k.strictness"""

#: Selections that are kept, of each kind of answer.
_KEPT: Final = 12


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

    All that it returns is to be added to what is counted with each incident by itself.  What the
    types, actors, datasets and areas of a selection come to is kept for the next selection, which
    has often other days alone.
    """

    def __init__(self, linked: Linked, clusters: Clusters, areas: int) -> None:
        self._linked, self._areas = linked, areas
        incidents, touches = linked.incidents, linked.touches
        at, area, numbers = touches.number, touches.area, np.arange(len(linked.numbers))
        alone = _alone(linked, clusters, areas)
        days = incidents.start, incidents.end
        undrawn = np.flatnonzero(touches.places > touches.drawn)
        self._of_areas = Runs(clusters, at, area, areas, days)
        self._undrawn = Runs(clusters, at[undrawn], area[undrawn], areas, days)
        self._of_all = Runs(clusters, numbers, alone, areas + 1, days)
        told = list(linked.told.values())
        self._by_area = _Figures(clusters, at, area, areas, days, told, [_says(t) for t in told])
        self._whole = _Figures(
            *(clusters, numbers, alone, areas + 1, days),
            *(list(linked.totals.values()), [linked.may_say(name) for name in FIGURES]),
        )
        alike = np.bincount(clusters.cluster)[clusters.cluster] > 1
        #: Incidents of the store of which several count once, and the cluster of each.
        self.several, self.cluster = linked.numbers[alike], clusters.cluster[alike]
        # Each is asked with `_Asked`.
        kept = lru_cache(_KEPT)
        self._in_areas = {
            undrawn: kept(partial(self._let_runs, runs))
            for undrawn, runs in ((False, self._of_areas), (True, self._undrawn))
        }
        self._in_all = kept(self._let_all)
        self._area_sums, self._whole_sums, self._several_sums = (
            kept(each) for each in (self._let_by_area, self._let_whole, self._let_several)
        )

    def _let_runs(self, runs: Runs, asked: _Asked) -> SelectedRuns:
        let = self._combos(asked)[runs.number]
        return runs.selected(let if asked.areas is None else let & asked.inside()[runs.group])

    def _let_all(self, asked: _Asked) -> SelectedRuns:
        let = self._combos(asked)
        if asked.areas is not None:
            let = let & self._linked.shared.touching(asked.inside())
        return self._of_all.selected(let[self._of_all.number])

    def _let_by_area(self, asked: _Asked) -> Selected:
        """Return the families of each area; whatever areas are chosen."""
        return self._by_area.selected(self._combos(asked))

    def _let_whole(self, asked: _Asked) -> Selected:
        """Return the families of all areas together."""
        return self._whole.selected(self._combos(asked))

    def _let_several(self, asked: _Asked) -> Selected:
        """Return the families that do not lie in one area alone, as some areas have them."""
        return self._whole.selected_in(
            self._combos(asked), self._linked.shared, asked.inside(), countries=asked.countries
        )

    def _combos(self, asked: _Asked) -> Numbers:
        """Return which of the linked incidents have the combos."""
        found: Numbers = np.frombuffer(asked.combos, dtype=bool)[self._linked.incidents.combo]
        return found

    def area_counts(self, chosen: Chosen, *, undrawn: bool = False) -> Numbers:
        """Return the change of the number of incidents, by area.

        `undrawn` says that those count which have a place there that is no point.
        """
        return self._in_areas[undrawn](_Asked.of(chosen)).counts(chosen.first, chosen.last)

    def area_sums(self, chosen: Chosen) -> dict[str, Sums]:
        """Return the change of each figure, by area."""
        selected = self._area_sums(_Asked.of(chosen, everywhere=True))
        found = self._by_area.shaped(selected.sums(chosen.first, chosen.last))
        if chosen.areas is not None:
            found[~chosen.areas] = 0
        return _named(found)

    def count(self, chosen: Chosen) -> int:
        """Return the change of the number of incidents of the selection."""
        selected = self._in_all(_Asked.of(chosen))
        return int(selected.counts(chosen.first, chosen.last).sum())

    def sums(self, chosen: Chosen) -> dict[str, Sums]:
        """Return the change of each figure of the selection."""
        days = chosen.first, chosen.last
        selected = self._whole_sums(_Asked.of(chosen, everywhere=True))
        found = self._whole.shaped(selected.sums(*days))
        if chosen.areas is not None:
            several = self._whole.shaped(self._several_sums(_Asked.of(chosen)).sums(*days))
            found = np.concatenate([found[:-1][chosen.areas], several[-1:]])
        return _named(found.sum(axis=0, keepdims=True))

    def bars(self, chosen: Chosen, first: Numbers, last: Numbers) -> Numbers:
        """Return the change by area and period; see `periods`."""
        runs = self._in_areas[False](_Asked.of(chosen))
        return runs.periods((chosen.first, chosen.last), first, last, runs.group, self._areas)

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
        runs = self._in_all(_Asked.of(chosen))
        kinds = types[self._linked.incidents.combo[runs.number]]
        count = int(types.max(initial=0)) + 1
        return runs.periods((chosen.first, chosen.last), first, last, kinds, count)


class _Asked(NamedTuple):
    """What is chosen besides days, in a form that can be remembered."""

    combos: bytes
    areas: bytes | None
    countries: bool

    @classmethod
    def of(cls, chosen: Chosen, *, everywhere: bool = False) -> _Asked:
        areas = None if everywhere or chosen.areas is None else chosen.areas.tobytes()
        return cls(chosen.combos.tobytes(), areas, chosen.countries and areas is not None)

    def inside(self) -> Numbers:
        return np.frombuffer(self.areas or b"", dtype=bool)


class _Figures:
    """The families of all figures together, whose groups are each a group with a figure.

    Parameters
    ----------
    clusters, number, group, groups, days
        As for `Forest`, which knows no figures.
    told : list of Told
        What each row tells of each figure.
    says : list of array of bool
        Which rows may say something of it.
    """

    def __init__(  # noqa: PLR0913, PLR0917
        self,
        clusters: Clusters,
        number: Numbers,
        group: Numbers,
        groups: int,
        days: tuple[Numbers, Numbers],
        told: list[Told],
        says: list[Numbers],
    ) -> None:
        row = [np.flatnonzero(some) for some in says]
        figure = np.repeat(np.arange(len(says)), [len(rows) for rows in row])
        every = np.concatenate(row)
        named = group[every] * len(says) + figure
        self._forest = forest = Forest(clusters, number[every], named, groups * len(says), days)
        self._told = Told(
            *(
                np.concatenate([part[rows] for part, rows in zip(parts, row, strict=True)])[
                    forest.rows
                ]
                for parts in zip(*told, strict=True)
            )
        )
        self._number, self._figure = number[every][forest.rows], figure[forest.rows]
        #: The rows of the last group.
        self._last = named[forest.rows] // len(says) == groups - 1

    def selected(self, let: Numbers) -> Selected:
        """Return the families of some incidents."""
        return Selected(self._forest, let[self._number], self._told)

    def selected_in(
        self, let: Numbers, shared: SharedIncidents, areas: Numbers, *, countries: bool
    ) -> Selected:
        """Return those of the last group, of which each incident tells what it tells of areas."""
        asked = np.flatnonzero(
            let & (np.bincount(self._number[self._last], minlength=len(let)) > 0)
        )
        numbers, told = shared.told(asked, areas, countries=countries)
        at = np.full(len(let), -1)
        at[numbers] = np.arange(len(numbers))
        rows = np.flatnonzero(self._last & (at[self._number] >= 0))
        place, figure = at[self._number[rows]], self._figure[rows]
        found = []
        for parts in zip(*told.values(), strict=True):
            values = np.full(len(self._number), UNKNOWN, dtype=np.int64)
            values[rows] = np.stack(parts)[figure, place]
            found.append(values)
        here = np.zeros(len(self._number), dtype=bool)
        here[rows] = True
        return Selected(self._forest, here, Told(*found))

    @staticmethod
    def shaped(sums: Numbers) -> Numbers:
        """Return the sums of a selection by group, figure and field."""
        return sums.reshape(-1, len(FIGURES), len(FIELDS))


def _named(sums: Numbers) -> dict[str, Sums]:
    return {name: Sums(*sums[:, at].T) for at, name in enumerate(FIGURES)}


def _alone(linked: Linked, clusters: Clusters, areas: int) -> Numbers:
    """Return of each incident the only area of its family; `areas` if it is not known by one.

    Such an area has of each of them all that it tells.
    """
    touches, incidents = linked.touches, linked.incidents
    number, count = touches.number, len(linked.numbers)
    simple = touches.alone & ~incidents.more[number]
    for name, figure in incidents.figures.items():
        known, reported = touches.known[name], figure[number]
        ends = [end[number] for end in incidents.ends.get(name, ())]
        other = np.logical_or.reduce([known != end for end in (reported, *ends)])
        said = (known != UNKNOWN) & (reported != UNKNOWN)
        simple &= ~(said & ~touches.vague[name] & other)
    area = np.full(count, areas, dtype=np.int64)
    area[number[simple]] = touches.area[simple]
    root = clusters.root[clusters.cluster]
    least, most = np.full(count, areas), np.zeros(count, dtype=np.int64)
    np.minimum.at(least, root, area)
    np.maximum.at(most, root, area)
    found: Numbers = np.where(least == most, most, areas)[root]
    return found


def _says(told: Told) -> Numbers:
    found: Numbers = (told.own != UNKNOWN) | (told.shared != UNKNOWN)
    return found
