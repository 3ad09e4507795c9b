"""Choosing among namesakes: what makes a place likelier, and what keeps from choosing."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from geo.gazetteer import Gazetteer, current, fold, key
from geo.gazetteer.file import load
from geo.gazetteer.front import add_front_distances
from geo.gazetteer.rows import blank
from geo.geocoding import geocode
from geo.geocoding.likelihood import weights_of

PEOPLE = st.integers(10, 1_000_000)
KM = st.integers(0, 8000)


def weights(*places: tuple[str, int, int | None]) -> list[float]:
    """Weights of places by country, people and distance to the front."""
    countries, people, away = (list(column) for column in zip(*places, strict=True))
    return weights_of(
        Gazetteer(
            path=Path(),
            version="",
            columns={
                "kind": [], "region": [], "population": people, "country": countries,
                "front_km": away,
            },
        )
    )  # fmt: skip


@given(st.sampled_from(["UA", "RU"]), PEOPLE, PEOPLE, KM, KM)
def test_more_people_and_less_distance_are_likelier(country, few, many, near, far):
    few, many, near, far = min(few, many), max(few, many), min(near, far), max(near, far)
    likeliest, farther, smaller = weights(
        (country, many, near), (country, many, far), (country, few, near)
    )
    assert likeliest >= farther > 0
    assert likeliest >= smaller > 0


def test_distance_counts_for_more_in_russia():
    in_ukraine, far_there, in_russia, far_away = weights(
        ("UA", 5000, 20), ("UA", 5000, 600), ("RU", 5000, 20), ("RU", 5000, 600)
    )
    assert in_ukraine / far_there < 20
    assert in_russia / far_away > 100


def test_what_is_not_known_is_a_village_somewhere():
    unknown, village, hamlet = weights(("UA", 0, None), ("UA", 400, 150), ("UA", 10, 150))
    assert unknown == village > hamlet


def test_villages_of_one_region_count_together():
    gazetteer = load()
    weigh = weights_of(gazetteer)
    rows = [row for row in gazetteer.names["nagolnoe"] if gazetteer.countries[row] == "RU"]
    best, *rest = sorted(rows, key=lambda row: -weigh[row])
    abroad = [row for row in rest if gazetteer.regions[row] != gazetteer.regions[best]]
    assert weigh[best] < 3 * sum(weigh[row] for row in abroad)
    answer = geocode("Nagolnoe", country="RU")
    assert answer.region == gazetteer.regions[best] == "RU-BEL"
    assert answer.score < 0.6
    assert geocode("Nagolnoe").status == "ambiguous"  # Ukraine's may be meant as well


def test_a_large_town_is_meant_by_its_bare_name():
    assert geocode("Kirov").region == "RU-KIR"
    assert geocode("Oleksandriia").region == "UA-35"


def test_a_former_name_that_a_large_town_has_today_decides_nothing():
    answer = geocode("Dzerzhinsk")
    assert answer.status == "ambiguous"
    assert {"UA-14", "RU-NIZ"} <= {candidate.region for candidate in answer.candidates}
    assert geocode("Dzerzhinsk", country="UA").region == "UA-14"


def test_villages_without_coordinates_are_as_far_as_their_community():
    def row(kind: str, lat: float | None, code: int):
        return blank(
            kind=kind, country="UA", region="UA-63", lat=lat, lon=None if lat is None else 36.5,
            katottg=code * 10**10,
        )  # fmt: skip

    near, far = row("settlement", 50.2, 6308001), row("settlement", 49.2, 6308002)
    rows = [near, far, *(row("register", None, 6308000 + n) for n in (1, 2, 3))]
    alone = row("register", None, 6310001)
    add_front_distances([*rows, alone])
    distances = [place["front_km"] for place in rows]
    assert distances[2:4] == distances[:2]
    assert distances[0] < distances[1] == distances[4]  # an unknown community: the raion's middle
    assert alone["front_km"] is None


def test_a_place_by_an_earlier_front_is_near_the_war():
    def row(lat: float, lon: float, country: str = "UA"):
        return blank(kind="settlement", country=country, lat=lat, lon=lon)

    # Stanytsia Luhanska, by the line until 2022; Bilohorivka, by the one of today; Starobilsk
    rows = [row(48.65, 39.47), row(48.93, 38.25), row(49.28, 38.91), row(48.65, 39.47, "RU")]
    add_front_distances(rows)
    contact, today, between, abroad = (place["front_km"] for place in rows)
    assert max(contact, today) < 15 < between < abroad


def test_a_rare_spelling_is_no_surer_than_the_name_that_others_have():
    gazetteer = current()
    people, columns = gazetteer.populations, gazetteer.columns
    towns = [
        row
        for row, kind in enumerate(gazetteer.kinds)
        if kind == "settlement"
        and columns["country"][row] == "UA"
        and 3_000 <= people[row] < 100_000
        and len(gazetteer.names.get(key(fold(columns["name"][row])), ())) > 2
    ]
    compared = 0
    for row in towns:
        usual = geocode(columns["name"][row])
        for spelling in gazetteer.spellings(row)[:6]:
            rare = geocode(spelling.capitalize())  # in lower case it may be any word
            if gazetteer.names.get(spelling) == [row] and rare.method == "name":
                compared += 1
                assert rare.score <= max(0.85, usual.score, 0.97 * (usual.score >= 0.97)), spelling
    assert compared > 50


def test_a_small_town_with_namesakes_is_not_sure():
    assert geocode("Korolevo").score < 0.9
    assert geocode("Zhytomyr").score >= 0.95


def test_a_byname_that_villages_of_the_other_country_have_is_not_sure():
    assert 0.8 <= geocode("Kuban").score < 0.9
    assert geocode("Kuban region").score >= 0.95
    assert geocode("Крим").score >= 0.95
