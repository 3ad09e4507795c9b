"""The app: one page, and beside it the routes for the map's assets, the data API and the embed."""

import sys

import streamlit as st
from streamlit import config as streamlit_config

from geo import config
from geo.errors import AtlasError
from geo.web.http.routes import routes
from geo.web.server import signin
from geo.web.server.middleware import stack
from geo.web.server.startup import lifespan

try:
    config.check()
    signin.check()
except AtlasError as error:
    sys.exit(f"A setting cannot be used: {error}")

streamlit_config.set_option("server.maxUploadSize", config.max_upload_mb())
_BASE = streamlit_config.get_option("server.baseUrlPath")

app = st.App(
    "geo/web/page.py",
    routes=routes(_BASE),
    middleware=stack(_BASE),
    lifespan=lifespan,
)

if __name__ == "__main__":
    app.run()
