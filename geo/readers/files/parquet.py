"""Parquet files, with or without a geometry, as a `Sheet`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from geo.errors import InputError
from geo.readers.base import Origin
from geo.readers.files.arrow import sheet_of_columns, values_of
from geo.readers.files.heading import header_names

if TYPE_CHECKING:
    from geo.readers.base import Limits, Sheet


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
    return sheet_of_columns(columns, parquet.schema_arrow, Origin(file, "parquet", limits))


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
    batches = parquet.iter_batches(batch_size=_BATCH)
    return values_of(batches, len(schema.names), file=file, limits=limits)
