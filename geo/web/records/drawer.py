"""The drawer: one incident with everything that is known of it, beside the page.

As reported stands beside as understood, with how the one became the other.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import streamlit as st

from geo import query
from geo.i18n import N_, _, decimal, ngettext
from geo.maps import Period, country_name, precision_name, status_name, type_name
from geo.regions import catalogue, region_names
from geo.sentences import translated
from geo.store import licence_of
from geo.texts import plain
from geo.web import controls, markup
from geo.web.controls import links
from geo.web.markup import escaped
from geo.web.records import duplicates, told
from geo.web.visitor import session

if TYPE_CHECKING:
    from geo.query import Details
    from geo.store import Store
    from geo.web.controls import State

#: Counts of an incident, as the page calls them.
_COUNTS: Final = {
    "events": N_("Events"),
    "fatalities": N_("Killed"),
    "fatalities_low": N_("Killed, at least"),
    "fatalities_high": N_("Killed, at most"),
    "injuries": N_("Injured"),
    "launched": N_("Launched"),
    "downed": N_("Downed"),
    "lost": N_("Lost"),
}
#: Parts of an incident's figures at one place, as the page calls them.
_PARTS: Final = {
    "killed_here": N_("Killed here"),
    "injured_here": N_("Injured here"),
    "launched_here": N_("Launched here"),
    "downed_here": N_("Downed here"),
}
#: Whether there were further places (`schema.MORE_PLACES`), as the page calls it.
_MORE_PLACES: Final = {
    "yes": N_("yes, not named"),
    "no": N_("no, all are named"),
    "unknown": N_("the report leaves it open"),
}
#: Ways of finding a place (`answers.Answer.method`), as the page calls them.
_METHODS: Final = {
    "coordinates": N_("by its coordinates"),
    "name": N_("by its name"),
    "other name": N_("by another of its names"),
    "spelling": N_("by a near spelling"),
    "case ending": N_("by its name in another grammatical case"),
    "typing error": N_("by its name with a typing error"),
    "region name": N_("by the region's name"),
    "alias": N_("by another name of the region"),
    "qualifier": N_("by the region that is named with it"),
    "district": N_("by the district's name"),
    "list": N_("as one of a list"),
    "country": N_("by the country's name"),
    "outside": N_("as a place outside both countries"),
    "correction": N_("by a person's decision"),
    "none": N_("not found"),
}


def more_places_text(said: str) -> str:
    """Say in words whether there were further places (one of `schema.MORE_PLACES`)."""
    return _(_MORE_PLACES[said])


def _open(now: State, incident_id: str) -> None:
    now.opened = incident_id


def _close(now: State) -> None:
    now.opened = None


def draw(store: Store, *, on_map: bool) -> None:
    """Open the drawer if it was asked for, and keep it open; once in a run, after all else.

    Parameters
    ----------
    store : Store
        Where the incident is.
    on_map : bool
        Whether the view is the map, which can show the incident alone by itself.
    """
    now = controls.state()
    if asked := now.opened:
        st.dialog(
            _("Incident"),
            width=640,
            position="right",
            icon=":material/description:",
            on_dismiss=partial(_close, now),
        )(_content)(store, asked, on_map=on_map)


def _content(store: Store, incident_id: str, *, on_map: bool) -> None:
    found = query.details(store, incident_id)
    st.html(markup.STYLE)
    if found is None:
        st.info(_("This incident is not in the data that is shown."))
        return
    st.html(_incident(store, found))
    linked = query.told(store, incident_id, controls.state().view.filters.strictness)
    beside = {side.incident_id for side in linked.same}
    others = tuple(
        pair for pair in found.duplicates if pair.of(incident_id).incident_id not in beside
    )
    found = replace(found, duplicates=others)
    _also_told(found)
    places = found.places
    heading = ngettext("{n} place", "{n} places", len(places))
    st.subheader(heading, anchor=False)
    for place in places:
        with st.container(border=True):
            _place(place)
    told.show(linked, _way_to)
    if found.duplicates:
        _duplicates(found, on_map=on_map)
    _alone(incident_id, _("Show this incident alone"), on_map=on_map)
    _address(incident_id)


def _way_to(incident_id: str) -> None:
    """Lead to another record."""
    _opens(_("Open {incident}"), incident_id, key="told")


def _opens(label: str, incident_id: str, *, key: str) -> None:
    """Draw a button that opens a record's own drawer; `{incident}` in its label is the record."""
    if st.button(
        label.format(incident=plain(incident_id)),
        key=f"{key}_{incident_id}",
        icon=":material/link:",
        on_click=_open,
        args=(controls.state(), incident_id),
    ):
        st.rerun()


def _incident(store: Store, found: Details) -> str:
    facts = found.incident
    more = facts["more_places"]
    pairs = [
        (_("Date"), escaped(Period(facts["date_start"], facts["date_end"]).text())),
        *([(_("Time of day"), escaped(facts["time_start"]))] if facts["time_start"] else []),
        (_("Type"), escaped(type_name(facts["sub_event_type"]))),
        (_("Actor"), escaped(facts["actor"] or _("not stated"))),
        *(
            (_(label), escaped(decimal(facts[name])))
            for name, label in _COUNTS.items()
            if facts[name] is not None
        ),
        *([(_("Further places"), escaped(more_places_text(more)))] if more else []),
        *([(_("Also told in"), escaped(facts["same_as"]))] if facts["same_as"] else []),
        (_("Notes"), escaped(facts["notes"])),
        (_("Source"), _source(facts)),
        (_("Dataset"), escaped(facts["dataset"])),
        (_("Licence"), escaped(licence_of(store, facts["dataset"]))),
        (_("Incident"), escaped(facts["incident_id"])),
    ]
    return markup.table([(escaped(label), value) for label, value in pairs])


