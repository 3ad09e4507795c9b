"""OpenDocument spreadsheets (ODS) as a `Sheet`: the values that the program saved, as text.

Cells and rows that are said to repeat are written out only as far as they hold anything.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, Final

from geo.readers.base import AS_FOUND, Origin, ReadOptions
from geo.readers.files.archive import open_archive, read_member
from geo.readers.files.sheets import Grid, sheet_of_grids
from geo.readers.files.xml import elements, local_name

if TYPE_CHECKING:
    from geo.readers.base import Limits, Sheet

MIME: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TIME = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")
_ROWS_AT_MOST: Final = 2**20


def read_ods(
    content: bytes, *, file: str, limits: Limits, options: ReadOptions = AS_FOUND
) -> Sheet:
    """Read an OpenDocument spreadsheet's sheets of records (`geo.readers.files.sheets`).

    Raises
    ------
    InputError
        If the file is damaged, larger than `limits` allows, or has no table.
    """
    archive = open_archive(content, file=file, limits=limits)
    document = read_member(archive, "content.xml", file=file)
    origin = Origin(file, "ods", limits)
    return sheet_of_grids(grids_of_document(document, origin), origin, options)


def grids_of_document(document: bytes, origin: Origin) -> list[Grid]:
    """Return the sheets of a document, which may stand alone as a flat one (FODS).

    Raises
    ------
    InputError
        If it is damaged or larger than the limits allow.
    """
    grids = list[Grid]()
    rows, merged = list[list[object]](), list[tuple[int, int, int]]()
    blank, depth, cells = 0, 0, 0
    for event, element in elements(document, origin):
        name = local_name(element.tag)
        if name == "table" and element.tag.startswith(_TABLE):
            depth += 1 if event == "start" else -1
            if event == "start" and depth == 1:
                rows, merged, blank = [], [], 0
            elif event == "end" and depth == 0:
                title = element.get(f"{_TABLE}name") or f"sheet {len(grids) + 1}"
                grids.append(Grid(title, rows, merged))
                element.clear()
        elif event == "end" and name == "table-row" and depth == 1:
            row, tall = _row(element, origin)
            repeated = _number(element.get(f"{_TABLE}number-rows-repeated"))
            element.clear()
            if not row:
                blank += min(repeated, _ROWS_AT_MOST)
                continue
            times = blank + repeated
            cells += times + len(row) * repeated
            origin.limits.check_shape(len(rows) + times, len(row), file=origin.file)
            origin.limits.check_cells(cells, file=origin.file)
            rows += [[] for _ in range(blank)]
            merged += [(column, len(rows), len(rows) + high - 1) for column, high in tall]
            rows += [row for _ in range(repeated)]
            blank = 0
    return grids


def _row(element: Any, origin: Origin) -> tuple[list[object], list[tuple[int, int]]]:
    """Return the cells of a row, without the blank ones at its end.

    Second come the cells that are one over several rows: column, and how many rows.
    """
    row, tall = list[object](), list[tuple[int, int]]()
    blank = 0
    for cell in element:
        if local_name(cell.tag) not in ("table-cell", "covered-table-cell"):
            continue
        repeated = _number(cell.get(f"{_TABLE}number-columns-repeated"))
        value = _value(cell)
        if value is None:
            blank += min(repeated, _ROWS_AT_MOST)
            continue
        origin.limits.check_shape(0, len(row) + blank + repeated, file=origin.file)
        if (high := _number(cell.get(f"{_TABLE}number-rows-spanned"))) > 1:
            tall.append((len(row) + blank, min(high, _ROWS_AT_MOST)))
        row += [None] * blank + [value] * repeated
        blank = 0
    return row, tall


def _number(text: str | None) -> int:
    return max(1, int(text)) if text and text.isdecimal() and len(text) < len("1234567890") else 1


def _value(cell: Any) -> object:
    """Return a cell's value by the kind that it says; what is shown where it says none."""
    kind = cell.get(f"{_OFFICE}value-type")
    saved = cell.get(f"{_OFFICE}value")
    try:
        if kind in ("float", "currency", "percentage") and saved:
            return float(saved)
        if kind == "date":
            return dt.datetime.fromisoformat(cell.get(f"{_OFFICE}date-value") or "")
    except ValueError:
        pass
    if kind == "time" and (found := _TIME.fullmatch(cell.get(f"{_OFFICE}time-value") or "")):
        return f"{int(found[1]):02}:{found[2]}:{found[3]}"
    paragraphs = ("".join(part.itertext()) for part in cell if local_name(part.tag) == "p")
    return "\n".join(paragraphs).strip() or None
