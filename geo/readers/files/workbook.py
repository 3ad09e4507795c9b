"""Excel workbooks as a `Sheet`: nothing is executed, nothing computed.

The value that the spreadsheet program saved for a formula is read; one without a value is missing.
"""

from __future__ import annotations

import io
import re
import warnings
from collections import Counter
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from geo.errors import InputError
from geo.readers.base import AS_FOUND, Origin, ReadOptions, Sheet
from geo.readers.files.archive import member_names, open_archive, read_member, read_pieces
from geo.readers.files.calamine import DAMAGED, grids_of, is_compact
from geo.readers.files.heading import WITHIN
from geo.readers.files.sheets import Grid, sheet_of_grids

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zipfile import ZipFile

    from geo.readers.base import Epoch, Limits

_PICTURES: Final = ("xl/media/", "xl/embeddings/", "docProps/thumbnail")
_ENTITIES: Final = (b"<!DOCTYPE", b"<!ENTITY")
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")
_EPOCH_1904: Final = 1904
_BOOK: Final = "xl/workbook.xml"
_FROM_1904: Final = re.compile(rb"""\bdate1904=["'](?:1|true)["']""")
_MERGED: Final = re.compile(rb'mergeCell ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')
_MOST_MERGED: Final = 50_000
#: From so many bytes on, a workbook is read by calamine.
_LARGE: Final = 2**20
#: Excel itself keeps at most 65,490 formats of cells; each takes a few elements.
_STYLES: Final = 400_000
_PER_STYLE: Final = 4
#: A row of Excel's own has no more cells.
_EXCEL_COLUMNS: Final = 16_384
#: Of so many cells at most, one may have a text of its own.
_PER_TEXT: Final = 30


def read_xlsx(
    content: bytes, *, file: str, limits: Limits, options: ReadOptions = AS_FOUND
) -> Sheet:
    """Read an Excel workbook's sheets of records (`geo.readers.files.sheets`).

    Raises
    ------
    InputError
        If the workbook is damaged, a bomb, or has no table.
    """
    formulas, compact = _inspect_parts(content, file, limits)
    if compact:
        grids, epoch = grids_of(content, file=file, limits=limits), _epoch(content, file, limits)
    else:
        grids, epoch = _load_workbook(content, file, limits)
    sheet = sheet_of_grids(grids, Origin(file, "xlsx", limits), options, epoch=epoch)
    if not formulas:
        return sheet
    note = "formulas are read as their saved values; one without a value is blank"
    return replace(sheet, notes=(*sheet.notes, note))


def _inspect_parts(content: bytes, file: str, limits: Limits) -> tuple[bool, bool]:
    """Refuse what no spreadsheet program writes; tell of formulas, and what calamine may read."""
    archive = open_archive(content, file=file, limits=limits)
    names = member_names(archive)
    formulas, compact = False, len(content) >= _LARGE
    for name in names:
        if name.startswith(_PICTURES):
            continue
        part = _unpacked(archive, name, file, limits)
        if "worksheets/" in name:
            # calamine does not tell of merged cells.
            compact = compact and is_compact(part) and not _merged_below(part)
        formulas |= "worksheets/" in name and re.search(rb"<(?:\w+:)?f[ />]", part) is not None
    return formulas, compact


