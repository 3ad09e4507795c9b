"""The app: one page, and beside it the map's assets, the data API and the embed."""

import streamlit as st

from geo.web.server.parts import app_parts

app = st.App(**app_parts())

if __name__ == "__main__":
    app.run()
