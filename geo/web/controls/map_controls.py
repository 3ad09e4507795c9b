"""The sidebar's controls of what the map shows, and what a change of them makes of the view."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo import config
from geo.i18n import N_, _
from geo.maps import (
    BEFORE,
    BESIDE,
    BESIDE_NAMES,
    CHANCE,
    CHANGE,
    COLOUR,
    COLOUR_NAMES,
    COMPARE,
    DATES,
    LAYER_NAMES,
    LAYERS,
    LEVEL,
    MEASURE,
    MEASURES,
    METRIC,
    METRICS,
    PER_DAY,
    SIZE,
    SIZE_NAMES,
    Period,
    backgrounds,
    chance,
    periods,
)
from geo.web.controls.control import UNFINISHED
from geo.web.controls.state import State, in_order, merged, sender

if TYPE_CHECKING:
    from geo.query import Facets

AGAINST: Final = "against"
BACKGROUND: Final = "background"
TWO_MAPS: Final = "two_maps"
BESIDE_DAYS: Final = "beside_days"

_PREVIOUS: Final = "previous"
_AGAINST: Final = {_PREVIOUS: N_("The period before"), "dates": N_("Other dates")}
_NONE: Final = "none"


@sender(METRIC)
def _metric(now: State, _before: Any, name: str) -> None:
    now.show(metric=METRICS[name])


@sender(MEASURE)
def _measure(now: State, _before: Any, name: str) -> None:
    now.show(measure=MEASURES[name])


@sender(CHANCE)
def _chance(now: State, _before: Any, shown: bool) -> None:  # noqa: FBT001 - a control's value
    now.show(chance=shown)


@sender(LEVEL)
def _level(now: State, _before: Any, name: str) -> None:
    now.show(level=name)


@sender(LAYERS, in_order)
def _layers(now: State, before: Any, names: Any) -> None:
    now.show(layers=in_order(merged(now.view.layers, before, names), LAYER_NAMES))


@sender(AGAINST)
def _against(now: State, _before: Any, which: str) -> None:
    now.show(compare=None if which == _PREVIOUS else _proposed(now))


def _both(value: Any, _choices: Any) -> Any:
    """Read two days, once both are clicked."""
    return tuple(value) if len(value) > 1 else UNFINISHED


@sender(COMPARE, _both)
def _compare(now: State, _before: Any, days: Any) -> None:
    now.show(compare=Period(*days))


@sender(TWO_MAPS)
def _two_maps(now: State, _before: Any, on: bool) -> None:  # noqa: FBT001 - what the switch holds
    """Show a second map: of the period before, else by the next figure, or none."""
    days, data = now.chosen_days(), now.days
    there = days and data and Period(*days).before().within(Period(*data))
    other = next(name for name in METRICS if name != now.view.metric.name)
    now.show(beside=(BEFORE if there else other) if on else "")


@sender(BESIDE)
def _beside(now: State, _before: Any, name: str) -> None:
    days = now.view.beside_days or _proposed(now) if name == DATES else None
    now.show(beside=name, beside_days=days)


@sender(BESIDE_DAYS, _both)
def _beside_days(now: State, _before: Any, days: Any) -> None:
    now.show(beside_days=Period(*days))


@sender(COLOUR)
def _colour(now: State, _before: Any, name: str) -> None:
    now.show(look=replace(now.view.look, colour=name))


@sender(SIZE)
def _size(now: State, _before: Any, name: str) -> None:
    now.show(look=replace(now.view.look, size=name))


@sender(BACKGROUND)
def _background(now: State, _before: Any, name: str) -> None:
    now.show(look=replace(now.view.look, background=None if name == _NONE else name))


def _proposed(now: State) -> Period | None:
    """Return the period before the selected one, or the data's first day."""
    days = now.chosen_days()
    if days is None or now.days is None:
        return None
    before, data = Period(*days).before(), Period(*now.days)
    return before if before.within(data) else Period(data.first, data.first)


def _one_of(now: State, name: str, value: str, called: dict[str, str], **options: Any) -> None:
    """Draw a list of which one is chosen; what its choices are called, in the page's language."""
    choices = tuple(called)
    st.selectbox(
        options=choices,
        index=choices.index(value),
        key=now.key(name, value, choices),
        format_func=called.__getitem__,
        **options,
    )


