"""The description of the data API as an OpenAPI 3.1 document, made from the lists that serve it."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any, Final

from geo import config, query
from geo.maps import map_points
from geo.query import FILTERS, SINGLE
from geo.regions import catalogue
from geo.schema import COUNTRIES, EVENT_TYPE_OF, STRICTNESS
from geo.web.http import ogc
from geo.web.http.data_files import FILES, OPTIONS, PROJECT, VIEW, File
from geo.web.http.requests import LONGEST
from geo.web.http.streaming import STALLED_SECONDS

Schema = dict[str, Any]

_DAY: Final[Schema] = {"type": "string", "format": "date"}
_TEXT: Final[Schema] = {"type": "string"}

#: What each filter means; every field of `geo.query.Filters` has to be here.
MEANINGS: Final = {
    "from": "First day, included (YYYY-MM-DD). An incident of several days counts if any of them is"
    " in the period.",
    "to": "Last day, included (YYYY-MM-DD).",
    "country": "Country, by its ISO 3166-1 code.",
    "region": "Region, by its ISO 3166-2 code; or by its p-code or another list's (UA63, UA.KK).",
    "unit": "Raion or hromada of Ukraine, by its p-code (COD-AB) or its code in KATOTTG; as far as"
    " records are known so exactly.",
    "inside": "Area of a dated layer in which the place lies on the incident's first day: its name,"
    " a slash and the area's; the layer's name alone for any of its areas.",
    "outside": "The same for places that lie in none of the areas named.",
    "near": "Name of a dated layer, a slash, and how many kilometres from an edge of its areas the"
    " place lies on the incident's first day at most.",
    "type": "Sub-event type of ACLED's codebook.",
    "actor": "Actor as the source names it; `Not stated` for incidents without one.",
    "dataset": "Dataset, by its name.",
    "incident": "Id of an incident.",
    "text": "Words that all begin a word of an incident's places, notes, source or actor, in any"
    " alphabet; a place is found under any of its names.",
    "count": "`each` counts every dataset by itself; `once` counts an incident once, however many"
    " records tell of it, and its figures from the lowest to the highest of its sources. By default"
    " `once` where two or more datasets are shown.",
    "strictness": "How sure a link between two records has to be for both to count as one: `low`,"
    " `usual` (the default) or `high`.",
}
_SCHEMAS: Final[dict[str, Schema]] = {
    "from": _DAY,
    "to": _DAY,
    "region": _TEXT | {"examples": list(catalogue())},
    "unit": _TEXT | {"examples": ["UA6308", "UA6308001"]},
    "near": _TEXT | {"examples": ["front line/10"]},
}

_ERROR_REF: Final = {"$ref": "#/components/schemas/Error"}
#: Refusals, by status.
_REFUSALS: Final = {
    "400": "A parameter is not known, is given twice, or has a value that cannot be.",
    "405": "Another method than GET or HEAD.",
    "410": "The visitor's own data is no longer held.",
    "414": f"Path and query are longer than {LONGEST} characters together.",
    "503": "No store can be read, or too many downloads are running (then with Retry-After).",
}


def _parameter(
    name: str, meaning: str, schema: Schema, *, many: bool = False, required: bool = False
) -> Schema:
    found: Schema = {"name": name, "in": "query", "description": meaning, "schema": schema}
    if many:
        found |= {"schema": {"type": "array", "items": schema}, "style": "form", "explode": True}
    return found | ({"required": True} if required else {})


def _filter(name: str) -> Schema:
    known = {
        "country": list(COUNTRIES),
        "type": list(EVENT_TYPE_OF),
        "count": list(query.COUNTS),
        "strictness": list(STRICTNESS),
    }.get(name)
    schema = _SCHEMAS.get(name, _TEXT | ({"enum": known} if known else {}))
    meaning = MEANINGS[name]
    if name in SINGLE:
        return _parameter(name, meaning, schema)
    return _parameter(name, f"{meaning} Given several times: any of them.", schema, many=True)


def _one_of(values: tuple[str, ...]) -> Schema:
    """Return the schema of a parameter that has a few values, the default first."""
    return {"type": "string", "enum": list(values), "default": values[0]}


def _further() -> dict[str, Schema]:
    """Return the parameters that are no filters."""
    most = map_points.MOST_RECORDS
    return {
        "step": _parameter(
            "step",
            "Length of a period. Weeks begin on Monday; a period is named by its first day.",
            _one_of(OPTIONS["step"]),
        ),
        "since": _parameter(
            "since", "A version of the store, as /api/health names it.", _TEXT, required=True
        ),
        "hxl": _parameter(
            "hxl",
            "1 puts a row of HXL tags (https://hxlstandard.org) under the heading.",
            _one_of(OPTIONS["hxl"]),
        ),
        "live": _parameter(
            "live",
            "1 asks only whether the server answers at all, 0 whether it can serve its data, too.",
            _one_of(("0", "1")),
        ),
        "zoom": _parameter(
            "zoom", "Zoom level of a web map.", {"type": "number", "default": 5, "maximum": 1000}
        ),
        "layer": _parameter("layer", "Name of a layer of the store.", _TEXT, required=True),
        "day": _parameter("day", "Day of a dated layer; by default its last.", _DAY),
        "v": _parameter("v", "Version of the store, for caches only.", _TEXT),
        "cell": _parameter(
            "cell",
            "Cell of a symbol or circle in points.json, or the region of a badge.",
            _TEXT,
            required=True,
        ),
        "limit": _parameter(
            "limit",
            f"Most records that are wanted, {most} or fewer.",
            {"type": "number", "minimum": 0, "maximum": most, "default": most},
        ),
        "bbox": _parameter(
            "bbox",
            "Only features in this box: west,south,east,north, in degrees.",
            _TEXT,
        ),
        "datetime": _parameter(
            "datetime", "A day, or two of them with a slash between; .. is open.", _TEXT
        ),
        "ogc_limit": _parameter(
            "limit",
            f"Most features of a page, {ogc.MOST} or fewer.",
            {"type": "integer", "minimum": 1, "maximum": ogc.MOST, "default": ogc.USUAL_LIMIT},
        ),
        "after": _parameter("after", "The number after which a page begins.", {"type": "integer"}),
        "f": _parameter("f", "Form of the answer.", _one_of(ogc.FORMS)),
        "token": _parameter(
            "token", "Names data that a visitor has added, as long as their page is open.", _TEXT
        ),
        **{
            name: _parameter(name, f"Edge of the view, in degrees: {name}.", {"type": "number"})
            for name in ("west", "south", "east", "north")
        },
        **{
            name: _parameter(
                name,
                "A parameter of the page's address that changes nothing here; taken so that a"
                " copied address works.",
                _TEXT,
                many=True,
            )
            for name in VIEW
        },
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/parameters/{name}"}


def _responses(content: Schema, headers: Schema, *, more: tuple[str, ...] = ()) -> Schema:
    refusals = {status: _REFUSALS[status] for status in ("400", "405", "414", *more)}
    return {
        "200": {"description": "The answer.", "headers": headers, "content": content},
        **{
            status: {
                "description": meaning,
                "content": {"application/json": {"schema": _ERROR_REF}},
            }
            for status, meaning in sorted(refusals.items())
        },
    }


def _header(meaning: str) -> Schema:
    return {"description": meaning, "schema": _TEXT}


def _file_path(file: File) -> Schema:
    kind = file.media_type.partition(";")[0]
    schema = {"type": "object"} if kind.endswith("json") else _TEXT
    headers = {
        "ETag": _header("Stands for the store, the parameters and the code together."),
        "Cache-Control": _header("private, no-cache: kept, but asked about each time."),
        "Content-Disposition": _header("Name for the file."),
    }
    responses = _responses({kind: {"schema": schema}}, headers, more=("503",))
    responses["304"] = {"description": "Unchanged since the answer that If-None-Match names."}
    return _operation(file.name, file.summary, (*file.parameters, *VIEW), responses)


def _operation(name: str, summary: str, parameters: tuple[str, ...], responses: Schema) -> Schema:
    words = name.replace(".", " ").split()
    return {
        "get": {
            "operationId": words[0] + "".join(word.capitalize() for word in words[1:]),
            "summary": summary,
            "parameters": [_ref(parameter) for parameter in parameters],
            "responses": responses,
        }
    }


def _json(ref: str) -> Schema:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{ref}"}}}


def _ogc_paths() -> Schema:
    """Return the addresses of OGC API Features."""
    root, json_ = f"/api/{ogc.NAME}", {"application/json": {"schema": {"type": "object"}}}
    features = {"application/geo+json": {"schema": {"type": "object"}}}
    plain = {
        "": "What OGC API Features has here.",
        "/conformance": "The classes of OGC API Features that it conforms to.",
        "/collections": "The collections of features.",
        "/collections/incidents": "The collection of the records.",
        "/collections/regions": "The collection of the regions.",
    }
    paths = {
        root + path: _operation(
            f"ogc{path.replace('/', ' ')}", text, ("f",), _responses(json_, {}, more=("503",))
        )
        for path, text in plain.items()
    }
    for name in ("incidents", "regions"):
        path = f"{root}/collections/{name}/items"
        text = f"A page of {name} as GeoJSON features; its link next names the following page."
        parameters = (
            *FILTERS,
            *VIEW,
            *(f"{ogc.NAME}_{own}" if own == "limit" else own for own in ogc.ITEMS),
        )
        paths[path] = _operation(
            f"ogc {name} items", text, parameters, _responses(features, {}, more=("503",))
        )
    return paths


def _other_paths() -> Schema:
    view = ("west", "south", "east", "north")
    plain = {"text/plain": {"schema": _TEXT}}
    return {
        "/api/points.json": _operation(
            "points.json",
            "Symbols of a view of the map: at most about 1,500, nearby incidents in one; and the"
            " circles of places that are known within some kilometres only.",
            (*FILTERS, "zoom", *view, "colour", "size", "lang", "token"),
            _responses(_json("Points"), {}, more=("410", "503")),
        ),
        "/api/badges.json": _operation(
            "badges.json",
            "Incidents that are known by their region only, by region.",
            (*FILTERS, "token"),
            _responses(_json("Badges"), {}, more=("410", "503")),
        ),
        "/api/cell.json": _operation(
            "cell.json",
            "The newest records of one symbol, circle or badge.",
            (*FILTERS, "cell", "limit", "lang", "token"),
            _responses(_json("Cell"), {}, more=("410", "503")),
        ),
        "/api/layer.json": _operation(
            "layer.json",
            "Shapes of a layer that was added to the store, as GeoJSON (EPSG:4326).",
            ("layer", "day", "v", "token"),
            _responses(
                {"application/geo+json": {"schema": {"type": "object"}}}, {}, more=("410", "503")
            ),
        ),
        "/api/health": _operation(
            "health",
            "Whether the server can serve its data.",
            ("live",),
            _responses(_json("Health"), {}, more=("503",)),
        ),
        "/api/changes": _operation(
            "changes",
            "Incidents that were added, changed and withdrawn since a version of the store.",
            ("since",),
            _responses(_json("Changes"), {}, more=("503",)),
        ),
        "/api/metrics": _operation(
            "metrics",
            "Figures of the server in Prometheus' text format; none is about a person.",
            (),
            _responses(plain, {}),
        ),
        "/api/openapi.json": _operation(
            "openapi.json",
            "This document.",
            (),
            _responses({"application/json": {"schema": {"type": "object"}}}, {}),
        ),
    }


_SCHEMA_OF: Final[Schema] = {
    "Error": {
        "type": "object",
        "required": ["error"],
        "properties": {"error": {"type": "string", "description": "One sentence."}},
    },
    "Health": {
        "type": "object",
        "required": ["status"],
        "properties": {
            "status": {"enum": ["ok", "error"]},
            "version": {"type": "string", "description": "Names the store's content."},
            "incidents": {"type": "integer"},
            "format": {"type": "string", "description": "Number of the store's file format."},
            "current": {
                "type": "boolean",
                "description": "False where newer data was refused and the last good is shown.",
            },
            "datasets": {
                "type": "array",
                "description": "How fresh each dataset is; times are in UTC, null for never.",
                "items": {
                    "type": "object",
                    "properties": {
                        "dataset": {"type": "string"},
                        "last_event": {"type": ["string", "null"], "format": "date"},
                        "last_fetch": {"type": ["string", "null"], "format": "date-time"},
                        "last_failure": {"type": ["string", "null"], "format": "date-time"},
                        "late": {"type": "boolean", "description": "Older than it should be."},
                    },
                },
            },
            "error": {"type": "string"},
        },
    },
    "Changes": {
        "type": "object",
        "required": ["since", "version", "added", "changed", "withdrawn"],
        "properties": {
            "since": {"type": "string"},
            "version": {"type": "string"},
            **{
                name: {"type": "array", "items": {"type": "object"}}
                for name in ("added", "changed", "withdrawn")
            },
        },
    },
    "Points": {
        "type": "object",
        "required": ["points", "circles"],
        "properties": {
            "points": {"type": "array", "items": {"type": "array"}},
            "circles": {"type": "array", "items": {"type": "array"}},
        },
    },
    "Badges": {
        "type": "object",
        "required": ["badges"],
        "properties": {"badges": {"type": "object"}},
    },
    "Cell": {
        "type": "object",
        "required": ["incidents", "record_count", "records"],
        "properties": {
            "incidents": {"type": "integer"},
            "record_count": {"type": "integer"},
            "records": {"type": "array", "items": {"type": "object"}},
        },
    },
}


def document(base: str = "") -> dict[str, Any]:
    """Return the whole description.

    Parameters
    ----------
    base : str
        Sub-path that the server answers under, empty or with a slash before it.
    """
    parameters = {name: _filter(name) for name in FILTERS} | _further()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Incident atlas",
            "version": version(PROJECT),
            "summary": "Reported incidents of the Russia-Ukraine war by region.",
            "description": (
                "Figures are claims of the sources. Parameters are those of the page's address."
                " Files are not limited in rows: they are streamed, and packed with gzip where that"
                f" is accepted. Limits: addresses of {LONGEST} characters;"
                f" {config.max_downloads()} files being sent at once; a client that takes nothing"
                f" for {STALLED_SECONDS:.0f} seconds is cut off. HEAD is answered wherever GET is."
            ),
        },
        "servers": [{"url": base or "/"}],
        "paths": {f"/api/{file.name}": _file_path(file) for file in FILES}
        | _other_paths()
        | _ogc_paths(),
        "components": {"parameters": parameters, "schemas": _SCHEMA_OF},
    }
