"""How points are drawn, and what lies behind the map: controls, and their part of the address.

The background is left out of the address on purpose (`geo.maps.backgrounds`).
"""

from __future__ import annotations

from typing import Final

import streamlit as st

from geo import config
from geo.i18n import _
from geo.maps import COLOUR, COLOUR_NAMES, SIZE, SIZE_NAMES, Look, backgrounds

_BACKGROUND: Final = "background"
_BACKGROUND_CONTROL: Final = "background_control"
_NONE: Final = "none"


def put(look: Look) -> None:
    """Set the controls, but for the background; before they are drawn."""
    st.session_state[COLOUR], st.session_state[SIZE] = look.colour, look.size


def _keep_background() -> None:
    st.session_state[_BACKGROUND] = st.session_state[_BACKGROUND_CONTROL]


def chosen() -> Look:
    """Return what the controls say, whether they are drawn yet or not."""
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
        [_NONE, *backgrounds.PROVIDERS],
        key=_BACKGROUND_CONTROL,
        on_change=_keep_background,
        format_func=lambda name: (
            _(backgrounds.PROVIDERS[name])
            if name in backgrounds.PROVIDERS
            else _("None, all from here")
        ),
    )
    st.caption(_(backgrounds.NOTICE))
