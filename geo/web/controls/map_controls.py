"""The sidebar's controls of what shades the map, and their part of the page's address.

Parameters: `metric` (`geo.maps.metrics.METRICS`), `measure` (`MEASURES`), `compare_from` and
`compare_to` (ISO dates of the period that a change is measured against; without them, the period of
equal length before the selected one), `level` (name of a layer of the store), `layers`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.i18n import N_, _
from geo.maps import (
    CHANGE,
    COMPARE,
    LAYER_NAMES,
    LAYERS,
    LEVEL,
    MEASURE,
    MEASURES,
    METRIC,
    METRICS,
    Period,
    View,
    periods,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.maps import Look, Measure
    from geo.query import Facets, Filters

AGAINST: Final = "against"
_PROBLEM: Final = "level_problem"

_PREVIOUS: Final = "previous"
_AGAINST: Final = {_PREVIOUS: N_("The period before"), "dates": N_("Other dates")}


def put(view: View) -> None:
    """Set the controls; before they are drawn."""
    state = st.session_state
    state[METRIC], state[MEASURE] = view.metric.name, view.measure.name
    state[LEVEL], state[LAYERS] = view.level, list(view.layers)
    state[AGAINST] = "dates" if view.compare else _PREVIOUS
    if view.compare:
        state[COMPARE] = (view.compare.first, view.compare.last)
    state[_PROBLEM] = ""


def chosen(filters: Filters, facets: Facets, levels: Sequence[str], look: Look) -> View:
    """Return what the controls say of a selection, whether they are drawn yet or not.

    Parameters
    ----------
    filters : Filters
        The selection.
    facets : Facets
        What the store has.
    levels : sequence of str
        Names of the store's layers.
    look : Look
        How points are drawn.
    """
    state = st.session_state
    measure = MEASURES[state[MEASURE]]
    now = periods.selected(filters, facets)
    compare = _compared_with(facets, now) if measure is CHANGE else None
    layers = tuple(name for name in LAYER_NAMES if name in state[LAYERS])
    return View(filters, METRICS[state[METRIC]], measure, compare, _level(levels), layers, look)


def _level(levels: Sequence[str]) -> str:
    """Return the level that is chosen, if the store has it."""
    state = st.session_state
    wanted = str(state.setdefault(LEVEL, ""))
    if not wanted or wanted in levels:
        return wanted
    state[_PROBLEM] = _(
        "The level {level} is not among the layers here: the regions are shown."
    ).format(level=repr(wanted[:80]))
    state[LEVEL] = ""
    return ""


def _compared_with(facets: Facets, now: Period | None) -> Period | None:
    """Return the period that a change is measured against; None for the one before."""
    state, data = st.session_state, periods.whole(facets)
    # Streamlit forgets a control that was not drawn in the last run.
    if state.setdefault(AGAINST, _PREVIOUS) == _PREVIOUS or now is None or data is None:
        return None
    before = now.before() if now.before().within(data) else Period(data.first, data.first)
    days = state.setdefault(COMPARE, (before.first, before.last)) or (before.first,)
    return Period(days[0], days[-1])


def draw(facets: Facets, levels: Sequence[str], measure: Measure, compare: Period | None) -> None:
    """Draw the controls.

    Parameters
    ----------
    facets : Facets
        What the store has.
    levels : sequence of str
        Names of the store's layers.
    measure, compare : Measure, Period or None
        What they say, as in `View`.
    """
    st.selectbox(
        _("Shade regions by"),
        list(METRICS),
        key=METRIC,
        format_func=lambda name: _(METRICS[name].label),
    )
    st.selectbox(
        _("Measure"),
        list(MEASURES),
        key=MEASURE,
        format_func=lambda name: _(MEASURES[name].label),
        help=_("Per day: of the selected period. Change: against another period."),
    )
    if measure is CHANGE:
        _compare(facets, compare)
    if levels:
        st.selectbox(
            _("Level"),
            ["", *levels],
            key=LEVEL,
            format_func=lambda name: name or _("Regions"),
            help=_("The regions, or the areas of a layer of boundaries."),
        )
    st.pills(
        _("Layers"),
        list(LAYER_NAMES),
        selection_mode="multi",
        key=LAYERS,
        default=None,
        format_func=lambda name: _(LAYER_NAMES[name]),
    )


def _compare(facets: Facets, compare: Period | None) -> None:
    """Draw the choice of the period that a change is measured against."""
    st.radio(
        _("Compared with"), list(_AGAINST), key=AGAINST, format_func=lambda name: _(_AGAINST[name])
    )
    data = periods.whole(facets)
    if compare and data:
        st.date_input(
            _("Dates to compare with, both included"),
            min_value=min(compare.first, data.first),
            max_value=max(compare.last, data.last),
            key=COMPARE,
            format="YYYY-MM-DD",
        )


def problem() -> str:
    """Return one sentence about a level that is not there, or an empty text."""
    return str(st.session_state.get(_PROBLEM, ""))
