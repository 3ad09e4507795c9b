"""GeoParquet and FlatGeobuf: records as Arrow tables with a point, EPSG:4326, texts as they are.

A record that may not be drawn as a point has a geometry that is null.  Both are written block by
block, so that memory stays small.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from geo import query
from geo.export.columns import GEOMETRY, distinct_names, point_tables
from geo.export.manifest import as_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import pyarrow as pa

    from geo.query import Filters
    from geo.store import Store

#: Metadata of GeoParquet 1.1.0 (https://geoparquet.org); without a CRS it is OGC:CRS84, which is
#: EPSG:4326 with the longitude first.
_GEO: Final = {
    "version": "1.1.0",
    "primary_column": GEOMETRY,
    "columns": {GEOMETRY: {"encoding": "WKB", "geometry_types": ["Point"]}},
}
#: The key of a Parquet file's metadata that holds the manifest.
MANIFEST_KEY: Final = "manifest"


def write_parquet(path: Path, store: Store, filters: Filters, described: Mapping[str, Any]) -> None:
    """Write GeoParquet 1.1; the manifest is in the file's metadata under `MANIFEST_KEY`.

    Parameters
    ----------
    path : Path
        The file.
    store, filters
        What to write: a row per incident and place, `query.EXPORT_COLUMNS` and the sources' own.
    described : mapping
        The manifest.
    """
    import pyarrow.parquet as pq

    names = distinct_names(query.own_keys(store, filters))
    tables = point_tables(store, filters, names)
    first = next(tables)
    said = {"geo": json.dumps(_GEO), MANIFEST_KEY: as_json(described)}
    schema = first.schema.with_metadata(said)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        writer.write_table(first.cast(schema))
        for table in tables:
            writer.write_table(table.cast(schema))


def write_flatgeobuf(
    path: Path, store: Store, filters: Filters, described: Mapping[str, Any]
) -> None:
    """Write FlatGeobuf, without an index, which could hold no record that has no point.

    Takes what `write_parquet` takes; the manifest comes beside it.
    """
    import pyarrow as pa
    import pyogrio

    del described
    names = distinct_names(query.own_keys(store, filters))
    tables = point_tables(store, filters, names)
    first = next(tables)

    def batches() -> Iterator[pa.RecordBatch]:
        yield from first.to_batches()
        for table in tables:
            yield from table.cast(first.schema).to_batches()

    pyogrio.write_arrow(
        pa.RecordBatchReader.from_batches(first.schema, batches()),
        path,
        layer="incidents",
        driver="FlatGeobuf",
        geometry_name=GEOMETRY,
        geometry_type="Point",
        crs="EPSG:4326",
        SPATIAL_INDEX="NO",
    )
