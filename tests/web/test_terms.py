"""Every word of the vocabularies has a name on the page."""

from __future__ import annotations

from geo.schema import COUNTRIES, EVENT_TYPE_OF, PRECISIONS, STATUSES
from geo.web import terms


def test_all_words_are_known():
    assert set(terms._TYPES) == set(EVENT_TYPE_OF)
    assert set(terms._PRECISIONS) == set(PRECISIONS)
    assert set(terms._STATUSES) == {*STATUSES, "rejected"}
    assert set(terms._COUNTRIES) == set(COUNTRIES)


def test_an_unknown_word_stays():
    assert terms.type_name("Something else") == "Something else"
