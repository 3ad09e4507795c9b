"""What is being played in a session: a window that moves through a period, and where it is."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.maps import Days

if TYPE_CHECKING:
    from geo.maps import Scale

_SUNDAY: Final = 6


@dataclass
class Play:
    """What is being played.

    Attributes
    ----------
    period : pair of dates
        First and last day of what is played through: the dates that were chosen before.
    at : date
        A day of the window that is shown.
    running : bool
        Whether the window moves by itself.
    dates : pair of dates, optional
        The dates that playing has set; others are the visitor's.
    asked : bool
        Whether the fragment runs for the first time since the page was drawn.
    held : tuple, optional
        What is shaded, and the classes that it is shaded by at every step.
    """

    period: Days
    at: dt.date
    running: bool = True
    dates: Days | None = None
    asked: bool = False
    held: tuple[object, Scale] | None = None


def window_of(day: dt.date, window: str, period: Days) -> Days:
    """Return first and last day of the day, week (from Monday) or month of `day` in the period.

    >>> window_of(dt.date(2024, 10, 3), "week", (dt.date(2024, 10, 1), dt.date(2024, 12, 31)))
    (datetime.date(2024, 10, 1), datetime.date(2024, 10, 6))
    """
    first = last = day
    if window == "week":
        first = day - dt.timedelta(days=day.weekday())
        last = first + dt.timedelta(days=_SUNDAY)
    elif window == "month":
        first = day.replace(day=1)
        last = day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return max(first, period[0]), min(last, period[1])


def moved(day: dt.date, window: str, period: Days, by: int) -> dt.date | None:
    """Return the first day of the window after (`by` 1) or before (-1) `day`'s; None at an end."""
    first, last = window_of(day, window, period)
    step = dt.timedelta(days=1)
    beside = last + step if by > 0 else first - step
    if not period[0] <= beside <= period[1]:
        return None
    return window_of(beside, window, period)[0]


def windows(period: Days, window: str) -> list[Days]:
    """Return every window of a period, in order.

    >>> len(windows((dt.date(2024, 10, 3), dt.date(2024, 12, 1)), "month"))
    3
    """
    found, day = list[Days](), period[0]
    while True:
        found.append(window_of(day, window, period))
        following = moved(day, window, period, 1)
        if following is None:
            return found
        day = following
