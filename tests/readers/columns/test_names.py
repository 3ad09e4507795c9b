"""Columns by their names and by what stands in them."""

from __future__ import annotations

import pytest

from geo import readers
from geo.readers.columns.codes import region_of_code
from geo.readers.columns.names import field_of_tag, find_columns, mark

REST = {"place": "Kharkiv", "date": "2024-10-21"}


def mapping(columns: dict[str, list[str]]) -> dict[str, str]:
    """Field by column of a table of these values."""
    rows = [",".join(columns), *(",".join(row) for row in zip(*columns.values(), strict=True))]
    found = readers.inspect("\n".join(rows).encode(), file="t.csv").mapping
    return {column: field for field, column in found.items()}


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("no_killed", "fatalities"),
        ("killedCount", "fatalities"),
        ("Number of people killed", "fatalities"),
        ("Total Death", "fatalities"),
        ("Загиблих осіб", "fatalities"),
        ("Кількість загиблих", "fatalities"),
        ("nkill", "fatalities"),
        ("Постраждалі / Загинуло", "fatalities"),
        ("Постраждалі / Поранено", "injuries"),
        ("Пострадавшие", "injuries"),
        ("civilians_injured", "injuries"),
        ("fatalities_low", "fatalities_low"),
        ("deaths_high", "fatalities_high"),
        ("Уничтожено БПЛА", "downed"),
        ("Збито дронів", "downed"),
        ("drones_launched", "launched"),
        ("oblast_name", "admin1"),
        ("adm1_en", "admin1"),
        ("ADM1_UA", "admin1"),
        ("Admin 1", "admin1"),
        ("Регион", "admin1"),
        ("Raion", "admin2"),
        ("adm2_en", "admin2"),
        ("Територіальна громада", "admin3"),
        ("Country / Territory", "country"),
        ("started_at", "date_start"),
        ("finished_at", "date_end"),
        ("SQLDATE", "date_start"),
        ("WEEK", "date_start"),
        ("As of", "date_start"),
        ("Incident Date", "date_start"),
        ("eventDate", "date_start"),
        ("verifiedDate", "date_start"),
        ("Location of event", "location"),
        ("Settlement Name", "location"),
        ("target", "location"),
        ("Latitude (WGS84)", "latitude"),
        ("LONG", "longitude"),
        ("Event Description", "notes"),
        ("Source URL", "source_url"),
        ("Number of events", "events"),
    ],
)
def test_a_heading_is_known(heading, field) -> None:
    assert find_columns([heading]) == {field: heading}


@pytest.mark.parametrize(
    "heading",
    [
        *("launch_place", "Launch site", "place of origin", "carrier", "construction place"),
        *("publication_place", "Місце запуску", "место пуска", "num_hit_location", "location_type"),
        *("publication_date", "construction_date", "date_published", "updated_at", "source_date"),
        *(
            "CENTROID_LATITUDE",
            "centroid_lon",
            "launch_lat",
            "children_killed",
            "country_of_origin",
        ),
    ],
)
def test_what_is_never_place_day_point_or_total(heading) -> None:
    found = find_columns([heading])
    never = {"location", "admin1", "country", "date_start", "date_end", "latitude", "longitude"}
    assert not never & set(found)
    assert "fatalities" not in found


def test_the_column_whose_values_read_wins() -> None:
    found = mapping(
        {
            "date": ["n/a yet", "later"],
            "Event date": ["2024-10-20", "2024-10-21"],
            "location": ["17", "18"],
            "City": ["Kharkiv", "Sumy"],
            "killed": ["yes", "no"],
            "number killed": ["2", "0"],
        }
    )
    assert found["Event date"] == "date_start"
    assert found["City"] == "location"
    assert found["number killed"] == "fatalities"
    assert "date" not in found


def test_a_region_of_the_world_is_no_region() -> None:
    found = mapping(
        {"date": ["2024-10-20"], "region": ["Europe"], "province": ["Kherson"], "country": ["UA"]}
    )
    assert found["province"] == "admin1"


def test_times_that_are_days_are_days() -> None:
    found = mapping(
        {"time_start": ["2024-10-20 18:00"], "time_end": ["2024-10-21 09:00"]}
        | {key: [value] for key, value in REST.items() if key != "date"}
    )
    assert found["time_start"] == "date_start"
    assert found["time_end"] == "date_end"


def test_year_month_and_day_are_one_date() -> None:
    text = b"iyear,imonth,iday,city\n2024,10,21,Kharkiv\n2024,10,0,Sumy\n"
    incidents = readers.read(text, file="t.csv", dataset="t").incidents
    starts = [str(day.date()) for day in incidents["date_start"]]
    ends = [str(day.date()) for day in incidents["date_end"]]
    assert starts == ["2024-10-21", "2024-10-01"]
    assert ends == ["2024-10-21", "2024-10-31"]


def test_levels_are_one_place() -> None:
    text = (
        "дата;населений пункт;громада;район;область\n"
        "20.10.2024;Подоли;Куп'янська;Куп'янський;Харківська\n"
        "21.10.2024;;Нікопольська;Нікопольський;Дніпропетровська\n"
        "22.10.2024;;;Уманський;Черкаська\n"
        "23.10.2024;;;;Сумська\n"
    )
    locations = readers.read(text.encode(), file="t.csv", dataset="t").locations
    assert locations["place"].tolist() == ["Подоли", "Нікопольська", "Уманський", "Сумська"]
    assert locations["admin1"].tolist()[3] == "Сумська"
    assert locations["admin2"].tolist()[:3] == ["Куп'янський", "Нікопольський", "Уманський"]
    limits = locations["precision_limit"].fillna("").tolist()
    assert limits == ["", "district", "district", "region"]


def test_a_country_alone_is_the_country() -> None:
    text = b"As of,Country / Territory,Total Death\n2024-10-21,Ukraine,3\n"
    records = readers.read(text, file="t.csv", dataset="t")
    place = records.locations.iloc[0]
    assert (place["place"], place["precision_limit"]) == ("Ukraine", "country")
    assert records.incidents["fatalities"].tolist() == [3]


@pytest.mark.parametrize(
    ("code", "region"),
    [
        ("UA63", "UA-63"),
        ("ua4414", "UA-09"),
        ("UA7306003", "UA-77"),
        ("UA80000000000093317", "UA-30"),
        ("UA01", "UA-43"),
        ("UA85", "UA-40"),
        ("UA99", None),
        ("UA-63", None),
        ("Kharkiv", None),
    ],
)
def test_codes_of_registers(code, region) -> None:
    assert region_of_code(code) == region


@pytest.mark.parametrize(
    ("tag", "field"),
    [
        ("#date", "date_start"),
        ("#date +end", "date_end"),
        ("#adm1+name", "admin1"),
        ("#adm2 +code", "admin2"),
        ("#geo+lat", "latitude"),
        ("#affected+killed", "fatalities"),
        ("#affected +f +injured", "injuries"),
        ("#date+publish", None),
        ("#sector", None),
    ],
)
def test_hxl_tags(tag, field) -> None:
    assert field_of_tag(tag) == field


def test_a_whole_name_is_surer_than_a_part() -> None:
    assert mark("fatalities", "killed") > mark("fatalities", "people killed in strike") > 0
