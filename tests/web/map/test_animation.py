"""An animation in the background: how far it is, who waits, and what ends it."""

from __future__ import annotations

import threading
import time

import pytest

from geo.errors import InputError
from geo.web.map import animation
from geo.web.map.animation import Animation

MAPS = (("days", "drawing"),) * 3


def until(holds):
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def begun(make=lambda maps: b"%d" % len(list(maps)), maps=lambda: MAPS, is_there=lambda: True):
    return Animation("asked", 3, maps, make, is_there)


@pytest.fixture(autouse=True)
def nothing_left():
    yield
    until(lambda: not animation._ALL)


def test_it_is_drawn_to_its_end():
    found = begun()
    until(lambda: not found.running)
    assert (found.content, found.ready, found.problem) == (b"3", 3, "")


def test_one_is_drawn_at_a_time_and_the_others_say_how_many_are_before(monkeypatch):
    monkeypatch.setattr(animation, "MOST_WAITING", 2)
    goes_on = threading.Event()

    def slow():
        goes_on.wait(10)
        yield from MAPS

    all_of_them = [begun(maps=slow) for _ in range(3)]
    assert [one.before for one in all_of_them] == [0, 1, 2]
    refused = begun()
    assert not refused.running
    assert "try again in a minute" in refused.problem
    all_of_them[1].cancel()
    until(lambda: all_of_them[2].before == 1)
    goes_on.set()
    until(lambda: not any(one.running for one in all_of_them))
    assert [one.content for one in all_of_them] == [b"3", None, b"3"]


@pytest.mark.parametrize("how", ["cancelled", "left"])
def test_it_ends_when_it_is_cancelled_or_the_visitor_has_left(monkeypatch, how):
    monkeypatch.setattr(animation, "_GRACE", 0.1)
    there, drawn = [True], []

    def endless():
        while True:
            time.sleep(0.01)
            drawn.append(1)
            yield MAPS[0]

    found = begun(maps=endless, is_there=lambda: there[0])
    until(lambda: len(drawn) > 2)
    if how == "left":
        there[0] = False
    else:
        found.cancel()
    until(lambda: not animation._ALL)
    assert not found.running
    assert found.content is None
    assert found.problem == ""


def test_what_cannot_be_drawn_is_said(caplog):
    def refused(_maps):
        raise InputError("no day")

    def broken(_maps):
        raise RuntimeError("secret path")

    found = begun(refused), begun(broken)
    until(lambda: not any(one.running for one in found))
    assert found[0].problem == "no day."
    assert found[1].problem == "The animation could not be drawn."
    assert "secret path" in caplog.text
