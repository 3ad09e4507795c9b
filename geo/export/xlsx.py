"""Excel workbook: sheets `records`, `regions`, `manifest`; cells of text inert (`geo.spreadsheet`).

Written row by row, so that memory stays small.  A sheet holds 1,048,576 rows and a cell 32,767
characters; more rows are refused with one sentence, and longer texts are cut, which the manifest
says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo import query
from geo.errors import AtlasError
from geo.export.columns import with_own
from geo.export.figures import REGION_COLUMNS, region_rows
from geo.export.manifest import as_rows
from geo.spreadsheet import inert, printable, xml_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from geo.query import Filters
    from geo.store import Store

#: Records that fit under the header of a sheet.
MOST_ROWS: Final = 1_048_575
_LONGEST: Final = 32_767
#: Rows that are values of Python at one time.
_PIECE_ROWS: Final = 2_000
_WIDTHS: Final = {"notes": 60, "source_url": 40, "source": 24, "location": 24, "region_name": 22}


class TooManyRowsError(AtlasError):
    """A selection that does not fit on a sheet."""


def refusal(records: int) -> str:
    """Say in one sentence why a selection of so many records cannot be a workbook, or "".

    >>> refusal(3)
    ''
    """
    if records <= MOST_ROWS:
        return ""
    return (
        f"An Excel sheet holds {MOST_ROWS:,} records and this selection has {records:,}; narrow it,"
        " or take CSV or GeoPackage."
    )


def write(path: Path, store: Store, filters: Filters, described: Mapping[str, Any]) -> None:
    """Write a workbook.

    Parameters
    ----------
    path : Path
        The file.
    store, filters
        What to write.
    described : mapping
        The manifest.

    Raises
    ------
    TooManyRowsError
        If the selection has more than `MOST_ROWS` records.
    """
    import openpyxl  # type: ignore[import-untyped]

    if problem := refusal(query.record_count(store, filters)):
        raise TooManyRowsError(problem)
    book = openpyxl.Workbook(write_only=True)
    cells = _Cells()
    own = query.own_keys(store, filters)
    header = [*query.EXPORT_COLUMNS, *own]
    sheet = _sheet(book, "records", header)
    for table in query.record_tables(store, filters, list(own.values())):
        for batch in with_own(table, own).select(header).to_batches(_PIECE_ROWS):
            for row in zip(*batch.to_pydict().values(), strict=True):
                sheet.append([cells.of(value) for value in row])
    regions = _sheet(book, "regions", REGION_COLUMNS)
    for figures in region_rows(store, filters):
        regions.append([cells.of(value) for value in figures.values()])
    rows = as_rows(described)
    if cells.cut:
        rows.append(("notes.cut", f"{cells.cut} texts were cut to {_LONGEST:,} characters."))
    manifest = _sheet(book, "manifest", ("name", "value"))
    for pair in rows:
        manifest.append([cells.of(text) for text in pair])
    book.save(path)


def _sheet(book: Any, title: str, header: Iterable[str]) -> Any:
    from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]
    from openpyxl.styles import Font  # type: ignore[import-untyped]
    from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    names = [xml_text(name) for name in header]
    for at, name in enumerate(names, start=1):
        width = 50 if title == "manifest" else _WIDTHS.get(name, 14)
        sheet.column_dimensions[get_column_letter(at)].width = width
    bold = [WriteOnlyCell(sheet, value=name) for name in names]
    for cell in bold:
        cell.font = Font(bold=True)
    sheet.append(bold)
    return sheet


class _Cells:
    """Makes values fit for a cell, and counts the texts that were cut for it."""

    def __init__(self) -> None:
        self.cut = 0

    def of(self, value: Any) -> Any:
        """Return `value` as a cell takes it; a text never runs."""
        if not isinstance(value, str):
            return value
        text = inert(printable(xml_text(value)))
        if len(text) > _LONGEST:
            self.cut += 1
            text = text[:_LONGEST]
        return text
