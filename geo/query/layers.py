"""The user's own layers: their figures by area, and their shapes.

The counting rules are those of the regions (`geo.query.figures`).  An incident lies wholly inside
an area if all its places do and are in the selection; a place that is no point on the map is not
located at this level, so that an incident which has one is never wholly inside an area.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from geo.query.conditions import parts_together, rows, where
from geo.query.counting import counting
from geo.query.filters import FilterError
from geo.query.results import Figures
from geo.query.sums import NAMES_ALL, figures_of, summed_sql

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.query.filters import Filters
    from geo.store import Store

_LAYERS: Final[WeakKeyDictionary[Store, dict[str, int]]] = WeakKeyDictionary()


@dataclass(frozen=True)
class LayerFigures:
    """Figures of a layer's areas, and how many records are not in one.

    Attributes
    ----------
    areas : dict of str to Figures
        Areas that the selection touches, by name.
    inside, elsewhere, not_located : int
        Records (incident and place) in an area, at a point in none, and without a point; they add
        up to all records of the selection.
    """

    areas: dict[str, Figures] = field(default_factory=dict)
    inside: int = 0
    elsewhere: int = 0
    not_located: int = 0


def layer_names(store: Store) -> dict[str, int]:
    """Return how many areas each layer has, by layer name, in the order of their addition."""
    if store not in _LAYERS:
        found = rows(
            store,
            "SELECT layer, count(name) FROM layers LEFT JOIN layer_areas USING (layer)"
            " GROUP BY layer, position ORDER BY position",
        )
        _LAYERS[store] = dict(found)
    return dict(_LAYERS[store])


def layer_areas(store: Store, layer: str) -> list[str]:
    """Return the names of a layer's areas, sorted.

    Raises
    ------
    FilterError
        If the store has no such layer.
    """
    _known(store, layer)
    found = rows(
        store, "SELECT name FROM layer_areas WHERE layer = $layer ORDER BY name", {"layer": layer}
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
            FROM layer_touches t JOIN incidents i USING (incident_id)
            WHERE t.layer = $layer AND t.kind = 'inside' AND {condition}
            GROUP BY incident_id, t.name
        ) JOIN {how.incidents} USING (incident_id)"""
    sql = summed_sql(store, how, source, "name")
    counts = f"""
        SELECT t.kind, CAST(sum(t.places) AS BIGINT)
        FROM layer_touches t JOIN incidents i USING (incident_id)
        WHERE t.layer = $layer AND {condition} GROUP BY t.kind"""
    kinds = dict(rows(store, counts, parameters))
    return LayerFigures(
        {name: Figures(**figures_of(row)) for name, *row in sorted(rows(store, sql, parameters))},
        inside=kinds.get("inside", 0),
        elsewhere=kinds.get("elsewhere", 0),
        not_located=kinds.get("no point", 0),
    )


def layer_geojson(store: Store, layer: str, names: Sequence[str] = ("name",)) -> str:
    """Return the simplified shapes of a layer as a GeoJSON FeatureCollection (EPSG:4326).

    Parameters
    ----------
    store : Store
        Where the layer is.
    layer : str
        Its name.
    names : sequence of str
        Properties that hold an area's name.

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
        "SELECT name, display FROM layer_areas WHERE layer = $layer ORDER BY name",
        {"layer": layer},
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
