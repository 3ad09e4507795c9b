"""A page with the atlas's controls and nothing else: what a rerun of Streamlit costs by itself."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from geo.regions import catalogue
from geo.schema import COUNTRIES, EVENT_TYPE_OF

DAYS = ["All", "Last 90 days", "Last 30 days", "Last 7 days"]

st.set_page_config(layout="wide")
with st.sidebar:
    st.segmented_control("Period of the data", DAYS, default="All")
    st.date_input("Dates", (dt.date(2022, 3, 1), dt.date(2025, 2, 28)))
    st.pills("Country", list(COUNTRIES.values()), selection_mode="multi")
    st.multiselect("Region", list(catalogue()))
    st.multiselect("Incident type", list(EVENT_TYPE_OF))
    st.multiselect("Actor", ["Russia", "Ukraine"])
    st.button("Reset filters")
    st.selectbox("Shade regions by", ["Incidents", "Killed"])
    st.pills("Layers", ["Regions", "Points"], selection_mode="multi")
run = st.session_state["run"] = st.session_state.get("run", -1) + 1
st.text(f"done: {run};")
