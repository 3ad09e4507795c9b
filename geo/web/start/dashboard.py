"""The app of an installed atlas; the `dashboard.py` of a checkout is the same."""

import streamlit as st

from geo.web.server.parts import app_parts

app = st.App(**app_parts())
