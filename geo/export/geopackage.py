"""GeoPackage: layers `incidents` and `regions`, table `manifest`; EPSG:4326, texts as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo import query
from geo.export.columns import with_own
from geo.export.figures import REGION_COLUMNS, region_rows
from geo.export.manifest import as_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import pyarrow as pa

    from geo.query import Filters
    from geo.store import Store

_CRS: Final = "EPSG:4326"
_GEOMETRY: Final = "geometry"


def write(path: Path, store: Store, filters: Filters, described: Mapping[str, Any]) -> None:
    """Write a GeoPackage.

    Parameters
    ----------
    path : Path
        The file; there must be none.
    store, filters
        What to write: a feature per incident and place, a point where one may be drawn and null
        otherwise; and the polygons of the regions that the filters let through.
    described : mapping
        The manifest.
    """
    import pandas as pd
    import pyogrio

    own = query.own_keys(store, filters)
    names = _distinct(own)
    for number, table in enumerate(query.record_tables(store, filters, list(own.values()))):
        _add_points(path, with_own(table, names), append=number > 0)
    _add_regions(path, store, filters)
    pyogrio.write_dataframe(
        pd.DataFrame(as_rows(described), columns=["name", "value"]),
        path,
        layer="manifest",
        driver="GPKG",
    )


def _distinct(own: Iterable[str]) -> list[str]:
    """Return names that differ from all others of the layer by more than case, as SQLite asks.

    >>> _distinct(["Notes", "own", "OWN"])
    ['Notes_', 'own', 'OWN_']
    """
    taken = {name.lower() for name in (*query.EXPORT_COLUMNS, "fid", "drawn", _GEOMETRY)}
    names = []
    for name in own:
        free = name
        while free.lower() in taken:
            free += "_"
        taken.add(free.lower())
        names.append(free)
    return names


def _add_points(path: Path, table: pa.Table, *, append: bool) -> None:
    import pyarrow as pa
    import pyogrio
    import shapely

    drawn = table["drawn"].to_numpy()
    points = shapely.points(table["lon"].to_numpy(), table["lat"].to_numpy())
    shapes = [
        shapely.to_wkb(point) if show else None for point, show in zip(points, drawn, strict=True)
    ]
    table = table.drop_columns(["drawn"]).append_column(
        _GEOMETRY, pa.array(shapes, type=pa.binary())
    )
    pyogrio.write_arrow(
        table,
        path,
        layer="incidents",
        driver="GPKG",
        geometry_name=_GEOMETRY,
        geometry_type="Point",
        crs=_CRS,
        append=append,
    )


def _add_regions(path: Path, store: Store, filters: Filters) -> None:
    import geopandas
    import pandas as pd
    import pyogrio

    from geo.regions import boundaries

    figures = pd.DataFrame(region_rows(store, filters), columns=list(REGION_COLUMNS))
    for name in REGION_COLUMNS[3:]:
        figures[name] = figures[name].astype("Int64")
    shapes = boundaries()[["region", _GEOMETRY]]
    merged = geopandas.GeoDataFrame(figures.merge(shapes, on="region"), crs=_CRS)
    pyogrio.write_dataframe(
        merged, path, layer="regions", driver="GPKG", promote_to_multi=True, append=False
    )
