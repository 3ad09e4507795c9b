"""Routes beside the page: the map's assets, and the points that the map asks for as it moves.

Parameters are those of the page's address (`geo.query.Filters`); a wrong one is answered with
status 400 and one sentence.  `token` names a visitor's own store (`geo.web.visitors`); one that is
not known, or no longer, is answered with status 410.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import Route

from geo import regions
from geo.web import layer_api, map_words, turns
from geo.web.asked import Asked, params_of, store_of, takes_gzip, unchanged
from geo.web.map_answers import ANSWERS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from geo.web.asked import Params
    from geo.web.map_answers import Answer

_STATIC: Final = Path(__file__).parent / "static"
_JSON: Final = "application/json"
#: How hard assets are packed at the start: 9 would take three times as long for 0.2% less.
_PACKED: Final = 6
#: Bytes below which packing an answer gains nothing.
_SMALL: Final = 1000


@dataclass(frozen=True)
class Asset:
    """A file that the map loads, as bytes and packed."""

    body: bytes
    packed: bytes
    media_type: str
    etag: str


#: Parts of the map's script, in the order in which they run.
_SCRIPTS: Final = ("tools", "keys", "regions", "base", "legend", "records", "points", "buttons")


def _asset_source(name: str) -> tuple[list[Path], str]:
    """Files that an asset is made of, one after the other, and its media type."""
    from xstatic.pkg import leaflet

    vendor = Path(leaflet.BASE_DIR)
    script = [_STATIC / f"map_{part}.js" for part in _SCRIPTS]
    return {
        "leaflet.js": ([vendor / "leaflet.js"], "text/javascript"),
        "leaflet.css": ([vendor / "leaflet.css"], "text/css"),
        "atlas_map.js": ([*script, _STATIC / "atlas_map.js"], "text/javascript"),
        "pick_map.js": ([_STATIC / "pick_map.js"], "text/javascript"),
        "atlas_map.css": ([_STATIC / "atlas_map.css"], "text/css"),
        "embed.js": ([_STATIC / "embed.js"], "text/javascript"),
        "embed.css": ([_STATIC / "embed.css"], "text/css"),
        "regions.json": ([regions.display_path()], _JSON),
        "basemap.json": ([regions.basemap_path()], _JSON),
    }[name]


ASSETS: Final = (
    "leaflet.js",
    "leaflet.css",
    "atlas_map.js",
    "pick_map.js",
    "atlas_map.css",
    "embed.js",
    "embed.css",
    "regions.json",
    "basemap.json",
)


@cache
def asset(name: str) -> Asset:
    """Read and pack one of `ASSETS`; kept for the life of the process."""
    paths, media_type = _asset_source(name)
    body = b"".join(path.read_bytes() for path in paths)
    if name == "atlas_map.js":
        body = map_words.script().encode() + body
    etag = hashlib.sha256(body).hexdigest()[:20]
    return Asset(body, gzip.compress(body, _PACKED, mtime=0), media_type, etag)


def asset_url(name: str) -> str:
    """Address of an asset relative to the map's frame; a new version has a new address.

    The frame lies two levels below the page, whatever path the page itself is served under.
    """
    return f"../../assets/{name}?v={asset(name).etag}"


async def _serve_asset(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in ASSETS:
        return Response(status_code=404)
    found = await run_in_threadpool(asset, name)
    headers = {
        "ETag": f'"{found.etag}"',
        # A versioned address never changes its content.
        "Cache-Control": "public, max-age=31536000, immutable",
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }
    if unchanged(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    body = found.body
    if takes_gzip(request):
        body, headers["Content-Encoding"] = found.packed, "gzip"
    return Response(body, media_type=found.media_type, headers=headers)


def _map_route(answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    """Endpoint that gives what `answer` makes of the parameters, worked out off the event loop."""

    def body_of(params: Params) -> bytes:
        content = answer(store_of(params), params)
        turns.asked(params.get("turn", [None])[-1], params)
        return json.dumps(content, ensure_ascii=False, default=str, separators=(",", ":")).encode()

    async def endpoint(request: Request) -> Response:
        body = await run_in_threadpool(body_of, params_of(request))
        headers = {
            "Cache-Control": "no-store",
            "Vary": "Accept-Encoding",
            "X-Content-Type-Options": "nosniff",
        }
        if len(body) > _SMALL and takes_gzip(request):
            body, headers["Content-Encoding"] = gzip.compress(body, 5, mtime=0), "gzip"
        return Response(body, media_type=_JSON, headers=headers)

    return endpoint


async def _painted(request: Request) -> Response:
    """Take a map's word that it shows what a run of the page has sent it (`geo.web.turns`)."""
    turns.painted(request.query_params.get("turn"))
    return Response(status_code=204, headers={"Cache-Control": "no-store"})


def routes(base: str = "") -> list[Route]:
    """Routes behind `geo.web.routes`, below a sub-path, which is empty or begins with a slash."""
    from geo.web import data_api, embed

    return [
        Route(f"{base}/assets/{{name}}", Asked(_serve_asset)),
        *layer_api.routes(base),
        *(
            Route(f"{base}/api/{name}.json", Asked(_map_route(answer)))
            for name, answer in ANSWERS.items()
        ),
        Route(f"{base}/api/painted", Asked(_painted)),
        *data_api.routes(base),
        *embed.routes(base),
    ]
