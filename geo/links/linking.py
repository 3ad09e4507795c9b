"""The links between records of different datasets, with a probability and the reasons in words.

First the reports (posts and pictures) of one spot or with the same words are put together, so that
what one shows and another tells counts for all of them.  Then each group of reports and each
incident is weighed against those of the other datasets near it.  At most one of a dataset can be
the same, so that a pair's probability is its own odds against those of all rivals and of none.

The cost grows with the records and with the pairs that are near each other: some 5 seconds of
processor time for 100 thousand records of four datasets, 30 seconds and 1.4 GB for half a million
(`tests.benchmarks.bench_links`).  All joins are DuckDB's, which spills to the disk beyond that; the
candidates are weighed in blocks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.i18n import N_
from geo.links import candidates, records
from geo.links.comparing import Groups, features, pairs_of
from geo.links.deciding import decided
from geo.links.parts import labelled, weighed
from geo.links.weighing import levels, probability, reasons, weight
from geo.schema import LINK_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import duckdb

    from geo.links.deciding import LinkDecision

    Numbers = np.ndarray[Any, Any]

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
        `schema.LINK_COLUMNS`.  A pair is "same" (a is the one whose dataset and id come first), or
        "part_of" (a is the part, b the whole), or "different" where a person said so; score is the
        probability that it is right, 0 to 1.
        Two records of one dataset are the same where the data says so, or where it is a dataset of
        reports (see `geo.links.records`).
    """
    records.prepare(connection)
    candidates.find(connection)
    names = connection.execute("SELECT dataset, id FROM compared ORDER BY rid").df()
    found = _found(features(connection), pairs_of(connection))
    records.drop(connection)
    sides = {
        f"{name}_{side}": names[column].to_numpy()[found[side]]
        for side in "ab" for name, column in (("dataset", "dataset"), ("id", "id"))
    }  # fmt: skip
    pairs = pd.DataFrame(sides | {name: found[name] for name in ("label", "score", "reasons")})
    return decided(pairs[list(LINK_COLUMNS)], decisions)


def _found(table: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Return a, b, label, score and reasons of all links that are sure enough."""
    report = table["report"].to_numpy()
    marked = _marked(pairs[pairs["marked"]], table)
    pairs = pairs[~pairs["marked"]]
    near = pairs[
        report[pairs["a"]] & report[pairs["b"]] & (pairs["within"] | pairs["own"])
    ].reset_index(drop=True)
    bits = np.concatenate([_NOTHING, *(weight(levels(part)) for part in _blocks(near, table))])
    joined = np.where(near["own"], bits >= _SPOT, near["within"] & (bits >= _TELL))
    spots = near[["a", "b"]].assign(label="same", score=probability(bits))
    spots = _reasoned(spots[joined], near, table)
    groups = Groups(table, near.loc[joined, ["a", "b"]].to_numpy())
    between = groups.between(pairs[~pairs["within"]])
    weighs = [weighed(part, levels(part)) for part in _blocks(between, groups.table)]
    if not weighs:
        return pd.concat([marked, spots], ignore_index=True)
    links = labelled(pd.concat(weighs, ignore_index=True))
    links = _reasoned(links[links["score"] >= _LEAST], between, groups.table)
    alike = _alike(links, groups.table)
    which, a, b = groups.members(links["a"].to_numpy(), links["b"].to_numpy())
    members = links.iloc[which].assign(a=a, b=b)
    return pd.concat([marked, spots, alike, members], ignore_index=True)


def _marked(pairs: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs that the data itself marks, the one of fewer regions as a part."""
    a, b = (pairs[side].to_numpy() for side in "ab")
    regions = table["regions"].to_numpy()
    turned, equal = regions[a] > regions[b], regions[a] == regions[b]
    return pd.DataFrame(
        {
            "a": np.where(turned, b, a),
            "b": np.where(turned, a, b),
            "label": np.where(equal, "same", "part_of"),
            "score": 1.0,
            "reasons": N_("the data says so"),
        }
    )


_NOTHING: Final = np.zeros(0)
#: Candidates that are weighed at once, which bounds the memory.
_BLOCK: Final = 200_000


def _blocks(pairs: pd.DataFrame, table: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield pairs with the columns of both records, so many at once."""
    for start in range(0, len(pairs), _BLOCK):
        yield _with_sides(pairs.iloc[start : start + _BLOCK], table)


def _with_sides(pairs: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    sides = [
        table.iloc[pairs[side].to_numpy()].add_suffix(f"_{side}").set_index(pairs.index)
        for side in "ab"
    ]
    return pd.concat([pairs, *sides], axis=1)


def _reasoned(links: pd.DataFrame, pairs: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return links, whose index is that of their pairs, with what speaks for them in words."""
    told = [reasons(levels(part)) for part in _blocks(pairs.loc[links.index], table)]
    return links.assign(reasons=np.concatenate([_NOTHING, *told])).reset_index(drop=True)


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
        "label": "same", "score": rest["score"], "reasons": N_("the same as one record of another"),
    }).drop_duplicates(["a", "b"])  # fmt: skip
