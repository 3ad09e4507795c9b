"""The view that opens first: filters beside it, figures, map, timeline, and the records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import streamlit as st

from geo import export, query
from geo.regions import english_names
from geo.web import charts, controls, session
from geo.web import map as atlas_map
from geo.web.state import HOLDER
from geo.web.words import plain, shown

if TYPE_CHECKING:
    from geo.query import Facets, Figure, Filters, Headline, Placement
    from geo.store import Store
    from geo.web.controls import View

#: Rows of the table on the page; the download has all of them.
TABLE_ROWS: Final = 500


def show() -> None:
    """Draw the view."""
    store = session.current_store()
    facets = query.facets(store)
    controls.read_address(facets)
    with st.sidebar:
        view = controls.sidebar(facets)
    controls.write_address(view)
    _title(facets)
    if own := session.own_text():
        st.caption(f":material/person: {own}")
    for message in (HOLDER.problem, controls.warning()):
        if message:
            st.warning(plain(message))
    total = query.headline(store, view.filters)
    _headline(total, view.filters)
    _map(store, view)
    _placement(query.placement(store, view.filters), total)
    if total.incidents:
        _timeline(store, view.filters, facets)
        _records(store, view.filters)
    else:
        st.info("No incident fits these filters. Widen the dates or clear a filter at the left.")
    controls.settled()


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


def _map(store: Store, view: View) -> None:
    figures = query.region_figures(store, view.filters)
    state = atlas_map.map_state(
        figures,
        view.filters,
        metric=view.metric,
        choropleth=view.choropleth,
        points=view.points,
        version=store.version,
        token=session.token(),
    )
    with st.container(key="map_box"):
        atlas_map.show(state, on_change=_map_clicked)


def _map_clicked() -> None:
    value = st.session_state.get(atlas_map.MAP_KEY)
    if code := atlas_map.clicked_region(value):
        controls.toggle_region(code)
    if incident_id := atlas_map.clicked_incident(value):
        controls.focus_incident(incident_id)


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


def _timeline(store: Store, filters: Filters, facets: Facets) -> None:
    first, last = filters.date_from or facets.first, filters.date_to or facets.last
    days = (last - first).days + 1 if first and last else 1
    step = "week" if days > charts.WEEKLY_FROM else "day"
    table = query.timeline(store, filters, step)
    st.subheader(f"Incidents per {step}", anchor=False)
    st.altair_chart(
        charts.timeline(table, step, (first, last) if first and last else None), width="stretch"
    )
    st.html(charts.legend(sorted(table["type"].unique())))
    st.caption("An incident of several days counts on each of them.")


def _records(store: Store, filters: Filters) -> None:
    count = query.record_count(store, filters)
    st.subheader("Records", anchor=False)
    st.download_button(
        f"Download these {count:,} records (CSV)",
        data=lambda: b"".join(export.stream(store, filters, "csv")),
        file_name=export.file_name(filters, "csv"),
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
    )
    table = query.records(store, filters, limit=TABLE_ROWS, newest_first=True)
    table.insert(0, "region_name", table["region"].map(english_names()))
    table["source_url"] = table["source_url"].where(
        table["source_url"].str.match(r"https?://", na=False)
    )
    table = shown(table)
    linked = not session.token()  # a link opens a page of its own, which has the shared data only
    if linked:
        table["incident_id"] = [f"?incident={quote(name)}" for name in table["incident_id"]]
    st.dataframe(
        table,
        hide_index=True,
        height=min(420, 36 * (len(table) + 1) + 2),
        placeholder="",
        column_order=_TABLE_COLUMNS,
        column_config=_column_config(linked=linked),
    )
    if count > TABLE_ROWS:
        st.caption(f"The newest {TABLE_ROWS:,} of {count:,}; the download has all of them.")


_TABLE_COLUMNS: Final = (
    "date_start",
    "date_end",
    "region_name",
    "location",
    "place_name",
    "precision",
    "sub_event_type",
    "actor",
    "fatalities",
    "injuries",
    "launched",
    "downed",
    "downed_here",
    "source",
    "source_url",
    "notes",
    "incident_id",
)


def _column_config(*, linked: bool) -> dict[str, Any]:
    config = st.column_config
    return {
        "date_start": config.DateColumn("From", format="YYYY-MM-DD"),
        "date_end": config.DateColumn("To", format="YYYY-MM-DD"),
        "region_name": "Region",
        "location": "Place as reported",
        "place_name": "Place as understood",
        "precision": "Precision",
        "sub_event_type": "Type",
        "actor": "Actor",
        "fatalities": "Killed",
        "injuries": "Injured",
        "launched": "Launched",
        "downed": "Downed",
        "downed_here": "Downed here",
        "source": "Source",
        "source_url": config.LinkColumn("Link", display_text="open"),
        "notes": "Notes",
        "incident_id": config.LinkColumn(
            "Incident", display_text=r"incident=(.*)", help="Opens this incident alone"
        )
        if linked
        else "Incident",
    }
