"""Filters as SQL conditions; every value is a parameter, none is written into the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo.query.filters import NO_ACTOR, layer_and_km
from geo.query.results import FIGURES
from geo.schema import PLACE_COUNTS
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


#: A place's row of a dated layer, of `locations l` and `incidents i`.
_PLACE: Final = (
    "l.x IS NOT NULL AND (l.lon, l.lat, i.date_start) IN"
    " (SELECT (p.lon, p.lat, p.day) FROM layer_places p WHERE {condition})"
)
_IN: Final = "p.name IS NOT NULL AND (list_contains({v}, p.layer) OR list_contains({v}, {area}))"
_AREA: Final = "p.layer || '/' || p.name"


def _of_layers(filters: Filters) -> tuple[str, dict[str, Any]]:
    """Return a condition on the areas of dated layers that places lie in, and its parameters.

    It is on `locations l` joined with `incidents i`.
    """
    conditions, parameters = list[str](), dict[str, Any]()
    if filters.inside:
        inside = _IN.format(v="$inside", area=_AREA)
        conditions.append(_PLACE.format(condition=inside))
        parameters["inside"] = list(filters.inside)
    if filters.outside:
        within = _IN.format(v="$outside", area=_AREA)
        known = "list_contains($outside, p.layer) OR EXISTS (SELECT 1 FROM unnest($outside) o(v)"
        known += " WHERE starts_with(o.v, p.layer || '/'))"
        conditions += [
            _PLACE.format(condition=known),
            f"NOT ({_PLACE.format(condition=within)})",
        ]
        parameters["outside"] = list(filters.outside)
    if filters.near:
        layer, km = layer_and_km(filters.near)
        conditions.append(_PLACE.format(condition="p.layer = $near AND p.km <= $km"))
        parameters |= {"near": layer, "km": km}
    return " AND ".join(conditions), parameters


def where(filters: Filters, alias: str) -> tuple[str, dict[str, Any]]:
    """Return a condition on `incidents i` joined with `alias`, and its parameters.

    `alias` is `l` for table `locations`, else one of `places_of`.
    """
    condition, parameters = _in_regions(filters, alias)
    if filters.unit:
        condition = f"{condition} AND {_in_units(alias)}"
    if filters.of_layers:
        of_layers, more = _of_layers(filters)
        parameters |= more
        if alias == "l":
            condition = f"{condition} AND {of_layers}"
    return condition, parameters


def _in_regions(filters: Filters, alias: str) -> tuple[str, dict[str, Any]]:
    incident, parameters = _selection(filters)
    area, of_area = _in_areas(filters, alias)
    of_unit = {"unit": list(filters.unit)} if filters.unit else {}
    return f"{incident} AND {area}", parameters | of_area | of_unit


def places_of(filters: Filters, touches: str) -> str:
    """Return a table of touches with raions, with the places alone that layers let through.

    Parameters
    ----------
    filters : Filters
        Their parameters are those of `where`.
    touches : str
        `unit_touches` or `layer_touches`, whose columns the result has.
    """
    if not filters.of_layers:
        return touches
    condition, _parameters = _of_layers(filters)
    keys, columns, level = "incident_id, area, raion_code, hromada_code", "l.*", ""
    if touches == "layer_touches":
        keys, columns = f"layer, {keys}, kind, name", "l.*, k.layer, k.kind, k.name"
        level = f"JOIN ({_LEVEL}) k ON k.at = l.rowid"
    sums = ", ".join(
        f"CAST(sum({here}) AS BIGINT) AS {name}_known,"
        f" count(*) - count({here}) AS {name}_unknown,"
        f" CAST(sum(sum({here})) OVER incident AS BIGINT) AS {name}_allocated"
        for here, name in ((here, here.removesuffix("_here")) for here in PLACE_COUNTS)
    )
    return f"""(
        SELECT * EXCLUDE (let) FROM (
            SELECT {keys}, let, count(*) AS places,
                CAST(sum(count(*)) OVER incident AS BIGINT) AS incident_places, {sums}
            FROM (
                SELECT {columns}, {condition} AS let
                FROM locations l JOIN incidents i USING (incident_id) {level}
            ) GROUP BY {keys}, let WINDOW incident AS (PARTITION BY incident_id)
        ) WHERE let)"""


#: Each location's area in the level that is shown, `$layer`.
_LEVEL: Final = """
    SELECT $layer AS layer, l.rowid AS at, p.name,
        CASE WHEN l.x IS NULL THEN 'no point' WHEN p.name IS NOT NULL THEN 'inside'
            WHEN p.lon IS NULL AND (SELECT dated FROM layers WHERE layer = $layer) THEN 'no day'
            ELSE 'elsewhere' END AS kind
    FROM locations l JOIN incidents i USING (incident_id)
        LEFT JOIN (FROM layer_places WHERE layer = $layer) p
        ON l.x IS NOT NULL AND p.lon = l.lon AND p.lat = l.lat
            AND coalesce(p.day, i.date_start) = i.date_start"""


def touching(filters: Filters) -> tuple[str, str, dict[str, Any]]:
    """Return the touches of a selection: a FROM that calls them `t`, a condition, and parameters.

    The condition is on them joined with `incidents i`.  Where places are chosen within a region
    (`Filters.of_places`), an incident's other places are not counted as places in the region, and
    it is wholly inside if it has no others.
    """
    condition, parameters = _in_regions(filters, "t")
    if not filters.of_places:
        return "touches t", condition, parameters
    if filters.of_layers:
        parameters |= _of_layers(filters)[1]
    units = _in_units("t") if filters.unit else "TRUE"
    touches = f"""(
        SELECT incident_id, area, CAST(sum(t.places) AS BIGINT) AS places,
            sum(t.places) = any_value(t.incident_places) AS whole, {parts_together()}
        FROM {places_of(filters, "unit_touches")} t WHERE {units} GROUP BY incident_id, area
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
