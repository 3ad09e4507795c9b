"""GeoJSON (RFC 7946): degrees, EPSG:4326, longitudes from -180 to 180, texts as they are.

A record known only by its region, or not at all, has a geometry that is null: never a point.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from geo import query
from geo.export.figures import region_rows
from geo.regions import display_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.query import Filters
    from geo.store import Store

_OPENING: Final = b'{"type":"FeatureCollection","features":[\n'
_END: Final = b"\n]}\n"


def records(store: Store, filters: Filters) -> Iterator[bytes]:
    """Yield one feature per incident and place.

    Properties are `query.EXPORT_COLUMNS` and the sources' own; points in EPSG:4326, or null.
    """
    yield _OPENING
    own = query.own_keys(store, filters)
    for number, piece in enumerate(query.geojson_features(store, filters, own)):
        yield piece if number else piece.removeprefix(b",\n")
    yield _END


def regions(store: Store, filters: Filters) -> Iterator[bytes]:
    """Yield one feature per region that the filters let through, simplified for display.

    Properties are `figures.REGION_COLUMNS`; EPSG:4326, cut at 180 degrees.
    """
    yield _OPENING
    for number, (text, _bounds) in enumerate(region_features(store, filters)):
        yield (",\n" if number else "").encode() + text.encode("utf-8")
    yield _END


def region_features(
    store: Store, filters: Filters
) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
    """Yield each region that the filters let through as a feature, and its bounds.

    The region's code is the feature's `id`; EPSG:4326, cut at 180 degrees; bounds are west, south,
    east, north.
    """
    shapes = _shapes()
    for row in region_rows(store, filters):
        geometry, bounds = shapes[str(row["region"])]
        feature = {"type": "Feature", "id": row["region"], "geometry": geometry, "properties": row}
        yield json.dumps(feature, ensure_ascii=False, separators=(",", ":")), bounds


@lru_cache(1)
def _shapes() -> dict[str, tuple[dict[str, Any], Any]]:
    """Return every region's geometry and bounds; the display copy's, cut at 180 degrees."""
    from shapely.geometry import shape

    features = json.loads(display_path().read_text(encoding="utf-8"))["features"]
    cut = {f["properties"]["region"]: _cut(f["geometry"]) for f in features}
    return {code: (geometry, shape(geometry).bounds) for code, geometry in cut.items()}


def _cut(geometry: dict[str, Any]) -> dict[str, Any]:
    """Cut `geometry` in two where it goes on beyond 180 degrees, as RFC 7946 (3.1.9) asks."""
    import shapely
    from shapely.affinity import translate
    from shapely.geometry import mapping, shape

    whole = shape(geometry)
    if whole.bounds[2] <= 180:  # noqa: PLR2004
        return geometry
    west = shapely.intersection(whole, shapely.box(-180, -90, 180, 90))
    east = translate(shapely.intersection(whole, shapely.box(180, -90, 540, 90)), xoff=-360)
    parts = [p for p in shapely.get_parts([west, east]) if p.geom_type == "Polygon"]
    return dict(mapping(shapely.MultiPolygon(parts)))
