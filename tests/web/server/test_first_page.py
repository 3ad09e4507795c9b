"""The first page in Streamlit's document: its language, its map, its figures."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import FileResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.file_util import get_static_dir

from geo.web.server import first_page
from geo.web.server.headers import policies
from geo.web.server.middleware import stack
from geo.web.visitor.server_store import HOLDER
from tests.web.client import make_store

INDEX = Path(get_static_dir(), "index.html")
DOCUMENT = INDEX.read_text()


@pytest.fixture(scope="module")
def client():
    async def page(_request):
        return FileResponse(INDEX)

    async def text(_request):
        return PlainTextResponse(DOCUMENT)

    routes = [Route("/atlas/text", text), Route("/atlas/{rest:path}", page)]
    inner = Middleware(GZipMiddleware, minimum_size=1)  # as Streamlit's own
    return TestClient(Starlette(routes=routes, middleware=[*stack("/atlas"), inner]))


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return make_store(tmp_path_factory.mktemp("store"))


@pytest.fixture
def warm(monkeypatch, store):
    monkeypatch.setattr(HOLDER, "get", lambda: store)
    first_page.warm.set()
    yield
    first_page.warm.clear()


def frame_of(answer):
    """The address of the first map, as a path and its parameters; None without one."""
    found = re.search(r'<iframe id="atlas-first-map" src="([^"]*)"', answer.text)
    if not found:
        return None
    parts = urlsplit(html.unescape(found[1]))
    return parts.path, parse_qs(parts.query)


@pytest.mark.parametrize(
    ("address", "accepted", "language", "loading"),
    [
        ("", "", "en", "Loading …"),
        ("?lang=uk", "en", "uk", "Завантаження …"),
        ("about?lang=ru", "uk", "ru", "Загрузка …"),
        ("", "uk-UA,uk;q=0.9,en;q=0.5", "uk", "Завантаження …"),
        ("", "de-DE,uk;q=0.5", "en", "Loading …"),
        ('?lang="><script>', "ru", "ru", "Загрузка …"),
    ],
)
def test_a_page_is_in_its_language(client, address, accepted, language, loading):
    answer = client.get(f"/atlas/{address}", headers={"Accept-Language": accepted})
    assert f'<html lang="{language}">' in answer.text
    assert f'<p id="atlas-status" role="status">{loading}</p>' in answer.text
    assert {"Accept-Language", "Accept-Encoding"} <= set(answer.headers["vary"].split(", "))
    assert frame_of(answer) is None  # nothing to show before the server is warm


def test_what_a_visitor_has_chosen_goes_before_the_browsers_language(client):
    asked = {"Accept-Language": "ru", "Cookie": "a=b; atlas_lang=uk"}
    assert '<html lang="uk">' in client.get("/atlas/", headers=asked).text
    assert '<html lang="en">' in client.get("/atlas/?lang=en", headers=asked).text
    asked["Cookie"] = 'atlas_lang="><script>'
    assert '<html lang="ru">' in client.get("/atlas/", headers=asked).text


@pytest.mark.parametrize(
    ("accepted", "coding"), [("br, gzip", "gzip"), ("br", None), ("identity", None)]
)
def test_a_page_is_packed_for_who_can_unpack_it(client, accepted, coding):
    answer = client.get("/atlas/", headers={"Accept-Encoding": accepted})
    assert answer.headers.get("content-encoding") == coding
    assert "Loading …" in answer.text


def test_a_browser_keeps_no_document_and_hears_its_length(client):
    answer = client.get("/atlas/")
    assert "etag" not in answer.headers
    tag = FileResponse(INDEX, stat_result=INDEX.stat()).headers["etag"]
    again = client.get("/atlas/", headers={"If-None-Match": tag, "Range": "bytes=0-9"})
    assert again.status_code == 200
    assert again.text == answer.text
    head = client.head("/atlas/")
    assert head.headers["content-length"] == answer.headers["content-length"]
    assert head.content == b""


def test_what_streamlit_loads_is_kept_aside_whole(client):
    before, text = DOCUMENT, client.get("/atlas/").text
    aside = re.search(r'<template id="atlas-app">(.*?)</template>', text, re.DOTALL)[1]
    named = re.findall(r'(?:src|href)="(\./static/[^"]*)"', before)
    assert len(named) > 20
    assert re.findall(r'(?:src|href)="(\./static/[^"]*)"', aside) == named
    assert "./static/" not in text.replace(aside, "")
    assert "Streamlit" not in re.sub(r"<!--.*?-->", "", text.replace(aside, ""), flags=re.DOTALL)


@pytest.mark.usefixtures("warm")
def test_the_first_map_is_the_view_of_the_address(client):
    query = "country=UA&metric=killed&from=2024-10-02&lang=uk"
    path, params = frame_of(client.get(f"/atlas/?{query}"))
    assert path == "./embed"
    assert params == parse_qs(query)
    # What the page leaves out of an address, the first map leaves out as well.
    path, params = frame_of(client.get("/atlas/?country=UA&from=never&level=none&x=1"))
    assert params == {"country": ["UA"], "lang": ["en"]}


@pytest.mark.usefixtures("warm")
def test_the_figures_are_those_of_the_selection(client, store):
    whole, part = client.get("/atlas/").text, client.get("/atlas/?country=RU").text
    counts = [int(re.search(r"<p>(\d+) reported incidents?, ", text)[1]) for text in (whole, part)]
    with store.cursor() as cursor:
        every = cursor.execute("SELECT count(*) FROM incidents").fetchone()[0]
        russian = cursor.execute(
            "SELECT count(DISTINCT incident_id) FROM touches WHERE area LIKE 'RU-%'"
        ).fetchone()[0]
    assert counts == [every, russian]


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("view", ["add", "review", "about", "region?region=UA-63"])
def test_other_views_have_no_map_at_first(client, view):
    answer = client.get(f"/atlas/{view}")
    assert frame_of(answer) is None
    assert "Loading …" in answer.text


@pytest.mark.usefixtures("warm")
def test_nothing_of_an_address_gets_into_the_document(client):
    answer = client.get("/atlas/", params={"text": '"><script>alert(1)</script>'})
    assert "alert(1)</script>" not in answer.text
    assert frame_of(answer)[1]["text"] == ['"><script>alert(1)</script>']


def test_the_policy_lets_the_documents_scripts_run(client):
    text = client.get("/atlas/").text
    assert f"<script>{first_page.script()}</script>" in text
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    assert len(scripts) == 2
    assert policies()["page"].count("'sha256-") == 2
    assert "</script" not in first_page.script()


def test_what_is_no_page_is_left_alone(client):
    answer = client.get("/atlas/text?lang=uk")
    assert answer.text == DOCUMENT
    assert "Accept-Language" not in answer.headers["vary"]


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("view", ["", "about"])
def test_the_head_says_what_the_data_are(client, store, view):
    page = client.get(f"/atlas/{view}").text
    head = page.partition("</head>")[0]
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', head, re.DOTALL)
    said = json.loads(text)
    assert (said["@type"], said["version"]) == ("Dataset", store.version)
