"""The second map beside the first, and the line above each that says what it shows."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.web.map import clicks
from geo.web.map import component as atlas_map
from geo.web.visitor import session

if TYPE_CHECKING:
    from geo.maps import Beside, Scale
    from geo.query import Facets
    from geo.store import Store
    from geo.web.controls import State

#: Keys of the boxes of both maps.
FIRST: Final = "map_one"
SECOND: Final = "map_two"


def line(two: Beside, store: Store, facets: Facets, *, second: bool) -> None:
    """Say what a map shows; drawn after the map and shown above it, so that the map stays."""
    text = two.text(store, facets, second=second)
    st.html(f'<p class="atlas-which">{escape(text)}</p>')


def show(now: State, two: Beside, store: Store, facets: Facets, scale: Scale | None) -> None:
    """Draw the second map, or change what is on it; clicks on it are those on the first."""
    shaded = two.shading(store, facets, scale)
    state = atlas_map.map_state(shaded, two.second, version=store.version, token=session.token())
    with st.container(key=SECOND, gap=None):
        value = atlas_map.show(state | {"beside": "second"}, key=atlas_map.SECOND_KEY)
        clicks.listen(now, value, atlas_map.SECOND_KEY)
        line(two, store, facets, second=True)
