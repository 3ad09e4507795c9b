"""Columns that count the killed and the injured in one cell: taken apart into one for each."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from geo.readers.columns.casualties import Order, alone_of, is_mixed, order_of, parts_of
from geo.readers.columns.distinct import mapped
from geo.readers.columns.names import GROUPED, plain_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from geo.readers.base import Sheet


def apart(sheet: Sheet, columns: dict[str, str]) -> tuple[Sheet, dict[str, str]]:
    """Take cells apart that count the killed and the injured together."""
    made: dict[str, pd.Series[str]] = {}
    fields = ("fatalities", "injuries")
    names = [str(name) for name in sheet.table]
    both = [name for name in names if order_of(name) and not _is_one_of_a_group(name, names)]
    both = both or [n for n in names if is_mixed(plain_name(n)) and n not in columns.values()]
    # A bare number under a heading that names both is of neither for certain.
    columns = {f: name for f, name in columns.items() if f not in fields or name not in both}
    own = [columns[field] for field in fields if field in columns]
    for name in (*both[:1], *own):
        part_of = _part_of(name)
        for at, field in enumerate(fields):
            part = mapped(sheet.table[name], partial(part_of, at=at))
            if part.notna().any():
                before = made.get(field, sheet.table.get(columns.get(field, "")))
                first = part if before is None or name == columns.get(field) else before
                made[field] = first.fillna(part if before is None or first is before else before)
    notes = (*sheet.notes, *(note for name in both[:1] if (note := _say_whole(sheet, name))))
    if not made:
        return replace(sheet, notes=notes), columns
    named = {f"{field} of {', '.join((*both[:1], *own))}": text for field, text in made.items()}
    return (
        replace(sheet, table=sheet.table.assign(**named), notes=notes),
        {**columns, **dict(zip(made, named, strict=True))},
    )


def _is_one_of_a_group(name: str, names: Sequence[str]) -> bool:
    """Return whether a heading is joined of two parts, of which the first holds for others too."""
    cuts = list(GROUPED.finditer(name))
    group = name[: cuts[-1].end()] if cuts else ""
    return bool(group) and any(other != name and other.startswith(group) for other in names)


def _say_whole(sheet: Sheet, name: str) -> str | None:
    """Tell of the cells of a column of two counts that do not hold two."""
    text, part_of = sheet.table[name], _part_of(name)
    bad = text.notna()
    for at in (0, 1):
        bad &= mapped(text, partial(part_of, at=at)).isna()
    if not bad.any():
        return None
    at = int(bad.to_numpy().argmax())
    return (
        f"column {name}: {int(bad.sum()):,} cells were not read and left unknown, kept as reported;"
        f" in row {int(sheet.lines.iloc[at])}: {text.iloc[at][:60]!r} does not count both"
    )


def _part_of(name: str) -> Callable[..., str | None]:
    """Return what takes the killed (`at=0`) or the injured (1) out of a cell of a column."""
    return partial(_of_both, order=order_of(name), mixed=is_mixed(plain_name(name)))


def _of_both(text: str, at: int, order: Order | None, *, mixed: bool) -> str | None:
    parts = parts_of(text, order) or (alone_of(text) if mixed else None)
    return parts[at] if parts else None
