"""Columns of text by Arrow: large delimited files, and cells without their surrounding blanks."""

from __future__ import annotations

from typing import TYPE_CHECKING, AnyStr, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from geo.errors import InputError
from geo.readers.base import Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.readers.base import Limits, Origin
    from geo.readers.files.heading import Layout

_SPACE: Final = ord(" ")
_BREAK: Final = ord("\n")
_ASCII: Final = 128


def as_column(array: pa.ChunkedArray) -> pd.Series[str]:
    """Return Arrow's texts (large_string) as a column: no surrounding blanks, blank missing."""
    if any(_may_have_margins(chunk) for chunk in array.chunks):
        array = pc.utf8_trim_whitespace(array)
        array = pc.if_else(pc.equal(array, ""), pa.scalar(None, pa.large_string()), array)
    return pd.Series(pd.array(array, dtype="string"))


def _may_have_margins(array: pa.LargeStringArray) -> bool:
    """Return whether any text is empty, or begins or ends with what may be a blank."""
    if array.null_count == len(array):
        return False
    _, ends, data = array.buffers()
    ends = np.frombuffer(ends, dtype=np.int64)[array.offset : array.offset + len(array) + 1]
    first, last = ends[:-1], ends[1:] - 1
    if array.null_count:
        there = pc.is_valid(array).to_numpy(zero_copy_only=False)
        first, last = first[there], last[there]
    if (last < first).any():
        return True
    signs = np.frombuffer(data, dtype=np.uint8)
    # A blank is a control character, a space, or not ASCII.
    return any(bool(((s <= _SPACE) | (s >= _ASCII)).any()) for s in (signs[first], signs[last]))


def check_cells(
    table: pd.DataFrame, lines: Sequence[int] | pd.Series[int], file: str, limits: Limits
) -> None:
    """Refuse a cell beyond the limit; it mostly means that a quote is missing.

    Raises
    ------
    InputError
        With the row and the column of the first such cell.
    """
    for name in table.columns:
        # Of bytes there are as many as of characters, or more.
        if (_longest(table[name]) or 0) <= limits.cell_characters:
            continue
        length = table[name].str.len().fillna(0)
        if length.max() > limits.cell_characters:
            at = int((length > limits.cell_characters).to_numpy().argmax())
            raise InputError(
                f"a cell has {int(length.iloc[at]):,} characters; at most"
                f" {limits.cell_characters:,} are read",
                file=file,
                row=int(lines[at]),
                column=str(name)[:60],
            )


def _longest(text: pd.Series[str]) -> int | None:
    """Return the bytes of a column's longest text, None if it has none."""
    longest: int | None = pc.max(pc.binary_length(pa.array(text, type=pa.large_string()))).as_py()
    return longest


def start_of_line(text: AnyStr, line: int) -> int:
    """Return where a line of a text, or of its bytes, begins, lines being counted from 1."""
    sign: AnyStr = "\n" if isinstance(text, str) else b"\n"
    at = 0
    for _ in range(line - 1):
        at = text.find(sign, at) + 1 or len(text)
    return at


def read_fast(content: bytes, layout: Layout, origin: Origin) -> Sheet | None:
    r"""Read a large file through Arrow, or give None where only the strict way is right.

    Arrow skips blank lines without telling, and is lenient with quotes; so the result counts only
    if its rows and the line breaks inside its cells add up to the lines of the file.

    Parameters
    ----------
    content : bytes
        The file in UTF-8 with line breaks ``\n``.
    layout : Layout
        Its delimiter and heading.
    origin : Origin
        Where it comes from.
    """
    names, line = layout.heading.names, layout.line
    at = start_of_line(content, line)
    try:
        read = pacsv.read_csv(
            pa.BufferReader(pa.py_buffer(content).slice(at)),
            read_options=pacsv.ReadOptions(column_names=list(names), block_size=2**24),
            parse_options=pacsv.ParseOptions(delimiter=layout.delimiter, newlines_in_values=True),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.large_string()),
                strings_can_be_null=True,
                null_values=[""],
            ),
        )
    except pa.ArrowInvalid:
        return None
    origin.limits.check_shape(read.num_rows, len(names), file=origin.file)
    end = _without_breaks_at_end(content)
    lines = _lines(read, content.count(b"\n", at, end) + 1, line)
    if lines is None:
        return None
    table = pd.DataFrame(
        {name: as_column(column) for name, column in zip(names, read.columns, strict=True)}
    )
    if not any(table[name].notna().all() for name in names):
        kept = table.notna().any(axis=1)
        table, lines = table[kept].reset_index(drop=True), lines[kept].reset_index(drop=True)
    check_cells(table, lines, origin.file, origin.limits)
    return Sheet(table, lines, "csv")


def _without_breaks_at_end(content: bytes) -> int:
    end = len(content)
    while end and content[end - 1] == _BREAK:
        end -= 1
    return end


def _lines(read: pa.Table, number: int, first: int) -> pd.Series[int] | None:
    """Return the line that each row begins in, None if the rows are not all of the lines."""
    rows = pd.RangeIndex(read.num_rows).to_series().astype("int64")
    if number == read.num_rows:
        return rows + first
    inner = pd.Series(0, index=rows.index, dtype="int64")
    for column in read.columns:
        inner += pc.fill_null(pc.count_substring(column, "\n"), 0).to_numpy()
    if number != read.num_rows + int(inner.sum()):
        return None
    return (rows + first + inner.cumsum() - inner).astype("int64")
