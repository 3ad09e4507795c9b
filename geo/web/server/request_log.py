"""What is logged and counted of every request, and what becomes of one that fails.

A line says which part of the server was asked (`geo.web.addresses`), the status, and how long and
how much it took; never who asked or for what.  Files of the page and probes of its health are
counted in the metrics, and logged only when they fail.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Final

from starlette.responses import JSONResponse
from streamlit import logger as streamlit_logger

from geo import logs
from geo.web.http import operations
from geo.web.server.passing import Passing

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

#: Asked for many times a page, or by machines: a line each would bury the rest.
_QUIET: Final = (
    "static",
    "component",
    "assets",
    "stcore",
    "/api/health",
    "/api/metrics",
    "/api/painted",
    "/api/session",
)
_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH")
#: Libraries that write to standard error themselves; uvicorn names visitors' addresses below this.
_QUIETER: Final = {"uvicorn.error": logging.WARNING, "uvicorn.access": logging.CRITICAL}


class RequestLog(Passing):
    """Logs and counts every request, and every session of the page."""

    kinds = ("http", "websocket")

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and note how it went."""
        route = self.route(scope)
        if scope["type"] == "websocket":
            await self._session(route, scope, receive, send)
            return
        began, status, sent, whole = time.perf_counter(), 0, 0, False

        async def noted(message: Message) -> None:
            nonlocal status, sent, whole
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "http.response.body":
                sent += len(message.get("body", b""))
                whole = not message.get("more_body", False)
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            seconds = time.perf_counter() - began
            operations.count_request(route, status, seconds, sent)
            if status >= 400 or not whole or route not in _QUIET:  # noqa: PLR2004 - HTTP's own
                method = scope["method"] if scope["method"] in _METHODS else "other"
                logs.event(
                    "request",
                    level=_level(status),
                    method=method,
                    route=route,
                    status=status,
                    ms=round(seconds * 1000, 1),
                    bytes=sent,
                    **({} if whole else {"whole": False}),
                )

    async def _session(self, route: str, scope: Scope, receive: Receive, send: Send) -> None:
        began = time.perf_counter()
        with operations.SESSIONS.track_inprogress():
            try:
                await self.app(scope, receive, send)
            finally:
                seconds = time.perf_counter() - began
                logs.event("session ended", route=route, ms=round(seconds * 1000, 1))


def _level(status: int) -> int:
    if status >= 500:  # noqa: PLR2004 - HTTP's own
        return logging.ERROR
    return logging.WARNING if status >= 400 else logging.INFO  # noqa: PLR2004


class Failures(Passing):
    """Answers a request that failed unforeseen with status 500 and a sentence, and logs it."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, noted)
        except Exception as error:
            logs.failure("request failed", error, route=self.route(scope))
            if started:
                raise  # the connection is cut, so that nobody takes a part for the whole
            sentence = "The server failed at this; its log says where."
            await JSONResponse({"error": sentence}, status_code=500)(scope, receive, send)


def set_up() -> None:
    """Begin to log, and bring what Streamlit and uvicorn log into the same form."""
    logs.set_up()
    for name, level in _QUIETER.items():
        logging.getLogger(name).setLevel(level)
    logs.catch_all()
    # Streamlit gives each logger of its own, and of what it runs on, a handler that writes lines of
    # another form, as soon as it is first asked for: they are heard where all others are.
    streamlit_logger.setup_formatter = _heard_by_all
    for name in list(logging.root.manager.loggerDict):
        if name.split(".")[0] in ("streamlit", "uvicorn", "websockets"):
            logging.getLogger(name).handlers.clear()
            logging.getLogger(name).propagate = True


def _heard_by_all(logger: logging.Logger) -> None:
    """Take the place of `streamlit.logger.setup_formatter`."""
    logger.handlers.clear()
    logger.propagate = True
