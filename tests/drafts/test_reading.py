"""A text says X, so the draft must say X, and point at the words."""

from __future__ import annotations

import sys
import time
from datetime import date

import pytest

from geo.drafts import draft
from geo.errors import InputError

DAY = date(2025, 3, 12)
WEDNESDAY = DAY

#: A live blog of a day: four incidents among politics, one of them told three times.
BLOG = """
Live: EU leaders discuss another package of aid

The Danish prime minister flew to Kyiv hours after a Russian drone attack on the Ukrainian capital.

Brussels will decide on sanctions on Thursday. Around 3,000 soldiers may be sent for training, a
spokesman said, and the Kremlin warned that it could strike arms convoys.

Overnight Russia sent waves of drones against Ukraine: up to 94 Shaheds and decoys were used, of
which 61 were shot down by the air force and 27 lost their course because of jamming.

Meanwhile Russian air defence destroyed 23 Ukrainian drones overnight, with fourteen shot down over
the Voronezh region, while the rest were destroyed over the regions of Belgorod, Lipetsk and Tambov.

Early morning attack on Kherson leaves three dead and 12 injured

A Russian attack on the city of Kherson this morning killed three people and injured 12 others,
governor Oleksandr Prokudin said.

Berlin opens a new command in Rostock

Germany's minister said that the navy would protect the Baltic Sea in times of war.

Russia attacks with 94 drones

Russia launched a large drone attack against Ukraine overnight, using up to 94 Shaheds and other
types, of which 61 were shot down and 27 lost their course, the agency reported.

The drones were intercepted over the territories of the Ukrainian regions of Odesa, Mykolaiv,
Vinnytsia (west), Kyiv, Chernihiv (north), Poltava and Sumy (northeast).

Parliament debates a loan of 35 billion euros.
"""


def figures(found):
    """The figures of a draft, as numbers."""
    return {role: field.value for role, field in found.figures.items()}


def regions(found):
    """The regions of a draft, with how many were downed there."""
    return {p.region: p.downed_here and p.downed_here.value for p in found.places}


def one(text, published=DAY, **options):
    """The only draft of a text."""
    found = draft(text, published=published, **options)
    assert len(found) == 1, [(regions(d), figures(d)) for d in found]
    return found[0]


def test_a_live_blog_has_its_four_incidents_each_once():
    kyiv, russian, ukrainian, kherson = draft(BLOG, published=DAY)
    assert regions(kyiv) == {"UA-30": None}
    assert figures(russian) == {"launched": 94, "downed": 61, "lost": 27}
    assert set(regions(russian)) == {
        "UA-51", "UA-48", "UA-05", "UA-32", "UA-74", "UA-53", "UA-59",
    }  # fmt: skip
    assert russian.actor.value == "Russia"
    assert russian.days() == (date(2025, 3, 11), DAY)
    assert figures(ukrainian) == {"downed": 23}
    assert regions(ukrainian) == {"RU-VOR": 14, "RU-BEL": None, "RU-LIP": None, "RU-TAM": None}
    assert ukrainian.actor.value == "Ukraine"
    assert regions(kherson) == {"UA-65": None}
    assert figures(kherson) == {"killed": 3, "injured": 12}
    assert kherson.days() == (DAY, DAY)


def test_every_word_of_evidence_stands_where_it_says():
    for found in draft(BLOG, published=DAY):
        fields = [found.date_start, *found.figures.values()]
        proofs = [e for field in fields for e in field.evidence]
        proofs += [place.evidence for place in found.places] + found.sentences
        for proof in proofs:
            assert BLOG[proof.start : proof.end] == proof.text
        for field in found.figures.values():
            assert field.evidence
            assert 0 < field.confidence <= 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two men and a woman were killed in the shelling of Kramatorsk.", {"killed": 3}),
        ("A strike on Sumy killed at least 4 people and wounded 21.", {"killed": 4, "injured": 21}),
        ("A missile strike on Poltava injured 5 to 7 people.", {"injured": 5}),
        ("A drone attack on Nikopol wounded 16 people, including two children.", {"injured": 16}),
        ("A drone hit a bus in Kherson. No one was hurt.", {"killed": 0, "injured": 0}),
        ("Внаслідок удару по Харкову загинули п'ятеро людей, ще двадцять двоє поранені.",
         {"killed": 5, "injured": 22}),
        ("Через обстріл Нікополя травмовано чоловіка.", {"injured": 1}),
        ("Внаслідок атаки дрона в Херсоні поранено жінку та двох чоловіків.", {"injured": 3}),
        ("Ракета влучила в будинок у Полтаві. Кількість загиблих зросла до 14.", {"killed": 14}),
        ("При обстреле Горловки погибли два мирных жителя, еще трое ранены.",
         {"killed": 2, "injured": 3}),
        ("В результате атаки беспилотника на Шебекино ранены четыре человека, среди них ребенок.",
         {"injured": 4}),
        ("Bei einem Raketenangriff auf Odessa wurden drei Menschen getötet und zwölf verletzt.",
         {"killed": 3, "injured": 12}),
        ("Un ataque ruso con drones contra Sumy dejó dos muertos y nueve heridos.",
         {"killed": 2, "injured": 9}),
        ("W rosyjskim ataku na Charków zginęły trzy osoby, a osiem zostało rannych.",
         {"killed": 3, "injured": 8}),
        ("Une frappe russe sur Kharkiv a fait deux morts et sept blessés.",
         {"killed": 2, "injured": 7}),
    ],
)  # fmt: skip
def test_figures_of_people(text, expected):
    assert figures(one(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Air raid alerts sounded in Kharkiv and Sumy regions for the third time today.",
        "Russia could strike Odesa again, the intelligence service warned.",
        "Since the start of the invasion Russia has launched 12,000 drones at Kharkiv region.",
        "Today is the anniversary of the attack on Kramatorsk station that killed 61 people.",
        "У Києві оголошено повітряну тривогу через загрозу застосування балістики.",
        "Дрони курсом на Полтаву та Суми.",
        "Минулого тижня російська армія обстріляла 40 населених пунктів Сумської області.",
        "В Белгородской области объявлена опасность атаки БПЛА.",
        "Загальні бойові втрати противника: особового складу – 850 000 осіб.",
        "Росія може завдати удару по Одесі, попередили у розвідці.",
        "Суд засудив до довічного ув'язнення військового, який обстріляв будинок у Чернігові.",
        "The mayor of Lviv met investors; Moscow said it wants talks.",
        "The Kremlin could use such missiles against military installations.",
        "Кремль заявил, что удары продолжатся.",
    ],
)
def test_what_is_no_incident(text):
    assert draft(text, published=DAY) == []


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("У ніч на 11 березня ворог обстріляв Суми.", date(2025, 3, 10), date(2025, 3, 11)),
        ("On Monday a missile hit a school in Sumy.", date(2025, 3, 10), date(2025, 3, 10)),
        ("A missile hit a school in Sumy overnight.", date(2025, 3, 11), date(2025, 3, 12)),
        ("В ночь с 9 на 10 марта дроны атаковали Энгельс.", date(2025, 3, 9), date(2025, 3, 10)),
        ("Вчора росіяни обстріляли Нікополь.", date(2025, 3, 11), date(2025, 3, 11)),
        ("За добу внаслідок обстрілів Херсона поранено трьох людей.",
         date(2025, 3, 11), date(2025, 3, 12)),
        ("A missile hit a school in Sumy.", DAY, DAY),
    ],
)  # fmt: skip
def test_days(text, first, last):
    assert one(text).days() == (first, last)


