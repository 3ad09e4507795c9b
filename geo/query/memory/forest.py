"""Figures of clusters that count once, and of wholes with their parts: what is to be taken off.

Terms
-----
row
    What one incident tells of one figure of a group, such as an area.
family
    The rows in one group of a cluster that is no part of another, and of all its parts.
node
    A cluster in a family; wholes that have no row there, but parts, among them.
case
    Some rows of a family that are chosen together.

The rules are those of `geo.query.figures`; `geo.query.sums` answers the same by SQL.  Only families
of several rows are kept.  What every case of one of a few rows comes to (`MOST_ROWS`), as nearly
all are, is worked out when the store is opened; a larger one is looked at when it is asked for.
A row that stands for several events is alone in its cluster, so that no events are looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from geo.query.memory.accounts import (
    HIGH,
    LOW,
    OWN,
    SHARED,
    UPPER,
    account_of,
    added,
    known,
    nothing,
    numbers,
    take,
    together,
)
from geo.query.memory.bundles import Bundles, begins, ranges, reduced
from geo.query.memory.shared_incidents import Told

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.query.memory.arrays import Incidents
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
#: Rows of a family of which every case is known beforehand: a bit for each, in one byte.
MOST_ROWS: Final = 8
#: Of these what is summed, and of how many incidents it is known.
_SUMMED: Final = [FIELDS.index(name) for name in ("value", "shared", "low", "high")]
_LEAST: Final = FIELDS.index("low")
_COUNTED: Final = [FIELDS.index(name) for name in ("known_for", "shared_for")]
#: Rows of cases that are worked out at a time.
_AT_ONCE: Final = 200_000


class Forest:
    """The families of rows that may say something.

    Parameters
    ----------
    clusters : Clusters
    incidents : Incidents
    number, group : array
        The incident and the group of each row.
    groups : int
        How many there are.
    told : Told
        What each row tells.

    Attributes
    ----------
    bundles : Bundles
        The families.
    group : array
        Of each family.
    """

    def __init__(  # noqa: PLR0913, PLR0917
        self,
        clusters: Clusters,
        incidents: Incidents,
        number: Numbers,
        group: Numbers,
        groups: int,
        told: Told,
    ) -> None:
        self._groups, count = groups, len(clusters.parent)
        cluster = clusters.cluster[number]
        key = group.astype(np.int64) * count + clusters.root[cluster]
        self.bundles = Bundles(key, cluster, incidents, number)
        rows, begin, family = self.bundles.rows, self.bundles.begin, self.bundles.of
        self.group = group[rows[begin]].astype(np.intp)
        self._told = Told(*(values[rows].astype(np.int64) for values in told))
        self._dataset = clusters.dataset[number[rows]]
        key = family * count + cluster[rows]
        nodes = _with_wholes(np.unique(key), clusters.parent)
        cluster = nodes % count
        parent = clusters.parent[cluster]
        self._node, self._depth = np.searchsorted(nodes, key), clusters.depth[cluster]
        above = np.searchsorted(nodes, nodes - cluster + np.maximum(parent, 0))
        self._parent = np.where(parent >= 0, above, -1)
        self._node_begin = np.searchsorted(nodes, np.arange(len(begin) + 1) * np.int64(count))
        #: Of each row its bit in the number of a case; 0 in a large family.
        self._bit = np.left_shift(1, np.arange(len(rows)) - begin[family]).astype(np.uint8)
        self._bit[self.bundles.size[family] > MOST_ROWS] = 0
        self._work_out()

    def _work_out(self) -> None:
        """Find by how much every case of every family that is not large changes."""
        size, begin = self.bundles.size, self.bundles.begin
        cases = np.where(size <= MOST_ROWS, np.left_shift(1, np.minimum(size, MOST_ROWS)), 1)
        #: The place of each family's cases, and of each case which of `_changes` it has.
        self._cases = np.cumsum(cases) - cases
        # The first is that of a case that changes nothing.
        found, places = [np.zeros((len(FIELDS), 1), dtype=np.int64)], [self._cases[:0]]
        for rows in range(2, MOST_ROWS + 1):
            state = np.arange(1 << rows)
            state = state[np.bitwise_count(state) > 1]
            of, bit = np.nonzero(state[:, None] >> np.arange(rows) & 1)
            families = np.flatnonzero(size == rows)
            for some in np.array_split(families, 1 + len(families) * len(of) // _AT_ONCE):
                case = (np.arange(len(some))[:, None] * len(state) + of).ravel()
                at = (begin[some][:, None] + bit).ravel()
                first, changes = self._sums(at, case, Told(*(v[at] for v in self._told)))
                here = changes.any(axis=0)
                place = (self._cases[some][:, None] + state).ravel()[case[first]]
                found.append(changes[:, here])
                places.append(place[here])
        changes, which = np.unique(np.concatenate(found, axis=1), axis=1, return_inverse=True)
        self._changes, self._none = changes, which[0]
        self._change = np.full(int(cases.sum()), self._none, dtype=np.int32)
        self._change[np.concatenate(places)] = which[1:]

    def sums(
        self,
        rows: Numbers,
        odd: Numbers | None = None,
        told_by: Callable[[Numbers], Told] | None = None,
    ) -> Numbers:
        """Return by how much each group changes if each cluster counts once: `FIELDS` by group.

        Parameters
        ----------
        rows : array
            Positions of the rows that count, ascending.
        odd : array of bool, optional
            Which of them tell something else than they tell otherwise.
        told_by : callable, optional
            Returns what some rows tell then, by their positions.
        """
        bit, family = self._bit[rows], self.bundles.of[rows]
        begin = begins(family)
        families = family[begin]
        case = reduced(np.bitwise_or, bit, begin)
        looked_at = case == 0
        if odd is not None:
            looked_at |= reduced(np.logical_or, odd, begin)
            case[looked_at] = 0
        change = self._change[self._cases[families] + case]
        here = np.flatnonzero(change != self._none)
        group, change = self.group[families[here]], change[here]
        found = np.stack(
            [np.bincount(group, each[change], self._groups) for each in self._changes], axis=1
        ).astype(np.int64)
        if looked_at.any():
            rows = rows[np.repeat(looked_at, np.diff(begin, append=len(rows)))]
            told = told_by(rows) if told_by else Told(*(values[rows] for values in self._told))
            family = self.bundles.of[rows]
            begin, changes = self._sums(rows, family, told)
            np.add.at(found, self.group[family[begin]], changes.T)
        return found

    def _sums(self, rows: Numbers, case: Numbers, told: Told) -> tuple[Numbers, Numbers]:
        """Return by how much cases change if each cluster in them counts once.

        Parameters
        ----------
        rows : array
            Positions of the rows of each case, ascending.
        case : array
            The case of each of these, ascending.
        told : Told
            What each of them tells.

        Returns
        -------
        begin, changes : arrays
            Where each case begins among the rows, and its change of each of `FIELDS`.
        """
        account, begin = account_of(told), begins(case)
        run = begins(case * len(self._depth) + self._node[rows])
        runs = together(account, run)
        roots = self._grown(rows, begin, account, run, runs)
        once, each = numbers(roots), reduced(np.add, numbers(account), begin)
        # What is shared is what there is besides the own number.
        rest = np.maximum(once[UPPER] - once[OWN], 0)
        once[SHARED] = np.where(known(roots[SHARED]), rest, 0)
        changes = np.empty((len(FIELDS), len(begin)), dtype=np.int64)
        changes[_SUMMED] = (once - each)[[OWN, SHARED, LOW, HIGH]]
        # The least stands there negative.
        changes[_LEAST] *= -1
        # Where the runs of each case begin among the runs.
        first = np.searchsorted(run, begin)
        told_once, told_each = (
            reduced(np.add, known(of[[OWN, SHARED]]).astype(np.int64), at)
            for of, at in ((runs, first), (account, begin))
        )
        changes[_COUNTED] = told_once - told_each
        return begin, changes

    def _grown(
        self, rows: Numbers, cases: Numbers, account: Numbers, run: Numbers, runs: Numbers
    ) -> Numbers:
        """Return the accounts of the roots, of what the runs and each row's account tell.

        `cases` and `run` say where each case and each run begins among the rows.
        """
        family = self.bundles.of[rows[cases]]
        low, high = self._node_begin[family], self._node_begin[family + 1]
        nodes, begin = ranges(low, high - low)
        shift = np.repeat(low - begin, high - low)
        depth, parent = self._depth[nodes], self._parent[nodes] - shift
        of = np.repeat(np.arange(len(cases)), np.diff(cases, append=len(rows)))
        node = self._node[rows] - (low - begin)[of]
        found = nothing(len(nodes))
        take(found, node[run], runs)
        for level in range(int(depth.max(initial=0)), 0, -1):
            here = np.flatnonzero(depth == level)
            here = here[np.argsort(parent[here], kind="stable")]
            first = begins(parent[here])
            take(found, parent[here[first]], added(found[:, here], first))
        # What each dataset tells of a root with all its parts: of each cluster once.
        of_dataset = of * (int(self._dataset.max(initial=0)) + 1) + self._dataset[rows]
        key = of_dataset * len(nodes) + node
        order = np.argsort(key, kind="stable")
        clusters, datasets = begins(key[order]), begins(of_dataset[order])
        told = together(account[:, order], clusters)
        told = added(told, np.searchsorted(clusters, datasets))
        told[LOW] = nothing(1)[LOW]
        roots = np.flatnonzero(depth == 0)
        take(found, roots, together(told, np.searchsorted(datasets, cases)))
        return found[:, roots]


def _with_wholes(nodes: Numbers, parent: Numbers) -> Numbers:
    """Return some nodes, by family and cluster, and all above them, `parent` being of clusters."""
    named, count = [nodes], len(parent)
    while len(named[-1]):
        cluster = named[-1] % count
        above = named[-1] - cluster + parent[cluster]
        named.append(np.unique(above[parent[cluster] >= 0]))
    return np.unique(np.concatenate(named))
