"""The sidebar's filters by the areas of the dated layer that is the map's level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo.i18n import _
from geo.query import LAYER_FILTERS, layer_and_km
from geo.texts import short
from geo.web.controls.filters import draw_list, several
from geo.web.controls.state import State, sender

if TYPE_CHECKING:
    from collections.abc import Mapping

INSIDE, OUTSIDE, NEAR = LAYER_FILTERS
_FARTHEST: Final = 1_000.0

for _name in (INSIDE, OUTSIDE):
    several(_name)


@sender(NEAR, lambda value, _choices: value)
def _near(now: State, _before: Any, km: float | None) -> None:
    now.filter(near="" if km is None else f"{now.view.level}/{km:g}")


def layer_text(value: str) -> str:
    """Return what the page calls a value of `query.LAYER_FILTERS`: its layer and area."""
    return short(value.replace("/", ": ", 1))


def near_text(value: str) -> str:
    """Return what the page calls a distance from an edge; untrusted text."""
    layer, km = layer_and_km(value)
    return _("within {km} km of an edge of {layer}").format(km=f"{km:g}", layer=short(layer))


def draw(now: State) -> None:
    """Draw the filters, where the level is a dated layer."""
    level, filters = now.view.level, now.view.filters
    if level not in now.dated:
        return
    choices = {level: _("Any area"), **{f"{level}/{name}": name for name in now.dated[level]}}
    for name, label in ((INSIDE, _("Inside that day")), (OUTSIDE, _("Outside that day"))):
        chosen = getattr(filters, name)
        called: Mapping[str, str] = choices | {
            one: layer_text(one) for one in chosen if one not in choices
        }
        draw_list(
            now,
            name,
            chosen,
            {one: short(text) for one, text in called.items()},
            label=label,
            label_visibility="visible",
            placeholder="",
        )
    km = layer_and_km(filters.near)[1] if filters.near else None
    st.number_input(
        _("Within km of an edge that day"),
        min_value=0.0,
        max_value=max(_FARTHEST, km or 0),
        value=km,
        step=5.0,
        format="%g",
        key=now.key(NEAR, km, level),
    )
