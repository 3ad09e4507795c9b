"""The one state of a session's page: the view, and what every control shows of it.

Controls, map, table, timeline, playing and the address are *senders*: each says what the visitor
has changed, and its reducer makes the next view of it (`sender`).  What is drawn is drawn from the
view, and sets nothing.  A button is given the state itself (`on_click=..., args=(state,)`): asking
Streamlit's session for it could break the press off (`control.changes`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo.maps import View
from geo.web.controls import control

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.maps import Days
    from geo.web.controls.control import Reading

    #: The state, and what a control held before and holds now.
    Reducer = Callable[["State", Any, Any], None]

_STATE: Final = "state"


class _Sender(NamedTuple):
    reduce: Reducer
    read: Reading


_SENDERS: Final[dict[str, _Sender]] = {}


def as_it_is(value: Any, _choices: Any) -> Any:
    """Read a control whose value means itself."""
    return value


def in_order(value: Any, choices: Any) -> Any:
    """Read a control of several choices as a tuple in their order."""
    return tuple(choice for choice in choices if choice in value)


def sender(name: str, read: Reading = as_it_is) -> Callable[[Reducer], Reducer]:
    """Register what makes the next view of a control's changes.

    Parameters
    ----------
    name : str
        The control's.
    read : callable
        What the browser holds there and the choices -> the value that it means.
    """

    def register(reduce: Reducer) -> Reducer:
        _SENDERS[name] = _Sender(reduce, read)
        return reduce

    return register


class Drag(NamedTuple):
    """A frame that was dragged over the timeline, the days chosen by it, and those from before."""

    frame: Days
    taken: Days | None
    before: Days | None


def choice(name: str) -> None:
    """Register a control of one choice that is no part of a view."""

    @sender(name)
    def _chosen(now: State, _before: Any, value: str | None) -> None:
        if value:
            now.choices[name] = value


class State:
    """What one visitor has chosen.

    Attributes
    ----------
    view : View
        The view; it is replaced, never changed.
    days : pair of dates, optional
        First and last day of the data, if it has any.
    levels : tuple of str
        Names of the layers of boundaries that the map can show.
    dated : dict
        Those of them that are dated -> the names of their areas.
    choices : dict
        What is chosen that is no part of a view, such as the language, by the control's name.
    told : dict, optional
        The address that was read or written last; None before the first.
    problems : tuple of str
        One sentence each about a part of the address that is not shown.
    left, returned : bool
        Whether another view of the page is shown instead of the map, and was before this run.
    drag : Drag, optional
        What was dragged over the timeline, as long as its frame is there.
    play : object
        What is being played (`geo.web.time.play`), or None.
    opened : str, optional
        Id of the incident whose drawer is open.
    ticked : tuple
        Row and id of the incident that is ticked in a table of records, if one is.
    """

    def __init__(self) -> None:
        self.view = View()
        self.days: Days | None = None
        self.levels: tuple[str, ...] = ()
        self.dated: dict[str, list[str]] = {}
        self.choices: dict[str, str] = {}
        self.told: dict[str, list[str]] | None = None
        self.problems: tuple[str, ...] = ()
        self.left = self.returned = False
        self.drag: Drag | None = None
        self.play: object = None
        self.opened: str | None = None
        self.ticked: tuple[tuple[int, str], ...] = ()
        self._controls: dict[str, control.Listening] = {}

    def key(self, name: str, value: Any, choices: Any = None) -> str:
        """Return the key to draw a sender's control under, with a value (`control.Control`)."""
        found = self.listen(name, lambda: control.Control(name, _SENDERS[name].read))
        return cast("control.Control", found).key(value, choices)

    def listen(self, name: str, made: Callable[[], control.Listening]) -> control.Listening:
        """Return what listens to a sender, made if it has not been yet."""
        if name not in self._controls:
            self._controls[name] = made()
        return self._controls[name]

    def forget(self) -> None:
        """Draw all controls anew: a browser that has shown another view does not have them."""
        self.drag = None
        for found in self._controls.values():
            found.forget()

    def take(self, *names: str, first: Callable[[], None] = lambda: None) -> None:
        """Take what the visitor has changed.

        Parameters
        ----------
        *names : str
            Of the senders that are asked; without any, all are.
        first : callable
            What is to be done before, without asking Streamlit's session.
        """
        heard = control.changes(c for c in self._controls.values() if not names or c.name in names)
        first()
        for change in heard:
            _SENDERS[change.name].reduce(self, change.before, change.now)

    def show(self, **changed: Any) -> None:
        """Change the view: fields of `View`."""
        self.view = replace(self.view, **changed)

    def filter(self, **changed: Any) -> None:
        """Change the view's filters: fields of `Filters`."""
        self.show(filters=replace(self.view.filters, **changed))

    def put_days(self, days: Days) -> None:
        """Choose days, both included; the edges of the data, or beyond them, are no filter."""
        if self.days is not None:
            first, last = days
            self.filter(
                date_from=None if first <= self.days[0] else first,
                date_to=None if last >= self.days[1] else last,
            )

    def chosen_days(self) -> Days | None:
        """Return the days that are chosen, both included; None where there is no data."""
        if self.days is None:
            return None
        first, last = self.view.filters.date_from, self.view.filters.date_to
        first = first or min(self.days[0], last or self.days[0])
        return first, last or max(self.days[1], first)


def state() -> State:
    """Return the state of this session."""
    found = st.session_state.get(_STATE)
    if not isinstance(found, State):
        found = st.session_state[_STATE] = State()
    return found


def went_back() -> bool:
    """Return whether the visitor has gone back or forward: the browser itself says so."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def merged(current: Sequence[Any], before: Sequence[Any], now: Sequence[Any]) -> tuple[Any, ...]:
    """Return what is chosen once the difference between two choices is applied to it.

    >>> merged(("a", "b"), before=("a",), now=("a", "c"))
    ('a', 'b', 'c')
    >>> merged(("a", "b"), before=("a",), now=())
    ('b',)
    """
    kept = [one for one in current if one in now or one not in before]
    return (*kept, *(one for one in now if one not in before and one not in kept))
