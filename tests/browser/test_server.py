"""The running server over HTTP: streams, clients that go away, and what is written of them."""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
import time
import urllib.request
from urllib.error import HTTPError
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import serving
from tests.factory import Incident, Place, build

ROWS = 6_000


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Address of a server under a sub-path with a store of some megabytes, and its log."""
    folder = tmp_path_factory.mktemp("server")
    notes = {"notes": 2_000 * "x"}
    made = [Incident([Place("UA-63")], text=notes) for _ in range(ROWS)]
    store = build(folder / "given.duckdb", made)
    store.close()
    given = {"ATLAS_STORE": str(folder / "given.duckdb"), "STREAMLIT_SERVER_BASE_URL_PATH": "atlas"}
    with serving(folder, path="/atlas", **given) as address:
        yield f"{address}/atlas", folder / "server.log"


def ask(address, **headers):
    return urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=60)  # noqa: S310


def gauge(address, name):
    with ask(f"{address}/api/metrics") as answer:
        lines = answer.read().decode().splitlines()
    (value,) = [line.split()[1] for line in lines if line.startswith(f"{name} ")]
    return float(value)


def test_a_large_answer_comes_packed_once(server):
    address, _ = server
    with ask(f"{address}/api/incidents.csv", **{"Accept-Encoding": "gzip"}) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        packed = answer.read()
    content = gzip.decompress(packed)
    assert len(packed) < len(content) / 10
    assert content.count(b"\r\n") == ROWS + 1


def test_clients_that_go_away_leave_nothing_behind(server):
    address, _ = server
    parts = urlsplit(address)
    for _ in range(5):
        with socket.socket() as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect((parts.hostname, parts.port))
            client.sendall(
                f"GET {parts.path}/api/incidents.csv HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
            )
            assert client.recv(20).startswith(b"HTTP/1.1 200")
            assert gauge(address, "atlas_downloads") == 1
        until = time.monotonic() + 20
        while gauge(address, "atlas_downloads") and time.monotonic() < until:
            time.sleep(0.1)
        assert gauge(address, "atlas_downloads") == 0


@pytest.mark.parametrize(("path", "status"), [("/api/nothing", 404), ("/api/regions.csv?x=1", 400)])
def test_refusals_are_json_with_headers(server, path, status):
    address, _ = server
    with pytest.raises(HTTPError) as caught:
        ask(address + path)
    with contextlib.closing(caught.value) as answer:
        assert answer.code == status
        assert list(json.load(answer)) == ["error"]
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_the_log_says_what_happened_but_not_to_whom(server, browser):
    address, log = server
    with contextlib.suppress(HTTPError):
        ask(f"{address}/api/regions.csv?region=hidden", **{"User-Agent": "hidden"})
    page = browser.new_page()
    page.goto(f"{address}/?actor=hidden")
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    page.close()
    until = time.monotonic() + 20
    while "session ended" not in log.read_text() and time.monotonic() < until:
        time.sleep(0.1)
    text = log.read_text()
    lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    events = {line["event"] for line in lines}
    assert {"store opened", "request", "session ended"} <= events
    routes = {line["route"] for line in lines if line["event"] == "request"}
    assert {"page", "/api/regions.csv"} <= routes
    others = [line for line in text.splitlines() if line and not line.startswith("{")]
    assert len(others) <= 3  # Streamlit says where the page is
    for word in ("hidden", "127.0.0.1", "::1", "Mozilla"):
        assert word not in text
