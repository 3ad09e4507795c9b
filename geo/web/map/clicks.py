"""The map as a sender: what was clicked on it, each click once and in order."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import streamlit as st

from geo.regions import catalogue
from geo.web import controls
from geo.web.controls import Change, State
from geo.web.map.component import MAP_KEY

_MAP: Final = "map"


class Click(NamedTuple):
    """A click: a region chosen or cleared, or an incident to be shown alone."""

    number: float
    region: str | None
    chosen: bool
    incident: str | None


def clicks_of(value: Any) -> list[Click]:
    """Return the clicks that the map's component says, the newest last; anything else is none."""
    messages = [*_list(value.get("earlier")), value] if isinstance(value, dict) else []
    return [
        Click(message["click"], _region(message), message.get("chosen") is True, _incident(message))
        for message in messages
        if isinstance(message, dict) and isinstance(message.get("click"), int | float)
    ]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _region(message: dict[str, Any]) -> str | None:
    code = message.get("region")
    return code if isinstance(code, str) and code in catalogue() else None


def _incident(message: dict[str, Any]) -> str | None:
    incident_id = message.get("incident")
    return incident_id if isinstance(incident_id, str) and incident_id else None


class _Map:
    """A map among the controls of a session: its key is always the same."""

    name = _MAP

    def __init__(self, value: Any, key: str) -> None:
        self._seen, self._key = 0.0, key
        self.hold(0, clicks_of(value))

    def news(self, value: Any) -> list[Click]:
        """Return the clicks that have not had their effect."""
        return [click for click in clicks_of(value) if click.number > self._seen]

    def heard(self) -> list[tuple[int, Any]]:
        """Return the clicks since the last time, if there are any."""
        found = self.news(st.session_state.get(self._key))
        return [(0, found)] if found else []

    def hold(self, _number: int, clicks: list[Click]) -> Change:
        """Note clicks that have their effect now."""
        self._seen = max([self._seen, *(click.number for click in clicks)])
        return Change(_MAP, [], clicks)

    def forget(self) -> None:
        """Forget nothing: clicks have numbers that only grow."""


@controls.sender(_MAP)
def _clicked(now: State, _before: Any, clicks: list[Click]) -> None:
    for click in clicks:
        if click.incident:
            now.filter(incident=(click.incident,))
        # An area of a layer that is called like a region is none.
        elif click.region and not now.view.level:
            others = tuple(code for code in now.view.filters.region if code != click.region)
            now.filter(region=(*others, click.region) if click.chosen else others)


def listen(now: State, value: Any, key: str = MAP_KEY) -> None:
    """Listen to a map that was drawn, and run the page again for a click that was overheard.

    streamlit-folium's own callback, which brings clicks before the page is drawn, is left out where
    the next click comes at the same moment.

    Parameters
    ----------
    now : State
        The session's.
    value
        What the map's component says; what it says at first was clicked for another session.
    key : str
        Which of two maps it is.
    """
    found = now.listen(key, lambda: _Map(value, key))
    if isinstance(found, _Map) and found.news(value):
        st.session_state[key] = value
        st.rerun()
