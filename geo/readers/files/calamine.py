"""Old Excel workbooks (XLS), and large new ones, by calamine; see `geo.readers.files.workbook`.

calamine reads an XLSX twenty times faster than openpyxl does, but keeps a sheet as a rectangle: one
cell in the last corner takes the memory of all.  So only what fills its rectangle is read so.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Final

from geo.errors import InputError
from geo.readers.base import AS_FOUND, Origin
from geo.readers.files.heading import WITHIN
from geo.readers.files.sheets import Grid, sheet_of_grids

if TYPE_CHECKING:
    from collections.abc import Iterator

    from python_calamine import CalamineSheet

    from geo.readers.base import Limits, ReadOptions, Sheet

DAMAGED: Final = "the workbook is damaged; open it in a spreadsheet program and save it again"
_REFERENCE: Final = re.compile(rb"""\br=["']([A-Za-z]{1,7})([0-9]{1,9})["']""")
_HIDDEN: Final = re.compile(rb"""\br=["'][^"'<>]{0,99}&""")
_LETTERS: Final = 26
_SPARSEST: Final = 20
_OLD: Final = b"\xd0\xcf\x11\xe0"


def is_old(content: bytes) -> bool:
    """Return whether a file is of the kind that Excel wrote before 2007."""
    return content.startswith(_OLD)


def read_xls(
    content: bytes, *, file: str, limits: Limits, options: ReadOptions = AS_FOUND
) -> Sheet:
    """Read an old Excel workbook's sheets of records (`geo.readers.files.sheets`).

    Raises
    ------
    InputError
        If the workbook is damaged, has a password, or is no workbook but a document.
    """
    origin = Origin(file, "xls", limits)
    return sheet_of_grids(grids_of(content, file=file, limits=limits), origin, options)


def grids_of(content: bytes, *, file: str, limits: Limits) -> list[Grid]:
    """Return all sheets of a workbook with their rows.

    Raises
    ------
    InputError
        If the workbook is damaged, has a password, or is too large.
    """
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [
            Grid(
                sheet.name,
                list(_rows_of(book.get_sheet_by_name(sheet.name), file, limits)),
                hidden=sheet.visible != calamine.SheetVisibleEnum.Visible,
            )
            for sheet in book.sheets_metadata
            if sheet.typ == calamine.SheetTypeEnum.WorkSheet
        ]
    except calamine.PasswordError:
        raise InputError("the workbook has a password; save it without one", file=file) from None
    except calamine.CalamineError:
        problem = DAMAGED
        if is_old(content):
            problem = (
                "the file is an old Word document or a damaged workbook; save it as XLSX or CSV"
            )
        raise InputError(problem, file=file) from None


def _rows_of(sheet: CalamineSheet, file: str, limits: Limits) -> Iterator[tuple[object, ...]]:
    """Yield a sheet's rows without blank cells at their ends; refuse too many or too wide."""
    _, first_column = sheet.start or (0, 0)
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [None] * first_column + [None if cell == "" else cell for cell in row]
        while cells and cells[-1] is None:
            cells.pop()
        limits.check_shape(0, len(cells), file=file)
        if number > limits.rows + WITHIN:
            limits.check_shape(number, 1, file=file)
        yield tuple(cells)


def is_compact(part: bytes | bytearray) -> bool:
    """Return whether a sheet of an XLSX fills a good part of the rectangle up to its last cell."""
    references = _REFERENCE.findall(part)
    if not references or _HIDDEN.search(part):
        return False
    columns, rows = zip(*references, strict=True)
    widest = max(set(columns), key=lambda letters: (len(letters), letters.upper()))
    width = 0
    for letter in widest.upper():
        width = width * _LETTERS + letter - ord("A") + 1
    return max(map(int, set(rows))) * width <= _SPARSEST * len(references)
