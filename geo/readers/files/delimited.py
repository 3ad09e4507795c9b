"""Delimited text: its delimiter, its heading, and its cells with their true line numbers.

The delimiter is the one that cuts the first rows most evenly.  Large regular files take a fast path
through Arrow (`geo.readers.files.delimited_fast`); a quote that is opened and never closed costs
its own row (`geo.readers.files.quotes`).
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

import pandas as pd
import pyarrow as pa

from geo.readers.base import AS_FOUND, DEFAULT_LIMITS, Fault, Origin, ReadOptions, Sheet
from geo.readers.files.delimited_fast import as_column, check_cells, read_fast
from geo.readers.files.encoding import decode
from geo.readers.files.heading import WITHIN, find_heading, without_totals
from geo.readers.files.quotes import Row, mended_rows, strict_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.readers.base import Limits
    from geo.readers.files.encoding import Decoded
    from geo.readers.files.heading import Heading

_BOM: Final = b"\xef\xbb\xbf"
_DELIMITERS: Final = {
    ",": "commas",
    ";": "semicolons",
    "\t": "tabs",
    "|": "vertical bars",
    "^": "carets",
    "~": "tildes",
}
_SEP_LINE = re.compile(r"\ufeff?\"?sep=(.)\"?\n", re.IGNORECASE)
_RULE = re.compile(r"[\s:|+=-]*-{2,}[\s:|+=-]*")
_HEAD = 65_536
_FAST_FROM = 2**20


def find_delimiter(text: str) -> str:
    r"""Return the sign that cuts most of the first rows into the same number of cells.

    >>> find_delimiter("Date, time;Place\n1.5.2024;Kyiv, Lviv, Odesa\n")
    ';'
    """
    return max(_DELIMITERS, key=lambda sign: _evenness(_head_rows(text, sign)))


def _evenness(rows: list[tuple[int, list[str]]]) -> tuple[float, int]:
    """Return how likely the sign cut rows rightly: the share with as many cells as most."""
    counts = Counter(len(cells) for _, cells in rows if any(cell.strip() for cell in cells))
    several = Counter({cells: rows for cells, rows in counts.items() if cells > 1})
    if not several:
        return 0.0, 0
    usual, times = max(several.items(), key=lambda item: (item[1], item[0]))
    return times / counts.total(), usual


def _head_rows(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """Return the cells of the first rows, each with the line in which it begins."""
    reader = csv.reader(io.StringIO(text[:_HEAD], newline=""), delimiter=delimiter)
    rows, line = [], 1
    with suppress(csv.Error):
        for cells in islice(reader, WITHIN):
            rows.append((line, cells))
            line = reader.line_num + 1
    return rows


@dataclass(frozen=True)
class Table:
    r"""Delimited text that is understood and not yet read.

    Attributes
    ----------
    body : str
        What follows the heading, with line breaks ``\n``.
    content : bytes
        The same in UTF-8.
    line : int
        The row of the file in which the body begins.
    """

    body: str
    content: bytes | memoryview
    line: int
    delimiter: str
    heading: Heading
    origin: Origin


def read_delimited(
    content: bytes,
    *,
    file: str,
    limits: Limits = DEFAULT_LIMITS,
    options: ReadOptions = AS_FOUND,
) -> Sheet:
    """Read all cells of a delimited file.

    Parameters
    ----------
    content : bytes
        The file.
    file : str
        Its name, for messages.
    limits : Limits
        What is refused.
    options : ReadOptions
        Its encoding, delimiter and heading, where a person has said them.

    Returns
    -------
    Sheet
        Cells without surrounding blanks; blank rows are left out, short rows filled up.  A row
        with more cells than the header, or with a quote that is never closed, is a fault of that
        row.

    Raises
    ------
    InputError
        For an empty or binary file, or one that is larger than `limits` allows.
    """
    decoded = decode(content, file=file, encoding=options.encoding)
    table = understood(content, decoded, Origin(file, "csv", limits), options)
    sheet = None
    if len(content) >= _FAST_FROM and not options.every_row:
        sheet = read_fast(
            table.body,
            table.content,
            table.heading.names,
            table.delimiter,
            table.origin,
            table.line,
        )
    sign = _DELIMITERS.get(table.delimiter, "another sign")
    notes = [
        f"read as {decoded.encoding} text with {sign} between the cells",
        *decoded.notes,
        *table.heading.notes,
    ]
    if sheet is None:
        sheet = read_slowly(table, every_row=options.every_row)
    first = table.line - table.heading.rows
    found = ReadOptions(None, decoded.codec, table.delimiter, first if table.heading.rows else None)
    whole = Sheet(
        _without_empty_nameless(sheet.table),
        sheet.lines,
        "csv",
        faults=sheet.faults,
        notes=(*notes, *sheet.notes),
        tags=table.heading.tags,
        found=found,
    )
    return whole if options.every_row else without_totals(whole)


def understood(content: bytes, decoded: Decoded, origin: Origin, options: ReadOptions) -> Table:
    """Find the delimiter and the heading, and cut them off."""
    text = decoded.text
    if "\r" in text:  # one kind of line break, in the cells too
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    as_it_is = (
        text is decoded.text
        and decoded.codec == "utf-8"
        and not decoded.notes
        and not content.startswith(_BOM)
    )
    encoded = memoryview(content if as_it_is or len(content) < _FAST_FROM else text.encode())
    said = _SEP_LINE.match(text)
    delimiter = options.delimiter or (said[1] if said else None) or find_delimiter(text)
    rows = _head_rows(text, delimiter)[1 if said else 0 :]
    heading = find_heading(rows, file=origin.file, limits=origin.limits, at=options.heading_row)
    last = heading.above + heading.rows
    line = rows[last][0] if last < len(rows) else _line_after(text)
    skipped, at = line - 1, 0
    for _line in range(skipped):
        at = text.find("\n", at) + 1 or len(text)
    size = len(text[:at].encode())
    return Table(text[at:], encoded[size:], line, delimiter, heading, origin)


def _line_after(text: str) -> int:
    return text.count("\n") + 2


def _without_empty_nameless(table: pd.DataFrame) -> pd.DataFrame:
    """Leave out columns that have neither a name nor a value."""
    empty = [
        name
        for number, name in enumerate(table.columns, start=1)
        if name == f"column {number}" and table[name].isna().all()
    ]
    return table.drop(columns=empty)


def read_slowly(table: Table, *, every_row: bool = False) -> Sheet:
    """Read row by row; where quotes do not match, only their rows are hurt.

    `every_row` keeps rows of empty cells; a blank line is no row.
    """
    try:
        rows = list(
            _bounded(strict_rows(table.body, table.delimiter, len(table.heading.names)), table)
        )
        notes: tuple[str, ...] = ()
    except csv.Error:
        rows = list(
            _bounded(mended_rows(table.body, table.delimiter, len(table.heading.names)), table)
        )
        notes = (
            "quotes that do not match are read as they stand, and cost no more than their row",
        )
    names, limits = table.heading.names, table.origin.limits
    width = len(names)
    cells: list[list[str]] = []
    lines: list[int] = []
    faults: dict[int, Fault] = {}
    for row in rows:
        bare = [cell.strip() for cell in row.cells]
        if not any(bare) and not (every_row and bare):
            continue
        if table.delimiter == "|" and all(map(_is_rule, bare)):
            continue
        if row.problem is not None:
            faults[len(cells)] = Fault(row.problem, row=_as_json(bare, names))
        elif len(bare) > width and any(bare[width:]):
            faults[len(cells)] = Fault(
                f"{len(bare)} cells where the header has {width}; is a quote missing?",
                row=_as_json(bare, names),
            )
        cells.append(bare[:width] + [""] * (width - len(bare)))
        lines.append(row.line + table.line - 1)
    limits.check_shape(len(cells), width, file=table.origin.file)
    columns = zip(*cells, strict=True) if cells else [()] * width
    read = pd.DataFrame(
        {name: _arrow_strings(list(cells)) for name, cells in zip(names, columns, strict=True)}
    )
    check_cells(read, lines, table.origin.file, limits)
    return Sheet(read, pd.Series(lines, dtype="int64"), "csv", faults=faults, notes=notes)


def _is_rule(cell: str) -> bool:
    """Return whether a cell only draws a line, as under the heading of a Markdown table."""
    return not cell or _RULE.fullmatch(cell) is not None


def _bounded(rows: Iterator[Row], table: Table) -> Iterator[Row]:
    """Hold rows to the limits while they are read."""
    width = len(table.heading.names)
    for number, row in enumerate(rows, start=1):
        if not number % 1_000:
            table.origin.limits.check_shape(number, width, file=table.origin.file)
        yield row


def _arrow_strings(values: list[str]) -> pd.Series[str]:
    return as_column(pa.chunked_array([values], type=pa.large_string()))


def _as_json(cells: Sequence[str], names: Sequence[str]) -> str:
    """Write a row as it stands, with the cells beyond the header's last numbered."""
    further = {f"cell {n}": cell for n, cell in enumerate(cells, start=1) if n > len(names)}
    row = dict(zip(names, cells, strict=False)) | further
    return json.dumps({k: v[:1_000] for k, v in row.items() if v}, ensure_ascii=False)
