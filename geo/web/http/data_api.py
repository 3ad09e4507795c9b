"""The data API: what is filtered, as files at fixed addresses.

`geo.web.http.openapi` describes it, from the same lists.  Parameters are those of the page's
address; those that only say how the page looks (`VIEW`) are let pass, so that a copied address
works.  An answer has everything that is asked for: it is streamed, and not limited in rows.  Its
`ETag` stands for the store, the parameters and this code together.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from geo import config, query
from geo.disk import check_shipped
from geo.query import FilterError, Filters
from geo.web.http import ogc, operations
from geo.web.http.asking import PIECES, QUICK, answered, kind_of
from geo.web.http.data_files import FILES, OPTIONS, PROJECT, VIEW, File
from geo.web.http.requests import (
    Endpoint,
    check_names,
    choice,
    params_of,
    takes_gzip,
    unchanged,
    unknown,
)
from geo.web.http.streaming import Slots, streamed
from geo.web.visitor.server_store import HOLDER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request

    from geo.store import Store


#: Libraries by which the text of an answer may change.
_WRITERS: Final = ("duckdb", "numpy", "pandas", "pyarrow", "shapely")


@cache
def code_version() -> str:
    """Return the name of what writes the files: this code, its data and libraries.

    Those of another release may write them in another way.
    """
    digest = hashlib.sha256(version(PROJECT).encode())
    digest.update(_data_version(config.data_folder()).encode())
    digest.update(" ".join(map(version, _WRITERS)).encode())
    folder = Path(__file__).parents[1]
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def _data_version(folder: Path) -> str:
    """Return the name of the data that answers are made of, shipped or a person's own."""
    digest = hashlib.sha256(check_shipped(folder).encode())
    for path in (*sorted(folder.glob("*.csv")), folder / "boundaries" / "regions.geojson"):
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def etag_of(file: File, store: Store, filters: Filters, options: Mapping[str, str]) -> str:
    """Return the name of what an answer holds; weak, for it is the same whether packed or not."""
    asked = urlencode(filters.to_params() | dict(options), doseq=True)
    parts = f"{file.name} {store.version} {code_version()} {asked}"
    return f'W/"{hashlib.sha256(parts.encode()).hexdigest()[:24]}"'


def file_name(file: File, filters: Filters) -> str:
    """Return the name under which a browser keeps the file: letters, digits, `-`, `_`, `.` only."""
    days = [day.isoformat() for day in (filters.date_from, filters.date_to) if day]
    return "_".join([file.stem, *days]) + f".{file.form}"


def _answer(file: File, slots: Slots) -> Callable[[Request], Any]:
    async def answer(request: Request) -> Response:
        params = params_of(request)
        check_names(params, {*file.parameters, *VIEW}, file.single)
        options = {
            name: choice(params, name, OPTIONS[name], OPTIONS[name][0]) for name in file.options
        }
        filters = Filters.from_params(params)
        store = await answered(request, QUICK, HOLDER.get)
        await answered(request, QUICK, query.check_layers, store, filters)
        headers = {
            "ETag": etag_of(file, store, filters, options),
            # Kept, but asked about each time; and by the asker alone, who may have signed in.
            "Cache-Control": "private, no-cache",
            "Vary": "Accept-Encoding",
        }
        if unchanged(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        headers |= {
            "Content-Type": file.media_type,
            "Content-Disposition": f'attachment; filename="{file_name(file, filters)}"',
        }
        if request.method == "HEAD":
            return _head(headers)
        pieces = file.write(store, filters, options)
        return await streamed(
            pieces,
            slots,
            headers,
            gzip=takes_gzip(request),
            request=request,
            kind=kind_of(params, PIECES),
        )

    return answer


def _head(headers: dict[str, str]) -> Response:
    """Answer to HEAD; how long the body would be is not known before it is made."""
    response = Response(headers=headers)
    del response.headers["Content-Length"]
    return response


async def _health(request: Request) -> Response:
    params = params_of(request)
    check_names(params, {"live"}, {"live"})
    live = choice(params, "live", ("0", "1"), "0") == "1"
    status, content = await operations.health(live=live)
    return JSONResponse(content, status_code=status, headers={"Cache-Control": "no-store"})


async def _changes(request: Request) -> Response:
    params = params_of(request)
    check_names(params, {"since"}, {"since"})
    if not params.get("since", [""])[0]:
        raise FilterError("since is missing; give a version, as /api/health names it.")
    store = await answered(request, QUICK, HOLDER.get)
    content = await answered(request, PIECES, _changed, store, params["since"][0])
    return JSONResponse(content, headers={"Cache-Control": "private, no-cache"})


def _changed(store: Store, since: str) -> dict[str, Any]:
    """Return what has changed since a version, ready for JSON."""
    found = query.changes(store, since)
    of = query.datasets_of(store, [*found.added, *found.changed])
    return {
        "since": found.since,
        "version": found.version,
        "added": [{"incident_id": name, "dataset": of.get(name)} for name in found.added],
        "changed": [
            {
                "incident_id": name,
                "dataset": of.get(name),
                "fields": {
                    key: {"before": before, "after": after}
                    for key, (before, after) in fields.items()
                },
            }
            for name, fields in found.changed.items()
        ],
        "withdrawn": [
            {"incident_id": name, "dataset": last.get("dataset"), "last": last}
            for name, last in found.withdrawn.items()
        ],
    }


async def _metrics(request: Request) -> Response:
    check_names(params_of(request), (), ())
    return Response(
        await operations.metrics(),
        headers={"Content-Type": operations.METRICS_TYPE, "Cache-Control": "no-store"},
    )


def _openapi(base: str) -> Callable[[Request], Any]:
    async def answer(request: Request) -> Response:
        from geo.web.http.openapi import document

        check_names(params_of(request), (), ())
        return JSONResponse(document(base), headers={"Cache-Control": "no-cache"})

    return answer


def routes(base: str) -> list[Route]:
    """Return the data API's routes below a sub-path, which is empty or begins with a slash."""
    slots = Slots()
    return [
        *(Route(f"{base}/api/{file.name}", Endpoint(_answer(file, slots))) for file in FILES),
        Route(f"{base}/api/health", Endpoint(_health)),
        Route(f"{base}/api/changes", Endpoint(_changes)),
        Route(f"{base}/api/metrics", Endpoint(_metrics)),
        Route(f"{base}/api/openapi.json", Endpoint(_openapi(base))),
        Route(f"{base}/api/{ogc.NAME}", Endpoint(ogc.answer)),
        Route(f"{base}/api/{ogc.NAME}/{{below:path}}", Endpoint(ogc.answer)),
        Route(f"{base}/api/{{rest:path}}", Endpoint(unknown)),
    ]
