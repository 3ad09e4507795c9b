"""Delimited text: its encoding, its delimiter, and its cells with their true line numbers.

UTF-8 (BOM or not), UTF-16 (BOM or not) and Windows-1251 are told apart by their bytes; comma,
semicolon and tab by the header row.  Large regular files take a fast path through Arrow
(`geo.readers.files.delimited_fast`).
"""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Final

import pandas as pd
import pyarrow as pa

from geo.errors import InputError
from geo.readers.base import DEFAULT_LIMITS, Fault, Origin, Sheet
from geo.readers.files.delimited_fast import as_column, check_cells, read_fast
from geo.readers.files.titles import title_lines

if TYPE_CHECKING:
    from geo.readers.base import Limits

_ENCODINGS: Final = (("utf-8-sig", "UTF-8"), ("cp1251", "Windows-1251"))
_BOM: Final = b"\xef\xbb\xbf"
_BOMS_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS: Final = {",": "commas", ";": "semicolons", "\t": "tabs"}
_SAYING = re.compile(r"[^\ufeff \t\r\n]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_SEP_LINE = re.compile(r"\ufeff?sep=.\n", re.IGNORECASE)
_HEAD = 65_536
_LONGEST_NAME = 500
_FEWEST_ZEROS = 3
_FAST_FROM = 2**20
_NOT_TEXT = "the file is not text; expected a table such as CSV with a header row"


def decode(content: bytes, *, file: str) -> tuple[str, str]:
    """Text of `content`, and the name of the encoding that it is in.

    Raises
    ------
    InputError
        If the file is empty or is not text at all.
    """
    text, encoding = _decode(content, file)
    if not _SAYING.search(text):
        raise InputError(
            "the file is empty; expected a header row and one row per record", file=file
        )
    if _CONTROL.search(text[:_HEAD]) or "\x00" in text:
        raise InputError(_NOT_TEXT, file=file)
    return text, encoding


def _decode(content: bytes, file: str) -> tuple[str, str]:
    utf16 = _utf16(content)
    if utf16 is not None:
        try:
            return content.decode(utf16), "UTF-16"
        except UnicodeDecodeError:
            raise InputError(
                "the UTF-16 text is cut off or damaged; save it again as UTF-8", file=file
            ) from None
    if b"\x00" in content:
        raise InputError(_NOT_TEXT, file=file)
    for encoding, name in _ENCODINGS:
        try:
            return content.decode(encoding), name
        except UnicodeDecodeError:
            continue
    raise InputError(
        "the text is in no known encoding; expected UTF-8, UTF-16 or Windows-1251", file=file
    )


def _utf16(content: bytes) -> str | None:
    """Name the UTF-16 codec of `content`: by its mark, or by zeros in every second place only."""
    if content[:2] in _BOMS_UTF16:
        return "utf-16"
    head = content[: _HEAD & ~1]
    even, odd = head[::2].count(0), head[1::2].count(0)
    few = max(
        len(head) // 20, _FEWEST_ZEROS
    )  # separators, digits and Latin letters are never this rare in a table
    if odd > few and not even:
        return "utf-16-le"
    if even > few and not odd:
        return "utf-16-be"
    return None


def find_delimiter(text: str) -> str:
    """Comma, semicolon or tab: whichever cuts the header row into the most cells."""

    def cells(delimiter: str) -> int:
        try:
            return len(next(csv.reader(io.StringIO(text[:_HEAD], newline=""), delimiter=delimiter)))
        except (csv.Error, StopIteration):
            return 0

    return max(_DELIMITERS, key=cells)


def header_names(
    cells: list[str], *, file: str, limits: Limits = DEFAULT_LIMITS, row: int = 1
) -> list[str]:
    """Column names of a header row, the nameless ones numbered.

    Raises
    ------
    InputError
        If a name stands there twice, or there are more columns than `limits` allows.
    """
    limits.check_shape(0, len(cells), file=file)
    names = [name.strip().strip("\ufeff") for name in cells]
    longest = max(names, key=len, default="")
    if len(longest) > _LONGEST_NAME:
        raise InputError(
            f"a name in the header has {len(longest):,} characters; is a quote missing?",
            file=file,
            row=row,
        )
    seen: set[str] = set()
    for name in names:
        if name and name in seen:
            raise InputError(f"the header has {name[:60]!r} more than once", file=file, row=row)
        seen.add(name)
    return [name or f"column {number}" for number, name in enumerate(names, start=1)]


def read_delimited(content: bytes, *, file: str, limits: Limits = DEFAULT_LIMITS) -> Sheet:
    """All cells of a delimited file.

    Parameters
    ----------
    content : bytes
        The file.
    file : str
        Its name, for messages.
    limits : Limits
        What is refused.

    Returns
    -------
    Sheet
        Cells without surrounding blanks; blank rows are left out, short rows filled up.  A row
        with more cells than the header is a fault of that row.

    Raises
    ------
    InputError
        For an empty or binary file, a header that repeats a name, or a quote without its end.
    """
    text, encoding = decode(content, file=file)
    whole = text
    if "\r" in text:  # one kind of line break, in the cells too
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    skipped = _SEP_LINE.match(text)
    if skipped:
        text = text[skipped.end() :]
    first_line = 2 if skipped else 1
    above = title_lines(text, "".join(_DELIMITERS), _HEAD)
    if above:
        text = text.split("\n", above)[-1]
        first_line += above
    delimiter = find_delimiter(text)
    sheet = None
    if len(content) >= _FAST_FROM:
        as_it_is = text is whole and encoding == "UTF-8" and not content.startswith(_BOM)
        encoded = content if as_it_is else text.encode()
        names = _first_names(text, delimiter, first_line, file, limits)
        sheet = read_fast(text, encoded, names, delimiter, Origin(file, "csv", limits), first_line)
    if sheet is None:
        sheet = _read_strict(text, delimiter, first_line, file, limits)
    notes = [f"read as {encoding} text with {_DELIMITERS[delimiter]} between the cells"]
    if above:
        notes.append(f"the header is taken from row {first_line}; what stands above it is a title")
    table = _without_empty_nameless(sheet.table)
    return Sheet(table, sheet.lines, "csv", faults=sheet.faults, notes=tuple(notes))


def _first_names(text: str, delimiter: str, line: int, file: str, limits: Limits) -> list[str]:
    """Names that stand in the first row, blank or not."""
    rows = csv.reader(io.StringIO(text[:_HEAD], newline=""), delimiter=delimiter)
    return header_names(next(rows, []), file=file, limits=limits, row=line)


def _without_empty_nameless(table: pd.DataFrame) -> pd.DataFrame:
    """Leave out trailing columns that have neither a name nor a value."""
    empty = [
        name
        for number, name in enumerate(table.columns, start=1)
        if name == f"column {number}" and table[name].isna().all()
    ]
    return table.drop(columns=empty)


def _read_strict(text: str, delimiter: str, line: int, file: str, limits: Limits) -> Sheet:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    faults: dict[int, Fault] = {}
    try:
        header = _first_row(reader)
        begun = reader.line_num
        names = header_names(header, file=file, limits=limits, row=line)
        width = len(names)
        for cells in reader:
            first, begun = begun + line, reader.line_num
            bare = [cell.strip() for cell in cells]
            if not any(bare):
                continue
            if len(bare) > width and any(bare[width:]):
                faults[len(rows)] = _too_many(bare, names)
            rows.append(bare[:width] + [""] * (width - len(bare)))
            lines.append(first)
            if not len(rows) % 1_000:
                limits.check_shape(len(rows), width, file=file)
    except csv.Error as error:
        raise InputError(_say_malformed(error), file=file, row=reader.line_num + line - 1) from None
    limits.check_shape(len(rows), width, file=file)
    columns = zip(*rows, strict=True) if rows else [()] * width
    table = pd.DataFrame(
        {name: _arrow_strings(list(cells)) for name, cells in zip(names, columns, strict=True)}
    )
    check_cells(table, lines, file, limits)
    return Sheet(table, pd.Series(lines, dtype="int64"), "csv", faults=faults)


def _first_row(reader: object) -> list[str]:
    """Give the first row that is not blank."""
    for cells in reader:  # type: ignore[attr-defined]
        if any(cell.strip() for cell in cells):
            return list(cells)
    return []


def _arrow_strings(values: list[str]) -> pd.Series[str]:
    return as_column(pa.chunked_array([values], type=pa.large_string()))


def _too_many(cells: list[str], names: list[str]) -> Fault:
    width = len(names)
    further = {f"cell {n}": cell for n, cell in enumerate(cells[width:], start=width + 1)}
    row = {k: v for k, v in (dict(zip(names, cells, strict=False)) | further).items() if v}
    return Fault(
        f"{len(cells)} cells where the header has {width}; is a quote missing?",
        row=json.dumps(row, ensure_ascii=False),
    )


def _say_malformed(error: csv.Error) -> str:
    text = str(error)
    if "unexpected end" in text:
        return "a quote is opened and never closed"
    if "field larger" in text:
        return "a cell is longer than 131,072 characters; is a quote missing?"
    return f"the CSV is malformed: {text}"
