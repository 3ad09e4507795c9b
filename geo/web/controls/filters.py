"""The sidebar's controls, and their mirror in the page's address.

Every filter lives in the address under the data API's parameter names, in codes and not in labels,
so that a copied address opens the same view in any language.  (Streamlit's own `bind` writes the
labels that are shown.)  All session keys of the page are spelled here.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo.i18n import N_, _
from geo.maps import (
    COMPARE,
    LAYERS,
    LEVEL,
    MEASURE,
    METRIC,
    View,
    country_name,
    type_name,
)
from geo.query import NO_ACTOR, FilterError, Filters, one_line
from geo.regions import catalogue, region_names
from geo.schema import COUNTRIES
from geo.store import LONGEST
from geo.texts import short
from geo.web.controls import language, map_controls, point_controls, renewed
from geo.web.controls.echo import Echo
from geo.web.controls.map_controls import AGAINST

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.query import Facets

__all__ = ["AGAINST", "COMPARE", "LAYERS", "LEVEL", "MEASURE", "METRIC", "View"]

DATES: Final = "dates"
PRESET: Final = "preset"
COUNTRY: Final = "country"
REGION: Final = "region"
TYPE: Final = "type"
ACTOR: Final = "actor"
INCIDENT: Final = "incident"
TEXT: Final = "text"
_ADDRESS: Final = "address_seen"
_WARNING: Final = "address_warning"
_ECHO: Final = "address_echo"
_STALE: Final = "address_stale"
_WHOLE: Final = "whole_period"
_UNTOLD: Final = "controls_untold"

#: Days of the data that each preset shows, None for all.
PRESETS: Final[dict[str, int | None]] = {
    N_("All"): None,
    N_("Last 90 days"): 90,
    N_("Last 30 days"): 30,
    N_("Last 7 days"): 7,
}


def preset_days(preset: str, facets: Facets) -> tuple[dt.date, dt.date] | None:
    """Return a preset's first and last day, within the data's days; None if the store is empty."""
    if facets.first is None or facets.last is None:
        return None
    days = PRESETS[preset]
    if days is None:
        return facets.first, facets.last
    return max(facets.first, facets.last - dt.timedelta(days=days - 1)), facets.last


def read_address(facets: Facets) -> None:
    """Set the controls from the address when it is not the one that they wrote themselves.

    That is so at the first visit, and when the visitor goes back or edits the address.  Streamlit
    forgets the controls while another view is shown, and a link back has no parameters: then the
    address from before is taken.
    """
    params = {key: st.query_params.get_all(key) for key in st.query_params}
    seen = st.session_state.get(_ADDRESS)
    if seen is not None and METRIC not in st.session_state:
        params = params or seen
    elif seen == params:
        return
    elif not _echo().of_visitor(_named(params)):
        # What the browser holds is not what it sent: it is to be told again.
        st.session_state[_STALE] = True
        return
    st.session_state[_ADDRESS] = params
    _echo().set(_named(params))
    try:
        view = View.from_params(params)
        st.session_state[_WARNING] = ""
    except FilterError as error:
        st.session_state[_WARNING] = _(
            "This address could not be read: {error} All is shown."
        ).format(error=error)
        view = View()
    _set_filters(view.filters, facets)
    map_controls.put(view)
    point_controls.put(view.look)


def _set_filters(filters: Filters, facets: Facets) -> None:
    state = st.session_state
    whole = preset_days("All", facets)
    if whole:
        first, last = whole
        day_from, day_to = filters.date_from or first, filters.date_to or last
        state[DATES] = (min(max(day_from, first), last), min(max(day_to, first), last))
    state[COUNTRY] = list(filters.country)
    state[REGION] = list(filters.region)
    state[TYPE] = [name for name in filters.type if name in facets.types]
    state[ACTOR] = [name for name in filters.actor if name in facets.actors]
    state[INCIDENT] = filters.incident
    state[TEXT] = filters.text
    state[_UNTOLD] = True


def write_address(view: View) -> None:
    """Mirror the view in the address; what is as usual is left out."""
    params = view.to_params() | language.address()
    held = {key: st.query_params.get_all(key) for key in st.query_params}
    if st.session_state.pop(_STALE, False) or params != held:
        st.query_params.from_dict(params)
    st.session_state[_ADDRESS] = params
    _echo().set(_named(params))


def _named(params: Mapping[str, list[str]]) -> str:
    return json.dumps(params, sort_keys=True)


def _echo() -> Echo:
    """Return addresses replaced a moment ago: a browser may still send one with a click."""
    found: Echo = st.session_state.setdefault(_ECHO, Echo(seconds=2))
    return found


def warning() -> str:
    """Return one sentence about an address that could not be read, or an empty text."""
    return str(st.session_state.get(_WARNING, "")) or map_controls.problem()


def choose_region(code: str, *, chosen: bool) -> None:
    """Select a region or clear it; before the controls are drawn."""
    others = [other for other in st.session_state.get(REGION, []) if other != code]
    st.session_state[REGION] = [*others, code] if chosen else others


def focus_incident(incident_id: str) -> None:
    """Show one incident alone; before the controls are drawn."""
    st.session_state[INCIDENT] = (incident_id,)


def _clear_incident() -> None:
    put(INCIDENT, ())


def _incident(incident: tuple[str, ...]) -> None:
    """Say which incident is shown alone, if one is, and offer the rest."""
    if incident:
        st.text(_("Only {incidents}").format(incidents=", ".join(incident)))
        st.button(
            _("Show all incidents"),
            on_click=_clear_incident,
            icon=":material/close:",
            type="primary",
        )


def _reset(facets: Facets) -> None:
    _set_filters(Filters(), facets)


def _preset_of(days: Any, facets: Facets) -> str | None:
    for preset in PRESETS:
        if days == preset_days(preset, facets):
            return preset
    return None


def _by_name() -> dict[str, str]:
    """Return the regions' names by code, grouped by country, Ukraine first, each group by name."""
    names = region_names()
    ordered = sorted(names, key=lambda code: (catalogue()[code].country != "UA", names[code]))
    return {code: f"{names[code]} · {catalogue()[code].country}" for code in ordered}


