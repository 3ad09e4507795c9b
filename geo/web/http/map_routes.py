"""Routes beside the page: the map's assets, and the points that the map asks for as it moves.

Parameters are those of the page's address (`geo.maps.View`), and `lang` for the language of texts;
a wrong one is answered with status 400 and one sentence.  `token` names a visitor's own store
(`geo.web.visitor.own_data`); one that is not known, or no longer, is answered with status 410.
"""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import Route

from geo import i18n, query
from geo.maps import Look, Viewport, map_points
from geo.query import Filters
from geo.web.http import layer_shapes
from geo.web.http.asking import answered, kind_of
from geo.web.http.requests import Endpoint, params_of, store_of, takes_gzip, unchanged
from geo.web.map import turns
from geo.web.map.assets import _JSON, ASSETS, asset
from geo.web.visitor.own_data import REGISTRY

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from geo.store import Store
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


def _filters(store: Store, params: Params) -> Filters:
    filters = Filters.from_params(params)
    query.check_layers(store, filters)
    return filters


def _points(store: Store, params: Params) -> dict[str, Any]:
    """Return the symbols, for which the address says colour, size and the part of the world."""
    viewport = Viewport.from_params(params)
    answer = map_points.points(store, _filters(store, params), Look.from_params(params), viewport)
    turns.note_viewport(params.get("turn", [None])[-1], viewport)
    return answer


def _badges(store: Store, params: Params) -> dict[str, Any]:
    """Return the incidents known by region or district only, by region."""
    return {"badges": query.badges(store, _filters(store, params))}


def _cell(store: Store, params: Params) -> dict[str, Any]:
    """Return the records behind the symbol or badge `cell`, `limit` of them at most."""
    limit = round(map_points.number_of(params, "limit", map_points.MOST_RECORDS))
    filters = _filters(store, params)
    return map_points.records_behind(store, filters, params.get("cell", [""])[-1], limit)


#: Name of the route under `api/` -> what it makes of the address.
_ANSWERS: Final = {"points": _points, "badges": _badges, "cell": _cell}


def _map_route(
    answer: Callable[[Store, Params], dict[str, Any]],
) -> Callable[[Request], Awaitable[Response]]:
    """Return an endpoint that gives what `answer` makes of the parameters, off the event loop."""

    def body_of(params: Params) -> bytes:
        with i18n.speaking(params.get("lang", [i18n.DEFAULT])[-1]):
            content = answer(store_of(params), params)
        return json.dumps(content, ensure_ascii=False, default=str, separators=(",", ":")).encode()

    async def endpoint(request: Request) -> Response:
        params = params_of(request)
        body = await answered(request, kind_of(params), body_of, params)
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
    """Take a map's word that it shows what a run of the page has sent it (`geo.web.map.turns`).

    One without points says here, and not by asking for them, what part of the world it shows.
    """
    params = params_of(request)
    turn = params.get("turn", [None])[-1]
    turns.note_viewport(turn, Viewport.from_params(params))
    turns.painted(turn)
    return Response(status_code=204, headers={"Cache-Control": "no-store"})


async def _session(request: Request) -> Response:
    """Say whether a page is still connected to the session of a name (`connection.js`)."""
    there = REGISTRY.is_there(request.query_params.get("name", ""))
    return Response(status_code=204 if there else 410, headers={"Cache-Control": "no-store"})


def routes(base: str = "") -> list[Route]:
    """Return the routes behind `geo.web.http.routes`, below a sub-path ("" or "/atlas")."""
    from geo.web.http import data_api, embed

    return [
        Route(f"{base}/assets/{{name}}", Endpoint(_serve_asset)),
        *layer_shapes.routes(base),
        *(
            Route(f"{base}/api/{name}.json", Endpoint(_map_route(answer)))
            for name, answer in _ANSWERS.items()
        ),
        Route(f"{base}/api/painted", Endpoint(_painted)),
        Route(f"{base}/api/session", Endpoint(_session)),
        *data_api.routes(base),
        *embed.routes(base),
    ]
