"""A control that anything may change: drawn anew then, under a key of its own.

Streamlit's browser sends the values of all controls with every click, those that it has not been
told to change yet as well.  So a key is drawn with one value and never set to another: where
something else has changed the value, or the language or the choices are others, the control gets a
new key with the next number.  What the browser says of any key is compared with what it was last
heard to hold there, and the difference alone is the visitor's change: an old value changes nothing,
and a click on a control that has been replaced meanwhile is not lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

import streamlit as st

from geo import i18n

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    #: What a browser holds and the choices that it was drawn with -> the value that it means.
    Reading = Callable[[Any, Any], Any]

#: What a reading gives for a choice that is not made yet, such as one day of a range.
UNFINISHED: Final = object()
#: Keys of a control that are still listened to; a browser that lags may hold an earlier one.
_MOST_KEYS: Final = 8


class Change(NamedTuple):
    """What a visitor has changed: the control, and what it held before and holds now."""

    name: str
    before: Any
    now: Any


class Listening(Protocol):
    """What listens to one sender for a session, as `Control` does."""

    name: str

    def heard(self) -> list[tuple[int, Any]]:
        """Return what is new, each with the number of what says it; nothing is noted."""

    def hold(self, number: int, value: Any) -> Change:
        """Note what is new, and return what it changes; without asking Streamlit's session."""

    def forget(self) -> None:
        """Forget what the browser holds."""


class Control:
    """What one control shows, and what the browser holds under each of its keys.

    Parameters
    ----------
    name : str
        The control's.
    read : callable
        What the browser holds and the choices -> the value that it means, or `UNFINISHED`.
    """

    def __init__(self, name: str, read: Reading) -> None:
        self.name = name
        self._read = read
        self._number = 0
        self._shown: tuple[Any, Any, str | None] | None = None
        #: Number of a key -> the value that the browser holds there, and the choices.
        self._held: dict[int, tuple[Any, Any]] = {}

    def key(self, value: Any, choices: Any = None) -> str:
        """Return the key to draw the control under, with a value.

        Parameters
        ----------
        value
            What the control is drawn with.
        choices
            What may be chosen, in order; other choices are another control.
        """
        shown = (value, choices, i18n.language())
        if shown != self._shown:
            self._shown = shown
            self._number += 1
            self._held[self._number] = (value, choices)
            if len(self._held) > _MOST_KEYS:
                del self._held[next(iter(self._held))]
        return f"{self.name}_{self._number}"

    def heard(self) -> list[tuple[int, Any]]:
        """Return the keys of which the browser says another value than before, and the value."""
        found = []
        for number, (held, choices) in self._held.items():
            try:
                value = self._read(st.session_state[f"{self.name}_{number}"], choices)
            except KeyError:  # the browser does not have this key any more
                continue
            if value is not UNFINISHED and value != held:
                found.append((number, value))
        return found

    def hold(self, number: int, value: Any) -> Change:
        """Note what the browser holds under a key, and return what that changes."""
        before, choices = self._held.pop(number)
        self._held[number] = (value, choices)  # the last one: keys that are heard of are kept
        if number == self._number and self._shown is not None:
            self._shown = (value, *self._shown[1:])
        return Change(self.name, before, value)

    def forget(self) -> None:
        """Forget what the browser holds: the next key is another one."""
        self._held.clear()
        self._shown = None


def changes(controls: Iterable[Listening]) -> list[Change]:
    """Return what the visitor has changed since the last time.

    Whatever is asked of Streamlit's session may break a run off, for the visitor's next click.  So
    all is asked for first and noted afterwards: each change is returned once, and to a run that has
    not been broken off.
    """
    found = [(control, number, value) for control in controls for number, value in control.heard()]
    return [control.hold(number, value) for control, number, value in found]
