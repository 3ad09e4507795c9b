"""Windows of a day, a week or a month that move through a period, and the map at each of them."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import TYPE_CHECKING, Final

from geo import query
from geo.maps.drawing import drawing_of
from geo.maps.periods import Days
from geo.maps.shading import held

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.maps.drawing import Drawing
    from geo.maps.view import View
    from geo.store import Store

_SUNDAY: Final = 6
#: Windows of an animation at most, where nobody says how long they are.
USUAL_MOST: Final = 60
#: What a window may be, the shortest first.
WINDOWS: Final = ("day", "week", "month")


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


def fitting_window(period: Days, most: int) -> str:
    """Return the shortest window of which a period has at most so many; else the longest."""
    return next((name for name in WINDOWS if len(windows(period, name)) <= most), WINDOWS[-1])


def steps_of(store: Store, view: View, window: str | None = None) -> list[Days]:
    """Return the windows of a view's days, by default of the shortest that are not too many."""
    facets, filters = query.facets(store), view.filters
    first, last = filters.date_from or facets.first, filters.date_to or facets.last
    if first is None or last is None or first > last:
        return []
    return windows((first, last), window or fitting_window((first, last), USUAL_MOST))


def drawings(
    store: Store, view: View, steps: list[Days], *, total: bool = False
) -> Iterator[tuple[Days, Drawing]]:
    """Yield the map of every window, all of them shaded by the same classes.

    Parameters
    ----------
    store, view
        What is shown; the view's own days have no part in it.
    steps : list of (first, last)
        The windows, in order.
    total : bool
        Whether each map shows all days from the first window to the end of its own.
    """
    if not steps:
        return
    days = [(steps[0][0], last) for _first, last in steps] if total else steps
    scale = held(store, view, query.facets(store), days)
    for first, last in days:
        yield (first, last), drawing_of(store, view.during(first, last), scale=scale)
