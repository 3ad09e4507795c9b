"""Arrow files (Feather too) as a `Sheet`, and what they have in common with Parquet."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from geo.errors import InputError
from geo.readers.base import NESTING, Origin
from geo.readers.files.geometry import corners_of_geojson, corners_of_wkb, spots_of
from geo.readers.files.heading import header_names
from geo.readers.files.points import with_points
from geo.readers.files.values import sheet_of_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo.readers.base import Limits, Sheet

#: Geometries that are no well-known binary, as GeoParquet calls them.
_KINDS: Final = {
    kind.casefold(): kind
    for kind in ("Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon")
}
_STREAM: Final = b"\xff\xff\xff\xff"
_FIRST_FEATHER: Final = b"FEA1"
#: How a file, a stream and a file of Feather's first version begin.
ARROW: Final = re.compile(b"ARROW1|" + _STREAM + b"|" + _FIRST_FEATHER)


def read_arrow(content: bytes, *, file: str, limits: Limits) -> Sheet:
    """Read an Arrow file or stream; a geometry of points becomes latitude and longitude.

    Raises
    ------
    InputError
        If the file is damaged or larger than `limits` allows.
    """
    try:
        schema, batches = _opened(content)
        names = header_names(list(schema.names), file=file, limits=limits)
        columns = values_of(batches, len(names), file=file, limits=limits)
    except (pa.ArrowException, OSError, ValueError, OverflowError):
        raise InputError("the Arrow file is cut off or damaged; save it again", file=file) from None
    return sheet_of_columns(
        dict(zip(names, columns, strict=True)), schema, Origin(file, "arrow", limits)
    )


def _opened(content: bytes) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
    buffer = pa.BufferReader(content)
    if content.startswith(_FIRST_FEATHER):
        from pyarrow import feather

        table = feather.read_table(buffer)
        return table.schema, iter(table.to_batches())
    if content.startswith(_STREAM):
        stream = pa.ipc.open_stream(buffer)
        return stream.schema, iter(stream)
    whole = pa.ipc.open_file(buffer)
    return whole.schema, map(whole.get_batch, range(whole.num_record_batches))


def values_of(
    batches: Iterable[pa.RecordBatch], width: int, *, file: str, limits: Limits
) -> list[list[Any]]:
    """Return each column's values, each batch measured before it is made values of Python.

    Raises
    ------
    InputError
        If they are larger than `limits` allows.
    """
    columns: list[list[Any]] = [[] for _ in range(width)]
    size = rows = 0
    for batch in batches:
        rows += batch.num_rows
        limits.check_shape(rows, width, file=file)
        for at, column in enumerate(batch.columns):
            size += _true_size(column)
            limits.check_unpacked(size, file=file)
            columns[at] += column.to_pylist()
    return columns


def _true_size(column: pa.Array) -> int:
    """Return the bytes of a column once every row has its own value."""
    if not pa.types.is_dictionary(column.type) or not len(column.dictionary):
        return int(column.nbytes)
    try:
        lengths = pc.binary_length(column.dictionary)
    except pa.ArrowNotImplementedError:  # a dictionary of numbers
        return int(column.nbytes)
    return pc.sum(lengths.take(column.indices)).as_py() or 0


def sheet_of_columns(columns: dict[str, list[Any]], schema: pa.Schema, origin: Origin) -> Sheet:
    """Return columns of values as a sheet; a geometry that the schema names, as points."""
    geometry = _said(schema).get("primary_column")
    if not isinstance(geometry, str) or geometry not in columns:
        rows = list(zip(*columns.values(), strict=True))
        return sheet_of_rows(list(columns), rows, range(2, 2 + len(rows)), origin)
    kind = _KINDS.get(str(_said_of(schema, geometry).get("encoding")).casefold())
    shapes = columns.pop(geometry)
    if kind is None:
        corners = [corners_of_wkb(shape) for shape in shapes]
    else:
        corners = [
            corners_of_geojson(shape and {"type": kind, "coordinates": _pairs(shape, NESTING)})
            for shape in shapes
        ]
    spots = spots_of(corners, file=origin.file, crs=_system_of(schema, geometry))
    rows = list(zip(*columns.values(), strict=True)) or [()] * len(spots)
    return with_points(list(columns), rows, spots, origin)


def _pairs(shape: Any, deepest: int) -> Any:
    """Return the coordinates of a native geometry, in which a pair may be of two fields."""
    if isinstance(shape, dict):
        return [shape.get("x"), shape.get("y")]
    return (
        [_pairs(part, deepest - 1) for part in shape]
        if isinstance(shape, list) and deepest
        else shape
    )


def _system_of(schema: pa.Schema, column: str) -> str | None:
    """Return the geometry's coordinate system as PROJJSON, None where it is in degrees."""
    system = _said_of(schema, column).get("crs")
    return json.dumps(system) if isinstance(system, dict) else None


def _said_of(schema: pa.Schema, column: str) -> dict[str, Any]:
    columns = _said(schema).get("columns")
    said = columns.get(column) if isinstance(columns, dict) else None
    return said if isinstance(said, dict) else {}


def _said(schema: pa.Schema) -> dict[str, Any]:
    """Return what a file says of its geometry, as GeoParquet does; nothing if it has none."""
    try:
        said = json.loads((schema.metadata or {})[b"geo"])
    except (KeyError, ValueError, TypeError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
