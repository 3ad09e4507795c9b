"""The map first: what stands below it on the page waits until the map has its points.

A run of the page sends the map what has changed, and the map then asks for its points.  Were the
rest of the page worked out and drawn meanwhile, server and browser would be busy with it, and the
map would be the last thing to change.  So a run pauses between the two, until the points of its
*turn* have been answered, but never for long: a map that does not ask, because its page is hidden
or far away, keeps nobody waiting.
"""

from __future__ import annotations

import secrets
import threading
from typing import Any, Final
from weakref import WeakValueDictionary

import streamlit as st

#: Seconds that a run waits for its map at most.
LONGEST: Final = 0.5
_TURN: Final = "map_turn"


class Turn:
    """One state of a session's map.

    Parameters
    ----------
    state : dict
        What the map shows.

    Attributes
    ----------
    name : str
        By which the map's request for points says that it is of this turn; nobody can guess it.
    answered : Event
        Set when that request has been answered.
    """

    def __init__(self, state: dict[str, Any]) -> None:
        self.name = secrets.token_urlsafe(9)
        self.state = state
        self.answered = threading.Event()
        _TURNS[self.name] = self


_TURNS: Final[WeakValueDictionary[str, Turn]] = WeakValueDictionary()


def begin(state: dict[str, Any]) -> tuple[Turn, bool]:
    """Turn of a state of the session's map, and whether it is worth waiting for.

    The same state has the same turn.  Only a session whose map has asked before is waited for: the
    first map of a page takes its time, and a test without a browser has none.
    """
    before = st.session_state.get(_TURN)
    if isinstance(before, Turn) and before.state == state:
        return before, False
    turn = st.session_state[_TURN] = Turn(state)
    asked = isinstance(before, Turn) and before.answered.is_set()
    return turn, asked and bool(state["points"])


def wait(turn: Turn) -> None:
    """Wait until the points of a turn have been answered, or `LONGEST` is over."""
    turn.answered.wait(LONGEST)


def answered(name: str | None) -> None:
    """Note that the points of a turn have been answered; an unknown name is nothing."""
    turn = _TURNS.get(name or "")
    if turn is not None:
        turn.answered.set()
