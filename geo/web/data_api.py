"""The data API: what is filtered, as files at fixed addresses.

`geo.web.openapi` describes it, from the same lists.  Parameters are those of the page's address;
those that only say how the page looks (`VIEW`) are let pass, so that a copied address works.  An
answer has everything that is asked for: it is streamed, and not limited in rows.  Its `ETag` stands
for the store, the parameters and this code together.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from geo import export, query
from geo.query import Filters
from geo.web import operations
from geo.web.asked import (
    Asked,
    check_names,
    choice,
    params_of,
    takes_gzip,
    unchanged,
    unknown,
)
from geo.web.sending import Slots, streamed
from geo.web.state import HOLDER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.requests import Request

    from geo.store import Store

_FIELDS: Final = tuple(field for field in fields(Filters) if not field.name.startswith("date_"))
#: Filters that are given once; all others may be given several times, which means any of them.
SINGLE: Final = (
    *("from", "to"),
    *(field.name for field in _FIELDS if not isinstance(field.default, tuple)),
)
#: All filters, in the order of `Filters`.
FILTERS: Final = ("from", "to", *(field.name for field in _FIELDS))
#: Parameters of the page's address that change nothing in the data.
VIEW: Final = (
    *("colour", "compare_from", "compare_to", "lang", "layers", "level"),
    *("measure", "metric", "size"),
)
PROJECT: Final = "incident-atlas"


@dataclass(frozen=True)
class File:
    """One file of the data API.

    Attributes
    ----------
    name : str
        Its part of the address after `/api/`.
    summary : str
        What is in it, in one sentence.
    media_type : str
        Its Content-Type.
    write : callable
        Store, filters and the step -> pieces of the file.
    stepped : bool
        Whether it has the parameter `step`.
    """

    name: str
    summary: str
    media_type: str
    write: Callable[[Store, Filters, str], Iterator[bytes]]
    stepped: bool = False

    @property
    def stem(self) -> str:
        """Name without its ending."""
        return self.name.partition(".")[0]

    @property
    def form(self) -> str:
        """Ending of its name."""
        return self.name.partition(".")[2]

    @property
    def single(self) -> tuple[str, ...]:
        """Parameters that may be given once."""
        return (*SINGLE, *(("step",) if self.stepped else ()))

    @property
    def parameters(self) -> tuple[str, ...]:
        """All parameters that it has, without those of the view."""
        return (*FILTERS, *(("step",) if self.stepped else ()))


def _file(name: str, summary: str, write: Callable[..., Iterator[bytes]], **more: bool) -> File:
    return File(name, summary, export.MEDIA_TYPES[name.partition(".")[2]], write, **more)


#: Every file of the data API; a further one is one entry here.
FILES: Final = (
    _file(
        "incidents.csv",
        "Records, one row per incident and place, oldest first, in the form that `python -m geo"
        " ingest` reads again.",
        lambda store, filters, _step: export.stream(store, filters, "csv"),
    ),
    _file(
        "incidents.geojson",
        "Records as features; a record that is known by its region or country only has no"
        " geometry.",
        lambda store, filters, _step: export.stream(store, filters, "geojson"),
    ),
    _file(
        "regions.csv",
        "Regions that the filters let through, with their figures: an incident counts once in"
        " every region that it touches; what was reported for several regions together stands"
        " beside as shared.",
        lambda store, filters, _step: export.regions_stream(store, filters, "csv"),
    ),
    _file(
        "regions.geojson",
        "The same as features, with boundaries simplified for display.",
        lambda store, filters, _step: export.regions_stream(store, filters, "geojson"),
    ),
    _file(
        "timeline.csv",
        "Incidents by period and type; one of several days counts in each period that it touches.",
        export.timeline_csv,
        stepped=True,
    ),
)


@cache
def code_version() -> str:
    """Name of the code that writes the files: another one may write them in another way."""
    digest = hashlib.sha256(version(PROJECT).encode())
    folder = Path(__file__).parents[1]
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def etag_of(file: File, store: Store, filters: Filters, step: str) -> str:
    """Name of what an answer holds; weak, for it is the same whether packed or not."""
    asked = urlencode(filters.to_params(), doseq=True)
    parts = f"{file.name} {store.version} {code_version()} {step} {asked}"
    return f'W/"{hashlib.sha256(parts.encode()).hexdigest()[:24]}"'


def file_name(file: File, filters: Filters) -> str:
    """Name under which a browser keeps the file: letters, digits, `-`, `_` and `.` only."""
    days = [day.isoformat() for day in (filters.date_from, filters.date_to) if day]
    return "_".join([file.stem, *days]) + f".{file.form}"


def _answer(file: File, slots: Slots) -> Callable[[Request], Any]:
    async def answer(request: Request) -> Response:
        params = params_of(request)
        check_names(params, {*file.parameters, *VIEW}, file.single)
        step = choice(params, "step", query.STEPS, query.STEPS[0]) if file.stepped else ""
        filters = Filters.from_params(params)
        store = await run_in_threadpool(HOLDER.get)
        headers = {
            "ETag": etag_of(file, store, filters, step),
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
        pieces = file.write(store, filters, step)
        return await streamed(pieces, slots, headers, gzip=takes_gzip(request))

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


async def _metrics(request: Request) -> Response:
    check_names(params_of(request), (), ())
    return Response(
        await operations.metrics(),
        headers={"Content-Type": operations.METRICS_TYPE, "Cache-Control": "no-store"},
    )


def _openapi(base: str) -> Callable[[Request], Any]:
    async def answer(request: Request) -> Response:
        from geo.web.openapi import document

        check_names(params_of(request), (), ())
        return JSONResponse(document(base), headers={"Cache-Control": "no-cache"})

    return answer


def routes(base: str) -> list[Route]:
    """Routes of the data API below a sub-path, which is empty or begins with a slash."""
    slots = Slots()
    return [
        *(Route(f"{base}/api/{file.name}", Asked(_answer(file, slots))) for file in FILES),
        Route(f"{base}/api/health", Asked(_health)),
        Route(f"{base}/api/metrics", Asked(_metrics)),
        Route(f"{base}/api/openapi.json", Asked(_openapi(base))),
        Route(f"{base}/api/{{rest:path}}", Asked(unknown)),
    ]
