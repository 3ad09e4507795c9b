"""Times of day out of text: hours and minutes as the source writes them, by its own clock.

A time stands in a column of its own, or after the day in the column of days.  It is not converted
between time zones, for most sources do not say theirs.  Midnight after a day is what programs write
where no time is known, so it is none; so is a column of times that are all midnight.  Of a time
that cannot be read, or that says more than hours and minutes, the cell is kept as the source's own.

>>> clock("04:30"), clock("4.30 pm"), clock("о 9 год 05 хв"), clock("25:10")
('04:30', '16:30', '09:05', None)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from geo.readers.columns.distinct import mapped

if TYPE_CHECKING:
    import pandas as pd

#: A time at the end of a day's text.
TAIL: Final = (
    r"(?i)(?:T|\s|,|\s@|\s(?:at|um|об?|в|у)\s)+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?"
    r"\s*(?:[ap]\.?m\.?)?\s*(?:z|utc|gmt|eet|eest|msk|мск)?\s*(?:[+-]\d{2}(?::?\d{2})?)?$"
)
_MIDNIGHT: Final = "00:00"
_LONGEST: Final = 60
_MINUTES_AN_HOUR: Final = 60
_HOURS_A_DAY: Final = 24
_NOON: Final = 12
_BEFORE = r"(?:~|≈|about|around|at|c\.|ca\.|близько|около|приблизно|о|об|в|у|во|з|с)?\s*"
_ZONE = r"(?:z|utc|gmt|eet|eest|msk|мск)?\s*(?:[+-]\d{1,2}(?::?\d{2})?)?"
_CLOCK = re.compile(
    rf"{_BEFORE}(\d{{1,2}})(?:[:.](\d{{2}})(?::\d{{2}}(?:[.,]\d+)?)?)?\s*(?:([ap])\.?m\.?)?\s*{_ZONE}"
    r"(?:\s*(?:-|–|—|to|до)\s*\d.*)?"
)
_WORDS = re.compile(
    rf"{_BEFORE}(\d{{1,2}})\s*(?:h|год\w*|час\w*|ч)\.?\s*(?:(\d{{1,2}})\s*(?:хв\w*|мин\w*|min|m|м)?\.?)?"
)
_TOGETHER = re.compile(r"(\d{2})(\d{2})(?:\s*(?:h|hrs))?")
_FRACTION = re.compile(r"0?(\.\d{3,})")
_EITHER = re.compile(r"0?\.\d\d?")  # 0.25 is a quarter of a day or 25 past midnight
_SERIAL = re.compile(r"\d{5}[.,](\d+)")
_AFTER_DAY = re.compile(r"(?:T|\s|,|@|\w)+?(\d{1,2}:\d{2}.*)$", re.IGNORECASE)
_ANYWHERE = re.compile(r"(?<![\d:.])(\d{1,2}:\d{2})(?::\d{2})?(?![\d:])")
_PLAIN = re.compile(r"(\d{1,2}:\d{2})(?::00(?:\.0+)?)?")


@lru_cache(maxsize=100_000)
def clock(text: str) -> str | None:
    """Return hours and minutes that a text says, as HH:MM; None if it says none."""
    said = " ".join(text[:_LONGEST].casefold().split())
    if found := _FRACTION.fullmatch(said):
        return _of_fraction(float(found[1]))
    if _EITHER.fullmatch(said):
        return None
    if found := _TOGETHER.fullmatch(said) or _WORDS.fullmatch(said):
        return _hhmm(int(found[1]), int(found[2] or 0))
    if found := _CLOCK.fullmatch(said):
        hour = int(found[1])
        if found[3]:
            if not 1 <= hour <= _NOON:
                return None
            hour = hour % _NOON + (_NOON if found[3] == "p" else 0)
        return _hhmm(hour, int(found[2] or 0))
    return None


def _hhmm(hour: int, minute: int) -> str | None:
    good = hour < _HOURS_A_DAY and minute < _MINUTES_AN_HOUR
    return f"{hour:02}:{minute:02}" if good else None


def _of_fraction(day: float) -> str | None:
    """Return the time of a part of a day, as Excel keeps it; minutes are rounded."""
    return _hhmm(*divmod(round(day * _HOURS_A_DAY * _MINUTES_AN_HOUR), _MINUTES_AN_HOUR))


@lru_cache(maxsize=100_000)
def _after_day(text: str) -> str | None:
    """Return the text of the time after a day, or of a part of a day; None if there is none."""
    if found := _SERIAL.fullmatch(text.strip()):
        return f"0.{found[1]}00"
    tail = re.search(TAIL, text.strip()[:_LONGEST])
    found = _AFTER_DAY.search(tail[0]) if tail else _ANYWHERE.search(text[:_LONGEST])
    return found[1].strip() if found else None


@dataclass(frozen=True)
class Times:
    """Times of day of a table's rows.

    Attributes
    ----------
    time : Series of string
        HH:MM as reported; missing where there is none.
    kept : tuple of three Series of bool
        For `own`, `day` and `end`: where the cell says more than was taken from it.
    unread : int
        Times that are there and were not read.
    """

    time: pd.Series[str]
    kept: tuple[pd.Series[bool], pd.Series[bool], pd.Series[bool]]
    unread: int


def read_times(
    day: pd.Series[str], own: pd.Series[str], end: pd.Series[str], one_day: pd.Series[bool]
) -> Times:
    """Read the times of day of a table.

    Parameters
    ----------
    day, end : Series of string
        Columns of the first and the last day.
    own : Series of string
        The column of times; missing throughout if there is none.  It goes before `day`.
    one_day : Series of bool
        Where `day` names a single day; after a range of days it is not clear whose time it is.
    """
    beside, after_end = mapped(day, _after_day), mapped(end, _after_day)
    said, beside_time = mapped(own, lambda t: clock(_after_day(t) or t)), mapped(beside, clock)
    if said.notna().any() and (said.dropna() == _MIDNIGHT).all():
        said = said.where(said != _MIDNIGHT)
    time = said.fillna(beside_time.where(one_day & (beside_time != _MIDNIGHT)))
    kept = (
        own.notna() & (own != time).fillna(value=True).astype(bool),
        beside.notna() & ~_told(beside, beside_time, time),
        after_end.notna() & ~_told(after_end, mapped(after_end, clock), None),
    )
    unread = (own.notna() & said.isna()) | (beside.notna() & beside_time.isna())
    return Times(time, kept, int(unread.sum()))


def _told(
    text: pd.Series[str], time: pd.Series[str], taken: pd.Series[str] | None
) -> pd.Series[bool]:
    """Return where a time that follows a day is in our columns in full, or is midnight."""
    whole = mapped(text, lambda t: "yes" if _PLAIN.fullmatch(t) or t.startswith("0.") else None)
    empty = time == _MIDNIGHT
    if taken is not None:
        empty |= (time == taken) & whole.notna()
    return empty.fillna(value=False).astype(bool)
