"""Days out of text: one column is read one way, decided over the whole column.

`03/04/2024` is 3 April or March 4.  Which of the two is decided by the column's other values (a
`21/10/2024` settles it), by the user, or by the format's own documentation, in this order; a value
that nothing decides is not read, and the reason names the choice.  Read besides: ISO 8601,
`20241021`, Excel's day serials, seconds since 1970, month names in English, Ukrainian and Russian,
whole months, nights and ranges of days ("20-21 October 2024", "30 грудня 2024 - 2 січня 2025").  A
time of day is left to `geo.readers.columns.times`: the day is the one that is written, in whatever
time zone the source keeps.

>>> days = read_days(pd.Series(["21/10/2024", "03/04/2024"]))
>>> [str(day.date()) for day in days.start]
['2024-10-21', '2024-04-03']
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.readers.columns.daytext import (
    FROM_1904,
    LONGEST,
    YEARS,
    Numbers,
    is_serial,
    lacks_year,
    parts_of,
)
from geo.readers.columns.distinct import Distinct, taken
from geo.readers.columns.times import TAIL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from geo.readers.base import DateOrder, Epoch
    from geo.readers.columns.daytext import Part

    Resolved = tuple[dt.date | None, dt.date | None, str | None]

_EPOCH_1904: Final = 1904
_SECONDS = re.compile(r"\d{10}(?:\d{3}){0,3}(?:\.\d+)?")
#: A day so many years from most others of its column is a slip of the pen.
_MADE = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_MONTHS: Final = 12
#: So many days of both kinds, and it is no chance.
_FEWEST_MADE, _FEWEST_LEFT = 6, 3
_FARTHEST: Final = 50
#: The days from which programs count, and which they show for a blank cell.
_NO_DAYS = (dt.date(1970, 1, 1), dt.date(1900, 1, 1), dt.date(1899, 12, 30), dt.date(1904, 1, 1))
_EXPECTED = "expected a day such as 2024-10-21 or 21 October 2024"


@dataclass(frozen=True)
class Days:
    """One column of days.

    Attributes
    ----------
    start, end : Series of datetime64[s]
        First and last day of each value; missing where the value is blank or was not read.
    problem : Series of string
        Why a value that is there was not read, one sentence each; missing elsewhere.
    notes : tuple of str
        How the column was read, where that had to be decided.
    """

    start: pd.Series[pd.Timestamp]
    end: pd.Series[pd.Timestamp]
    problem: pd.Series[str]
    notes: tuple[str, ...] = ()


def read_days(
    text: pd.Series[str],
    *,
    order: DateOrder | None = None,
    usual: DateOrder | None = None,
    beside: pd.Series[str] | None = None,
    epoch: Epoch = 1900,
) -> Days:
    """Read a column of days.

    Parameters
    ----------
    text : Series of string
        The column; blank is missing.
    order : "day" or "month", optional
        What the user says stands first; values that contradict it are not read.
    usual : "day" or "month", optional
        What the format documents, for a column that does not decide it by itself.
    beside : Series of string, optional
        A further column that is written alike and helps to decide.
    epoch : 1900 or 1904
        The year from which day serials count.

    Returns
    -------
    Days
        With the index of `text`.
    """
    codes, values = _unique_days(text)
    more = [] if beside is None else _unique_days(beside)[1]
    chosen, notes = _decide([*values, *more], order=order, usual=usual)
    found = [_resolve(value, chosen, given=order is not None) for value in values]
    if swapped := _exchanged(values):
        found = [
            _turned(value, row, given=order is not None) if value in swapped else row
            for value, row in zip(values, found, strict=True)
        ]
        if order is not None:
            notes = (*notes, "days and months that a spreadsheet had exchanged are turned back")
    if any(is_serial(value) for value in values):
        notes = (*notes, f"numbers such as 45586 are read as Excel's day serials from {epoch}")
        if epoch == _EPOCH_1904:
            found = [
                _later(row) if is_serial(value) else row
                for value, row in zip(values, found, strict=True)
            ]
    if any(_SECONDS.fullmatch(value) for value in values):
        notes = (*notes, "numbers such as 1729461600 are read as time since 1970, in UTC")
    found = _near(values, found, np.bincount(codes[codes >= 0], minlength=len(values)))
    index = text.index
    start = pd.Series([row[0] for row in found], dtype="datetime64[s]")
    end = pd.Series([row[1] for row in found], dtype="datetime64[s]")
    problem = pd.Series([row[2] for row in found], dtype="string")
    return Days(
        taken(start, codes, index), taken(end, codes, index), taken(problem, codes, index), notes
    )


def _exchanged(values: list[str]) -> set[str]:
    """Return the days of a column that a spreadsheet has most likely made of 03/04/2024 wrongly.

    It makes days of what it can read in its own order, so that what is left as text can be read in
    the other order only, and no day that it made is later in its month than the twelfth.
    """
    made = {value for value in values if _MADE.fullmatch(value)}
    left = [part for v in values if v not in made for part in parts_of(v) or ()]
    told = all(isinstance(part, Numbers) and part.order is not None for part in left)
    orders = {part.order for part in left if isinstance(part, Numbers)}
    early = all(int(value[8:]) <= _MONTHS for value in made)
    if len(made) < _FEWEST_MADE or len(left) < _FEWEST_LEFT or not told or len(orders) > 1:
        return set()
    return {value for value in made if value[5:7] != value[8:]} if early else set()


def _turned(value: str, row: Resolved, *, given: bool) -> Resolved:
    """Turn a day and its month round where the user has said the order; else leave it open."""
    other = dt.date(int(value[:4]), int(value[8:]), int(value[5:7]))
    if given:
        return other, other, None
    return (
        None,
        None,
        (
            f"{value!r} may be {row[0]} or {other}: a spreadsheet seems to have exchanged days and"
            " months here; choose the date order 'day' or 'month', as the text dates have it"
        ),
    )


def _later(row: Resolved) -> Resolved:
    """Move days to where a workbook that counts from 1904 has them."""
    start, end, problem = row
    return (start and start + FROM_1904, end and end + FROM_1904, problem)


def _near(values: list[str], found: list[Resolved], times: NDArray[np.intp]) -> list[Resolved]:
    """Turn down days to come, and days that lie very far from the column's others."""
    there = [(row[0].year, n) for row, n in zip(found, times.tolist(), strict=True) if row[0]]
    if not there:
        return found
    years, numbers = np.array(there).T
    order = np.argsort(years)
    middle = int(years[order][np.searchsorted(np.cumsum(numbers[order]), numbers.sum() / 2)])
    latest = dt.datetime.now(tz=dt.UTC).year + 1
    out = []
    for value, row in zip(values, found, strict=True):
        start = row[0]
        if start is not None and start.year > latest >= middle:
            row = (None, None, f"{value[:60]!r} lies in the future; {_EXPECTED}")  # noqa: PLW2901
        elif start is not None and abs(start.year - middle) > _FARTHEST:
            why = f"{value[:60]!r} lies {abs(start.year - middle)} years from most other dates"
            row = (None, None, f"{why}; {_EXPECTED}")  # noqa: PLW2901
        out.append(row)
    return out


