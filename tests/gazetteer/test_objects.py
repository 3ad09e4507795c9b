"""Named objects and sectors of the front, by every form of their names."""

from __future__ import annotations

import csv

import pytest

from geo import gazetteer
from geo.gazetteer import key, sector
from geo.gazetteer.folding import fold
from geo.gazetteer.objects import called, read_objects
from geo.regions import DATA, catalogue


@pytest.fixture(scope="module")
def shipped():
    return gazetteer.current()


def names_of(shipped, text):
    return {shipped.columns["name"][row] for row in shipped.named_object(text)}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Рязанский НПЗ", "Ryazan Oil Refinery"),
        ("на Рязанском НПЗ", "Ryazan Oil Refinery"),
        ("Ryazan oil refinery", "Ryazan Oil Refinery"),
        ("Рязанський нафтопереробний завод", "Ryazan Oil Refinery"),
        ("нефтезавод в Рязани", "Ryazan Oil Refinery"),
        ("Saratow refinery", "Saratov Oil Refinery"),
        ("Зміївська ТЕС", "Zmiiv Thermal Power Plant"),
        ("на Зміївській ТЕС", "Zmiiv Thermal Power Plant"),
        ("Zmiivska TPP", "Zmiiv Thermal Power Plant"),
        ("Zmiiv power station", "Zmiiv Thermal Power Plant"),
        ("Trypilska coal power plant", "Trypillia Thermal Power Plant"),
        ("Botievo wind park", "Botievo Wind Farm"),
        ("Запорізька АЕС", "Zaporizhzhia Nuclear Power Plant"),
        ("Zaporizhzhia NPP", "Zaporizhzhia Nuclear Power Plant"),
        ("ЗАЕС", "Zaporizhzhia Nuclear Power Plant"),
        ("Курской АЭС", "Kursk Nuclear Power Plant"),
        ("Engels-2", "Engels-2 Air Base"),
        ("Энгельс-2", "Engels-2 Air Base"),
        ("Engels airbase", "Engels-2 Air Base"),
        ("аэродром в Энгельсе", "Engels-2 Air Base"),
        ("аеродром «Енгельс»", "Engels-2 Air Base"),
        ("Dyagilevo air base", "Dyagilevo Air Base"),
        ("порт Тамань", "Port of Taman"),
        ("Novorossiysk port", "Port of Novorossiysk"),
        ("Крымский мост", "Crimean Bridge"),
        ("Kerch bridge", "Crimean Bridge"),
        ("острів Зміїний", "Snake Island"),
        ("Motor Sich plant", "Motor Sich"),
        ("Azovstal", "Azovstal"),
    ],
)
def test_objects_by_any_form(shipped, text, name):
    assert names_of(shipped, text) == {name}


@pytest.mark.parametrize(
    "text",
    [
        "Ryazan", "Dyagilevo", "Khalino", "Mulino", "Motor Sich", "Beriev", "Saky", "Engels",
        "refinery", "НПЗ", "power station", "airfield", "аеродром", "bridge", "", "Kyiv",
        "Bakhmut refinery", "Bila Tserkva nuclear power plant",
    ],
)  # fmt: skip
def test_what_names_no_object(shipped, text):
    assert not shipped.named_object(text)


def test_every_name_with_a_kind_finds_its_object(shipped):
    start = shipped.kinds.index("object")
    for row, values in enumerate(read_objects(), start=start):
        assert shipped.columns["name"][row] == values["name_en"]
        for name in (values["name_en"], values["name_uk"], values["name_ru"]):
            if called(name).kinds:
                assert row in shipped.named_object(name), name


def test_objects_of_several_kinds_are_told_apart(shipped):
    assert names_of(shipped, "Chornomorsk Port") == {"Chornomorsk Port"}
    assert names_of(shipped, "Chkalovsky airfield") == {"Chkalovsky Air Base"}
    assert len(names_of(shipped, "Zaporizhzhia power plant")) == 2


def test_rows_have_regions_and_only_points_that_were_checked(shipped):
    codes = set(catalogue())
    columns = shipped.columns
    for row, values in enumerate(read_objects(), start=shipped.kinds.index("object")):
        regions = shipped.regions_of(row)
        assert set(regions) <= codes
        assert regions or values["region"] == "outside"
        assert (columns["lat"][row] is None) == (values["point"] == "")
        assert values["source"]
        if columns["lat"][row] is not None:
            assert 40 < columns["lat"][row] < 75 or values["region"] == "outside"


def test_no_object_is_a_settlement_or_counted_as_one(shipped):
    start = shipped.kinds.index("object")
    for index in (shipped.names, shipped.others, shipped.districts):
        assert all(row < start for rows in index.values() for row in rows)


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("Pokrovsk", ("UA-14",)), ("Покровському", ("UA-14",)), ("Куп'янський", ("UA-63", "UA-09")),
        ("Kupyansk", ("UA-63", "UA-09")), ("Лиманском", ("UA-14", "UA-09", "UA-63")),
        ("Північна Таврія", ("UA-23", "UA-65")), ("Nowhere", ()), ("", ()),
    ],
)  # fmt: skip
def test_sectors(text, regions):
    assert sector(text) == regions


def test_a_town_alone_is_no_sector_but_an_area_is():
    assert sector("Pokrovsk", alone=True) == ()
    assert sector("Донбас", alone=True) == ("UA-14", "UA-09")


def test_every_sector_s_names_lead_to_its_regions():
    with (DATA / "sectors.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 80
    for row in rows:
        regions = tuple(row["regions"].split(";"))
        assert set(regions) <= set(catalogue())
        for name in (row["name_en"], row["name_uk"], row["name_ru"]):
            assert sector(name) == regions, name
    assert key(fold(rows[0]["name_en"]))


@pytest.mark.parametrize("owner", ["Лукойл", "Роснефть", "Gazprom", "ДТЕК"])
def test_an_owner_s_name_before_an_object_changes_nothing(shipped, owner):
    for name in ("Рязанский НПЗ", "Zmiiv TPP", "Kstovo refinery"):
        assert shipped.named_object(f"{owner} {name}") == shipped.named_object(name)
