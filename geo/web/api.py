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
from typing import TYPE_CHECKING, Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from geo import query, regions
from geo.errors import AtlasError
from geo.web.addresses import base_of
from geo.web.asked import Asked
from geo.web.state import HOLDER
from geo.web.visitors import REGISTRY
from geo.web.words import short, shown_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from geo.store import Store

_STATIC: Final = Path(__file__).parent / "static"
_JSON: Final = "application/json"
#: A longer address is no link; browsers take about this much.
_LONGEST_ADDRESS: Final = 8_000
#: Bounds of a request that names none: the whole map, with Chukotka east of 180 degrees.
_WORLD: Final = (-180.0, -85.0, 200.0, 85.0)


@dataclass(frozen=True)
class Asset:
    """A file that the map loads, as bytes and packed."""

    body: bytes
    packed: bytes
    media_type: str
    etag: str


def _asset_path(name: str) -> tuple[Path, str]:
    from xstatic.pkg import leaflet

    vendor = Path(leaflet.BASE_DIR)
    return {
        "leaflet.js": (vendor / "leaflet.js", "text/javascript"),
        "leaflet.css": (vendor / "leaflet.css", "text/css"),
        "atlas_map.js": (_STATIC / "atlas_map.js", "text/javascript"),
        "pick_map.js": (_STATIC / "pick_map.js", "text/javascript"),
        "atlas_map.css": (_STATIC / "atlas_map.css", "text/css"),
        "embed.js": (_STATIC / "embed.js", "text/javascript"),
        "embed.css": (_STATIC / "embed.css", "text/css"),
        "regions.json": (regions.display_path(), _JSON),
        "basemap.json": (regions.basemap_path(), _JSON),
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
    path, media_type = _asset_path(name)
    body = path.read_bytes()
    etag = hashlib.sha256(body).hexdigest()[:20]
    return Asset(body, gzip.compress(body, 9, mtime=0), media_type, etag)


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
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    body = found.body
    if "gzip" in request.headers.get("accept-encoding", ""):
        body, headers["Content-Encoding"] = found.packed, "gzip"
    return Response(body, media_type=found.media_type, headers=headers)


def _params(request: Request) -> dict[str, list[str]]:
    return {key: request.query_params.getlist(key) for key in request.query_params}


def _number(params: dict[str, list[str]], name: str, default: float) -> float:
    text = params.get(name, [str(default)])[-1]
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not abs(number) <= 1000:  # noqa: PLR2004 - also false for nan
        raise query.FilterError(f"{name}={text[:80]!r} is not a number of degrees or a zoom level.")
    return number


class GoneError(AtlasError):
    """A visitor's store that is not there, or no longer."""


def _store(params: dict[str, list[str]]) -> Store:
    """The server's store, or the visitor's that the token names."""
    tokens = params.get("token")
    if not tokens:
        return HOLDER.get()
    found = REGISTRY.find(tokens[-1])
    if found is None:
        raise GoneError("The data that you added is no longer held; reload the page.")
    return found


def _points(params: dict[str, list[str]]) -> dict[str, Any]:
    filters = query.Filters.from_params(params)
    names = ("west", "south", "east", "north")
    bounds = [_number(params, name, edge) for name, edge in zip(names, _WORLD, strict=True)]
    found = query.points(
        _store(params),
        filters,
        zoom=round(_number(params, "zoom", 5)),
        bounds=(bounds[0], bounds[1], bounds[2], bounds[3]),
    )
    return {
        "points": [
            [
                round(s.lat, 5),
                round(s.lon, 5),
                s.incidents,
                s.type,
                s.cell,
                s.splits,
                s.label and short(s.label),
            ]
            for s in found
        ]
    }


#: What the map's popup shows of a record.
_POPUP_FIELDS: Final = (
    "incident_id",
    "date_start",
    "date_end",
    "sub_event_type",
    "actor",
    "location",
    "place_name",
    "region",
    "precision",
    "fatalities",
    "injuries",
    "launched",
    "downed",
    "downed_here",
    "notes",
    "source",
    "source_url",
)


def _cell(params: dict[str, list[str]]) -> dict[str, Any]:
    filters = query.Filters.from_params(params)
    cell = params.get("cell", [""])[-1]
    try:
        incidents, records = query.cell_records(_store(params), filters, cell)
    except ValueError:
        raise query.FilterError(f"cell={cell[:80]!r} is not a cell that the map names.") from None
    names = regions.english_names()
    shown = [
        {field: _shown(field, record[field]) for field in _POPUP_FIELDS}
        | {"region_name": names[record["region"]]}
        for record in records
    ]
    return {"incidents": incidents, "records": shown}


def _shown(field: str, value: Any) -> Any:
    """A value of a popup: texts visible and bounded, but what is a key or an address as it is."""
    if field == "source_url":
        return value if isinstance(value, str) and len(value) <= _LONGEST_ADDRESS else None
    return value if field == "incident_id" else shown_text(value)


def _json_route(answer: Callable[[dict[str, list[str]]], dict[str, Any]]) -> Callable[..., Any]:
    """Endpoint that gives what `answer` makes of the parameters, worked out off the event loop."""

    async def endpoint(request: Request) -> Response:
        try:
            content = await run_in_threadpool(answer, _params(request))
        except query.FilterError as error:
            return JSONResponse({"error": str(error)}, status_code=400)
        except GoneError as error:
            return JSONResponse({"error": str(error)}, status_code=410)
        except AtlasError as error:
            return JSONResponse({"error": str(error)}, status_code=503)
        return Response(
            json.dumps(content, ensure_ascii=False, default=str, separators=(",", ":")),
            media_type=_JSON,
            headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
        )

    return endpoint


def routes(base_path: str = "") -> list[Route]:
    """Routes for `st.App`.

    Parameters
    ----------
    base_path : str
        Sub-path that the server is configured to answer under, without slashes at its ends.
    """
    from geo.web import data_api, embed

    base = base_of(base_path)
    return [
        Route(f"{base}/assets/{{name}}", Asked(_serve_asset)),
        Route(f"{base}/api/points.json", Asked(_json_route(_points))),
        Route(f"{base}/api/cell.json", Asked(_json_route(_cell))),
        *data_api.routes(base),
        *embed.routes(base),
    ]
