"""A map's points go with its colours, and the rest of the page waits for it, never for long."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace

import pytest
import streamlit as st

from geo.web.map import turns

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


def test_a_first_map_is_waited_for_where_there_is_a_browser(monkeypatch):
    turn, _ = turns.begin(STATE)
    start = time.monotonic()
    turns.wait(turn)
    assert time.monotonic() - start < turns.LONGEST_AT_FIRST / 2
    monkeypatch.setattr(st, "context", SimpleNamespace(headers={"Host": "localhost"}))
    monkeypatch.setattr(turns, "LONGEST_AT_FIRST", 0.2)
    turn, _ = turns.begin(OTHER)
    start = time.monotonic()
    turns.wait(turn)
    assert time.monotonic() - start > 0.15


def test_waiting_ends_when_the_map_is_painted_or_in_the_end():
    turn, _ = turns.begin(STATE)
    turns.asked(turn.name, PARAMS)
    start = time.monotonic()
    turns.wait(turn)
    assert turns.LONGEST * 0.9 < time.monotonic() - start < turns.LONGEST + 5
    start = time.monotonic()
    turns.wait(turn)
    assert time.monotonic() - start < turns.LONGEST / 2, "once is enough"
    turn, _ = turns.begin(OTHER)
    turns.painted("made up")
    assert not turn.painted.is_set()
    word = threading.Timer(0.05, turns.painted, [turn.name])
    word.start()
    turns.wait(turn)
    assert turn.painted.is_set()
