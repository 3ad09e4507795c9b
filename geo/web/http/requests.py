"""What every route of ours does with a request before it answers, and how it says no.

A refusal is JSON with one sentence, ``{"error": ...}``: 405 for another method than GET or HEAD,
414 for an address that is too long, 400 for parameters that cannot be, 410 for a visitor's own data
that is no longer held, 503 where no store can be read, or too much is being sent already.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from geo.errors import AtlasError
from geo.query import FilterError
from geo.store import StoppedError
from geo.web.visitor.own_data import REGISTRY
from geo.web.visitor.server_store import HOLDER

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping

    from starlette.types import Receive, Scope, Send

    from geo.store import Store

#: Longest path and query together, in characters.
LONGEST: Final = 8000
#: A weight by which something is not wanted at all.
_NOUGHT: Final = re.compile(r"q=0(\.0*)?")

Params = dict[str, list[str]]


class GoneError(AtlasError):
    """A visitor's store that is not there, or no longer."""


class BusyError(AtlasError):
    """As much is being sent as the server is told to send at once."""


class Endpoint:
    """A route as an ASGI application: checks the request's form, then answers it.

    Parameters
    ----------
    answer : callable
        Request -> response.  An `AtlasError` that it raises is made into a refusal.
    """

    def __init__(self, answer: Callable[[Request], Awaitable[Response]]) -> None:
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        response = refused(scope) or await self._answered(Request(scope, receive))
        await response(scope, receive, send)

    async def _answered(self, request: Request) -> Response:
        try:
            return await self._answer(request)
        except FilterError as error:
            return refusal(400, str(error))
        except GoneError as error:
            return refusal(410, str(error))
        except BusyError as error:
            return refusal(503, str(error), {"Retry-After": "10"})
        except StoppedError as error:
            return refusal(499, str(error))  # nobody hears it; the log has it
        except AtlasError as error:
            return refusal(503, str(error))


def refused(scope: Scope) -> Response | None:
    """Refuse a request for its method or its length; None if there is nothing to refuse."""
    if scope["method"] not in ("GET", "HEAD"):
        return refusal(405, "Only GET and HEAD are answered here.", {"Allow": "GET, HEAD"})
    if len(scope["path"]) + len(scope.get("query_string", b"")) > LONGEST:
        return refusal(414, f"The address is longer than {LONGEST} characters.")
    return None


def refusal(status: int, sentence: str, headers: Mapping[str, str] | None = None) -> Response:
    """Make an answer that says what is wrong."""
    return JSONResponse(
        {"error": sentence},
        status_code=status,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


async def unknown(_request: Request) -> Response:
    """Answer an address below the API that is none."""
    return refusal(404, "There is nothing at this address; /api/openapi.json lists what there is.")


def params_of(request: Request) -> Params:
    """Return all parameters of a request, each with its values in order."""
    found: Params = {}
    for key, value in request.query_params.multi_items():
        found.setdefault(key, []).append(value)
    return found


def store_of(params: Params) -> Store:
    """Return the server's store, or the visitor's own that the parameter `token` names.

    Raises
    ------
    GoneError
        If no store is held under that token.
    """
    tokens = params.get("token")
    if not tokens:
        return HOLDER.get()
    found = REGISTRY.find(tokens[-1])
    if found is None:
        raise GoneError("The data that you added is no longer held; reload the page.")
    return found


def check_names(params: Params, known: Collection[str], single: Collection[str]) -> None:
    """Refuse a parameter that is not known, or one of a single value that is given again.

    Raises
    ------
    FilterError
        One sentence that names the parameter.
    """
    for name, values in params.items():
        if name not in known:
            listed = ", ".join(sorted(known)) or "none"
            raise FilterError(f"{name[:80]!r} is not a parameter here; there are: {listed}.")
        if name in single and len(values) > 1:
            raise FilterError(f"{name} is given {len(values)} times; give it once.")


def choice(params: Params, name: str, known: Collection[str], default: str) -> Any:
    """Return the value of a parameter that has a few; raises FilterError for any other."""
    given = params.get(name, [default])[-1]
    if given not in known:
        raise FilterError(f"{name}={given[:80]!r} is not known; expected {' or '.join(known)}.")
    return given


def unchanged(request: Request, etag: str) -> bool:
    """Return whether the request says that it has this version already (If-None-Match)."""
    held = request.headers.get("if-none-match", "")
    tags = {tag.strip().removeprefix("W/") for tag in held.split(",")}
    return "*" in tags or etag.removeprefix("W/") in tags


def takes_gzip(request: Request) -> bool:
    """Return whether the request accepts an answer that is packed with gzip."""
    return takes(request, "gzip")


def takes(request: Request, coding: str) -> bool:
    """Return whether the request accepts an answer in a coding (Accept-Encoding)."""
    said: dict[str, bool] = {}
    for part in request.headers.get("accept-encoding", "").lower().split(","):
        name, _, weight = part.partition(";")
        said[name.strip()] = not _NOUGHT.fullmatch(weight.replace(" ", ""))
    return said.get(coding, said.get("*", False))
