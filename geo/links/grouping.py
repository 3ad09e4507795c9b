"""Records that tell of the same incident as clusters, each part with the cluster of its whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

#: How sure a link must be to count, from the loosest to the strictest.
STRICTNESS: Final = ("low", "usual", "high")
#: The least probability of a link that counts, by strictness.
THRESHOLDS: Final[dict[str, float]] = {"low": 0.3, "usual": 0.5, "high": 0.8}
#: What names a record: its dataset and its id there.
Key = tuple[str, str]


def clusters(incidents: pd.DataFrame, pairs: pd.DataFrame, strictness: str) -> pd.DataFrame:
    """Return the cluster of every incident.

    The surest pairs join first.  A pair that would bring two records of one dataset together joins
    nothing, unless it is these two that it says are the same; nor does one that would bring
    together what a person has decided to be different.  What joins at one strictness joins at a
    looser one too, for it is asked about first there as well: clusters only grow.

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
    for one, other in _keys(chosen[chosen["label"] == "different"]):
        groups.keep_apart(one, other)
    for one, other in _keys(chosen[chosen["label"] == "same"]):
        groups.join(one, other)
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
        #: Of groups that have grown: their members, and the datasets of these.
        self.members: dict[int, list[int]] = {}
        self.apart: dict[int, set[int]] = {}

    def keep_apart(self, one: Key, other: Key) -> None:
        if one in self.number and other in self.number:
            a, b = self.number[one], self.number[other]
            self.apart.setdefault(a, set()).add(b)
            self.apart.setdefault(b, set()).add(a)

    def join(self, one: Key, other: Key) -> None:
        if one not in self.number or other not in self.number:
            return
        a, b = self.of[self.number[one]], self.of[self.number[other]]
        if a == b:
            return
        left, right = self.members.get(a, [a]), self.members.get(b, [b])
        both = {self.keys[n][0] for n in left} & {self.keys[n][0] for n in right}
        if both - ({one[0]} & {other[0]}):
            return
        if any(self.apart.get(n, set()).intersection(right) for n in left):
            return
        if len(left) < len(right):
            a, b, left, right = b, a, right, left
        for n in right:
            self.of[n] = a
        self.members[a] = left + right
        self.members.pop(b, None)

    def table(self, parts: Iterable[tuple[Key, Key]]) -> pd.DataFrame:
        """Return the clusters; of the wholes that a part is said to have, the first holds."""
        named = {a: min(self._name(n) for n in of) for a, of in self.members.items()}
        cluster = [named.get(a) or self._name(a) for a in self.of]
        parent: dict[str, str] = {}
        for small, wide in parts:
            if small not in self.number or wide not in self.number:
                continue
            a, b = cluster[self.number[small]], cluster[self.number[wide]]
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
