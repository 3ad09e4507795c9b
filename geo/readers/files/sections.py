"""What stands above rows and belongs to them: a day or a region alone in a row, a sheet's name.

Lists made by hand say once what holds for all that follows.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.readers.files.heading import looks_like_day
from geo.regions import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.readers.base import Sheet

_LOOKED_AT: Final = 200
_DATED: Final = 0.5
_DAY: Final = "date"
_YEAR: Final = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")
_HAS_YEAR: Final = r"(?i)\byear\b|\bрік\b|\bгод\b"
#: A region, by the words that come with its name, or by the form of it.
_REGION: Final = re.compile(
    r"(?i).*(?:\bоблас|\boblast|\bобл\b|\bregion\b|\bкрай\b|\bреспубл|\brepublic|щин[аи]\b"
    r"|\w(?:ська|ская|ska|skaya)$"
    r"|^(?:м\. ?|г\. ?|ар )?(?:київ|kyiv|киев|крим|крым|crimea|севастополь)$).*"
)
_REGIONS: Final = "oblast"
_HAS_REGION: Final = r"(?i)област|oblast|region|регіон|регион|province|admin1|adm1|субъект|\bобл\b"
_LONGEST: Final = 60
#: Letters that the forms of a region's name share, and those of its name in -shchyna.
_STEM, _SHORT = 4, 3
#: A word of so many names tells no region.
_OFTEN: Final = 6
#: A day without its year: 20.10, 20/10, 20-21 October, October 20.
_BARE_DAY: Final = (
    r"(?:\d{1,2}\s*[-–]\s*)?\d{1,2}[./]\d{1,2}\.?"
    r"|\d{1,2}(?:\s*[-–]\s*\d{1,2})?\.?\s+[^\W\d]{3,}|[^\W\d]{3,}\s+\d{1,2}"
)


def _mostly(table: pd.DataFrame, fits: Callable[[str], bool]) -> bool:
    """Return whether any column has values of which half or more fit."""
    cells = ([str(cell) for cell in table[name].dropna()] for name in table)
    return any(sum(map(fits, one)) >= _DATED * len(one) for one in cells if one)


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
    if _mostly(head, looks_like_day):
        return sheet
    alone = table.notna().sum(axis=1).eq(1) & first.notna()
    is_day = [looks_like_day(str(cell)) for cell in first.fillna("")]
    days = first.where(alone & pd.Series(is_day, index=first.index, dtype=bool))
    return _for_rows_below(sheet, _DAY, days, "day")


def with_regions_of_sections(sheet: Sheet) -> Sheet:
    """Give the rows of a table without a column of regions the one that stands alone above them."""
    table = sheet.table
    if len(table) < 2 or table.shape[1] < 2 or _has_regions(table):  # noqa: PLR2004
        return sheet
    first = table.iloc[:, 0]
    if table.iloc[0].notna().sum() != 1 or not _is_region(first.iloc[:1].fillna("").iloc[0]):
        return sheet
    alone = table.notna().sum(axis=1).eq(1) & first.notna()
    regions = first.where(alone & pd.Series(map(_is_region, first.fillna("")), first.index))
    return _for_rows_below(sheet, _REGIONS, regions, "region")


def _for_rows_below(sheet: Sheet, name: str, said: pd.Series[str], what: str) -> Sheet:
    """Make a column of what rows say alone (`said`), for those below them; they themselves go."""
    rows = np.flatnonzero(said.isna())
    number = int(said.notna().sum())
    note = f"{number:,} rows hold a {what} alone, which is that of the rows below them"
    place = {int(row): at for at, row in enumerate(rows)}
    return replace(
        sheet,
        table=sheet.table.assign(**{name: said.ffill()}).iloc[rows].reset_index(drop=True),
        lines=sheet.lines.iloc[rows].reset_index(drop=True),
        faults={place[at]: fault for at, fault in sheet.faults.items() if at in place},
        notes=(*sheet.notes, note),
    )


def _is_region(text: str) -> bool:
    """Return whether a text is a region's name, by its form and the beginning of one of its words.

    >>> _is_region("Сумська область"), _is_region("Sumy Oblast:"), _is_region("Summary by region")
    (True, True, False)
    """
    if len(text) > _LONGEST or _REGION.fullmatch(text.strip(" :.")) is None:
        return False
    words = re.findall(r"[^\W\d_]{4,}", text.casefold())
    return any(
        word[:_STEM] in _stems() or (word.endswith("щина") and word[:_SHORT] in _stems(_SHORT))
        for word in words
    )


@cache
def _stems(length: int = _STEM) -> frozenset[str]:
    """Return how the names of the regions begin, without the words that many of them have."""
    names = (
        name.casefold()
        for region in catalogue().values()
        for name in (region.name_en, region.name_uk, region.name_ru)
    )
    words = Counter(word for name in names for word in set(re.findall(r"[^\W\d_]{4,}", name)))
    return frozenset(word[:length] for word, times in words.items() if times < _OFTEN)


def _has_regions(table: pd.DataFrame) -> bool:
    return any(re.search(_HAS_REGION, str(name)) for name in table)


def with_region_of_name(sheet: Sheet, name: str) -> Sheet:
    """Give a sheet without a column of regions the region that is its name."""
    table = sheet.table
    if not len(table) or not _is_region(name) or _has_regions(table):
        return sheet
    region = pd.Series(name.strip(" :."), index=table.index, dtype="string")
    note = f"the region is taken from the name {name[:60]!r}"
    return replace(sheet, table=table.assign(**{_REGIONS: region}), notes=(*sheet.notes, note))


def with_year_of_name(sheet: Sheet, name: str) -> Sheet:
    """Give a sheet whose days have no year the one that its name says, as a column of its own."""
    years = set(_YEAR.findall(name))
    table = sheet.table
    if len(years) != 1 or not len(table) or any(re.search(_HAS_YEAR, str(one)) for one in table):
        return sheet
    head = table.head(_LOOKED_AT)
    if not _mostly(head, lambda cell: re.fullmatch(_BARE_DAY, cell.strip()) is not None):
        return sheet
    year = pd.Series(years.pop(), index=table.index, dtype="string")
    note = f"days have no year; it is taken from the name {name[:60]!r}"
    return replace(sheet, table=table.assign(year=year), notes=(*sheet.notes, note))
