"""Texts taken apart: what is a place of its own, and what qualifies one."""

from __future__ import annotations

import pytest

from geo.gazetteer import current, region_names
from geo.geocoding import geocode
from geo.geocoding.lexicon import Lexicon
from geo.geocoding.lists import read


@pytest.mark.parametrize(
    ("text", "shape", "items", "context"),
    [
        ("Bryansk, Kursk and Oryol regions", "list", ["bryansk", "kursk", "oryol"], []),
        ("Gatne, near Kyiv", "one", ["gatne"], ["kyiv"]),
        ("Semihatka/Henichesk", "either", ["semihatka", "henichesk"], []),
        ("between Kupiansk and Svatove", "between", ["kupiansk", "svatove"], []),
        ("Bezymenne (Donetsk region)", "one", ["bezymenne"], ["donetsk"]),
        ("Kyiv (Podil) and Kharkiv", "list", ["kyiv", "kharkiv"], []),
        ("Kharkiv and nearby", "one", ["kharkiv"], []),
        ("Gatne, Kyiv", "pair", ["gatne"], ["kyiv"]),
    ],
)
def test_texts_are_taken_apart(text, shape, items, context):
    reading = read(text, Lexicon(current(), region_names()))
    assert reading.shape == shape
    named = [item.core for part in reading.parts or (reading,) for item in part.items]
    assert named == items
    assert [item.core for item in reading.context] == context


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("Kyiv and Kyiv Oblast", "UA-30 UA-32"),
        ("Moscow, Moscow Oblast, Tula Oblast", "RU-MOW RU-MOS RU-TUL"),
        ("Київ і область", "UA-30 UA-32"),
        ("Київ, Київська, Черкаська та Полтавська області", "UA-30 UA-32 UA-71 UA-53"),
        ("Sumy, Kharkiv and Chernihiv oblasts", "UA-59 UA-63 UA-74"),
        ("regions of Sumy, Kharkiv and Leningrad", "UA-59 UA-63 RU-LEN"),
        ("над территориями Брянской, Курской и Белгородской областей", "RU-BRY RU-KRS RU-BEL"),
        ("Izium, Kharkiv Oblast; Kramatorsk, Donetsk Oblast", "UA-63 UA-14"),
        ("Izium (Kharkiv Oblast), Kramatorsk (Donetsk Oblast)", "UA-63 UA-14"),
        ("Odesa, Odesa Oblast, Mykolaiv Oblast", "UA-51 UA-48"),
        ("Kherson and Mykolaiv, as well as Odesa", "UA-65 UA-48 UA-51"),
        ("Belgorod - 12, Kursk - 8", "RU-BEL RU-KRS"),
        ("kursk|belgorod|crimea", "RU-KRS RU-BEL UA-43"),
        ("Kyiv, Odesa", "UA-30 UA-51"),
        ("Mykolaiv, Lviv", "UA-48 UA-46"),
        ("Донецька, Полтавська, Сумська", "UA-14 UA-53 UA-59"),
        ("Odesa and other cities", "UA-51"),
        ("Одеса та інші", "UA-51"),
        ("Primorsko-Akhtarsk and Hvardiiske, Crimea", "RU-KDA UA-43"),
        ("Kyiv\nKharkiv\n• Sumy", "UA-30 UA-63 UA-59"),
        ("Ust-Luga, Leningrad Oblast", "RU-LEN"),
        ("Полтавская, Краснодарский край", "RU-KDA"),
        ("Donetsk, Rostov Oblast", "RU-ROS"),
        ("Uman, Cherkasy Oblast", "UA-71"),
        ("Сумська, Хмельницька", "UA-59 UA-68"),
        ("Kharkiv Oblast, Izium", "UA-63"),
    ],
)
def test_every_region_comes_out_once(text, regions):
    answer = geocode(text)
    assert answer.status == "located"
    assert (answer.region or "").split(";") == regions.split()


def test_a_list_with_an_unknown_place_is_in_review():
    answer = geocode("Kharkiv, Sumy and Qwertynivka")
    assert (answer.status, answer.region) == ("unmatched", None)
    assert [part.region for part in answer.parts] == ["UA-63", "UA-59", None]


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("Provallia, Sverdlovsk region, Luhansk region", "UA-09"),
        ("near the village. Provalie, Sverdlovsk region, Luhansk region.", "UA-09"),
        ("Sverdlovsk region, Luhansk region", "RU-SVE;UA-09"),
        ("Izium, Kharkiv region, Luhansk region", "UA-63;UA-09"),
        ("Kharkiv, Sverdlovsk region, Luhansk region", "UA-63;RU-SVE;UA-09"),
    ],
)
def test_a_raion_that_is_called_region_is_no_region(text, region):
    assert geocode(text).region == region


def test_a_land_before_places_in_it_is_where_they_are():
    answer = geocode("in Donbas; at Pisky, Donetsk Oblast")
    assert answer.region == "UA-14"
    assert answer.score < 0.9
    assert geocode("Pisky, Donetsk Oblast; Donbas").region == "UA-14;UA-09"
    assert geocode("Donbas and Kharkiv").region == "UA-14;UA-09;UA-63"
    assert geocode("Donbas; Luhansk Oblast").region == "UA-14;UA-09"
