"""Values of any type as a `Sheet`, and Parquet and JSON read into one.

Every cell becomes text: dates ISO 8601, whole numbers without ".0", lists and objects JSON.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import math
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from geo.errors import InputError
from geo.readers.base import NESTING, Fault, Origin, Sheet, text_series
from geo.readers.text import decode, header_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.readers.base import Limits

_BATCH = 4096
_EXACT = 1e15  # beyond, a float holds no longer every whole number


def as_text(value: object) -> str | None:
    """One value of any type as the text that a person would type; None if there is none."""
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, str):
        # One kind of line break, as in delimited text.
        return value.replace("\r\n", "\n").replace("\r", "\n").strip() or None
    return _text_of(value)


@functools.singledispatch
def _text_of(value: object) -> str | None:
    return str(value)


@_text_of.register
def _(value: bool) -> str:  # noqa: FBT001 - dispatched on
    return "1" if value else "0"


@_text_of.register
def _(value: float) -> str | None:
    if math.isnan(value):
        return None
    return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)


@_text_of.register
def _(value: Decimal) -> str:
    return str(int(value)) if value == value.to_integral() else str(value)


@_text_of.register
def _(value: dt.datetime) -> str:
    return value.isoformat(sep=" ").removesuffix(" 00:00:00")


@_text_of.register(bytes)
def _(value: bytes) -> str:
    return value.hex()


@_text_of.register(list)
@_text_of.register(tuple)
@_text_of.register(dict)
def _(value: object) -> str:
    if _deeper_than(value, NESTING):
        raise InputError(f"a value is nested more than {NESTING} levels deep, as in no table")
    return json.dumps(value, ensure_ascii=False, default=str)


def _deeper_than(value: object, most: int) -> bool:
    """Tell whether lists and objects lie within one another more than `most` times."""
    level: list[Any] = [value]
    for _step in range(most):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, list | tuple | dict)
        ]
        if not level:
            return False
    return True


def sheet_of_rows(
    names: Sequence[str],
    rows: Sequence[Sequence[object]],
    lines: Sequence[int],
    origin: Origin,
) -> Sheet:
    """Build a `Sheet` of rows of values, leaving out rows and nameless columns without any."""
    file, limits = origin.file, origin.limits
    limits.check_shape(len(rows), len(names), file=file)
    try:
        texts = [[as_text(value) for value in row] for row in rows]
    except InputError as error:
        raise InputError(error.problem, file=file) from None
    for line, row in zip(lines, texts, strict=True):
        for name, cell in zip(names, row, strict=True):
            if cell is not None and len(cell) > limits.cell_characters:
                raise InputError(
                    f"a cell has {len(cell):,} characters; at most"
                    f" {limits.cell_characters:,} are read",
                    file=file,
                    row=line,
                    column=name[:60],
                )
    kept = [i for i, row in enumerate(texts) if any(cell is not None for cell in row)]
    table = pd.DataFrame(
        {name: text_series([texts[i][n] for i in kept]) for n, name in enumerate(names)}
    )
    nameless = [
        name
        for number, name in enumerate(names, start=1)
        if name == f"column {number}" and table[name].isna().all()
    ]
    return Sheet(
        table.drop(columns=nameless),
        pd.Series([lines[i] for i in kept], dtype="int64"),
        origin.kind,
    )


def filled(row: Sequence[object]) -> int:
    """Count the cells of a row that hold anything."""
    return sum(as_text(cell) is not None for cell in row)


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
    from geo.readers.layers import with_points
    from geo.readers.wkb import points_of_shapes

    points = points_of_shapes(columns.pop(geometry), file=file, crs=None)
    rows = list(zip(*columns.values(), strict=True)) or [()] * len(points)
    return with_points(list(columns), rows, points, origin)


def _parquet_columns(
    content: bytes, schema: pa.Schema, file: str, limits: Limits
) -> list[list[Any]]:
    """Values of each column, read in small batches whose true size is known before it is made.

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
    """Bytes of a column once every row has its own value."""
    if not pa.types.is_dictionary(column.type) or not len(column.dictionary):
        return int(column.nbytes)
    lengths = pc.binary_length(column.dictionary)
    return pc.sum(lengths.take(column.indices)).as_py() or 0


def _geometry_column(schema: pa.Schema) -> str | None:
    """Name of the geometry column, if the file says that it is GeoParquet."""
    try:
        geo = json.loads((schema.metadata or {})[b"geo"])
        return str(geo["primary_column"])
    except (KeyError, ValueError, TypeError, RecursionError):
        return None


def load_json(content: bytes, *, file: str) -> Any:
    """Parse JSON.

    Raises
    ------
    InputError
        If it is not JSON, cut off, or nested beyond reason.
    """
    text, _ = decode(content, file=file)
    try:
        return json.loads(text.removeprefix("\ufeff"))
    except RecursionError:
        raise InputError("the JSON is nested too deeply to be a table", file=file) from None
    except json.JSONDecodeError as error:
        raise InputError(
            f"the JSON is broken: {error.msg[:1].lower() + error.msg[1:]}",
            file=file,
            row=error.lineno,
        ) from None
    except ValueError:
        raise InputError("the JSON has a number of absurd length", file=file) from None


def sheet_of_json(records: object, *, file: str, limits: Limits) -> Sheet:
    """Build a `Sheet` of a JSON list of objects.

    Raises
    ------
    InputError
        If it is anything else than a list.
    """
    if not isinstance(records, list):
        what = "an object" if isinstance(records, dict) else "a single value"
        raise InputError(
            f"the JSON is {what}; expected a list of records or a GeoJSON FeatureCollection",
            file=file,
        )
    objects = [record if isinstance(record, dict) else {} for record in records]
    names = list(dict.fromkeys(str(key) for record in objects for key in record))
    limits.check_shape(len(objects), len(names), file=file)
    if not names:
        raise InputError("the JSON list holds no records; expected a list of objects", file=file)
    rows: list[list[object]] = [[record.get(name) for name in names] for record in objects]
    faults = {}
    for at, (record, row) in enumerate(zip(records, rows, strict=True)):
        if not isinstance(record, dict) or not filled(row):
            text = (as_text([record]) or "")[1:-1][: limits.cell_characters]
            faults[at] = Fault("the record is not an object with values", row=text)
            row[0] = "?"  # keeps the row, which is a fault, from being left out as blank
    sheet = sheet_of_rows(names, rows, range(2, 2 + len(rows)), Origin(file, "json", limits))
    return Sheet(sheet.table, sheet.lines, "json", faults=faults)
