"""An answer in words goes by the reading that the answer itself was made from."""

from __future__ import annotations

import pytest

from geo.geocoding import explain, geocode, lists

EXPLAINED = {
    "Izium, Kharkiv Oblast": ("Izium", "Kharkiv", "Oblast"),
    "Kyiv": ("Kyiv",),
    "UA63": ("UA63",),
    "50.4501, 30.5234": ("50", "4501", "30", "5234"),
    "Bakhmut (Donetsk region)": ("Bakhmut", "Donetsk", "region"),
}


@pytest.mark.parametrize("text", EXPLAINED)
def test_the_words_used_are_those_of_the_answer_s_reading(text):
    lines = explain(text, geocode(text))
    assert f"Words used: {', '.join(EXPLAINED[text])}." in lines


def test_an_explanation_does_not_read_again(monkeypatch):
    answer = geocode("Izium, Kharkiv Oblast")
    monkeypatch.setattr(lists, "read", None)
    assert answer.reading is not None
    assert (
        "“Izium, Kharkiv Oblast” is Izium in Kharkiv Oblast (UA-63)"
        in explain("Izium, Kharkiv Oblast", answer)[0]
    )


def test_a_street_is_a_word_left():
    lines = explain("Mariupol, vul. Taganrog", geocode("Mariupol, vul. Taganrog"))
    assert "Words used: Mariupol." in lines
    assert "Words left: vul, Taganrog." in lines


def test_a_reading_is_not_compared():
    answer = geocode("Izium")
    assert answer == answer.with_(reading=None)
