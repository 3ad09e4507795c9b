"""Which rows of a table name its columns, and which are a title above or a total below it.

The heading is the first row that is about as wide as what follows and reads like names, not like
values.  Under it may stand a second row of names, where the first one groups them (they are joined
as "group / name"), and a row of HXL tags.  A title, a cover text and the row of totals are told and
left out; nothing else is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from statistics import median
from typing import TYPE_CHECKING, Final

from geo.errors import InputError
from geo.readers.base import DEFAULT_LIMITS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.readers.base import Limits, Sheet

#: A heading stands within so many rows.
WITHIN: Final = 40
_FOLLOWING: Final = 12
_SHARE_OF_WIDTH: Final = 0.6
_SHARE_OF_VALUES: Final = 0.4
_LONGEST_NAME: Final = 500
_JOINED: Final = " / "
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?\s*%?")
_DAY = re.compile(
    r"\d{4}[-./]\d{1,2}[-./]\d{1,2}.*|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b.*|(?:19|20)\d{6}(?:\.0)?"
    r"|\d{1,2}(?:-\d{1,2})?\s+[^\W\d]{3,}\.?,?\s+\d{4}.*|[^\W\d]{3,}\s+\d{1,2},?\s+\d{4}"
)
_WHOLE_DATE = re.compile(
    r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{1,2}\s+[^\W\d]{3,}\.?,?\s+\d{4}"
)
_TAG = re.compile(r"#[a-zA-Z][\w]*(?:\s*[+-]\s*\w+)*")
#: What a row of totals says of itself.
TOTAL: Final = re.compile(
    r"(?:grand |sub)?totals?|sum|overall|разом|усього|всього|загалом|сума|итого|всего|сумма|итог",
    re.IGNORECASE,
)
#: Rows at the end that may be totals, such as one for each part and one for all.
_TOTALS: Final = 3


@dataclass(frozen=True)
class Heading:
    """The rows of a table that name its columns.

    Attributes
    ----------
    above : int
        How many of the rows given stand above it.
    rows : int
        How many rows it takes, HXL tags included; 0 if the columns have no names.
    names : list of str
        Names of the columns, each once; the nameless ones are numbered.
    tags : mapping of str to str
        HXL tag by name.
    notes : tuple of str
        What was decided.
    title : str
        What stands above it, without whole dates, which are those of writing.
    """

    above: int
    rows: int
    names: list[str]
    tags: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    title: str = ""


@dataclass(frozen=True)
class Layout:
    """How delimited text is laid out.

    Attributes
    ----------
    delimiter : str
    heading : Heading
    line : int
        The row of the file in which what follows the heading begins.
    """

    delimiter: str
    heading: Heading
    line: int


def find_heading(
    rows: Sequence[tuple[int, Sequence[str]]],
    *,
    file: str,
    limits: Limits = DEFAULT_LIMITS,
    at: int | None = None,
) -> Heading:
    """Find the heading among the first rows of a table.

    Parameters
    ----------
    rows : sequence of (row of the file, cells)
        The first rows, as text; blank cells are empty.
    file : str
        The file's name, for messages.
    limits : Limits
        What is refused.
    at : int, optional
        The heading's row of the file, where a person has said it.

    Raises
    ------
    InputError
        If row `at` is not there, a name is absurdly long, or there are too many columns.

    Examples
    --------
    >>> found = find_heading([(1, ["Shelling"]), (2, ["date", "place"]), (3, ["1.5.2024", "Kyiv"])],
    ...     file="f")
    >>> found.above, found.names
    (1, ['date', 'place'])
    """
    filled = [sum(bool(cell.strip()) for cell in cells) for _, cells in rows]
    tagged = next((i for i, (_, cells) in enumerate(rows) if _is_tags(cells)), None)
    first = _first_row(rows, filled, tagged, at, file)
    height = 1
    if first is None:
        first = next((i for i, n in enumerate(filled) if n), 0)
        height, names = 0, [""] * len(rows[first][1]) if rows else []
    else:
        names = list(rows[first][1])
        if tagged != first + 1 and _grouped(rows, first):
            names, height = _joined(names, rows[first + 1][1]), 2
        if at is None and tagged is None and _goes_on_above(rows, filled, first):
            names, height, first = _joined(rows[first - 1][1], names), height + 1, first - 1
    tags = {}
    if tagged is not None and tagged >= first:
        tags = {at: c for at, c in enumerate(rows[tagged][1]) if _TAG.fullmatch(c.strip())}
        height = tagged - first + 1
    width = max([len(names), *(at + 1 for at, tag in tags.items() if tag.strip())], default=0)
    names += [""] * (width - len(names))
    line = rows[first][0] if rows else 1
    named, notes = _named(names, file=file, limits=limits, row=line)
    if height == 0 and rows:
        notes = ("the columns have no names; they are numbered", *notes)
    elif first:
        notes = (
            f"the header is taken from row {line}; what stands above it is a title",
            *notes,
        )
    by_name = {named[at]: tag.strip() for at, tag in tags.items() if tag.strip()}
    if by_name:
        notes = (*notes, "the row of HXL tags says what the columns are")
    return Heading(first, height, named, by_name, notes, _title(rows[:first]))


def _title(rows: Sequence[tuple[int, Sequence[str]]]) -> str:
    """Return what stands in rows above a heading, without whole dates."""
    text = " ".join(cell.strip() for _, cells in rows for cell in cells if cell.strip())
    return " ".join(_WHOLE_DATE.sub(" ", text[:_LONGEST_NAME]).split())


def _first_row(
    rows: Sequence[tuple[int, Sequence[str]]],
    filled: Sequence[int],
    tagged: int | None,
    at: int | None,
    file: str,
) -> int | None:
    """Return the position of the first row of names, None if there are no names."""
    if at is not None:
        found = next((i for i, (line, _) in enumerate(rows) if line == at), None)
        if found is None:
            raise InputError(f"there is no row {at} that could be the heading", file=file)
        return found
    if tagged is not None:
        above = [i for i in range(tagged) if filled[i]]
        return above[-1] if above and filled[above[-1]] > 1 else tagged
    if rows and _headless(rows, filled):
        return None
    for i, number in enumerate(filled):
        if not number:
            continue
        following = [n for n in filled[i + 1 : i + 1 + _FOLLOWING] if n]
        wide = number >= _SHARE_OF_WIDTH * median(following or [0])
        several = number > 1 or max(filled[i:]) == 1
        if several and wide and _like_names(rows[i][1]) and not _of_cover(filled, i):
            return i
    return next((i for i, n in enumerate(filled) if n > 1), 0)


def _of_cover(filled: Sequence[int], at: int) -> bool:
    """Return whether a row is in a block that a blank row and then a wider table follow."""
    end = next((i for i in range(at, len(filled)) if not filled[i]), len(filled))
    below = next((filled[i] for i in range(end, len(filled)) if filled[i]), 0)
    return below > max(filled[at:end])


def _is_value(cell: str) -> bool:
    text = cell.strip()
    return bool(_NUMBER.fullmatch(text) or _DAY.fullmatch(text))


def _like_names(cells: Sequence[str]) -> bool:
    """Return whether most cells of a row are neither numbers nor days."""
    there = [cell for cell in cells if cell.strip()]
    return sum(map(_is_value, there)) <= _SHARE_OF_VALUES * len(there)


def _headless(rows: Sequence[tuple[int, Sequence[str]]], filled: Sequence[int]) -> bool:
    """Return whether the first row has a day where the next ones have days too."""
    body = [cells for (_, cells), n in zip(rows, filled, strict=True) if n][:_FOLLOWING]
    for column, cell in enumerate(body[0] if body else ()):
        below = [cells[column] for cells in body[1:] if column < len(cells)]
        if _DAY.fullmatch(cell.strip()) and below and all(_DAY.fullmatch(c.strip()) for c in below):
            return True
    return False


def _is_tags(cells: Sequence[str]) -> bool:
    """Return whether a row holds several HXL tags and nothing else.

    Before them a program that numbers rows, as pandas does, has its number, and among them its word
    for what is missing.
    """
    there = [cell.strip() for cell in cells if cell.strip().casefold() not in ("", "nan")]
    there = there[1:] if there and there[0].isdecimal() else there
    return len(there) > 1 and all(_TAG.fullmatch(cell) for cell in there)


def _grouped(rows: Sequence[tuple[int, Sequence[str]]], first: int) -> bool:
    """Return whether the next row goes on naming: it fills what this one leaves blank, in words."""
    if first + 1 >= len(rows) or rows[first + 1][0] != rows[first][0] + 1:
        return False
    over, under = rows[first][1], rows[first + 1][1]
    width = max(len(over), len(under))
    over = [*over, *[""] * (width - len(over))]
    under = [*under, *[""] * (width - len(under))]
    fills = any(not a.strip() and b.strip() for a, b in zip(over, under, strict=True))
    left = any(a.strip() and not b.strip() for a, b in zip(over, under, strict=True))
    words = not any(re.match(r"\d", cell.strip()) for cell in under)
    beneath = [cells for _, cells in rows[first + 2 : first + 4]]
    valued = any(any(map(_is_value, cells)) for cells in beneath) or not beneath
    whole = sum(bool(a.strip() or b.strip()) for a, b in zip(over, under, strict=True))
    return fills and left and words and valued and whole >= _SHARE_OF_WIDTH * width


def _goes_on_above(
    rows: Sequence[tuple[int, Sequence[str]]], filled: Sequence[int], first: int
) -> bool:
    """Return whether the row above a heading names columns too, which the heading leaves blank."""
    if not first or filled[first - 1] < 2 or rows[first - 1][0] != rows[first][0] - 1:  # noqa: PLR2004
        return False
    over, under = rows[first - 1][1], rows[first][1]
    blank = any(a.strip() and not b.strip() for a, b in zip(over, under, strict=False))
    return blank and _like_names(over)


def _joined(over: Sequence[str], under: Sequence[str]) -> list[str]:
    """Return the names of two rows: a group reaches right as far as its own row is blank."""
    names, group = [], ""
    for at in range(max(len(over), len(under))):
        own = over[at].strip() if at < len(over) else ""
        name = under[at].strip() if at < len(under) else ""
        group = own or (group if name else "")
        names.append(_JOINED.join(part for part in (group, name) if part))
    return names


def _named(
    cells: Sequence[str], *, file: str, limits: Limits, row: int
) -> tuple[list[str], tuple[str, ...]]:
    """Return the names of the columns, each once."""
    limits.check_shape(0, len(cells), file=file)
    names = [re.sub(r"\s*\n\s*", " ", name.strip().strip("\ufeff")) for name in cells]
    longest = max(names, key=len, default="")
    if len(longest) > _LONGEST_NAME:
        raise InputError(
            f"a name in the header has {len(longest):,} characters; is a quote missing?",
            file=file,
            row=row,
        )
    taken = set(names)
    seen: dict[str, int] = {}
    out = []
    for number, name in enumerate(names, start=1):
        if not name:
            out.append(f"column {number}")
            continue
        seen[name] = times = seen.get(name, 0) + 1
        if times > 1:
            while (again := f"{name} {times}") in taken:
                times += 1
            seen[name] = times
            taken.add(again)
            out.append(again)
        else:
            out.append(name)
    twice = [name for name, times in seen.items() if times > 1]
    if not twice:
        return out, ()
    shown = ", ".join(repr(name[:60]) for name in twice[:_TOTALS])
    return out, (f"the header repeats {shown}; further columns of a name are numbered",)


def header_names(
    cells: Sequence[str], *, file: str, limits: Limits = DEFAULT_LIMITS, row: int = 1
) -> list[str]:
    """Return the names of columns, the nameless ones and the repeated ones numbered.

    Raises
    ------
    InputError
        If a name is absurdly long, or there are more columns than `limits` allows.
    """
    return _named(cells, file=file, limits=limits, row=row)[0]


def without_totals(sheet: Sheet) -> Sheet:
    """Leave out the rows of totals at the end of a table, and tell it."""
    table, cut = sheet.table, 0
    while cut < min(_TOTALS, len(table) - 1):
        cells = [str(cell) for cell in table.iloc[-1 - cut].dropna()]
        word = cells[0].strip(" :.-–—") if cells else ""
        if not TOTAL.fullmatch(word) or any(_DAY.fullmatch(cell) for cell in cells):
            break
        cut += 1
    if not cut:
        return sheet
    kept = len(table) - cut
    told = ", ".join(f"{line:,}" for line in sheet.lines.iloc[kept:])
    return replace(
        sheet,
        table=table.iloc[:kept],
        lines=sheet.lines.iloc[:kept],
        faults={at: fault for at, fault in sheet.faults.items() if at < kept},
        notes=(*sheet.notes, f"row {told} holds the total of the others and is left out"),
    )


def looks_like_day(cell: str) -> bool:
    """Return whether a text is written as a day.

    >>> looks_like_day("20.10.2024"), looks_like_day("Updated")
    (True, False)
    """
    return _DAY.fullmatch(cell.strip()) is not None
