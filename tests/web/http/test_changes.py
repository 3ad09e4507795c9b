"""Changes and the feed of new records, as the server answers them."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from defusedxml.ElementTree import fromstring

from geo import ingest
from geo.store import Store
from tests.web.client import make_client, make_store

pytestmark = pytest.mark.slow

ATOM = "{http://www.w3.org/2005/Atom}"
HEAD = "incident_id,date_start,sub_event_type,location,notes,source_url\n"
ODD = "A,2024-10-20,Attack,Kharkiv,<script>alert(1)</script> & \x07,javascript:alert(1)\n"


@pytest.fixture
def changed(tmp_path, monkeypatch):
    """A client of a store of two versions, and the first of them."""
    path, source = tmp_path / "a.duckdb", tmp_path / "mine.csv"
    source.write_text(f"{HEAD}{ODD}B,2024-10-20,Attack,Odesa,,\n", encoding="utf-8")
    first = ingest.ingest([source], path).version
    rows = "B,2024-10-21,Attack,Odesa,,\nC/1,2024-10-22,Attack,Odesa,,https://a.example/?a=1&b=2\n"
    source.write_text(HEAD + rows, encoding="utf-8")
    ingest.ingest([source], path, keep_revisions=True)
    return make_client(Store(path), monkeypatch), first


def test_changes(changed):
    client, first = changed
    found = client.get("/api/changes", params={"since": first}).json()
    assert (found["since"], found["version"]) == (
        first,
        client.get("/api/health").json()["version"],
    )
    assert found["added"] == [{"incident_id": "C/1", "dataset": "mine"}]
    (one,) = found["changed"]
    assert one["fields"]["date_start"] == {"before": "2024-10-20", "after": "2024-10-21"}
    (gone,) = found["withdrawn"]
    assert (gone["incident_id"], gone["last"]["date_start"]) == ("A", "2024-10-20")


@pytest.mark.parametrize("query", ["", "?since=", "?since=nothing", "?since=a&since=b"])
def test_changes_since_no_version_are_refused(changed, query):
    client, _first = changed
    answer = client.get(f"/api/changes{query}")
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("since")


def entries(answer):
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    return fromstring(answer.content).findall(f"{ATOM}entry")


def test_the_feed_has_what_is_new_first(changed):
    client, _first = changed
    found = entries(client.get("/api/incidents.atom"))
    assert [one.findtext(f"{ATOM}id").rpartition(":")[2] for one in found] == ["C%2F1", "B"]
    (page,) = (link for link in found[0].iter(f"{ATOM}link") if link.get("rel") == "alternate")
    there = urljoin("https://x.example/atlas/api/incidents.atom", page.get("href"))
    assert there == "https://x.example/atlas/?incident=C%2F1"
    (via,) = (link for link in found[0].iter(f"{ATOM}link") if link.get("rel") == "via")
    assert via.get("href") == "https://a.example/?a=1&b=2"
    assert "Odesa" in found[0].findtext(f"{ATOM}title")


def test_the_feed_takes_the_filters(changed):
    client, _first = changed
    assert entries(client.get("/api/incidents.atom?region=UA-63")) == []
    assert len(entries(client.get("/api/incidents.atom?to=2024-10-21"))) == 1
    assert client.get("/api/incidents.atom?region=UA-99").status_code == 400


def test_texts_in_the_feed_stay_texts(tmp_path, monkeypatch):
    client = make_client(make_store(tmp_path), monkeypatch)
    text = client.get("/api/incidents.atom").text
    assert "<script" not in text
    assert "&lt;script&gt;" in text


def test_no_address_that_runs_is_linked(tmp_path, monkeypatch):
    source = tmp_path / "mine.csv"
    source.write_text(HEAD + ODD, encoding="utf-8")
    ingest.ingest([source], tmp_path / "a.duckdb")
    client = make_client(Store(tmp_path / "a.duckdb"), monkeypatch)
    (one,) = entries(client.get("/api/incidents.atom"))
    assert "javascript:" not in {link.get("href") for link in one.iter(f"{ATOM}link")}
    assert one.findtext(f"{ATOM}summary").startswith("<script>alert(1)</script> &")
