"""The reports that both sides publish every day, in the forms that they have."""

from __future__ import annotations

from datetime import date

import pytest

from geo.drafts import draft
from tests.drafts.test_reading import DAY, figures, one, regions

NIGHT = (date(2025, 3, 11), DAY)

UKRAINE = [
    (
        (
            "ЗНИЩЕНО 36 ІЗ 39 УДАРНИХ БПЛА\n\nУ ніч на 12 березня 2025 року ворог "
            "атакував 39 ударними БпЛА з трьох напрямків: Курськ, "
            "Приморсько-Ахтарськ, Чауда.\n\nПовітряними Силами знищено 36 «шахедів» "
            "у межах Київської, Полтавської та Одеської областей."
        ),
        {"launched": 39, "downed": 36},
        {"UA-32": None, "UA-53": None, "UA-51": None},
    ),
    (
        "Повітряні Сили: за ніч збито 71 із 92 дронів, ще 18 – локаційно втрачені.",
        {"launched": 92, "downed": 71, "lost": 18},
        {},
    ),
    (
        "За ніч над Миколаївщиною збили 6 «шахедів».",
        {"downed": 6},
        {"UA-48": 6},
    ),
    (
        (
            "Air force: Russia launched 3 Iskander-M ballistic missiles and 95 "
            "drones overnight; 75 drones were downed, 15 failed to reach their "
            "targets."
        ),
        {"launched": 95, "downed": 75, "lost": 15},
        {},
    ),
]
RUSSIA = [
    (
        (
            "Силы ПВО за ночь уничтожили 122 украинских беспилотника. Над Курской "
            "областью сбито 42, над Брянской — 39, Смоленской — 18, Калужской и "
            "Тульской — по 4, над Белгородской — 3."
        ),
        {"downed": 122},
        {"RU-KRS": 42, "RU-BRY": 39, "RU-SMO": 18, "RU-KLU": 4, "RU-TUL": 4, "RU-BEL": 3},
    ),
    (
        (
            "За ночь ПВО уничтожила 26 БПЛА, из них 14 над Белгородской областью, 9 "
            "над Курской, по одному над Крымом, Воронежской областью и акваторией "
            "Черного моря."
        ),
        {"downed": 26},
        {"RU-BEL": 14, "RU-KRS": 9, "UA-43": 1, "RU-VOR": 1, None: 1},
    ),
    (
        (
            "Russia says it downed 110 Ukrainian drones overnight, including 43 over "
            "the Nizhny Novgorod region and 16 over the Ivanovo region."
        ),
        {"downed": 110},
        {"RU-NIZ": 43, "RU-IVA": 16},
    ),
    (
        (
            "The ministry said 32 drones were intercepted overnight over Belgorod, "
            "Kursk and Bryansk regions: 15 over Belgorod, 12 over Kursk and 5 over "
            "Bryansk."
        ),
        {"downed": 32},
        {"RU-BEL": 15, "RU-KRS": 12, "RU-BRY": 5},
    ),
    (
        (
            "Ночью над Тульской областью уничтожены 11 беспилотников. По "
            "предварительным данным, пострадавших на земле нет."
        ),
        {"downed": 11, "killed": 0, "injured": 0},
        {"RU-TUL": 11},
    ),
]


@pytest.mark.parametrize(
    ("text", "said", "places", "actor"),
    [*((*row, "Russia") for row in UKRAINE), *((*row, "Ukraine") for row in RUSSIA)],
)
def test_reports_of_a_night(text, said, places, actor):
    found = one(text)
    assert figures(found) == said
    assert regions(found) == places
    assert found.actor.value == actor
    assert found.days() == NIGHT


@pytest.mark.parametrize(
    ("text", "said", "places"),
    [
        (
            (
                "Росіяни атакували Павлоградський район дронами. Травмовано двох "
                "чоловіків 34 і 57 років. По Нікополю ворог гатив з артилерії. Загинула "
                "69-річна жінка."
            ),
            {"killed": 1, "injured": 2},
            {"UA-12"},
        ),
        (
            (
                "Минулої доби росіяни поранили 4 жителів Донеччини: 2 у Костянтинівці, 1 "
                "у Дружківці та 1 у Покровську."
            ),
            {"injured": 4},
            {"UA-14"},
        ),
        (
            (
                "На Харьковском направлении без изменений. В Белгороде за сутки при "
                "обстрелах погибли 2 человека, 11 получили ранения."
            ),
            {"killed": 2, "injured": 11},
            {"RU-BEL"},
        ),
        (
            (
                "In Donetsk Oblast, one person was killed in Kostiantynivka and three "
                "others were injured in Russian attacks, Governor Vadym Filashkin said."
            ),
            {"killed": 1, "injured": 3},
            {"UA-14"},
        ),
    ],
)
def test_posts_of_governors(text, said, places):
    found = one(text)
    assert figures(found) == said
    assert set(regions(found)) == places


@pytest.mark.parametrize(
    ("text", "said", "places", "actor"),
    [
        (
            (
                "Bei russischen Drohnenangriffen auf die Hafenstadt Odessa sind in der Nacht zwei "
                "Menschen getötet und mindestens 15 verletzt worden."
            ),
            {"killed": 2, "injured": 15},
            {"UA-51"},
            "Russia",
        ),
        (
            (
                "Die russische Luftabwehr hat nachts 72 ukrainische Drohnen abgefangen, davon 24 "
                "über der Region Belgorod und 15 über Brjansk."
            ),
            {"downed": 72},
            {"RU-BEL", "RU-BRY"},
            "Ukraine",
        ),
        (
            "Ucrania derribó 45 de los 60 drones lanzados por Rusia anoche.",
            {"launched": 60, "downed": 45},
            {"UA"},
            "Russia",
        ),
        (
            "W nocy Rosja zaatakowała Ukrainę 90 dronami, 60 z nich zestrzelono.",
            {"launched": 90, "downed": 60},
            {"UA"},
            "Russia",
        ),
        ("Ukraińskie drony zaatakowały rafinerię w Saratowie.", {}, {"RU-SAR"}, "Ukraine"),
        (
            "La Russie a lancé 150 drones sur l'Ukraine dans la nuit, dont 110 ont été abattus.",
            {"launched": 150, "downed": 110},
            {"UA"},
            "Russia",
        ),
    ],
)
def test_other_languages(text, said, places, actor):
    found = one(text)
    assert figures(found) == said
    assert set(regions(found)) == places
    assert found.actor.value == actor


def test_every_number_is_in_its_words():
    """The number of each figure is one that its own words say."""
    texts = [text for text, *_ in (*UKRAINE, *RUSSIA)]
    fields = [
        field
        for text in texts
        for record in draft(text, published=DAY)
        for name, field in record.figures.items()
        if name != "injured" or field.value
    ]
    assert len(fields) > len(texts)
    for field in fields:
        if field.value:
            assert str(field.value) in field.evidence[0].text, field
