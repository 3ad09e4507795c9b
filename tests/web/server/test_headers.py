"""Security headers on every answer; nothing foreign in any of them unless it was configured."""

from __future__ import annotations

import re

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient

from geo.maps import backgrounds
from geo.web.server import headers
from geo.web.server.middleware import stack
from tests.web.client import make_client, make_store

FOREIGN = re.compile(r"https?:|wss?:|\*")
FRAME = "/component/streamlit_folium.st_folium/index.html"


def policy(answer):
    found = {}
    for rule in answer.headers["content-security-policy"].split("; "):
        name, *sources = rule.split(" ")
        found[name] = sources
    return found


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    return make_store(tmp_path_factory.mktemp("store"))


@pytest.fixture
def client(held, monkeypatch):
    return make_client(held, monkeypatch)


@pytest.fixture
def anything():
    """A server that answers every address with a text."""

    async def answer(_request):
        return PlainTextResponse("x")

    async def fail(_request):
        raise ValueError("a secret cell")

    async def session(websocket):
        await websocket.accept()
        await websocket.send_text(await websocket.receive_text())
        await websocket.close()

    def make(base=""):
        routes = [
            Route(f"{base}/fail", fail),
            WebSocketRoute(f"{base}/_stcore/stream", session),
            Route("/{rest:path}", answer),
        ]
        app = Starlette(routes=routes, middleware=stack(base))
        return TestClient(app, raise_server_exceptions=False)

    return make


@pytest.mark.parametrize(
    "address",
    [
        *("/", "/review", "/add", "/static/js/x.js", FRAME, "/media/x.html"),
        *("/_stcore/health", "/embed", "/api/health", "/assets/leaflet.js", "/auth/login"),
    ],
)
def test_every_answer_has_them_and_none_names_another_site(anything, address, monkeypatch):
    monkeypatch.setenv("ATLAS_ONLINE_TILES", "off")
    answer = anything().get(address)
    rules = policy(answer)
    assert rules["default-src"] == ["'none'"]
    assert not any(FOREIGN.search(source) for rule in rules.values() for source in rule)
    assert rules["frame-ancestors"] in (["'self'"], ["'none'"])
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "geolocation=()" in answer.headers["permissions-policy"]
    assert "fullscreen=(self)" in answer.headers["permissions-policy"]
    assert "access-control-allow-origin" not in answer.headers


def test_only_the_maps_frame_runs_script_from_text(anything):
    client = anything()
    frame = policy(client.get(FRAME))
    assert frame["script-src"] == ["'self'", "'unsafe-inline'", "'unsafe-eval'"]
    for address in ("/", "/review", "/embed", "/auth/login", "/components"):
        scripts = policy(client.get(address))["script-src"]
        assert scripts[0] == "'self'"
        assert all(source.startswith("'sha256-") for source in scripts[1:])
    assert "script-src" not in policy(client.get("/api/health"))
    assert "sandbox" in policy(client.get("/media/x.html"))


def test_only_the_maps_frame_may_load_tiles_and_only_their_pictures(anything):
    client = anything()
    frame = client.get(FRAME)
    foreign = {
        name: [source for source in sources if FOREIGN.search(source)]
        for name, sources in policy(frame).items()
    }
    assert {name: found for name, found in foreign.items() if found} == {
        "img-src": backgrounds.origins()
    }
    assert frame.headers["referrer-policy"] == "strict-origin-when-cross-origin"
    for address in ("/", "/embed", "/api/health"):
        assert not FOREIGN.search(client.get(address).headers["content-security-policy"])


def test_the_hashes_are_those_of_streamlits_own_script_and_ours():
    assert len(headers.page_script_hashes()) == 2


def test_under_a_sub_path_the_parts_are_told_apart(anything):
    client = anything("/atlas")
    frame = policy(client.get("/atlas/component/x/index.html"))
    assert "'unsafe-eval'" in frame["script-src"]
    assert "'unsafe-eval'" not in policy(client.get("/atlas/"))["script-src"]


def test_an_answer_that_fails_has_them_and_tells_nothing(anything, capsys):
    from geo import logs

    logs.set_up("json")
    answer = anything().get("/fail")
    logs.set_up("off")
    assert answer.status_code == 500
    assert answer.json() == {"error": "The server failed at this; its log says where."}
    assert policy(answer)["default-src"] == ["'none'"]
    written = capsys.readouterr().err
    assert "ValueError" in written
    assert "secret" not in written


def test_a_websocket_passes(anything):
    with anything().websocket_connect("/_stcore/stream") as session:
        session.send_text("hello")
        assert session.receive_text() == "hello"


def test_who_may_frame_the_embed_is_configured(held, monkeypatch):
    monkeypatch.setenv("ATLAS_EMBED_ORIGINS", "https://news.example https://*.example.org")
    client = make_client(held, monkeypatch)
    origins = ["'self'", "https://news.example", "https://*.example.org"]
    assert policy(client.get("/embed"))["frame-ancestors"] == origins
    assert policy(client.get("/"))["frame-ancestors"] == ["'self'"]
    assert "cross-origin-resource-policy" not in client.get("/embed").headers


def test_the_data_api_is_closed_to_other_origins(client):
    answer = client.get("/api/health", headers={"Origin": "https://news.example"})
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_the_data_api_is_open_to_configured_origins_and_nothing_else_is(held, monkeypatch):
    monkeypatch.setenv("ATLAS_CORS_ORIGINS", "https://news.example")
    client = make_client(held, monkeypatch)
    for address in ("/api/health", "/api/regions.csv", "/api/regions.csv?x=1"):
        answer = client.get(address, headers={"Origin": "https://news.example"})
        assert answer.headers["access-control-allow-origin"] == "https://news.example"
        assert "access-control-allow-credentials" not in answer.headers
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        answer = client.get(address, headers={"Origin": "https://other.example"})
        assert "access-control-allow-origin" not in answer.headers
    for address in ("/assets/leaflet.js", "/embed", "/"):
        answer = client.get(address, headers={"Origin": "https://news.example"})
        assert "access-control-allow-origin" not in answer.headers
    asked = {"Origin": "https://news.example", "Access-Control-Request-Method": "GET"}
    assert client.options("/api/regions.csv", headers=asked).status_code == 200
    asked["Access-Control-Request-Method"] = "POST"
    assert client.options("/api/regions.csv", headers=asked).status_code == 400
