"""A page with the atlas's widgets and nothing else: what a rerun of Streamlit costs by itself.

`test_the_empty_page_has_the_widgets_of_the_atlas` holds that they are as many, kind by kind.
"""

from __future__ import annotations

import datetime as dt

import streamlit as st

from geo.regions import catalogue
from geo.schema import COUNTRIES, EVENT_TYPE_OF

DAYS = ["All", "Last 90 days", "Last 30 days", "Last 7 days"]


def view() -> None:
    """Draw the widgets, and say how often that was done."""
    with st.sidebar:
        st.selectbox("Shade regions by", ["Incidents", "Killed"])
        st.selectbox("Measure", ["Count", "Per day"])
        st.text_input("Search")
        st.date_input("First day", dt.date(2022, 3, 1))
        st.date_input("Last day", dt.date(2025, 2, 28))
        st.pills("Country", list(COUNTRIES.values()), selection_mode="multi")
        st.multiselect("Region", list(catalogue()))
        st.multiselect("Incident type", list(EVENT_TYPE_OF))
        st.multiselect("Actor", ["Russia", "Ukraine"])
        st.pills("Layers", ["Regions", "Points", "Known by region"], selection_mode="multi")
        with st.popover("Points and background"):
            st.selectbox("Colour of points", ["Type", "Actor"])
            st.selectbox("Size of points", ["Incidents", "Casualties"])
            st.selectbox("Background", ["None", "Other"])
    st.button("Most drones downed, by region")
    st.segmented_control("Period of the data", DAYS, default="All")
    st.button("Play through time")
    st.page_link(pages[0], label="Night by night")
    st.popover("Download", on_change="rerun")
    st.segmented_control("Table", ["Regions", "Records"], default="Regions", required=True)
    run = st.session_state["run"] = st.session_state.get("run", -1) + 1
    st.text(f"done: {run};")


st.set_page_config(layout="wide")
pages = [
    st.Page(view, title=title, url_path=title.lower().replace(" ", "-"), default=title == "Map")
    for title in ("Map", "Add data", "Review", "About")
]
chosen = st.navigation(pages, position="hidden")
for page in pages:
    st.page_link(page)
st.selectbox("Language", ["English", "Other"])
chosen.run()
