"""Any table: its columns, ids, places, and the rows that are not an incident as they stand."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from geo import readers
from geo.errors import InputError
from geo.schema import UNKNOWN_TYPE
from tests.readers import samples


def read(text: str | bytes, **options):
    content = text.encode() if isinstance(text, str) else text
    return readers.read(content, file="my.csv", dataset="mine", **options)


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        ("1,foo,Kyiv,,,", "date", "is not a date"),
        ("1,,Kyiv,,,", "date", "no date"),
        ("1,2024-10-21,,,95,30", "lat", "not in degrees"),
        ("1,2024-10-21,,,50,", "lon", "without its longitude"),
        ("1,2024-10-21,,,30.5,50.4", "lat", "look swapped"),
        ("0,2024-10-21,Kyiv,9,,", "id", "stands already in row 2; this is another row"),
        (
            "0,2024-10-21,Kyiv,1,50.4,30.5",
            "id",
            "in row 2; this is an identical row",
        ),
        ("1,2024-10-21,,,,", None, "nothing says where"),
        ("1,2024-10-21,Kyiv,,,,,x", None, "8 cells where the header has 6"),
    ],
)
def test_a_bad_row_is_rejected_with_its_reason(row, column, says) -> None:
    records = read(f"id,date,place,killed,lat,lon\n0,2024-10-21,Kyiv,1,50.4,30.5\n{row}\n")
    assert records.locations["source_row"].tolist() == [2]
    bad = records.rejected.iloc[0]
    assert bad["source_row"] == "3"
    assert says in bad["problem"]
    assert pd.isna(bad["column"]) if column is None else bad["column"] == column
    assert isinstance(json.loads(bad["row"]), dict)


@pytest.mark.parametrize(
    ("row", "column", "value", "says"),
    [
        ("1,2024-10-21,Kyiv,-1,,", "killed", "-1", "is not a count"),
        ("1,2024-10-21,Kyiv,some,,", "killed", "some", "is not a count"),
        ("1,2024-10-21,Kyiv,,95,30", "lat", "95", "not in degrees"),
        ("1,2024-10-21,Kyiv,,50,", "lat", "50", "without its longitude"),
        ("1,2024-10-21,Kyiv,,30.5,50.4", "lon", "50.4", "look swapped"),
    ],
)
def test_a_bad_cell_costs_that_cell(row, column, value, says) -> None:
    records = read(f"id,date,place,killed,lat,lon\n0,2024-10-21,Kyiv,1,50.4,30.5\n{row}\n")
    assert records.rejected.empty
    assert records.locations["place"].tolist() == ["Kyiv", "Kyiv"]
    assert json.loads(records.locations["extra"][1])[column] == value
    told = next(note for note in records.notes if says in note)
    assert "in row 3" in told
    assert records.incidents["fatalities"].isna().tolist() == [False, True]
    assert records.locations["latitude"].isna().tolist() == [False, True]


def test_a_last_day_before_the_first_is_left_out() -> None:
    records = read("start date,end date,place\n2024-10-21,2024-10-20,Kyiv\n")
    assert records.incidents["date_end"].tolist() == [pd.Timestamp("2024-10-21")]
    assert json.loads(records.locations["extra"][0]) == {"end date": "2024-10-20"}
    assert any("the last day is before the first" in note for note in records.notes)


def test_a_row_without_an_id_gets_one() -> None:
    records = read("id,date,place\nA,2024-10-21,Kyiv\n,2024-10-22,Sumy\n,2024-10-22,Sumy\n")
    first, second, third = records.incidents["incident_id"]
    assert first == "mine-A"
    assert len({first, second, third}) == 3


def test_a_mapping_goes_before_the_names() -> None:
    text = "date,when,place,where\n2020-01-01,2024-10-21,x,Kyiv\n"
    records = read(text, mapping={"date": "when", "place": "where"})
    assert records.locations["place"].tolist() == ["Kyiv"]
    assert str(records.incidents["date_start"][0].date()) == "2024-10-21"
    assert json.loads(records.locations["extra"][0]) == {"date": "2020-01-01", "place": "x"}


def test_a_mapping_that_names_what_is_not_there() -> None:
    with pytest.raises(InputError, match="names column 'nothing'; the file has date, place"):
        read("date,place\n2024-10-21,Kyiv\n", mapping={"date": "nothing"})
    with pytest.raises(InputError, match="names 'colour'; expected one of"):
        read("date,place\n2024-10-21,Kyiv\n", mapping={"colour": "place"})


def test_the_date_order_is_asked_for() -> None:
    text = "date,place\n03/04/2024,Kyiv\n"
    assert "choose the date order" in read(text).rejected["problem"].item()
    day = read(text, date_order="day").incidents["date_start"].item()
    assert str(day.date()) == "2024-04-03"


def test_a_column_of_years_completes_dates() -> None:
    records = read("рік,дата,місце\n2024,20-21 Oct,Київ\n")
    incident = records.incidents.iloc[0]
    assert [str(incident[c].date()) for c in ("date_start", "date_end")] == [
        "2024-10-20",
        "2024-10-21",
    ]


def test_a_region_by_itself_gets_no_pin() -> None:
    records = read("date,oblast\n2024-10-21,Київська\n")
    row = records.locations.iloc[0]
    assert (row["place"], row["admin1"], row["precision_limit"]) == (
        "Київська",
        "Київська",
        "region",
    )


@pytest.mark.parametrize(
    "cell",
    [
        '"50.45, 30.52"',
        '"(50.45; 30.52)"',
        "50.45 30.52",
        "POINT (30.52 50.45)",
        '"50.45°N, 30.52°E"',
    ],
)
def test_both_coordinates_in_one_column(cell) -> None:
    row = read(f"date,coordinates\n2024-10-21,{cell}\n").locations.iloc[0]
    assert (row["latitude"], row["longitude"]) == (50.45, 30.52)


def test_one_column_that_is_no_pair() -> None:
    problem = read("date,coordinates\n2024-10-21,here\n").rejected["problem"].item()
    assert "expected latitude, longitude" in problem


def test_swapped_columns_are_turned_and_reported() -> None:
    records = read("date,lat,lon\n2024-10-21,30.52,50.45\n2024-10-22,36.2,49.9\n")
    assert records.locations["latitude"].tolist() == [50.45, 49.9]
    assert any("changed places" in note for note in records.notes)


def test_zero_zero_is_missing() -> None:
    records = read("date,place,lat,lon\n2024-10-21,Kyiv,0,0\n")
    assert records.locations["latitude"].isna().all()


def test_types_in_any_language() -> None:
    records = read("date,place,type\n2024-10-21,a,Обстріл\n2024-10-21,b,дрон\n2024-10-21,c,zzz\n")
    assert records.incidents["sub_event_type"].tolist() == [
        "Shelling/artillery/missile attack",
        "Air/drone strike",
        UNKNOWN_TYPE,
    ]
    assert any("'zzz'" in note for note in records.notes)


def test_a_further_place_of_an_incident() -> None:
    records = read("id,date,place,killed\n1,2024-10-21,Kyiv,2\n1,2024-10-21,Lviv,2\n")
    assert len(records.incidents) == 1
    assert records.locations["place"].tolist() == ["Kyiv", "Lviv"]


def test_ids_made_of_date_and_place_do_not_move() -> None:
    rows = ["2024-10-21,Kyiv,1", "2024-10-21,Kyiv,2", "2024-10-22,Lviv,0"]
    one = read("\n".join(["date,place,killed", *rows])).incidents
    more = read("\n".join(["date,place,killed", "2024-10-01,Sumy,5", *rows])).incidents
    assert one["incident_id"].is_unique
    assert set(one["incident_id"]) <= set(more["incident_id"])


def test_formulas_are_their_saved_values_or_missing() -> None:
    content = samples.as_xlsx(["date", "place", "killed"], [["2024-10-21", "Kyiv", "=1+1"]])
    records = read(content)
    assert records.incidents["fatalities"].isna().all()
    assert any("formulas" in note for note in records.notes)


def test_a_workbook_with_a_title_above_its_header() -> None:
    rows = [[None, None], ["date", "place"], ["2024-10-21", "Kyiv"], [None, None], ["x", "Lviv"]]
    records = read(samples.as_xlsx(["Incidents of 2024"], rows))
    assert records.locations["source_row"].tolist() == [4]
    assert records.rejected["source_row"].tolist() == ["6"]


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_title_above_the_header_of_delimited_text(sign: str) -> None:
    rows = [["Incidents of 2024", "", ""], ["", "", ""], ["date", "place", "type"]]
    rows += [["2024-10-21", "Kyiv", "strike"], ["x", "Lviv", "strike"]]
    records = read("\n".join(sign.join(row) for row in rows))
    assert records.locations["source_row"].tolist() == [4]
    assert records.rejected["source_row"].tolist() == ["5"]
    assert any("header is taken from row 3" in note for note in records.notes)


def test_a_row_that_is_too_wide_is_not_taken_for_the_header() -> None:
    records = read("date,place\n2024-10-21,Kyiv,1\n2024-10-22,Lviv\n")
    assert records.locations["source_row"].tolist() == [3]
    assert records.rejected["source_row"].tolist() == ["2"]


def test_geometry_that_is_none_is_a_fault_of_its_row() -> None:
    document = json.loads(samples.table_geojson())
    shapes = [
        {"type": "Polygon", "coordinates": [[[30, 50], [31, 50], [31, 51], [30, 50]]]},
        {"type": "Point", "coordinates": ["a", "b"]},
        "nonsense",
        None,
    ]
    for feature, shape in zip(document["features"], shapes, strict=False):
        feature["geometry"] = shape
    records = read(json.dumps(document).encode())
    assert records.rejected["column"].tolist() == ["geometry"] * 2
    assert records.rejected["source_row"].tolist() == ["3", "4"]
    assert records.locations["latitude"].isna().tolist() == [True, True, False]


def test_cyrillic_attributes_in_either_encoding(tmp_path) -> None:
    for encoding in ("CP1251", "UTF-8"):
        folder = tmp_path / encoding
        folder.mkdir()
        parts = samples.shapefile_parts(folder, encoding)
        del parts["cpg"]
        content = samples.as_zip(**{f"x__{suffix}": part for suffix, part in parts.items()})
        places = read(content).locations["place"].tolist()
        assert places == [fact.place for fact in samples.facts()]


def test_json_records_that_are_none() -> None:
    content = json.dumps([{"date": "2024-10-21", "place": "Kyiv"}, 5, {}]).encode()
    records = read(content)
    assert records.rejected["source_row"].tolist() == ["3", "4"]
    assert records.rejected["row"].tolist() == ["5", "{}"]


def test_a_shapefile_that_names_its_encoding(tmp_path) -> None:
    parts = samples.shapefile_parts(tmp_path, "CP1251")
    assert b"1251" in parts["cpg"]
    content = samples.as_zip(**{f"x__{suffix}": part for suffix, part in parts.items()})
    places = read(content).locations["place"].tolist()
    assert places == [fact.place for fact in samples.facts()]


@pytest.mark.parametrize(
    ("heading", "cells", "killed", "injured"),
    [
        ("killed/injured", ["3/1", "0 / 2", "5"], [3, 0, None], [1, 2, None]),
        ("Поранені / загиблі", ["3/1", "0/2", "-"], [1, 2, None], [3, 0, None]),
        ("Killed / wounded", ["3/1", "1", "7"], [3, None, None], [1, None, None]),
        ("Killed or injured", ["3", "1", "7"], [None] * 3, [None] * 3),
        ("killed", ["3 killed, 1 injured", "2", "4+"], [3, 2, 4], [1, None, None]),
        (
            "casualties: killed and wounded",
            ["killed 2 wounded 5", "1/2", ""],
            [2, 1, None],
            [5, 2, None],
        ),
        ("загинуло", ["Загинула 1 людина, 4 поранено", "2", "немає"], [1, 2, 0], [4, None, None]),
    ],
)
def test_a_cell_that_counts_the_killed_and_the_injured(heading, cells, killed, injured) -> None:
    rows = "".join(f'2024-10-2{n},Суми,"{cell}"\n' for n, cell in enumerate(cells))
    records = readers.read(f'date,place,"{heading}"\n{rows}'.encode(), file="x", dataset="x")
    found = records.incidents[["fatalities", "injuries"]].astype(object)
    assert found.where(found.notna(), None).to_numpy().T.tolist() == [killed, injured]
    kept = [{} if pd.isna(extra) else json.loads(extra) for extra in records.locations["extra"]]
    assert [row.get(heading, "") for row in kept] == cells


def test_an_own_cell_goes_before_what_another_says_of_it() -> None:
    text = 'date,place,killed,injured\n2024-10-21,Суми,"3 killed, 1 injured",7\n'
    records = readers.read(text.encode(), file="x", dataset="x")
    assert records.incidents[["fatalities", "injuries"]].to_numpy().tolist() == [[3, 7]]


@pytest.mark.parametrize(
    "cell",
    [
        *("50.45, 30.52", "50.45 30.52", "50,45; 30,52", "POINT (30.52 50.45)", "N50.45 E30.52"),
        *("50°27'N 30°31.2'E", "50°27'00\"N, 30°31'12\"E", "30°31'12\"E 50°27'00\"N"),
        *("50 27 00 N 30 31 12 E", "50,45° пн. ш. 30,52° сх. д.", "(50.45; 30.52)"),
        *("https://www.google.com/maps/@50.45,30.52,12z", "https://maps.google.com/?q=50.45,30.52"),
    ],
)
def test_a_pair_of_coordinates_in_one_cell(cell) -> None:
    quoted = cell.replace('"', '""')
    text = f'date,coordinates\n2024-10-21,"{quoted}"\n2024-10-22,"49.99, 36.23"\n'
    records = readers.read(text.encode(), file="x", dataset="x")
    found = records.locations[["latitude", "longitude"]].iloc[0].tolist()
    assert found == pytest.approx([50.45, 30.52])


@pytest.mark.parametrize("cell", ["50.45", "50 27 30 31", "near the road", "1, 2, 3"])
def test_what_is_no_pair_is_told(cell) -> None:
    text = f'date,place,coordinates\n2024-10-21,Суми,"{cell}"\n2024-10-22,Суми,"49.99, 36.23"\n'
    records = readers.read(text.encode(), file="x", dataset="x")
    assert records.locations["latitude"].isna().tolist() == [True, False]
    assert any("not a pair of coordinates" in note for note in records.notes)


def test_a_place_is_no_last_day() -> None:
    """A column whose name may mean the last day has no days in it."""
    text = "Date,From,To,place\n5.3.2022,Маріуполь,Запоріжжя,Маріуполь\n"
    records = readers.read(text.encode(), file="x", dataset="x")
    assert not any("To" in note and "date_end" in note for note in records.notes)
    assert json.loads(records.locations["extra"].item())["To"] == "Запоріжжя"


def test_records_inside_records_are_read() -> None:
    content = json.dumps(
        {
            "status": 200,
            "data": [
                {
                    "date": "2024-10-22",
                    "location": {"name": "Kharkiv", "lat": 49.99, "lon": 36.23},
                    "casualties": {"killed": 1, "injured": 4},
                },
                {"date": "2024-10-23", "location": {"name": "Belgorod"}, "casualties": {}},
            ],
        }
    ).encode()
    records = readers.read(content, file="my.json", dataset="mine")
    assert records.locations["place"].tolist() == ["Kharkiv", "Belgorod"]
    assert records.locations["latitude"].fillna(0).tolist() == [49.99, 0]
    assert records.incidents["fatalities"].fillna(-1).tolist() == [1, -1]
    assert records.incidents["injuries"].fillna(-1).tolist() == [4, -1]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("# injured (incl. children)", "injuries"),
        ("Killed, of whom women", "fatalities"),
        ("Загинуло (у т.ч. дітей)", "fatalities"),
        ("Ранено, в том числе дети", "injuries"),
        ("Verletzte", "injuries"),
        ("morts", "fatalities"),
        ("zabici", "fatalities"),
        ("heridos", "injuries"),
    ],
)
def test_a_count_is_known_by_its_heading(heading, field) -> None:
    records = read(f'date,place,"{heading}"\n2024-10-22,Sumy,3\n')
    assert records.incidents[field].tolist() == [3]


@pytest.mark.parametrize("heading", ["Children killed", "injured children", "Жінок загинуло"])
def test_a_part_of_the_people_is_not_all_of_them(heading) -> None:
    records = read(f"date,place,{heading}\n2024-10-22,Sumy,3\n")
    assert records.incidents[["fatalities", "injuries"]].isna().to_numpy().all()


@pytest.mark.parametrize(
    ("places", "points"),
    [
        (['"49.99, 36.23"', '"50.60, 36.58"'], [(49.99, 36.23), (50.60, 36.58)]),
        (['"https://maps.google.com/?q=49.99,36.23"'], [(49.99, 36.23)]),
    ],
)
def test_a_column_of_places_may_hold_coordinates(places, points) -> None:
    rows = "".join(f"2024-10-22,{place}\n" for place in places)
    found = read(f"Date,Location\n{rows}").locations
    assert list(zip(found["latitude"], found["longitude"], strict=True)) == points


def test_a_place_with_numbers_stays_a_place() -> None:
    found = read("date,settlement,map\n2024-10-22,Sumy,12 Soborna Street 3\n").locations
    assert found["place"].tolist() == ["Sumy"]
    assert found["latitude"].isna().all()


def test_a_placemarks_own_fields_are_read() -> None:
    data = "".join(
        f'<Data name="{name}"><value>{value}</value></Data>'
        for name, value in [("Killed", "3"), ("Injured", "4+"), ("Weapon", "Iskander"), ("x", "7")]
    )
    content = (
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>Strike</name><TimeStamp>'
        f"<when>2024-10-21</when></TimeStamp><ExtendedData>{data}</ExtendedData>"
        "<Point><coordinates>36.23,49.99</coordinates></Point></Placemark></kml>"
    )
    records = readers.read(content.encode(), file="my.kml", dataset="mine")
    row = records.incidents.iloc[0]
    assert (row["fatalities"], row["injuries"]) == (3, 4)
    assert row["sub_event_type"] == "Shelling/artillery/missile attack"
    assert json.loads(records.locations["extra"].iloc[0]) == {"Weapon": "Iskander", "x": "7"}


@pytest.mark.parametrize(
    ("head", "row", "column", "value"),
    [
        ("ew_lost", "10", "lost", 10),
        ("Latitude/Longitude", "50.9077/34.7981", "latitude", 50.9077),
        ("Lat & Long", '"50.9077, 34.7981"', "longitude", 34.7981),
        ("AdminRegion1", "Sumska", "admin1", "Sumska"),
    ],
)
def test_a_heading_of_two_words_is_one_field(head, row, column, value) -> None:
    records = read(f"date,place,{head}\n2024-10-22,Sumy,{row}\n")
    table = records.incidents if column in records.incidents else records.locations
    assert table[column].tolist() == [value]


@pytest.mark.parametrize(
    "content",
    [
        "region,time,event\nSumy,2024-10-20 20:15,alert on\nSumy,2024-10-20 21:00,alert off\n",
        "№,date,place\n1,2024-10-20,Lviv\n2,2024-10-21,Sumy\n1,2024-11-20,Kyiv\n2,2024-11-21,Izium\n",
        "year,oblast,killed\n2023,Sumy,1\n",
    ],
)
def test_a_mapping_that_says_what_was_found_changes_nothing(content):
    """The page says of every field which column it has, or that it has none."""
    found = readers.inspect(content.encode(), file="a.csv").mapping
    said = {field: found.get(field, "") for field in readers.FIELDS}
    plain, mapped = (
        readers.read(content.encode(), file="a.csv", dataset="a", format="table", mapping=mapping)
        for mapping in (None, said)
    )
    assert plain.incidents.equals(mapped.incidents)
    assert plain.locations.equals(mapped.locations)
    assert plain.rejected.equals(mapped.rejected)
