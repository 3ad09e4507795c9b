"""What stands above rows and is part of their day: a day alone in a row, a year in a sheet's name.

Lists made by hand say once what holds for all that follows.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.readers.files.heading import looks_like_day

if TYPE_CHECKING:
    from geo.readers.base import Sheet

_LOOKED_AT: Final = 200
_DATED: Final = 0.5
_DAY: Final = "date"
_YEAR: Final = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")
_HAS_YEAR: Final = r"(?i)\byear\b|\bрік\b|\bгод\b"
#: A day without its year: 20.10, 20/10, 20-21 October, October 20.
_BARE_DAY: Final = (
    r"(?:\d{1,2}\s*[-–]\s*)?\d{1,2}[./]\d{1,2}\.?"
    r"|\d{1,2}(?:\s*[-–]\s*\d{1,2})?\.?\s+[^\W\d]{3,}|[^\W\d]{3,}\s+\d{1,2}"
)


def with_days_of_sections(sheet: Sheet) -> Sheet:
    """Give the rows of a table that has no column of days the day that stands alone above them."""
    table = sheet.table
    if len(table) < 2 or _DAY in table:  # noqa: PLR2004
        return sheet
    first = table.iloc[:, 0]
    alone = table.head(_LOOKED_AT).notna().sum(axis=1).eq(1) & first.head(_LOOKED_AT).notna()
    if table.shape[1] == 1 or not alone.iloc[0] or not looks_like_day(str(first.iloc[0])):
        return sheet
    head = table.head(_LOOKED_AT)[~alone]
    if any(head[name].dropna().map(looks_like_day).mean() >= _DATED for name in head):
        return sheet
    alone = table.notna().sum(axis=1).eq(1) & first.notna()
    days = first.where(alone & first.fillna("").map(looks_like_day).astype(bool))
    rows = np.flatnonzero(days.isna())
    note = (
        f"{int(days.notna().sum()):,} rows hold a day alone, which is that of the rows below them"
    )
    place = {int(row): at for at, row in enumerate(rows)}
    return replace(
        sheet,
        table=table.assign(**{_DAY: days.ffill()}).iloc[rows].reset_index(drop=True),
        lines=sheet.lines.iloc[rows].reset_index(drop=True),
        faults={place[at]: fault for at, fault in sheet.faults.items() if at in place},
        notes=(*sheet.notes, note),
    )


def with_year_of_name(sheet: Sheet, name: str) -> Sheet:
    """Give a sheet whose days have no year the one that its name says, as a column of its own."""
    years = set(_YEAR.findall(name))
    table = sheet.table
    if len(years) != 1 or not len(table) or any(re.search(_HAS_YEAR, str(one)) for one in table):
        return sheet
    head = table.head(_LOOKED_AT)
    bare = (head[column].dropna().str.fullmatch(_BARE_DAY).mean() for column in head)
    if not any(share >= _DATED for share in bare):
        return sheet
    year = pd.Series(years.pop(), index=table.index, dtype="string")
    note = f"days have no year; it is taken from the name {name[:60]!r}"
    return replace(sheet, table=table.assign(year=year), notes=(*sheet.notes, note))
