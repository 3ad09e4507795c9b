"""Links between the views that keep the visitor's session, and with it the visitor's own store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo.texts import plain
from geo.web.controls import language

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PAGES: Final = "pages"


def begin(pages: Mapping[str, Any]) -> None:
    """Make the views known, by their part of the address."""
    st.session_state[_PAGES] = dict(pages)


def link(view: str, label: str, params: Mapping[str, Sequence[str]], *, icon: str) -> None:
    """Draw a link to a view.

    Parameters
    ----------
    view : str
        Its part of the address; the map's is empty.
    label : str
        What stands there; taken literally.
    params : mapping
        Parameters of the address, as `Filters.to_params` gives them.
    icon : str
        A name of Material Symbols.
    """
    st.page_link(
        st.session_state[_PAGES][view],
        label=plain(label),
        icon=f":material/{icon}:",
        query_params=_pairs(params),
    )


def switch(view: str, params: Mapping[str, Sequence[str]]) -> None:
    """Go to a view at once, as `link` would."""
    st.switch_page(st.session_state[_PAGES][view], query_params=_pairs(params))


def _pairs(params: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    every = {**params, **language.params()}
    return [(name, value) for name, values in every.items() for value in values]
