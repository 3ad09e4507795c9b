"""One incident with all that the store knows of it, and what the datasets of a store hold."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.query.conditions import rows
from geo.query.events import incidents_sql
from geo.query.review import Pair, pairs
from geo.schema import INCIDENT_COLUMNS, LOCATION_COLUMNS

if TYPE_CHECKING:
    import datetime as dt

    from geo.store import Store


@dataclass(frozen=True)
class Details:
    """One incident.

    Attributes
    ----------
    incident : dict
        `schema.INCIDENT_COLUMNS`.
    places : tuple of dict
        Each of its places: `schema.LOCATION_COLUMNS`, with `extra` as a dict of texts.
    duplicates : tuple of Pair
        Incidents that are likely the same, those first that the data marks so.
    """

    incident: dict[str, Any]
    places: tuple[dict[str, Any], ...]
    duplicates: tuple[Pair, ...]


@dataclass(frozen=True)
class Dataset:
    """What a store has of one dataset."""

    name: str
    incidents: int
    records: int
    first: dt.date
    last: dt.date
    sources: int
    in_review: int
    rejected: int


def details(store: Store, incident_id: str) -> Details | None:
    """Return everything about one incident, or None if the store does not have it."""
    wanted = {"id": incident_id}
    found = rows(
        store,
        f"SELECT {', '.join(INCIDENT_COLUMNS)} FROM incidents WHERE incident_id = $id",
        wanted,
    )
    if not found:
        return None
    places = rows(
        store,
        f"""SELECT {", ".join(LOCATION_COLUMNS)} FROM locations WHERE incident_id = $id
        ORDER BY source_row, region""",
        wanted,
    )
    return Details(
        dict(zip(INCIDENT_COLUMNS, found[0], strict=True)),
        tuple(_place(row) for row in places),
        tuple(pairs(store, incident_id)),
    )


def _place(row: tuple[Any, ...]) -> dict[str, Any]:
    place = dict(zip(LOCATION_COLUMNS, row, strict=True))
    return place | {"extra": json.loads(place["extra"]) if place["extra"] else {}}


def datasets(store: Store) -> list[Dataset]:
    """Return every dataset of the store, the one with the most incidents first."""
    sql = f"""
        SELECT i.dataset, {incidents_sql(store)} AS incidents, any_value(p.records),
            min(i.date_start), max(i.date_end), count(DISTINCT i.source), any_value(p.review),
            (SELECT count(*) FROM rejected r WHERE r.dataset = i.dataset)
        FROM incidents i JOIN (
            SELECT dataset, count(*) AS records, count(*) FILTER (l.area = 'review') AS review
            FROM locations l JOIN incidents USING (incident_id) GROUP BY dataset
        ) p ON p.dataset = i.dataset
        GROUP BY i.dataset ORDER BY incidents DESC, i.dataset"""
    return [Dataset(*row) for row in rows(store, sql)]
