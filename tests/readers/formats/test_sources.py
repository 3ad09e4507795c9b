"""What each source says, and what its region, precision, point, status and figures must be."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import pytest

from geo import ingest, readers
from geo.errors import InputError
from geo.schema import ALERT_TYPE, UNKNOWN_TYPE


@dataclass(frozen=True)
class Case:
    """One record of a source and what it must become."""

    name: str
    format: str
    row: dict[str, Any]
    region: str | None
    precision: str
    drawn: str
    status: str = "located"
    says: dict[str, Any] = field(default_factory=dict)
    base: dict[str, Any] = field(default_factory=dict)

    def content(self) -> bytes:
        return json.dumps([self.base | self.row]).encode()


ACLED = {
    "event_id_cnty": "UKR1",
    "event_date": "2024-10-21",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "country": "Ukraine",
    "location": "Kharkiv",
    "admin1": "Kharkiv",
    "latitude": "49.9935",
    "longitude": "36.2304",
    "fatalities": "2",
}
WEEKLY = {
    "WEEK": "2024-10-19",
    "REGION": "Europe",
    "COUNTRY": "Ukraine",
    "EVENT_TYPE": "Battles",
    "SUB_EVENT_TYPE": "Armed clash",
    "EVENTS": "12",
    "FATALITIES": "3",
    "ID": "7",
    "CENTROID_LATITUDE": "46.78",
    "CENTROID_LONGITUDE": "33.48",
}
UCDP = {
    "id": "9",
    "type_of_violence": "1",
    "side_a": "A",
    "date_start": "2024-10-20",
    "date_end": "2024-10-20",
    "country": "Ukraine",
    "best": "4",
    "low": "3",
    "high": "9",
}
VIINA = {"event_id": "5", "viina_version": "2", "date": "20241020", "time": "00:00"}
GDELT = {"GLOBALEVENTID": "8", "SQLDATE": "20241020", "EventCode": "195"}
HEALTH = {
    "Date": "2024-10-20",
    "Country": "Ukraine",
    "Health Workers Killed": "2",
    "Health Workers Injured": "1",
    "SiND Event ID": "77",
    "Weapon Carried/Used": "Drone",
}
ALERTS = {
    "started_at": "2024-10-20 23:11:50+00:00",
    "finished_at": "2024-10-21 01:54:47+00:00",
    "level": "oblast",
}
MISSILES = {
    "time_start": "2024-10-20 18:00",
    "time_end": "2024-10-21 09:00",
    "launched": "10",
    "destroyed": "8",
    "launch_place": "Kursk oblast",
    "model": "Shahed-136/131",
    "not_reach_goal": "1",
    "source": "https://example.org/1",
}
HAPI = {
    "location_code": "UKR",
    "event_type": "demonstration",
    "events": "4",
    "fatalities": "0",
    "reference_period_start": "2024-10-01",
    "reference_period_end": "2024-10-31",
}
MIDDLE = {"latitude": "49.0", "longitude": "32.0"}
CASES = [
    Case("acled exact", "acled", {"geo_precision": "1"}, "UA-63", "exact", "point", base=ACLED),
    Case("acled part", "acled", {"geo_precision": "2"}, "UA-63", "district", "none", base=ACLED),
    Case("acled region", "acled", {"geo_precision": "3"}, "UA-63", "region", "none", base=ACLED),
    Case(
        *("acled event type only", "acled", {"sub_event_type": ""}, "UA-63", "exact", "point"),
        says={"sub_event_type": "Battles"},
        base=ACLED,
    ),
    Case(
        *("weekly", "acled-weekly", {"ADMIN1": "Kherson"}, "UA-65", "region", "none"),
        says={"events": 12, "fatalities": 3, "date_end": "2024-10-25"},
        base=WEEKLY,
    ),
    Case(
        *("weekly, no region", "acled-weekly", {"ADMIN1": ""}, None, "country", "none"),
        base=WEEKLY,
    ),
    Case(
        "ucdp exact",
        "ucdp",
        {"where_prec": "1", "where_coordinates": "Kupiansk town", "adm_1": "Kharkiv oblast"}
        | {"latitude": "49.7106", "longitude": "37.6152"},
        *("UA-63", "exact", "point"),
        says={"fatalities": 4, "fatalities_low": 3, "fatalities_high": 9},
        base=UCDP,
    ),
    Case(
        "ucdp region",
        "ucdp",
        {"where_prec": "4", "where_coordinates": "Kharkiv oblast", "adm_1": "Kharkiv oblast"}
        | {"latitude": "49.5", "longitude": "36.5"},
        *("UA-63", "region", "none"),
        base=UCDP,
    ),
    Case(
        "ucdp country",
        "ucdp",
        {"where_prec": "6", "where_coordinates": "Ukraine", "adm_1": "Cherkasy oblast"} | MIDDLE,
        *(None, "country", "none"),
        base=UCDP,
    ),
    Case(
        "ucdp sea",
        "ucdp",
        {"where_prec": "7", "where_coordinates": "Black Sea", "latitude": "46.6"}
        | {"longitude": "31.0"},
        *(None, "outside", "none", "outside"),
        base=UCDP,
    ),
    Case(
        "ucdp part without precision",
        "ucdp",
        {"where_coordinates": "Ukraine", "id": ""} | MIDDLE,
        *(None, "country", "none"),
        base=UCDP,
    ),
    Case(
        "viina street",
        "viina",
        {"GEO_PRECISION": "STREET", "asciiname": "Kharkiv", "ADM1_NAME": "Kharkivs'ka"}
        | {"latitude": "49.9935", "longitude": "36.2304"},
        *("UA-63", "exact", "point"),
        says={"time_start": None},
        base=VIINA,
    ),
    Case(
        "viina region",
        "viina",
        {"GEO_PRECISION": "ADM1", "asciiname": "Kharkivs'ka Oblast'", "ADM1_NAME": "Kharkivs'ka"}
        | {"latitude": "49.5", "longitude": "36.5"},
        *("UA-63", "region", "none"),
        base=VIINA,
    ),
    Case(
        "viina country",
        "viina",
        {"GEO_PRECISION": "ADM0", "asciiname": "Ukraine", "ADM1_NAME": ""} | MIDDLE,
        *(None, "country", "none"),
        base=VIINA,
    ),
    Case(
        "viina 1 labels",
        "viina",
        {"GEO_PRECISION": "ADM3", "location": "Sumy", "t_airstrike": "1", "t_mil_b": "1"}
        | {"latitude": "50.9077", "longitude": "34.7981"},
        *("UA-59", "settlement", "point"),
        says={"sub_event_type": "Air/drone strike"},
        base=VIINA,
    ),
    Case(
        "gdelt city",
        "gdelt",
        {"ActionGeo_Type": "4", "ActionGeo_FullName": "Kharkiv, Kharkivs'ka Oblast', Ukraine"}
        | {"ActionGeo_CountryCode": "UP", "ActionGeo_Lat": "49.9935", "ActionGeo_Long": "36.2304"},
        *("UA-63", "settlement", "point"),
        says={"sub_event_type": "Air/drone strike"},
        base=GDELT,
    ),
    Case(
        "gdelt country",
        "gdelt",
        {"ActionGeo_Type": "1", "ActionGeo_FullName": "Ukraine", "ActionGeo_CountryCode": "UP"}
        | {"ActionGeo_Lat": "49", "ActionGeo_Long": "32"},
        *(None, "country", "none"),
        base=GDELT,
    ),
    Case(
        "health region",
        "health",
        {"Admin 1": "Kharkiv", "Geo Precision": "(4) Admin 1", "Latitude": "49.99"}
        | {"Longitude": "36.23"},
        *("UA-63", "region", "none"),
        says={"fatalities": 2, "injuries": 1, "sub_event_type": "Air/drone strike"},
        base=HEALTH,
    ),
    Case(
        "health country",
        "health",
        {"Geo Precision": "(5) Country", "Latitude": "49.0", "Longitude": "32.0"},
        *(None, "country", "none"),
        base=HEALTH,
    ),
    Case(
        *("alert", "alerts", {"oblast": "Cherkaska oblast"}, "UA-71", "region", "none"),
        says={"sub_event_type": ALERT_TYPE, "notes": "2 h 42 min", "date_end": "2024-10-21"},
        base=ALERTS,
    ),
    Case(
        "missiles at a region",
        "missiles",
        {"target": "Sumy oblast"},
        *("UA-59", "region", "none"),
        says={"launched": 10, "downed": 8, "lost": 1, "actor": "Russia"},
        base=MISSILES,
    ),
    Case(
        *("missiles at the country", "missiles", {"target": ""}, None, "country", "none"),
        base=MISSILES,
    ),
    Case(
        "missiles that hit a region, of a night's all",
        "missiles",
        {"target": "Ukraine", "affected region": "Sumy oblast"},
        *("UA-59", "region", "none"),
        says={"launched": 10, "more_places": "unknown"},
        base=MISSILES,
    ),
    Case(
        "missiles at a region and others",
        "missiles",
        {"target": "Sumy oblast and others"},
        *("UA-59", "region", "none"),
        says={"more_places": "yes"},
        base=MISSILES,
    ),
    Case(
        "missiles somewhere",
        "missiles",
        {"target": "north and center"},
        *(None, "none", "none", "unmatched"),
        base=MISSILES,
    ),
    Case(
        *("hapi", "hapi", {"admin1_code": "UA44"}, "UA-09", "region", "none"),
        says={"events": 4, "sub_event_type": "Protests"},
        base=HAPI,
    ),
    Case(
        "eyes on russia",
        "eyes-on-russia",
        {"id": "UW1", "verifiedDate": "2024-10-20T00:00:00.000Z", "city": "Kupiansk"}
        | {"province": "Kharkiv Oblast", "country": "Ukraine", "categories": '["Bombing"]'}
        | {"latitude": "49.7106", "longitude": "37.6152"},
        *("UA-63", "exact", "point"),
    ),
    Case(
        "geoconfirmed answer",
        "geoconfirmed",
        {"id": "a", "date": "2024-10-20T00:00:00", "la": 49.7106, "lo": 37.6152, "name": "Strike"},
        *("UA-63", "exact", "point"),
        says={"notes": "Strike"},
    ),
    Case(
        "bellingcat weapons",
        "bellingcat",
        {"id": "CIV1", "date": "10/21/2024", "latitude": "49.99", "longitude": "36.23"}
        | {"location": "Kharkiv", "description": "x", "sources": "[]", "impact": ["Residential"]}
        | {"weapon_system": ["Cluster munitions"]},
        *("UA-63", "exact", "point"),
        says={"sub_event_type": "Shelling/artillery/missile attack"},
    ),
    Case(
        "telegram",
        "telegram",
        {"id": 1, "type": "message", "date": "2024-10-20T06:31:00", "from_id": "c"}
        | {"text": [{"type": "bold", "text": "Харків"}, ": шахед, двоє поранених"]},
        *("UA-63", "settlement", "point"),
        says={"notes": "Харків: шахед, двоє поранених", "sub_event_type": "Air/drone strike"},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_the_source_says_is_what_the_record_becomes(case) -> None:
    content = case.content()
    assert readers.detect(content, "x.json")[0].name == case.format
    tables = ingest.prepare([("x.json", content)]).tables
    assert tables.rejected.empty
    place, incident = tables.locations.iloc[0], tables.incidents.iloc[0]
    region = None if pd.isna(place["region"]) else place["region"]
    assert (region, place["precision"], place["status"]) == (
        *(case.region, case.precision, case.status),
    )
    assert pd.notna(place["lat"]) == (case.drawn == "point")
    assert pd.notna(place["lon"]) == (case.drawn == "point")
    for column, value in case.says.items():
        found = incident[column]
        if column.startswith("date"):
            found = str(found.date())
        assert (None if pd.isna(found) else found) == value, column


def test_a_newer_version_of_an_event_wins() -> None:
    rows = [
        ACLED | {"fatalities": "1", "timestamp": "1700000000"},
        ACLED | {"fatalities": "5", "timestamp": "1800000000"},
    ]
    records = readers.read(json.dumps(rows).encode(), file="x.json", dataset="d")
    assert records.incidents["fatalities"].tolist() == [5]
    assert records.rejected["source_row"].tolist() == ["2"]
    assert "newer version" in records.rejected["problem"][0]


def test_the_id_of_a_weekly_file_is_its_region_s() -> None:
    rows = [WEEKLY | {"ADMIN1": "Kherson"}, WEEKLY | {"ADMIN1": "Kherson", "WEEK": "2024-10-26"}]
    records = readers.read(json.dumps(rows).encode(), file="x.json", dataset="d")
    assert records.incidents["incident_id"].nunique() == 2
    assert records.rejected.empty
    assert any("24 events" in note for note in records.notes)


def test_labels_without_a_place_are_refused_in_words() -> None:
    text = b"event_id,event_id_1pd,date,a_rus,t_artillery,t_mil_b\n1,1,20220320,1,1,1\n"
    with pytest.raises(InputError, match="VIINA's labels alone"):
        readers.read(text, file="x.csv", dataset="d")


def test_a_message_without_a_place_is_kept_with_its_reason() -> None:
    rows = [
        {"id": 1, "type": "message", "date": "2024-10-20T06:31:00", "from_id": "c", "text": "Все"},
        {"id": 2, "type": "service", "date": "2024-10-20T06:31:00", "from_id": "c", "text": ""},
    ]
    records = readers.read(json.dumps(rows).encode(), file="x.json", dataset="d")
    assert records.locations.empty
    assert len(records.rejected) == 2


@pytest.mark.parametrize(
    ("words", "sub"),
    [
        *(
            (w, "Shelling/artillery/missile attack")
            for w in ("Iskander-M", "Kalibr", "X-101/X-555")
        ),
        *((w, "Shelling/artillery/missile attack") for w in ("Kinzhal", "C-300", "Х-22", "Калібр")),
        *(
            (w, "Air/drone strike")
            for w in ("Shahed-136/131", "Lancet", "Молния-2", "КАБ", "ФАБ-500")
        ),
        ("cluster munition", "Shelling/artillery/missile attack"),
        ("Battles", "Battles"),
        ("Explosions/Remote violence", "Explosions/Remote violence"),
        ("Air raid alert", ALERT_TYPE),
        ("Bombing or explosion", "Explosions/Remote violence"),
        ("residential", UNKNOWN_TYPE),
    ],
)
def test_words_for_what_happened(words, sub) -> None:
    text = f"date,place,type\n2024-10-21,Kharkiv,{words}\n".encode()
    found = readers.read(text, file="x.csv", dataset="d").incidents["sub_event_type"]
    assert found.tolist() == [sub]


def _gdelt_export(*, second: bool) -> bytes:
    """Two rows as the database's exports have them, tabs between the cells and no headings."""
    place = ["4", "Kharkiv, Kharkivs'ka Oblast', Ukraine", "UP", "UP07", "49.9808", "36.2527", "-1"]
    if second:
        place.insert(4, "25218")
    actor = ["RUS", "RUSSIA", "RUS", *[""] * 7]
    rows = [
        [
            *(f"119999999{n}", "20241021", "202410", "2024", "2024.7973", *actor, *actor, "1"),
            *("195", "195", "19", "4", "-10.0", "10", "1", "10", "-4.2", *place, *place, *place),
            *("20241021" if not second else "20241021001500", f"https://example.org/{n}"),
        ]
        for n in range(2)
    ]
    assert {len(row) for row in rows} == {61 if second else 58}
    return "\n".join("\t".join(row) for row in rows).encode()


@pytest.mark.parametrize("second", [True, False])
def test_an_export_of_gdelt_has_no_headings(second) -> None:
    content = _gdelt_export(second=second)
    assert readers.detect(content, "20241021.export.CSV")[0].name == "gdelt"
    records = readers.read(content, file="20241021.export.CSV", dataset="x")
    assert records.incidents["incident_id"].tolist() == ["GDELT-1199999990", "GDELT-1199999991"]
    assert records.incidents["sub_event_type"].tolist() == ["Air/drone strike"] * 2
    assert records.locations["place"].str.startswith("Kharkiv").all()
    assert records.locations["latitude"].tolist() == [49.9808] * 2
    assert records.locations["source_row"].tolist() == [1, 2]


def test_a_file_of_another_source_is_no_gdelt() -> None:
    with pytest.raises(InputError, match="'SQLDATE' is missing"):
        readers.read(b"date,place\n2024-10-21,Sumy\n", file="x", dataset="x", format="gdelt")
