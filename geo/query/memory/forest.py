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

from geo.query.memory.accounts import account_of, added, nothing, rooted, take, together
from geo.query.memory.bundles import Bundles, begins, ranges, reduced
from geo.query.memory.ledger import UNKNOWN
from geo.query.memory.shared_incidents import Told

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.query.memory.arrays import Incidents
    from geo.query.memory.bundles import Some
    from geo.query.memory.chosen import Numbers

#: Rows of a family of which every case is known beforehand: a bit for each, in one byte.
MOST_ROWS: Final = 8
#: Rows of cases that are worked out at a time.
_AT_ONCE: Final = 200_000


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
        self._parted = reduced(np.maximum, self._depth, self._node_begin[:-1]) > 0
        #: Of each row its bit in the number of a case; 0 in a large family.
        self._bit = np.left_shift(1, np.arange(len(rows)) - begin[family]).astype(np.uint8)
        self._bit[self.bundles.size[family] > MOST_ROWS] = 0
        self._work_out()

    def _work_out(self) -> None:
        """Find by how much every case of every family that is not large changes."""
        size = self.bundles.size
        cases = np.where(size <= MOST_ROWS, np.left_shift(1, np.minimum(size, MOST_ROWS)), 1)
        #: The place of each family's cases, and of each case which of `_changes` it has.
        self._cases = np.cumsum(cases) - cases
        self._change = np.zeros(int(cases.sum()), dtype=np.int32)
        found, places = [np.zeros((1, len(FIELDS)), dtype=np.int64)], [self._cases[:0]]
        for rows in range(2, MOST_ROWS + 1):
            state = np.arange(1 << rows)
            state = state[np.bitwise_count(state) > 1]
            of, bit = np.nonzero(state[:, None] >> np.arange(rows) & 1)
            families = np.flatnonzero(size == rows)
            for some in np.array_split(families, 1 + len(families) * len(of) // _AT_ONCE):
                case = np.arange(len(some))[:, None] * len(state) + of
                at = (self.bundles.begin[some][:, None] + bit).ravel()
                named, changes = self._sums(at, case.ravel(), Told(*(v[at] for v in self._told)))
                place = (self._cases[some][:, None] + state).ravel()[named]
                here = changes.any(axis=1)
                found.append(changes[here])
                places.append(place[here])
        changes, which = np.unique(np.concatenate(found), axis=0, return_inverse=True)
        # The first is that of a case that changes nothing.
        nothing_at = which[0]
        changes[[0, nothing_at]] = changes[[nothing_at, 0]]
        swapped = np.arange(len(changes))
        swapped[[0, nothing_at]] = nothing_at, 0
        self._changes = np.ascontiguousarray(changes.T)
        self._change[np.concatenate(places)] = swapped[which[1:]]

    def sums(
        self,
        some: Some,
        odd: Numbers | None = None,
        told_by: Callable[[Numbers], Told] | None = None,
    ) -> Numbers:
        """Return by how much each group changes if each cluster counts once: `FIELDS` by group.

        Parameters
        ----------
        some : Some
            Families, and which of their rows are chosen.
        odd : array of bool, optional
            Which of these rows tell something else than they tell otherwise.
        told_by : callable, optional
            Returns what some rows tell then, by their positions.
        """
        begin = self.bundles.begins(some)
        case = reduced(np.bitwise_or, self._bit[some.rows] * some.let, begin)
        looked_at = self._bit[some.rows] == 0
        if odd is not None:
            other = reduced(np.logical_or, odd & some.let, begin)
            case[other] = 0
            looked_at |= other[self.bundles.of[some.rows] - some.bundles.start]
        change = self._change[self._cases[some.bundles] + case]
        here = np.flatnonzero(change)
        change, group = change[here], self.group[some.bundles][here]
        found = np.stack(
            [np.bincount(group, each[change], self._groups) for each in self._changes], axis=1
        ).astype(np.int64)
        rows = np.flatnonzero(some.let & looked_at) + some.rows.start
        if len(rows):
            told = told_by(rows) if told_by else Told(*(values[rows] for values in self._told))
            family = self.bundles.of[rows]
            families, changes = self._sums(rows, family, told)
            np.add.at(found, self.group[families], changes)
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
        cases, changes : arrays
            Cases that have rows that tell something, and `FIELDS` of each.
        """
        known = (told.own != UNKNOWN) | (told.shared != UNKNOWN)
        parted = self._parted[self.bundles.of[rows]]
        cases = [case[:0]]
        found = [np.empty((0, len(FIELDS)), dtype=np.int64)]
        for let, grown in ((known & ~parted, False), (known & parted, True)):
            if let.any():
                some = Told(*(values[let] for values in told))
                begin, changes = self._case_sums(rows[let], case[let], some, grown=grown)
                cases.append(case[let][begin])
                found.append(changes)
        return np.concatenate(cases), np.concatenate(found)

    def _case_sums(
        self, rows: Numbers, case: Numbers, told: Told, *, grown: bool
    ) -> tuple[Numbers, Numbers]:
        """Return where cases begin, and their changes; `grown` says that they have parts."""
        account, begin = account_of(told), begins(case)
        run = begins(case * len(self._depth) + self._node[rows])
        runs = together(account, run)
        # Where the runs of each case begin among the runs.
        first = np.searchsorted(run, begin)
        roots = self._grown(rows, begin, account, run, runs) if grown else runs
        own, low, high, shared = rooted(roots)

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
        return begin, np.stack(changes, axis=1)

    def _grown(
        self,
        rows: Numbers,
        cases: Numbers,
        account: list[Numbers],
        run: Numbers,
        runs: list[Numbers],
    ) -> list[Numbers]:
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
        for level in range(int(depth.max()), 0, -1):
            here = np.flatnonzero(depth == level)
            parents, at = np.unique(parent[here], return_inverse=True)
            take(found, parents, added([values[here] for values in found], at, len(parents)))
        # What each dataset tells of a root with all its parts: of each cluster once.
        roots = np.flatnonzero(depth == 0)
        dataset = self._dataset[rows]
        order = np.lexsort((node, dataset, of))
        keys = np.stack([of, dataset, node])[:, order]
        changes = np.diff(keys, axis=1, prepend=-1) != 0
        told = together([values[order] for values in account], np.flatnonzero(changes.any(axis=0)))
        begin = np.flatnonzero(changes[:2].any(axis=0))
        at = np.searchsorted(begin, np.flatnonzero(changes.any(axis=0)), "right") - 1
        own = added(told, at, len(begin))
        own[1] = np.full(len(begin), UNKNOWN)
        take(found, roots, together(own, begins(keys[0, begin])))
        return [values[roots] for values in found]


def _with_wholes(nodes: Numbers, parent: Numbers) -> Numbers:
    """Return some nodes, by family and cluster, and all above them, `parent` being of clusters."""
    named, count = [nodes], len(parent)
    while len(named[-1]):
        cluster = named[-1] % count
        above = named[-1] - cluster + parent[cluster]
        named.append(np.unique(above[parent[cluster] >= 0]))
    return np.unique(np.concatenate(named))
