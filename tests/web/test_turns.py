"""What stands below the map waits for its points, and never for long."""

from __future__ import annotations

import threading
import time

import pytest
import streamlit as st

from geo.web import turns

STATE = {"points": True, "query": "country=UA"}
OTHER = {"points": True, "query": "country=RU"}


@pytest.fixture(autouse=True)
def session(monkeypatch):
    monkeypatch.setattr(st, "session_state", {})


def test_a_map_that_has_not_asked_before_is_not_waited_for():
    first, worth_waiting = turns.begin(STATE)
    assert not worth_waiting
    assert not turns.begin(OTHER)[1]
    assert not first.answered.is_set()


def test_a_change_is_waited_for_and_the_same_state_is_not():
    first, _ = turns.begin(STATE)
    turns.answered(first.name)
    assert turns.begin(dict(STATE)) == (first, False)
    second, worth_waiting = turns.begin(OTHER)
    assert worth_waiting
    assert second.name != first.name


def test_a_map_without_points_asks_for_none():
    first, _ = turns.begin(STATE)
    turns.answered(first.name)
    assert not turns.begin(STATE | {"points": False})[1]


def test_waiting_ends_with_the_answer_or_in_the_end():
    turn, _ = turns.begin(STATE)
    start = time.monotonic()
    turns.wait(turn)
    assert turns.LONGEST * 0.9 < time.monotonic() - start < turns.LONGEST + 5
    answer = threading.Timer(0.05, turns.answered, [turn.name])
    answer.start()
    turns.wait(turn)
    assert turn.answered.is_set()


def test_a_turn_that_nobody_began_is_nothing():
    turns.answered(None)
    turns.answered("made up")
    name = turns.begin(STATE)[0].name
    st.session_state.clear()
    turns.answered(name)