def _also_told(found: Details) -> None:
    """Lead to the records that the data marks as of the same event."""
    own = found.incident["incident_id"]
    marked = [pair.of(own) for pair in found.duplicates if pair.marked]
    for other in marked:
        _opens(_("Also told in {incident}"), other.incident_id, key="also")
    if marked:
        st.caption(_("Both records are shown; they count as one where incidents are counted once."))


def _source(facts: dict[str, Any]) -> str:
    parts = [escaped(facts["source"])] if facts["source"] else []
    found = [
        address for name in ("source_url", "source") for address in markup.addresses(facts[name])
    ]
    parts += [markup.anchor(address) for address in dict.fromkeys(found)]
    if not found and facts["source_url"]:
        parts.append(escaped(facts["source_url"]))
    return "<br>".join(parts) or escaped(_("not stated"))


def _units(place: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return the rows of raion, hromada and the place's own code, as far as they are known."""
    rows = []
    for label, name, reported, length in (
        (_("Raion"), "raion", "admin2", 6),
        (_("Hromada"), "hromada", "admin3", 9),
    ):
        code = place[f"{name}_code"]
        known = f"{place[name]} ({code[:length]})" if code else None
        if known or place[reported]:
            rows.append((label, escaped(place[reported]), escaped(known)))
    if place["place_code"]:
        rows.append((_("Code of the place"), "", escaped(place["place_code"])))
    return rows


def _place(place: dict[str, Any]) -> None:
    region = catalogue().get(place["region"] or "")
    understood = _understood(place)
    rows = [
        (_("Place"), escaped(place["place"]), escaped(place["place_name"])),
        (_("Region"), escaped(place["admin1"]), understood),
        *_units(place),
        (
            _("Country"),
            escaped(place["country"]),
            escaped(country_name(region.country) if region else None),
        ),
        (
            _("Coordinates"),
            _point(place["latitude"], place["longitude"]),
            _within(place) if place["radius_km"] else _point(place["lat"], place["lon"]),
        ),
        (
            _("Precision"),
            escaped(precision_name(place["precision_limit"]) if place["precision_limit"] else None),
            escaped(precision_name(place["precision"])),
        ),
    ]
    rows += [
        (_(label), escaped(decimal(place[here])), "")
        for here, label in _PARTS.items()
        if place[here] is not None
    ]
    head = ("", _("As reported"), _("As understood"))
    st.html(markup.table([(escaped(label), *cells) for label, *cells in rows], head))
    how = [
        (_("Found"), escaped(_(_METHODS.get(place["method"], place["method"])))),
        (_("Status"), escaped(status_name(place["status"]))),
        (_("Score"), escaped(decimal(place["score"], 2))),
        *([(_("Remark"), escaped(translated(place["note"])))] if place["note"] else []),
        *([(_("May also be"), escaped(place["candidates"]))] if place["candidates"] else []),
        (_("Row of the file"), escaped(decimal(place["source_row"]))),
        *((key, escaped(value)) for key, value in place["extra"].items()),
    ]
    with st.expander(_("How it was placed, and the source's own columns")):
        st.html(markup.table([(escaped(label), value) for label, value in how]))


def _understood(place: dict[str, Any]) -> str:
    code = place["region"]
    return escaped(f"{region_names().get(code, code)} ({code})" if code else None)


def _point(lat: float | None, lon: float | None) -> str:
    if lat is None or lon is None:
        return escaped(None)
    return escaped(f"{lat:.4f}, {lon:.4f}")


def _within(place: dict[str, Any]) -> str:
    """Say around which middle a place without a point lies, and how far from it at most."""
    middle = _point(place["circle_lat"], place["circle_lon"])
    distance = decimal(math.ceil(place["radius_km"]))
    return escaped(_("within {distance} km of {middle}")).format(distance=distance, middle=middle)


def _duplicates(found: Details, *, on_map: bool) -> None:
    own = found.incident["incident_id"]
    st.subheader(_("Likely the same in other records"), anchor=False)
    for pair in found.duplicates:
        other = pair.of(own)
        with st.container(border=True):
            st.caption(duplicates.apart(pair))
            st.text("\n".join(duplicates.lines(other)))
            for address in markup.addresses(other.source_url):
                st.html(markup.anchor(address))
            label = _("Show {incident} alone").format(incident=plain(other.incident_id))
            _alone(other.incident_id, label, on_map=on_map)


def _alone(incident_id: str, label: str, *, on_map: bool) -> None:
    """Offer to show an incident alone on the map."""
    if st.button(
        label,
        key=f"alone_{incident_id}",
        icon=":material/filter_alt:",
        on_click=_show_alone,
        args=(controls.state(), incident_id),
    ):
        if on_map:
            st.rerun()
        links.switch("", {"incident": [incident_id]})


def _show_alone(now: State, incident_id: str) -> None:
    now.opened = None
    now.filter(incident=(incident_id,))


def _address(incident_id: str) -> None:
    if session.token():
        return  # another page would not have the visitor's own data
    base = (st.context.url or "").split("?")[0].removesuffix("/region").rstrip("/")
    st.caption(_("Address of this incident:"))
    st.code(f"{base}/?incident={quote(incident_id, safe='')}", language=None, wrap_lines=True)
