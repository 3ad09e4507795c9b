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
from dataclasses import replace
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING, AnyStr, Final

import pandas as pd
import pyarrow as pa

from geo.errors import InputError
from geo.readers.base import AS_FOUND, DEFAULT_LIMITS, Fault, Origin, ReadOptions, Sheet
from geo.readers.files.delimited_fast import as_column, check_cells, read_fast, start_of_line
from geo.readers.files.encoding import PLAIN, decode, is_plain
from geo.readers.files.heading import WITHIN, Layout, find_heading, without_totals
from geo.readers.files.quotes import Row, mended_rows, strict_rows
from geo.readers.files.sections import with_year_of_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.readers.base import Limits
    from geo.readers.files.encoding import Decoded

_BOM: Final = b"\xef\xbb\xbf"
_DELIMITERS: Final = {
    ",": "commas",
    ";": "semicolons",
    "\t": "tabs",
    "|": "vertical bars",
    "^": "carets",
    "~": "tildes",
    "#": "number signs",
    "¦": "broken bars",
}
#: Between columns that are only aligned: as many blanks as it takes.
_ALIGNED = re.compile(r"(?<=\S)[ ]{2,}(?=\S)")
#: A line that is one cell in quotes, with empty ones behind it.
_WRAPPED = re.compile(r'^"((?:[^"\n]|"")*)"[,;\t]*$', re.MULTILINE)
_SEP_LINE = re.compile(r"\ufeff?\"?sep=(.)\"?\n", re.IGNORECASE)
_RULE = re.compile(r"[\s:|+=-]*-{2,}[\s:|+=-]*")
_FORMULA_OF_TEXT = re.compile(r'^="([^"]*)"$')
_ENTITY = re.compile(r"&(?:#[0-9]{2,6}|#x[0-9a-fA-F]{2,5}|amp|quot|apos|nbsp|lt|gt|[lr]aquo);")
_HEAD = 65_536
_FAST_FROM = 2**20
_MOST_BYTES_A_SIGN = 4


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
    origin = Origin(file, "csv", limits)
    large = len(content) >= _FAST_FROM and not options.every_row
    plain = large and options.encoding in (None, "utf-8") and is_plain(content)
    decoded, sheet = PLAIN, None
    if plain:  # nothing but a large file's beginning is needed as Python's text
        content = content.removeprefix(_BOM)
        layout = find_layout(_decoded_head(content), origin, options)
        sheet = read_fast(_one_break(content), layout, origin)
    if sheet is None:
        decoded = decode(content, file=file, encoding=options.encoding)
        text = _not_aligned(_not_wrapped(_one_break(decoded.text)), options)
        layout = find_layout(text, origin, options)
        if large and not (plain and decoded.codec == PLAIN.codec):
            sheet = read_fast(text.encode(), layout, origin)
        if sheet is None:
            sheet = read_slowly(text, layout, origin, every_row=options.every_row)
    sheet = with_year_of_name(_as_meant(sheet, content if plain else None), layout.heading.title)
    return _told(sheet, decoded, layout, options)


def _as_meant(sheet: Sheet, content: bytes | None) -> Sheet:
    """Return a sheet with the texts that formulas and a web page's codes stand for.

    A large file's bytes (`content`) tell sooner than its cells that it has none.
    """
    table = sheet.table
    if content is None or b'="' in content:
        table = _without_formulas(table)
    if content is None or b"&" in content:
        table = _without_entities(table)
    return replace(sheet, table=_without_empty_nameless(table))


def _told(sheet: Sheet, decoded: Decoded, layout: Layout, options: ReadOptions) -> Sheet:
    """Say how a sheet was read, and leave out what no record stands in."""
    heading = layout.heading
    sign = _DELIMITERS.get(layout.delimiter, "another sign")
    notes = (
        f"read as {decoded.encoding} text with {sign} between the cells",
        *decoded.notes,
        *heading.notes,
        *sheet.notes,
    )
    row = layout.line - heading.rows if heading.rows else None
    whole = replace(
        sheet,
        notes=notes,
        tags=heading.tags,
        found=ReadOptions(None, decoded.codec, layout.delimiter, row),
    )
    return whole if options.every_row else without_totals(whole)


def _not_aligned(text: str, options: ReadOptions) -> str:
    """Return text with tabs between columns that only blanks keep apart, if all rows have them.

    A blank cell cannot be told in such a table, so that a row with fewer cells makes it none.
    """
    if options.delimiter or max(_evenness(_head_rows(text, sign)) for sign in _DELIMITERS)[1]:
        return text
    tabbed = _ALIGNED.sub("\t", text)
    widths = {line.count("\t") for line in tabbed.split("\n") if line.strip()}
    return tabbed if len(widths) == 1 and widths != {0} else text


def _not_wrapped(text: str) -> str:
    """Return text of which whole lines were taken for a cell, as where a program expects another
    delimiter, with their own cells again.
    """  # noqa: D205
    first, *others = text[:_HEAD].split("\n", WITHIN)
    if not any(sign in first for sign in _DELIMITERS):
        return text
    heading = _WRAPPED.fullmatch(first) is not None
    if not heading and not any('""' in one and _WRAPPED.fullmatch(one) for one in others[:-1]):
        return text

    def bare(found: re.Match[str]) -> str:
        return found[1].replace('""', '"') if heading or '""' in found[1] else found[0]

    return _WRAPPED.sub(bare, text)


