"""What was clicked on the map, taken in the run that follows.

Not in a callback: its effect on a control would be lost if the visitor uses another one before the
run has ended, because the browser then still sends the control's old value.  A click that a run has
not been finished with is taken again by the next one, to the same effect.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from geo.web import controls
from geo.web.map import component as atlas_map

_SEEN: Final = "click_seen"
_PENDING: Final = "click_pending"


@dataclass(frozen=True)
class _Click:
    """A click and its effect: a region chosen or cleared, or an incident shown alone."""

    number: Any
    region: str | None
    chosen: bool
    incident: str | None


def take(*, regions: bool) -> None:
    """Let a new click take effect; before the controls are drawn.

    Parameters
    ----------
    regions : bool
        Whether the map shows regions: an area of a layer that is called like one is none.
    """
    state = st.session_state
    value = state.get(atlas_map.MAP_KEY)
    number = _number(value)
    if number is None or number == state.get(_SEEN):
        return
    click = state.get(_PENDING)
    if not isinstance(click, _Click) or click.number != number:
        region = atlas_map.clicked_region(value) if regions else None
        chosen = region not in state.get(controls.REGION, [])
        click = _Click(number, region, chosen, atlas_map.clicked_incident(value))
        state[_PENDING] = click
    if click.region:
        controls.choose_region(click.region, chosen=click.chosen)
    if click.incident:
        controls.focus_incident(click.incident)


def settled() -> None:
    """Remember, at the end of a run, that the last click has had its effect."""
    number = _number(st.session_state.get(atlas_map.MAP_KEY))
    if number is not None:
        st.session_state[_SEEN] = number


def _number(value: Any) -> Any:
    """Return the number that tells one click from another."""
    return value.get("click") if isinstance(value, dict) else None
