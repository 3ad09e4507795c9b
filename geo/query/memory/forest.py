"""Clusters of one strictness in groups: what is to be taken off where each counts once.

Terms
-----
row
    What one incident tells of a group, such as of one figure of an area.
run
    The rows of one cluster in one group.
family
    The rows in one group of a cluster that is no part of another, and of all its parts.
node
    A cluster in a family; wholes that have no row there, but parts, among them.

The rules are those of `geo.query.figures`; `geo.query.sums` answers the same by SQL.  Only what
counts otherwise than by itself is kept: runs and families of several rows.  What these come to is
worked out for a selection whatever its days (`Selected`, `SelectedRuns`), and again only where
a first or last day parts their rows.  A row that stands for several events is alone in its run, so
that no events are looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from geo.query.memory.accounts import account_of, added, binned, nothing, rooted, take, together
from geo.query.memory.ledger import UNKNOWN
from geo.query.memory.shared_incidents import Told

if TYPE_CHECKING:
    from geo.query.memory.chosen import Numbers


@dataclass(frozen=True)
class Clusters:
    """The clusters of some incidents.

    Attributes
    ----------
    cluster, dataset, rank : array
        Of each incident: numbers from 0; `geo.store.clusters` says what a rank is.
    parent, depth, root : array
        Of each cluster; no parent is -1.
    """

    cluster: Numbers
    dataset: Numbers
    rank: Numbers
    parent: Numbers
    depth: Numbers
    root: Numbers


class Sums(NamedTuple):
    """By how much the fields of `results.Figure` change, per group."""

    value: Numbers
    shared: Numbers
    known_for: Numbers
    shared_for: Numbers
    low: Numbers
    high: Numbers


FIELDS: Final = Sums._fields


@dataclass(frozen=True)
class _Together:
    """The days that rows have in common, which stand together by what they belong to.

    Attributes
    ----------
    begin, size : array
        First row of each, and how many there are.
    started, ending : array
        Last of their first days, and first of their last days.
    first, last : array
        First and last day of any.
    """

    begin: Numbers
    size: Numbers
    started: Numbers
    ending: Numbers
    first: Numbers
    last: Numbers

    @classmethod
    def of(cls, key: Numbers, start: Numbers, end: Numbers) -> _Together:
        """Group rows by a key, in which they are sorted."""
        begin = _begins(key)
        if not len(begin):
            return cls(*[begin] * 6)
        return cls(
            begin,
            np.diff(begin, append=len(key)),
            np.maximum.reduceat(start, begin),
            np.minimum.reduceat(end, begin),
            np.minimum.reduceat(start, begin),
            np.maximum.reduceat(end, begin),
        )

    def chosen(self, first: int, last: int) -> tuple[Numbers, Numbers]:
        """Return of which all rows overlap some days, and which have perhaps several, not all."""
        whole = (self.started < last) & (self.ending >= first)
        some = (self.first < last) & (self.last >= first) & ~whole
        return whole, np.flatnonzero(some)


class Runs:
    """The runs of several rows.

    Parameters
    ----------
    clusters : Clusters
    number, group : array
        The incident and the group of each row.
    groups : int
        How many there are.
    days : (array, array)
        First and last day of each incident.

    Attributes
    ----------
    rows, number, group : array
        Which rows these are, their incidents and groups, run by run and in each by start.
    """

    def __init__(
        self,
        clusters: Clusters,
        number: Numbers,
        group: Numbers,
        groups: int,
        days: tuple[Numbers, Numbers],
    ) -> None:
        self.groups = groups
        key = group.astype(np.int64) * len(clusters.parent) + clusters.cluster[number]
        self.rows, self.run = _several(key, days[0][number])
        self.number, self.group = number[self.rows], group[self.rows]
        self.start, self.end = (each[self.number] for each in days)
        self.rank = clusters.rank[self.number]

    def selected(self, let: Numbers) -> SelectedRuns:
        """Return the runs of which several rows count; `let` says which do."""
        rows = np.flatnonzero(let)
        size = np.bincount(self.run[rows], minlength=1)
        return SelectedRuns(self, rows[size[self.run[rows]] > 1])


class SelectedRuns:
    """Runs of which several rows are chosen, whatever the days.

    Parameters
    ----------
    runs : Runs
    rows : array
        Positions among its rows, ascending.

    Attributes
    ----------
    number, group : array
        Incident and group of each row that is chosen.
    """

    def __init__(self, runs: Runs, rows: Numbers) -> None:
        self._groups = runs.groups
        self.number, self.group, self._rank = runs.number[rows], runs.group[rows], runs.rank[rows]
        self._start, self._end, self._run = runs.start[rows], runs.end[rows], runs.run[rows]
        self._of = _Together.of(self._run, self._start, self._end)
        self._run_group = self.group[self._of.begin]

    def counts(self, first: int, last: int) -> Numbers:
        """Return by group by how much less there is of some days if each run counts once."""
        of = self._of
        whole, some = of.chosen(first, last)
        found = binned(self._run_group[whole], 1 - of.size[whole], self._groups)
        if len(some):
            rows, begin = _ranges(of.begin[some], of.size[some])
            let = (self._start[rows] < last) & (self._end[rows] >= first)
            times = np.add.reduceat(let.astype(np.int64), begin)
            found += binned(self._run_group[some], np.minimum(times, 1) - times, self._groups)
        return found

    def periods(
        self, days: tuple[int, int], first: Numbers, last: Numbers, kinds: Numbers, groups: int
    ) -> Numbers:
        """Return the same by kind and period.

        Parameters
        ----------
        days : (int, int)
            Those of the selection, as positions, the last not included.
        first, last : array
            Of each period, the same.
        kinds : array
            The kind of each row; a run is of that of its chosen row of the lowest rank.
        groups : int
            How many kinds there are.
        """
        rows = np.flatnonzero((self._start < days[1]) & (self._end >= days[0]))
        speaker = self._speakers(rows)
        begin = np.searchsorted(last, self._start[rows], "right")
        stop = np.searchsorted(first, self._end[rows], "right") - 1
        lie = begin <= stop
        rows, begin, stop, speaker = rows[lie], begin[lie], stop[lie], speaker[lie]
        more = len(first) + 1
        changes = _spans(kinds[rows], begin, stop, groups, more)
        # What has ended of the same run before: runs stand apart by more than all periods.
        base = self._run[rows] * more
        ended = np.maximum.accumulate(base + stop)
        before = np.full_like(ended, -1)
        before[1:] = ended[:-1]
        begin = np.maximum(begin, before - base + 1)
        new = stop >= begin
        once = _spans(kinds[speaker[new]], begin[new], stop[new], groups, more)
        found: Numbers = (once - changes).cumsum(axis=1)[:, :-1]
        return found

    def _speakers(self, rows: Numbers) -> Numbers:
        """Return for each of some rows which of them speaks for its run."""
        begin = _begins(self._run[rows])
        if not len(begin):
            return rows
        told = self._rank[rows] * len(self._rank) + rows
        of = np.repeat(np.arange(len(begin)), np.diff(begin, append=len(rows)))
        found: Numbers = (np.minimum.reduceat(told, begin) % len(self._rank))[of]
        return found


class Forest:
    """The families of rows that may say something.

    Parameters
    ----------
    clusters : Clusters
    number, group : array
        The incident and the group of each row.
    groups : int
        How many there are.
    days : (array, array)
        First and last day of each incident.

    Attributes
    ----------
    rows : array
        Which rows these are, family by family.
    """

    def __init__(
        self,
        clusters: Clusters,
        number: Numbers,
        group: Numbers,
        groups: int,
        days: tuple[Numbers, Numbers],
    ) -> None:
        self.groups, count = groups, len(clusters.parent)
        cluster = clusters.cluster[number]
        key = group.astype(np.int64) * count + clusters.root[cluster]
        self.rows, family = _several(key, cluster)
        _, self.family = np.unique(family, return_inverse=True)
        number, group, cluster = number[self.rows], group[self.rows], cluster[self.rows]
        self.start, self.end, self.dataset = (
            *(each[number] for each in days),
            clusters.dataset[number],
        )
        begin = _begins(self.family)
        self.family_group = group[begin]
        self._begin, self._size = begin, np.diff(begin, append=len(self.family))
        key = self.family.astype(np.int64) * count + cluster
        nodes = _with_wholes(np.unique(key), clusters.parent)
        cluster = nodes % count
        parent = clusters.parent[cluster]
        self.node, self.depth = np.searchsorted(nodes, key), clusters.depth[cluster]
        above = np.searchsorted(nodes, nodes - cluster + np.maximum(parent, 0))
        self._parent = np.where(parent >= 0, above, -1)
        self._node_begin = np.searchsorted(nodes, np.arange(len(begin) + 1) * np.int64(count))
        deepest = np.maximum.reduceat(self.depth, self._node_begin[:-1]) if len(begin) else begin
        self._parted = deepest > 0

    def sums(self, rows: Numbers, told: Told) -> tuple[Numbers, Numbers]:
        """Return by how much families change if each cluster in them counts once.

        Parameters
        ----------
        rows : array
            Positions of the rows that count, ascending.
        told : Told
            What each of these tells.

        Returns
        -------
        families, changes : arrays
            Families that have such rows, and `FIELDS` of each.
        """
        own, low, high, shared = (values.astype(np.int64) for values in told)
        known = (own != UNKNOWN) | (shared != UNKNOWN)
        parted = self._parted[self.family[rows]]
        found = []
        for let, grown in ((known & ~parted, None), (known & parted, self._grown)):
            if let.any():
                some = Told(own[let], low[let], high[let], shared[let])
                found.append(self._changes(rows[let], some, grown))
        if not found:
            return np.empty(0, dtype=np.int64), np.empty((0, len(FIELDS)), dtype=np.int64)
        families, changes = zip(*found, strict=True)
        return np.concatenate(families), np.concatenate(changes)

    def _changes(self, rows: Numbers, told: Told, grown: Any) -> tuple[Numbers, Numbers]:
        family, account = self.family[rows], account_of(told)
        begin = _begins(family)
        run = _begins(self.node[rows])
        runs = together(account, run)
        # Where the runs of each family begin among the runs.
        first = np.searchsorted(run, begin)
        own, low, high, shared = rooted(grown(rows, account, run, runs) if grown else runs)

        def more(once: Numbers, each: Numbers) -> Numbers:
            found: Numbers = np.maximum(once, 0) - np.add.reduceat(np.maximum(each, 0), begin)
            return found

        def known(once: Numbers, each: Numbers) -> Numbers:
            told_once, told_each = ((part != UNKNOWN).astype(np.int64) for part in (once, each))
            found: Numbers = np.add.reduceat(told_once, first) - np.add.reduceat(told_each, begin)
            return found

        changes = (
            *(more(own, told.own), more(shared, told.shared)),
            *(known(runs[0], told.own), known(runs[4], told.shared)),
            *(more(low, told.low), more(high, told.high)),
        )
        return family[begin], np.stack(changes, axis=1)

    def _grown(
        self, rows: Numbers, account: list[Numbers], run: Numbers, runs: list[Numbers]
    ) -> list[Numbers]:
        """Return the accounts of the roots, of what the runs and each row's account tell."""
        family = self.family[rows[_begins(self.family[rows])]]
        low, high = self._node_begin[family], self._node_begin[family + 1]
        nodes, begin = _ranges(low, high - low)
        shift = np.repeat(low - begin, high - low)
        depth, parent = self.depth[nodes], self._parent[nodes] - shift
        of = np.searchsorted(family, self.family[rows])
        node = self.node[rows] - (low - begin)[of]
        found = nothing(len(nodes))
        take(found, node[run], runs)
        for level in range(int(depth.max()), 0, -1):
            here = np.flatnonzero(depth == level)
            parents, at = np.unique(parent[here], return_inverse=True)
            take(found, parents, added([values[here] for values in found], at, len(parents)))
        # What each dataset tells of a root with all its parts: of each cluster once.
        roots = np.flatnonzero(depth == 0)
        dataset = self.dataset[rows]
        order = np.lexsort((node, dataset, of))
        keys = np.stack([of, dataset, node])[:, order]
        changes = np.diff(keys, axis=1, prepend=-1) != 0
        told = together([values[order] for values in account], np.flatnonzero(changes.any(axis=0)))
        begin = np.flatnonzero(changes[:2].any(axis=0))
        at = np.searchsorted(begin, np.flatnonzero(changes.any(axis=0)), "right") - 1
        own = added(told, at, len(begin))
        own[1] = np.full(len(begin), UNKNOWN)
        take(found, roots, together(own, _begins(keys[0, begin])))
        return [values[roots] for values in found]


