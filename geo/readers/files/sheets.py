"""Sheets of rows of values, such as a workbook has: which of them hold the records, as a `Sheet`.

Of several sheets the one is read that has a column of days and the most cells; with it those that
have the same columns, as a workbook with a sheet for each month.  A cover or a list of columns is
neither.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.errors import InputError
from geo.readers.base import Fault, Origin, ReadOptions, Sheet
from geo.readers.files.heading import (
    WITHIN,
    Heading,
    find_heading,
    looks_like_day,
    without_totals,
)
from geo.readers.files.sections import with_region_of_name, with_year_of_name
from geo.readers.files.values import as_text, filled, sheet_of_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.readers.base import Epoch

_LONGEST: Final = 200
_DATED: Final = 0.5
#: The part of the columns that two sheets of one table share at least.
_SHARED: Final = 0.6
_LOOKED_AT: Final = 200


@dataclass(frozen=True)
class Grid:
    """One sheet's rows of values, without blank cells at their ends.

    Attributes
    ----------
    name : str
        The sheet's.
    rows : sequence of sequences
    merged : sequence of (int, int, int)
        Cells that are one over several rows: column, first row and last row, counted from 0.
    hidden : bool
        Whether its author has put it out of sight, as old versions are.
    """

    name: str
    rows: Sequence[Sequence[object]]
    merged: Sequence[tuple[int, int, int]] = ()
    hidden: bool = False


@dataclass(frozen=True)
class _Found:
    grid: Grid
    heading: Heading
    first: int

    @property
    def body(self) -> Sequence[Sequence[object]]:
        return self.grid.rows[self.first :]

    def title(self) -> str:
        """Return the sheet's name, and what stands above its heading."""
        return f"{self.grid.name} {self.heading.title}".strip()

    def weight(self) -> tuple[bool, int]:
        """Return how likely the records are here: whether a column holds days, how many cells."""
        return self.dated(), sum(map(filled, self.body))

    def dated(self) -> bool:
        """Return whether a column holds days."""
        body = [row for row in self.body[:_LOOKED_AT] if filled(row)]
        for at in range(len(self.heading.names)):
            cells = [as_text(row[at]) for row in body if at < len(row)]
            there = [cell for cell in cells if cell]
            days = sum(map(looks_like_day, there))
            if there and days >= _DATED * len(body):
                return True
        return False


def sheet_of_grids(
    grids: Sequence[Grid], origin: Origin, options: ReadOptions, *, epoch: Epoch = 1900
) -> Sheet:
    """Read the sheets that hold the records.

    Parameters
    ----------
    grids : sequence of Grid
        All sheets.
    origin : Origin
        The file.
    options : ReadOptions
        The sheet and the row of the heading, where a person has said them.
    epoch : 1900 or 1904
        The year from which the workbook counts days.

    Raises
    ------
    InputError
        If no sheet holds anything, or there is none of the name that was said.
    """
    names = tuple(grid.name for grid in grids)
    if options.sheet is not None and options.sheet not in names:
        there = ", ".join(names)[:_LONGEST]
        raise InputError(
            f"there is no sheet {options.sheet[:60]!r}; the file has {there}", file=origin.file
        )
    seen = [g for g in grids if not g.hidden and any(map(filled, g.rows))] or grids
    found = [
        _found(grid, origin, options)
        for grid in (grids if options.sheet else seen)
        if any(map(filled, grid.rows))
        and options.sheet in (None, grid.name)
        and len(grid.rows) >= (options.heading_row or 1)
    ]
    if not found:
        raise InputError("the workbook is empty; expected a header row", file=origin.file)
    best = max(found, key=_Found.weight) if len(found) > 1 else found[0]
    alike = [one for one in found if _is_alike(one, best)]
    sheets = [
        with_region_of_name(
            with_year_of_name(_named_as(_read(one, origin), best), one.title()), one.grid.name
        )
        for one in alike
    ]
    read = together(sheets, [len(one.grid.rows) for one in alike])
    chosen = [one.grid.name for one in alike]
    notes = [f"read sheet {', '.join(map(repr, chosen))[:_LONGEST]}", *best.heading.notes]
    if len(alike) > 1:
        starts = ", ".join(
            f"{name!r} from row {line:,}" for name, line in zip(chosen, _starts(alike), strict=True)
        )
        notes.append(f"sheets with the same columns count on one below the other: {starts[:400]}")
    others = ", ".join(name for name in names if name not in chosen)
    if others:
        notes.append(f"further sheets are not read: {others[:_LONGEST]}")
    return replace(
        read,
        notes=(*notes, *read.notes),
        tags=best.heading.tags,
        epoch=epoch,
        sheets=names,
        found=ReadOptions(
            sheet=best.grid.name if len(alike) == 1 else None,
            heading_row=best.heading.above + 1 if best.heading.rows else None,
        ),
    )


