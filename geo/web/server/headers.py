"""Security headers on every answer, and who may read the data API from elsewhere.

The content policy lets nothing come from another origin, with one exception: in the map's frame,
pictures of the online backgrounds, where the operator lets visitors choose one.
What is let through besides this server's own files, and why:

- the page: the inline scripts of Streamlit's own document and of ours, by their hashes; inline
  styles, which Streamlit makes as it runs; pictures and workers that the page makes itself
  (`data:`, `blob:`).
- the map's frame: inline and evaluated script, because streamlit-folium hands the map its changes
  as script.  Text in it is JSON with `<`, `>`, `&` and braces escaped (`geo.web.map.script_json`).
- the embedded map: style attributes.
- answers with data, and files that were made for download: nothing at all.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from starlette.datastructures import MutableHeaders
from starlette.middleware.cors import CORSMiddleware

from geo import config
from geo.maps import backgrounds
from geo.web.server import first_page
from geo.web.server.passing import Passing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_YEAR: Final = 365 * 24 * 3600
_INLINE: Final = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
#: Features of a browser that nothing here uses; the map may fill the screen.
_PERMISSIONS: Final = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), usb=(), fullscreen=(self)"
)


def _policy(rules: Mapping[str, Iterable[str]]) -> str:
    return "; ".join(" ".join((name, *sources)) for name, sources in rules.items())


@cache
def page_script_hashes() -> tuple[str, ...]:
    """Return the hashes of the document's inline scripts, as a content policy spells them."""
    spec = find_spec("streamlit")
    assert spec is not None  # noqa: S101 - a dependency
    assert spec.origin is not None  # noqa: S101
    page = Path(spec.origin).parent / "static" / "index.html"
    return tuple(
        f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"
        for script in (*_INLINE.findall(page.read_bytes()), first_page.script().encode())
    )


def _tile_hosts() -> tuple[str, ...]:
    """Return the origins of the online backgrounds that a visitor may choose."""
    return tuple(backgrounds.origins()) if config.online_tiles() else ()


def policies() -> dict[str, str]:
    """Return each part's content policy; the part `page` is for all that are not named."""
    own, ready = "'self'", ("data:", "blob:")
    none: tuple[str, ...] = ("'none'",)
    inline = "'unsafe-inline'"
    shared = {
        "default-src": none,
        "img-src": (own, *ready),
        "font-src": (own, "data:"),
        "connect-src": (own,),
        "base-uri": none,
        "form-action": none,
        "object-src": none,
    }
    closed = {"default-src": none, "base-uri": none, "form-action": none}
    return {
        "page": _policy(
            shared
            | {
                "script-src": (own, *page_script_hashes()),
                "style-src": (own, inline),
                "media-src": (own, *ready),
                "worker-src": (own, "blob:"),
                "frame-src": (own,),
                "manifest-src": (own,),
                "form-action": (own,),
                "frame-ancestors": (own,),
            }
        ),
        "component": _policy(
            shared
            | {
                "img-src": (own, *ready, *_tile_hosts()),
                "script-src": (own, inline, "'unsafe-eval'"),
                "style-src": (own, inline),
                "frame-ancestors": (own,),
            }
        ),
        "embed": _policy(
            shared
            | {
                "script-src": (own,),
                "style-src": (own,),
                "style-src-attr": (inline,),
                "frame-src": (own,),
                "frame-ancestors": (own, *config.embed_origins()),
            }
        ),
        "data": _policy(closed | {"frame-ancestors": none}),
        "media": _policy(closed | {"frame-ancestors": (own,), "sandbox": ()}),
    }


class SecurityHeaders(Passing):
    """Puts the headers on every answer; one that has been set by its route stays."""

    def __init__(self, app: ASGIApp, base_path: str = "") -> None:
        super().__init__(app, base_path)
        self._policies = policies()
        # A provider of tiles may ask whose page it serves, as OpenStreetMap does; no other is told.
        self._asked = "strict-origin-when-cross-origin" if _tile_hosts() else "same-origin"
        self._common = {
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Permissions-Policy": _PERMISSIONS,
        }

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and the answer back with its headers."""
        wanted = self._headers(self.route(scope))

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, text in wanted.items():
                    headers.setdefault(name, text)
                if scope.get("scheme") == "https":
                    _keep_to_tls(headers)
            await send(message)

        await self.app(scope, receive, with_headers)

    def _headers(self, route: str) -> dict[str, str]:
        kind = "data" if route.startswith("/api/") or route == "assets" else route
        headers = self._common | {
            "Content-Security-Policy": self._policies.get(kind, self._policies["page"])
        }
        if kind == "component":
            headers["Referrer-Policy"] = self._asked
        if kind == "embed":
            return headers
        shared = kind == "data" and route != "assets" and config.cors_origins()
        return headers | {
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "cross-origin" if shared else "same-origin",
        }


def _keep_to_tls(headers: MutableHeaders) -> None:
    """Have the browser come by TLS again, and send no cookie without it.

    That a request came by TLS is what the server or a proxy on this machine says.
    """
    headers.setdefault("Strict-Transport-Security", f"max-age={_YEAR}")
    cookies = headers.getlist("set-cookie")
    if cookies:
        del headers["set-cookie"]
        for cookie in cookies:
            secure = any(part.strip().lower() == "secure" for part in cookie.split(";")[1:])
            headers.append("set-cookie", cookie if secure else f"{cookie}; Secure")


class DataSharing(Passing):
    """Lets scripts of the configured origins read the data API, and nothing else.

    Without such origins there is no CORS header on it at all, so that a browser refuses.
    """

    def __init__(self, app: ASGIApp, base_path: str = "") -> None:
        super().__init__(app, base_path)
        origins = config.cors_origins()
        self._shared = (
            CORSMiddleware(
                app,
                allow_origins=list(origins),
                allow_methods=["GET", "HEAD"],
                allow_headers=["If-None-Match"],
                expose_headers=["ETag", "Content-Disposition"],
            )
            if origins
            else app
        )

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, by way of CORS where it is for the data API."""
        shared = self.route(scope).startswith("/api/")
        await (self._shared if shared else self.app)(scope, receive, send)
