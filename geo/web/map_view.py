"""The view that opens first: filters beside it, figures, map, timeline, and the records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo import i18n, query
from geo.i18n import _
from geo.web import (
    clicks,
    controls,
    downloads,
    drawer,
    headline,
    map_answers,
    play,
    records_view,
    regions_view,
    session,
    timeline_view,
    turns,
)
from geo.web import map as atlas_map
from geo.web.shading import shading
from geo.web.state import HOLDER
from geo.web.words import plain

if TYPE_CHECKING:
    from geo.query import Facets
    from geo.store import Store
    from geo.web.controls import View

#: Session key of the tabs under the timeline.
TABLES: Final = "tables"


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
        headline.title(facets)
        if own := session.own_text():
            st.caption(f":material/person: {own}")
        for message in (HOLDER.problem, controls.warning()):
            if message:
                st.warning(plain(message))
        headline.figures(total, view.filters)
        if facets.incidents and not total.incidents:
            st.info(
                _("No incident fits these filters. Widen the dates or clear a filter at the left.")
            )
    play.bar()
    _map(store, view, facets)
    headline.placement(query.placement(store, view.filters), total)
    regions_view.detail_links(view.filters)
    timeline_view.show(store, view.filters, facets)
    if facets.incidents:
        _tables(store, view, facets)
    controls.settled()
    clicks.settled()
    timeline_view.settled()
    play.settled()
    drawer.draw(store, on_map=True)


def _tables(store: Store, view: View, facets: Facets) -> None:
    """Draw the downloads, and the table that is chosen; the other is not worked out."""
    downloads.show(store, view)
    regions, records = st.tabs([_("Regions"), _("Records")], key=TABLES, on_change="rerun")
    if regions.open:
        with regions:
            regions_view.show(store, view, facets)
    if records.open:
        with records:
            records_view.show(store, view)
    records_view.open_the_one(view.filters)


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
    state |= view.look.state()
    turn, new = turns.begin(state)
    if new and turn.view and view.points:
        turn.answers = _answers(store, view, turn.view)
    with st.container(key="map_box"):
        atlas_map.show(state | {"turn": turn.name, "answers": turn.answers})
    for note in shaded.notes:
        st.caption(note)
    if new:
        turns.wait(turn)


def _answers(store: Store, view: View, seen: dict[str, str]) -> dict[str, Any]:
    look = {"colour": [view.look.colour], "size": [view.look.size], "lang": [i18n.language()]}
    return map_answers.for_view(store, view.filters.to_params() | look, seen)
