"""Route beside the page: the shapes of a layer of the store, for the map's script.

``api/layer.json?layer=NAME`` gives a GeoJSON FeatureCollection (EPSG:4326, in the frame of the
regions' display copy) whose features have `region` and `name_en`, both the area's name, as the
regions' shapes have; of a dated layer they are those of `day`, by default of its last.  `token`
names a visitor's own store and `v` the store's version, so that a changed layer has another
address.  An unknown layer or a day that is none is answered with status 400 and one sentence.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from typing import TYPE_CHECKING, Final

from starlette.responses import Response
from starlette.routing import Route

from geo import query
from geo.web.http.asking import QUICK, answered
from geo.web.http.data_api import code_version
from geo.web.http.requests import Endpoint, params_of, store_of, takes_gzip, unchanged

if TYPE_CHECKING:
    import datetime as dt

    from starlette.requests import Request

    from geo.store import Store

#: By which the map's script knows an area, and what it calls it.
_NAMES: Final = ("region", "name_en")
_MEDIA_TYPE: Final = "application/geo+json"


async def _serve(request: Request) -> Response:
    params = params_of(request)
    layer, day = params.get("layer", [""])[-1], query.day_of("day", params)
    store = await answered(request, QUICK, store_of, params)
    headers = {
        "ETag": _etag(store, layer, day),
        "Cache-Control": "private, no-cache",
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }
    if unchanged(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    body = await answered(request, QUICK, _body, store, layer, day)
    if takes_gzip(request):
        body = await answered(request, QUICK, gzip.compress, body, 6)
        headers["Content-Encoding"] = "gzip"
    return Response(body, media_type=_MEDIA_TYPE, headers=headers)


def _etag(store: Store, layer: str, day: dt.date | None) -> str:
    named = json.dumps([store.version, layer, str(day), code_version()])
    return f'"{hashlib.sha256(named.encode()).hexdigest()[:20]}"'


def _body(store: Store, layer: str, day: dt.date | None) -> bytes:
    return query.layer_geojson(store, layer, _NAMES, day).encode()


def routes(base: str) -> list[Route]:
    """Return the routes for `geo.web.http.map_routes`, under a sub-path."""
    return [Route(f"{base}/api/layer.json", Endpoint(_serve))]
