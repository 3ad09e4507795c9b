r"""Rows of delimited text, in which a quote may be missing.

Read strictly, a quote that is opened and never closed swallows the rows that follow.  So where the
strict way fails, each row is tried alone: one whose quotes do not close within itself, or that has
fewer cells with its quotes than the header, is read with its quotes as plain signs.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Lines that one row may take; no cell of a table has more.
_MOST_LINES: Final = 1_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Attributes
    ----------
    line : int
        The line in which it begins, counted from 1.
    cells : list of str
    problem : str or None
        Why its cells are not what was meant.
    """

    line: int
    cells: list[str]
    problem: str | None = None


def strict_rows(text: str, delimiter: str, width: int) -> Iterator[Row]:
    """Yield the rows of well-formed text.

    Parameters
    ----------
    text : str
        Without the heading.
    delimiter : str
        The sign between the cells.
    width : int
        How many cells the heading has.

    Raises
    ------
    csv.Error
        Where quotes do not match, or swallow what looks like further rows.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begun = 1
    for cells in reader:
        if reader.line_num > begun and len(cells) < width and any("\n" in cell for cell in cells):
            raise csv.Error("a row over several lines is short")
        yield Row(begun, cells)
        begun = reader.line_num + 1


def mended_rows(text: str, delimiter: str, width: int) -> Iterator[Row]:
    r"""Yield the rows of text whose quotes may not match.

    Parameters
    ----------
    text, delimiter, width
        As for `strict_rows`.

    Examples
    --------
    >>> [row.cells for row in mended_rows('1,"Kyiv\n2,Lviv\n3,"Sumy, city"\n', ",", 2)]
    [['1', '"Kyiv'], ['2', 'Lviv'], ['3', 'Sumy, city'], ['']]
    """
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        cells, taken = _one_row(lines, at, delimiter, width)
        problem = None
        if cells is None:
            cells, taken = lines[at].split(delimiter), 1
            if len(cells) != width:
                problem = f"a quote is opened and never closed, and there are {len(cells)} cells"
                problem += f" where the header has {width}"
        yield Row(at + 1, cells, problem)
        at += taken


def _one_row(lines: list[str], at: int, delimiter: str, width: int) -> tuple[list[str] | None, int]:
    """Return the cells of the row at a line, and how many lines it takes; None if it is broken."""
    if '"' not in lines[at]:
        return lines[at].split(delimiter), 1
    following = (lines[n] + "\n" for n in range(at, min(at + _MOST_LINES, len(lines))))
    found = _parsed(following, delimiter, width, escape=None)
    if found[0] is None and '\\"' in lines[at]:
        following = (lines[n] + "\n" for n in range(at, min(at + _MOST_LINES, len(lines))))
        found = _parsed(following, delimiter, width, escape="\\")
    return found


def _parsed(
    lines: Iterator[str], delimiter: str, width: int, *, escape: str | None
) -> tuple[list[str] | None, int]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True, escapechar=escape)
    try:
        cells = next(reader)
    except (csv.Error, StopIteration):
        return None, 1
    swallowed = reader.line_num > 1 and len(cells) != width
    return (None, 1) if swallowed else (cells, reader.line_num)
