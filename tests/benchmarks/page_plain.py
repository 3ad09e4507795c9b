"""The plain way to such a page, for comparison: pandas, folium.Choropleth made anew, st_folium."""

from __future__ import annotations

import json
import os

import duckdb
import folium
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geo.regions import display_path

DAYS = {"All": 10_000, "Last 90 days": 90, "Last 30 days": 30, "Last 7 days": 7}


@st.cache_resource
def data() -> pd.DataFrame:
    with duckdb.connect(os.environ["ATLAS_STORE"], read_only=True) as connection:
        return connection.execute(
            "SELECT area, incident_id, date_start, date_end, sub_event_type"
            " FROM touches JOIN incidents USING (incident_id)"
        ).df()


@st.cache_resource
def shapes() -> dict:
    return json.loads(display_path().read_text(encoding="utf-8"))


st.set_page_config(layout="wide")
table = data()
preset = st.segmented_control("Period of the data", list(DAYS), default="All")
country = st.pills("Country", ["Ukraine", "Russia"], selection_mode="multi")
run = st.session_state["run"] = st.session_state.get("run", -1) + 1
last = table["date_end"].max()
chosen = table[table["date_end"] > last - pd.Timedelta(days=DAYS[preset or "All"])]
if country:
    codes = [{"Ukraine": "UA", "Russia": "RU"}[name] for name in country]
    chosen = chosen[chosen["area"].str[:2].isin(codes)]
counts = chosen.groupby("area")["incident_id"].nunique().reset_index(name="incidents")
page = folium.Map(location=[50.5, 34.5], zoom_start=5, tiles=None)
shaded = folium.Choropleth(
    geo_data=shapes(),
    data=counts,
    columns=["area", "incidents"],
    key_on="feature.properties.region",
)
for name in [name for name in shaded._children if name.startswith("color_map")]:
    del shaded._children[name]  # its script comes from elsewhere
shaded.add_to(page)
folium.Marker([50.5, 34.5], icon=folium.DivIcon(html=f"<i>drawn: {run};</i>")).add_to(page)
st_folium(page, height=640, use_container_width=True, returned_objects=[])
st.text(f"done: {run};")
