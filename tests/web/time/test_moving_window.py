"""Windows that move through a period, without a page."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.maps import moved, window_of

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2026, 12, 31))


@given(DAYS, st.integers(0, 120), st.sampled_from(["day", "week", "month"]))
def test_windows_follow_each_other_from_the_first_day_to_the_last(first, length, window):
    period = (first, first + dt.timedelta(days=length))
    at, seen = period[0], []
    while at is not None:
        begin, end = window_of(at, window, period)
        assert begin == at
        seen += [begin + dt.timedelta(days=n) for n in range((end - begin).days + 1)]
        back = moved(at, window, period, -1)
        assert back is None or moved(back, window, period, 1) == at
        at = moved(at, window, period, 1)
    assert seen == [first + dt.timedelta(days=n) for n in range(length + 1)]


def test_weeks_begin_on_monday_and_months_on_their_first_day():
    period = (dt.date(2024, 9, 1), dt.date(2024, 12, 31))
    day = dt.date(2024, 10, 3)
    assert window_of(day, "week", period) == (dt.date(2024, 9, 30), dt.date(2024, 10, 6))
    assert window_of(day, "month", period) == (dt.date(2024, 10, 1), dt.date(2024, 10, 31))


@pytest.mark.parametrize("by", [1, -1])
def test_a_single_day_has_nowhere_to_go(by):
    day = dt.date(2024, 10, 3)
    assert moved(day, "week", (day, day), by) is None
