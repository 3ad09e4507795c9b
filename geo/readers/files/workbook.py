"""Excel workbooks as a `Sheet`: nothing is executed, nothing computed.

The value that the spreadsheet program saved for a formula is read; one without a value is missing.
"""

from __future__ import annotations

import io
import json
import re
import warnings
from typing import TYPE_CHECKING, Any, Final

from geo.errors import InputError
from geo.readers.base import Fault, Origin, Sheet
from geo.readers.files.archive import member_names, open_archive, read_member
from geo.readers.files.delimited import header_names
from geo.readers.files.values import as_text, filled, sheet_of_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.readers.base import Limits

_HEADER_WITHIN = 20
_CELLS_OF_A_HEADER = 2
_PICTURES: Final = ("xl/media/", "xl/embeddings/", "docProps/thumbnail")
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")


def read_xlsx(content: bytes, *, file: str, limits: Limits) -> Sheet:
    """First sheet of an Excel workbook that has a header row.

    Raises
    ------
    InputError
        If the workbook is damaged, a bomb, or has no table.
    """
    formulas = _inspect_parts(content, file, limits)
    name, others, rows = _load_workbook(content, file, limits)
    start = next(
        (i for i, row in enumerate(rows[:_HEADER_WITHIN]) if filled(row) >= _CELLS_OF_A_HEADER),
        next((i for i, row in enumerate(rows) if filled(row)), None),
    )
    if start is None:
        raise InputError("the workbook is empty; expected a header row", file=file)
    width = max((n for n, cell in enumerate(rows[start], start=1) if as_text(cell)), default=0)
    names = header_names([as_text(c) or "" for c in rows[start][:width]], file=file, limits=limits)
    body = rows[start + 1 :]
    sheet = sheet_of_rows(
        names,
        [_fit(row, width) for row in body],
        range(start + 2, start + 2 + len(body)),
        Origin(file, "xlsx", limits),
    )
    faults = _too_wide(sheet, body, start + 2, width)
    notes = [f"read sheet {name!r}"]
    if others:
        notes.append(f"further sheets are not read: {', '.join(others)[:200]}")
    if formulas:
        notes.append("formulas are read as their saved values; one without a value is blank")
    return Sheet(sheet.table, sheet.lines, "xlsx", faults=faults, notes=tuple(notes))


def _fit(row: Sequence[object], width: int) -> list[object]:
    return [*row[:width], *[None] * (width - len(row))]


def _too_wide(
    sheet: Sheet, body: Sequence[Sequence[object]], first: int, width: int
) -> dict[int, Fault]:
    """Name the rows with cells beyond the header's last."""
    faults = {}
    for at, line in enumerate(sheet.lines):
        row = body[line - first]
        if filled(row[width:]):
            texts = {f"cell {n}": as_text(cell) for n, cell in enumerate(row, start=1)}
            kept = {k: v for k, v in texts.items() if v is not None}
            faults[at] = Fault(
                "there are values to the right of the header's last column",
                row=json.dumps(kept, ensure_ascii=False),
            )
    return faults


def _inspect_parts(content: bytes, file: str, limits: Limits) -> bool:
    """Refuse what no spreadsheet program writes; tell whether there are formulas."""
    archive = open_archive(content, file=file, limits=limits)
    names = member_names(archive)
    formulas = False
    for name in names:
        if name.startswith(_PICTURES):
            continue
        limits.check_time(file=file)
        part = read_member(archive, name, file=file)
        # XML in UTF-16, which no program writes, would hide what is looked for.
        if b"<!DOCTYPE" in part or b"<!ENTITY" in part or part[:2] in _UTF16:
            raise InputError("the workbook declares XML entities, as no program does", file=file)
        formulas |= "worksheets/" in name and re.search(rb"<(?:\w+:)?f[ />]", part) is not None
    return formulas


def _load_workbook(
    content: bytes, file: str, limits: Limits
) -> tuple[str, list[str], list[tuple[object, ...]]]:
    """Rows of the first sheet that holds anything, its name, and the names of the others."""
    import openpyxl  # type: ignore[import-untyped]

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles that it will not keep
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            names = list(book.sheetnames)
            for sheet in book.worksheets:
                rows = list(_rows_of(sheet, file, limits))
                if any(filled(row) for row in rows):
                    return sheet.title, [n for n in names if n != sheet.title], rows
    except InputError:
        raise
    except Exception:  # noqa: BLE001 - openpyxl raises whatever a damaged file runs into
        raise InputError(
            "the workbook is damaged; open it in a spreadsheet program and save it again", file=file
        ) from None
    return "", names, []


def _rows_of(sheet: Any, file: str, limits: Limits) -> Iterator[tuple[object, ...]]:
    """Rows of a sheet without blank cells at their ends, refused if too many or too wide."""
    sheet.reset_dimensions()  # what the file says of its own size is often wrong
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        width = len(row)
        while width and row[width - 1] is None:
            width -= 1
        limits.check_shape(0, width, file=file)
        if number > limits.rows + _HEADER_WITHIN:
            limits.check_shape(number, 1, file=file)
        yield row[:width]
