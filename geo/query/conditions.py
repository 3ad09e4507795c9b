"""Filters as SQL conditions; every value is a parameter, none is written into the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo.query.filters import NO_ACTOR
from geo.store import search_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.query.filters import Filters
    from geo.store import Store

#: Whether a word with a space before it is in an incident's own text, or names one of its places.
_FINDS: Final = """(contains(i.search, {word}) OR i.incident_id IN (
    SELECT named.incident_id FROM locations named JOIN spellings s
        ON coalesce(named.place_name, '') = s.place_name AND coalesce(named.region, '') = s.region
    WHERE contains(s.search, {word})))"""


def _selection(filters: Filters) -> tuple[str, dict[str, Any]]:
    """Return the SQL condition on `incidents i`, without its places, and its parameters."""
    conditions, parameters = ["TRUE"], dict[str, Any]()
    for field, condition in (
        ("date_from", "i.date_end >= $date_from"),
        ("date_to", "i.date_start <= $date_to"),
        ("type", "list_contains($type, i.sub_event_type)"),
        ("dataset", "list_contains($dataset, i.dataset)"),
        ("incident", "list_contains($incident, i.incident_id)"),
        ("actor", f"list_contains($actor, coalesce(i.actor, '{NO_ACTOR}'))"),
    ):
        if value := getattr(filters, field):
            conditions.append(condition)
            parameters[field] = list(value) if isinstance(value, tuple) else value
    for at, word in enumerate(search_text.words(filters.text)):
        conditions.append(_FINDS.format(word=f"$word{at}"))
        parameters[f"word{at}"] = f" {word}"
    return " AND ".join(conditions), parameters


def _in_areas(filters: Filters, alias: str) -> tuple[str, dict[str, Any]]:
    areas = filters.areas()
    if areas is None:
        return "TRUE", {}
    return f"list_contains($areas, {alias}.area)", {"areas": list(areas)}


def where(filters: Filters, alias: str) -> tuple[str, dict[str, Any]]:
    """Return a condition on `incidents i` joined with `alias`, which has `area`, and parameters."""
    incident, one = _selection(filters)
    area, two = _in_areas(filters, alias)
    return f"{incident} AND {area}", one | two


def rows(
    store: Store, sql: str, parameters: Mapping[str, Any] | None = None
) -> list[tuple[Any, ...]]:
    """Run one query on a cursor of its own and return all its rows."""
    with store.cursor() as cursor:
        return cursor.execute(sql, dict(parameters or {})).fetchall()
