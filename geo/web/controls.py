"""The sidebar's controls, and their mirror in the page's address.

Every filter lives in the address under the data API's parameter names, in codes and not in labels,
so that a copied address opens the same view in any language.  (Streamlit's own `bind` writes the
labels that are shown.)  All session keys of the page are spelled here.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo.query import FilterError, Filters
from geo.regions import catalogue
from geo.schema import COUNTRIES
from geo.web import language
from geo.web.metrics import METRICS
from geo.web.words import short

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.query import Facets
    from geo.regions import Region
    from geo.web.metrics import Metric

DATES: Final = "dates"
PRESET: Final = "preset"
COUNTRY: Final = "country"
REGION: Final = "region"
TYPE: Final = "type"
ACTOR: Final = "actor"
INCIDENT: Final = "incident"
METRIC: Final = "metric"
LAYERS: Final = "layers"
_ADDRESS: Final = "address_seen"
_WARNING: Final = "address_warning"
_WHOLE: Final = "whole_period"
_PRESET_SEEN: Final = "preset_seen"

#: Days of the data that each preset shows, None for all.
PRESETS: Final[dict[str, int | None]] = {
    "All": None,
    "Last 90 days": 90,
    "Last 30 days": 30,
    "Last 7 days": 7,
}
LAYER_NAMES: Final = {"regions": "Regions shaded", "points": "Points"}
_DEFAULT_METRIC: Final = next(iter(METRICS))


@dataclass(frozen=True)
class View:
    """What the visitor has chosen: filters, and how the map shows them."""

    filters: Filters
    metric: Metric
    choropleth: bool
    points: bool


def preset_days(preset: str, facets: Facets) -> tuple[dt.date, dt.date] | None:
    """First and last day of a preset, within the data's days; None if the store is empty."""
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
    st.session_state[_ADDRESS] = params
    try:
        filters, metric = Filters.from_params(params), _metric_of(params)
        st.session_state[_WARNING] = ""
    except FilterError as error:
        st.session_state[_WARNING] = f"This address could not be read: {error} All is shown."
        filters, metric, params = Filters(), _DEFAULT_METRIC, {}
    _set_controls(filters, metric, params, facets)


def _metric_of(params: Mapping[str, list[str]]) -> str:
    metric = params.get(METRIC, [_DEFAULT_METRIC])[-1]
    if metric not in METRICS:
        known = ", ".join(METRICS)
        raise FilterError(f"metric={metric[:80]!r} is not known; expected one of {known}.")
    return metric


def _set_controls(
    filters: Filters, metric: str, params: Mapping[str, list[str]], facets: Facets
) -> None:
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
    state[METRIC] = metric
    layers = params.get(LAYERS, list(LAYER_NAMES))
    state[LAYERS] = [name for name in layers if name in LAYER_NAMES]


def write_address(view: View) -> None:
    """Mirror the view in the address; what is as usual is left out."""
    params = view.filters.to_params()
    if view.metric.name != _DEFAULT_METRIC:
        params[METRIC] = [view.metric.name]
    if not (view.choropleth and view.points):
        shown = [name for name in LAYER_NAMES if name in st.session_state[LAYERS]]
        params[LAYERS] = shown or ["none"]
    params |= language.address()
    if params != {key: st.query_params.get_all(key) for key in st.query_params}:
        st.query_params.from_dict(params)
    st.session_state[_ADDRESS] = params


def warning() -> str:
    """One sentence about an address that could not be read, or an empty text."""
    return str(st.session_state.get(_WARNING, ""))


def toggle_region(code: str) -> None:
    """Select a region, or clear it if it is selected; for use in a callback."""
    chosen = list(st.session_state.get(REGION, []))
    st.session_state[REGION] = (
        [other for other in chosen if other != code] if code in chosen else [*chosen, code]
    )


def focus_incident(incident_id: str) -> None:
    """Show one incident alone; for use in a callback."""
    st.session_state[INCIDENT] = (incident_id,)


def _clear_incident() -> None:
    st.session_state[INCIDENT] = ()


