"""A map's points go with its colours, and the rest of the page waits for it, never for long."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest
import streamlit as st

from geo.maps import Viewport
from geo.web.map import turns

STATE = {"points": True, "query": "country=UA"}
OTHER = {"points": True, "query": "country=RU"}
EUROPE = Viewport(5, (20.0, 40.0, 50.0, 60.0), "5 20.0 40.0 50.0 60.0")
NEARER = Viewport(7, (20.0, 40.0, 50.0, 60.0), "7 20.0 40.0 50.0 60.0")


def waits(turn):
    """Seconds that a run waits for a map that says nothing."""
    seconds = []
    turn.painted = SimpleNamespace(wait=seconds.append)
    turns.wait(turn)
    return round(sum(seconds), 2)


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
    assert first.viewport is None
    turns.note_viewport(first.name, EUROPE)
    second, _ = turns.begin(OTHER)
    assert first.viewport == second.viewport == EUROPE
    turns.note_viewport(second.name, NEARER)
    assert turns.begin(STATE)[0].viewport == NEARER


def test_a_request_that_says_no_part_of_the_world_changes_nothing():
    first, _ = turns.begin(STATE)
    turns.note_viewport(first.name, Viewport())
    assert first.viewport is None


def test_a_turn_that_nobody_began_is_nothing():
    turns.note_viewport(None, EUROPE)
    turns.note_viewport("made up", EUROPE)
    name = turns.begin(STATE)[0].name
    st.session_state.clear()
    turns.note_viewport(name, EUROPE)


def test_a_first_map_is_waited_for_where_there_is_a_browser(monkeypatch):
    assert waits(turns.begin(STATE)[0]) == 0
    monkeypatch.setattr(st, "context", SimpleNamespace(headers={"Host": "localhost"}))
    assert waits(turns.begin(OTHER)[0]) == turns.LONGEST_AT_FIRST


def test_a_later_map_is_waited_for_once():
    turn, _ = turns.begin(STATE)
    turns.note_viewport(turn.name, EUROPE)
    assert waits(turn) == turns.LONGEST
    assert waits(turn) == 0, "once is enough"


def test_waiting_ends_when_the_map_is_painted():
    turn, _ = turns.begin(STATE)
    turns.note_viewport(turn.name, EUROPE)
    turns.painted("made up")
    assert not turn.painted.is_set()
    word = threading.Timer(0.05, turns.painted, [turn.name])
    word.start()
    turns.wait(turn)
    assert turn.painted.is_set()
