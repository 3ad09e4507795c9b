"""Names that are not ours are refused, and so are files for which there is no room."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from streamlit import config as streamlit_config
from streamlit.runtime.caching.ttl_cache import TTLCache
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from geo import config
from geo.web.server import guards
from geo.web.server.middleware import stack
from geo.web.visitor import session as visitor_session

MB = 2**20
PATH = "/_stcore/upload_file/{session}/{file}"


async def text(_request):
    answer = PlainTextResponse("ok")
    answer.set_cookie("a", "1")
    answer.set_cookie("b", "2", secure=True)
    return answer


async def stream(websocket):
    await websocket.accept()
    await websocket.close()


async def upload(request):
    return PlainTextResponse(str(len(await request.body())))


@pytest.fixture
def client():
    routes = [
        Route(PATH, upload, methods=["PUT"]),
        WebSocketRoute("/_stcore/stream", stream),
        Route("/{rest:path}", text),
    ]
    app = Starlette(routes=routes, middleware=stack())
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture
def allowed():
    """Sets which hosts may be asked for, and takes that back."""
    before = streamlit_config.get_option("server.allowedHosts")
    yield lambda names: streamlit_config.set_option("server.allowedHosts", names)
    streamlit_config.set_option("server.allowedHosts", before)


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "a@localhost", ""])
def test_a_name_that_is_not_ours_is_refused(client, allowed, host):
    allowed(["localhost", "127.0.0.1", "::1"])
    for path in ("/", "/api/regions.csv", "/embed", "/_stcore/health", "/static/a.js"):
        answer = client.get(path, headers={"Host": host})
        assert answer.status_code == 421, path
        assert "ATLAS_HOSTS" in answer.json()["error"]
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/_stcore/stream", headers={"Host": host}),
    ):
        pass
    assert client.get("/api/health", headers={"Host": host}).status_code != 421


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8501", "[::1]:8501", "LOCALHOST"])
def test_names_of_this_machine_are_answered(client, allowed, host):
    allowed(["localhost", "127.0.0.1", "::1"])
    assert client.get("/", headers={"Host": host}).status_code == 200
    with client.websocket_connect("/_stcore/stream", headers={"Host": host}):
        pass


def test_which_names_are_ours(monkeypatch):
    monkeypatch.delenv("ATLAS_HOSTS")
    for address in ("localhost", "127.0.0.1"):
        monkeypatch.setattr(streamlit_config, "get_option", lambda _name, a=address: a)
        assert "localhost" in guards.hosts()
    monkeypatch.setattr(streamlit_config, "get_option", lambda _name: "0.0.0.0")  # noqa: S104
    assert guards.hosts() == []
    monkeypatch.setenv("ATLAS_HOSTS", "Atlas.example *.example.org")
    assert guards.hosts() == ["atlas.example", "*.example.org"]
    for wrong in ("https://atlas.example", "atlas.example:443", "a/b", "*.*"):
        monkeypatch.setenv("ATLAS_HOSTS", wrong)
        with pytest.raises(config.SettingError, match="ATLAS_HOSTS"):
            guards.hosts()


def test_streamlits_own_figures_are_closed(client):
    assert client.get("/_stcore/metrics").status_code == 404


def test_by_tls_a_browser_stays_with_tls(client):
    plain = client.get("/")
    assert "Strict-Transport-Security" not in plain.headers
    app = client.app
    safe = TestClient(app, base_url="https://testserver").get("/")
    assert safe.headers["Strict-Transport-Security"] == "max-age=31536000"
    cookies = safe.headers.get_list("set-cookie")
    assert len(cookies) == 2
    assert all(cookie.count("Secure") == 1 for cookie in cookies)


@pytest.fixture
def held(monkeypatch):
    """Bytes that sessions have already; a file may have one megabyte."""
    monkeypatch.setenv("ATLAS_MAX_UPLOAD_MB", "1")
    bytes_of: dict[str, int] = {}
    monkeypatch.setattr(guards, "_held", lambda: bytes_of)
    return bytes_of


def put(client, session="one", size=MB // 2, **more) -> Response:
    return client.put(f"/_stcore/upload_file/{session}/f", content=b"x" * size, **more)


def test_files_that_fit_are_taken(client, held):
    held["one"] = 3 * MB
    assert put(client).text == str(MB // 2)


def test_one_session_has_so_much_room(client, held):
    held["one"] = 5 * MB
    answer = put(client)
    assert answer.status_code == 413
    assert "take some away" in answer.json()["error"]
    assert put(client, "other").status_code == 200


def test_all_sessions_together_have_so_much_room(client, held):
    held.update({str(number): 2 * MB for number in range(7)})
    answer = put(client, "new")
    assert answer.status_code == 503
    assert "no room" in answer.json()["error"]


def test_a_body_of_unknown_size_is_counted(client, held):
    held["one"] = 0

    pieces = (b"x" * 100_000 for _ in range(30))
    answer = client.put("/_stcore/upload_file/one/f", content=pieces)
    assert answer.status_code == 413
    assert put(client).status_code == 200  # and what it took is given back


@pytest.mark.parametrize("size", ["9" * 400, "-1", "x", "１"])
def test_a_size_that_is_none_is_no_way_around(held, size):
    headers = guards.Headers(raw=[(b"content-length", size.encode("latin-1", "replace"))])
    assert guards._announced(headers) == 2 * MB
    assert held == {}


def test_files_of_ended_sessions_are_forgotten_without_another_visitor():
    now = 0.0
    files = MemoryUploadedFileManager("/upload")
    kept = TTLCache(maxsize=9, ttl=120, timer=lambda: now)
    for name in ("active", "away", "ended", "lost"):
        files.add_file(name, UploadedFileRec("f", "a.csv", "text/csv", b"x"))
    kept["ended"] = object()
    now = 100.0
    kept["away"] = object()
    now = 130.0
    ours = SimpleNamespace(
        uploaded_file_mgr=files, is_active_session=lambda session: session == "active"
    )
    visitor_session._forget(ours, kept)
    assert set(files.file_storage) == {"active", "away"}
