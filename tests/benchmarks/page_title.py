"""A page with a title and nothing else: what the start of a server costs by itself."""

from __future__ import annotations

import streamlit as st

st.title("Started")
