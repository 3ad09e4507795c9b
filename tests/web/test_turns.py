"""The points of a map go with its colours once it has said what it shows."""

from __future__ import annotations

import pytest
import streamlit as st

from geo.web import turns

STATE = {"points": True, "query": "country=UA"}
OTHER = {"points": True, "query": "country=RU"}
VIEW = {"zoom": "5", "west": "20.0", "south": "40.0", "east": "50.0", "north": "60.0"}
PARAMS = {name: [value] for name, value in VIEW.items()}


@pytest.fixture(autouse=True)
def session(monkeypatch):
    monkeypatch.setattr(st, "session_state", {})


def test_the_same_state_has_the_same_turn():
    first, new = turns.begin(STATE)
    assert new
    assert turns.begin(dict(STATE)) == (first, False)
    second, new = turns.begin(OTHER)
    assert new
    assert second.name != first.name


def test_what_a_map_shows_is_known_to_the_turns_that_follow():
    first, _ = turns.begin(STATE)
    assert first.view is None
    turns.asked(first.name, PARAMS | {"colour": ["type"]})
    second, _ = turns.begin(OTHER)
    assert first.view == second.view == VIEW
    turns.asked(second.name, PARAMS | {"zoom": ["7"]})
    assert turns.begin(STATE)[0].view == VIEW | {"zoom": "7"}


def test_a_request_that_says_no_part_of_the_world_changes_nothing():
    first, _ = turns.begin(STATE)
    turns.asked(first.name, {"cell": ["UA-63"]})
    assert first.view is None


def test_a_turn_that_nobody_began_is_nothing():
    turns.asked(None, PARAMS)
    turns.asked("made up", PARAMS)
    name = turns.begin(STATE)[0].name
    st.session_state.clear()
    turns.asked(name, PARAMS)
