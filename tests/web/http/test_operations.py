"""Health, metrics and the log of requests: what they say, and what they never say."""

from __future__ import annotations

import json
import threading

import pytest
from prometheus_client.parser import text_string_to_metric_families

from geo import logs, store
from geo.errors import StoreError
from geo.web.http import operations
from geo.web.visitor.server_store import HOLDER
from tests.web.client import make_client, make_store


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    return make_store(tmp_path_factory.mktemp("store"))


@pytest.fixture
def client(held, monkeypatch):
    return make_client(held, monkeypatch)


def figures(client):
    text = client.get("/api/metrics").text
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_health_says_which_data_is_served(client):
    answer = client.get("/api/health")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "version": "test",
        "incidents": 4,
        "format": store.FORMAT,
        "current": True,
        "datasets": [
            {
                "dataset": "test",
                "last_event": "2024-11-11",
                "last_fetch": None,
                "last_failure": None,
                "late": False,
            }
        ],
    }
    assert answer.headers["cache-control"] == "no-store"


def test_without_a_store_it_is_alive_but_not_ready(client, monkeypatch):
    def missing():
        raise StoreError("there is no store at a.duckdb.")

    monkeypatch.setattr(HOLDER, "get", missing)
    answer = client.get("/api/health")
    assert answer.status_code == 503
    assert answer.json() == {"status": "error", "error": "there is no store at a.duckdb."}
    live = client.get("/api/health?live=1")
    assert (live.status_code, live.json()) == (200, {"status": "ok"})
    assert figures(client)["atlas_ready",] == 0


def test_data_that_was_refused_is_told_without_its_content(client, monkeypatch):
    monkeypatch.setattr(HOLDER, "problem", "row 2: 'a secret cell' is not a type.")
    answer = client.get("/api/health")
    assert answer.json()["current"] is False
    assert "secret" not in answer.text


def test_a_store_that_is_being_built_is_not_waited_for(client, monkeypatch):
    built = threading.Event()
    monkeypatch.setattr(operations, "_PATIENCE", 0.05)
    monkeypatch.setattr(HOLDER, "get", lambda: built.wait(20))
    answer = client.get("/api/health")
    built.set()
    assert answer.status_code == 503
    assert answer.json()["error"] == "The store is being built; ask again in a minute."


def test_metrics_count_requests_by_route_and_status(client):
    before = figures(client)
    client.get("/api/regions.csv?region=UA-63")
    client.get("/api/regions.csv?region=secret")
    client.get("/nowhere/secret/place")
    after = figures(client)

    def more(*key):
        return after[key] - before.get(key, 0)

    regions = ("route", "/api/regions.csv")
    assert more("atlas_requests_total", regions, ("status", "200")) == 1
    assert more("atlas_requests_total", regions, ("status", "400")) == 1
    assert more("atlas_request_seconds_count", regions) == 2
    assert more("atlas_response_bytes_total", regions) > 100
    assert more("atlas_requests_total", ("route", "page"), ("status", "404")) == 1
    assert after["atlas_ready",] == 1
    assert after["atlas_store_rows", ("table", "incidents")] == 4
    assert after["atlas_store_rows", ("table", "locations")] == 5
    assert ("atlas_store_info", ("format", store.FORMAT), ("version", "test")) in after
    assert more("atlas_downloads") == 0
    assert after["process_resident_memory_bytes",] > 10**7
    assert "secret" not in client.get("/api/metrics").text


def test_a_request_is_one_line_without_who_or_what(client, capsys):
    logs.set_up("json")
    client.get(
        "/api/regions.csv?actor=secret%0Aname",
        headers={"User-Agent": "secret\x1b[31m", "X-Forwarded-For": "192.0.2.7"},
    )
    client.get("/secret%0a%7b%22event%22%3a1%7d")
    client.get("/api/health")
    logs.set_up("off")
    first, second = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert set(first) == {"time", "level", "event", "method", "route", "status", "ms", "bytes"}
    assert (first["route"], first["status"], first["level"]) == ("/api/regions.csv", 200, "info")
    assert first["bytes"] > 1000
    assert (second["route"], second["status"], second["level"]) == ("page", 404, "warning")
    text = json.dumps([first, second])
    assert not [word for word in ("secret", "192.0.2.7", "testclient", "127.0.0.1") if word in text]
