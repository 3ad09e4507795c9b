"""A language model that invents, repeats, breaks off or does not answer gives nothing untrue."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from geo.drafts import asked
from geo.errors import InputError

pytestmark = pytest.mark.slow

TEXT = "Overnight a missile hit a school in Sumy. Two people were killed and five injured."
DAY = date(2025, 3, 12)
TRUE = {
    "day_words": "Overnight",
    "type": "Shelling/artillery/missile attack",
    "actor": "Russia",
    "places": ["Sumy"],
    "killed": {"value": 2, "words": "Two people were killed"},
    "injured": {"value": 5, "words": "five injured"},
    "launched": None,
    "downed": None,
    "lost": None,
}


def content(*incidents):
    """What a model says."""
    return json.dumps({"incidents": list(incidents)})


@contextmanager
def fake(*answers, status=200, wait=0.0):
    """An endpoint that gives these answers one after the other, and keeps what it was asked."""
    left = list(answers)
    heard = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers["Content-Length"])
            heard.append((self.path, self.headers, json.loads(self.rfile.read(length))))
            time.sleep(wait)
            said = left.pop(0) if len(left) > 1 else left[0]
            body = json.dumps({"choices": [{"message": {"content": said}}]}).encode()
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", heard
    finally:
        server.shutdown()
        server.server_close()


def ask(url, **options):
    return asked(TEXT, url=url, model="small", published=DAY, **options)


def test_what_the_text_says_too_is_taken():
    with fake(content(TRUE)) as (url, heard):
        (found,) = ask(url, key="secret")
    assert {role: f.value for role, f in found.figures.items()} == {"killed": 2, "injured": 5}
    assert [place.region for place in found.places] == ["UA-59"]
    assert found.days() == (date(2025, 3, 11), DAY)
    for field in found.figures.values():
        for proof in field.evidence:
            assert TEXT[proof.start : proof.end] == proof.text
    path, headers, body = heard[0]
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == "Bearer secret"
    assert body["response_format"]["json_schema"]["schema"]["required"] == ["incidents"]


@pytest.mark.parametrize(
    ("changed", "left"),
    [
        ({"killed": {"value": 2, "words": "two soldiers died"}}, {"injured": 5}),
        ({"killed": {"value": 20, "words": "Two people were killed"}}, {"injured": 5}),
        ({"launched": {"value": 40, "words": "40 drones"}}, {"killed": 2, "injured": 5}),
    ],
)
def test_what_is_invented_is_left_out(changed, left):
    with fake(content(TRUE | changed)) as (url, _):
        (found,) = ask(url)
    assert {role: f.value for role, f in found.figures.items()} == left


def test_a_place_that_is_not_in_the_text_is_left_out():
    with fake(content(TRUE | {"places": ["Sumy", "Kharkiv"]})) as (url, _):
        (found,) = ask(url)
    assert [place.name for place in found.places] == ["Sumy"]


def test_an_incident_of_which_nothing_is_in_the_text_is_none():
    nothing = {"places": ["Kharkiv"], "killed": None, "injured": None}
    with fake(content(TRUE | nothing)) as (url, _):
        assert ask(url) == []


def test_what_is_repeated_is_one():
    with fake(content(TRUE, TRUE, TRUE)) as (url, _):
        assert len(ask(url)) == 1


def test_broken_json_is_asked_for_once_more():
    with fake(content(TRUE)[:40], content(TRUE)) as (url, heard):
        assert len(ask(url)) == 1
    assert len(heard) == 2


@pytest.mark.parametrize("said", ["{", "[]", content({"places": "Sumy"}), "no incidents here"])
def test_what_is_not_of_the_schema_is_refused(said):
    with fake(said) as (url, _), pytest.raises(InputError, match="not JSON of the schema"):
        ask(url)


def test_an_endpoint_that_does_not_answer():
    with fake(content(TRUE), wait=1.0) as (url, _), pytest.raises(InputError, match="not answered"):
        ask(url, seconds=0.2)


def test_an_endpoint_that_refuses():
    with fake("", status=401) as (url, _), pytest.raises(InputError, match="status 401"):
        ask(url)


def test_an_endpoint_that_is_not_there():
    with pytest.raises(InputError, match="cannot be reached"):
        ask("http://127.0.0.1:9/v1")
