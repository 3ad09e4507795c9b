"""The map first: its points and badges go with its colours, and the rest of the page follows it.

A run of the page sends the map what has changed, and with it the points and badges of the part of
the world that the map asked for last: that the map need not ask again saves it a way to the server
and back.  A map that has not asked yet, or shows another part by now, asks itself.

What stands around the map takes the browser longer than the map does.  So the run pauses until the
map says that the state of its *turn* is painted, but never for long: a map that says nothing,
because its page is hidden or far away, keeps nobody waiting.  Nothing that is chosen goes by it.
"""

from __future__ import annotations

import secrets
import threading
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakValueDictionary

import streamlit as st

if TYPE_CHECKING:
    from geo.maps import Viewport

#: Seconds that a run waits for its map at most, and for a page's first map, which has to load what
#: it is drawn with.
LONGEST: Final = 0.5
LONGEST_AT_FIRST: Final = 2.0
_STEP: Final = 0.05
_TURN: Final = "map_turn"


class Turn:
    """One state of a session's map.

    Parameters
    ----------
    state : dict
        What the map shows.
    viewport : Viewport, optional
        The part of the world that the map showed last.

    Attributes
    ----------
    name : str
        By which the map's request for points says that it is of this turn; nobody can guess it.
    answers : dict or None
        What the map was sent along with the state, so that it need not ask.
    painted : Event
        Set when the map has said that it shows the state.
    waited : bool
        Whether a run has waited for that.
    """

    def __init__(self, state: dict[str, Any], viewport: Viewport | None = None) -> None:
        self.name = secrets.token_urlsafe(9)
        self.state = state
        self.viewport = viewport
        self.answers: dict[str, Any] | None = None
        self.painted = threading.Event()
        self.waited = False
        _TURNS[self.name] = self


_TURNS: Final[WeakValueDictionary[str, Turn]] = WeakValueDictionary()


def first_run() -> bool:
    """Return whether the session's map has had no turn: its page is drawn for the first time."""
    return _TURN not in st.session_state


def begin(state: dict[str, Any]) -> tuple[Turn, bool]:
    """Return the turn of a state of the map, and whether it is new: the same state has the same."""
    before = st.session_state.get(_TURN)
    if not isinstance(before, Turn):
        turn = Turn(state)
    elif before.state == state:
        return before, False
    else:
        turn = Turn(state, before.viewport)
    st.session_state[_TURN] = turn
    return turn, True


def note_viewport(name: str | None, viewport: Viewport) -> None:
    """Note what part of the world a map shows; an unknown turn is nothing.

    Parameters
    ----------
    name : str or None
        The turn's name, if the request had one.
    viewport : Viewport
        What the request says of it.
    """
    turn = _TURNS.get(name or "")
    if turn is not None and viewport.written:
        turn.viewport = viewport


def seen() -> Viewport | None:
    """Return what part of the world the session's map shows; None before it has said so."""
    turn = st.session_state.get(_TURN)
    return turn.viewport if isinstance(turn, Turn) else None


def wait(turn: Turn) -> None:
    """Wait, once, until a turn is painted or `LONGEST` is over; without a browser not at all."""
    if turn.waited:
        return
    turn.waited = True
    longest = LONGEST if turn.viewport else LONGEST_AT_FIRST if st.context.headers else 0
    for _step in range(round(longest / _STEP)):
        if turn.painted.wait(_STEP) or _TURN not in st.session_state:
            return
        # Asking the session lets the visitor's next click break the run off.


def painted(name: str | None) -> None:
    """Note that a map shows the state of a turn; an unknown turn is nothing."""
    turn = _TURNS.get(name or "")
    if turn is not None:
        turn.painted.set()
