"""Links that are doubtful: pairs that count at the loosest strictness and not at the strictest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.links import DECIDED, THRESHOLDS
from geo.query.conditions import rows
from geo.query.review import Side, sides

if TYPE_CHECKING:
    from geo.store import Store


@dataclass(frozen=True)
class DoubtfulLink:
    """Two records of which it is in doubt whether they tell of one incident.

    Attributes
    ----------
    one, other : Side
        Of a part_of, `one` is the part.
    label : str
        What is the likeliest: same or part_of.
    score : float
        How likely, 0 to 1.
    reasons : tuple of str
        What speaks for it, in English.
    """

    one: Side
    other: Side
    label: str
    score: float
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
), pairs AS (
    FROM first QUALIFY row_number() OVER
        (PARTITION BY dataset_b, id_b, dataset_a, label, score ORDER BY id_a) = 1
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
        f"""{_DOUBTFUL} SELECT id_a, id_b, label, score, reasons FROM pairs
        ORDER BY weight DESC, dataset_a, id_a, dataset_b, id_b
        LIMIT {int(limit)} OFFSET {int(skip)}""",
    )
    known = sides(store, [name for one, other, *_ in found for name in (one, other)])
    return [
        DoubtfulLink(known[one], known[other], label, score, tuple(reasons.split("; ")))
        for one, other, label, score, reasons in found
    ]
