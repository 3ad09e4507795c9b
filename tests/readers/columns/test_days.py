"""A column of dates is read one way, and what cannot be decided is not read."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.readers.columns.days import read_days

DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2025, 12, 31))


def read(*texts, **options) -> list[tuple[str, str] | None]:
    days = read_days(pd.Series(texts, dtype="string"), **options)
    pairs = zip(days.start, days.end, strict=True)
    return [None if pd.isna(a) else (str(a.date()), str(b.date())) for a, b in pairs]


def problem(*texts, **options) -> list[str]:
    return read_days(pd.Series(texts, dtype="string"), **options).problem.dropna().tolist()


@pytest.mark.parametrize(
    "text",
    [
        "2024-10-21",
        "2024/10/21",
        "2024.10.21",
        "20241021",
        "21.10.2024",
        "21/10/2024",
        "10/21/2024",
        "10/21/2024 12:00:00 AM",
        "2024-10-21T10:30:00Z",
        "2024-10-21 23:59:59.123+02:00",
        "21 October 2024",
        "21 Oct 2024",
        "21-Oct-24",
        "21st of October, 2024",
        "October 21, 2024",
        "Monday, 21 October 2024",
        "21 жовтня 2024 р.",
        "21 октября 2024 года",
        "45586",
        "45586.75",
        "21.10.24 о 14:30",
        "21 October 2024 at 2:30 PM",
        "Oct 21, 2024 @ 14:30:00.000",
        "14:30, 21 жовтня 2024",
        "Mon Oct 21 2024 14:30:00 GMT+0300 (Eastern European Summer Time)",
        "20241021T143000Z",
        "202410211430",
        "/Date(1729502400000)/",
        "21.X.2024",
        "21/Oct/2024",
        "21. Oktober 2024",
        "21 de octubre de 2024",
        "21 października 2024",
        "2024_10_21",
        "~21 October 2024",
        "21.10.2024*",
        "21.10.2024 вранці",
        "21 October 2024 (morning)",
        "станом на 09:00 21.10.2024",
        "2024-10-21+03:00",
    ],
)
def test_one_day(text) -> None:
    assert read(text) == [("2024-10-21", "2024-10-21")]


@pytest.mark.parametrize(
    "text",
    [
        "20/21 October 2024",
        "overnight 20/21 October 2024",
        "ніч 20/21.10.2024",
        "20-21/10/2024",
        "2024-10-20..2024-10-21",
        "2024-10-20/21",
        "20-21 October 2024",
        "20 - 21 Oct 2024",
        "20–21 жовтня 2024",
        "20-21 октября 2024 г.",
        "20 по 21 октября 2024",
        "з 20 по 21 жовтня 2024 року",
        "October 20-21, 2024",
        "20-21.10.2024",
        "20.10.2024-21.10.2024",
        "20.10.2024 – 21.10.2024",
        "2024-10-20/2024-10-21",
        "2024-10-20 to 2024-10-21",
    ],
)
def test_a_range_of_days(text) -> None:
    assert read(text) == [("2024-10-20", "2024-10-21")]


def test_a_range_over_new_year_and_whole_months() -> None:
    assert read("30 Dec - 2 Jan 2025") == [("2024-12-30", "2025-01-02")]
    assert read("30 грудня 2024 - 2 січня 2025") == [("2024-12-30", "2025-01-02")]
    assert read("лютий 2024", "2024-02") == [("2024-02-01", "2024-02-29")] * 2


def test_a_week_of_iso_8601_goes_from_its_monday_to_its_sunday():
    days = read_days(pd.Series(["2024-W40", "2025W01", "2024-W54"], dtype="string"))
    assert [str(day)[:10] for day in days.start] == ["2024-09-30", "2024-12-30", "NaT"]
    assert [str(day)[:10] for day in days.end] == ["2024-10-06", "2025-01-05", "NaT"]
    assert "is not a date" in days.problem[2]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("foo", "is not a date"),
        ("20-21 Oct", "has no year"),
        ("31/02/2024", "not a day of the calendar"),
        ("2024-02-30", "is not a date"),
        ("2024", "is not a date"),
        ("12:30", "is not a date"),
        ("0024-10-21", "implausible year"),
        ("22-21 October 2024", "ends before it begins"),
        ("x" * 100_000, "is not a date"),
    ],
)
def test_what_is_no_date_says_so(text, says) -> None:
    (sentence,) = problem(text)
    assert says in sentence
    assert "\n" not in sentence
    assert len(sentence) < 200


def test_one_value_decides_its_column() -> None:
    assert read("03/04/2024", "13/04/2024")[0] == ("2024-04-03", "2024-04-03")
    assert read("03/04/2024", "04/13/2024")[0] == ("2024-03-04", "2024-03-04")


def test_what_nothing_decides_is_asked() -> None:
    assert read("03/04/2024", "05/05/2024") == [None, ("2024-05-05", "2024-05-05")]
    (sentence,) = problem("03/04/2024", "05/05/2024")
    assert "choose the date order 'day' or 'month'" in sentence
    assert read("03/04/2024", order="day") == [("2024-04-03", "2024-04-03")]
    assert read("03/04/2024", order="month") == [("2024-03-04", "2024-03-04")]


def test_a_column_that_contradicts_itself_decides_nothing() -> None:
    texts = ("03/04/2024", "13/04/2024", "04/13/2024")
    assert read(*texts)[0] is None
    assert "stand in one column" in read_days(pd.Series(texts)).notes[0]


def test_the_user_s_order_goes_before_the_column_s() -> None:
    assert read("13/04/2024", order="month") == [None]
    assert "as was chosen" in problem("13/04/2024", order="month")[0]


def test_a_format_s_order_helps_only_where_the_column_does_not_decide() -> None:
    assert read("03/04/2024", usual="month") == [("2024-03-04", "2024-03-04")]
    assert read("03/04/2024", "13/04/2024", usual="month")[0] == ("2024-04-03", "2024-04-03")


def test_dots_mean_the_day_first() -> None:
    assert read("03.04.2024") == [("2024-04-03", "2024-04-03")]


def test_the_column_beside_helps() -> None:
    beside = pd.Series(["14/04/2024"])
    assert read("03/04/2024", beside=beside) == [("2024-04-03", "2024-04-03")]


def test_blank_is_missing_and_no_problem() -> None:
    days = read_days(pd.Series([None, "2024-10-21", None], dtype="string", index=[5, 7, 9]))
    assert days.start.isna().tolist() == [True, False, True]
    assert days.problem.isna().all()
    assert days.start.index.tolist() == [5, 7, 9]


def test_an_empty_column() -> None:
    assert read() == []


@given(st.lists(DAYS, min_size=1), st.sampled_from(["%Y-%m-%d", "%d %B %Y", "%Y%m%d"]))
def test_plain_forms_are_read_back(days, form) -> None:
    expected = [(day.isoformat(), day.isoformat()) for day in days]
    assert read(*(day.strftime(form) for day in days)) == expected


@given(st.lists(DAYS, min_size=1), st.sampled_from([("day", "%d/%m/%Y"), ("month", "%m/%d/%Y")]))
def test_a_column_is_never_read_the_wrong_way(days, way) -> None:
    """Each value is its own day, or is not read."""
    _, form = way
    found = read(*(day.strftime(form) for day in days))
    for day, pair in zip(days, found, strict=True):
        assert pair is None or pair[0] == day.isoformat()


@given(st.text(max_size=30))
def test_any_text_is_read_or_has_its_problem(text) -> None:
    days = read_days(pd.Series([text], dtype="string"))
    assert days.start.isna().item() != days.problem.isna().item()


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("20241001.0", "2024-10-01", "2024-10-01"),
        ("1729461600", "2024-10-20", "2024-10-20"),
        ("1729461600000", "2024-10-20", "2024-10-20"),
        ("1729461600000.0", "2024-10-20", "2024-10-20"),
        ("в ніч на 22.10.2024", "2024-10-21", "2024-10-22"),
        ("в ночь на 1 октября 2024 г.", "2024-09-30", "2024-10-01"),
        ("у ніч з 21 на 22 жовтня 2024 року", "2024-10-21", "2024-10-22"),
        ("overnight into 22 October 2024", "2024-10-21", "2024-10-22"),
        ("night of 21 October 2024", "2024-10-21", "2024-10-22"),
        ("20-21.10.2024", "2024-10-20", "2024-10-21"),
        ("20/21.10.24", "2024-10-20", "2024-10-21"),
        ("30.12-02.01.2025", "2024-12-30", "2025-01-02"),
        ("2024-10-20T18:00/2024-10-21T09:00", "2024-10-20", "2024-10-21"),
        ("Monday, October 21, 2024", "2024-10-21", "2024-10-21"),
        ("Mon 21 Oct 2024", "2024-10-21", "2024-10-21"),
        ("понеділок, 21 жовтня 2024 року", "2024-10-21", "2024-10-21"),
        ("суббота 19 октября 2024 г.", "2024-10-19", "2024-10-19"),
        ("21.10.2024 (пн)", "2024-10-21", "2024-10-21"),
        ("2024-Oct-21", "2024-10-21", "2024-10-21"),
        ("2024/10/1", "2024-10-01", "2024-10-01"),
        ("вночі 22.10.2024", "2024-10-22", "2024-10-22"),
        ("станом на 20.10.2024", "2024-10-20", "2024-10-20"),
    ],
)
def test_further_ways_of_writing_a_day(written, start, end) -> None:
    assert read(written) == [(start, end)]


def test_a_workbook_may_count_its_days_from_1904() -> None:
    assert read("44104", epoch=1904) == [("2024-10-01", "2024-10-01")]
    assert read("45566") == [("2024-10-01", "2024-10-01")]


def test_a_year_far_from_the_others_is_told() -> None:
    texts = pd.Series(["2024-10-01", "2024-10-02", "2142-10-03", "1924-10-04", "0024-10-05"])
    found = read_days(texts.astype("string"))
    assert found.start.isna().tolist() == [False, False, True, True, True]
    assert "100 years from most other dates" in found.problem[3]
    assert read("1941-06-22", "1943-02-02", "1945-05-09")[0] == ("1941-06-22", "1941-06-22")


def test_a_day_to_come_is_told() -> None:
    coming = f"{dt.datetime.now(tz=dt.UTC).year + 5}-10-03"
    found = read_days(pd.Series(["2024-10-01", "2024-10-02", coming], dtype="string"))
    assert "lies in the future" in found.problem[2]


MADE = ["2024-01-10", "2024-02-10", "2024-03-11", "2024-04-11", "2024-05-12", "2024-06-12"]
LEFT = ["13/10/2024", "21/10/2024", "30/12/2024"]


def test_days_that_a_spreadsheet_exchanged_are_asked_about() -> None:
    """Of 01/10/2024 it made January 10; of 13/10/2024 it could make nothing."""
    days = read_days(pd.Series([*MADE, *LEFT], dtype="string"))
    assert days.start.isna().tolist() == [True] * 6 + [False] * 3
    assert days.problem[:6].str.contains("choose the date order").all()
    assert "may be 2024-01-10 or 2024-10-01" in days.problem[0]
    said = read_days(pd.Series([*MADE, *LEFT], dtype="string"), order="day")
    assert [str(day.date()) for day in said.start[:3]] == ["2024-10-01", "2024-10-02", "2024-11-03"]
    assert "turned back" in said.notes[-1]


@pytest.mark.parametrize(
    "values",
    [
        [*MADE, "2024-03-13", *LEFT],  # one day later than the twelfth: nothing was exchanged
        [*MADE[:5], *LEFT],
        [*MADE, *LEFT[:2]],
        [*MADE, *LEFT, "03/04/2024"],  # a spreadsheet would have made a day of it
        [*MADE, *LEFT, "10/21/2024"],
        [*MADE, "21 October 2024", "22 October 2024", "23 October 2024"],
    ],
)
def test_days_in_two_forms_are_read_as_they_are(values) -> None:
    days = read_days(pd.Series(values, dtype="string"))
    assert [str(day.date()) for day in days.start[:5]] == MADE[:5]