class Selected:
    """Families of which several rows are chosen, whatever the days.

    Parameters
    ----------
    forest : Forest
    let : array of bool
        Which of its rows are chosen.
    told : Told
        What each of its rows tells.
    """

    def __init__(self, forest: Forest, let: Numbers, told: Told) -> None:
        self._forest = forest
        rows = np.flatnonzero(let)
        size = np.bincount(forest.family[rows], minlength=1)
        self._rows = rows = rows[size[forest.family[rows]] > 1]
        self._told = Told(*(values[rows] for values in told))
        family = forest.family[rows]
        self._of = _Together.of(family, forest.start[rows], forest.end[rows])
        families, changes = forest.sums(rows, self._told)
        at, field = np.nonzero(changes)
        #: Of each change of a family that is chosen as a whole: whose, of what, and how much.
        self._whose = np.searchsorted(family[self._of.begin], families[at])
        self._what = forest.family_group[families[at]] * len(FIELDS) + field
        self._change = changes[at, field]

    def sums(self, first: int, last: int) -> Numbers:
        """Return by how much each group changes over some days: `FIELDS` by group."""
        forest, of = self._forest, self._of
        whole, some = of.chosen(first, last)
        let = whole[self._whose]
        cells = forest.groups * len(FIELDS)
        found = binned(self._what[let], self._change[let], cells).reshape(-1, len(FIELDS))
        if len(some):
            at, _ = _ranges(of.begin[some], of.size[some])
            rows = self._rows[at]
            here = np.flatnonzero((forest.start[rows] < last) & (forest.end[rows] >= first))
            told = Told(*(values[at[here]] for values in self._told))
            families, changes = forest.sums(rows[here], told)
            np.add.at(found, forest.family_group[families], changes)
        return found


