"""Filters as SQL conditions; every value is a parameter, none is written into the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo.query.filters import NO_ACTOR
from geo.query.results import FIGURES
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


def _in_units(alias: str) -> str:
    """Return a condition on the raion and hromada of `alias`; its parameter is $unit."""
    return (
        f"(list_contains($unit, left({alias}.raion_code, 6))"
        f" OR list_contains($unit, left({alias}.hromada_code, 9)))"
    )


def where(filters: Filters, alias: str) -> tuple[str, dict[str, Any]]:
    """Return a condition on `incidents i` joined with `alias`, and its parameters.

    `alias` is a table with `area`, `raion_code` and `hromada_code`.
    """
    condition, parameters = _in_regions(filters, alias)
    return (f"{condition} AND {_in_units(alias)}" if filters.unit else condition), parameters


def _in_regions(filters: Filters, alias: str) -> tuple[str, dict[str, Any]]:
    incident, parameters = _selection(filters)
    area, of_area = _in_areas(filters, alias)
    of_unit = {"unit": list(filters.unit)} if filters.unit else {}
    return f"{incident} AND {area}", parameters | of_area | of_unit


def touching(filters: Filters) -> tuple[str, str, dict[str, Any]]:
    """Return the touches of a selection: a FROM that calls them `t`, a condition, and parameters.

    The condition is on them joined with `incidents i`.  Where raions or hromadas are chosen, an
    incident's places outside of them are not counted as places in the region, and it is wholly
    inside if it has no others.
    """
    condition, parameters = _in_regions(filters, "t")
    if not filters.unit:
        return "touches t", condition, parameters
    touches = f"""(
        SELECT incident_id, area, CAST(sum(t.places) AS BIGINT) AS places,
            sum(t.places) = any_value(t.incident_places) AS whole, {parts_together()}
        FROM unit_touches t WHERE {_in_units("t")} GROUP BY incident_id, area
    ) t"""
    return touches, condition, parameters


def parts_together(entire: str = "FALSE") -> str:
    """Return the parts of figures of several `touches t` of one incident.

    They are as `geo.query.sums` takes them.

    Parameters
    ----------
    entire : str
        SQL for whether they are all that there is, so that nothing belongs elsewhere.
    """
    return ", ".join(
        f"CAST(sum(t.{name}_known) AS BIGINT) AS {name}_known,"
        f" CASE WHEN {entire} THEN 1 ELSE sum(t.{name}_unknown) END AS {name}_unknown,"
        f" any_value(t.{name}_allocated) AS {name}_allocated"
        for name in FIGURES
    )


def rows(
    store: Store, sql: str, parameters: Mapping[str, Any] | None = None
) -> list[tuple[Any, ...]]:
    """Run one query on a cursor of its own and return all its rows."""
    with store.cursor() as cursor:
        return cursor.execute(sql, dict(parameters or {})).fetchall()
