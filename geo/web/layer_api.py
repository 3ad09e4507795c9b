"""Route beside the page: the shapes of a layer of the store, for the map's script.

``api/layer.json?layer=NAME`` gives a GeoJSON FeatureCollection (EPSG:4326, in the frame of the
regions' display copy) whose features have `region` and `name_en`, both the area's name, as the
regions' shapes have.  `token` names a visitor's own store and `v` the store's version, so that a
changed layer has another address.  An unknown layer is answered with status 400 and one sentence.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from geo import query
from geo.errors import AtlasError
from geo.web.asked import Asked
from geo.web.state import HOLDER
from geo.web.visitors import REGISTRY

if TYPE_CHECKING:
    from starlette.requests import Request

    from geo.store import Store

#: By which the map's script knows an area, and what it calls it.
_NAMES: Final = ("region", "name_en")
_MEDIA_TYPE: Final = "application/geo+json"


def layer_url(layer: str, version: str, token: str = "") -> str:
    """Address of a layer's shapes relative to the map's frame."""
    own = {"token": token} if token else {}
    return f"../../api/layer.json?{urlencode({'layer': layer, 'v': version} | own)}"


async def _serve(request: Request) -> Response:
    layer, token = request.query_params.get("layer", ""), request.query_params.get("token", "")
    try:
        store = await run_in_threadpool(_store, token)
        if store is None:
            gone = "The data that you added is no longer held; reload the page."
            return JSONResponse({"error": gone}, status_code=410)
        etag = _etag(store, layer)
        headers = {
            "ETag": etag,
            "Cache-Control": "private, no-cache",
            "Vary": "Accept-Encoding",
            "X-Content-Type-Options": "nosniff",
        }
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers=headers)
        body = await run_in_threadpool(_body, store, layer)
    except query.FilterError as error:
        return JSONResponse({"error": str(error)}, status_code=400)
    except AtlasError as error:
        return JSONResponse({"error": str(error)}, status_code=503)
    if "gzip" in request.headers.get("accept-encoding", ""):
        body = await run_in_threadpool(gzip.compress, body, 6)
        headers["Content-Encoding"] = "gzip"
    return Response(body, media_type=_MEDIA_TYPE, headers=headers)


def _store(token: str) -> Store | None:
    """The server's store, or the visitor's that the token names, if it is still held."""
    return REGISTRY.find(token) if token else HOLDER.get()


def _etag(store: Store, layer: str) -> str:
    named = json.dumps([store.version, layer])
    return f'"{hashlib.sha256(named.encode()).hexdigest()[:20]}"'


def _body(store: Store, layer: str) -> bytes:
    return query.layer_geojson(store, layer, _NAMES).encode()


def routes(base: str) -> list[Route]:
    """Routes for `geo.web.api`, under a sub-path."""
    return [Route(f"{base}/api/layer.json", Asked(_serve))]
