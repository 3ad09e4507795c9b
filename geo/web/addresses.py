"""Which part of the server an address belongs to: what headers, logs and metrics go by.

Names are few and fixed, so that no visitor can make new ones, and they hold nothing of what was
asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from starlette.types import Scope

#: What the data API answers to, besides the points and records that the map asks for.
API_NAMES: Final = (
    "points.json",
    "badges.json",
    "cell.json",
    "layer.json",
    "incidents.csv",
    "incidents.geojson",
    "regions.csv",
    "regions.geojson",
    "nights.csv",
    "raions.csv",
    "intervals.csv",
    "hotspots.csv",
    "timeline.csv",
    "incidents.atom",
    "changes",
    "health",
    "painted",
    "session",
    "metrics",
    "openapi.json",
    "ogc",
)
#: First parts of an address that name a part of the server; each with the name of that part.
_PARTS: Final = {
    "assets": "assets",
    "static": "static",
    "component": "component",
    "media": "media",
    "embed": "embed",
    "auth": "auth",
    "oauth2callback": "auth",
    "_stcore": "stcore",
}


def below(base: str, path: str) -> str:
    """Return the part of a path below the server's sub-path, without slashes at its ends.

    >>> below("/atlas", "/atlas/api/health"), below("", "/"), below("/atlas", "/atlases")
    ('api/health', '', 'atlases')
    """
    path = f"/{path.strip('/')}"
    if base and (path == base or path.startswith(f"{base}/")):
        path = path[len(base) :]
    return path.strip("/")


def base_of(text: str | None) -> str:
    """Return a sub-path as `/atlas`, or an empty text for none.

    >>> base_of("atlas/"), base_of(None)
    ('/atlas', '')
    """
    text = (text or "").strip("/")
    return f"/{text}" if text else ""


def route_of(scope: Scope, base: str) -> str:
    """Return the name of what a request asks for.

    >>> route_of({"path": "/api/health"}, ""), route_of({"path": "/api/x"}, "")
    ('/api/health', '/api/*')
    >>> route_of({"path": "/review"}, "")
    'page'
    """
    first, _, rest = below(base, scope["path"]).partition("/")
    if first == "api":
        return f"/api/{rest}" if rest in API_NAMES else "/api/*"
    if first == "_stcore" and rest == "stream":
        return "session"
    return _PARTS.get(first, "page")