def _several(key: Numbers, then: Numbers) -> tuple[Numbers, Numbers]:
    """Return the rows whose key others have too, by key and `then`, and a number of each key."""
    order = np.lexsort((then, key))
    _, run, count = np.unique(key[order], return_inverse=True, return_counts=True)
    shared = count[run] > 1
    return order[shared], run[shared]


def _with_wholes(nodes: Numbers, parent: Numbers) -> Numbers:
    """Return some nodes, by family and cluster, and all above them, `parent` being of clusters."""
    named, count = [nodes], len(parent)
    while len(named[-1]):
        cluster = named[-1] % count
        above = named[-1] - cluster + parent[cluster]
        named.append(np.unique(above[parent[cluster] >= 0]))
    return np.unique(np.concatenate(named))


def _ranges(begin: Numbers, size: Numbers) -> tuple[Numbers, Numbers]:
    """Return the positions of all rows of some ranges, and where each range begins among them."""
    first = np.cumsum(size) - size
    return np.arange(int(size.sum())) + np.repeat(begin - first, size), first


def _spans(group: Numbers, first: Numbers, last: Numbers, groups: int, periods: int) -> Numbers:
    """Return where by group and period spans begin, less where they have ended."""
    base, shape = group.astype(np.int64) * periods, (groups, periods)
    begun, ended = (np.bincount(base + at, minlength=groups * periods) for at in (first, last + 1))
    found: Numbers = (begun - ended).reshape(shape)
    return found


def _begins(values: Numbers) -> Numbers:
    """Return where runs of the same value begin; none is below 0."""
    found: Numbers = np.flatnonzero(np.diff(values, prepend=-1))
    return found
