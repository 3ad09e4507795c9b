"""Which records of a store tell of the same incident, worked out while the store is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.errors import InputError
from geo.schema import LINK_COLUMNS, STRICTNESS
from geo.store import Links

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    import duckdb
    import pandas as pd

    from geo.links import LinkDecision
    from geo.store import Store

#: What the data of one dataset itself says.
_TOLD: Final = """
    SELECT i.dataset, i.incident_id, o.dataset, o.incident_id, 'same', 1.0::DOUBLE,
        'the data says so'
    FROM incidents i JOIN incidents o ON o.incident_id = i.same_as
    WHERE i.incident_id <> o.incident_id"""


def links_of(
    connection: duckdb.DuckDBPyConnection,
    *,
    decisions: Iterable[LinkDecision] = (),
    apart: Collection[str] = (),
) -> Links:
    """Return the links of a store, and what they come to at each strictness.

    Where there are several datasets `geo.links` finds them; in one alone those are linked that the
    data marks as the same (`same_as`).

    Parameters
    ----------
    connection : DuckDBPyConnection
        One that has the tables incidents and locations of a store.
    decisions : iterable of LinkDecision
        What a person decided; it wins.
    apart : collection of str
        Datasets whose records stand for many events each, and are linked with nothing.
    """
    ((several,),) = connection.execute(
        "SELECT count(DISTINCT dataset) > 1 FROM incidents"
    ).fetchall()
    pairs = found_links(connection, bool(several))
    if apart:
        linked = ~pairs[["dataset_a", "dataset_b"]].isin(list(apart)).any(axis=1)
        pairs = pairs[linked].reset_index(drop=True)
    return links_with(pairs, decisions)


def found_links(connection: duckdb.DuckDBPyConnection, several: bool) -> pd.DataFrame:  # noqa: FBT001
    """Return the links between records, before a person has decided about any.

    `several` says whether the store that they are of has several datasets.
    """
    from geo import links

    if several:
        return links.link(connection)
    return connection.execute(_TOLD).df().set_axis(list(LINK_COLUMNS), axis=1)


def links_with(pairs: pd.DataFrame, decisions: Iterable[LinkDecision] = ()) -> Links:
    """Return links, and what they come to, with decisions in place of what they say."""
    from geo import links

    pairs = links.decided(pairs, decisions)
    incidents = _named(pairs)
    if incidents.empty:
        return Links(pairs, {})
    clusters = {
        strictness: links.clusters(incidents, pairs, strictness) for strictness in STRICTNESS
    }
    return Links(pairs, clusters)


def read_decided(file: Path) -> list[LinkDecision]:
    """Read a file of decisions about pairs of records.

    Raises
    ------
    InputError
        For a file that is not there or no such table.
    """
    from geo.links import read_links

    try:
        content = file.read_bytes()
    except OSError as error:
        raise InputError("there is no such file, or it cannot be read", file=file) from error
    return read_links(content, file=file.name)


def kept_decisions(earlier: Store | None) -> list[LinkDecision]:
    """Return the decisions about pairs that a store has been made with."""
    from geo.links import decisions_of

    return decisions_of(earlier.links()) if earlier else []


def _named(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return dataset and incident_id of what is in a pair: all else is a cluster of its own."""
    import pandas as pd

    sides = [
        pairs[[f"dataset_{side}", f"id_{side}"]].set_axis(["dataset", "incident_id"], axis=1)
        for side in "ab"
    ]
    both = pd.concat(sides).drop_duplicates()
    found: pd.DataFrame = both.sort_values(["dataset", "incident_id"], ignore_index=True)
    return found
