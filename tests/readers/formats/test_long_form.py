"""Our own form: a bad cell costs that cell, a bad row that row, and each is told."""

from __future__ import annotations

import json

import pandas as pd
import pyarrow as pa
import pytest

from geo import readers
from geo.errors import InputError
from geo.readers.columns.parts import and_others

HEADER = (
    "incident_id,date_start,date_end,sub_event_type,location,admin1,fatalities,latitude,longitude"
)
GOOD = "A,2024-10-21,,Air/drone strike,Kyiv,UA-30,2,50.45,30.52"


def read(*rows: str, header: str = HEADER):
    text = "\n".join([header, *rows]) + "\n"
    return readers.read(text.encode(), file="my.csv", dataset="mine", format="long")


def refused(*rows: str, header: str = HEADER) -> InputError:
    with pytest.raises(InputError) as raised:
        read(*rows, header=header)
    assert str(raised.value).startswith("my.csv")
    return raised.value


def fault(*rows: str, header: str = HEADER) -> pd.Series:
    """The only row that is turned down."""
    records = read(*rows, header=header)
    assert len(records.rejected) == 1
    return records.rejected.iloc[0]


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
        ("A,nonsense,,Air/drone strike,Kyiv,,,,", "date_start", "is not a date"),
        ("A,,,Air/drone strike,Kyiv,,,,", "date_start", "no date"),
        ("A,2024-10-21,,Air/drone strike,,,,91,30", "latitude", "not in degrees"),
    ],
)
def test_a_bad_row_is_turned_down_by_row_and_column(row, column, says) -> None:
    bad = fault(GOOD.replace("A,", "B,", 1), row)
    assert (bad["source_row"], bad["column"]) == ("3", column)
    assert says in bad["problem"]


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        ("A,2024-10-21,2024-10-20,Air/drone strike,Kyiv,,,,", "date_end", "before the first"),
        ("A,2024-10-21,,Air/drone strike,Kyiv,,-1,,", "fatalities", "is not a count"),
        ("A,2024-10-21,,Air/drone strike,Kyiv,,1.5,,", "fatalities", "is not a count"),
        ("A,2024-10-21,,Air/drone strike,Kyiv,,many,,", "fatalities", "is not a count"),
        ("A,2024-10-21,,Air/drone strike,Kyiv,,,91,30", "latitude", "not in degrees"),
        ("A,2024-10-21,,Air/drone strike,Kyiv,,,50,999", "longitude", "not in degrees"),
    ],
)
def test_a_bad_cell_is_left_out_kept_and_told(row, column, says) -> None:
    records = read(GOOD.replace("A,", "B,", 1), row)
    assert records.rejected.empty
    assert len(records.incidents) == 2
    assert column in json.loads(records.locations["extra"][1])
    assert any(says in note and "in row 3" in note for note in records.notes)


def test_a_type_in_other_words_is_understood_or_unspecified() -> None:
    records = read(
        "A,2024-10-21,,Drone,Kyiv,,,,", "B,2024-10-21,,Something,Kyiv,,,,", GOOD.replace("A,", "C,")
    )
    types = ["Air/drone strike", "Unspecified", "Air/drone strike"]
    assert records.incidents["sub_event_type"].tolist() == types
    assert any("'Something'" in note for note in records.notes)


def test_a_row_without_an_id_gets_one() -> None:
    records = read(GOOD, ",2024-10-21,,Air/drone strike,Lviv,,,,")
    assert records.incidents["incident_id"].notna().all()
    assert len(records.incidents) == 2


def test_a_download_that_a_german_spreadsheet_saved() -> None:
    text = (
        "incident_id;date_start;date_end;sub_event_type;location;latitude;longitude;fatalities\n"
        "X-1;02.08.2024;03.08.2024;Air/drone strike;Kursk;51,73;36,19;1\n"
    )
    records = readers.read(text.encode(), file="my.csv", dataset="mine")
    incident, place = records.incidents.iloc[0], records.locations.iloc[0]
    assert str(incident["date_start"].date()) == "2024-08-02"
    assert str(incident["date_end"].date()) == "2024-08-03"
    assert (place["latitude"], place["longitude"]) == (51.73, 36.19)


def test_lines_are_counted_as_in_the_file() -> None:
    bad = fault(GOOD.replace("Kyiv", '"Kyiv,\nthe city"'), "", "B,x,,Air/drone strike,Kyiv,,,,")
    assert bad["source_row"] == "5"


def test_a_missing_column() -> None:
    error = refused("A,2024-10-21", header="incident_id,date_start")
    assert "'sub_event_type' is missing" in str(error)
    assert error.row == 1


def test_a_row_that_stands_twice() -> None:
    bad = fault(GOOD, GOOD)
    assert bad["source_row"] == "3"
    assert "identical row" in bad["problem"]


def test_rows_of_one_incident_that_disagree() -> None:
    bad = fault(GOOD, "A,2024-10-21,,Air/drone strike,Lviv,,3,,")
    assert bad["source_row"] == "3"
    assert "stands already in row 2" in bad["problem"]


def test_an_incident_of_several_places() -> None:
    records = read(GOOD, "A,2024-10-21,,Air/drone strike,Lviv,,2,,")
    assert len(records.incidents) == 1
    assert records.locations["place"].tolist() == ["Kyiv", "Lviv"]
    assert records.locations["source_row"].tolist() == [2, 3]


def test_a_blank_place_where_coordinates_say_where() -> None:
    records = read(GOOD.replace("Kyiv", "").replace("UA-30", ""))
    assert records.locations["place"].isna().all()


