"""The app's own routes, loaded at the first request of one.

What answers them needs pandas and folium, which take a second to load.  So the server listens
before, and they are loaded while the first visitor's browser reads Streamlit's own files
(`geo.web.server.startup`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.routing import Route, Router

from geo.web.addresses import base_of

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

#: What the routes of `geo.web.http.map_routes` begin with; tests hold that these are all.
_PATHS: Final = ("assets/{name}", "api/{rest:path}", "embed")


class _WhenAsked:
    """The routes of `geo.web.http.map_routes` below a sub-path, as an ASGI application."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._router: Router | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if self._router is None:
            self._router = await run_in_threadpool(self._made)
        await self._router(scope, receive, send)

    def _made(self) -> Router:
        from geo.web.http import map_routes

        return Router(map_routes.routes(self._base), redirect_slashes=False)


def routes(base_path: str = "") -> list[Route]:
    """Return the routes for `st.App`.

    Parameters
    ----------
    base_path : str
        Sub-path that the server is configured to answer under, without slashes at its ends.
    """
    base = base_of(base_path)
    answer = _WhenAsked(base)
    return [Route(f"{base}/{path}", answer) for path in _PATHS]