def _incident() -> tuple[str, ...]:
    """Say which incident is shown alone, if one is, and offer the rest."""
    incident: tuple[str, ...] = st.session_state[INCIDENT]
    if incident:
        st.text(f"Only {', '.join(incident)}")
        st.button(
            "Show all incidents", on_click=_clear_incident, icon=":material/close:", type="primary"
        )
    return incident


def _apply_preset(facets: Facets) -> None:
    """Take a preset that was clicked since the last whole run.

    Not a callback: its effect would be lost if the visitor clicks again before the run has ended.
    """
    preset = st.session_state.get(PRESET)
    days = preset_days(preset, facets) if preset else None
    if days and preset != st.session_state.get(_PRESET_SEEN):
        st.session_state[DATES] = days


def settled() -> None:
    """Remember, at the end of a run, what the visitor has been shown."""
    st.session_state[_PRESET_SEEN] = st.session_state.get(PRESET)


def _reset(facets: Facets) -> None:
    _set_controls(Filters(), st.session_state[METRIC], {}, facets)


def _preset_of(days: Any, facets: Facets) -> str | None:
    for preset in PRESETS:
        if days == preset_days(preset, facets):
            return preset
    return None


def _by_name() -> list[tuple[str, Region]]:
    """Regions grouped by country, Ukraine first, each group by name."""
    return sorted(catalogue().items(), key=lambda item: (item[1].country != "UA", item[1].name_en))


def _region_label(code: str) -> str:
    region = catalogue()[code]
    return f"{region.name_en} · {region.country}"


def sidebar(facets: Facets) -> View:
    """Draw the controls and return what they say."""
    incident = _incident()
    days = _dates(facets)
    country = st.pills(
        "Country",
        list(COUNTRIES),
        selection_mode="multi",
        key=COUNTRY,
        default=None,
        format_func=COUNTRIES.__getitem__,
    )
    # A region that is chosen stays in the list, whatever the country says.
    listed = [
        code
        for code, region in _by_name()
        if not country or region.country in country or code in st.session_state[REGION]
    ]
    region = st.multiselect(
        "Region",
        listed,
        key=REGION,
        format_func=_region_label,
        placeholder="All regions",
        help="Clicking a region on the map selects it; clicking it again clears it.",
    )
    kind = st.multiselect("Incident type", facets.types, key=TYPE, placeholder="All types")
    actor = st.multiselect(
        "Actor", facets.actors, key=ACTOR, placeholder="All actors", format_func=short
    )
    st.button("Reset filters", on_click=_reset, args=(facets,), icon=":material/restart_alt:")
    st.divider()
    metric = st.selectbox(
        "Shade regions by", list(METRICS), key=METRIC, format_func=lambda name: METRICS[name].label
    )
    layers = st.pills(
        "Layers",
        list(LAYER_NAMES),
        selection_mode="multi",
        key=LAYERS,
        default=None,
        format_func=LAYER_NAMES.__getitem__,
    )
    filters = Filters(*days, tuple(country), tuple(region), tuple(kind), tuple(actor), incident)
    return View(filters, METRICS[metric], "regions" in layers, "points" in layers)


def _fit_dates(whole: tuple[dt.date, dt.date]) -> None:
    """Keep the chosen days within the data's, which change when the store is replaced."""
    state = st.session_state
    days = state[DATES]
    if days == state.get(_WHOLE):
        days = whole
    state[DATES] = tuple(min(max(day, whole[0]), whole[1]) for day in days)
    state[_WHOLE] = whole


def _dates(facets: Facets) -> tuple[dt.date | None, dt.date | None]:
    """Draw preset and date range; the whole of the data is no filter."""
    whole = preset_days("All", facets)
    if whole is None:
        return None, None
    _apply_preset(facets)
    _fit_dates(whole)
    st.session_state[PRESET] = _preset_of(st.session_state[DATES], facets)
    st.segmented_control("Period of the data", list(PRESETS), key=PRESET)
    chosen = st.date_input(
        "Dates, both included",
        min_value=whole[0],
        max_value=whole[1],
        key=DATES,
        format="YYYY-MM-DD",
    )
    first, last = (chosen[0], chosen[-1]) if isinstance(chosen, tuple) and chosen else whole
    return (None if first == whole[0] else first), (None if last == whole[1] else last)