def chosen(facets: Facets, levels: Sequence[str] = ()) -> View:
    """Return what the controls say, drawn yet or not; `levels` are the store's layers."""
    state = st.session_state
    filters = Filters(
        *_days(facets),
        tuple(state[COUNTRY]),
        tuple(state[REGION]),
        tuple(name for name in state[TYPE] if name in facets.types),
        tuple(name for name in state[ACTOR] if name in facets.actors),
        state[INCIDENT],
        one_line(state[TEXT] or ""),
    )
    return map_controls.chosen(filters, facets, levels, point_controls.chosen())


def heading() -> None:
    """Say what the sidebar is for; an empty one would not be there, and its place the map's."""
    st.sidebar.subheader(_("Filters"), anchor=False)


def sidebar(facets: Facets, levels: Sequence[str], view: View) -> None:
    """Draw the controls; `view` is what they say."""
    _filters(facets, view.filters)
    st.button(_("Reset filters"), on_click=_reset, args=(facets,), icon=":material/restart_alt:")
    st.divider()
    map_controls.draw(facets, levels, view.measure, view.compare)
    point_controls.draw()
    st.session_state[_UNTOLD] = False


def known_to_browser() -> bool:
    """Return whether the visitor's browser knows what the controls say.

    It does not at first, nor when the page has set one by itself (`put`).  Such a control is to be
    drawn soon: a click that comes before is sent with the control's old value.
    """
    return not st.session_state.get(_UNTOLD, True)


def put(control: str, value: Any) -> None:
    """Set a control, before it is drawn or in a callback."""
    st.session_state[control] = value
    st.session_state[_UNTOLD] = True


def _filters(facets: Facets, filters: Filters) -> None:
    _incident(filters.incident)
    _search()
    _dates(facets)
    st.pills(
        _("Country"),
        list(COUNTRIES),
        selection_mode="multi",
        key=COUNTRY,
        default=None,
        format_func=country_name,
    )
    names = _by_name()
    # A region that is chosen stays in the list, whatever the country says.
    listed = [
        code
        for code in names
        if not filters.country
        or catalogue()[code].country in filters.country
        or code in filters.region
    ]
    st.multiselect(
        _("Region"),
        listed,
        key=REGION,
        format_func=names.__getitem__,
        placeholder=_("All regions"),
        help=_("Clicking a region on the map selects it; clicking it again clears it."),
    )
    st.multiselect(
        _("Incident type"),
        facets.types,
        key=TYPE,
        format_func=type_name,
        placeholder=_("All types"),
    )
    st.multiselect(
        _("Actor"),
        facets.actors,
        key=ACTOR,
        format_func=lambda name: _("Not stated") if name == NO_ACTOR else short(name),
        placeholder=_("All actors"),
    )


def _search() -> None:
    """Draw the search box."""
    st.text_input(
        _("Search"),
        key=TEXT,
        max_chars=LONGEST,
        icon=":material/search:",
        placeholder=_("Place, note, source or actor"),
        help=_(
            "Finds incidents in which every word begins a word of the places, notes, source or"
            " actor. Any alphabet; a place is found under any of its names."
        ),
    )


def _fit_dates(whole: tuple[dt.date, dt.date]) -> None:
    """Keep the chosen days within the data's, which change when the store is replaced."""
    state = st.session_state
    days = state[DATES]
    if days == state.get(_WHOLE):
        days = whole
    state[DATES] = tuple(min(max(day, whole[0]), whole[1]) for day in days)
    state[_WHOLE] = whole


def _days(facets: Facets) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and last day that are chosen; the whole of the data is no filter."""
    whole = preset_days("All", facets)
    if whole is None:
        return None, None
    _fit_dates(whole)
    days = st.session_state[DATES] or whole
    first, last = days[0], days[-1]
    return (None if first == whole[0] else first), (None if last == whole[1] else last)


def _dates(facets: Facets) -> None:
    """Draw preset and date range."""
    whole = preset_days("All", facets)
    if whole is None:
        return
    days = st.session_state[DATES]
    preset = _preset_of(days, facets)
    preset_control = renewed.key(PRESET, preset)
    st.segmented_control(
        _("Period of the data"),
        list(PRESETS),
        default=preset,
        key=preset_control,
        format_func=_,
        on_change=_take_preset,
        args=(preset_control, facets),
    )
    dates_control = renewed.key(DATES, days)
    st.date_input(
        _("Dates, both included"),
        days,
        min_value=whole[0],
        max_value=whole[1],
        key=dates_control,
        format="YYYY-MM-DD",
        on_change=_take_dates,
        args=(dates_control,),
    )


def _take_preset(control: str, facets: Facets) -> None:
    preset = renewed.taken(PRESET, control)
    days = preset_days(preset, facets) if preset else None
    if days:
        st.session_state[DATES] = days


def _take_dates(control: str) -> None:
    days = renewed.taken(DATES, control)
    if days is not None:
        st.session_state[DATES] = days
