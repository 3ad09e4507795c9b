"""Clusters of one strictness in groups: what is to be taken off where each counts once.

Terms
-----
row
    What one incident tells of a group, such as of an area.
run
    The rows of one cluster in one group; they stand together.
node
    A cluster in a group; wholes that have no row there, but parts, among them.

The rules are those of `geo.query.figures`; `geo.query.sums` answers the same by SQL.  Only what
counts otherwise than by itself is kept: runs of several rows, and families of which several rows
may say something.  A row that stands for several events is alone in its run, so that no events are
looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.query.memory.ledger import UNKNOWN
from geo.query.memory.shared_incidents import Told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from geo.query.memory.chosen import Numbers

_MOST: Final = np.iinfo(np.int64).max


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


@dataclass(frozen=True)
class Sums:
    """By how much the fields of `results.Figure` change, per group."""

    value: Numbers
    shared: Numbers
    known_for: Numbers
    shared_for: Numbers
    low: Numbers
    high: Numbers

    def plus(self, other: Sums) -> Sums:
        """Return the sum of two."""
        both = zip(vars(self).values(), vars(other).values(), strict=True)
        return Sums(*(mine + theirs for mine, theirs in both))


class Runs:
    """The runs of several rows.

    Parameters
    ----------
    clusters : Clusters
    number, group : array
        The incident and the group of each row.
    groups : int
        How many there are.

    Attributes
    ----------
    rows : array
        Which rows these are, run by run.
    """

    def __init__(self, clusters: Clusters, number: Numbers, group: Numbers, groups: int) -> None:
        self.groups = groups
        key = _keys(clusters, clusters.cluster, number, group)
        order = np.argsort(key, kind="stable")
        _, run, count = np.unique(key[order], return_inverse=True, return_counts=True)
        self.rows = order[count[run] > 1]
        self.number, self.group = number[self.rows], group[self.rows]
        self._begin = _begins(key[self.rows])
        self._run = np.repeat(np.arange(len(self._begin)), count[count > 1])
        self._run_group = self.group[self._begin]
        self._rank = clusters.rank[self.number]

    def counts(self, let: Numbers) -> Numbers:
        """Return by group by how much less there is if each run counts once.

        `let` says which of the rows count.
        """
        if not len(self._begin):
            return np.zeros(self.groups, dtype=np.int64)
        times = np.add.reduceat(let.astype(np.int32), self._begin)
        return _binned(self._run_group, np.minimum(times, 1) - times, self.groups)

    def spans(
        self, rows: Numbers, first: Numbers, last: Numbers, periods: int
    ) -> tuple[Numbers, Numbers, Numbers]:
        """Return in which periods some runs count: in each once.

        Parameters
        ----------
        rows : array
            Which of the rows here, ascending.
        first, last : array
            Of each of these its first and last period, both included.
        periods : int
            How many there are.

        Returns
        -------
        (run, first, last) : arrays
            Spans of periods; none overlaps another of its run.
        """
        run = self._run[rows]
        order = np.lexsort((first, run))
        run, first, last = run[order], first[order], last[order]
        # What has ended of the same run before: runs stand apart by more than all periods.
        base = run * (periods + 1)
        ended = np.maximum.accumulate(base + last) if len(run) else run
        before = np.full_like(ended, -1)
        before[1:] = ended[:-1]
        first = np.maximum(first, before - base + 1)
        some = last >= first
        return run[some], first[some], last[some]

    def spoken(self, rows: Numbers) -> Numbers:
        """Return for each run which of some rows speaks for it: that of the lowest rank."""
        order = np.lexsort((self._rank[rows], self._run[rows]))
        run = self._run[rows][order]
        found = np.full(len(self._begin), -1, dtype=np.int64)
        begin = _begins(run)
        found[run[begin]] = rows[order][begin]
        return found

    def group_of(self, run: Numbers) -> Numbers:
        """Return the group of each run."""
        found: Numbers = self._run_group[run]
        return found


class Forest:
    """The nodes of rows that may say something of a figure.

    Parameters
    ----------
    clusters : Clusters
    number, group : array
        The incident and the group of each row.
    groups : int
        How many there are.
    known : array of bool
        Which rows may say something.
    """

    def __init__(
        self, clusters: Clusters, number: Numbers, group: Numbers, groups: int, known: Numbers
    ) -> None:
        root = _keys(clusters, clusters.root[clusters.cluster], number, group)
        some = np.flatnonzero(known)
        _, family, count = np.unique(root[some], return_inverse=True, return_counts=True)
        some = some[count[family] > 1]
        manifold = np.zeros(len(clusters.root), dtype=bool)
        manifold[clusters.root[clusters.parent >= 0]] = True
        parted = manifold[clusters.root[clusters.cluster[number[some]]]]
        self._parts = [
            _Trees(clusters, number, group, groups, rows)
            for rows in (some[~parted], some[parted])
            if len(rows)
        ]
        self._groups = groups

    def sums(self, let: Callable[[Numbers], Numbers], told: Told) -> Sums:
        """Return by how much a figure changes if each cluster counts once.

        Parameters
        ----------
        let : callable
            Says of some rows which count.
        told : Told
            What each row tells.
        """
        nothing = np.zeros(self._groups, dtype=np.int64)
        found = Sums(*[nothing] * 6)
        for trees in self._parts:
            found = found.plus(trees.sums(let(trees.rows), told))
        return found


class _Trees:
    """Families that all have parts, or that have none; given the rows that they have."""

    def __init__(
        self, clusters: Clusters, number: Numbers, group: Numbers, groups: int, rows: Numbers
    ) -> None:
        self._groups, count = groups, len(clusters.parent)
        key = _keys(clusters, clusters.cluster, number[rows], group[rows])
        order = np.argsort(key, kind="stable")
        self.rows, key = rows[order], key[order]
        named = [np.unique(key)]
        while len(named[-1]):
            parent = clusters.parent[named[-1] % count]
            above = named[-1] - named[-1] % count + parent
            named.append(np.unique(above[parent >= 0]))
        nodes = np.unique(np.concatenate(named))
        cluster = nodes % count
        self._node, self._node_group = np.searchsorted(nodes, key), nodes // count
        parent, self._depth = clusters.parent[cluster], clusters.depth[cluster]
        above = np.searchsorted(nodes, nodes - cluster + np.maximum(parent, 0))
        self._parent = np.where(parent >= 0, above, -1)
        self._root = np.searchsorted(nodes, nodes - cluster + clusters.root[cluster])
        self._dataset = clusters.dataset[number[self.rows]]

    def sums(self, let: Numbers, told: Told) -> Sums:
        """Return by how much the figure changes, `let` saying which of the rows count."""
        rows = self.rows[let]
        own, low, high, shared = (values[rows].astype(np.int64) for values in told)
        known = (own != UNKNOWN) | (shared != UNKNOWN)
        at = np.flatnonzero(let)[known]
        told = Told(own[known], low[known], high[known], shared[known])
        node, account = self._node[at], _account(told)
        begin = _begins(node)
        runs, nodes = _together(account, begin), node[begin]
        roots = runs
        if (self._parent >= 0).any():
            roots, found = self._grown(runs, nodes, at, account), np.flatnonzero(self._depth == 0)
        else:
            found = nodes
        once = _summed(self._node_group[found], _rooted(roots), self._groups)
        each = _summed(self._node_group[node], told, self._groups)
        known_for = self._counts(nodes, runs[0]) - self._counts(node, told.own)
        shared_for = self._counts(nodes, runs[4]) - self._counts(node, told.shared)
        value, low, high, shared = (mine - theirs for mine, theirs in zip(once, each, strict=True))
        return Sums(value, shared, known_for, shared_for, low, high)

    def _counts(self, node: Numbers, values: Numbers) -> Numbers:
        return _binned(self._node_group[node[values != UNKNOWN]], None, self._groups)

    def _grown(
        self, runs: list[Numbers], nodes: Numbers, at: Numbers, account: list[Numbers]
    ) -> list[Numbers]:
        """Return the accounts of the roots, of what the runs and each row's account tell."""
        found = _nothing(len(self._parent))
        _take(found, nodes, runs)
        for depth in range(int(self._depth.max()), 0, -1):
            here = np.flatnonzero(self._depth == depth)
            parents, of = np.unique(self._parent[here], return_inverse=True)
            _take(found, parents, _added([values[here] for values in found], of, len(parents)))
        # What each dataset tells of a root with all its parts: of each cluster once.
        node, dataset = self._node[at], self._dataset[at]
        order = np.lexsort((node, dataset, self._root[node]))
        keys = np.stack([self._root[node], dataset, node])[:, order]
        changes = np.diff(keys, axis=1, prepend=-1) != 0
        told = _together([values[order] for values in account], np.flatnonzero(changes.any(axis=0)))
        begin = np.flatnonzero(changes[:2].any(axis=0))
        of = np.searchsorted(begin, np.flatnonzero(changes.any(axis=0)), "right") - 1
        own = _added(told, of, len(begin))
        own[1] = np.full(len(begin), UNKNOWN)
        first = _begins(keys[0, begin])
        _take(found, keys[0, begin][first], _together(own, first))
        return [values[self._depth == 0] for values in found]


