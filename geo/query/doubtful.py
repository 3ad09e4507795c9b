"""Pairs of records that may tell of one incident, which a person should decide about.

Links between datasets that count at the loosest strictness and not at the strictest, and records of
one dataset with the same figure for the same place and day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.links import DECIDED, THRESHOLDS
from geo.query.conditions import rows
from geo.query.review import paired

if TYPE_CHECKING:
    from geo.query.review import Pair
    from geo.store import Store


@dataclass(frozen=True)
class DoubtfulLink:
    """Two records of which it is in doubt whether they tell of one incident.

    Attributes
    ----------
    pair : Pair
        Both; of a part_of, `one` is the part.
    label : str
        What is the likeliest: same or part_of.
    score : float or None
        How likely, 0 to 1; None within a dataset, where no model says it.
    reasons : tuple of str
        What speaks for it, in English.
    """

    pair: Pair
    label: str
    score: float | None
    reasons: tuple[str, ...]


#: Of the records of one spot, which have the same links, one stands for all.  What is decided about
#: changes the totals the more the likelier both answers are, and the more people were killed.
_DOUBTFUL: Final = f"""
WITH doubtful AS (
    SELECT l.*, (1 + coalesce(greatest(a.fatalities, b.fatalities), 0))
        * (1 - abs(2 * l.score - 1)) AS weight
    FROM links l JOIN incidents a ON a.incident_id = l.id_a
        JOIN incidents b ON b.incident_id = l.id_b
    WHERE l.dataset_a <> l.dataset_b AND l.reasons <> '{DECIDED}'
        AND l.score >= {THRESHOLDS["low"]} AND l.score < {THRESHOLDS["high"]}
), first AS (
    FROM doubtful QUALIFY row_number() OVER
        (PARTITION BY dataset_a, id_a, dataset_b, label, score ORDER BY id_b) = 1
), linked AS (
    FROM first QUALIFY row_number() OVER
        (PARTITION BY dataset_b, id_b, dataset_a, label, score ORDER BY id_a) = 1
), pairs AS (
    SELECT id_a, id_b, NULL AS kilometres, NULL AS figure, NULL AS number, label, score, reasons,
        weight
    FROM linked
    UNION ALL
    SELECT d.incident_id, d.other_id, d.kilometres, d.figure, d.number, 'same', NULL, '',
        1 + coalesce(greatest(a.fatalities, b.fatalities), 0)
    FROM duplicates d JOIN incidents a USING (incident_id)
        JOIN incidents b ON b.incident_id = d.other_id
    WHERE NOT d.marked AND a.dataset = b.dataset AND NOT EXISTS (
        FROM links l WHERE l.reasons = '{DECIDED}'
            AND list_sort([d.incident_id, d.other_id]) = list_sort([l.id_a, l.id_b])
    )
)
"""


def doubtful_count(store: Store) -> int:
    """Count the doubtful links."""
    ((count,),) = rows(store, f"{_DOUBTFUL} SELECT count(*) FROM pairs")
    return int(count)


def doubtful_links(store: Store, *, limit: int, skip: int = 0) -> list[DoubtfulLink]:
    """Return the doubtful links, the most consequential first.

    Parameters
    ----------
    store : Store
        What to ask.
    limit, skip : int
        Links at most, and how many to leave out before them.
    """
    found = rows(
        store,
        f"""{_DOUBTFUL} SELECT id_a, id_b, kilometres, false, figure, number, label, score, reasons
        FROM pairs ORDER BY weight DESC, id_a, id_b
        LIMIT {int(limit)} OFFSET {int(skip)}""",
    )
    pairs = paired(store, [row[:6] for row in found])
    return [
        DoubtfulLink(pair, label, score, tuple(reasons.split("; ")))
        for pair, (*_, label, score, reasons) in zip(pairs, found, strict=True)
    ]
