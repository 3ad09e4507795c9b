"""Charts: what is sent to the browser, and what a drag means."""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import i18n
from geo.web.time import charts

DAY = dt.date(2024, 10, 1)  # a Tuesday
DAY_MS = 86_400_000
START = (DAY - dt.date(1970, 1, 1)).days


def table(*days: str) -> pd.DataFrame:
    return pd.DataFrame({"period": pd.to_datetime(list(days)), "type": "Attack", "incidents": 2})


def dragged(low: float, high: float):
    """A frame from one day's part to another, counted from `DAY`."""
    moments = [(START + part) * DAY_MS for part in (low, high)]
    return charts.days_of({charts.BRUSH: {charts.MOMENT: moments}})


@pytest.mark.parametrize(
    ("low", "high", "first", "last"),
    [(0, 1, 0, 0), (0.4, 2.6, 0, 2), (0.6, 2.4, 1, 1), (3.1, 3.3, 3, 3), (2.6, 0.4, 0, 2)],
)
def test_a_day_is_taken_that_is_half_covered(low, high, first, last):
    assert dragged(low, high) == tuple(DAY + dt.timedelta(days=n) for n in (first, last))


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_frame_always_has_a_day_and_stays_where_it_is(low, high):
    first, last = dragged(low, high)
    low, high = sorted((low, high))
    assert first <= last
    assert abs((first - DAY).days - low) < 1 + 1e-9
    assert abs((last - DAY).days + 1 - high) < 1 + 1e-9


@pytest.mark.parametrize("selection", [None, {}, {"brush": {}}, {"brush": {"moment": []}}])
def test_nothing_dragged_is_no_choice(selection):
    assert charts.days_of(selection) is None


@pytest.mark.parametrize(
    ("step", "period", "until"),
    [("day", "2024-10-01", 1), ("week", "2024-09-30", 7), ("month", "2024-10-01", 31)],
)
def test_a_bar_ends_where_the_next_begins(step, period, until):
    begin = pd.Series(pd.to_datetime([period]))
    assert (charts._after(begin, step) - begin).dt.days.tolist() == [until]


def test_a_week_is_inside_if_one_of_its_days_is_chosen():
    made = table("2024-09-23", "2024-09-30", "2024-10-07")
    chosen = (dt.date(2024, 10, 6), dt.date(2024, 10, 6))
    assert charts.inside(made["period"], "week", chosen).tolist() == [False, True, False]


def test_the_curtain_leaves_the_chosen_days_open():
    period = (dt.date(2024, 9, 30), dt.date(2024, 10, 13))
    open_part = re.compile(r"transparent calc\(\d+px \+ \(100% - \d+px\) \* ([\d.]+)\)")

    def edges(first, last):
        style = charts.curtain("week", period, (first, last))
        return [float(part) for part in open_part.findall(style)]

    assert edges(*period) == [0, 1]
    assert edges(dt.date(2024, 10, 7), dt.date(2024, 10, 7)) == [
        0.5,
        pytest.approx(8 / 14, abs=1e-4),
    ]
    assert edges(dt.date(2024, 10, 14), dt.date(2024, 10, 20)) == [1, 1]


@pytest.mark.parametrize(
    ("days", "step"), [(1, "day"), (200, "day"), (201, "week"), (1501, "month")]
)
def test_bars_are_longer_where_the_period_is(days, step):
    assert charts.step_of((DAY, DAY + dt.timedelta(days=days - 1))) == step


@pytest.mark.parametrize(
    ("language", "month", "day", "mark"),
    [
        ("en", "October", "Mon", ","),
        ("uk", "жовтня", "пн", "\xa0"),
        ("ru", "октября", "пн", "\xa0"),
    ],
)
def test_numbers_and_names_follow_the_language(language, month, day, mark):
    with i18n.speaking(language):
        spec = charts.timeline(table("2024-10-01"), "day", (DAY, DAY)).spec
        names = charts.weekday_names()
    locale = spec["config"]["locale"]
    assert locale["time"]["months"][9] == month
    assert locale["time"]["shortDays"][1] == names[0] == day
    assert locale["number"]["thousands"] == mark


def test_weekdays_and_hours_without_incidents_are_there_as_well():
    made = pd.DataFrame({"hour": [4, 23], "type": ["Attack"] * 2, "incidents": [1, 2]})
    names = [f"{hour:02}:00" for hour in range(24)]
    data, spec = charts.bars(made, "hour", names, title="Hour")
    assert spec["encoding"]["x"]["scale"]["domain"] == names
    assert list(zip(data["bar"], data["incidents"], strict=True)) == [("04:00", 1), ("23:00", 2)]
