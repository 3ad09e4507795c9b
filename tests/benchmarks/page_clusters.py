"""A hundred thousand points by folium's FastMarkerCluster, drawn when they are asked for."""

from __future__ import annotations

import os

import duckdb
import folium
import streamlit as st
from folium.plugins import FastMarkerCluster
from streamlit_folium import st_folium

POINTS = 100_000
#: A plain marker: the one that is usual here needs an icon set from elsewhere.
MARKER = "function (row) { return L.marker(new L.LatLng(row[0], row[1])); };"


@st.cache_resource
def data() -> list[list[float]]:
    with duckdb.connect(os.environ["ATLAS_STORE"], read_only=True) as connection:
        rows = connection.execute(
            "SELECT lat, lon FROM locations WHERE lat IS NOT NULL AND lon IS NOT NULL LIMIT ?",
            [POINTS],
        ).fetchall()
    return [list(row) for row in rows]


st.set_page_config(layout="wide")
points = data()
run = st.session_state["run"] = st.session_state.get("run", -1) + 1
if st.toggle("Draw"):
    page = folium.Map(location=[50.5, 34.5], zoom_start=5, tiles=None)
    page.options["maxZoom"] = 18  # of no tiles folium takes none, and the plugin needs one
    FastMarkerCluster(points, callback=MARKER).add_to(page)
    # A new name each time, so that the map is mounted and drawn anew.
    st_folium(page, key=f"map{run}", height=640, use_container_width=True, returned_objects=[])
st.text(f"done: {run};")
