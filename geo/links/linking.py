"""The links between records of different datasets, with a probability and the reasons in words.

First the reports (posts and pictures) of one spot or with the same words are put together, so that
what one shows and another tells counts for all of them.  Then each group of reports and each
incident is weighed against those of the other datasets near it.  At most one of a dataset can be
the same, so that a pair's probability is its own odds against those of all rivals and of none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.links import candidates, records, weighing
from geo.links.comparing import Groups, features, pairs_of
from geo.links.parts import labelled

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb

    from geo.links.deciding import LinkDecision

    Numbers = np.ndarray[Any, Any]

#: Columns of a table of links.  Of a part_of, a is the part and b the whole; of the same, a is the
#: one whose dataset and id come first.
PAIR_COLUMNS: Final = ("dataset_a", "id_a", "dataset_b", "id_b", "label", "score", "reasons")
#: Bits from which on two reports are of one group: with points of their own, and of one dataset.
_SPOT: Final = 2.0
_TELL: Final = 3.0
#: Links of a lower probability are not kept.
_LEAST: Final = 0.2


def link(
    connection: duckdb.DuckDBPyConnection, *, decisions: Iterable[LinkDecision] = ()
) -> pd.DataFrame:
    """Return the links between the records of a store.

    Parameters
    ----------
    connection : DuckDBPyConnection
        One that has the tables incidents and locations of a store.
    decisions : iterable of LinkDecision
        What a person decided; it wins.

    Returns
    -------
    DataFrame
        `PAIR_COLUMNS`.  A pair is "same", or "part_of" (a is the part, b the whole), or
        "different" where a person said so; score is the probability that it is right, 0 to 1.
        Two records of one dataset are the same where the data says so, or where it is a dataset of
        reports (see `geo.links.records`).
    """
    records.prepare(connection)
    candidates.find(connection)
    names = connection.execute("SELECT dataset, id FROM linked ORDER BY rid").df()
    found = _found(features(connection), pairs_of(connection))
    sides = {
        f"{name}_{side}": names[column].to_numpy()[found[side]]
        for side in "ab" for name, column in (("dataset", "dataset"), ("id", "id"))
    }  # fmt: skip
    pairs = pd.DataFrame(sides | {name: found[name] for name in ("label", "score", "reasons")})
    return _decided(pairs[list(PAIR_COLUMNS)], list(decisions))


def _found(table: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Return a, b, label, score and reasons of all links that are sure enough."""
    near = pairs[
        pairs["marked"]
        | (table["report"].to_numpy()[pairs["a"]] & table["report"].to_numpy()[pairs["b"]])
        & (pairs["within"] | pairs["own"])
    ]
    near = with_sides(near, table)
    level = weighing.levels(near)
    bits = weighing.weight(level)
    joined = np.where(near["own"], bits >= _SPOT, near["within"] & (bits >= _TELL))
    spots = pd.DataFrame({
        "a": near["a"], "b": near["b"], "label": "same",
        "score": np.where(near["marked"], 1.0, _probability(bits)),
        "reasons": weighing.reasons(level),
    })[joined | near["marked"]]  # fmt: skip
    groups = Groups(table, near.loc[joined, ["a", "b"]].to_numpy())
    between = with_sides(groups.between(pairs[~pairs["within"]]), groups.table)
    level = weighing.levels(between)
    between["bits"], between["reasons"] = weighing.weight(level), weighing.reasons(level)
    links = labelled(between, level)
    alike = _alike(links, groups.table)
    which, a, b = groups.members(links["a"].to_numpy(), links["b"].to_numpy())
    members = links.iloc[which].assign(a=a, b=b)[list(spots)]
    found = pd.concat([spots, alike, members], ignore_index=True)
    sure: pd.DataFrame = found[found["score"] >= _LEAST].reset_index(drop=True)
    return sure


def _alike(links: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return the reports of one dataset that are the same as one record of another, as pairs."""
    same = links[links["label"] == "same"]
    turned = same.rename(columns={"a": "b", "b": "a"})
    both = pd.concat([same, turned], ignore_index=True)
    report = (table["report"] & ~table["spot"]).to_numpy()[both["b"]]
    both = both[report].assign(number=lambda found: table["number"].to_numpy()[found["b"]])
    both = both.sort_values(["a", "number", "score", "b"], ascending=[True, True, False, True])
    last = both.groupby(["a", "number"])["b"].transform("first")
    rest = both[(both["b"] != last).to_numpy()]
    return pd.DataFrame({
        "a": np.minimum(rest["b"], last[rest.index]), "b": np.maximum(rest["b"], last[rest.index]),
        "label": "same", "score": rest["score"], "reasons": "the same as one record of another",
    }).drop_duplicates(["a", "b"])  # fmt: skip


def with_sides(pairs: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return pairs with the columns of both records."""
    out: pd.DataFrame = pairs.reset_index(drop=True)
    for side in "ab":
        rows = out[side].to_numpy()
        for name in table:
            out[f"{name}_{side}"] = table[name].to_numpy()[rows]
    return out


def _probability(bits: Numbers) -> Numbers:
    odds = np.exp2(np.clip(bits, -40, 40))
    found: Numbers = odds / (1 + odds)
    return found


def _decided(pairs: pd.DataFrame, decisions: list[LinkDecision]) -> pd.DataFrame:
    """Return pairs with the decisions in place of what was worked out about the same records."""
    if not decisions:
        return pairs
    about = {decision.key for decision in decisions}
    keys = zip(*(pairs[name] for name in ("dataset_a", "id_a", "dataset_b", "id_b")), strict=True)
    free = [frozenset({(a, b), (c, d)}) not in about for a, b, c, d in keys]
    rows = [
        (d.dataset_a, d.id_a, d.dataset_b, d.id_b, d.label, 1.0, "decided by a person")
        for d in decisions
    ]
    said = pd.DataFrame(rows, columns=list(PAIR_COLUMNS))
    return pd.concat([pairs[free], said.astype(pairs.dtypes)], ignore_index=True)
