"""The language that the document says it is in."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from geo.web.server.middleware import stack

PAGE = '<!doctype html><html lang="en"><body></body></html>'


@pytest.fixture
def client():
    async def page(_request):
        return HTMLResponse(PAGE)

    async def text(_request):
        return PlainTextResponse(PAGE)

    routes = [Route("/atlas/text", text), Route("/atlas/{rest:path}", page)]
    inner = Middleware(GZipMiddleware, minimum_size=1)  # as Streamlit's own
    return TestClient(Starlette(routes=routes, middleware=[*stack("/atlas"), inner]))


@pytest.mark.parametrize(
    ("address", "accepted", "language"),
    [
        ("", "", "en"),
        ("?lang=uk", "en", "uk"),
        ("about?lang=ru", "uk", "ru"),
        ("", "uk-UA,uk;q=0.9,en;q=0.5", "uk"),
        ("", "de-DE,uk;q=0.5", "en"),
        ('?lang="><script>', "ru", "ru"),
    ],
)
def test_a_page_says_its_language(client, address, accepted, language):
    answer = client.get(f"/atlas/{address}", headers={"Accept-Language": accepted})
    assert answer.text == PAGE.replace("en", language, 1)
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert "Accept-Language" in answer.headers["vary"]


def test_what_is_no_page_is_left_alone(client):
    answer = client.get("/atlas/text?lang=uk")
    assert answer.text == PAGE
    assert "Accept-Language" not in answer.headers["vary"]
