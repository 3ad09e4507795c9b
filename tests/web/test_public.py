"""A public server shows nothing that the terms of a dataset forbid: API, embed, downloads, page."""

from __future__ import annotations

import io
import shutil
import zipfile

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from geo import ingest
from geo.web.http import data_files, routes
from geo.web.server.middleware import stack
from geo.web.visitor import server_store
from tests.ingest.test_publish import HIDDEN, acled

pytestmark = pytest.mark.slow

HEAD = "incident_id,date_start,sub_event_type,location,notes\n"
SHOWN = "Everybody may read this"
#: What is not to be found anywhere: notes, ids, the point, and what was turned down.
FORBIDDEN = (
    HIDDEN,
    "UKR1",
    "UKR2",
    "49.98765",
    "36.23456",
    "SECRET-ROW",
    "Never told",
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """ACLED's data, Bellingcat's, and some of our own, in one store."""
    tmp_path = tmp_path_factory.mktemp("public")
    path = tmp_path / "a.duckdb"
    rows = acled((1, 1), (2, 5))
    bad = "SECRET-ROW,some day,Battles,Armed clash,Russia,Ukraine,Kharkiv,Kharkiv,1,1,1,1,x,1\n"
    (tmp_path / "acled.csv").write_text(rows + bad, encoding="utf-8")
    (tmp_path / "mine.csv").write_text(f"{HEAD}M1,2024-10-20,Attack,Sumy,{SHOWN}\n", "utf-8")
    (tmp_path / "theirs.csv").write_text(f"{HEAD}T1,2024-10-20,Attack,Sumy,Never told\n", "utf-8")
    ingest.ingest([tmp_path / "acled.csv", tmp_path / "mine.csv"], path)
    no = ingest_terms("no")
    ingest.ingest([tmp_path / "theirs.csv"], path, terms=no, keep_revisions=True)
    return path


@pytest.fixture
def store_path(made, tmp_path):
    """A copy of it, with what lies beside it."""
    shutil.copytree(made.parent, tmp_path, dirs_exist_ok=True)
    return tmp_path / made.name


def ingest_terms(republish):
    from geo.store import Terms

    return Terms(republish=republish)


@pytest.fixture
def holder(store_path, monkeypatch):
    """The server's own holder of its store, as a public server has it."""
    monkeypatch.setenv("ATLAS_STORE", str(store_path))
    monkeypatch.setenv("ATLAS_PUBLIC", "on")
    fresh = server_store.StoreHolder()
    monkeypatch.setattr(server_store.HOLDER, "get", fresh.get)
    return fresh


@pytest.fixture
def client(holder):
    assert holder
    app = Starlette(routes=routes.routes(""), middleware=stack(""))
    return TestClient(app, raise_server_exceptions=False)


def forbidden_in(text):
    return [word for word in FORBIDDEN if word in text]


@pytest.mark.parametrize("name", [file.name for file in data_files.FILES])
def test_the_api_gives_figures_and_nothing_else(client, name):
    text = client.get(f"/api/{name}").text
    assert forbidden_in(text) == []
    if name == "incidents.csv":
        assert SHOWN in text
        assert ",2024-10-21,2024-10-27," in text  # a week, and no day
        assert "2024-10-22" not in text
        assert "theirs" not in text
    if name == "regions.csv":
        (row,) = [line for line in text.splitlines() if line.startswith("UA-63")]
        assert ",6," in row  # 1 and 5 killed


@pytest.mark.parametrize(
    "path",
    [
        "embed",
        "api/points.json?west=-1&east=1&south=-1&north=1",
        "api/cell.json?cell=UA-63",
        "api/badges.json",
        "api/health",
        "api/incidents.csv?text=read",
        "api/incidents.csv?incident=UKR1",
    ],
)
def test_nothing_else_gives_them_either(client, path):
    answer = client.get(f"/{path}")
    assert answer.status_code == 200
    assert forbidden_in(answer.text) == []


def test_changes_do_not_tell_them(client, holder):
    import json

    from geo.store import HISTORY

    (first, *_), *_later = json.loads(holder.get().meta[HISTORY])
    answer = client.get("/api/changes", params={"since": first})
    assert answer.status_code == 200
    assert forbidden_in(answer.text) == []
    assert "T1" not in answer.text


@pytest.mark.parametrize("form", ["csv", "geojson", "gpkg", "xlsx", "html"])
def test_downloads_do_not_hold_them(holder, form):
    from geo.export import Download
    from geo.maps import View, drawing_of

    store = holder.get()
    made = Download(store, View().filters, form, drawing=lambda: drawing_of(store, View()))
    content = b"".join(made.pieces(made.described()))
    texts = [content]
    if form == "xlsx":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            texts = [archive.read(name) for name in archive.namelist()]
    for text in texts:
        assert forbidden_in(text.decode("utf-8", "replace")) == []


def test_the_page_does_not_show_them_and_says_so(holder):
    def page():
        import streamlit as st

        from geo import query
        from geo.sources import freshness
        from geo.web import about
        from geo.web.map import headline
        from geo.web.visitor import session

        session.begin()
        store = session.base_store()
        fresh = freshness(store)
        headline.late(fresh)
        st.caption(" ".join(headline.data_texts(store, store, query.facets(store), fresh)))
        about.show()
        st.dataframe(query.records(store, query.Filters(), limit=50))
        st.dataframe(query.rejected(store, limit=9))

    assert holder
    shown = AppTest.from_function(page, default_timeout=60).run()
    assert not shown.exception
    captions = [caption.value.replace("\\", "") for caption in shown.caption]
    assert "Withheld here by their terms: theirs." in captions
    assert "Shown here by region, type and week only, as their terms demand: acled." in captions
    everything = " ".join(
        [str(element.value) for element in [*shown.markdown, *shown.caption, *shown.dataframe]]
    )
    assert forbidden_in(everything) == []


def test_a_server_of_ones_own_shows_all(client, monkeypatch):
    monkeypatch.setenv("ATLAS_PUBLIC", "off")
    fresh = server_store.StoreHolder()
    monkeypatch.setattr(server_store.HOLDER, "get", fresh.get)
    assert HIDDEN in client.get("/api/incidents.csv").text


def test_a_newer_store_is_withheld_too(client, store_path, tmp_path):
    client.get("/api/health")
    (tmp_path / "acled.csv").write_text(acled((1, 1), (2, 5), (3, 1)), encoding="utf-8")
    ingest.ingest([tmp_path / "acled.csv"], store_path)
    text = client.get("/api/incidents.csv").text
    assert forbidden_in(text) == []
    assert client.get("/api/health").json()["incidents"] == 4
