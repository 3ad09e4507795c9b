"""What is compared of two records: of each by itself, and of the two together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import duckdb

    Numbers = np.ndarray[Any, Any]

#: Columns of a record that are compared, in a table whose rows are the records by their rid.
_FEATURES: Final = """
SELECT number, report, report AND coalesce(o.own, false) AS spot, wave, last,
    targets, home, means, scope, kind, night, dark, side, low, high, regions, hurt, launched,
    downed
FROM compared LEFT JOIN (SELECT rid, bool_and(own) AS own FROM compared_places GROUP BY rid) o
    USING (rid)
ORDER BY rid
"""
_PAIRS: Final = """
WITH shared AS (
    SELECT p.a, p.b, sum(x.weight) AS words
    FROM compared_pairs p JOIN compared_words x ON x.rid = p.a
        JOIN compared_words y ON y.rid = p.b AND y.word = x.word
    GROUP BY p.a, p.b
)
SELECT p.a, p.b, p.km, p.own, p.mixed, p.reach, coalesce(s.words, 0) AS words,
    x.dataset = y.dataset AS within,
    CAST(x.last < y.first AS TINYINT) - CAST(y.last < x.first AS TINYINT) AS lead,
    coalesce(x.same_as = y.id OR y.same_as = x.id, false) AS marked,
    coalesce(list_has_any(x.urls, y.urls), false) AS address,
    coalesce(coalesce(y.launched, y.downed) IS NOT NULL AND list_has_all(x.numbers,
        list_filter([y.launched, y.downed], lambda n: n IS NOT NULL)), false)
    OR coalesce(coalesce(x.launched, x.downed) IS NOT NULL AND list_has_all(y.numbers,
        list_filter([x.launched, x.downed], lambda n: n IS NOT NULL)), false) AS told
FROM compared_pairs p JOIN compared x ON x.rid = p.a JOIN compared y ON y.rid = p.b
    LEFT JOIN shared s ON s.a = p.a AND s.b = p.b
ORDER BY p.a, p.b
"""


def features(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return what is compared of each record, in the order of rid."""
    table = connection.execute(_FEATURES).df()
    bits = ["targets", "home", "means", "scope"]
    table[bits] = table[bits].astype(np.int64)
    return table


def pairs_of(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return the candidates: a < b (rid) and what is compared of the two together.

    km is that of their nearest points, `own` and `mixed` whether both or one of these are their
    own; `lead` is 1 where a is over before b begins, -1 the other way round, 0 where days overlap.
    """
    return connection.execute(_PAIRS).df()


#: What is taken of the nearest of several pairs, and the best of all of them.
_NEAREST: Final = ("km", "own", "mixed", "reach")
_BEST: Final = ("words", "address", "told")
#: Above all kinds; and both sides at once.
_NONE: Final = 9
_BOTH: Final = 3


class Groups:
    """Reports that are put together, each record else by itself.

    Parameters
    ----------
    records : DataFrame
        See `features`.
    joined : array of int, two columns
        Records that are the same, by their rid.
    """

    def __init__(self, records: pd.DataFrame, joined: Numbers) -> None:
        self.of = _components(joined, len(records))
        self.table = _together(records, self.of)
        order = np.argsort(self.of, kind="stable")
        self._order, self._starts = order, np.searchsorted(self.of[order], np.arange(len(records)))
        self._ends = np.searchsorted(self.of[order], np.arange(len(records)), side="right")

    def between(self, pairs: pd.DataFrame) -> pd.DataFrame:
        """Return candidates as ones between groups, each with the best that its pairs have."""
        a, b = self.of[pairs["a"].to_numpy()], self.of[pairs["b"].to_numpy()]
        turned = a > b
        lead = np.where(turned, -pairs["lead"], pairs["lead"]).astype(np.int8)
        table = pairs[[*_NEAREST, *_BEST]].assign(
            a=np.where(turned, b, a), b=np.where(turned, a, b), lead=lead
        )
        key = table["a"].to_numpy() * len(self.of) + table["b"].to_numpy()
        _, code, many = np.unique(key, return_inverse=True, return_counts=True)
        several = many[code] > 1
        single = table[~several & (table["a"] != table["b"]).to_numpy()]
        return pd.concat([single, _merged(table[several])], ignore_index=True)

    def members(self, a: Numbers, b: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Return all pairs of records of pairs of groups: which pair, and the two records."""
        many_a, many_b = self._ends[a] - self._starts[a], self._ends[b] - self._starts[b]
        which = np.repeat(np.arange(len(a)), many_a * many_b)
        place = np.arange(len(which)) - np.repeat(
            np.cumsum(many_a * many_b) - many_a * many_b, many_a * many_b
        )
        one = self._order[self._starts[a][which] + place // many_b[which]]
        other = self._order[self._starts[b][which] + place % many_b[which]]
        return which, one, other


def _merged(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each a and b of several: the nearest places, the best of all else."""
    table = table[(table["a"] != table["b"]).to_numpy()]
    key = ["a", "b"]
    near = table.sort_values([*key, "km", "lead"]).drop_duplicates(key).reset_index(drop=True)
    by_day = table.iloc[np.lexsort((table["lead"], table["lead"].abs(), table["b"], table["a"]))]
    near["lead"] = by_day.drop_duplicates(key)["lead"].to_numpy()
    best = table.groupby(key, sort=True)[list(_BEST)].max()
    for name in _BEST:
        near[name] = best[name].to_numpy()
    return near


def _components(joined: Numbers, count: int) -> Numbers:
    """Return for each record the smallest one that it is joined with, over any number of steps."""
    of = np.arange(count)
    if not len(joined):
        return of
    one, other = joined[:, 0], joined[:, 1]
    while True:
        least = np.minimum(of[one], of[other])
        np.minimum.at(of, of[one], least)
        np.minimum.at(of, of[other], least)
        of = of[of]
        if (of[one] == of[other]).all() and (of == of[of]).all():
            return of


def _together(records: pd.DataFrame, of: Numbers) -> pd.DataFrame:
    """Return the records, those of a group with what all of them say in its first."""
    table = records.copy()
    sizes = np.bincount(of, minlength=len(of))
    rows = np.flatnonzero(sizes[of] > 1)
    if not len(rows):
        return table
    rows = rows[np.argsort(of[rows], kind="stable")]
    heads, starts = np.unique(of[rows], return_index=True)
    some = records.iloc[rows]
    for name in ("targets", "home", "means", "scope"):
        table.loc[heads, name] = np.bitwise_or.reduceat(some[name].to_numpy(), starts)
    kind = np.minimum.reduceat(np.where(some["kind"] == 0, _NONE, some["kind"]), starts)
    table.loc[heads, "kind"] = np.where(kind == _NONE, 0, kind)
    side = np.bitwise_or.reduceat(some["side"].to_numpy(), starts)
    table.loc[heads, "side"] = np.where(side == _BOTH, 0, side)
    for name, reduce in (("low", np.fmin), ("high", np.fmax), ("hurt", np.fmax)):
        table.loc[heads, name] = reduce.reduceat(some[name].to_numpy(dtype=float), starts)
    return table
