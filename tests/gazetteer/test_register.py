"""Raions, hromadas and codes of Ukraine's register, and circles for places without a point."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from geo import gazetteer
from geo.gazetteer import fold, key
from geo.gazetteer.register import HROMADA, add_circles, assign, code_of_number, digits_of_code
from geo.gazetteer.rows import blank
from geo.gazetteer.russian import russian
from geo.regions import DATA


@pytest.fixture(scope="module")
def shipped():
    return gazetteer.current()


def rows_of(shipped, kind):
    return [row for row, own in enumerate(shipped.kinds) if own == kind]


@pytest.mark.parametrize(
    ("text", "kind", "name", "region"),
    [
        ("UA63080000000032022", "raion", "Kupianskyi", "UA-63"),
        ("UA6308", "raion", "Kupianskyi", "UA-63"),
        ("ua0102", "raion", "Bakhchysaraiskyi", "UA-43"),
        ("UA1402001", "community", "Bakhmutska", "UA-14"),
        ("UA14020010010059145", "settlement", "Bakhmut", "UA-14"),
    ],
)
def test_codes_name_units(shipped, text, kind, name, region):
    row = shipped.unit(text)
    assert (shipped.kinds[row], shipped.columns["name"][row]) == (kind, name)
    assert shipped.regions[row] == region


@pytest.mark.parametrize("text", ["UA63", "UA6399", "UA63080000000032021", "6308", "Kyiv", ""])
def test_what_is_no_unit_s_code(shipped, text):
    assert shipped.unit(text) is None


def test_every_unit_is_found_by_its_codes(shipped):
    for kind, length in (("raion", 6), ("community", 9)):
        for row in rows_of(shipped, kind):
            assert shipped.unit(shipped.code(row)) == row
            assert shipped.unit(shipped.p_code(row)) == row
            assert len(shipped.p_code(row)) == length


def test_settlements_belong_to_units_of_their_region(shipped):
    with_code = 0
    for row in range(len(shipped.kinds)):
        if shipped.kinds[row] in {"settlement", "register"} and shipped.code(row):
            with_code += 1
            for unit in (shipped.community(row), shipped.raion(row)):
                assert unit is None or shipped.regions[unit] == shipped.regions[row]
            assert shipped.unit(shipped.code(row)) == row
    assert with_code > 29_000


def test_no_code_stands_twice(shipped):
    codes = [code for code in shipped.columns["katottg"] if code]
    assert len(codes) == len(set(codes))
    assert code_of_number(digits_of_code("UA01020000000022387")) == "UA01020000000022387"


@pytest.mark.parametrize(
    ("text", "name", "region"),
    [
        ("Izium", "Iziumskyi", "UA-63"), ("Изюмский", "Iziumskyi", "UA-63"),
        ("Svatove", "Svativskyi", "UA-09"), ("Сватовский", "Svativskyi", "UA-09"),
        ("Buchanska", "Buchanska", "UA-32"), ("Bakhchysaraiska", "Bakhchysaraiska", "UA-43"),
        ("Aromatnenska", "Aromatnenska", "UA-43"), ("Бучацька", "Buchatska", "UA-61"),
        ("Balakliia", "Balakliiska", "UA-63"), ("Великобурлуцька", "Velykoburlutska", "UA-63"),
        ("Володимир-Волинський", "Volodymyrskyi", "UA-07"),
    ],
)  # fmt: skip
def test_units_by_adjective_and_seat(shipped, text, name, region):
    rows = shipped.districts[key(fold(text))]
    assert (name, region) in {(shipped.columns["name"][r], shipped.regions[r]) for r in rows}


def test_every_unit_is_found_by_its_adjective_and_its_stem(shipped):
    for kind in ("raion", "community"):
        for row in rows_of(shipped, kind):
            assert row in shipped.districts[key(fold(shipped.columns["name"][row]))]


def test_former_names_lead_to_the_place(shipped):
    with (DATA / "former_names.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    missing = []
    for row in rows:
        place = shipped.unit(row["code"])
        index = shipped.districts if shipped.kinds[place] in {"raion", "community"} else None
        own = key(fold(row["name"]))
        if shipped.kinds[place] in {"settlement", "register"}:
            found = shipped.names.get(own, []) + shipped.others.get(own, [])
        else:
            found = (index or shipped.districts).get(own, [])
        if place not in found:
            missing.append(row["name"])
    assert not missing


def test_a_place_without_a_point_has_a_circle_around_its_hromada(shipped):
    columns = shipped.columns
    without = []
    for row in rows_of(shipped, "register"):
        assert columns["lat"][row] is None
        if shipped.circle(row) is None:
            without.append(columns["name"][row])
    assert without == ["Prypiat"]  # it belongs to no raion
    radii = [columns["radius_km"][row] for row in rows_of(shipped, "community")]
    assert 10 < float(np.median(radii)) < 25
    bakhmut = next(r for r in shipped.names["bakhmut"] if columns["radius_km"][r] is None)
    lat, lon, radius = shipped.circle(bakhmut)
    assert abs(lat - columns["lat"][bakhmut]) * 111 < radius
    assert abs(lon - columns["lon"][bakhmut]) * 74 < radius


def test_circles_hold_what_they_say():
    rng = np.random.default_rng(19)
    rows = []
    for hromada in range(6308001, 6308201):
        rows.append(blank(kind="community", country="UA", katottg=hromada * HROMADA))
        rows += [
            blank(
                kind="settlement", country="UA", katottg=hromada * HROMADA + 10**7 * n,
                lat=49 + hromada % 50 / 10 + float(rng.normal(0, 0.05)),
                lon=36 + float(rng.normal(0, 0.07)),
            )
            for n in range(1, 6)
        ]  # fmt: skip
    shares = add_circles(rows)
    assert shares["points"] == 1000
    assert 0.9 <= shares["circle"] <= 0.95
    assert shares["25 km"] == 1
    assert all(row["radius_km"] for row in rows if row["kind"] == "community")


def test_namesakes_are_told_by_their_hromada():
    def entry(code: int):
        return {"region": "UA-63", "katottg": code, "keys": {"ivanivka"}}

    here, there = 63080010000000001, 63100020000000002
    centres = {here // HROMADA: (49.0, 36.0), there // HROMADA: (50.0, 37.0)}
    near = blank(country="UA", region="UA-63", lat=49.05, lon=36.05, keys={"ivanivka"}, id=1)
    between = blank(country="UA", region="UA-63", lat=49.5, lon=36.5, keys={"ivanivka"}, id=2)
    assign([near, between], [entry(here), entry(there)], centres)
    assert near["katottg"] == here
    assert between["katottg"] == 0


#: Ukrainian names and how Russian spells them.
RUSSIAN = """
    Миколаївка = Николаевка; Іванівка = Ивановка; Андріївка = Андреевка; Петропавлівське =
    Петропавловское; Нова Кам'янка = Новая Каменка; Біле = Белое; Великі Млини = Великие Млини;
    Підлісся = Подлесье; Григорівка = Григоровка; Старий Салтів = Старый Салтов; Оріхів = Орехов;
    Слов'янка = Славянка; Куп'янськ = Купянск; Мар'їнка = Марьинка; Зелений Гай = Зеленый Гай;
    Новоолександрівка = Новоалександровка; Верхньоторецьке = Верхнеторецкое
"""


@pytest.mark.parametrize(
    ("ukrainian", "spelled"),
    [p.strip().split(" = ") for p in " ".join(RUSSIAN.split()).split(";")],
)
def test_russian_spelling_by_rule(ukrainian, spelled):
    assert key(fold(russian(ukrainian)[0])) == key(fold(spelled))


def test_russian_names_of_register_villages_are_found(shipped):
    for name in ("Ивановка", "Новая Каменка", "Зеленый Гай"):
        kinds = {shipped.kinds[row] for row in shipped.names[key(fold(name))]}
        assert "register" in kinds


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Кривому Розі", "Kryvyi Rih"), ("Кривого Рогу", "Kryvyi Rih"),
        ("Часовому Яру", "Chasiv Yar"), ("Часовым Яром", "Chasiv Yar"),
        ("Білою Церквою", "Bila Tserkva"), ("Голої Пристані", "Hola Prystan"),
        ("Великій Новосілці", "Velyka Novosilka"),
    ],
)  # fmt: skip
def test_names_of_several_words_in_other_cases(shipped, text, name):
    rows = shipped.others[key(fold(text))]
    assert name in {shipped.columns["name"][row] for row in rows}
