"""Districts of Russia: the only one of a name is found, one of several or of any city is not."""

from __future__ import annotations

import csv
from collections import defaultdict

import pytest

from geo.gazetteer import current, fold, key
from geo.gazetteer.russian_districts import FILE, russian_districts
from geo.geocoding import geocode


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("Rylsky District", "RU-KRS"),
        ("Грайворонский район", "RU-BEL"),
        ("Суджанського району", "RU-KRS"),
        ("Shebekinsky urban district", "RU-BEL"),
        ("Шебекинский городской округ", "RU-BEL"),
        ("Valuysky municipal district", "RU-BEL"),
        ("Неклиновский район", "RU-ROS"),
        ("Климовский район Брянской области", "RU-BRY"),
        ("Kamensky District, Rostov Oblast", "RU-ROS"),
        ("Александровка, Краснояружский район", "RU-BEL"),
        ("Железнодорожный район Ростова-на-Дону", "RU-ROS"),
        ("Kamensky district", None),  # Ukraine has one, and six regions of Russia
        ("Oktyabrsky District", None),
        ("Кировский район", None),
        ("Zheleznodorozhny District", None),  # a part of many cities
        ("Levoberezhny district", None),
        ("Левобережный район, Воронеж", "RU-VOR"),
        ("Бахмутский район", "UA-14"),
        ("Iziumskyi district", "UA-63"),
    ],
)
def test_districts(text, region):
    answer = geocode(text)
    assert answer.region == region
    assert region or answer.status in {"ambiguous", "unmatched"}


def test_every_district_is_in_its_region_or_open():
    regions = defaultdict(set)
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            regions[row["name"]].add(row["region"])
    ukrainian = current().districts
    wrong = {
        name: answer.region
        for name, of_name in list(regions.items())[::7]
        if (answer := geocode(f"{name} район")).region
        and answer.region not in of_name
        and not any(key(fold(name))[:5] == own[:5] for own in ukrainian)
    }
    assert not wrong


def test_a_second_level_column_names_a_district_of_russia():
    (rylsky,) = russian_districts("rylsky")
    answer = geocode("Ивановское", country="RU", admin1="Курская область", admin2="Рыльский район")
    assert answer.region == rylsky.region == "RU-KRS"
    assert geocode("Александровка", country="RU", admin2="Краснояружский район").region == "RU-BEL"