def draw(now: State, facets: Facets) -> None:
    """Draw the choice of what shades the regions."""
    view = now.view
    called = {name: _(metric.label) for name, metric in METRICS.items()}
    _one_of(now, METRIC, view.metric.name, called, label=_("Shade regions by"))
    # A figure per day is offered where an address asks for it: it shades as the count does.
    offered = [one for one in MEASURES.values() if one is not PER_DAY or one is view.measure]
    called = {measure.name: _(measure.label) for measure in offered}
    _one_of(
        now,
        MEASURE,
        view.measure.name,
        called,
        label=_("Measure"),
        label_visibility="collapsed",
    )
    if view.measure is CHANGE:
        _draw_compare(now, facets)
    if chance.has_intervals(view.metric, view.measure):
        st.toggle(
            _("Show what chance alone would give"),
            view.chance,
            key=now.key(CHANCE, view.chance),
            help=_(
                "Intervals (95%) of how far a count may be from what it stands for by chance."
                " Paler on the map: no more, or no less, than chance would give."
            ),
        )
    _draw_beside(now, facets)
    if now.levels:
        called = {"": _("Regions")} | {level: level for level in now.levels}
        about = _("The regions, or the areas of a layer of boundaries.")
        _one_of(now, LEVEL, view.level, called, label=_("Level"), help=about)


def _draw_compare(now: State, facets: Facets) -> None:
    """Draw the choice of the period that a change is measured against."""
    which = "dates" if now.view.compare else _PREVIOUS
    st.radio(
        _("Compared with"),
        list(_AGAINST),
        list(_AGAINST).index(which),
        key=now.key(AGAINST, which),
        format_func={name: _(text) for name, text in _AGAINST.items()}.__getitem__,
    )
    data, compare = periods.whole(facets), now.view.compare
    if compare and data:
        _draw_days(now, COMPARE, compare, data, _("Dates to compare with, both included"))


def _draw_days(now: State, name: str, period: Period, data: Period, label: str) -> None:
    """Draw the choice of a period's two days, among the data's and its own."""
    days = period.first, period.last
    bounds = min(period.first, data.first), max(period.last, data.last)
    st.date_input(label, days, *bounds, key=now.key(name, days, bounds), format="YYYY-MM-DD")


def _draw_beside(now: State, facets: Facets) -> None:
    """Draw the switch of the second map, and the choice of what it shows."""
    view, data = now.view, periods.whole(facets)
    st.toggle(
        _("Compare on two maps"),
        bool(view.beside),
        key=now.key(TWO_MAPS, bool(view.beside)),
        help=_("A second map beside the first, which moves with it."),
    )
    if not view.beside or data is None:
        return
    called = {name: _(text) for name, text in BESIDE_NAMES.items()}
    called |= {
        name: _(metric.label) for name, metric in METRICS.items() if metric is not view.metric
    }
    called.setdefault(view.beside, _(METRICS[view.beside].label) if view.beside in METRICS else "")
    _one_of(now, BESIDE, view.beside, called, label=_("Second map"))
    if view.beside == DATES and (period := view.beside_days):
        _draw_days(now, BESIDE_DAYS, period, data, _("Dates of the second map, both included"))


def draw_options(now: State) -> None:
    """Draw what is on the map, and, behind a button, how points look and what lies behind them."""
    look = now.view.look
    st.pills(
        _("Layers"),
        list(LAYER_NAMES),
        selection_mode="multi",
        key=now.key(LAYERS, now.view.layers, tuple(LAYER_NAMES)),
        default=now.view.layers,
        format_func={name: _(text) for name, text in LAYER_NAMES.items()}.__getitem__,
        label_visibility="collapsed",
    )
    with st.popover(_("Points and background"), icon=":material/tune:"):
        called = {name: _(text) for name, text in COLOUR_NAMES.items()}
        _one_of(now, COLOUR, look.colour, called, label=_("Colour of points"))
        called = {name: _(text) for name, text in SIZE_NAMES.items()}
        _one_of(now, SIZE, look.size, called, label=_("Size of points"))
        if config.online_tiles():
            called = {_NONE: _("None, all from here")}
            called |= {name: _(text) for name, text in backgrounds.PROVIDERS.items()}
            _one_of(now, BACKGROUND, look.background or _NONE, called, label=_("Background"))
            st.caption(_(backgrounds.NOTICE))