def _keys(clusters: Clusters, named: Numbers, number: Numbers, group: Numbers) -> Numbers:
    """Return a number for each row's group and cluster, `named` being the clusters of incidents."""
    found: Numbers = group.astype(np.int64) * len(clusters.parent) + named[number]
    return found


def _begins(values: Numbers) -> Numbers:
    """Return where runs of the same value begin; none is below 0."""
    found: Numbers = np.flatnonzero(np.diff(values, prepend=-1))
    return found


def _account(told: Told) -> list[Numbers]:
    """Return own, least, most, what can be there at most, and what is shared."""
    own, low, high, shared = told
    return [own, low, high, np.maximum(own, 0) + np.maximum(shared, 0), shared]


def _rooted(account: list[Numbers]) -> list[Numbers]:
    """Return own, least, most, and what is shared besides, of the accounts of roots."""
    own, low, high, upper, shared = account
    rest = np.maximum(upper - np.maximum(own, 0), 0)
    return [own, low, high, np.where(shared != UNKNOWN, rest, UNKNOWN)]


def _nothing(count: int) -> list[Numbers]:
    return [np.full(count, UNKNOWN, dtype=np.int64) for _ in range(5)]


def _least(values: Numbers) -> Numbers:
    """Return values of which the unknown are larger than any."""
    return np.where(values == UNKNOWN, _MOST, values)


