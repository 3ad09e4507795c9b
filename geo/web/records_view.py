"""The records under the map: a table of the newest, and the download of all."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import streamlit as st

from geo import export, query
from geo.regions import english_names
from geo.web import session

if TYPE_CHECKING:
    from geo.query import Filters
    from geo.store import Store

#: Rows of the table on the page; the download has all of them.
TABLE_ROWS: Final = 500


def show(store: Store, filters: Filters) -> None:
    """Draw the records of a selection."""
    count = query.record_count(store, filters)
    st.subheader("Records", anchor=False)
    st.download_button(
        f"Download these {count:,} records (CSV)",
        data=partial(export.csv, store, filters),
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
