"""Rows that hold nothing but a day: it is that of the rows below, as in lists made by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.readers.files.heading import looks_like_day

if TYPE_CHECKING:
    from geo.readers.base import Sheet

_LOOKED_AT: Final = 200
_DATED: Final = 0.5
_DAY: Final = "date"


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
