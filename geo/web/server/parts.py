"""What the app is made of: the page, the routes beside it, and what every request passes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from streamlit import config as streamlit_config

from geo import config
from geo.disk import check_shipped
from geo.errors import AtlasError, DataMissingError
from geo.web.http.routes import routes
from geo.web.server import signin
from geo.web.server.guards import hosts
from geo.web.server.kept_files import keep_downloads
from geo.web.server.middleware import stack
from geo.web.server.outside import keep_inside
from geo.web.server.startup import lifespan

_PAGE = Path(__file__).parents[1] / "page.py"


def app_parts() -> dict[str, Any]:
    """Return the arguments of `st.App`; a setting that cannot be used ends the process.

    The call of `st.App` stands in the script that is run, where `streamlit run` looks for it.
    """
    try:
        config.check()
        signin.check()
        check_shipped(config.data_folder())
    except DataMissingError as error:
        sys.exit(f"The data cannot be used: {error}")
    except AtlasError as error:
        sys.exit(f"A setting cannot be used: {error}")
    keep_inside()
    keep_downloads()
    streamlit_config.set_option("server.maxUploadSize", config.max_upload_mb())
    streamlit_config.set_option("server.allowedHosts", hosts())
    # What fails on the page is logged as all else is, and not drawn with its texts.
    streamlit_config.set_option("logger.enableRich", value=False)
    # No other site may steer the page.
    streamlit_config.set_option("client.allowedOrigins", [])
    base = streamlit_config.get_option("server.baseUrlPath")
    return {
        "script_path": _PAGE,
        "routes": routes(base),
        "middleware": stack(base),
        "lifespan": lifespan,
    }
