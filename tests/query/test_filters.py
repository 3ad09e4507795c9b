"""Filters are spelled one way, in the address and in the API."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.query import FilterError, Filters
from geo.regions import catalogue
from geo.schema import EVENT_TYPE_OF

DAYS = st.dates(dt.date(2022, 2, 24), dt.date(2026, 12, 31))


def some(values):
    return st.lists(st.sampled_from(sorted(values)), unique=True, max_size=4).map(tuple)


@st.composite
def filters(draw):
    first, last = sorted([draw(DAYS), draw(DAYS)])
    return Filters(
        draw(st.sampled_from([None, first])),
        draw(st.sampled_from([None, last])),
        draw(some({"UA", "RU"})),
        draw(some(catalogue())),
        draw(some(EVENT_TYPE_OF)),
        draw(some({"Russia", "Ukraine", "Not stated"})),
        draw(st.lists(st.text(min_size=1), unique=True, max_size=2).map(tuple)),
    )


@given(filters())
def test_what_is_written_to_the_address_is_read_back(given_filters):
    assert Filters.from_params(given_filters.to_params()) == given_filters


@given(st.dictionaries(st.sampled_from(["from", "to", "region", "type", "x"]), st.lists(st.text())))
def test_any_address_gives_filters_or_one_sentence(params):
    sentence = ""
    try:
        Filters.from_params(params)
    except FilterError as error:
        sentence = str(error)
    assert "\n" not in sentence
    assert not sentence or sentence.endswith(".")


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"from": ["20.10.2024"]}, "from='20.10.2024' is not a date; expected YYYY-MM-DD."),
        ({"region": ["UA-99"]}, "region='UA-99' is not known; expected an ISO 3166-2 code"),
        ({"country": ["PL"]}, "country='PL' is not known; expected UA or RU."),
        ({"type": ["War"]}, "type='War' is not known; expected a sub-event type"),
        ({"from": ["2024-10-02"], "to": ["2024-10-01"]}, "from=2024-10-02 is after to=2024-10-01."),
    ],
)
def test_a_wrong_value_is_named(params, sentence):
    with pytest.raises(FilterError) as caught:
        Filters.from_params(params)
    assert str(caught.value).startswith(sentence)


def test_areas_of_country_and_region_filters():
    assert Filters().areas() is None
    ukraine = Filters(country=("UA",)).areas()
    assert len(ukraine) == 28
    assert ukraine[-1] == "UA"
    assert Filters(region=("UA-63", "RU-BEL")).areas() == ("RU-BEL", "UA-63") or Filters(
        region=("UA-63", "RU-BEL")
    ).areas() == ("UA-63", "RU-BEL")
    assert Filters(country=("UA",), region=("RU-BEL",)).areas() == ()
