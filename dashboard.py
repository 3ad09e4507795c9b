"""The app: one page, and beside it the routes for the map's assets and its data."""

import streamlit as st
from streamlit import config

from geo.config import max_upload_mb
from geo.web.api import routes
from geo.web.startup import lifespan

config.set_option("server.maxUploadSize", max_upload_mb())

app = st.App(
    "geo/web/page.py",
    routes=routes(config.get_option("server.baseUrlPath")),
    lifespan=lifespan,
)

if __name__ == "__main__":
    app.run()