def test_a_text_without_a_day_asks_for_it():
    found = one("A missile hit a school in Sumy overnight.", published=None)
    assert found.days() is None
    assert found.date_start.note == "date?"


def test_the_report_of_ukraines_air_force():
    text = (
        "У ніч на 12 березня (з 20:00 11 березня) противник атакував 3-ма балістичними ракетами "
        "«Іскандер-М», а також 133-ма ударними БпЛА типу Shahed.\n"
        "Станом на 09:30 підтверджено збиття 98-ми ударних БпЛА у Харківській, Полтавській, "
        "Сумській та Київській областях.\n20 ворожих дронів-імітаторів – локаційно втрачені."
    )
    found = one(text)
    assert figures(found) == {"launched": 133, "downed": 98, "lost": 20}
    assert set(regions(found)) == {"UA-63", "UA-53", "UA-59", "UA-32"}
    assert (found.actor.value, found.sub_event_type.value) == ("Russia", "Disrupted weapons use")


def test_the_report_of_russias_ministry():
    text = (
        "В течение прошедшей ночи дежурными средствами ПВО уничтожены и перехвачены 41 украинский "
        "беспилотный летательный аппарат: 20 – над территорией Брянской области, по пять – над "
        "территориями Курской и Орловской областей, девять – над акваторией Черного моря и два – "
        "над территорией Республики Крым."
    )
    found = one(text)
    assert figures(found) == {"downed": 41}
    assert regions(found) == {
        "RU-BRY": 20, "RU-KRS": 5, "RU-ORL": 5, None: 9, "UA-43": 2,
    }  # fmt: skip
    assert found.actor.value == "Ukraine"
    assert found.days() == (date(2025, 3, 11), DAY)


def test_a_region_beside_a_village_decides_between_namesakes():
    found = one("Внаслідок обстрілу в селі Миколаївка Донецької області загинув чоловік.")
    assert regions(found) == {"UA-14": None}


def test_where_it_was_fired_from_is_no_place():
    found = one("Ракета, випущена з Бєлгородської області, влучила в завод у Харкові.")
    assert regions(found) == {"UA-63": None}


@pytest.mark.parametrize("text", ["", "  \n ", "!!! 123"])
def test_nothing_to_read(text):
    with pytest.raises(InputError, match="there is no text to read"):
        draft(text)


def test_another_language():
    with pytest.raises(InputError, match="a language that is not read"):
        draft("ロシア軍は夜間にウクライナの首都を攻撃し、三人が死亡した。")


def test_a_text_that_is_too_long():
    with pytest.raises(InputError, match="characters"):
        draft("А" * 5_000_000)


@pytest.mark.parametrize(
    "text",
    [
        f"A drone killed {'1' * 5000} people in Kharkiv.",
        f"1{',000' * 1900} drones attacked Kharkiv.",
        f"{'9' * 5000} days ago two people were killed in Kharkiv.",
        "Two people were killed on 3 March \u00b2 in Kharkiv.",
        "1 killed, " * 250,  # every number beside every word
    ],
)
def test_what_nobody_writes_is_read_in_time(text):
    began = time.process_time()
    found = draft(text, published=date(2025, 3, 9))
    assert time.process_time() - began < 3
    assert all(figure.value < 10**15 for one in found for figure in one.figures.values())


def calls_of(lines):
    """How many functions are called to read a text of so many lines."""
    towns, count = ("Харкову", "Сумах", "Запоріжжю", "Одесі"), 0

    def note(_frame, event, _what):
        nonlocal count
        count += event == "call"

    text = "\n".join(f"Внаслідок удару по {towns[n % 4]} загинули двоє." for n in range(lines))
    sys.setprofile(note)
    try:
        draft(text, published=DAY)
    finally:
        sys.setprofile(None)
    return count


def test_a_long_text_takes_no_longer_for_each_sentence():
    calls_of(4)
    assert calls_of(400) < 5 * calls_of(100)
