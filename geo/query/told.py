"""All records that tell of one incident, by the links of a store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from geo.query.conditions import rows
from geo.query.review import sides

if TYPE_CHECKING:
    from geo.query.review import Side
    from geo.store import Store

#: Records of a whole, of its parts, or of the same that are listed.
_MOST: Final = 40


class Link(NamedTuple):
    """Why a record is linked with another: how surely, from 0 to 1, and the reasons in words."""

    score: float
    reasons: str


@dataclass(frozen=True)
class Told:
    """What tells of an incident.

    Attributes
    ----------
    same : tuple of Side
        The records of its cluster, the incident's own first; empty where it is the only one and
        has no whole and no parts.
    wholes, parts : tuple of Side
        Records of the incident that it is a part of, and of those that are parts of it.
    links : dict of str to Link
        Of records that are linked with it directly, by their ids.
    """

    same: tuple[Side, ...] = ()
    wholes: tuple[Side, ...] = ()
    parts: tuple[Side, ...] = ()
    links: dict[str, Link] | None = None


def told(store: Store, incident_id: str, strictness: str) -> Told:
    """Return all records of the cluster of an incident, of its whole and of its parts."""
    asked = {"id": incident_id, "strictness": strictness}
    found = rows(
        store,
        """
        WITH own AS (
            SELECT cluster, parent FROM clustered
            WHERE strictness = $strictness AND incident_id = $id
        )
        SELECT k.incident_id, CASE WHEN k.cluster = own.cluster THEN 'same'
            WHEN k.cluster = own.parent THEN 'wholes' ELSE 'parts' END
        FROM clustered k JOIN own
            ON k.cluster IN (own.cluster, own.parent) OR k.parent = own.cluster
        WHERE k.strictness = $strictness ORDER BY k.incident_id <> $id, k.rank, k.incident_id""",
        asked,
    )
    if not found:
        return Told()
    linked = rows(
        store,
        """SELECT CASE WHEN id_a = $id THEN id_b ELSE id_a END, score, reasons FROM links
        WHERE $id IN (id_a, id_b)""",
        {"id": incident_id},
    )
    named = {
        kind: [name for name, of in found if of == kind][:_MOST]
        for kind in ("same", "wholes", "parts")
    }
    known = sides(store, [name for names in named.values() for name in names])
    return Told(
        **{kind: tuple(known[name] for name in names) for kind, names in named.items()},
        links={name: Link(score, reasons or "") for name, score, reasons in linked},
    )
