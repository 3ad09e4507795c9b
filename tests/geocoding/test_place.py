"""The geocoder on places of our own choosing, by category, and its rules one by one."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import schema
from geo.errors import InputError
from geo.geocoding import COLUMNS, Columns, Corrections, geocode, geocode_rows, load_corrections
from geo.geocoding.place import expand
from geo.geocoding.table import geocode_frame
from geo.regions import catalogue
from tests.examples import examples

if TYPE_CHECKING:
    from geo.geocoding import Answer

PLACES = Path(__file__).with_name("places.csv")


def by_category() -> dict[str, list[dict[str, str]]]:
    categories: dict[str, list[dict[str, str]]] = defaultdict(list)
    with PLACES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            categories[row["category"]].append(row)
    return categories


CATEGORIES = by_category()


def ask(row: dict[str, str]) -> Answer:
    siblings = [place for place in row["siblings"].split(";") if place]
    return geocode(
        row["place"],
        country=row["country"] or None,
        admin1=row["admin1"] or None,
        siblings=siblings,
    )


def test_enough_places_of_our_own():
    assert sum(map(len, CATEGORIES.values())) >= 300


@pytest.mark.parametrize("category", CATEGORIES)
def test_places(category):
    wrong = []
    for row in CATEGORIES[category]:
        answer = ask(row)
        regions = set((answer.region or "").split(";"))
        right = (
            regions == set(row["region"].split(";"))
            and answer.status == row["status"]
            and row["precision"] in {"", answer.precision}
        )
        if not right:
            wrong.append(
                f"{row['place']}: {answer.region} {answer.status} {answer.precision} "
                f"{answer.place_name}, expected {row['region']} {row['status']} {row['precision']}"
            )
    assert not wrong, f"{category}:\n" + "\n".join(wrong)


def test_a_region_has_no_pin():
    for place in ("Kharkiv Oblast", "Qwertynivka, Sumy Oblast", "Donbas", "Chuhuiv raion"):
        for part in expand(geocode(place)):
            assert part.region
            assert part.lat is None
            assert part.lon is None


def test_a_settlement_has_its_point():
    answer = geocode("Zolochiv, Kharkiv Oblast")
    assert answer.precision == "settlement"
    assert answer.lat == pytest.approx(50.27, abs=0.05)
    assert answer.lon == pytest.approx(35.98, abs=0.05)


def test_a_contradiction_names_both_sides():
    answer = geocode("Kharkiv, Sumy Oblast")
    assert answer.status == "disagreeing"
    assert {c.region for c in answer.candidates} == {"UA-63", "UA-59"}
    assert "contradicts" in answer.note


def test_ambiguity_lists_candidates():
    answer = geocode("Zolochiv")
    assert answer.region is None
    assert {c.region for c in answer.candidates} >= {"UA-63", "UA-46"}


def test_unmatched_suggests_near_spellings():
    answer = geocode("Kramatovorsk")
    assert answer.region is None or answer.score < 0.9
    assert any("Kramatorsk" in c.place_name for c in answer.candidates) or answer.region == "UA-14"


@pytest.mark.parametrize(
    ("lat", "lon", "status", "region"),
    [
        (49.99, 36.23, "located", "UA-63"),
        (50.90, 34.80, "disagreeing", None),
        (0.0, 0.0, "located", "UA-63"),
        (float("nan"), 36.0, "located", "UA-63"),
        (123.0, 36.0, "located", "UA-63"),
    ],
)
def test_coordinates_against_the_name(lat, lon, status, region):
    answer = geocode("Kharkiv", lat=lat, lon=lon)
    assert (answer.status, answer.region) == (status, region)


def test_coordinates_choose_among_namesakes():
    near_kharkiv = geocode("Zolochiv", lat=50.28, lon=35.98)
    near_lviv = geocode("Zolochiv", lat=49.81, lon=24.90)
    assert (near_kharkiv.region, near_lviv.region) == ("UA-63", "UA-46")
    assert near_kharkiv.precision == "exact"


def test_coordinates_locate_an_unknown_name():
    answer = geocode("Qwertynivka", lat=50.0, lon=36.2)
    assert (answer.region, answer.precision, answer.method) == ("UA-63", "exact", "coordinates")


def test_coordinates_at_sea_and_a_town_disagree():
    assert geocode("Kharkiv", lat=43.5, lon=34.0).status == "disagreeing"
    assert geocode("", lat=43.5, lon=34.0).status == "outside"


def test_a_region_far_from_the_coordinates_disagrees():
    assert geocode("Lviv Oblast", lat=50.0, lon=36.2).status == "disagreeing"
    assert geocode("Kharkiv Oblast", lat=50.0, lon=36.2).region == "UA-63"


@pytest.mark.parametrize(
    ("place", "admin1", "region", "precision"),
    [
        ("Moscow", "RU-MOS", "RU-MOS", "region"),
        ("Moscow", "RU-MOW", "RU-MOW", "settlement"),
        ("Kyiv", "UA-32", "UA-32", "region"),
        ("Київ", "Київська область", "UA-32", "region"),
        ("Kyiv", "UA-30", "UA-30", "settlement"),
        ("St Petersburg", "RU-LEN", "RU-LEN", "region"),
        ("Kyiv, Kyiv Oblast", None, "UA-32", "region"),
        ("Sevastopol", "Crimea", "UA-40", "settlement"),
        ("Sevastopol, Crimea", None, "UA-40", "settlement"),
        ("Kyiv", "UA-48", "UA-48", "hromada"),
        ("м. Київ", "UA-32", None, "none"),
        ("Kharkiv", "UA-32", None, "none"),
        ("Gatchina", "RU-SPE", None, "none"),
    ],
)
def test_a_region_beside_a_name_decides_unless_a_large_town_contradicts(
    place, admin1, region, precision
):
    answer = geocode(place, admin1=admin1)
    assert (answer.region, answer.precision) == (region, precision)
    assert answer.status == ("located" if region else "disagreeing")


def test_a_bare_name_of_city_and_region_is_not_certain():
    for place in ("Kyiv", "Moscow", "Kyiv, Ukraine"):
        assert 0.8 <= geocode(place).score < 0.9
    for place in ("Kyiv city", "м. Київ", "г. Москва", "Saint Petersburg", "Kharkiv"):
        assert geocode(place).score >= 0.9
    assert geocode("Kyiv", admin1="UA-30").score >= 0.9
    assert geocode("Kyiv", lat=50.45, lon=30.52).score >= 0.9


def test_a_nickname_of_several_regions_is_not_certain():
    assert geocode("Donbas").region == "UA-14;UA-09"
    assert geocode("Donbas region").region == "UA-14;UA-09"
    assert geocode("Donbas").score <= 0.85
    assert geocode("Donbas", admin1="UA-14").score >= 0.9
    assert geocode("Donetsk and Luhansk oblasts").score >= 0.9


def test_siblings_make_a_bare_capital_a_region():
    alone = geocode("Bryansk")
    beside = geocode("Bryansk", siblings=["Rostov region", "Kursk", "Oryol"])
    assert (alone.precision, beside.precision) == ("settlement", "region")
    assert beside.lat is None


def answers_are_sound(answer: Answer) -> None:
    assert answer.precision in {*schema.PRECISIONS, "hromada"}
    assert (answer.radius_km is not None) == (answer.precision == "hromada")
    assert answer.status in schema.STATUSES
    assert 0 <= answer.score <= 1
    assert (answer.lat is None) == (answer.lon is None)
    if answer.lat is not None:
        assert answer.precision in {*schema.POINT_PRECISIONS, "outside", "hromada"}
    if answer.precision in schema.POINT_PRECISIONS:
        assert answer.lat is not None
    if answer.status in {"ambiguous", "unmatched"} and not answer.parts:
        assert answer.region is None
    for code in (answer.region or "").split(";"):
        assert not code or code in catalogue()


@examples(300)
@given(st.text(max_size=60))
def test_no_text_raises(text):
    answers_are_sound(geocode(text))


WORDS = st.sampled_from(
    [
        "Kyiv",
        "Kharkiv",
        "region",
        "oblast",
        "near",
        "and",
        ",",
        "(",
        ")",
        "/",
        "between",
        "in",
        "область",
        "район",
        "м.",
        "с.",
        "Zolochiv",
        "Сумська",
        "Україна",
        "Belgorod",
        "Republic",
        "of",
        "south",
        "-",
        "–",
        "і",
        "та",
        "Qwerty",
        "Black",
        "Sea",
    ]
)


@examples(300)
@given(st.lists(WORDS, max_size=9).map(" ".join))
def test_no_combination_of_words_raises(text):
    answers_are_sound(geocode(text))


@examples(50)
@given(st.floats(), st.floats())
def test_no_coordinates_raise(lat, lon):
    answers_are_sound(geocode("Kharkiv", lat=lat, lon=lon))


def test_huge_text_is_quick():
    assert geocode("Kharkiv " * 200_000).status in schema.STATUSES


def incident_table() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": ["a", "a", "a", "b", "c", "d", "d"],
            "place": [
                "Rostov region", "Bryansk", "Kursk", "Bryansk", "Kharkiv and Sumy oblasts",
                "Zolochiv", "Vovchansk",
            ],
        },
        index=[10, 20, 30, 40, 50, 60, 70],
    )  # fmt: skip


def test_frame_keeps_rows_and_index():
    table = incident_table()
    result = geocode_frame(table, Columns("place"))
    assert list(result.columns) == list(COLUMNS)
    assert result.index.equals(table.index)
    assert result["region"].tolist()[:4] == ["RU-ROS", "RU-BRY", "RU-KRS", "RU-BRY"]
    assert result["region"].iloc[4] == "UA-63;UA-59"
    assert result["region_name"].iloc[4] == "Kharkiv Oblast; Sumy Oblast"
    assert result["latitude"].dtype == np.float64


def test_frame_uses_the_incident():
    result = geocode_frame(incident_table(), Columns(place="place", incident="id"))
    assert result["precision"].tolist()[:4] == ["region", "region", "region", "settlement"]
    assert result["region"].iloc[5] == "UA-63"


def test_rows_expand_lists():
    result = geocode_rows(incident_table(), Columns("place"))
    assert result["row"].tolist() == [0, 1, 2, 3, 4, 4, 5, 6]
    assert result["region"].iloc[4:6].tolist() == ["UA-63", "UA-59"]


def test_frame_of_no_rows_and_of_blanks():
    empty = pd.DataFrame({"place": pd.Series([], dtype="str")})
    assert geocode_frame(empty, Columns("place")).empty
    assert geocode_rows(empty, Columns("place")).empty
    blank = pd.DataFrame({"place": [None, "", "Kyiv", float("nan")]})
    result = geocode_frame(blank, Columns("place"))
    assert result["status"].tolist() == ["unmatched", "unmatched", "located", "unmatched"]


def test_frame_and_single_place_agree():
    rows = [r for category in CATEGORIES.values() for r in category if not r["siblings"]]
    table = pd.DataFrame(rows)
    result = geocode_frame(table, Columns(place="place", country="country", admin1="admin1"))
    for row, region in zip(rows, result["region"], strict=True):
        assert ask(row).region == (region if isinstance(region, str) else None), row["place"]


def test_corrections_win(tmp_path):
    path = tmp_path / "corrections.csv"
    path.write_text(
        "place,country,dataset,region,lat,lon,status,who,why,date\n"
        "Zolochiv,,,UA-63,50.27,35.97,,A. Analyst,the source says so,2025-01-02\n"
        "Zolochiv,,acled,UA-46,,,,A. Analyst,,\n"
        "Kyiv,,,,,,outside,,test,\n",
        encoding="utf-8",
    )
    corrections = load_corrections(path)
    assert len(corrections) == 3
    table = pd.DataFrame({"p": ["Zolochiv", "zolochiv", "Kyiv"], "d": ["x", "acled", "x"]})
    result = geocode_frame(table, Columns(place="p", dataset="d"), corrections=corrections)
    assert result["region"].tolist()[:2] == ["UA-63", "UA-46"]
    assert result["status"].iloc[2] == "outside"
    assert set(result["method"]) == {"correction"}
    assert "A. Analyst" in result["note"].iloc[0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,region\nKyiv,UA-30\n", "column place"),
        ("place,region\nKyiv,UA-99\n", "UA-99"),
        ("place,region\n,UA-30\n", "needs a place"),
        ("place,region,lat,lon\nKyiv,UA-30,high,30\n", "number of degrees"),
    ],
)
def test_bad_corrections_are_named(tmp_path, text, message):
    path = tmp_path / "corrections.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        load_corrections(path)


def test_shipped_corrections_can_be_read():
    assert isinstance(load_corrections(), Corrections)
