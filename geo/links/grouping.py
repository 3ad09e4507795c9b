"""Records that tell of the same incident as clusters, each part with the cluster of its whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.errors import InputError
from geo.schema import STRICTNESS

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

#: The least probability of a link that counts, by strictness.
THRESHOLDS: Final[dict[str, float]] = {"low": 0.3, "usual": 0.5, "high": 0.8}
#: What names a record: its dataset and its id there.
Key = tuple[str, str]


def clusters(incidents: pd.DataFrame, pairs: pd.DataFrame, strictness: str) -> pd.DataFrame:
    """Return the cluster of every incident.

    The surest pairs join first.  A pair that would bring two records of one dataset together joins
    nothing, unless pairs of that dataset's own say that these are the same (directly or by way of
    others); nor does one that would bring together what a person has decided to be different.
    What joins at one strictness joins at a looser one too, for it is asked about first there as
    well: clusters only grow.

    Parameters
    ----------
    incidents : DataFrame
        Columns dataset and incident_id; in any order.
    pairs : DataFrame
        As `link` returns them.
    strictness : str
        One of `STRICTNESS`.

    Returns
    -------
    DataFrame
        One row per incident, in the order of `incidents`: dataset, id, cluster (the smallest
        "dataset/id" of it) and parent, the cluster of the whole that it is part of, or missing.

    Raises
    ------
    InputError
        For a strictness that is none.
    """
    if strictness not in THRESHOLDS:
        raise InputError(f"strictness is one of {', '.join(STRICTNESS)}, not {strictness}")
    keys = list(zip(incidents["dataset"], incidents["incident_id"], strict=True))
    chosen = pairs[(pairs["score"] >= THRESHOLDS[strictness]) | (pairs["label"] == "different")]
    chosen = chosen.sort_values(
        ["score", "dataset_a", "id_a", "dataset_b", "id_b"],
        ascending=[False, True, True, True, True],
    )
    groups = _Groups(keys)
    within = pairs[(pairs["label"] == "same") & (pairs["dataset_a"] == pairs["dataset_b"])]
    groups.allow(_keys(within))
    groups.keep_apart(_keys(chosen[chosen["label"] == "different"]))
    groups.join(_keys(chosen[chosen["label"] == "same"]))
    return groups.table(_keys(chosen[chosen["label"] == "part_of"]))


def _keys(pairs: pd.DataFrame) -> Iterable[tuple[Key, Key]]:
    columns = (pairs[name] for name in ("dataset_a", "id_a", "dataset_b", "id_b"))
    return [((a, b), (c, d)) for a, b, c, d in zip(*columns, strict=True)]


class _Groups:
    """Records in groups that grow.

    Parameters
    ----------
    keys : list of (dataset, id)
        All records; pairs with others are left aside.
    """

    def __init__(self, keys: list[Key]) -> None:
        self.keys = keys
        self.number = {key: number for number, key in enumerate(keys)}
        self.of = list(range(len(keys)))
        #: Of groups that have grown: their members.
        self.members: dict[int, list[int]] = {}
        #: Of each record: the one that stands for all of its dataset that it may join.
        self.allowed = list(range(len(keys)))
        #: Of groups: that record, by dataset.
        self.one: dict[int, dict[str, int]] = {}
        self.apart: dict[int, set[int]] = {}

    def allow(self, pairs: Iterable[tuple[Key, Key]]) -> None:
        """Let records of one dataset join."""
        for a, b in self._known(pairs):
            one, other = self._allowed(a), self._allowed(b)
            self.allowed[max(one, other)] = min(one, other)

    def _allowed(self, record: int) -> int:
        while self.allowed[record] != record:
            self.allowed[record] = record = self.allowed[self.allowed[record]]
        return record

    def _known(self, pairs: Iterable[tuple[Key, Key]]) -> Iterable[tuple[int, int]]:
        for one, other in pairs:
            if one in self.number and other in self.number:
                yield self.number[one], self.number[other]

    def keep_apart(self, pairs: Iterable[tuple[Key, Key]]) -> None:
        for a, b in self._known(pairs):
            self.apart.setdefault(a, set()).add(b)
            self.apart.setdefault(b, set()).add(a)

    def join(self, pairs: Iterable[tuple[Key, Key]]) -> None:
        for one, other in self._known(pairs):
            a, b = self.of[one], self.of[other]
            if a != b and self._may_join(a, b):
                self._join(a, b)

    def _datasets(self, group: int) -> dict[str, int]:
        return self.one.get(group) or {self.keys[group][0]: self._allowed(group)}

    def _may_join(self, a: int, b: int) -> bool:
        left, right = self._datasets(a), self._datasets(b)
        if any(right.get(dataset, record) != record for dataset, record in left.items()):
            return False
        return not self.apart or not any(
            self.apart.get(record, set()).intersection(self.members.get(b, [b]))
            for record in self.members.get(a, [a])
        )

    def _join(self, a: int, b: int) -> None:
        left, right = self.members.get(a, [a]), self.members.get(b, [b])
        if len(left) < len(right):
            a, b, left, right = b, a, right, left
        self.one[a] = self._datasets(a) | self._datasets(b)
        self.one.pop(b, None)
        for record in right:
            self.of[record] = a
        self.members[a] = left + right
        self.members.pop(b, None)

    def table(self, parts: Iterable[tuple[Key, Key]]) -> pd.DataFrame:
        """Return the clusters; of the wholes that a part is said to have, the first holds."""
        import pandas as pd

        named = {a: min(self._name(n) for n in of) for a, of in self.members.items()}
        cluster = [named.get(a) or self._name(a) for a in self.of]
        parent: dict[str, str] = {}
        for small, wide in self._known(parts):
            a, b = cluster[small], cluster[wide]
            if a not in parent and not _leads(parent, b, a):
                parent[a] = b
        return pd.DataFrame(
            {
                "dataset": pd.array([key[0] for key in self.keys], dtype="string"),
                "id": pd.array([key[1] for key in self.keys], dtype="string"),
                "cluster": pd.array(cluster, dtype="string"),
                "parent": pd.array([parent.get(name, pd.NA) for name in cluster], dtype="string"),
            }
        )

    def _name(self, number: int) -> str:
        return "/".join(self.keys[number])


def _leads(parent: dict[str, str], start: str, end: str) -> bool:
    """Return whether one goes from `start` over its wholes to `end`."""
    at: str | None = start
    while at is not None:
        if at == end:
            return True
        at = parent.get(at)
    return False
