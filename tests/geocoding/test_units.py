"""Raions and hromadas by name: the only one of a name is found, one of several never taken."""

from __future__ import annotations

from collections import defaultdict

import pytest

from geo.gazetteer import current, fold, key
from geo.geocoding import geocode


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


@pytest.mark.parametrize("form", ["{}", "{} hromada", "{} territorial hromada", "{} ОТГ"])
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


@pytest.mark.parametrize("text", ["Гвардійське", "Мічурінське", "Narva", "Rechitsa"])
def test_name_of_a_small_place_that_others_have_is_open(text):
    assert geocode(text).status == "ambiguous"


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
