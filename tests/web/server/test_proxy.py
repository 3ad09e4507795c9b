"""What nginx does with the configuration that deploy/ ships, before a server of a few lines."""

from __future__ import annotations

import http.server
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from tests.web.server.proxy import NGINX, proxying, status

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed"),
]

#: Files that a browser fetches of the page at its first visit.
FILES = 167


class Answer(http.server.BaseHTTPRequestHandler):
    """Answers everything, and would have nginx send a file of the machine."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.send_header("X-Accel-Redirect", "/etc/passwd")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_):
        pass


@contextmanager
def behind():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def address(tmp_path):
    with behind() as port, proxying(tmp_path, port) as found:
        wait(int(found.rpartition(":")[2]))
        yield found


def wait(port):
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        threading.Event().wait(0.05)
    pytest.fail("nginx does not listen")


def test_two_people_of_one_office_both_see_the_page(address):
    """Each fetches all files of the page at once."""
    paths = [f"/atlas/{part}/{n}.js" for part in ("static/js", "assets") for n in range(FILES)]
    with ThreadPoolExecutor(12) as crowd:
        found = list(crowd.map(lambda path: status(address + path), paths))
    assert set(found) == {200}


def test_who_asks_far_too_much_is_refused(address):
    with ThreadPoolExecutor(12) as crowd:
        found = list(
            crowd.map(lambda n: status(f"{address}/atlas/api/points.json?text={n}"), range(400))
        )
    assert set(found) == {200, 503}
    assert found.count(200) >= 150


def test_what_is_not_for_all_is_closed(address):
    for path in ("/atlas/api/metrics", "/atlas/_stcore/metrics"):
        assert status(address + path) == 403
    assert status(f"{address}/elsewhere") == 404


def test_an_answer_cannot_have_a_file_sent(address):
    assert status(f"{address}/atlas/api/incidents.csv") == 200


def test_its_log_holds_neither_addresses_nor_searches(tmp_path):
    with behind() as port:
        pass  # there is nobody any more
    with proxying(tmp_path, port) as found:
        wait(int(found.rpartition(":")[2]))
        assert status(f"{found}/atlas/api/incidents.csv?text=a+secret+search") == 502
        assert status(f"{found}/atlas/api/metrics") == 403
    written = "".join(
        path.read_text(errors="replace") for path in tmp_path.glob("*.log") if path.is_file()
    )
    assert "secret" not in written
    assert "127.0.0.1, " not in written
    assert "client:" not in written