def _decoded_head(content: bytes) -> str:
    """Return enough of a file in UTF-8 to find its layout in."""
    return _one_break(content[: _MOST_BYTES_A_SIGN * _HEAD].decode("utf-8", errors="ignore"))


def _one_break(text: AnyStr) -> AnyStr:
    r"""Return text, or its bytes, with line breaks ``\n`` only, those inside cells too."""
    if isinstance(text, str):
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    return text.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in text else text


def find_layout(text: str, origin: Origin, options: ReadOptions) -> Layout:
    """Find the delimiter and the heading of a text, of which the beginning is enough."""
    said = _SEP_LINE.match(text)
    delimiter = options.delimiter or (said[1] if said else None) or find_delimiter(text)
    rows = _head_rows(text, delimiter)[1 if said else 0 :]
    if not rows:
        raise InputError(
            "the file is empty; expected a header row and one row per record", file=origin.file
        )
    heading = find_heading(rows, file=origin.file, limits=origin.limits, at=options.heading_row)
    last = heading.above + heading.rows
    line = rows[last][0] if last < len(rows) else text.count("\n") + 2
    return Layout(delimiter, heading, line)


def _without_formulas(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with the texts of cells such as ="007", which keep a program from reading."""
    bare = {}
    for name in map(str, table):
        kept = table[name].str.startswith('="').fillna(value=False)
        if kept.any():
            text = table[name].str.replace(_FORMULA_OF_TEXT, r"\1", regex=True)
            bare[name] = table[name].mask(kept.astype(bool), text).replace("", pd.NA)
    return table.assign(**bare) if bare else table


def _without_entities(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with the letters that a web page's codes, such as &#39;, stand for."""
    coded = {}
    for name in map(str, table):
        if table[name].str.contains("&", regex=False).any():
            has = table[name].str.contains(_ENTITY.pattern, regex=True).fillna(value=False)
            if has.any():
                coded[name] = table[name].mask(has.astype(bool), table[name][has].map(unescape))
    return table.assign(**coded) if coded else table


def _without_empty_nameless(table: pd.DataFrame) -> pd.DataFrame:
    """Leave out columns that have neither a name nor a value."""
    empty = [
        name
        for number, name in enumerate(table.columns, start=1)
        if name == f"column {number}" and table[name].isna().all()
    ]
    return table.drop(columns=empty)


def read_slowly(text: str, layout: Layout, origin: Origin, *, every_row: bool = False) -> Sheet:
    """Read row by row; where quotes do not match, only their rows are hurt.

    `every_row` keeps rows of empty cells; a blank line is no row.
    """
    names, limits = layout.heading.names, origin.limits
    body = text[start_of_line(text, layout.line) :]
    notes: tuple[str, ...] = ()
    try:
        found = strict_rows(body, layout.delimiter, len(names))
        rows = list(_bounded(found, len(names), origin))
    except csv.Error:
        found = mended_rows(body, layout.delimiter, len(names))
        rows = list(_bounded(found, len(names), origin))
        notes = (
            "quotes that do not match are read as they stand, and cost no more than their row",
        )
    width = len(names)
    cells: list[list[str]] = []
    lines: list[int] = []
    faults: dict[int, Fault] = {}
    for row in rows:
        bare = [cell.strip() for cell in row.cells]
        if not any(bare) and not (every_row and bare):
            continue
        if layout.delimiter == "|" and all(map(_is_rule, bare)):
            continue
        if row.problem is not None:
            faults[len(cells)] = Fault(row.problem, row=_as_json(bare, names))
        elif len(bare) > width and any(bare[width:]):
            faults[len(cells)] = Fault(
                f"{len(bare)} cells where the header has {width}; is a quote missing?",
                row=_as_json(bare, names),
            )
        cells.append(bare[:width] + [""] * (width - len(bare)))
        lines.append(row.line + layout.line - 1)
    limits.check_shape(len(cells), width, file=origin.file)
    columns = zip(*cells, strict=True) if cells else [()] * width
    read = pd.DataFrame(
        {name: _arrow_strings(list(cells)) for name, cells in zip(names, columns, strict=True)}
    )
    check_cells(read, lines, origin.file, limits)
    return Sheet(read, pd.Series(lines, dtype="int64"), "csv", faults=faults, notes=notes)


def _is_rule(cell: str) -> bool:
    """Return whether a cell only draws a line, as under the heading of a Markdown table."""
    return not cell or _RULE.fullmatch(cell) is not None


def _bounded(rows: Iterator[Row], width: int, origin: Origin) -> Iterator[Row]:
    """Hold rows to the limits while they are read."""
    for number, row in enumerate(rows, start=1):
        if not number % 1_000:
            origin.limits.check_shape(number, width, file=origin.file)
        yield row


def _arrow_strings(values: list[str]) -> pd.Series[str]:
    return as_column(pa.chunked_array([values], type=pa.large_string()))


def _as_json(cells: Sequence[str], names: Sequence[str]) -> str:
    """Write a row as it stands, with the cells beyond the header's last numbered."""
    further = {f"cell {n}": cell for n, cell in enumerate(cells, start=1) if n > len(names)}
    row = dict(zip(names, cells, strict=False)) | further
    return json.dumps({k: v[:1_000] for k, v in row.items() if v}, ensure_ascii=False)
