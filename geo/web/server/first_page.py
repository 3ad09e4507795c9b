"""What a browser shows before Streamlit is there: the title, the figures, and the map.

Streamlit's own document is white until a megabyte of scripts has come.  Here it gets a first page
(`static/start.js`): the map as it is embedded elsewhere (`geo.web.http.embed`), with the view that
the address says, and above it the same figures.  Streamlit's scripts are asked for once that map is
drawn, and the first page goes when the page's own map is.  Views other than the map, and a server
that has just started, have no map to show yet and say that they are loading.

The document is in the language that the page will speak, which is settled as
`geo.web.controls.language` does.  When a visitor chooses another one, the map's script tells the
document.
"""

from __future__ import annotations

import gzip
import re
import threading
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, quote, urlencode

from jinja2 import Environment
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request, cookie_parser

from geo import i18n
from geo.errors import AtlasError
from geo.i18n import N_, _
from geo.web.addresses import below
from geo.web.http.requests import takes_gzip
from geo.web.server.answers import Whole
from geo.web.server.passing import Passing

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

#: Set once the server has loaded what the map is made with: nobody waits for that here.
warm: Final = threading.Event()

_STATIC: Final = Path(__file__).parents[1] / "static"
#: What Streamlit's document loads; it is kept aside until the first map is drawn.
_LOADED: Final = re.compile(
    r'<script type="module"[^>]*></script>'
    r'|<link\s+rel="(?:modulepreload|preload|stylesheet)"[^>]*>'
)
_COMMENT: Final = re.compile(r"^ *//.*\n", re.MULTILINE)
_HEAD: Final = Environment(autoescape=True).from_string(
    """{% if dataset %}<script type="application/ld+json">{{ dataset }}</script>
{% endif %}<script>{{ script }}</script>
<style>{{ style }}</style>
</head>"""
)
_BODY: Final = Environment(autoescape=True).from_string(
    """<noscript><p>{{ noscript }}</p></noscript>
<template id="atlas-app">{{ loaded }}</template>
<div id="atlas-first"{% if not map %} class="atlas-bare"{% endif %}>
<h1>{{ title }}</h1>
{% if summary %}<p>{{ summary }}</p>
{% endif %}<p id="atlas-status" role="status">{{ loading }}</p>
{% if map %}<iframe id="atlas-first-map" src="{{ map }}" title="{{ title }}"></iframe>
{% endif %}</div>
<div id="atlas-notice" role="status" hidden></div>
<script type="application/json" id="atlas-texts">{{ texts }}</script>
<div id="root"></div>"""
)


_TEXTS: Final = {
    "kept": N_("Loading … What you have clicked is shown as soon as the page is there."),
    "lost": N_(
        "The connection to the server is lost. What you see stays, and the page connects again by"
        " itself."
    ),
    "back": N_("The page is connected again and shows the same view."),
    "own_lost": N_(
        "The page was away from the server for so long, or the server was started anew, that what"
        " you had added or decided here is gone. Please add it again; the view is the same."
    ),
    "close": N_("Close"),
}


@cache
def script() -> str:
    """Return the document's own script, without its comments."""
    files = (_STATIC / f"{name}.js" for name in ("start", "connection"))
    return _COMMENT.sub("", "".join(file.read_text(encoding="utf-8") for file in files))


@cache
def _style() -> str:
    return (_STATIC / "start.css").read_text(encoding="utf-8")


@cache
def texts() -> dict[str, dict[str, str]]:
    """Return what the script says, by language."""
    found = {}
    for language in i18n.LANGUAGES:
        with i18n.speaking(language):
            found[language] = {name: _(text) for name, text in _TEXTS.items()}
    return found


def spoken(scope: Scope) -> str:
    """Return the language of the page that a request asks for."""
    query = bytes(scope.get("query_string", b"")).decode("latin-1")
    asked = parse_qs(query).get("lang", [""])[-1]
    if asked in i18n.LANGUAGES:
        return asked
    headers = Headers(scope=scope)
    chosen = cookie_parser(headers.get("cookie", "")).get(i18n.COOKIE)
    return i18n.usual(chosen, headers.get("accept-language"))


