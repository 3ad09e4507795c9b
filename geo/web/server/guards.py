"""What is let through before any route: requests for a name that is ours, and uploads that fit.

A page elsewhere may point a name of its own at this machine, so that a browser takes our answers
for its own (DNS rebinding); so a server that listens on this machine only answers to the names of
this machine, and one that is told its names (ATLAS_HOSTS) to those.

Streamlit takes files at an address of its own and keeps them in memory until their session ends; it
bounds each file, and this bounds those of a session and of all sessions together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers
from streamlit import config as streamlit_config
from streamlit import runtime
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from geo import config
from geo.web.addresses import below
from geo.web.http.requests import refusal
from geo.web.server.passing import Passing, close

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LOCAL: Final = ("localhost", "127.0.0.1", "::1")
#: Streamlit's own figures, which are nobody's; ours are at /api/metrics.
_CLOSED: Final = ("_stcore/metrics",)
_UPLOADS: Final = "_stcore/upload_file/"
_MB: Final = 2**20
#: Files of the largest size that one session may have here at once, and all sessions together.
_OF_ONE: Final = 4
_OF_ALL: Final = 12


def hosts() -> list[str]:
    """Return the names that the server answers to; none for all."""
    named = config.hosts()
    if named or streamlit_config.get_option("server.address") not in _LOCAL:
        return list(named)
    return list(_LOCAL)


class Hosts(Passing):
    """Refuses requests for a host that is none of ours; see `hosts`."""

    kinds = ("http", "websocket")

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        host, probe = Headers(scope=scope).get("host"), self.route(scope) == "/api/health"
        if not is_host_allowed(host) and not probe:
            if scope["type"] == "websocket":
                await close(receive, send)
                return
            sentence = (
                "This server does not answer to that name; who runs it may name it in ATLAS_HOSTS."
            )
            await refusal(421, sentence)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


class TooMuchError(Exception):
    """A body is larger than it said, or than there is room for."""


class Uploads(Passing):
    """Refuses a file for which there is no room in memory, and closes what is nobody's."""

    def __init__(self, app: ASGIApp, base_path: str = "") -> None:
        super().__init__(app, base_path)
        self._coming: dict[str, int] = {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        path = below(self.base, scope["path"])
        if path in _CLOSED:
            await refusal(404, "There is nothing at this address.")(scope, receive, send)
            return
        if not path.startswith(_UPLOADS) or scope["method"] not in ("PUT", "POST"):
            await self.app(scope, receive, send)
            return
        session = path.removeprefix(_UPLOADS).partition("/")[0]
        size = _announced(Headers(scope=scope))
        if problem := self._full(session, size):
            # Whoever sends on is not listened to.
            await refusal(*problem, {"Connection": "close"})(scope, receive, send)
            return
        self._coming[session] = self._coming.get(session, 0) + size
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > size:
                raise TooMuchError
            return message

        try:
            await self.app(scope, counted, send)
        except TooMuchError:
            sentence = "The file is larger than it may be."
            await refusal(413, sentence, {"Connection": "close"})(scope, receive, send)
        finally:
            self._coming[session] -= size
            if not self._coming[session]:
                del self._coming[session]

    def _full(self, session: str, size: int) -> tuple[int, str] | None:
        """Return status and sentence of a refusal; None where there is room."""
        held = _held()
        each = config.max_upload_mb() * _MB
        own = held.get(session, 0) + self._coming.get(session, 0)
        if own + size > _OF_ONE * each + _MB:
            return 413, "These are more files than one page may have; take some away first."
        if sum(held.values()) + sum(self._coming.values()) + size > _OF_ALL * each + _MB:
            return 503, "The server has no room for further files just now; try again later."
        return None


def _announced(headers: Headers) -> int:
    """Return how many bytes a body has as it says, or at most where it does not say."""
    most = config.max_upload_mb() * _MB + _MB
    said = headers.get("content-length", "")
    return min(int(said), most) if said.isascii() and said.isdigit() and len(said) < 20 else most  # noqa: PLR2004


def _held() -> Mapping[str, int]:
    """Return the bytes of the files that each session has."""
    if not runtime.exists():
        return {}
    storage = getattr(runtime.get_instance().uploaded_file_mgr, "file_storage", {})
    return {
        session: sum(len(file.data) for file in list(files.values()))
        for session, files in list(storage.items())
    }
