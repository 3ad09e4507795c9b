"""Clusters of one strictness in groups: sums in which each counts once, over any of its rows.

Terms
-----
row
    What one incident tells of a group, such as of an area.
node
    A cluster in a group; wholes that have no row there, but parts, among them.

The rules are those of `geo.query.figures`; `geo.query.sums` answers the same by SQL.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.query.memory.ledger import UNKNOWN
from geo.query.memory.shared_incidents import Told

if TYPE_CHECKING:
    from geo.query.memory.chosen import Numbers

_MOST: Final = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Clusters:
    """The clusters of some incidents.

    Attributes
    ----------
    cluster, dataset, rank : array
        Of each incident: numbers from 0; `geo.store.clusters` says what a rank is.
    parent, depth : array
        Of each cluster; -1 for none.
    """

    cluster: Numbers
    dataset: Numbers
    rank: Numbers
    parent: Numbers
    depth: Numbers


@dataclass(frozen=True)
class Sums:
    """The fields of `results.Figure`, per group; 0 where nothing is known."""

    value: Numbers
    shared: Numbers
    known_for: Numbers
    shared_for: Numbers
    low: Numbers
    high: Numbers

    def less(self, other: Sums) -> Sums:
        """Return the difference."""
        both = zip(vars(self).values(), vars(other).values(), strict=True)
        return Sums(*(mine - theirs for mine, theirs in both))


class Forest:
    """The nodes of some rows.

    Parameters
    ----------
    clusters : Clusters
    number, group : array
        The incident and the group of each row.
    groups : int
        How many there are.
    events : array or None
        As how many each incident counts; None if each is one.
    """

    def __init__(
        self,
        clusters: Clusters,
        number: Numbers,
        group: Numbers,
        groups: int,
        events: Numbers | None,
    ) -> None:
        self.groups, self._clusters = groups, clusters
        count = max(len(clusters.parent), 1)
        weights = None if events is None else events[number].astype(np.int64)
        key = group.astype(np.int64) * count + clusters.cluster[number]
        named = [np.unique(key)]
        while len(named[-1]):
            parent = clusters.parent[named[-1] % count]
            above = named[-1] - named[-1] % count + parent
            named.append(np.unique(above[parent >= 0]))
        nodes = np.unique(np.concatenate(named))
        self._node_group, cluster = nodes // count, nodes % count
        parent, self._depth = clusters.parent[cluster], clusters.depth[cluster]
        above = np.searchsorted(nodes, nodes - cluster + np.maximum(parent, 0))
        self._parent = np.where(parent >= 0, above, -1)
        self._node = np.searchsorted(nodes, key)
        #: Rows by their nodes; each run of them is one node.
        self._order = np.argsort(self._node, kind="stable")
        ordered = self._node[self._order]
        self._begin = np.flatnonzero(np.diff(ordered, prepend=-1))
        self._run_node = ordered[self._begin]
        self._run = np.empty(len(number), dtype=np.int64)
        self._run[self._order] = np.cumsum(np.diff(ordered, prepend=-1) != 0) - 1
        self._group, self._weights = group, weights
        #: A row of several events is alone in its run.
        self._run_weights = None if weights is None else weights[self._order][self._begin]
        self._find_accounts(clusters.dataset[number])

    def _find_accounts(self, dataset: Numbers) -> None:
        """Find what each dataset tells of a whole that has parts: runs of rows, then their sums."""
        root = self._root(np.arange(len(self._parent)))
        manifold = np.zeros(len(root), dtype=bool)
        manifold[root[self._parent >= 0]] = True
        rows = np.flatnonzero(manifold[root[self._node]])
        node, of = self._node[rows], dataset[rows]
        whole = root[node]
        order = np.lexsort((node, of, whole))
        self._account_rows = rows[order]
        told = np.stack([whole[order], of[order], node[order]])
        changes = np.diff(told, axis=1, prepend=-1) != 0
        self._account_begin = np.flatnonzero(changes.any(axis=0))
        begins = np.flatnonzero(changes[:2].any(axis=0))
        self._account_of = np.searchsorted(begins, self._account_begin, "right") - 1
        self._account_root = told[0, begins]

    def _root(self, node: Numbers) -> Numbers:
        while (above := self._parent[node] >= 0).any():
            node = np.where(above, self._parent[node], node)
        return node

    def counts(self, let: Numbers) -> Numbers:
        """Count the clusters of each group that have one of some rows, `let` saying which."""
        runs = self._begin
        if len(runs):
            runs = np.flatnonzero(np.logical_or.reduceat(let[self._order], self._begin))
        return self._counted(runs)

    def _counted(self, runs: Numbers) -> Numbers:
        return _binned(self.group_of(runs), self.weights_of(runs), self.groups)

    def weights_of(self, run: Numbers) -> Numbers | None:
        """Return as how many incidents each run counts; None if each is one."""
        return None if self._run_weights is None else self._run_weights[run]

    def each(self, let: Numbers) -> Numbers:
        """Count the rows of each group instead."""
        weights = None if self._weights is None else self._weights[let]
        return _binned(self._group[let], weights, self.groups)

    def sums(self, let: Numbers, told: Told) -> Sums:
        """Sum a figure over some rows: each cluster once, and no part besides its whole."""
        let_told = Told(*(np.where(let, values, UNKNOWN) for values in told))
        account = _upper(let_told)
        runs = _together([values[self._order] for values in account], self._begin)
        known_for, shared_for = (
            self._counted(np.flatnonzero(said != UNKNOWN)) for said in (runs[0], runs[4])
        )
        nodes = _nothing(len(self._parent))
        _take(nodes, self._run_node, runs)
        for depth in range(int(self._depth.max(initial=0)), 0, -1):
            here = np.flatnonzero(self._depth == depth)
            parents, at = np.unique(self._parent[here], return_inverse=True)
            _take(nodes, parents, _added([values[here] for values in nodes], at, len(parents)))
        self._take_accounts(nodes, account)
        return self._rooted(nodes, known_for, shared_for)

    def _take_accounts(self, nodes: list[Numbers], account: list[Numbers]) -> None:
        if not len(self._account_rows):
            return
        told = _together([values[self._account_rows] for values in account], self._account_begin)
        own = _added(told, self._account_of, len(self._account_root))
        own[1] = np.full(len(own[1]), UNKNOWN)
        order = np.argsort(self._account_root, kind="stable")
        roots = self._account_root[order]
        begin = np.flatnonzero(np.diff(roots, prepend=-1))
        _take(nodes, roots[begin], _together([values[order] for values in own], begin))

    def _rooted(self, nodes: list[Numbers], known_for: Numbers, shared_for: Numbers) -> Sums:
        own, low, high, upper, open_ = (values[self._depth == 0] for values in nodes)
        group = self._node_group[self._depth == 0]
        rest = np.where(open_ != UNKNOWN, np.maximum(upper - np.maximum(own, 0), 0), UNKNOWN)
        value, shared, least, most = (
            _summed(group, values, self.groups)[0] for values in (own, rest, low, high)
        )
        return Sums(value, shared, known_for, shared_for, least, most)

    def each_sums(self, let: Numbers, told: Told) -> Sums:
        """Sum a figure over some rows, each by itself."""
        group, found, counts = self._group[let], [], []
        for values in (values[let] for values in told):
            found.append(_summed(group, values, self.groups)[0])
            weights = None if self._weights is None else self._weights[let][values != UNKNOWN]
            counts.append(_binned(group[values != UNKNOWN], weights, self.groups))
        own, low, high, shared = found
        return Sums(own, shared, counts[0], counts[3], low, high)

    def spans(
        self, rows: Numbers, first: Numbers, last: Numbers, periods: int
    ) -> tuple[Numbers, Numbers, Numbers]:
        """Return in which periods the clusters of some rows count: in each once.

        Parameters
        ----------
        rows : array
            Which rows.
        first, last : array
            Of each of these its first and last period, both included.
        periods : int
            How many there are.

        Returns
        -------
        (run, first, last) : arrays
            Spans of periods in which a cluster, by its run, counts; none overlap another of its.
        """
        run = self._run[rows]
        order = np.lexsort((first, run))
        run, first, last = run[order], first[order], last[order]
        # What has ended of the same cluster before: clusters stand apart by more than all periods.
        base = run * (periods + 1)
        ended = np.maximum.accumulate(base + last) if len(run) else run
        before = np.empty_like(ended)
        before[:1], before[1:] = -1, ended[:-1]
        first = np.maximum(first, before - base + 1)
        some = last >= first
        return run[some], first[some], last[some]

    def spoken(self, rows: Numbers, rank: Numbers) -> tuple[Numbers, Numbers]:
        """Return each run of some rows, and the row of the lowest rank in it."""
        order = np.lexsort((rank[rows], self._run[rows]))
        run = self._run[rows][order]
        begin = np.flatnonzero(np.diff(run, prepend=-1))
        return run[begin], rows[order][begin]

    def group_of(self, run: Numbers) -> Numbers:
        """Return the group of each run."""
        found: Numbers = self._node_group[self._run_node[run]]
        return found


def _upper(told: Told) -> list[Numbers]:
    """Return own, least, most, what can be there at most, and what is shared."""
    own, low, high, shared = (values.astype(np.int64) for values in told)
    upper = np.where(
        (own == UNKNOWN) & (shared == UNKNOWN),
        UNKNOWN,
        np.maximum(own, 0) + np.maximum(shared, 0),
    )
    return [own, low, high, upper, shared]


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


def _added(account: list[Numbers], at: Numbers, count: int) -> list[Numbers]:
    """Return what accounts come to together, `at` saying whose each is."""
    found = []
    for values in account:
        total, said = _summed(at, values, count)
        found.append(np.where(said > 0, total, UNKNOWN))
    return found


def _take(nodes: list[Numbers], at: Numbers, account: list[Numbers]) -> None:
    """Take further accounts of some nodes, each of which is there once."""
    for number, (values, told) in enumerate(zip(nodes, account, strict=True)):
        if number == 1:
            low = np.minimum(_least(values[at]), _least(told))
            values[at] = np.where(low == _MOST, UNKNOWN, low)
        else:
            values[at] = np.maximum(values[at], told)


def _summed(group: Numbers, values: Numbers, groups: int) -> tuple[Numbers, Numbers]:
    """Return sums by group of what is known, and of how many."""
    known = values != UNKNOWN
    return _binned(group[known], values[known], groups), _binned(group[known], None, groups)


def _binned(group: Numbers, weights: Any, groups: int) -> Numbers:
    found: Numbers = np.bincount(group, weights, groups).astype(np.int64)
    return found