def _together(account: list[Numbers], begin: Numbers) -> list[Numbers]:
    """Return what runs of accounts of the same come to: from the lowest to the highest."""
    if not len(begin):
        return _nothing(0)
    found = [np.maximum.reduceat(values, begin) for values in account]
    low = np.minimum.reduceat(_least(account[1]), begin)
    found[1] = np.where(low == _MOST, UNKNOWN, low)
    return found


def _added(account: list[Numbers], of: Numbers, count: int) -> list[Numbers]:
    """Return what accounts come to together, `of` saying whose each is."""
    found = []
    for values in account:
        known = values != UNKNOWN
        total = _binned(of[known], values[known], count)
        found.append(np.where(_binned(of[known], None, count) > 0, total, UNKNOWN))
    return found


def _take(nodes: list[Numbers], at: Numbers, account: list[Numbers]) -> None:
    """Take further accounts of some nodes, each of which is there once."""
    for number, (values, told) in enumerate(zip(nodes, account, strict=True)):
        if number == 1:
            low = np.minimum(_least(values[at]), _least(told))
            values[at] = np.where(low == _MOST, UNKNOWN, low)
        else:
            values[at] = np.maximum(values[at], told)


def _summed(group: Numbers, told: Iterable[Numbers], groups: int) -> list[Numbers]:
    """Return sums by group of what is known."""
    return [_binned(group, np.maximum(values, 0), groups) for values in told]


def _binned(group: Numbers, weights: Numbers | None, groups: int) -> Numbers:
    found: Numbers = np.bincount(group, weights, groups).astype(np.int64)
    return found
