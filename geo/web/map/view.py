"""The view that opens first: filters beside it, figures, map, timeline, and the records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo import query
from geo.i18n import N_, _, long_date
from geo.maps import beside, map_points, once_text, shading, type_name
from geo.sentences import translated
from geo.sources import freshness
from geo.texts import plain, short
from geo.web import controls
from geo.web.map import (
    clicks,
    downloads,
    headline,
    raions_table,
    regions_table,
    second_map,
    times_table,
    turns,
)
from geo.web.map import component as atlas_map
from geo.web.records import drawer, records_table
from geo.web.time import play, timeline
from geo.web.visitor import session
from geo.web.visitor.server_store import HOLDER

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.delta_generator import DeltaGenerator

    from geo.query import Facets
    from geo.store import Store
    from geo.web.controls import State
    from geo.web.map.turns import Turn

_TEXTS: Final = (N_("Regions"), N_("Regions over time"), N_("Records"))
_NAMES: Final = dict(zip(controls.TABLES, _TEXTS, strict=True))

controls.choice(controls.TABLE)


def show(once_painted: Callable[[], None]) -> None:
    """Draw the view, and do `once_painted` as soon as the map is on the screen.

    A change shows on the map first, and all else follows once it is painted (`turns`).  At first
    the figures come before it, so that nothing moves.
    """
    store = session.current_store()
    facets = query.facets(store)
    now = controls.state()
    controls.fit(now, store)
    play.begin(now)
    filters = now.view.filters
    first = turns.first_run()
    controls.heading()
    # What belongs together on one screen; the map's place in it never changes.
    with st.container(key="screen", gap="xsmall"):
        above, box, below = st.container(gap="xsmall"), st.container(key="map_box"), st.container()
    if first:
        _above(above, store, now, facets)
    turn, notes = _map(box, store, now, facets)
    turns.wait(turn)
    if not play.running(now):
        controls.write_address(now)
    once_painted()
    controls.sidebar(now, facets)
    if not first:
        _above(above, store, now, facets)
    with below:
        timeline.show(now, store, facets)
    for note in notes:
        st.caption(note)
    headline.below(store, filters)
    regions_table.detail_links(now.view)
    timeline.further(now, store, facets)
    if facets.records:
        _tables(now, store, facets)
    drawer.draw(store, on_map=True)


def _above(above: DeltaGenerator, store: Store, now: State, facets: Facets) -> None:
    """Draw what stands above the map."""
    filters = now.view.filters
    total = query.headline(store, filters)
    with above:
        if own := session.own_text():
            st.caption(f":material/person: {own}")
        for message in (HOLDER.problem, *now.problems):
            if message:
                st.warning(plain(translated(message)))
        base = session.base_store()
        fresh = freshness(base)  # which is read from files, so once
        headline.late(fresh)
        data = headline.data_texts(store, base, facets, fresh)
        if total.fewest is not None:
            data = [once_text(total, query.record_count(store, filters)), *data]
        headline.figures(total, filters, facets, data)
        if not play.running(now):
            headline.said(total)
        controls.draw_chips(now)
        if facets.incidents and not (total.incidents or total.grouped_rows):
            _nothing(now, facets)


def _nothing(now: State, facets: Facets) -> None:
    """Say that no incident fits, what the data does not have at all, and offer a way out."""
    filters, days = now.view.filters, now.days
    text = _("No incident fits these filters. Clear one of them above.")
    absent = [type_name(name) for name in filters.type if name not in facets.types]
    absent += [short(name) for name in filters.actor if name not in facets.actors]
    absent += [short(name) for name in filters.dataset if name not in facets.datasets]
    if days and filters.date_from and filters.date_from > days[1]:
        absent.append(long_date(filters.date_from))
    if days and filters.date_to and filters.date_to < days[0]:
        absent.append(long_date(filters.date_to))
    if absent:
        lacks = _("The data here has nothing of: {values}.").format(values=", ".join(absent))
        text = f"{plain(lacks)} {text}"
    st.info(text)


def _tables(now: State, store: Store, facets: Facets) -> None:
    """Draw the downloads, and the table that is chosen; the other is not worked out."""
    view, chosen = now.view, now.choices.get(controls.TABLE, controls.TABLES[0])
    downloads.show(store, view)
    # A choice instead of tabs: those search all that they hold at every change.
    st.segmented_control(
        _("Table"),
        list(_NAMES),
        default=chosen,
        key=now.key(controls.TABLE, chosen),
        format_func={name: _(text) for name, text in _NAMES.items()}.__getitem__,
        required=True,
        label_visibility="collapsed",
    )
    with st.container(key="table"):
        if chosen == "records":
            records_table.show(store, view)
        elif chosen == "times":
            times_table.show(now, store, facets)
        else:
            regions_table.show(now, store, facets)
            raions_table.show(store, now.view)
    records_table.open_the_one(view.filters)


def _map(
    box: DeltaGenerator, store: Store, now: State, facets: Facets
) -> tuple[Turn, tuple[str, ...]]:
    """Draw the map, or change what is on it; give its turn, and what there is to say of it."""
    view = now.view
    two = beside(view, facets)
    scale = play.scale(now, store, facets) or (two.scale(store, facets) if two else None)
    shaded = shading(store, view, facets, scale=scale)
    state = atlas_map.map_state(shaded, view, version=store.version, token=session.token())
    state["beside"] = "first" if two else ""
    turn, new = turns.begin(state)
    if new and turn.viewport and view.points:
        turn.answers = map_points.for_view(store, view, turn.viewport)
    with box, st.container(key=second_map.FIRST, gap=None):
        clicks.listen(now, atlas_map.show(state | {"turn": turn.name, "answers": turn.answers}))
        if two:
            second_map.line(two, store, facets, second=False)
    if two:
        with box:
            second_map.show(now, two, store, facets, scale)
    return turn, shaded.notes
