"""Routes beside the page: the map's assets, and the points that the map asks for as it moves.

Parameters are those of the page's address (`geo.query.Filters`); a wrong one is answered with
status 400 and one sentence.  `token` names a visitor's own store (`geo.web.visitor.own_data`); one
that is not known, or no longer, is answered with status 410.
"""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import Route

from geo.maps import ANSWERS
from geo.web.http import layer_shapes
from geo.web.http.requests import Asked, params_of, store_of, takes_gzip, unchanged
from geo.web.map import turns
from geo.web.map.assets import _JSON, ASSETS, asset

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from geo.maps import Answer
    from geo.web.http.requests import Params

#: Bytes below which packing an answer gains nothing.
_SMALL: Final = 1000


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
    """Take a map's word that it shows what a run of the page has sent it (`geo.web.map.turns`)."""
    turns.painted(request.query_params.get("turn"))
    return Response(status_code=204, headers={"Cache-Control": "no-store"})


def routes(base: str = "") -> list[Route]:
    """Routes behind `geo.web.http.routes`, below a sub-path: empty, or beginning with a slash."""
    from geo.web.http import data_api, embed

    return [
        Route(f"{base}/assets/{{name}}", Asked(_serve_asset)),
        *layer_shapes.routes(base),
        *(
            Route(f"{base}/api/{name}.json", Asked(_map_route(answer)))
            for name, answer in ANSWERS.items()
        ),
        Route(f"{base}/api/painted", Asked(_painted)),
        *data_api.routes(base),
        *embed.routes(base),
    ]
