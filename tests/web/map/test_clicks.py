"""Clicks on the map take effect once, whatever else is used at the same moment."""

from __future__ import annotations

import pytest

from geo.web import controls
from geo.web.map import clicks
from geo.web.map.component import MAP_KEY


@pytest.fixture
def session(monkeypatch):
    """A session's state as a run begins with it."""
    state = {controls.REGION: ["UA-51"], controls.INCIDENT: ()}
    for module in (clicks, controls.filters):
        monkeypatch.setattr(module.st, "session_state", state)
    return state


def run(session, *, regions=True, ends=True):
    clicks.take(regions=regions)
    if ends:
        clicks.settled()
    return session[controls.REGION]


def test_a_click_chooses_a_region_and_the_next_clears_it(session):
    session[MAP_KEY] = {"region": "UA-63", "click": 1}
    assert run(session) == ["UA-51", "UA-63"]
    assert run(session) == ["UA-51", "UA-63"]  # no new click
    session[MAP_KEY] = {"region": "UA-63", "click": 2}
    assert run(session) == ["UA-51"]


@pytest.mark.parametrize("arrived", [True, False])
def test_a_click_is_not_lost_when_the_run_is_broken_off(session, arrived):
    session[MAP_KEY] = {"region": "UA-63", "click": 1}
    run(session, ends=False)
    if not arrived:  # the browser sends the control's old value with the next control's change
        session[controls.REGION] = ["UA-51"]
    assert run(session) == ["UA-51", "UA-63"]
    session[MAP_KEY] = {"region": "UA-51", "click": 2}
    run(session, ends=False)
    assert run(session) == ["UA-63"]


def test_what_the_visitor_does_after_a_click_stays(session):
    session[MAP_KEY] = {"region": "UA-63", "click": 1}
    run(session)
    session[controls.REGION] = []
    assert run(session) == []


def test_an_incident_is_shown_alone(session):
    session[MAP_KEY] = {"incident": "I1", "click": 1}
    run(session)
    assert session[controls.INCIDENT] == ("I1",)
    session[controls.INCIDENT] = ()
    run(session)
    assert session[controls.INCIDENT] == ()


def test_an_area_called_like_a_region_is_none(session):
    session[MAP_KEY] = {"region": "UA-63", "click": 1}
    assert run(session, regions=False) == ["UA-51"]


@pytest.mark.parametrize("value", [None, {}, "x", {"click": 3}, {"click": 3, "region": ["UA-63"]}])
def test_anything_else_is_no_click(session, value):
    session[MAP_KEY] = value
    assert run(session) == ["UA-51"]
