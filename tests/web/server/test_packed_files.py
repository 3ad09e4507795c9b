"""Files of the page on their way to a browser: packed, whole, and each once."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import brotli
import pytest
from fontTools.ttLib import TTFont
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient
from streamlit.file_util import get_static_dir
from streamlit.web.server.starlette.starlette_static_routes import (
    create_streamlit_static_assets_routes,
)

from geo.web.server import fonts, packed_files
from geo.web.server.packed_files import PackedFiles

pytestmark = pytest.mark.slow

STATIC = Path(get_static_dir())
INDEX = (STATIC / "index.html").read_text()
SCRIPT = re.search(r'src="\./(static/js/index\.[^"]*)"', INDEX)[1]
FONT = next((STATIC / "static" / "media").glob("SourceSansVF-Upright*"))
ICONS = next((STATIC / "static" / "media").glob(f"{fonts.ICONS}*"))
UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}


@pytest.fixture
def client():
    routes = create_streamlit_static_assets_routes(base_url="")
    app = Starlette(routes=routes, middleware=[Middleware(PackedFiles)])
    with TestClient(app) as found:
        yield found


def raw(client, path, **headers):
    """The answer, and its body as it went over the wire."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    with client.stream("GET", path, headers=given) as answer:
        return answer, b"".join(answer.iter_raw())


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.0, gzip", "gzip"),
        ("*", "br"),
        ("identity", None),
    ],
)
def test_a_script_comes_packed_and_is_the_same(client, accepted, coding):
    for _again in range(2):
        answer, body = raw(client, f"/{SCRIPT}", accept_encoding=accepted)
        assert answer.headers.get("content-encoding") == coding
        assert int(answer.headers["content-length"]) == len(body)
        assert UNPACK[coding](body) == (STATIC / SCRIPT).read_bytes()
        assert answer.headers["vary"] == "Accept-Encoding"
        assert "immutable" in answer.headers["cache-control"]
        if coding:
            assert len(body) < (STATIC / SCRIPT).stat().st_size / 3


def test_a_file_is_packed_once(client, monkeypatch):
    packed = []
    monkeypatch.setitem(
        packed_files._CODINGS, "br", lambda body: packed.append(1) or brotli.compress(body)
    )
    for _again in range(3):
        raw(client, f"/{SCRIPT}", accept_encoding="br")
    assert packed == [1]


def test_a_file_whose_reader_left_half_way_is_whole_for_the_next_one():
    script, left = b"function f() { return 1; }\n" * 100, [True, False]

    async def stops(_scope, _receive, send):
        """Stop in the middle, as a streamed answer does when its client leaves."""
        headers = [(b"content-type", b"text/javascript"), (b"etag", b'"1"')]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": script[:900], "more_body": True})
        if not left.pop(0):
            await send({"type": "http.response.body", "body": script[900:]})

    client = TestClient(PackedFiles(stops), raise_server_exceptions=False)
    raw(client, "/static/js/a.js", accept_encoding="br")
    answer, body = raw(client, "/static/js/a.js", accept_encoding="br")
    assert answer.headers["content-encoding"] == "br"
    assert brotli.decompress(body) == script


def test_what_a_browser_has_is_not_sent_again_and_a_part_is_a_part(client):
    answer, _ = raw(client, f"/{SCRIPT}", accept_encoding="br")
    again, body = raw(
        client, f"/{SCRIPT}", accept_encoding="br", if_none_match=answer.headers["etag"]
    )
    assert (again.status_code, body) == (304, b"")
    part, body = raw(client, f"/{SCRIPT}", accept_encoding="br", range="bytes=0-99")
    assert part.status_code == 206
    assert body == (STATIC / SCRIPT).read_bytes()[:100]
    head = client.head(f"/{SCRIPT}")
    assert int(head.headers["content-length"]) == (STATIC / SCRIPT).stat().st_size


def test_a_font_that_is_packed_already_comes_as_it_is(client):
    path = f"/static/media/{FONT.name}"
    answer, body = raw(client, path, accept_encoding="br")
    assert "content-encoding" not in answer.headers
    assert body == FONT.read_bytes()
    assert client.get("/static/media/none.js").status_code in (200, 404)


@pytest.fixture(scope="module")
def cut(tmp_path_factory):
    """The icon font as it is cut, in a folder where it is found again."""
    folder = tmp_path_factory.mktemp("state")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("ATLAS_STATE", str(folder))
        patched.setattr(fonts, "_made", {})
        fonts.prepare()
        yield folder, fonts._made[ICONS.name]


def test_the_icons_of_the_page_are_all_in_the_cut_font(cut):
    folder, body = cut
    (kept,) = folder.glob("icons-*")
    whole, small = (set(fonts.ligatures(TTFont(path))) for path in (ICONS, kept))
    web = Path(fonts.__file__).parents[1]
    named = fonts.icon_names([STATIC / "static" / "js", web])
    ours = fonts.icon_names([web])
    assert {"map", "upload_file", "arrow_back"} <= ours <= small
    assert whole & named <= small
    assert len(small) < 200
    assert len(body) < ICONS.stat().st_size / 10


def test_the_cut_font_is_served_and_asked_about_again(cut, client):
    path = f"/static/media/{ICONS.name}"
    answer, body = raw(client, path)
    assert body == cut[1]
    assert answer.headers["cache-control"] == "no-cache"
    again, body = raw(client, path, if_none_match=answer.headers["etag"])
    assert (again.status_code, body) == (304, b"")


def test_it_is_cut_once(cut, monkeypatch):
    def refused(*_args):
        raise AssertionError

    monkeypatch.setattr(fonts, "cut_icons", refused)
    fonts.prepare()
    assert fonts._made[ICONS.name] == cut[1]


def test_the_whole_font_is_served_where_it_cannot_be_cut(client, monkeypatch, tmp_path):
    def refused(*_args):
        raise ValueError

    monkeypatch.setenv("ATLAS_STATE", str(tmp_path))
    monkeypatch.setattr(fonts, "_made", {})
    monkeypatch.setattr(fonts, "cut_icons", refused)
    fonts.prepare()
    assert raw(client, f"/static/media/{ICONS.name}")[1] == ICONS.read_bytes()
