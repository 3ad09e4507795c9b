"""What the server does before the first visitor comes: open the store, load what is slow."""

from __future__ import annotations

import contextlib
import gc
import importlib
import sys
import threading
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

from geo.disk import sweep
from geo.web.server import first_page, fonts, request_log

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

#: Seconds for which a thread runs before another one may, while modules are loaded.
_BRIEFLY: Final = 0.0005
#: What is below the map needs this; seconds that the first map has for itself before it is loaded.
_BELOW: Final = "altair"
_FIRST_MAP: Final = 5.0
#: Seconds after which the folders of a killed process are surely nobody's.
_GROWN: Final = 90.0


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[dict[str, Any]]:
    """Warm up in the background; the server answers at once."""
    request_log.set_up()
    sys.stdout.write(f"The incident atlas is at {_address()}\n")
    sys.stdout.flush()
    threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()
    yield {}


def _address() -> str:
    """Return where a browser on this machine finds the page."""
    from streamlit import config
    from streamlit.web.server.server_util import get_display_address, get_url

    return str(get_url(get_display_address(config.get_option("server.address") or "localhost")))


def _warm_up() -> None:
    """Load what the first page would otherwise wait for."""
    usual = sys.getswitchinterval()
    # Requests are answered in between, and nothing is thrown away that would have to be collected.
    sys.setswitchinterval(_BRIEFLY)
    gc.disable()
    try:
        _load()
    finally:
        gc.enable()
        sys.setswitchinterval(usual)
    time.sleep(_FIRST_MAP)
    importlib.import_module(_BELOW)
    fonts.prepare()
    # What is here now stays: the garbage collector need not look through it again and again.
    gc.collect()
    gc.freeze()
    # What a server that was killed a moment ago has left is too young at first.
    time.sleep(_GROWN)
    sweep()


def _load() -> None:
    # (streamlit_folium has to be imported by the page, or Streamlit does not serve its component.)
    from geo.errors import AtlasError
    from geo.query import dots_of
    from geo.web.http import embed, map_routes  # noqa: F401
    from geo.web.map import assets
    from geo.web.map import view as map_view  # noqa: F401
    from geo.web.visitor.server_store import HOLDER

    sweep()
    # A store that cannot be built is said on the page, where someone reads it.
    with contextlib.suppress(AtlasError):
        dots_of(HOLDER.get())
    for name in assets.ASSETS:
        assets.asset(name)
    first_page.warm.set()
