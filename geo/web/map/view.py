"""The view that opens first: filters beside it, figures, map, timeline, and the records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo import query
from geo.i18n import N_, _
from geo.maps import map_points, shading
from geo.texts import plain
from geo.web import controls
from geo.web.map import clicks, downloads, headline, regions_table, turns
from geo.web.map import component as atlas_map
from geo.web.records import drawer, records_table
from geo.web.time import play, timeline
from geo.web.visitor import session
from geo.web.visitor.server_store import HOLDER

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.delta_generator import DeltaGenerator

    from geo.maps import View
    from geo.query import Facets, Headline
    from geo.store import Store
    from geo.web.map.turns import Turn

#: Session key of the choice of a table under the timeline.
TABLES: Final = "tables"
_NAMES: Final = {"regions": N_("Regions"), "records": N_("Records")}


def show(once_painted: Callable[[], None]) -> None:
    """Draw the view, and do `once_painted` as soon as the map is on the screen.

    A change shows on the map first, and all else follows once it is painted (`turns`).  At first
    the figures come before it, so that nothing moves, and the controls follow.  Where the page
    itself has set a control, the controls come before the map too.
    """
    store = session.current_store()
    facets = query.facets(store)
    controls.read_address(facets)
    clicks.take(regions=not st.session_state.get(controls.LEVEL))
    timeline.begin()
    play.begin()
    levels = tuple(query.layer_names(store))
    view = controls.chosen(facets, levels)
    first, known = turns.first_run(), controls.known_to_browser()
    controls.heading()
    headline.title(facets)
    above, box = st.container(), st.container(key="map_box")
    if not (first or known):
        _controls(facets, levels, view)
    total = None if known else _above(above, store, view, facets)
    turn, notes = _map(box, store, view, facets)
    turns.wait(turn)
    once_painted()
    if first or known:
        _controls(facets, levels, view)
    if total is None:
        total = _above(above, store, view, facets)
    for note in notes:
        st.caption(note)
    headline.placement(query.placement(store, view.filters), total)
    regions_table.detail_links(view.filters)
    timeline.show(store, view.filters, facets)
    if facets.records:
        _tables(store, view, facets)
    clicks.settled()
    timeline.settled()
    play.settled()
    drawer.draw(store, on_map=True)


def _controls(facets: Facets, levels: tuple[str, ...], view: View) -> None:
    with st.sidebar:
        controls.sidebar(facets, levels, view)
    if not play.running():
        controls.write_address(view)


def _above(above: DeltaGenerator, store: Store, view: View, facets: Facets) -> Headline:
    """Draw what stands above the map; give the figures that stand there."""
    total = query.headline(store, view.filters)
    with above:
        if own := session.own_text():
            st.caption(f":material/person: {own}")
        for message in (HOLDER.problem, controls.warning()):
            if message:
                st.warning(plain(message))
        headline.figures(store, total, view.filters)
        if facets.incidents and not (total.incidents or total.grouped_rows):
            st.info(
                _("No incident fits these filters. Widen the dates or clear a filter at the left.")
            )
        play.bar()
    return total


def _tables(store: Store, view: View, facets: Facets) -> None:
    """Draw the downloads, and the table that is chosen; the other is not worked out."""
    downloads.show(store, view)
    # A choice instead of tabs: those search all that they hold at every change.
    st.session_state.setdefault(TABLES, "regions")
    chosen = st.segmented_control(
        _("Table"),
        list(_NAMES),
        key=TABLES,
        format_func=lambda name: _(_NAMES[name]),
        required=True,
        label_visibility="collapsed",
    )
    with st.container(key="table"):
        if chosen == "records":
            records_table.show(store, view)
        else:
            regions_table.show(store, view, facets)
    records_table.open_the_one(view.filters)


def _map(
    box: DeltaGenerator, store: Store, view: View, facets: Facets
) -> tuple[Turn, tuple[str, ...]]:
    """Draw the map, or change what is on it; give its turn, and what there is to say of it."""
    scale = play.scale(store, view, facets)
    shaded = shading(store, view, facets, scale=scale)
    state = atlas_map.map_state(shaded, view, version=store.version, token=session.token())
    turn, new = turns.begin(state)
    if new and turn.viewport and view.points:
        turn.answers = map_points.for_view(store, view, turn.viewport)
    with box:
        atlas_map.show(state | {"turn": turn.name, "answers": turn.answers})
    return turn, shaded.notes