class FirstPage(Passing):
    """Puts the first page into Streamlit's document."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and a document back with its first page."""
        if self.route(scope) != "page":
            await self.app(scope, receive, send)
            return
        # The document is another than Streamlit's file, which a browser may have kept.
        left = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")
        kept = [pair for pair in scope["headers"] if pair[0] not in left]
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        asked = {**scope, "headers": kept, "method": method}
        answer = await Whole.of(self.app, asked, receive)
        if answer is None:
            return
        if answer.headers.get("content-type", "").startswith("text/html"):
            is_map = not below(self.base, scope["path"])
            query = bytes(scope.get("query_string", b"")).decode("latin-1") if is_map else None
            made = await run_in_threadpool(
                with_first_page, answer.body.decode(), spoken(scope), query
            )
            _put(answer, made.encode(), gzipped=takes_gzip(Request(scope)))
        if scope["method"] == "HEAD":
            answer.body = b""
        await answer.give(send)


def _put(answer: Whole, body: bytes, *, gzipped: bool) -> None:
    """Put a document into an answer."""
    for name in ("etag", "last-modified"):
        del answer.headers[name]
    answer.headers.add_vary_header("Accept-Language")
    answer.headers.add_vary_header("Cookie")
    answer.headers.add_vary_header("Accept-Encoding")
    if gzipped:
        body, answer.headers["Content-Encoding"] = gzip.compress(body, 6, mtime=0), "gzip"
    answer.put(body)


def with_first_page(page: str, language: str, query: str | None) -> str:
    """Return Streamlit's document with the first page in it.

    Parameters
    ----------
    page : str
        The document; one that is not as expected keeps what is not found in it.
    language : str
        Code of the language.
    query : str or None
        The map's address, without its question mark; None for another view.
    """
    with i18n.speaking(language):
        known = _map(query, language) if query is not None and warm.is_set() else {}
        dataset = Markup(_dataset()) if warm.is_set() else ""  # noqa: S704 - escaped there
        parts = {
            "title": _("Reported incidents of the Russia-Ukraine war"),
            "loading": _("Loading …"),
            "noscript": _("The map needs JavaScript."),
            "texts": htmlsafe_json_dumps(texts(), ensure_ascii=False),
            "loaded": Markup("".join(_LOADED.findall(page))),  # noqa: S704 - Streamlit's own
            **known,
        }
        body = _BODY.render(parts)
    head = _HEAD.render(script=Markup(script()), style=Markup(_style()), dataset=dataset)  # noqa: S704 - ours
    page = _LOADED.sub("", page)
    page = re.sub(r"<noscript>.*?</noscript>", "", page, count=1, flags=re.DOTALL)
    page = page.replace('<html lang="en">', f'<html lang="{language}">', 1)
    page = page.replace("<title>Streamlit</title>", f"<title>{parts['title']}</title>", 1)
    page = page.replace("</head>", head, 1)
    return page.replace('<div id="root"></div>', body, 1)


def _dataset() -> str:
    """Return what the page shows in schema.org's words; nothing where no store can be read."""
    from geo.export import json_ld
    from geo.web.visitor.server_store import HOLDER

    try:
        return json_ld(HOLDER.get())
    except AtlasError:
        return ""


def _map(query: str, language: str) -> dict[str, Any]:
    """Return the map's address and its figures in words; nothing where no store can be read."""
    from geo.maps import View
    from geo.query import check_layers, facets, layer_names
    from geo.web.http import embed
    from geo.web.visitor.server_store import HOLDER

    try:
        store = HOLDER.get()
        view, _problems = View.readable(parse_qs(query, keep_blank_values=True))
        if view.level not in layer_names(store):
            view = replace(view, level="")
        check_layers(store, view.filters)
        view = replace(view, beside="")  # the second map comes with the page
        summary = embed.summary(store, view.filters, facets(store))
    except AtlasError:
        return {}
    params = view.to_params() | {"lang": [language]}
    return {"map": f"./embed?{urlencode(params, doseq=True, quote_via=quote)}", "summary": summary}
