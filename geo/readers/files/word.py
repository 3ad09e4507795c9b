"""Tables of a Word document as a `Sheet`: of everything else in it nothing is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo.errors import InputError
from geo.readers.base import AS_FOUND, Origin, ReadOptions
from geo.readers.files.archive import open_archive, read_member
from geo.readers.files.sheets import Grid, sheet_of_grids
from geo.readers.files.xml import elements, local_name

if TYPE_CHECKING:
    from geo.readers.base import Limits, Sheet

#: The part of a Word document that holds its text.
TEXT: Final = "word/document.xml"
_MOST_COLUMNS: Final = 1000


def read_docx(
    content: bytes, *, file: str, limits: Limits, options: ReadOptions = AS_FOUND
) -> Sheet:
    """Read a Word document's tables of records (`geo.readers.files.sheets`).

    Raises
    ------
    InputError
        If the document is damaged, larger than `limits` allows, or has no table.
    """
    origin = Origin(file, "docx", limits)
    archive = open_archive(content, file=file, limits=limits)
    grids = list[Grid]()
    depth, cells, rows = 0, 0, _Rows()
    for event, element in elements(read_member(archive, TEXT, file=file), origin):
        name = local_name(element.tag)
        if name == "tbl":
            depth += 1 if event == "start" else -1
            if event == "start" and depth == 1:
                rows = _Rows()
            elif event == "end" and depth == 0:
                grids.append(Grid(f"table {len(grids) + 1}", rows.rows, rows.merged()))
                element.clear()
        elif name == "tr" and event == "end" and depth == 1:
            cells += rows.add(element)
            limits.check_shape(len(rows.rows), 0, file=file)
            limits.check_cells(cells, file=file)
            element.clear()
    if not grids:
        raise InputError("the document has no table; expected one with a header row", file=file)
    return sheet_of_grids(grids, origin, options)


class _Rows:
    """The rows of one table, and which of its cells go on over several rows."""

    def __init__(self) -> None:
        self.rows = list[list[object]]()
        self._goes_on = list[set[int]]()

    def add(self, element: Any) -> int:
        """Add a row; return how many cells it has."""
        row, goes_on = list[object](), set[int]()
        for cell in element:
            if local_name(cell.tag) != "tc":
                continue
            wide, continued = _spans(cell)
            if continued:
                goes_on.add(len(row))
            row += [_text(cell) or None, *[None] * (wide - 1)]
        self.rows.append(row)
        self._goes_on.append(goes_on)
        return len(row)

    def merged(self) -> list[tuple[int, int, int]]:
        """Return the cells that are one over several rows: column, first row and last row."""
        found = list[tuple[int, int, int]]()
        begun = dict[int, int]()
        for at, goes_on in enumerate([*self._goes_on, set[int]()]):
            found += [
                (column, first, at - 1) for column, first in begun.items() if column not in goes_on
            ]
            begun = {column: begun.get(column, at - 1) for column in goes_on if at}
        return found


def _spans(cell: Any) -> tuple[int, bool]:
    """Return how many columns a cell takes, and whether it is that above going on."""
    wide, continued = 1, False
    for part in cell.iter():
        name = local_name(part.tag)
        said = next((value for key, value in part.attrib.items() if local_name(key) == "val"), "")
        if name == "gridSpan" and said.isdecimal() and len(said) < len("12345"):
            wide = min(max(int(said), 1), _MOST_COLUMNS)
        elif name == "vMerge":
            continued = said != "restart"
        elif name == "p":
            break
    return wide, continued


def _text(cell: Any) -> str:
    """Return the text of a cell, a line for each paragraph; deleted text is none of it."""
    lines = list[str]()
    for paragraph in cell.iter():
        if local_name(paragraph.tag) != "p":
            continue
        parts = list[str]()
        for part in paragraph.iter():
            name = local_name(part.tag)
            if name == "t":
                parts.append(part.text or "")
            elif name in ("br", "cr", "tab"):
                parts.append("\n" if name != "tab" else " ")
        lines.append("".join(parts).strip())
    return "\n".join(line for line in lines if line)