def test_too_many_cells() -> None:
    bad = fault(GOOD, GOOD.replace("A,", "B,") + ",more")
    assert bad["source_row"] == "3"
    assert "10 cells where the header has 9" in bad["problem"]


@pytest.mark.parametrize("content", [b"", b" \n", b"\x00\x01\x02", b"\xff\xfe\x00"])
def test_no_text(content) -> None:
    with pytest.raises(InputError, match=r"^my\.csv"):
        readers.read(content, file="my.csv", dataset="mine", format="long")


def test_a_header_without_records() -> None:
    assert "no records" in str(refused())


def test_further_columns_are_kept() -> None:
    records = read(GOOD + ',кома: ""', header=HEADER + ",своє")
    assert json.loads(records.locations["extra"].item()) == {"своє": 'кома: ""'}


def test_our_form_without_one_column_is_told_so_and_not_read_as_any_table() -> None:
    content = f"{HEADER.replace('sub_event_type', 'kind')}\n{GOOD}\n".encode()
    with pytest.raises(InputError, match="column 'sub_event_type' is missing"):
        readers.read(content, file="my.csv", dataset="mine")
    assert len(readers.read(content, file="my.csv", dataset="mine", format="table").incidents) == 1


PLACES = (
    "incident_id,date_start,sub_event_type,location,fatalities,downed,killed_here,downed_here,"
    "more_places,same_as"
)


def read_places(*rows: str):
    return read(*rows, header=PLACES)


@pytest.mark.parametrize(
    ("word", "says"),
    [
        *(("yes", "yes"), ("TRUE", "yes"), ("1", "yes"), ("1.0", "yes"), ("так", "yes")),
        *(("Да", "yes"), ("no", "no"), ("0", "no"), ("ні", "no"), ("нет", "no"), ("", None)),
        *(("unknown", "unknown"), ("невідомо", "unknown")),
    ],
)
def test_further_places_in_the_words_of_three_languages(word, says) -> None:
    records = read_places(f"A,2024-10-21,Attack,Kyiv,2,,,,{word},")
    got = records.incidents["more_places"][0]
    assert (None if pd.isna(got) else got) == says


def test_further_places_in_other_words_cost_the_cell() -> None:
    records = read_places("A,2024-10-21,Attack,Kyiv,2,,,,perhaps,")
    assert records.incidents["more_places"].isna().all()
    assert json.loads(records.locations["extra"][0]) == {"more_places": "perhaps"}
    assert any("'perhaps' does not say" in note and "in row 2" in note for note in records.notes)


def test_parts_of_figures_belong_to_the_place() -> None:
    records = read_places(
        "A,2024-10-21,Attack,Kyiv,7,20,3,,,", "A,2024-10-21,Attack,Lviv,7,20,,5,,"
    )
    places = records.locations
    assert places["killed_here"].fillna(-1).tolist() == [3, -1]
    assert places["downed_here"].fillna(-1).tolist() == [-1, 5]
    assert places["injured_here"].isna().all()
    assert records.incidents["more_places"].isna().all()


def test_parts_that_leave_something_say_that_there_were_further_places() -> None:
    records = read_places(
        "A,2024-10-21,Attack,Kyiv,7,76,,10,,",
        "B,2024-10-21,Attack,Kyiv,7,10,,10,,",
        "C,2024-10-21,Attack,Kyiv,7,76,,10,no,",
        "D,2024-10-21,Attack,Kyiv,7,76,,10,,",
        "D,2024-10-21,Attack,Lviv,7,76,,,,",
    )
    assert records.incidents["more_places"].fillna("").tolist() == ["yes", "", "yes", ""]
    assert any("add up to less" in note and "in row 4" in note for note in records.notes)


def test_parts_that_add_up_to_more_than_the_figure_are_none() -> None:
    records = read_places("A,2024-10-21,Attack,Kyiv,7,,5,,,", "A,2024-10-21,Attack,Lviv,7,,4,,,")
    assert records.locations["killed_here"].isna().all()
    assert [json.loads(extra) for extra in records.locations["extra"]] == [
        {"killed_here": "5"},
        {"killed_here": "4"},
    ]
    assert any("add up to 9, more than its fatalities, 7" in note for note in records.notes)


def test_a_place_that_speaks_of_others() -> None:
    records = read_places(
        "A,2024-10-21,Attack,Kyiv and other regions,7,,,,,",
        "B,2024-10-21,Attack,Одеса та інші,7,,,,,",
        "C,2024-10-21,Attack,Одеса та інші,7,,,,no,",
        "D,2024-10-21,Attack,Andover,7,,,,,",
    )
    assert records.incidents["more_places"].fillna("").tolist() == ["yes", "yes", "no", ""]


def test_places_of_a_column_in_pieces_are_all_looked_at() -> None:
    pieces = pa.chunked_array([["Kyiv", None], ["Lviv and others"]], type=pa.large_string())
    place = pd.Series(pd.array(pieces, dtype="string[pyarrow]"), dtype="string")
    assert and_others(place).tolist() == [False, False, True]
    assert and_others(place[:2]).tolist() == [False, False]


def test_the_same_event_in_another_record() -> None:
    records = read_places("A,2024-10-21,Attack,Kyiv,,,,,,B", "B,2024-10-21,Attack,Kyiv,,,,,,B")
    assert records.incidents["same_as"].fillna("").tolist() == ["B", ""]
    assert any("not told twice by its own record" in note for note in records.notes)
