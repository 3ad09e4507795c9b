"""Text search: three languages, any spelling, every word, never an error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import query
from geo.query import FilterError, Filters
from geo.store import LONGEST
from geo.store.order import incidents_in_order
from geo.store.search_text import fold, words
from tests.factory import Incident, Place, build, tables

SCRIPTS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "M", "Z"]), max_size=40)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    made = [
        Incident(
            [Place("UA-63", point=True), Place("UA-51")],
            text={"notes": "Пошкоджено п’ятиповерхівку", "source": "Укрінформ"},
        ),
        Incident([Place("RU-BEL")], text={"notes": "Загорелась ёлка, 100% of_it burnt"}),
        Incident([Place("RU-ROS", point=True)], actor=None, text={"source": "El País"}),
        Incident([Place("outside")]),
    ]
    return build(tmp_path_factory.mktemp("text") / "a.duckdb", made)


def found(store, text):
    return sorted(set(query.records(store, Filters(text=text))["incident_id"]))


@pytest.mark.parametrize(
    ("text", "incidents"),
    [
        ("Харків", ["I0"]),  # the store has "Kharkiv"
        ("Харьков", ["I0"]),
        ("charkow", ["I0"]),
        ("Харківська область", ["I0"]),
        ("Одесса", ["I0"]),
        ("Бєлгородська", ["I1"]),
        ("Белгород", ["I1"]),
        ("Ростов-на-Дону", ["I2"]),
        ("rostov don", ["I2"]),
        ("ПЯТИПОВЕРХ", ["I0"]),
        ("п'ятиповерхівку", ["I0"]),
        ("ukrinform", ["I0"]),
        ("елка", ["I1"]),
        ("ЁЛК", ["I1"]),
        ("el pais", ["I2"]),
        ("Russia", ["I0", "I1", "I3"]),
        ("russia kharkiv", ["I0"]),
        ("kharkiv ukrinform odesa", ["I0"]),
        ("харків рівне", []),
        ("arkiv", []),  # words are found by how they begin
        ("100", ["I1"]),
        ("burnt' OR 1=1 --", []),
    ],
)
def test_every_word_is_found_in_any_spelling(store, text, incidents):
    assert found(store, text) == incidents


@pytest.mark.parametrize("text", ["", "%", "_", "' \\ --", "…"])
def test_without_a_letter_or_digit_nothing_is_searched_for(store, text):
    assert len(found(store, text)) == 4


def test_signs_of_patterns_are_only_signs(store):
    assert found(store, "k%v") == []
    assert found(store, "of_it") == ["I1"]


@given(st.text(max_size=LONGEST))
def test_any_text_is_answered(store, text):
    filters = Filters.from_params({"text": [text]})
    assert Filters.from_params(filters.to_params()) == filters
    total = query.headline(store, filters).incidents
    assert total == len(found(store, filters.text)) == len(found(store, text))
    assert query.placement(store, filters).all == query.record_count(store, filters)


@given(SCRIPTS, st.data())
def test_notes_are_found_by_the_beginnings_of_their_words(note, data):
    made, places = tables([Incident([Place("UA-63")], text={"notes": note})])
    reader, _ = incidents_in_order(made, places)
    (text,) = reader.read_all()["search"].to_pylist()
    for word in fold(note).split()[:4]:
        beginning = word[: data.draw(st.integers(1, len(word)))]
        assert all(f" {part}" in text for part in words(beginning))


@given(SCRIPTS, SCRIPTS)
def test_folding_is_settled_and_character_by_character(one, other):
    assert fold(fold(one)) == fold(one)
    assert fold(f"{one} {other}") == " ".join(filter(None, (fold(one), fold(other))))
    assert all(fold(word) == word for word in words(one))


def test_a_search_that_is_too_long_is_said():
    with pytest.raises(FilterError, match="text has 101 characters"):
        Filters.from_params({"text": ["x" * 101]})


def test_what_cannot_stand_in_an_address_is_replaced():
    assert Filters.from_params({"text": ["a\ud800 \n b"]}).text == "a? b"
