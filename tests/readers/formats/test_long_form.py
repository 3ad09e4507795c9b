"""Our own form is strict: the first fault is named by file, row and column."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from geo import readers
from geo.errors import InputError
from geo.readers.formats import long_form

HEADER = (
    "incident_id,date_start,date_end,sub_event_type,location,admin1,fatalities,latitude,longitude"
)
GOOD = "A,2024-10-21,,Air/drone strike,Kyiv,UA-30,2,50.45,30.52"


def read(*rows: str, header: str = HEADER):
    text = "\n".join([header, *rows]) + "\n"
    return long_form.read(text.encode(), file="my.csv", dataset="mine")


def fault(*rows: str, header: str = HEADER) -> InputError:
    with pytest.raises(InputError) as raised:
        read(*rows, header=header)
    assert str(raised.value).startswith("my.csv")
    return raised.value


def test_a_good_row() -> None:
    records = read(GOOD)
    incident = records.incidents.iloc[0]
    assert incident["date_end"] == pd.Timestamp("2024-10-21")
    assert incident["event_type"] == "Explosions/Remote violence"
    assert incident["dataset"] == "mine"
    assert records.rejected.empty


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        ("A,21.10.2024,,Air/drone strike,Kyiv,,,,", "date_start", "expected YYYY-MM-DD"),
        ("A,,,Air/drone strike,Kyiv,,,,", "date_start", "blank"),
        ("A,2024-10-21,2024-10-20,Air/drone strike,Kyiv,,,,", "date_end", "before date_start"),
        ("A,2024-10-21,,Drone,Kyiv,,,,", "sub_event_type", "not a type of ACLED's codebook"),
        ("A,2024-10-21,,Air/drone strike,Kyiv,,-1,,", "fatalities", "is not a count"),
        ("A,2024-10-21,,Air/drone strike,Kyiv,,1.5,,", "fatalities", "is not a count"),
        ("A,2024-10-21,,Air/drone strike,Kyiv,,many,,", "fatalities", "is not a number"),
        ("A,2024-10-21,,Air/drone strike,Kyiv,,,91,30", "latitude", "out of range"),
        ("A,2024-10-21,,Air/drone strike,Kyiv,,,50,181", "longitude", "out of range"),
        (",2024-10-21,,Air/drone strike,Kyiv,,,,", "incident_id", "blank"),
        ("A,2024-10-21,,Air/drone strike,,,,,", "location", "blank"),
    ],
)
def test_a_fault_is_named_by_row_and_column(row, column, says) -> None:
    error = fault(GOOD.replace("A,", "B,", 1), row)
    assert error.row == 3
    assert error.column == column
    assert says in str(error)


def test_lines_are_counted_as_in_the_file() -> None:
    error = fault(GOOD.replace("Kyiv", '"Kyiv,\nthe city"'), "", "B,x,,Air/drone strike,Kyiv,,,,")
    assert error.row == 5


def test_a_missing_column() -> None:
    error = fault("A,2024-10-21", header="incident_id,date_start")
    assert "'sub_event_type' is missing" in str(error)
    assert error.row == 1


def test_a_place_that_stands_twice() -> None:
    error = fault(GOOD, GOOD)
    assert (error.row, error.column) == (3, "location")
    assert "stands twice" in str(error)


def test_rows_of_one_incident_that_disagree() -> None:
    error = fault(GOOD, "A,2024-10-21,,Air/drone strike,Lviv,,3,,")
    assert (error.row, error.column) == (3, "fatalities")
    assert "differs from the incident's other rows" in str(error)


def test_an_incident_of_several_places() -> None:
    records = read(GOOD, "A,2024-10-21,,Air/drone strike,Lviv,,2,,")
    assert len(records.incidents) == 1
    assert records.locations["place"].tolist() == ["Kyiv", "Lviv"]
    assert records.locations["source_row"].tolist() == [2, 3]


def test_a_blank_place_where_coordinates_say_where() -> None:
    records = read(GOOD.replace("Kyiv", "").replace("UA-30", ""))
    assert records.locations["place"].isna().all()


def test_too_many_cells() -> None:
    error = fault(GOOD + ",more")
    assert error.row == 2
    assert "10 cells where the header has 9" in str(error)


@pytest.mark.parametrize("content", [b"", b" \n", b"\x00\x01\x02", b"\xff\xfe\x00"])
def test_no_text(content) -> None:
    with pytest.raises(InputError, match=r"^my\.csv"):
        long_form.read(content, file="my.csv", dataset="mine")


def test_a_header_without_records() -> None:
    assert "no records" in str(fault())


def test_further_columns_are_kept() -> None:
    records = read(GOOD + ',кома: ""', header=HEADER + ",своє")
    assert json.loads(records.locations["extra"].item()) == {"своє": 'кома: ""'}


def test_our_form_without_one_column_is_told_so_and_not_read_as_any_table() -> None:
    content = f"{HEADER.replace('sub_event_type', 'kind')}\n{GOOD}\n".encode()
    with pytest.raises(InputError, match="column 'sub_event_type' is missing"):
        readers.read(content, file="my.csv", dataset="mine")
    assert len(readers.read(content, file="my.csv", dataset="mine", format="table").incidents) == 1
