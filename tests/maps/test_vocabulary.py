"""Every word of the vocabularies has a name on the page."""

from __future__ import annotations

from geo.maps import vocabulary
from geo.schema import COUNTRIES, EVENT_TYPE_OF, PRECISIONS, STATUSES


def test_all_words_are_known():
    assert set(vocabulary._TYPES) == set(EVENT_TYPE_OF)
    assert set(vocabulary._PRECISIONS) == set(PRECISIONS)
    assert set(vocabulary._STATUSES) == {*STATUSES, "rejected"}
    assert set(vocabulary._COUNTRIES) == set(COUNTRIES)


def test_an_unknown_word_stays():
    assert vocabulary.type_name("Something else") == "Something else"
