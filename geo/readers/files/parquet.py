"""Parquet files, with or without a geometry, as a `Sheet`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from geo.errors import InputError
from geo.readers.base import Origin, Sheet
from geo.readers.files.geometry import corners_of_wkb, spots_of
from geo.readers.files.heading import header_names
from geo.readers.files.points import with_points
from geo.readers.files.values import sheet_of_rows

if TYPE_CHECKING:
    from geo.readers.base import Limits


_BATCH = 4096


def read_parquet(content: bytes, *, file: str, limits: Limits) -> Sheet:
    """Read a Parquet file; a GeoParquet geometry of points becomes latitude and longitude.

    Raises
    ------
    InputError
        If the file is damaged or larger than `limits` allows.
    """
    try:
        parquet = pq.ParquetFile(pa.BufferReader(content))
        meta = parquet.metadata
        limits.check_shape(meta.num_rows, meta.num_columns, file=file)
        groups = [meta.row_group(i) for i in range(meta.num_row_groups)]
        limits.check_unpacked(sum(group.total_byte_size for group in groups), file=file)
        values = sum(g.column(c).num_values for g in groups for c in range(g.num_columns))
        limits.check_cells(values, file=file)
        names = header_names(list(parquet.schema_arrow.names), file=file, limits=limits)
        columns = dict(
            zip(names, _parquet_columns(content, parquet.schema_arrow, file, limits), strict=True)
        )
    except (pa.ArrowException, OSError, ValueError, OverflowError):
        raise InputError(
            "the Parquet file is cut off or damaged; save it again", file=file
        ) from None
    geometry = _geometry_column(parquet.schema_arrow)
    origin = Origin(file, "parquet", limits)
    if geometry not in columns:
        rows = list(zip(*columns.values(), strict=True))
        return sheet_of_rows(list(columns), rows, range(2, 2 + len(rows)), origin)
    corners = [corners_of_wkb(shape) for shape in columns.pop(geometry)]
    spots = spots_of(corners, file=file, crs=_system_of(parquet.schema_arrow, geometry))
    rows = list(zip(*columns.values(), strict=True)) or [()] * len(spots)
    return with_points(list(columns), rows, spots, origin)


def _parquet_columns(
    content: bytes, schema: pa.Schema, file: str, limits: Limits
) -> list[list[Any]]:
    """Return each column's values, in small batches whose true size is known beforehand.

    One text that is said to repeat in every row takes no room in the file and all of it in memory;
    so texts are read as a dictionary and measured first.
    """
    kinds = (pa.string(), pa.large_string(), pa.binary(), pa.large_binary())
    texts = [field.name for field in schema if field.type in kinds]
    parquet = pq.ParquetFile(pa.BufferReader(content), read_dictionary=texts)
    columns: list[list[Any]] = [[] for _name in schema.names]
    size = 0
    for batch in parquet.iter_batches(batch_size=_BATCH):
        limits.check_time(file=file)
        for at, column in enumerate(batch.columns):
            size += _true_size(column)
            limits.check_unpacked(size, file=file)
            columns[at] += column.to_pylist()
    return columns


def _true_size(column: pa.Array) -> int:
    """Return the bytes of a column once every row has its own value."""
    if not pa.types.is_dictionary(column.type) or not len(column.dictionary):
        return int(column.nbytes)
    lengths = pc.binary_length(column.dictionary)
    return pc.sum(lengths.take(column.indices)).as_py() or 0


def _geometry_column(schema: pa.Schema) -> str | None:
    """Return the name of the geometry column, if the file says that it is GeoParquet."""
    name = _said(schema).get("primary_column")
    return name if isinstance(name, str) else None


def _system_of(schema: pa.Schema, column: str) -> str | None:
    """Return the geometry's coordinate system as PROJJSON, None where it is in degrees."""
    columns = _said(schema).get("columns")
    said = columns.get(column) if isinstance(columns, dict) else None
    system = said.get("crs") if isinstance(said, dict) else None
    return json.dumps(system) if isinstance(system, dict) else None


def _said(schema: pa.Schema) -> dict[str, Any]:
    """Return what a GeoParquet file says of its geometry; nothing if it is none."""
    try:
        said = json.loads((schema.metadata or {})[b"geo"])
    except (KeyError, ValueError, TypeError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
