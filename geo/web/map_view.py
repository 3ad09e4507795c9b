"""The view that opens first: filters beside it, figures, map, timeline, and the records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo import query
from geo.web import (
    clicks,
    controls,
    drawer,
    play,
    records_view,
    regions_view,
    session,
    timeline_view,
)
from geo.web import map as atlas_map
from geo.web.shading import shading
from geo.web.state import HOLDER
from geo.web.words import plain

if TYPE_CHECKING:
    from geo.query import Facets, Figure, Filters, Headline, Placement
    from geo.store import Store
    from geo.web.controls import View


def show() -> None:
    """Draw the view."""
    store = session.current_store()
    facets = query.facets(store)
    controls.read_address(facets)
    clicks.take(regions=not st.session_state.get(controls.LEVEL))
    timeline_view.begin()
    play.begin()
    with st.sidebar:
        view = controls.sidebar(facets, tuple(query.layers(store)))
    if not play.running():
        controls.write_address(view)
    total = query.headline(store, view.filters)
    with st.container():  # one element, whatever it holds: what is below keeps its place
        _title(facets)
        if own := session.own_text():
            st.caption(f":material/person: {own}")
        for message in (HOLDER.problem, controls.warning()):
            if message:
                st.warning(plain(message))
        _headline(total, view.filters)
    play.bar()
    _map(store, view, facets)
    _placement(query.placement(store, view.filters), total)
    regions_view.detail_links(view.filters)
    timeline_view.show(store, view.filters, facets)
    if total.incidents:
        regions_view.show(store, view, facets)
        records_view.show(store, view)
    else:
        st.info("No incident fits these filters. Widen the dates or clear a filter at the left.")
        regions_view.show(store, view, facets)
    controls.settled()
    clicks.settled()
    timeline_view.settled()
    play.settled()
    drawer.draw(store, on_map=True)


def _title(facets: Facets) -> None:
    st.title("Reported incidents of the Russia-Ukraine war")
    if facets.first and facets.last:
        st.caption(
            f"{facets.incidents:,} incidents in {facets.records:,} records,"
            f" {facets.first:%-d %B %Y} to {facets.last:%-d %B %Y}: a sample of what was reported,"
            " not a complete count. Figures are claims of the sources."
        )
    else:
        st.caption(
            "The store holds no incident yet. Add some with `python -m geo ingest`, or under"
            " Add data."
        )


def _headline(total: Headline, filters: Filters) -> None:
    shared_text = "further, for incidents that also touch regions outside the filter"
    with st.container(horizontal=True, key="headline"):
        _metric("Incidents", f"{total.incidents:,}")
        _metric("Regions touched", f"{total.regions:,}")
        for label, figure in (
            ("Drones launched", total.launched),
            ("Drones downed", total.downed),
            ("People killed", total.killed),
            ("People injured", total.injured),
        ):
            note = f"+{figure.shared:,} shared" if figure.shared else None
            about = f"{shared_text}." if note else "unknown is not counted as 0."
            _metric(label, _value(figure), note=note, help_text=f"As reported; {about}")
    if filters.areas() is not None and any(
        figure.shared for figure in (total.launched, total.downed, total.killed, total.injured)
    ):
        st.caption(f"shared: {shared_text}; sources give no split.")


def _metric(
    label: str, value: str, *, note: str | None = None, help_text: str | None = None
) -> None:
    st.metric(
        label,
        value,
        delta=note,
        delta_color="off",
        delta_arrow="off",
        help=help_text,
        width="content",
    )


def _value(figure: Figure) -> str:
    return "not reported" if figure.value is None else f"{figure.value:,}"


def _map(store: Store, view: View, facets: Facets) -> None:
    scale = play.scale(store, view, facets)
    shaded = shading(store, view, facets, token=session.token(), scale=scale)
    state = atlas_map.map_state(
        shaded,
        view.filters,
        choropleth=view.choropleth,
        points=view.points,
        version=store.version,
        token=session.token(),
    )
    with st.container(key="map_box"):
        atlas_map.show(state | view.look.state())
    for note in shaded.notes:
        st.caption(note)


def _placement(placement: Placement, total: Headline) -> None:
    """Say what is not on the map as a point, so that the parts add up to the whole."""
    parts = [
        f"**{placement.points:,}** as points",
        f"**{placement.region_only:,}** known by region or district only (shaded, no point)",
        f"**{placement.country:,}** for a whole country",
        f"**{placement.outside:,}** at sea or abroad",
        f"**{placement.review:,}** in review",
    ]
    text = f"{placement.all:,} records, one per incident and place: " + ", ".join(parts) + "."
    if total.region_incidents > total.incidents:
        text += (
            f" Regions add up to {total.region_incidents:,} incidents, more than"
            f" {total.incidents:,}: an incident counts once in every region that it touches."
        )
    st.caption(text)
