"""Kinds of texts that are easily misread: each says X, so the draft must say X."""

from __future__ import annotations

from datetime import date

import pytest

from geo.drafts import draft

DAY = date(2025, 3, 12)
NIGHT = (date(2025, 3, 11), DAY)


def told(text, published=DAY):
    """The incidents of a text: figures, regions with what was downed there, days."""
    return [
        (
            {role: field.value for role, field in found.figures.items()},
            {p.region: p.downed_here and p.downed_here.value for p in found.places},
            found.days(),
        )
        for found in draft(text, published=published)
    ]


@pytest.mark.parametrize(
    ("text", "said", "places", "days"),
    [
        # Where drones are launched from is no place of the incident.
        (("У ніч на 12 березня ворог атакував 20-ма ударними БпЛА типу Shahed із напрямків: Орел, "
         "Курськ, Приморсько-Ахтарськ – рф, мис Чауда – Крим. Збито 15 дронів у Сумській та "
         "Полтавській областях."),
         {"launched": 20, "downed": 15}, {"UA-59": None, "UA-53": None}, NIGHT),
        # Targets in the air are drones and missiles together: the drones are told apart.
        (("У ніч на 12 березня противник здійснив удар по Україні.\n"
         "Виявлено 103 засоби повітряного нападу – 3 ракети та 100 БпЛА.\n"
         "ППО збито/подавлено 92 повітряні цілі:\n- 90 ворожих БпЛА;\n- 2 крилаті ракети."),
         {"launched": 100, "downed": 90}, {}, NIGHT),
        (("Вночі проти 12 березня росіяни запустили по Україні 51 засіб ураження: 43 дрони та "
         "8 ракет. Збили 42 цілі, зокрема 35 «шахедів»."),
         {"launched": 43, "downed": 35}, {"UA": None}, NIGHT),
        # A wave of missiles alone.
        (("Росія завдала масованого удару по об'єктах енергетики України. Загалом окупанти "
         "випустили 76 ракет. 60 із них збито."),
         {"launched": 76, "downed": 60}, {}, (DAY, DAY)),
        # A list in lines belongs to the sentence before it.
        (("За ночь ПВО уничтожены 14 украинских беспилотников:\n– 9 над территорией Брянской "
         "области, \n– по 2 над Курской и Тульской областями;\n– один над Крымом."),
         {"downed": 14}, {"RU-BRY": 9, "RU-KRS": 2, "RU-TUL": 2, "UA-43": 1}, NIGHT),
        ("Силами ПВО и РЭБ над Воронежской областью обнаружены и подавлены три БПЛА.",
         {"downed": 3}, {"RU-VOR": 3}, (DAY, DAY)),
        ("По информации Штаба обороны Севастополя, сбит один БПЛА в районе бухты.",
         {"downed": 1}, {"UA-40": 1}, (DAY, DAY)),
        ("У Житомирі сили ППО збили ворожий безпілотник.",
         {"downed": 1}, {"UA-18": 1}, (DAY, DAY)),
        ("Окупанти кинули 4 ракети на порт Одеси, загорівся склад.",
         {"launched": 4}, {"UA-51": None}, (DAY, DAY)),
        # Missiles of one strike, and what was shot down of them.
        (("При ударе ВСУ по Севастополю погибли четыре человека. Удар был нанесен пятью ракетами, "
         "три ракеты сбиты."),
         {"killed": 4, "launched": 5, "downed": 3}, {"UA-40": None}, (DAY, DAY)),
        # A drone on its way, and people on theirs.
        ("Силы ПВО отразили атаку беспилотников, летевших на Москву, в Коломне.",
         {}, {"RU-MOS": None}, (DAY, DAY)),
        (("В селе Муром Белгородской области погиб мужчина-водитель при обстреле. Пострадавшие "
         "доставлены в больницу в Курске."),
         {"killed": 1}, {"RU-BEL": None}, (DAY, DAY)),
        # A city's district is no district elsewhere.
        (("Російський дрон скинув вибухівку на маршрутку в Дніпровському районі Херсона. Загинули "
         "двоє людей."),
         {"killed": 2}, {"UA-65": None}, (DAY, DAY)),
        # Capitals in any case, and in a text about another region.
        ("В Воронеже беспилотник упал на крышу дома.", {}, {"RU-VOR": None}, (DAY, DAY)),
        ("Russian drones shot down: 51 of 92 on the night of March 11 to 12.",
         {"launched": 92, "downed": 51}, {}, NIGHT),
        (("The death toll from Friday's Russian missile strike on an apartment building in the "
         "southeastern Ukrainian city of Dnipro rose to 40 on Monday."),
         {"killed": 40}, {"UA-12": None}, (date(2025, 3, 7), date(2025, 3, 7))),
        ("Luftangriff auf Odessa in der Nacht: Die Zahl der Toten ist auf 31 gestiegen.",
         {"killed": 31}, {"UA-51": None}, NIGHT),
    ],
)  # fmt: skip
def test_one_incident(text, said, places, days):
    assert told(text) == [(said, places, days)]


