"""What shades the map: its controls and its part of the address."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.maps import (
    CHANGE,
    COLOUR_NAMES,
    LAYER_NAMES,
    MEASURES,
    METRICS,
    SIZE_NAMES,
    Look,
    Period,
    View,
)
from geo.query import FilterError, Filters
from geo.web import controls
from tests.factory import Incident, Place
from tests.web import views

DAY = dt.date(2024, 10, 1)
DAYS = st.dates(dt.date(2014, 1, 1), dt.date(2030, 1, 1))
PERIODS = st.tuples(DAYS, DAYS).map(lambda days: Period(min(days), max(days)))
VIEWS = st.builds(
    View,
    st.sampled_from([Filters(), Filters(country=("UA",), date_from=DAY)]),
    st.sampled_from(list(METRICS.values())),
    st.sampled_from(list(MEASURES.values())),
    st.none() | PERIODS,
    st.sampled_from(["", "raions", "a&b=c"]),
    st.sampled_from([(), ("regions",), ("points",), ("regions", "points"), tuple(LAYER_NAMES)]),
    st.builds(Look, st.sampled_from(list(COLOUR_NAMES)), st.sampled_from(list(SIZE_NAMES))),
    st.booleans(),
)


@given(VIEWS)
def test_the_address_is_read_back(view):
    params = view.to_params()
    again = View.from_params(params)
    assert again.to_params() == params
    assert again == replace(view, compare=view.compare if view.measure is CHANGE else None)


def test_the_usual_is_left_out():
    assert View().to_params() == {}
    assert View.from_params({}) == View()


def test_the_background_is_no_part_of_the_address():
    assert View(look=Look(background="OpenTopoMap")).to_params() == {}


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"metric": "fear"}, "metric='fear' is not known; expected one of incidents"),
        ({"colour": "x"}, "colour='x' is not known; expected one of type, actor, dataset"),
        ({"size": "x"}, "size='x' is not known; expected one of incidents, casualties"),
        ({"measure": "x"}, "measure='x' is not known; expected one of count, per_day"),
        ({"compare_from": "2024-10-01"}, "are not two dates"),
        ({"compare_from": "soon", "compare_to": "2024-10-01"}, "compare_from='soon'"),
        ({"compare_from": "2024-10-02", "compare_to": "2024-10-01"}, "is after compare_to"),
    ],
)
def test_what_cannot_be_gets_one_sentence(params, sentence):
    with pytest.raises(FilterError) as caught:
        View.from_params({name: [value] for name, value in params.items()})
    assert sentence in str(caught.value)


@pytest.fixture
def page(tmp_path, monkeypatch):
    made = [
        Incident([Place("UA-63")], DAY + dt.timedelta(days=days), counts={"fatalities": days})
        for days in range(20)
    ]
    views.serve(tmp_path, monkeypatch, made)
    return views.open_page()


def choose(page, key, value):
    return views.done(views.drawn(page.selectbox, key).set_value(value).run())


def opened(**params):
    from streamlit.testing.v1 import AppTest

    page = AppTest.from_file(views.PAGE, default_timeout=60)
    for name, value in params.items():
        page.query_params[name.rstrip("_")] = value
    return views.done(page.run())


def test_a_measure_is_in_the_address(page):
    choose(page, controls.METRIC, "killed")
    choose(page, controls.MEASURE, "per_100k")
    assert page.query_params == {"metric": "killed", "measure": "per_100k"}
    assert "displaced since" in views.texts(page.caption)
    choose(page, controls.MEASURE, "count")
    assert page.query_params == {"metric": "killed"}


def test_change_without_an_earlier_period_says_so(page):
    choose(page, controls.MEASURE, "change")
    assert page.query_params == {"measure": "change"}
    assert "11 Sept 2024 to 30 Sept 2024, is not within" in views.texts(page.caption)
    views.done(views.preset(page).set_value("Last 7 days").run())
    assert "is not within" not in views.texts(page.caption)


def test_a_second_range_of_dates(page):
    views.done(views.preset(page).set_value("Last 7 days").run())
    choose(page, controls.MEASURE, "change")
    views.done(views.drawn(page.radio, controls.AGAINST).set_value("dates").run())
    # The period before is proposed.
    before = {"compare_from": "2024-10-07", "compare_to": "2024-10-13"}
    assert page.query_params == {"from": "2024-10-14", "measure": "change"} | before
    days = (DAY, DAY + dt.timedelta(days=1))
    views.done(views.drawn(page.date_input, controls.COMPARE).set_value(days).run())
    assert "figures per day are compared" in views.texts(page.caption)
    after = {"compare_from": "2024-10-01", "compare_to": "2024-10-02"}
    assert page.query_params == {"from": "2024-10-14", "measure": "change"} | after
    again = opened(measure="change", **after)
    assert views.drawn(again.date_input, controls.COMPARE).value == days
    assert again.query_params == {"measure": "change"} | after


def test_a_range_outside_the_data_is_kept_and_said(page):
    del page
    shown = opened(measure="change", compare_from="1999-01-01", compare_to="1999-02-01")
    assert "1 Jan 1999 to 1 Feb 1999, is not within the days" in views.texts(shown.caption)


@pytest.mark.parametrize(
    "params", [{"measure": "x"}, {"compare_from": "x"}, {"compare_to": "2024-10-01"}]
)
def test_what_cannot_be_read_is_said_and_the_rest_is_kept(page, params):
    del page
    shown = opened(metric="killed", **params)
    assert "could not be read" in shown.warning[0].value
    assert shown.query_params == {"metric": "killed"}


VALUES = {
    "region": ["UA-63", "XX-1"],
    "type": ["Attack", "picnic"],
    "from": ["2024-10-01", "soon"],
    "to": ["2024-10-05", ""],
    "metric": ["killed", "fear"],
    "measure": ["change", "x"],
    "compare_from": ["2024-09-01", "x"],
    "compare_to": ["2024-09-02"],
    "layers": ["points", "rivers"],
}


@given(
    st.fixed_dictionaries(
        {}, optional={n: st.lists(st.sampled_from(v), min_size=1) for n, v in VALUES.items()}
    )
)
def test_one_bad_part_of_an_address_drops_no_good_one(params):
    view, problems = View.readable(params)
    try:
        assert view == View.from_params(params)
    except FilterError:
        assert problems
    else:
        assert not problems
    good = {"region": "UA-63", "type": "Attack", "layers": "points"}
    for name, value in good.items():
        if value in params.get(name, ()):
            assert value in View.to_params(view)[name]


def test_a_level_that_is_not_there_is_said_and_the_filters_stay(page):
    del page
    shown = opened(level="<b>raions", from_="2024-10-14")
    told = shown.warning[0].value.replace("\\", "")
    assert told.endswith("is not among the layers here: the regions are shown.")
    assert "<b>" not in shown.warning[0].value.replace("\\<b\\>", "")
    assert shown.query_params == {"from": "2024-10-14"}


def test_reset_clears_the_filters_and_not_what_shades_the_map(page):
    choose(page, controls.MEASURE, "per_100k")
    views.done(views.preset(page).set_value("Last 7 days").run())
    views.press(page, "Clear all")
    assert page.query_params == {"measure": "per_100k"}


def test_figures_per_day_are_offered_where_an_address_asks_for_them(page):
    box = views.drawn(page.selectbox, controls.MEASURE)
    assert "Per day" not in box.options
    shown = opened(measure="per_day")
    assert views.drawn(shown.selectbox, controls.MEASURE).value == "per_day"
    assert shown.query_params == {"measure": "per_day"}
