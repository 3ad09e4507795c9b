"""The user's own layers: their figures by area, and their shapes.

The counting rules are those of the regions (`geo.query.figures`).  An incident lies wholly inside
an area if all its places do and are in the selection; a place that is no point on the map is not
located at this level, so that an incident which has one is never wholly inside an area.  In a dated
layer a place is counted in the area that it lay in on the first day of its incident, whatever day
the map shows.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from geo.query.conditions import parts_together, places_of, rows, where
from geo.query.counting import counting
from geo.query.filters import LAYER_FILTERS, FilterError, layer_and_km
from geo.query.results import Figures
from geo.query.sums import NAMES_ALL, figures_of, summed_sql

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.query.filters import Filters
    from geo.store import Store

_LAYERS: Final[WeakKeyDictionary[Store, dict[str, tuple[int, bool]]]] = WeakKeyDictionary()


@dataclass(frozen=True)
class LayerFigures:
    """Figures of a layer's areas, and how many records are not in one.

    Attributes
    ----------
    areas : dict of str to Figures
        Areas that the selection touches, by name.
    inside, elsewhere, not_located, too_early : int
        Records (incident and place) in an area, at a point in none, without a point, and at a point
        on a day before the first of a dated layer; they add up to all records of the selection.
    """

    areas: dict[str, Figures] = field(default_factory=dict)
    inside: int = 0
    elsewhere: int = 0
    not_located: int = 0
    too_early: int = 0


@dataclass(frozen=True)
class LayerDay:
    """What a dated layer says of one day.

    Attributes
    ----------
    day : date
        The day.
    as_of : date or None
        The day of which its areas are: the same, or the last earlier one of which it has some; None
        before the first.
    first : date
        The first day of which it has an area.
    files : tuple of str
        Names of the files that the areas come from.
    """

    day: dt.date
    as_of: dt.date | None
    first: dt.date
    files: tuple[str, ...] = ()


def _layers(store: Store) -> dict[str, tuple[int, bool]]:
    if store not in _LAYERS:
        found = rows(
            store,
            "SELECT layer, count(DISTINCT name), dated FROM layers"
            " LEFT JOIN layer_areas USING (layer)"
            " GROUP BY layer, position, dated ORDER BY position",
        )
        _LAYERS[store] = {layer: (count, dated) for layer, count, dated in found}
    return _LAYERS[store]


def layer_names(store: Store) -> dict[str, int]:
    """Return how many areas each layer has, by layer name, in the order of their addition."""
    return {layer: count for layer, (count, _dated) in _layers(store).items()}


def dated_layers(store: Store) -> list[str]:
    """Return the names of the layers whose areas hold for certain days."""
    return [layer for layer, (_count, dated) in _layers(store).items() if dated]


def check_layers(store: Store, filters: Filters) -> None:
    """Refuse filters by layers that the store does not have, or that have no days.

    Raises
    ------
    FilterError
        Which layer it is, and which there are.
    """
    for name in LAYER_FILTERS:
        for value in filters.layer_values(name):
            _check(store, name, value)


def _check(store: Store, name: str, value: str) -> None:
    there = dated_layers(store)
    layers = [layer_and_km(value)[0]] if name == "near" else [value]
    known = layers[0] in there or (
        name != "near" and any(value.startswith(f"{layer}/") for layer in there)
    )
    if not known:
        listed = ", ".join(there) or "none"
        raise FilterError(
            f"{name}={value[:80]!r} names no dated layer of the store; it has {listed}."
        )


def layer_day(store: Store, layer: str, day: dt.date) -> LayerDay | None:
    """Return what a layer says of a day; None where its areas do not go by days.

    Raises
    ------
    FilterError
        If the store has no such layer.
    """
    _known(store, layer)
    if layer not in dated_layers(store):
        return None
    asked = {"layer": layer, "day": day}
    ((first, as_of),) = rows(
        store,
        "SELECT min(day_from), max(least(day_to, $day)) FILTER (day_from <= $day)"
        " FROM layer_areas WHERE layer = $layer",
        asked,
    )
    files = rows(store, f"SELECT DISTINCT file FROM layer_areas WHERE {_HOLDS} ORDER BY 1", asked)
    return LayerDay(day, as_of, first, tuple(file for (file,) in files))


#: The areas of a layer, and of a dated one those that are shown for a day.
_HOLDS: Final = """layer = $layer AND (day_from IS NULL OR (
    SELECT max(least(o.day_to, $day)) FROM layer_areas o
    WHERE o.layer = $layer AND o.day_from <= $day
) BETWEEN day_from AND day_to)"""


def layer_areas(store: Store, layer: str, day: dt.date | None = None) -> list[str]:
    """Return the names of a layer's areas, sorted.

    Parameters
    ----------
    store, layer
        What to ask.
    day : date, optional
        Of a dated layer the areas of this day alone; without it, those of all its days.

    Raises
    ------
    FilterError
        If the store has no such layer.
    """
    _known(store, layer)
    condition = _HOLDS if day else "layer = $layer"
    found = rows(
        store,
        f"SELECT DISTINCT name FROM layer_areas WHERE {condition} ORDER BY name",
        {"layer": layer} | ({"day": day} if day else {}),
    )
    return [name for (name,) in found]


def layer_figures(store: Store, filters: Filters, layer: str) -> LayerFigures:
    """Return the figures of every area of a layer that the selection touches.

    Raises
    ------
    FilterError
        If the store has no such layer.
    """
    _known(store, layer)
    condition, parameters = where(filters, "t")
    parameters = parameters | {"layer": layer}
    how = counting(store, filters)
    source = f"""
        SELECT * FROM (
            SELECT incident_id, t.name, {parts_together()},
                sum(t.places) = any_value(t.incident_places) AND any_value({NAMES_ALL}) AS whole
            FROM {places_of(filters, "layer_touches")} t JOIN incidents i USING (incident_id)
            WHERE t.layer = $layer AND t.kind = 'inside' AND {condition}
            GROUP BY incident_id, t.name
        ) JOIN {how.incidents} USING (incident_id)"""
    sql = summed_sql(store, how, source, "name")
    counts = f"""
        SELECT t.kind, CAST(sum(t.places) AS BIGINT)
        FROM {places_of(filters, "layer_touches")} t JOIN incidents i USING (incident_id)
        WHERE t.layer = $layer AND {condition} GROUP BY t.kind"""
    kinds = dict(rows(store, counts, parameters))
    return LayerFigures(
        {name: Figures(**figures_of(row)) for name, *row in sorted(rows(store, sql, parameters))},
        inside=kinds.get("inside", 0),
        elsewhere=kinds.get("elsewhere", 0),
        not_located=kinds.get("no point", 0),
        too_early=kinds.get("no day", 0),
    )


def layer_geojson(
    store: Store, layer: str, names: Sequence[str] = ("name",), day: dt.date | None = None
) -> str:
    """Return the simplified shapes of a layer as a GeoJSON FeatureCollection (EPSG:4326).

    Parameters
    ----------
    store : Store
        Where the layer is.
    layer : str
        Its name.
    names : sequence of str
        Properties that hold an area's name.
    day : date, optional
        Of a dated layer the areas of this day, or of its last.

    Returns
    -------
    str
        EPSG:4326, in the same frame as `regions.display_path`.

    Raises
    ------
    FilterError
        If the store has no such layer.
    """
    _known(store, layer)
    areas = rows(
        store,
        f"SELECT name, display FROM layer_areas WHERE {_HOLDS} ORDER BY name",
        {"layer": layer, "day": day or dt.date.max},
    )
    features = ",\n".join(
        f'{{"type": "Feature", "properties":'
        f" {json.dumps(dict.fromkeys(names, name), ensure_ascii=False)},"
        f' "geometry": {shape}}}'
        for name, shape in areas
    )
    return f'{{"type": "FeatureCollection", "features": [\n{features}\n]}}\n'


def _known(store: Store, layer: str) -> None:
    there = layer_names(store)
    if layer not in there:
        listed = ", ".join(there) or "none"
        raise FilterError(f"layer={layer[:80]!r} is not in the store; it has {listed}.")


@dataclass(frozen=True)
class LayerColumn:
    """A column that a record has from a dated layer.

    Attributes
    ----------
    layer : str
        The layer.
    kind : str
        "area", the area that the place lies in; "day", of which day that is; or "edge_km", the
        kilometres from its edge, outside of all areas from the nearest.
    position : int
        The layer's place among the store's.
    """

    layer: str
    kind: str
    position: int = 0

    @property
    def name(self) -> str:
        """What the column is called."""
        return f"{self.layer}_{self.kind}"

    @property
    def sql(self) -> str:
        """SQL of it as text, over `incidents i` and `locations l`."""
        place = (
            "(SELECT {what} FROM layer_places p WHERE p.lon = l.lon AND p.lat = l.lat"
            " AND p.day = i.date_start AND p.layer ="
            f" (SELECT layer FROM layers WHERE position = {self.position:d}))"
        )
        if self.kind == "area":
            known = place.replace("{what}", "coalesce(p.name, 'in no area')")
            return (
                "CASE WHEN l.x IS NULL THEN 'not located at this level'"
                f" ELSE coalesce({known}, 'before its first day') END"
            )
        what = {"day": "CAST(p.as_of AS VARCHAR)", "edge_km": "CAST(p.km AS VARCHAR)"}[self.kind]
        return f"CASE WHEN l.x IS NOT NULL THEN {place.replace('{what}', what)} END"


def layer_columns(store: Store) -> list[LayerColumn]:
    """Return the columns that records have from the store's dated layers."""
    return [
        LayerColumn(layer, kind, position)
        for position, (layer, (_count, dated)) in enumerate(_layers(store).items())
        for kind in ("area", "edge_km", "day")
        if dated
    ]