@pytest.mark.parametrize(
    ("text", "said", "places", "days"),
    [
        (
            """ODESA, Ukraine, March 12 - Russian missiles hit Odesa overnight, killing three.
            Three of the four missiles were intercepted, said a spokesman for Odesa military
            administration.""",
            {"killed": 3, "launched": 4, "downed": 3},
            {"UA-51": None},
            NIGHT,
        ),
        (
            """An overnight bombardment of Kyiv killed four people and injured at least 67 across
            the country.""",
            {"killed": 4},
            {"UA-30": None},
            NIGHT,
        ),
        (
            """The Ukrainian air force said 90 drones were launched overnight, of which 50 were
            shot down.""",
            {"launched": 90, "downed": 50},
            {},
            NIGHT,
        ),
        (
            """Russia launched 273 drones at Ukraine overnight, breaking the previous record of
            267 set in February.""",
            {"launched": 273},
            {"UA": None},
            NIGHT,
        ),
        (
            """A drone attack hit a depot in Tver region. Fires were put out.
            Russia's defence ministry did not mention Kursk.""",
            {},
            {"RU-TVE": None},
            (DAY, DAY),
        ),
        (
            """Russia launched 315 drones and seven missiles overnight, of which 277 drones and all
            seven missiles were neutralised, and 10 others were lost.""",
            {"launched": 315, "downed": 277, "lost": 10},
            {},
            NIGHT,
        ),
        (
            "The air force said it had destroyed 15 of 22 missiles and all 14 drones overnight.",
            {"launched": 14, "downed": 14},
            {},
            NIGHT,
        ),
        (
            """У ніч на 12 березня ворог завдав удару ракетою із Криму, а також 16-ма дронами із
            району Курська (рф). Збито 15 дронів на Сумщині.""",
            {"launched": 16, "downed": 15},
            {"UA-59": 15},
            NIGHT,
        ),
        (
            "В Белгороде при обстреле дома на улице Щорса погибли двое.",
            {"killed": 2},
            {"RU-BEL": None},
            (DAY, DAY),
        ),
    ],
)
def test_agencies(text, said, places, days):
    assert told(" ".join(text.split())) == [(said, places, days)]


def test_lines_of_a_list_have_days_of_their_own():
    kharkiv, nikopol = told(
        "• Russian shelling killed one person in Kharkiv over the past day.\n"
        "• The grid copes after Monday's missile strikes.\n"
        "• Shelling of Nikopol killed a woman."
    )
    assert kharkiv[2] == NIGHT
    assert nikopol == ({"killed": 1}, {"UA-12": None}, (DAY, DAY))


def test_each_place_has_its_own_people():
    poltava, sumy = told(
        "Russian strikes: one person was killed in Poltava and six were wounded in Sumy."
    )
    assert poltava == ({"killed": 1}, {"UA-53": None}, (DAY, DAY))
    assert sumy == ({"injured": 6}, {"UA-59": None}, (DAY, DAY))


def test_who_attacks_is_not_who_counts():
    (found,) = draft("По данным Воздушных сил Украины, было запущено 440 дронов.", published=DAY)
    assert found.actor.value == "Russia"


def test_a_part_of_a_country_is_not_its_sum():
    kyiv, pokrovsk = told(
        "Russia hit a hospital in Kyiv and fired missiles at other cities across Ukraine, killing "
        "at least 41 people. Officials said 27 people had died in Kyiv. Three people were killed "
        "in Pokrovsk when a missile hit a plant."
    )
    assert kyiv == ({"killed": 27}, {"UA-30": None}, (DAY, DAY))
    assert pokrovsk == ({"killed": 3}, {"UA-14": None}, (DAY, DAY))


def test_a_capital_is_no_village_of_the_region_told_next():
    rivne, lutsk = told(
        "Russian drone strike sparks fire at energy site in Rivne.\n"
        "A Russian attack injured two people in the city of Lutsk."
    )
    assert rivne[1] == {"UA-56": None}
    assert lutsk[1] == {"UA-07": None}


def test_what_fell_and_what_was_shot_down_elsewhere():
    kursk, bryansk = told("В Курске беспилотник упал на крышу дома, в Брянске сбиты два дрона.")
    assert kursk == ({}, {"RU-KRS": None}, (DAY, DAY))
    assert bryansk == ({"downed": 2}, {"RU-BRY": 2}, (DAY, DAY))


def test_regions_that_suffered_belong_to_the_wave():
    assert told(
        "У ніч на 12 березня ворог атакував 112-ма БпЛА. Збито 81 дрон.\n"
        "Внаслідок ворожої атаки постраждали Сумщина та Харківщина."
    ) == [({"launched": 112, "downed": 81}, {"UA-59": None, "UA-63": None}, NIGHT)]


@pytest.mark.parametrize(
    "text",
    [
        "Israel's jets struck targets in Lebanon, killing three. In Gaza 17 people were killed.",
        "FPV-дронами знищили танк, три гармати та склад на Покровському напрямку.",
        "Kyiv has accused Pyongyang of supplying missiles used in strikes on Kharkiv.",
        "Air traffic was suspended at Moscow's airports.",
        "Thousands of drones have hit Kharkiv and Odesa.",
    ],
)
def test_none(text):
    assert told(text) == []
