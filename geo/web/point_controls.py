"""How points are drawn, and what lies behind the map: controls, and their part of the address.

The background is left out of the address on purpose (`geo.web.tiles`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo import config, query
from geo.i18n import N_, _
from geo.web import tiles

if TYPE_CHECKING:
    from collections.abc import Mapping

COLOUR: Final = "colour"
SIZE: Final = "size"
_BACKGROUND: Final = "background"
_BACKGROUND_CONTROL: Final = "background_control"
_NONE: Final = "none"
#: Names of `query.COLOURS` and `query.SIZES` -> what the page calls them.
COLOUR_NAMES: Final = {
    "type": N_("Incident type"),
    "actor": N_("Actor"),
    "dataset": N_("Dataset"),
}
SIZE_NAMES: Final = {
    "incidents": N_("Number of incidents"),
    "casualties": N_("People killed or injured"),
}


@dataclass(frozen=True)
class Look:
    """How points are drawn (`query.COLOURS`, `query.SIZES`), and the background's provider."""

    colour: str = "type"
    size: str = "incidents"
    background: str | None = None

    def state(self) -> dict[str, Any]:
        """Part of the map's message that says it."""
        return {
            "colour": self.colour,
            "size": self.size,
            "tiles": tiles.layer(self.background),
        }


#: How points are drawn where nothing else is chosen.
USUAL: Final = Look()


def read(params: Mapping[str, list[str]]) -> None:
    """Set the controls from address parameters.

    Raises
    ------
    FilterError
        For a value that does not exist.
    """
    given = dict(params)
    colour, size = query.colour_of(given), query.size_of(given)
    st.session_state[COLOUR], st.session_state[SIZE] = colour, size


def address(look: Look) -> dict[str, list[str]]:
    """Part of the address that says how points are drawn; what is as usual is left out."""
    return {
        name: [getattr(look, name)]
        for name in (COLOUR, SIZE)
        if getattr(look, name) != getattr(USUAL, name)
    }


def _keep_background() -> None:
    st.session_state[_BACKGROUND] = st.session_state[_BACKGROUND_CONTROL]


def chosen() -> Look:
    """What the controls say, whether they are drawn yet or not."""
    state = st.session_state
    colour = state.setdefault(COLOUR, next(iter(COLOUR_NAMES)))
    size = state.setdefault(SIZE, next(iter(SIZE_NAMES)))
    background = state.get(_BACKGROUND, _NONE) if config.online_tiles() else _NONE
    return Look(colour, size, background if background != _NONE else None)


def draw() -> None:
    """Draw the controls."""
    st.session_state[_BACKGROUND_CONTROL] = st.session_state.get(_BACKGROUND, _NONE)
    with st.expander(_("Points and background")):
        st.selectbox(
            _("Colour of points"),
            list(COLOUR_NAMES),
            key=COLOUR,
            format_func=lambda name: _(COLOUR_NAMES[name]),
        )
        st.selectbox(
            _("Size of points"),
            list(SIZE_NAMES),
            key=SIZE,
            format_func=lambda name: _(SIZE_NAMES[name]),
        )
        if config.online_tiles():
            _background()


def _background() -> None:
    st.selectbox(
        _("Background"),
        [_NONE, *tiles.PROVIDERS],
        key=_BACKGROUND_CONTROL,
        on_change=_keep_background,
        format_func=lambda name: (
            _(tiles.PROVIDERS[name]) if name in tiles.PROVIDERS else _("None, all from here")
        ),
    )
    st.caption(_(tiles.NOTICE))
