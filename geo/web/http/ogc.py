"""OGC API Features, part 1 (OGC 17-069r4): core and GeoJSON, below `/api/ogc`.

By it a GIS such as QGIS opens the atlas as a layer that stays up to date.  Collections are the
records (`incidents`) and the regions with their figures (`regions`).  All filters of the data API
are parameters of their items, besides `bbox`, `datetime`, `limit` and `after`, which the link
`next` of a page names.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from starlette.responses import Response

from geo import export, query
from geo.query import FILTERS, SINGLE, FilterError, Filters
from geo.web.http.asking import QUICK, answered, kind_of
from geo.web.http.data_files import VIEW
from geo.web.http.requests import Params, check_names, choice, params_of, refusal
from geo.web.visitor.server_store import HOLDER

if TYPE_CHECKING:
    from starlette.requests import Request

    from geo.store import Store

#: Where it is, below the data API's address.
NAME: Final = "ogc"
#: Parameters of items besides the filters.
ITEMS: Final = ("bbox", "datetime", "limit", "after", "f")
#: Values of `f`; each collection has one form, whichever of them is named.
FORMS: Final = ("json", "geojson")
_CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_CONFORMANCE: Final = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
)
_GEOJSON, _JSON = "application/geo+json", "application/json"
_OPENAPI: Final = "application/vnd.oai.openapi+json;version=3.1"
USUAL_LIMIT, MOST = 1_000, 10_000
_COLLECTIONS: Final = {
    "incidents": (
        "Reported incidents",
        (
            "One feature per incident and place; one that is known by its region or country only"
            " has no geometry. Figures are claims of the sources."
        ),
    ),
    "regions": (
        "Regions with figures",
        (
            "The regions that the filters let through: an incident counts once in every region that"
            " it touches; boundaries are simplified."
        ),
    ),
}
_NOTHING: Final = "There is nothing at this address; /api/ogc lists what there is."


async def answer(request: Request) -> Response:
    """Answer a request for the landing page or anything below it."""
    params = params_of(request)
    parts = [part for part in str(request.path_params.get("below", "")).split("/") if part]
    here = str(request.url.replace(query="")).rstrip("/")
    root = here.removesuffix("/" + "/".join(parts)) if parts else here
    store = await answered(request, QUICK, HOLDER.get)
    items = parts[:1] == ["collections"] and parts[2:] == ["items"]
    if not items:
        check_names(params, {"f"}, {"f"})
    choice(params, "f", FORMS, FORMS[0])
    found = await answered(request, kind_of(params), _found, store, parts, params, root)
    if found is None:
        return refusal(404, _NOTHING)
    body, media_type = found
    return Response(body, media_type=media_type, headers={"Cache-Control": "no-store"})


def _found(store: Store, parts: list[str], params: Params, root: str) -> tuple[bytes, str] | None:
    """Return the body of an address and its type, None for one that there is not."""
    if not parts:
        return _json(_landing(root))
    if parts == ["conformance"]:
        return _json({"conformsTo": _CONFORMANCE})
    if parts == ["collections"]:
        found = [_collection(store, name, root) for name in _COLLECTIONS]
        links = [_link(f"{root}/collections", "self", _JSON)]
        return _json({"links": links, "collections": found})
    if parts[0] != "collections" or parts[1] not in _COLLECTIONS:
        return None
    if parts[2:3] == ["items"]:
        return _items(store, parts, params, root)
    return None if parts[2:] else _json(_collection(store, parts[1], root))


def _items(store: Store, parts: list[str], params: Params, root: str) -> tuple[bytes, str] | None:
    name, one = parts[1], parts[3:]
    if one:
        text = _one(store, name, "/".join(one))
        return None if text is None else (_with_links(text, name, one[0], root), _GEOJSON)
    check_names(params, {*FILTERS, *VIEW, *ITEMS}, {*SINGLE, *ITEMS})
    filters = _filters(params)
    query.check_layers(store, filters)
    box, after = _box(params), _number(params, "after", -1)
    limit = min(_number(params, "limit", USUAL_LIMIT), MOST)
    if not limit:
        raise FilterError("limit=0 is too small; expected 1 or more.")
    if name == "incidents":
        page = query.feature_page(store, filters, box=box, after=after, limit=limit)
        features, matched, last = page.features, page.matched, page.last
    else:
        features, matched, last = _regions(store, filters, box, after, limit)
    return _page(params, features, matched, last, f"{root}/collections/{name}/items"), _GEOJSON


def _page(
    params: Params, features: list[str], matched: int, last: int | None, address: str
) -> bytes:
    """Return a page of features as a collection."""
    asked = [(key, value) for key, values in params.items() for value in values]
    links = [_link(_asked(address, asked), "self", _GEOJSON)]
    links.append(_link(address.removesuffix("/items"), "collection", _JSON))
    if last is not None:
        further = [*((k, v) for k, v in asked if k != "after"), ("after", str(last))]
        links.append(_link(_asked(address, further), "next", _GEOJSON))
    head = {
        "type": "FeatureCollection",
        "numberMatched": matched,
        "numberReturned": len(features),
        "timeStamp": dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "links": links,
    }
    opened = json.dumps(head, ensure_ascii=False)[:-1]
    listed = ",\n".join(features)
    return f'{opened}, "features": [{listed}]}}'.encode("utf-8", "replace")


def _asked(address: str, params: list[tuple[str, str]]) -> str:
    return f"{address}?{urlencode(params)}" if params else address


def _regions(
    store: Store, filters: Filters, box: query.Box | None, after: int, limit: int
) -> tuple[list[str], int, int | None]:
    """Return a page of the regions, whose numbers are their places in the catalogue."""
    found = [
        (at, text)
        for at, (text, bounds) in enumerate(export.region_features(store, filters))
        if box is None or _meets(bounds, box)
    ]
    rest = [pair for pair in found if pair[0] > after]
    shown = rest[:limit]
    return [text for _, text in shown], len(found), shown[-1][0] if len(rest) > limit else None


def _meets(bounds: query.Box, box: query.Box) -> bool:
    """Return whether two boxes meet; the second may lie across 180 degrees."""
    west, south, east, north = box
    if west > east:
        halves = ((west, south, 180.0, north), (-180.0, south, east, north))
        return any(_meets(bounds, half) for half in halves)
    return bounds[0] <= east and bounds[2] >= west and bounds[1] <= north and bounds[3] >= south


def _one(store: Store, name: str, number: str) -> str | None:
    if name == "regions":
        texts = (text for text, _ in export.region_features(store, Filters()))
        return next((text for text in texts if json.loads(text)["id"] == number), None)
    return query.feature(store, int(number)) if number.isdecimal() and len(number) < 16 else None  # noqa: PLR2004


def _with_links(text: str, name: str, number: str, root: str) -> bytes:
    address = f"{root}/collections/{name}"
    links = [_link(f"{address}/items/{number}", "self", _GEOJSON)]
    links.append(_link(address, "collection", _JSON))
    return f'{text[:-1]},"links":{json.dumps(links)}}}'.encode("utf-8", "replace")


def _json(content: dict[str, Any]) -> tuple[bytes, str]:
    return json.dumps(content, ensure_ascii=False).encode("utf-8"), _JSON


def _link(address: str, relation: str, media_type: str) -> dict[str, str]:
    return {"href": address, "rel": relation, "type": media_type}


def _landing(root: str) -> dict[str, Any]:
    return {
        "title": "Incident atlas",
        "description": "Reported incidents of the Russia-Ukraine war by region.",
        "links": [
            _link(root, "self", _JSON),
            _link(root.removesuffix(NAME) + "openapi.json", "service-desc", _OPENAPI),
            _link(f"{root}/conformance", "conformance", _JSON),
            _link(f"{root}/collections", "data", _JSON),
        ],
    }


def _collection(store: Store, name: str, root: str) -> dict[str, Any]:
    title, text = _COLLECTIONS[name]
    facets = query.facets(store)
    days = [f"{day}T00:00:00Z" if day else None for day in (facets.first, facets.last)]
    address = f"{root}/collections/{name}"
    return {
        "id": name,
        "title": title,
        "description": text,
        "itemType": "feature",
        "crs": [_CRS84],
        "extent": {
            "spatial": {"bbox": [[-180, -90, 180, 90]], "crs": _CRS84},
            "temporal": {"interval": [days]},
        },
        "links": [
            _link(address, "self", _JSON),
            _link(f"{address}/items", "items", _GEOJSON),
        ],
    }


def _filters(params: Params) -> Filters:
    """Read the filters; `datetime` is another way to say `from` and `to`."""
    days = _days(params)
    for day in days.values():
        _date(day[0])
    if days and (params.get("from") or params.get("to")):
        raise FilterError("datetime stands beside from or to; give one of them.")
    return Filters.from_params({**params, **days})


def _date(text: str) -> None:
    """Refuse what is no date; raises FilterError that names the parameter."""
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        raise FilterError(
            f"datetime={text[:80]!r} is no date; expected YYYY-MM-DD, or two with a slash between."
        ) from None


def _days(params: Params) -> dict[str, list[str]]:
    text = params.get("datetime", [""])[-1]
    if not text:
        return {}
    first, slash, last = text.partition("/")
    ends = {"from": first, "to": last if slash else first}
    if slash and not last:
        ends["to"] = ".."
    return {name: [end.partition("T")[0]] for name, end in ends.items() if end not in ("", "..")}


def _box(params: Params) -> query.Box | None:
    text = params.get("bbox", [""])[-1]
    if not text:
        return None
    try:
        edges = [float(edge) for edge in text.split(",")]
    except ValueError:
        edges = []
    if len(edges) == 6:  # noqa: PLR2004 - with heights
        edges = [*edges[:2], *edges[3:5]]
    if len(edges) != 4 or not all(map(math.isfinite, edges)) or edges[1] > edges[3]:  # noqa: PLR2004
        raise FilterError(f"bbox={text[:80]!r} is no box; expected west,south,east,north.")
    return edges[0], edges[1], edges[2], edges[3]


def _number(params: Params, name: str, usual: int) -> int:
    if name not in params:
        return usual
    text = params[name][-1]
    if not (text.isascii() and text.isdecimal() and len(text) <= 15):  # noqa: PLR2004
        raise FilterError(f"{name}={text[:80]!r} is no number; expected a whole one.")
    return int(text)
