"""Times of day: read as written, and nothing of a cell lost."""

from __future__ import annotations

import datetime as dt
import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import readers
from geo.readers.columns.times import clock
from tests.readers import samples


@pytest.mark.parametrize(
    ("text", "time"),
    [
        *(("04:30", "04:30"), ("4:30", "04:30"), ("04.30", "04:30"), ("0430", "04:30")),
        *(("04:30:59", "04:30"), ("4:30 AM", "04:30"), ("12:15 am", "00:15"), ("4 p.m.", "16:00")),
        *(("о 9 год 05 хв", "09:05"), ("16 ч. 20 мин.", "16:20"), ("близько 23:00", "23:00")),
        *(("04:30-06:00", "04:30"), ("04:30 – 06:00", "04:30"), ("14", "14:00")),
        *(("10:30Z", "10:30"), ("10:30 +02:00", "10:30"), ("10:30 MSK", "10:30")),
        *(("0.4375", "10:30"), ("0.604166667", "14:30"), ("00:00", "00:00")),
        *(("24:00", None), ("10:60", None), ("13:00 pm", None), ("вночі", None), ("0.25", None)),
        *(("0.99999", None), ("-1", None), ("10:3", None), ("", None)),
    ],
)
def test_a_time_is_read_as_written(text, time):
    assert clock(text) == time


@given(st.times())
def test_every_minute_of_the_day_is_read_back(time):
    assert clock(f"{time:%H:%M}") == clock(f"{time:%I:%M %p}") == f"{time:%H:%M}"


@given(st.text(max_size=80))
def test_any_text_gives_a_time_or_none(text):
    found = clock(text)
    assert found is None or ("00:00" <= found <= "23:59" and len(found) == 5)


def read(header, *rows):
    return readers.read(samples.as_csv(header, rows), file="mine.csv", dataset="mine")


def times(records):
    return records.incidents["time_start"].astype(object).where(lambda t: t.notna(), None).tolist()


def own(records):
    return [
        json.loads(text) if isinstance(text, str) else {} for text in records.locations["extra"]
    ]


@pytest.mark.parametrize("name", ["Time", "hour", "Час події", "время", "time_of_day"])
def test_a_table_has_its_times_in_a_column(name):
    found = read(
        ("date", "place", name),
        ("21.10.2024", "Київ", "04:30"),
        ("22.10.2024", "Київ", "4:30"),
        ("23.10.2024", "Київ", "ніч"),
        ("24.10.2024", "Київ", ""),
    )
    assert times(found) == ["04:30", "04:30", None, None]
    assert own(found) == [{}, {name: "4:30"}, {name: "ніч"}, {}]
    assert "times of day that could not be read: 1" in " ".join(found.notes)


def test_a_time_stands_after_the_day():
    found = read(
        ("date", "date_end", "place"),
        ("2024-10-21 22:15", "2024-10-22 04:00", "Kyiv"),
        ("2024-10-22T10:30:00Z", "", "Kyiv"),
        ("2024-10-23 00:00:00", "2024-10-23 00:00:00", "Kyiv"),
        ("2024-10-24 25:99", "", "Kyiv"),
        ("20-21 October 2024 10:30", "", "Kyiv"),
        ("45586.5", "", "Kyiv"),
    )
    assert times(found) == ["22:15", "10:30", None, None, None, "12:00"]
    assert own(found) == [
        {"date_end": "2024-10-22 04:00"},
        {"date": "2024-10-22T10:30:00Z"},
        {},
        {"date": "2024-10-24 25:99"},
        {"date": "20-21 October 2024 10:30"},
        {},
    ]


def test_the_column_of_times_goes_before_the_days():
    found = read(("date", "time", "place"), ("2024-10-21 22:15", "04:30", "Kyiv"))
    assert times(found) == ["04:30"]
    assert own(found) == [{"date": "2024-10-21 22:15"}]


def test_a_column_that_is_midnight_throughout_says_nothing():
    rows = [("2024-10-21", "00:00", "Kyiv"), ("2024-10-22", "00:00", "Kyiv")]
    found = read(("date", "time", "place"), *rows)
    assert times(found) == [None, None]
    assert own(found) == [{"time": "00:00"}] * 2
    found = read(("date", "time", "place"), *rows, ("2024-10-23", "23:10", "Kyiv"))
    assert times(found) == ["00:00", "00:00", "23:10"]


def test_a_workbook_has_times_as_such():
    rows = [
        (pd.Timestamp("2024-10-21 04:30").to_pydatetime(), None, "Kyiv"),
        (pd.Timestamp("2024-10-22").to_pydatetime(), dt.time(5, 45), "Kyiv"),
    ]
    content = samples.as_xlsx(("date", "time", "place"), rows)
    found = readers.read(content, file="mine.xlsx", dataset="mine")
    assert times(found) == ["04:30", "05:45"]


@pytest.mark.parametrize(
    ("sample", "time"), [("viina_info", "10:30"), ("viina_1pd", None), ("geoconfirmed", None)]
)
def test_formats_give_their_times(sample, time):
    content = getattr(samples, sample)()
    found = readers.read(content, file="x.csv", dataset="x")
    assert set(times(found)) == {time}
    assert not any("time" in columns for columns in own(found))


def test_geoconfirmed_and_osint_have_a_time_after_the_day():
    day = samples.facts()[0].day.isoformat()
    content = samples.geoconfirmed().replace(f"\n{day};".encode(), f"\n{day} 07:05;".encode())
    assert times(readers.read(content, file="x.csv", dataset="x"))[0] == "07:05"
    content = samples.osint().replace(f'"{day}"'.encode(), f'"{day}T07:05:00"'.encode())
    assert times(readers.read(content, file="x.geojson", dataset="x"))[0] == "07:05"


def test_times_of_the_long_form_are_read_as_those_of_other_files():
    header = ("incident_id", "date_start", "sub_event_type", "location", "time_start")
    row = ("A", "2024-10-20", "Attack", "Kyiv")
    assert times(read(header, (*row, "04:30"))) == ["04:30"]
    assert times(read(header, (*row, "4:30"))) == ["04:30"]
    lost = read(header, (*row, "25:99"))
    assert times(lost) == [None]
    assert any("times of day that could not be read: 1" in note for note in lost.notes)
    assert json.loads(lost.locations["extra"].iloc[0]) == {"time_start": "25:99"}
