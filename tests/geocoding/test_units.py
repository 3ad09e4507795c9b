"""Raions and hromadas by name: the only one of a name is found, one of several never taken."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict

import pytest

from geo.gazetteer import current, fold, key
from geo.geocoding import geocode
from geo.geocoding.circles import distance_km
from geo.regions import DATA
from tests.geocoding.test_invariants import REVIEW, seeded


def _hromadas() -> dict[str, set[str]]:
    """Return the regions of the hromadas of each name, former names with them."""
    gazetteer = current()
    regions: dict[str, set[str]] = defaultdict(set)
    for row, kind in enumerate(gazetteer.kinds):
        if kind == "community":
            name = gazetteer.columns["name"][row]
            rows = gazetteer.districts[key(fold(name))]
            regions[name] |= {
                str(gazetteer.regions[r]) for r in rows if gazetteer.kinds[r] == "community"
            }
    return regions


HROMADAS = _hromadas()


@pytest.mark.parametrize(
    "form",
    [
        "{}",
        pytest.param("{} hromada", marks=pytest.mark.long),
        pytest.param("{} territorial hromada", marks=pytest.mark.long),
        pytest.param("{} ОТГ", marks=pytest.mark.long),
    ],
)
def test_every_hromada_is_its_own_region_or_open(form):
    wrong, missed = [], []
    for name, regions in HROMADAS.items():
        if name == "Pivdenna":
            continue  # "southern" is no place
        answer = geocode(form.format(name))
        bare = form == "{}"  # an adjective alone may be a town's, a sector's or an oblast's
        sure = answer.score >= 0.8 and (not bare or answer.method == "district")
        if answer.region and answer.region not in regions and sure:
            wrong.append((name, answer.region))
        if len(regions) == 1 and not answer.region and not bare:
            missed.append(name)
    assert not wrong
    assert not missed


def test_most_hromadas_are_found_by_their_adjective_alone():
    alone = [name for name, regions in HROMADAS.items() if len(regions) == 1]
    found = [name for name in alone if geocode(name).region in HROMADAS[name]]
    assert len(found) > 0.97 * len(alone)


@pytest.mark.parametrize(
    ("text", "region", "status"),
    [
        ("Nikopolska", "UA-12", "located"),
        ("Mykolaivska", None, "ambiguous"),  # an oblast, and hromadas of six others
        ("Bratska", None, "ambiguous"),  # Bratsk in the genitive, too
        ("Хмельницький район", "UA-68", "located"),
        ("Хмільницький район", "UA-05", "located"),
        ("Звенигородський район", "UA-71", "located"),
        ("Звенигородский район", None, "ambiguous"),
        ("Шевченківський район", None, "ambiguous"),
    ],
)
def test_units(text, region, status):
    answer = geocode(text)
    assert (answer.region, answer.status) == (region, status)


@pytest.mark.parametrize(
    "text", ["Южне", "Konstantinovka", "Pervomaisk", "Gubarevshchina", "Першотравенськ"]
)
def test_name_that_others_have_or_had_is_not_sure(text):
    assert geocode(text).score < 0.8


def test_crimea_has_hromadas_on_paper_only():
    answer = geocode("Medvedivska hromada")
    assert (answer.region, answer.score < 0.8) == ("UA-71", True)
    assert {candidate.region for candidate in answer.candidates} == {"UA-43", "UA-71"}
    assert geocode("Medvedivska hromada", admin1="Crimea").region == "UA-43"


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("Shevchenkivskyi district of Kyiv", "UA-30"),
        ("Шевченківський район Києва", "UA-30"),
        ("Левобережный район Мариуполя", "UA-14"),
        ("Donetsk's Kirov district", "UA-14"),
        ("in Donetsk Region's Kodema village", "UA-14"),
        ("near the village. Spartak, Yasynuvata district, Donetsk region", "UA-14"),
        ("Dolina, Sloviansk district, Donetsk region", "UA-14"),  # Nikopol was Sloviansk once
        ("Odesa'da", "UA-51"),
    ],
)
def test_part_of_a_place_that_the_text_names(text, region):
    answer = geocode(text)
    assert (answer.region, answer.status, answer.score >= 0.9) == (region, "located", True)


def test_town_and_the_hromada_of_its_name_are_one_region():
    answer = geocode("м. Краснопілля та Краснопільська територіальна громада")
    assert (answer.region, answer.status) == ("UA-59", "located")


def test_namesakes_of_one_hromada_have_its_circle():
    gazetteer = current()
    rows = defaultdict(list)
    for name, settlements in gazetteer.names.items():
        homes = {gazetteer.community(row) for row in settlements}
        if len(settlements) == 2 and len(homes) == 1 and None not in homes:
            rows[name] = settlements
    seen = 0
    for one, other in list(rows.values())[:300]:
        answer = geocode(gazetteer.columns["name"][one], country="UA")
        if answer.precision == "hromada" and answer.note.startswith("2 settlements"):
            circle = gazetteer.circle(gazetteer.community(other))
            assert (answer.lat, answer.lon, answer.radius_km) == circle
            seen += 1
    assert seen


@pytest.mark.parametrize("text", ["Гвардійське", "Мічурінське", "Rechitsa"])
def test_name_of_a_small_place_that_others_have_is_open(text):
    assert geocode(text).status == "ambiguous"


def test_former_name_is_not_the_place_elsewhere_that_has_it_today():
    gazetteer = current()
    rows = {code: row for row, code in enumerate(gazetteer.columns["katottg"]) if code}
    with (DATA / "former_names.csv").open(encoding="utf-8", newline="") as file:
        former = [(row["name"], rows.get(int(row["code"][2:]))) for row in csv.DictReader(file)]
    former = [(name, row) for name, row in former if row and gazetteer.kinds[row] != "community"]
    answers = [(geocode(name), gazetteer.regions[row]) for name, row in former]
    elsewhere = [a for a, region in answers if a.region and a.region != region]
    assert len(elsewhere) < 0.03 * len(answers)
    assert sum(a.region == region for a, region in answers) > 0.4 * len(answers)


def test_raion_that_was_is_not_surely_the_hromada_that_had_its_name():
    assert geocode("Першотравневий район").score < 0.8


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("during the storming of the Saur-Mogila hill", "UA-14"),
        ("old terminal of the Donetsk airport", "UA-14"),
        ("о. Зміїний", "UA-51"),
    ],
)
def test_object_that_a_sentence_names(text, region):
    assert geocode(text).region == region


def test_city_abroad_of_a_small_namesake():
    assert geocode("Mogilev").status == "outside"


def rows_of(kind):
    gazetteer = current()
    return [row for row, own in enumerate(gazetteer.kinds) if own == kind]


def test_a_raion_by_the_noun_of_its_adjective_is_itself_or_open():
    gazetteer, located = current(), 0
    for row in rows_of("raion"):
        name = gazetteer.columns["name"][row]
        if not name.endswith("skyi") or len(name) < len("Kalmiuskyi") - 1:
            continue
        answer = geocode(f"{name.removesuffix('skyi')} raion")
        assert answer.region == gazetteer.regions[row] or answer.status in REVIEW, name
        located += answer.status == "located"
    assert located >= 75


@pytest.mark.parametrize("text", ["Kryvyi Rih raion", "Bila Tserkva district"])
def test_a_raion_of_a_name_of_two_words_is_one_name(text):
    beside = geocode(f"Vesele, {text}")
    assert geocode(text).region == beside.region
    assert geocode(f"Qwrtzak, {text}").region == beside.region


@pytest.mark.parametrize(
    ("seat", "words"),
    [
        ("city", ("urban hromada", "miska hromada")),
        ("settlement", ("selyshchna hromada", "settlement hromada")),
        ("village", ("rural hromada", "silska terytorialna hromada")),
    ],
)
def test_what_the_seat_is_narrows_hromadas_of_one_name(seat, words):
    gazetteer = current()
    columns = gazetteer.columns
    rows = [
        row
        for row in rows_of("community")
        if columns["seat"][row] == seat and gazetteer.regions[row] not in {"UA-43", "UA-40"}
    ]
    named = Counter(columns["name"][row] for row in rows_of("community"))
    decided = 0
    for row in seeded(seat).sample(rows, 150):
        name = columns["name"][row]
        alone = len({gazetteer.regions[r] for r in rows if columns["name"][r] == name}) == 1
        for word in words:
            answer = geocode(f"{name} {word}")
            found = answer.region == gazetteer.regions[row]
            assert found or answer.status in REVIEW or not alone, (name, word, answer.region)
            decided += found and named[name] > 1
    assert decided


def test_a_raion_that_was_is_not_a_hromada_that_was_called_otherwise_then():
    assert geocode("Shakhtarskyi district").region == "UA-14"
    assert geocode("Shakhtarska hromada").status == "ambiguous"


def test_a_district_in_russian_spelling_is_less_sure():
    assert geocode("Kakhovskyi raion").score >= 0.95
    assert geocode("Pokrovskyi raion").score < 0.8  # two regions had one until 2020
    assert geocode("Pokrovsky district").score < 0.9
    assert geocode("Kamensky district").status == "ambiguous"


def test_namesakes_of_one_region_that_are_near_each_other_are_one_circle():
    gazetteer, circles = current(), 0
    columns = gazetteer.columns
    named = defaultdict(list)
    for row in rows_of("register"):
        named[gazetteer.regions[row], columns["name"][row]].append(row)
    several = [rows for rows in named.values() if len(rows) == 2]
    for rows in seeded("circles").sample(several, 150):
        answer = geocode(columns["name"][rows[0]], admin1=gazetteer.regions[rows[0]])
        if answer.radius_km is None or answer.lat is None:
            continue
        circles += 1
        for row in rows:
            lat, lon, own = gazetteer.circle(row)
            assert distance_km(answer.lat, answer.lon, lat, lon) + own <= answer.radius_km + 1
    assert circles


def test_a_city_district_in_russian_spelling_is_less_sure():
    assert geocode("Livoberezhnyi district").score == pytest.approx(0.8)
    assert geocode("Levoberezhnyy Rayon").score < 0.8
    assert geocode("Levoberezhnyy Rayon, Mariupol").region == "UA-14"


@pytest.mark.parametrize(
    ("place", "admin2", "region"),
    [
        ("Kyiv", "Kyiv", "UA-30"),
        ("Podilskyi", "Kyiv", "UA-30"),
        ("Obolon", "Kyiv City", "UA-30"),
        ("Irpin", "Kyiv region", "UA-32"),
        ("Kyivskyi", "Kharkiv", "UA-63"),
        ("Oleksandriia", "Oleksandriia", "UA-35"),
    ],
)
def test_a_city_as_second_level_unit_is_itself(place, admin2, region):
    answer = geocode(place, admin2=admin2)
    assert (answer.region, answer.status) == (region, "located")
