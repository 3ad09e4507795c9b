"""The links between records of different datasets, with a probability and the reasons in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb

    from geo.links.deciding import LinkDecision

#: Columns of a table of links.  Of a part_of, a is the part and b the whole; of the same, a is the
#: one whose dataset and id come first.
PAIR_COLUMNS: Final = ("dataset_a", "id_a", "dataset_b", "id_b", "label", "score", "reasons")

#: Between points a and b, on a sphere.
_KILOMETRES: Final = """6371 * 2 * asin(sqrt(
    sin(radians(b.lat - a.lat) / 2) ** 2
    + cos(radians(a.lat)) * cos(radians(b.lat)) * sin(radians(b.lon - a.lon) / 2) ** 2))"""
_NEAR: Final = f"""
WITH places AS MATERIALIZED (
    SELECT i.dataset, i.incident_id AS id, i.date_start AS day, l.lat, l.lon,
        CAST(floor(l.lat * 8) AS INTEGER) AS cy, CAST(floor(l.lon * 3) AS INTEGER) AS cx
    FROM incidents i JOIN locations l USING (incident_id) WHERE l.x IS NOT NULL
), around AS (
    SELECT * REPLACE (cy + step // 3 - 1 AS cy, cx + step % 3 - 1 AS cx)
    FROM (SELECT *, unnest(range(9)) AS step FROM places)
)
SELECT a.dataset AS dataset_a, a.id AS id_a, b.dataset AS dataset_b, b.id AS id_b,
    min({_KILOMETRES}) AS kilometres
FROM around a JOIN places b USING (day, cy, cx)
WHERE a.dataset < b.dataset GROUP BY ALL HAVING kilometres < 5
"""


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
    """
    found = connection.execute(_NEAR).df()
    kilometres = found.pop("kilometres")
    found["label"] = "same"
    found["score"] = 0.9 - kilometres / 10
    found["reasons"] = "same day; " + kilometres.round(1).astype("string") + " km apart"
    return _decided(found[list(PAIR_COLUMNS)], list(decisions))


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
