"""The language that the page's document says it is in, so that it is read out as it is written.

Streamlit's own page says English always.  Which language the page will speak is settled as
`geo.web.controls.language` does: the address says, or the browser.  When a visitor chooses another
one, the map's script tells the document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders

from geo import i18n
from geo.web.addresses import base_of, route_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ENGLISH: Final = b'<html lang="en">'


def spoken(scope: Scope) -> str:
    """Return the language of the page that a request asks for."""
    query = bytes(scope.get("query_string", b"")).decode("latin-1")
    asked = parse_qs(query).get("lang", [""])[-1]
    if asked in i18n.LANGUAGES:
        return asked
    return i18n.preferred(Headers(scope=scope).get("accept-language", ""))


class DocumentLanguage:
    """Writes the page's language into its document.

    Codes of languages are two letters long, so that the document's length stays as it was said.
    """

    def __init__(self, app: ASGIApp, base_path: str = "") -> None:
        self.app, self._base = app, base_of(base_path)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and a page back with its language."""
        if scope["type"] != "http" or route_of(scope, self._base) != "page":
            await self.app(scope, receive, send)
            return
        tag = f'<html lang="{spoken(scope)}">'.encode()
        html = False

        async def with_language(message: Message) -> None:
            nonlocal html
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                html = headers.get("content-type", "").startswith("text/html")
                if html:
                    headers.add_vary_header("Accept-Language")
            elif html and message["type"] == "http.response.body":
                message["body"] = message.get("body", b"").replace(_ENGLISH, tag, 1)
            await send(message)

        # Written as it is, not compressed: eight kilobytes.
        kept = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        await self.app({**scope, "headers": kept}, receive, with_language)
