"""Files of the page, packed: Streamlit sends its own as they are, five times as large.

Each file is packed when it is first asked for, and kept for the life of the process: there are only
as many as the packages have.  Streamlit's icon font is replaced by what `fonts` has made of it; its
address stays, so that a browser has to ask whether it has changed.
"""

from __future__ import annotations

import gzip
import hashlib
from typing import TYPE_CHECKING, Final

import brotli
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from geo.web.http.requests import takes, unchanged
from geo.web.server import fonts
from geo.web.server.answers import Whole
from geo.web.server.passing import Passing

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

#: Parts of the server whose answers are files that stay the same (`geo.web.addresses`).
_ROUTES: Final = ("static", "component")
#: Beginnings of media types that packing makes smaller.
_TEXTS: Final = ("text/", "application/javascript", "application/json", "image/svg")
#: Bytes below which packing gains nothing.
_SMALL: Final = 500
#: Codings by how well they pack.  Harder than so, brotli would keep the first visitor waiting.
_CODINGS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "br": lambda body: brotli.compress(body, quality=6),
    "gzip": lambda body: gzip.compress(body, 6, mtime=0),
}


class PackedFiles(Passing):
    """Packs the files of the page."""

    def __init__(self, app: ASGIApp, base_path: str = "") -> None:
        super().__init__(app, base_path)
        self._packed: dict[tuple[str, str, str], bytes] = {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and a file back packed."""
        if self.route(scope) not in _ROUTES:
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        if request.method != "GET" or "range" in request.headers:
            await self.app(scope, receive, send)
            return
        # Unpacked from where it comes: Streamlit would pack some of them anew for every visitor.
        kept = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        answer = await Whole.of(self.app, {**scope, "headers": kept}, receive)
        if answer is None:
            return
        if answer.status == 200:  # noqa: PLR2004 - HTTP's own
            await self._pack(request, answer)
        await answer.give(send)

    async def _pack(self, request: Request, answer: Whole) -> None:
        path = request.scope["path"]
        small = fonts.smaller(path)
        if small is not None:
            _replace(answer, small, request)
            return
        media = answer.headers.get("content-type", "")
        if len(answer.body) < _SMALL or not media.startswith(_TEXTS):
            return
        answer.headers.add_vary_header("Accept-Encoding")
        coding = next((name for name in _CODINGS if takes(request, name)), None)
        if coding is None:
            return
        key = (path, answer.headers.get("etag", ""), coding)
        if key not in self._packed:
            self._packed[key] = await run_in_threadpool(_CODINGS[coding], answer.body)
        answer.put(self._packed[key])
        answer.headers["Content-Encoding"] = coding


def _replace(answer: Whole, body: bytes, request: Request) -> None:
    """Put other bytes into an answer whose address says nothing of their version."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    answer.headers["ETag"], answer.headers["Cache-Control"] = etag, "no-cache"
    del answer.headers["last-modified"]
    answer.put(body)
    if unchanged(request, etag):
        answer.status, answer.body = 304, b""
        del answer.headers["content-length"]
