"""Coordinates that stand where a place's name should."""

from __future__ import annotations

import pytest

from geo.gazetteer import clean
from geo.geocoding import geocode
from geo.geocoding.coordinates import COUNTRIES, MIDDLES
from geo.geocoding.written import pair_of
from tests.geocoding.test_invariants import seeded


@pytest.mark.parametrize(
    "text",
    [
        "50°27'N 30°31'E", "50°27′00″N, 30°31′00″E", "N50.45 E30.5167", "50.45 N 30.5167 E",
        "50.45° N, 30.5167° E", "50.4500, 30.5167", "(50.450; 30.517)", "50,4500; 30,5167",
        "lat: 50.45 lon: 30.5167", "50.45 с.ш., 30.5167 в.д.", "50° 27' пн. ш. 30° 31' сх. д.",
    ],
)  # fmt: skip
def test_coordinates_in_any_writing_are_read(text):
    answer = geocode(text)
    assert answer.region == "UA-30", answer
    assert answer.precision == "exact"
    assert answer.lat == pytest.approx(50.45, abs=1e-3)
    assert answer.lon == pytest.approx(30.5167, abs=1e-3)


@pytest.mark.parametrize("text", ["21/03/2022", "12.05 13.06", "50 30", "3.5, 2", "№ 12-13", "10"])
def test_dates_and_numbers_are_no_coordinates(text):
    assert geocode(text).status == "unmatched"


def test_longitude_first_is_left_open():
    answer = geocode("30.5167, 50.4500")
    assert answer.status == "ambiguous"
    assert [candidate.region for candidate in answer.candidates] == ["UA-30"]


def test_letters_tell_a_place_abroad():
    assert geocode("52.23°N 21.01°E").status == "outside"
    assert geocode("33.9°S 18.4°E").status == "outside"
    assert pair_of("40.7°N 74°W") == (40.7, -74.0, True)


@pytest.mark.parametrize(("country", "lat", "lon"), MIDDLES)
def test_the_middle_of_a_country_is_the_country(country, lat, lon):
    answer = geocode(f"{lat:.4f}, {lon:.4f}")
    assert answer.region is None
    assert (answer.precision, answer.place_name) == ("country", COUNTRIES[country])


def test_the_record_s_region_may_contradict():
    assert geocode("50.4500, 30.5167", admin1="Lviv").status == "disagreeing"
    assert geocode("50.4500, 30.5167", admin1="Kyiv City").region == "UA-30"
    assert geocode("50.4500, 30.5167", country="RU").status == "disagreeing"


def test_letters_that_look_alike_are_of_one_alphabet():
    like = str.maketrans("асеіорхАВСЕНІКМОРТХ", "aceiopxABCEHIKMOPTX")
    rng = seeded("alike")
    names = ["Харків", "Суми", "Херсон", "Вовчанськ", "Оріхів", "Мар'їнка"]
    for name in names:
        at = [n for n, letter in enumerate(name) if letter.translate(like) != letter]
        some = set(rng.sample(at, max(1, len(at) // 2)))
        mixed = "".join(x.translate(like) if n in some else x for n, x in enumerate(name))
        assert clean(mixed) == name
        assert geocode(mixed) == geocode(name)
    assert clean("Kyiv і Lviv") == "Kyiv і Lviv"
    assert clean("Т-72 у Kyiv") == "Т-72 у Kyiv"
