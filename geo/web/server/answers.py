"""An answer that is taken whole, changed, and given on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Whole:
    """An answer of an ASGI application, for a middleware to change.

    Attributes
    ----------
    status : int
    body : bytes
    """

    def __init__(self) -> None:
        self._start: dict[str, Any] = {}
        self.body = b""
        self._ended = False

    @classmethod
    async def of(cls, app: ASGIApp, scope: Scope, receive: Receive) -> Self | None:
        """Return an application's answer to a request; None if its last part has not come.

        A streamed answer ends early where its client has left, and what has come of it by then is
        for nobody, and least of all to be kept.
        """
        answer = cls()
        await app(scope, receive, answer._take)
        return answer if answer._ended else None

    @property
    def status(self) -> int:
        """Status code."""
        return int(self._start["status"])

    @status.setter
    def status(self, status: int) -> None:
        self._start["status"] = status

    @property
    def headers(self) -> MutableHeaders:
        """Headers, which may be changed."""
        return MutableHeaders(scope=self._start)

    async def _take(self, message: Message) -> None:
        """Take a part of the answer, in the place of `send`."""
        if message["type"] == "http.response.start":
            self._start = dict(message) | {"headers": list(message["headers"])}
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")
            self._ended = not message.get("more_body", False)

    def put(self, body: bytes) -> None:
        """Put other bytes in the place of the body."""
        self.body = body
        self.headers["content-length"] = str(len(body))

    async def give(self, send: Send) -> None:
        """Give the answer on."""
        await send(self._start)
        await send({"type": "http.response.body", "body": self.body})
