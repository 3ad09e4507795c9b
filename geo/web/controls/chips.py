"""One line above the map: what is chosen, each part with a way to clear it; else what to ask.

The line has its place whether anything is chosen or not, so that nothing moves under the pointer.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

import streamlit as st

from geo.i18n import N_, _, days_text
from geo.maps import COUNT_NAMES, View, country_name, type_name, unit_name
from geo.query import Filters
from geo.regions import region_names
from geo.texts import plain, short
from geo.web.controls.filters import actor_name
from geo.web.controls.layer_filters import layer_text, near_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.web.controls.state import State

#: Parts of a choice that are named one by one; the others stand in the controls.
_MOST: Final = 12
_LONGEST: Final = 40
_DATES: Final = "dates"
#: Questions that a view answers: their text, and the view's address.
_QUESTIONS: Final[tuple[tuple[str, Mapping[str, list[str]]], ...]] = (
    (N_("The night of 20 to 21 October"), {"from": ["2024-10-20"], "to": ["2024-10-21"]}),
    (N_("Most drones downed, by region"), {"metric": ["downed"]}),
    (
        N_("Kharkiv Oblast, November"),
        {"from": ["2024-11-01"], "to": ["2024-11-30"], "region": ["UA-63"]},
    ),
)


class Chip(NamedTuple):
    """A part of what is chosen: the filter's name, its value, and what it is called."""

    name: str
    value: str
    text: str


def chips_of(now: State) -> list[Chip]:
    """Return the parts of what is chosen, in the order of the controls."""
    filters, days = now.view.filters, now.chosen_days()
    found = [Chip("incident", one, one) for one in filters.incident]
    if filters.text:
        found.append(Chip("text", "", f"“{filters.text}”"))
    if days and (filters.date_from or filters.date_to):
        found.append(Chip(_DATES, "", days_text(*days)))
    names = region_names()
    for name, called in (
        ("country", country_name),
        ("region", names.__getitem__),
        ("unit", unit_name),
        ("type", type_name),
        ("actor", actor_name),
        ("dataset", short),
        ("inside", lambda one: _("inside {area}").format(area=layer_text(one))),
        ("outside", lambda one: _("outside {area}").format(area=layer_text(one))),
    ):
        found += [Chip(name, one, called(one)) for one in getattr(filters, name)]
    if filters.near:
        found.append(Chip("near", "", near_text(filters.near)))
    if filters.count:
        found.append(Chip("count", "", _(COUNT_NAMES[filters.count])))
    return found


def _clear(now: State, chip: Chip) -> None:
    if chip.name == _DATES:
        now.filter(date_from=None, date_to=None)
    elif not chip.value:
        now.filter(**{chip.name: ""})
    else:
        left = (one for one in getattr(now.view.filters, chip.name) if one != chip.value)
        now.filter(**{chip.name: tuple(left)})


def reset(now: State) -> None:
    """Clear all filters."""
    now.show(filters=Filters())
    now.problems = ()


def _ask(now: State, params: Mapping[str, list[str]]) -> None:
    now.view = replace(View.from_params(params), look=now.view.look)
    now.problems = ()


def draw(now: State) -> None:
    """Draw the line."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="chips"):
        found = chips_of(now)
        if not found:
            _draw_questions(now)
            return
        st.button(
            _("Clear all"),
            key="chip_all",
            icon=":material/restart_alt:",
            type="tertiary",
            on_click=reset,
            args=(now,),
        )
        for chip in found[:_MOST]:
            st.button(
                plain(short(chip.text, _LONGEST)),
                key=f"chip_{chip.name}_{chip.value}",
                icon=":material/close:",
                help=_("Clear this filter"),
                on_click=_clear,
                args=(now, chip),
            )
        if len(found) > _MOST:
            st.caption(_("and {n} more").format(n=len(found) - _MOST), width="content")


def _draw_questions(now: State) -> None:
    """Offer views to begin with, those whose days the data has."""
    if now.days is None:
        return
    for number, (text, params) in enumerate(_QUESTIONS):
        days = [dt.date.fromisoformat(params[name][0]) for name in ("from", "to") if name in params]
        if all(now.days[0] <= day <= now.days[1] for day in days):
            st.button(
                _(text),
                key=f"ask_{number}",
                icon=":material/arrow_forward:",
                type="tertiary",
                on_click=_ask,
                args=(now, params),
            )