def _found(grid: Grid, origin: Origin, options: ReadOptions) -> _Found:
    head = [
        (line, [as_text(cell) or "" for cell in row])
        for line, row in enumerate(grid.rows[: max(WITHIN, options.heading_row or 0)], start=1)
    ]
    heading = find_heading(head, file=origin.file, limits=origin.limits, at=options.heading_row)
    return _Found(grid, heading, heading.above + heading.rows)


def _is_alike(one: _Found, best: _Found) -> bool:
    """Return whether a sheet has the columns of another, or a few more or less.

    The order of columns and the case of their names make no difference.
    """
    own, others = ({name.casefold() for name in of.heading.names} for of in (one, best))
    few = len(own & others) >= _SHARED * len(own | others)
    return own == others or (few and (own < others or others < own) and one.dated())


def _named_as(sheet: Sheet, best: _Found) -> Sheet:
    """Return a sheet of the same columns with the names and the order of another's."""
    own = {str(name).casefold(): name for name in sheet.table}
    names = {own[name.casefold()]: name for name in best.heading.names if name.casefold() in own}
    further = [name for name in sheet.table if name not in names]
    return replace(sheet, table=sheet.table[[*names, *further]].rename(columns=names))


def _over_all_rows(one: _Found) -> tuple[list[list[object]], int]:
    """Return the rows below the heading with texts and days of merged cells in all of their rows.

    Numbers stay in their first row: that they hold for each of the rows nobody says.
    """
    rows = [list(row) for row in one.body]
    filled_in = 0
    for column, first, last in one.grid.merged:
        top = first - one.first
        if top < 0 or top >= len(rows) or column >= len(rows[top]):
            continue
        value = rows[top][column]
        if not isinstance(value, str | dt.date):
            continue
        for row in rows[top + 1 : last - one.first + 1]:
            row.extend([None] * (column + 1 - len(row)))
            if row[column] is None and filled(row):
                row[column] = value
                filled_in += 1
    return rows, filled_in


def _starts(alike: Sequence[_Found]) -> list[int]:
    starts, line = [], 1
    for one in alike:
        starts.append(line)
        line += len(one.grid.rows)
    return starts


def _read(one: _Found, origin: Origin) -> Sheet:
    """Read the rows below a sheet's heading, its total left out."""
    names, (body, merged) = one.heading.names, _over_all_rows(one)
    width, first = len(names), one.first + 1
    sheet = sheet_of_rows(
        names,
        [[*row[:width], *[None] * (width - len(row))] for row in body],
        range(first, first + len(body)),
        origin,
    )
    faults = {}
    for at, line in enumerate(sheet.lines.tolist()):
        row = body[line - first]
        if len(row) > width and filled(row[width:]):
            texts = {f"cell {n}": as_text(cell) for n, cell in enumerate(row, start=1)}
            faults[at] = Fault(
                "there are values to the right of the header's last column",
                row=json.dumps({k: v for k, v in texts.items() if v}, ensure_ascii=False),
            )
    notes = (f"merged cells: {merged:,} rows have the value of those above",) if merged else ()
    return without_totals(replace(sheet, faults=faults, notes=notes))


def together(sheets: Sequence[Sheet], heights: Sequence[int]) -> Sheet:
    """Put sheets of the same columns one below the other.

    Parameters
    ----------
    sheets : sequence of Sheet
    heights : sequence of int
        How many rows of the file each takes, its heading included.
    """
    if len(sheets) == 1:
        return sheets[0]
    faults: dict[int, Fault] = {}
    lines, rows, above = [], 0, 0
    for sheet, height in zip(sheets, heights, strict=True):
        faults |= {at + rows: fault for at, fault in sheet.faults.items()}
        lines.append(sheet.lines + above)
        rows += len(sheet.table)
        above += height
    return replace(
        sheets[0],
        table=pd.concat([sheet.table for sheet in sheets], ignore_index=True),
        lines=pd.concat(lines, ignore_index=True),
        faults=faults,
        notes=tuple(note for sheet in sheets for note in sheet.notes),
        areas=_areas(sheets),
    )


def _areas(sheets: Sequence[Sheet]) -> pd.Series[bool] | None:
    """Return where features are lines or areas, over several sheets."""
    if all(sheet.areas is None for sheet in sheets):
        return None
    none = (pd.Series(data=False, index=sheet.table.index) for sheet in sheets)
    parts = [
        sheet.areas if sheet.areas is not None else no
        for sheet, no in zip(sheets, none, strict=True)
    ]
    return pd.concat(parts, ignore_index=True)
