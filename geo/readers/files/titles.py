"""Lines that stand above the header of delimited text, such as a title that a spreadsheet had."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from itertools import islice
from typing import Final

#: A header with a title above it stands within so many lines, and has at least so many names.
_WITHIN: Final = 20
_FEWEST_NAMES: Final = 3


def title_lines(text: str, delimiters: str, head: int) -> int:
    r"""Count the lines above the header: such as hold one cell at most, above a row of several.

    Parameters
    ----------
    text : str
        Delimited text with line breaks `\n`.
    delimiters : str
        The signs that may stand between cells.
    head : int
        How many characters to look at.

    Examples
    --------
    >>> title_lines("Incidents, 2024\n\ndate;place;type\n1.5;Kyiv;x\n", ",;", 1000)
    2
    >>> title_lines("date,place\n2024-10-20,Kyiv,strike\n", ",;", 1000)
    0
    """
    start = text[:head].removeprefix("\ufeff")
    ways = [_filled(start, sign) for sign in delimiters]
    rows = max(ways, key=_regular, default=[])
    above = 0
    for line, count in rows:
        if count >= _FEWEST_NAMES:
            return above
        if count > 1:
            break
        above = line
    return 0


def _regular(rows: list[tuple[int, int]]) -> tuple[float, int]:
    """How likely rows were cut by the right sign: by the share that has several cells."""
    counts = [count for _, count in rows if count]
    several = sum(count > 1 for count in counts)
    return several / max(1, len(counts)), sum(counts)


def _filled(text: str, delimiter: str) -> list[tuple[int, int]]:
    """Last line and number of cells that hold anything, of each of the first rows."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows = []
    with suppress(csv.Error):
        for cells in islice(reader, _WITHIN):
            rows.append((reader.line_num, sum(bool(cell.strip()) for cell in cells)))  # noqa: PERF401 - what stands before an error counts
    return rows
