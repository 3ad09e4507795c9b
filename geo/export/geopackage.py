"""GeoPackage: layers `incidents` and `regions`, table `manifest`; EPSG:4326, texts as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo import query
from geo.export.columns import GEOMETRY, distinct_names, point_tables
from geo.export.figures import FIRST_FIGURE, REGION_COLUMNS, region_rows
from geo.export.manifest import as_rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pyarrow as pa

    from geo.query import Filters
    from geo.store import Store

_CRS: Final = "EPSG:4326"


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

    names = distinct_names(query.own_keys(store, filters))
    for number, table in enumerate(point_tables(store, filters, names)):
        _add_points(path, table, append=number > 0)
    _add_regions(path, store, filters)
    pyogrio.write_dataframe(
        pd.DataFrame(as_rows(described), columns=["name", "value"]),
        path,
        layer="manifest",
        driver="GPKG",
    )


def _add_points(path: Path, table: pa.Table, *, append: bool) -> None:
    import pyogrio

    pyogrio.write_arrow(
        table,
        path,
        layer="incidents",
        driver="GPKG",
        geometry_name=GEOMETRY,
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
    for name in REGION_COLUMNS[FIRST_FIGURE:]:
        figures[name] = figures[name].astype("Int64")
    shapes = boundaries()[["region", GEOMETRY]]
    merged = geopandas.GeoDataFrame(figures.merge(shapes, on="region"), crs=_CRS)
    pyogrio.write_dataframe(
        merged, path, layer="regions", driver="GPKG", promote_to_multi=True, append=False
    )