def _unique_days(text: pd.Series[str]) -> tuple[NDArray[np.intp], list[str]]:
    """Return distinct texts without times of day, and which of them each row has (-1: blank)."""
    distinct = Distinct.of(text)
    # No date is that long, and on a short text no pattern can take long.
    short = distinct.texts.str.strip().str[:LONGEST]
    again, values = pd.factorize(short.str.replace(TAIL, "", regex=True))
    return np.append(again, -1)[distinct.codes], [str(value) for value in values]


def _decide(
    values: Iterable[str], *, order: DateOrder | None, usual: DateOrder | None
) -> tuple[DateOrder | None, tuple[str, ...]]:
    """Decide which order the column is in, and what to tell about it."""
    parts = (part for value in values for part in parts_of(value) or ())
    numbers = [part for part in parts if isinstance(part, Numbers)]
    if order is not None or not numbers:
        return order, ()
    evident = {part.order for part in numbers} - {None}
    if len(evident) > 1:
        return None, ("dates with the day first and with the month first stand in one column",)
    if evident:
        found: DateOrder = "day" if "day" in evident else "month"
        return found, (f"dates are read with the {found} first, as the column's own values show",)
    dotted = [part for part in numbers if part.dotted]
    if usual == "month" and dotted:
        # No source that puts the month first writes dots: a spreadsheet wrote these, and whether
        # it had understood the source's own dates nobody can tell.
        return None, ()
    if usual is None and len(dotted) == len(numbers):
        return "day", ("dates with dots are read with the day first",)
    return usual, ()


def _resolve(value: str, order: DateOrder | None, *, given: bool) -> Resolved:
    """Return first and last day of one value, or the reason why there is none."""
    parts = parts_of(value)
    shown = repr(value[:60])
    if parts is None:
        return None, None, _say_no_date(value, shown)
    days = []
    for part in parts:
        day = _settle(part, order)
        if day is None:
            return None, None, _say_undecided(part, shown, order, given=given)
        days.append(day)
    if days[0] in _NO_DAYS:
        return None, None, f"{shown} is what programs write for no date; {_EXPECTED}"
    if days[0].year not in YEARS or days[-1].year not in YEARS:
        return None, None, f"{shown} has an implausible year; {_EXPECTED}"
    if days[-1] < days[0]:
        return None, None, f"{shown} ends before it begins"
    return days[0], days[-1], None


def _settle(part: Part, order: DateOrder | None) -> dt.date | None:
    if not isinstance(part, Numbers):
        return part
    if order is not None:
        return part.day(order)
    # No order was decided: what reads only one way, or the same both ways, is no guess.
    return None if part.ambiguous else part.day("day") or part.day("month")


def _say_undecided(part: Part, shown: str, order: DateOrder | None, *, given: bool) -> str:
    if isinstance(part, Numbers) and order is None and part.ambiguous:
        one, two = part.day("day"), part.day("month")
        return (
            f"{shown} may be {one} (day first) or {two} (month first) and the column does not"
            " decide; choose the date order 'day' or 'month'"
        )
    if isinstance(part, Numbers) and order is not None and part.order is not None:
        by = "was chosen" if given else "the column's other dates show"
        return f"{shown} is not a date with the {order} first, as {by}"
    return f"{shown} is not a day of the calendar; {_EXPECTED}"


def _say_no_date(value: str, shown: str) -> str:
    if lacks_year(value):
        return f"{shown} has no year; {_EXPECTED}"
    return f"{shown} is not a date; {_EXPECTED}"
