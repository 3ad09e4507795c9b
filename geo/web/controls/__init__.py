"""The page's one state, the controls that show it, and its mirror in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo import query
from geo.i18n import _
from geo.maps import COMPARE, LAYERS, LEVEL, MEASURE, METRIC
from geo.web.controls import address, filters, layer_filters, map_controls
from geo.web.controls.address import TABLE, TABLES
from geo.web.controls.address import write as write_address
from geo.web.controls.chips import draw as draw_chips
from geo.web.controls.chips import reset
from geo.web.controls.control import Change
from geo.web.controls.filters import (
    ACTOR,
    COUNT,
    COUNTRY,
    DATASET,
    FROM,
    PRESET,
    REGION,
    STRICTNESS,
    TEXT,
    TO,
    TYPE,
    draw_presets,
    heading,
)
from geo.web.controls.map_controls import AGAINST
from geo.web.controls.state import Drag, State, choice, merged, sender, state, went_back

if TYPE_CHECKING:
    from geo.query import Facets
    from geo.store import Store

__all__ = [
    "ACTOR",
    "AGAINST",
    "COMPARE",
    "COUNT",
    "COUNTRY",
    "DATASET",
    "FROM",
    "LAYERS",
    "LEVEL",
    "MEASURE",
    "METRIC",
    "PRESET",
    "REGION",
    "STRICTNESS",
    "TABLE",
    "TABLES",
    "TEXT",
    "TO",
    "TYPE",
    "Change",
    "Drag",
    "State",
    "choice",
    "draw_chips",
    "draw_presets",
    "fit",
    "heading",
    "merged",
    "reset",
    "sender",
    "sidebar",
    "state",
    "take",
    "went_back",
    "write_address",
]


def take(*, on_map: bool) -> State:
    """Take what the visitor has changed, and return the state that comes of it.

    Parameters
    ----------
    on_map : bool
        Whether the map is shown, whose view the address says.
    """
    now, params, back = state(), address.held(), went_back()

    def arrive() -> None:
        now.left, now.returned = not on_map, now.left and on_map
        if on_map:
            address.read(now, params, linked=now.returned, back=back)

    now.take(first=arrive)
    if now.returned:
        now.forget()
    return now


def fit(now: State, store: Store) -> None:
    """Fit the view to the data of a store, and say what cannot be shown."""
    facets = query.facets(store)
    now.days = (facets.first, facets.last) if facets.first and facets.last else None
    now.levels = tuple(query.layer_names(store))
    now.dated = {name: query.layer_areas(store, name) for name in query.dated_layers(store)}
    if days := now.chosen_days():
        now.put_days(days)
    level = now.view.level
    if level and level not in now.levels:
        text = _("The level {level} is not among the layers here: the regions are shown.")
        now.problems = (*now.problems, text.format(level=repr(level[:80])))
        now.show(level="")
    try:
        query.check_layers(store, now.view.filters)
    except query.FilterError as error:
        now.problems = (*now.problems, str(error))
        now.filter(inside=(), outside=(), near="")


def sidebar(now: State, facets: Facets) -> None:
    """Draw the controls."""
    with st.sidebar:
        map_controls.draw(now, facets)
        layer_filters.draw(now)
        filters.draw(now, facets)
        map_controls.draw_options(now)