def _unpacked(archive: ZipFile, name: str, file: str, limits: Limits) -> bytearray:
    """Return a part of the workbook, unpacked no further than it is one that is read."""
    part, numbers = bytearray(), Counter[bytes]()
    for piece in read_pieces(archive, name, file=file):
        limits.check_time(file=file)
        before = len(part)
        part += piece
        # XML in UTF-16, which no program writes, would hide what is looked for.
        if bytes(part[:2]) in _UTF16 or any(_has(part, word, before) for word in _ENTITIES):
            raise InputError("the workbook declares XML entities, as no program does", file=file)
        _check_numbers(name, part, before, numbers, Origin(file, "xlsx", limits))
    if "worksheets/" in name:
        # Not all of the rows are wide; but so many cells in so few rows are no table.
        limits.check_shape(0, numbers[b"c"] // max(numbers[b"row"], 1), file=file)
    return part


def _has(part: bytearray, word: bytes, before: int) -> bool:
    """Return whether a word ends behind the first `before` bytes."""
    return part.find(word, max(0, before - len(word) + 1)) >= 0


def _check_numbers(
    name: str, part: bytearray, before: int, numbers: Counter[bytes], origin: Origin
) -> None:
    """Refuse a part with more elements than a table has: each becomes an object when it is read.

    `numbers` are those of the first `before` bytes; those of the others are added.
    """
    file, limits = origin.file, origin.limits
    if "worksheets/" in name:
        for element in (b"c", b"row"):
            numbers[element] += _count(part, element, before)
        limits.check_cells(numbers[b"c"], file=file)
        widest = numbers[b"c"] // max(numbers[b"row"], 1)
        if widest > _EXCEL_COLUMNS:
            limits.check_shape(0, widest, file=file)
        return
    texts = "sharedStrings" in name
    numbers[b"<"] += _count(part, b"si", before) if texts else part.count(b"<", before)
    kept = numbers[b"<"] if texts else numbers[b"<"] // _PER_STYLE
    if kept > (limits.cells // _PER_TEXT if texts else _STYLES):
        raise InputError(
            f"the workbook's {name.rsplit('/', 1)[-1]} has {kept:,} entries, as no program"
            " writes; save its sheet as CSV",
            file=file,
        )


def _epoch(content: bytes, file: str, limits: Limits) -> Epoch:
    """Return the year from which an XLSX counts days."""
    archive = open_archive(content, file=file, limits=limits)
    parts = (read_member(archive, n, file=file) for n in member_names(archive) if n == _BOOK)
    return 1904 if any(map(_FROM_1904.search, parts)) else 1900


def _count(part: bytearray, element: bytes, before: int) -> int:
    """Count the elements of a name, with or without a prefix, behind the first `before` bytes."""
    words = [s + element + e for s in (b"<", b":") for e in (b" ", b">", b"/>")]
    return sum(part.count(word, max(0, before - len(word) + 1)) for word in words)


def _load_workbook(content: bytes, file: str, limits: Limits) -> tuple[list[Grid], Epoch]:
    """Read all sheets with their rows, and the year from which days are counted."""
    import openpyxl  # type: ignore[import-untyped]

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles that it will not keep
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            archive = open_archive(content, file=file, limits=limits)
            grids = [
                Grid(
                    sheet.title,
                    list(_rows_of(sheet, file, limits)),
                    _merged(read_member(archive, sheet._worksheet_path, file=file)),  # noqa: SLF001
                    hidden=sheet.sheet_state != "visible",
                )
                for sheet in book.worksheets
            ]
    except InputError:
        raise
    except Exception:  # noqa: BLE001 - openpyxl raises whatever a damaged file runs into
        raise InputError(DAMAGED, file=file) from None
    return grids, 1904 if book.epoch.year == _EPOCH_1904 else 1900


def _merged(part: bytes | bytearray) -> list[tuple[int, int, int]]:
    """Return the cells of a sheet that are one over several rows; see `Grid`."""
    from openpyxl.utils import column_index_from_string  # type: ignore[import-untyped]

    found = (one.groups() for one in _MERGED.finditer(part))
    return [
        (column_index_from_string(column.decode()) - 1, int(first) - 1, int(last) - 1)
        for column, first, last in islice(found, _MOST_MERGED)
        if first != last
    ]


def _merged_below(part: bytearray) -> bool:
    """Return whether cells over several rows stand where records do."""
    return any(last > WITHIN for _column, _first, last in _merged(part))


def _rows_of(sheet: Any, file: str, limits: Limits) -> Iterator[tuple[object, ...]]:
    """Yield a sheet's rows without blank cells at their ends; refuse too many or too wide."""
    sheet.reset_dimensions()  # what the file says of its own size is often wrong
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        width = len(row)
        while width and row[width - 1] is None:
            width -= 1
        limits.check_shape(0, width, file=file)
        if number > limits.rows + WITHIN:
            limits.check_shape(number, 1, file=file)
        yield row[:width]
