"""Several tables of one archive as a `Sheet`: those of the same columns, one below the other.

As of a workbook's sheets, the table with a column of days and the most cells decides which columns
count; another table is told and can be chosen.  A table that cannot be read costs itself only.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geo.errors import InputError
from geo.readers.files.heading import looks_like_day
from geo.readers.files.sheets import together

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.readers.base import Origin, Sheet

_LOOKED_AT: Final = 200
_DATED: Final = 0.5
_LONGEST: Final = 400


def sheet_of_tables(tables: Mapping[str, Callable[[], Sheet]], origin: Origin) -> Sheet:
    """Read the tables of an archive that hold the records.

    Parameters
    ----------
    tables : mapping of str to callable
        What reads each table, by its name.
    origin : Origin
        The archive.

    Raises
    ------
    InputError
        If no table can be read: what is wrong with the first.
    """
    read: dict[str, Sheet] = {}
    problems: dict[str, InputError] = {}
    rows = 0
    for name, load in tables.items():
        try:
            read[name] = load()
        except InputError as error:
            problems[name] = error
            continue
        rows += len(read[name].table)
        origin.limits.check_shape(rows, read[name].table.shape[1], file=origin.file)
    if not read:
        raise next(iter(problems.values()))
    best = max(read.values(), key=_weight)
    alike = {n: sheet for n, sheet in read.items() if set(sheet.table) == set(best.table)}
    heights = [int(sheet.lines.max()) if len(sheet.lines) else 1 for sheet in alike.values()]
    whole = together([_ordered(sheet, best) for sheet in alike.values()], heights)
    notes = [f"read {', '.join(map(repr, alike))[:_LONGEST]} of the archive"]
    if len(alike) > 1:
        starts = [1 + sum(heights[:at]) for at in range(len(heights))]
        begins = (f"{n!r} from row {at:,}" for n, at in zip(alike, starts, strict=True))
        notes.append(
            "tables with the same columns count on one below the other: "
            + ", ".join(begins)[:_LONGEST]
        )
    if others := ", ".join(name for name in read if name not in alike):
        notes.append(f"further tables are not read: {others[:_LONGEST]}")
    notes += [f"{name} is not read: {error.problem}" for name, error in problems.items()]
    return replace(
        whole,
        notes=(*notes, *whole.notes),
        sheets=tuple(tables),
        found=replace(best.found, sheet=next(iter(alike)) if len(alike) == 1 else None),
    )


def _weight(sheet: Sheet) -> tuple[bool, int]:
    """Return how likely the records are here: whether a column holds days, how many cells."""
    head = sheet.table.head(_LOOKED_AT)
    shares = (
        sum(map(looks_like_day, head[name].dropna())) / max(len(head), 1) for name in head.columns
    )
    return any(share >= _DATED for share in shares), int(sheet.table.notna().to_numpy().sum())


def _ordered(sheet: Sheet, best: Sheet) -> Sheet:
    return replace(sheet, table=sheet.table[list(best.table)])
