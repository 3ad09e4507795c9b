"""An answer that is taken whole, changed, and given on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from starlette.types import Message, Send


class Whole:
    """An answer of an ASGI application, for a middleware to change.

    Attributes
    ----------
    status : int
    body : bytes
    complete : bool
        Whether its last part has come.  A streamed answer ends early where its client has left,
        and what has come of it by then is for nobody, and least of all to be kept.
    """

    def __init__(self) -> None:
        self._start: dict[str, Any] = {}
        self.body = b""
        self.complete = False

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

    async def take(self, message: Message) -> None:
        """Take a part of the answer, in the place of `send`."""
        if message["type"] == "http.response.start":
            self._start = dict(message) | {"headers": list(message["headers"])}
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")
            self.complete = not message.get("more_body", False)

    def put(self, body: bytes) -> None:
        """Put other bytes in the place of the body."""
        self.body = body
        self.headers["content-length"] = str(len(body))

    async def give(self, send: Send) -> None:
        """Give the answer on."""
        await send(self._start)
        await send({"type": "http.response.body", "body": self.body})
