"""Column names and types of events in English, Ukrainian and Russian."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.readers.columns.incident_types import match_type, read_types
from geo.readers.columns.known_names import NAMES
from geo.readers.columns.names import find_columns
from geo.schema import EVENT_TYPE_OF, UNKNOWN_TYPE


@pytest.mark.parametrize(
    "names",
    [
        ("id", "date", "place", "oblast", "lat", "lon", "killed", "injured", "source", "url"),
        (
            *("№", "Дата події", "Населений пункт", "Область", "Широта", "Довгота"),
            *("Загинуло", "Поранено", "Джерело", "Посилання"),
        ),
        (
            *("номер", "Дата", "Населённый пункт", "Регион", "широта", "долгота"),
            *("Погибло", "Ранено", "Источник", "Ссылка"),
        ),
        (
            *("ID", "Incident Date", "City", "Region", "Latitude (WGS84)", "Longitude (WGS84)"),
            *("Number killed", "Number wounded", "Sources", "Source link"),
        ),
    ],
)
def test_columns_are_found_by_their_names(names) -> None:
    fields = (
        *("incident_id", "date_start", "location", "admin1", "latitude", "longitude"),
        *("fatalities", "injuries", "source", "source_url"),
    )
    assert find_columns(names) == dict(zip(fields, names, strict=True))


def test_every_field_s_own_name_is_known() -> None:
    for field in NAMES:
        assert find_columns([field]) == {field: field}


def test_a_column_serves_one_field() -> None:
    found = find_columns(["date", "start date", "end date", "notes", "description"])
    assert sorted(set(found.values())) == sorted(found.values())
    assert found["date_end"] == "end date"


@pytest.mark.parametrize(
    ("word", "sub"),
    [
        ("Air/drone strike", "Air/drone strike"),
        ("drone strike", "Air/drone strike"),
        ("Атака БпЛА", "Air/drone strike"),
        ("авіаудар", "Air/drone strike"),
        ("удар", "Air/drone strike"),
        ("FPV", "Air/drone strike"),
        ("shelling", "Shelling/artillery/missile attack"),
        ("Обстріл", "Shelling/artillery/missile attack"),
        ("ракетний удар", "Shelling/artillery/missile attack"),
        ("артобстрел, ракетный удар", "Shelling/artillery/missile attack"),
        ("missile", "Shelling/artillery/missile attack"),
        ("збито 3 БпЛА", "Disrupted weapons use"),
        ("Drone intercepted", "Disrupted weapons use"),
        ("mine", "Remote explosive/landmine/IED"),
        ("підрив на міні", "Remote explosive/landmine/IED"),
        ("бій", "Armed clash"),
        ("ground assault", "Armed clash"),
        ("mineral water", None),
        ("something", None),
    ],
)
def test_types(word, sub) -> None:
    assert match_type(word) == sub


def test_every_type_of_the_vocabulary_is_itself() -> None:
    for sub in EVENT_TYPE_OF:
        assert match_type(sub.upper()) == sub


def test_unknown_types_are_told() -> None:
    types, notes = read_types(pd.Series(["shelling", "zzz", None], dtype="string"))
    assert types.tolist() == ["Shelling/artillery/missile attack", UNKNOWN_TYPE, UNKNOWN_TYPE]
    assert "'zzz'" in notes[0]


@pytest.mark.parametrize(
    ("model", "sub"),
    [
        *((model, "Air/drone strike") for model in ("Supercam", "Merlin-VR", "Forpost", "Orion")),
        *((model, "Air/drone strike") for model in ("Eleron", "Картограф", "Привет-82", "Скат")),
        *((model, "Air/drone strike") for model in ("Granat-4", "Гранат-4", "Фенікс", "Італмас")),
        *((model, "Shelling/artillery/missile attack") for model in ("X-31P", "Х-59МК2", "KN-23")),
        ("граната", "Grenade"),
        ("кинули гранату", "Grenade"),
        *((model, "Air/drone strike") for model in ("БМ-35", "V2U", "GBU-39", "Drohne", "dron")),
        *(
            (model, "Shelling/artillery/missile attack")
            for model in ("Орешник", "GLSDB", "ТОС/ПТУР")
        ),
        *((model, "Remote explosive/landmine/IED") for model in ("ПТМ-3", "UXO", "ВНП")),
        ("Infantry fighting vehicles", None),
        ("лютий 2024", None),
    ],
)
def test_models_of_drones_and_missiles(model, sub) -> None:
    assert match_type(model) == sub
