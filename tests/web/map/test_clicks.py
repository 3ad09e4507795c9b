"""Clicks on the map take effect once and in order, whatever else is used at the same moment."""

from __future__ import annotations

import pytest

from geo.web import controls
from geo.web.controls import State, control
from geo.web.map import clicks
from geo.web.map.component import MAP_KEY


@pytest.fixture
def session(monkeypatch):
    """What Streamlit's session holds."""
    held = {}
    for module in (clicks, control):
        monkeypatch.setattr(module.st, "session_state", held)
    return held


@pytest.fixture
def now(session):
    """A state whose map was drawn before anything was clicked."""
    del session
    made = State()
    made.filter(region=("UA-51",))
    clicks.listen(made, None)
    return made


def click(number, region="UA-63", *, chosen=True, **more):
    return {"click": number, "region": region, "chosen": chosen, **more}


def run(now, session, value):
    session[MAP_KEY] = value
    now.take()
    return now.view.filters.region


def test_a_click_chooses_a_region_once_and_another_clears_it(now, session):
    assert run(now, session, click(1)) == ("UA-51", "UA-63")
    now.filter(region=())
    assert run(now, session, click(1)) == (), "no new click"
    assert run(now, session, click(2, chosen=True)) == ("UA-63",)
    assert run(now, session, click(3, chosen=False)) == ()


def test_a_second_click_on_what_the_map_has_not_shown_yet_does_the_same(now, session):
    assert run(now, session, click(2, earlier=[click(1)])) == ("UA-51", "UA-63")


def test_clicks_that_were_overtaken_take_effect_in_order(now, session):
    value = click(3, "UA-05", earlier=[click(1), click(2, "UA-63", chosen=False)])
    assert run(now, session, value) == ("UA-51", "UA-05")
    assert run(now, session, click(4, earlier=value["earlier"])) == ("UA-51", "UA-05", "UA-63")


def test_a_click_on_the_page_before_this_one_is_none(session):
    made = State()
    clicks.listen(made, click(1))
    assert run(made, session, click(1)) == ()
    assert run(made, session, click(2, "UA-51", earlier=[click(1)])) == ("UA-51",)


def test_a_click_that_the_callback_has_not_brought_runs_the_page_again(now, session, monkeypatch):
    again = []
    monkeypatch.setattr(clicks.st, "rerun", lambda: again.append(True))
    clicks.listen(now, click(1))
    assert again
    now.take()
    assert now.view.filters.region == ("UA-51", "UA-63")
    again.clear()
    clicks.listen(now, session[MAP_KEY])
    assert not again


def test_an_incident_is_shown_alone(now, session):
    run(now, session, {"incident": "I1", "click": 1})
    assert now.view.filters.incident == ("I1",)
    now.filter(incident=())
    run(now, session, {"incident": "I1", "click": 1})
    assert now.view.filters.incident == ()


def test_an_area_called_like_a_region_is_none(now, session):
    now.show(level="raions")
    assert run(now, session, click(1)) == ("UA-51",)


@pytest.mark.parametrize(
    "value",
    [None, {}, "x", {"click": 3}, click(3, ["UA-63"]), click(3, "XX"), {"click": 3, "earlier": 5}],
)
def test_anything_else_is_no_click(now, session, value):
    assert run(now, session, value) == ("UA-51",)


def test_several_choices_differ_by_what_was_changed():
    assert controls.merged(("a", "b"), before=("a",), now=("a", "c")) == ("a", "b", "c")
