"""Routes beside the page."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geo import i18n
from geo.maps import Look, View, Viewport, map_points
from geo.query import Filters
from geo.web.http import map_routes, routes
from geo.web.map import assets
from geo.web.visitor.server_store import HOLDER
from tests import factory
from tests.factory import Incident, Place, build
from tests.web.client import make_client


@pytest.fixture
def client(tmp_path, monkeypatch):
    made = [
        Incident([Place("UA-63", point=True)], text={"source_url": "https://example.org/1"}),
        Incident([Place("UA-63", point=True)], type="Disrupted weapons use"),
        Incident([Place("UA-51", point=True)]),
        Incident([Place("RU-BEL")]),
        Incident([Place("UA-23", radius_km=16.2)]),
    ]
    store = build(tmp_path / "a.duckdb", made)
    monkeypatch.setattr(HOLDER, "get", lambda: store)
    return TestClient(Starlette(routes=map_routes.routes()))


def test_points_are_binned_and_region_level_is_none_of_them(client):
    points = client.get("/api/points.json?zoom=5").json()["points"]
    assert sorted((p[2], p[7]) for p in points) == [(1, "Odesa"), (2, "Kharkiv")]
    kharkiv = next(p for p in points if p[7] == "Kharkiv")
    assert kharkiv[3] == 8  # two types
    assert kharkiv[6] == 0  # one place: zooming in splits nothing


def test_filters_are_the_address_parameters(client):
    points = client.get("/api/points.json?zoom=5&type=Disrupted+weapons+use").json()["points"]
    assert [p[2] for p in points] == [1]
    assert client.get("/api/points.json?zoom=5&region=RU-BEL").json()["points"] == []
    assert len(client.get("/api/points.json?zoom=5&west=35&east=37").json()["points"]) == 1


def test_a_cell_gives_its_records_with_their_sources(client):
    found = client.get("/api/points.json?zoom=5").json()
    kharkiv = next(p for p in found["points"] if p[7] == "Kharkiv")
    cell = f"{found['bins']}/{kharkiv[4]}/{kharkiv[5]}"
    answer = client.get("/api/cell.json", params={"cell": cell}).json()
    assert answer["incidents"] == 2
    assert {record["region_name"] for record in answer["records"]} == {"Kharkiv Oblast"}
    assert {record["source_url"] for record in answer["records"]} == {"https://example.org/1", None}


def test_badges_are_what_is_known_by_region_only(client):
    assert client.get("/api/badges.json").json() == {"badges": {"RU-BEL": 1, "UA-23": 1}}
    assert client.get("/api/badges.json?country=UA").json() == {"badges": {"UA-23": 1}}
    answer = client.get("/api/cell.json?cell=RU-BEL&lang=uk").json()
    assert answer["incidents"] == 1
    assert answer["records"][0]["region_name"] == "Бєлгородська область"
    assert answer["records"][0]["precision"] == "region"


def test_circles_are_drawn_close_by_and_open_their_records(client):
    view = "&west=35.3&east=36&south=47.9&north=48.2"
    assert client.get(f"/api/points.json?zoom=8{view}").json()["circles"] == []
    found = client.get(f"/api/points.json?zoom=9{view}").json()
    ((*where, cell),) = found["circles"]
    assert where == [47.85, 35.19, 16.2, 1, "Zaporizhzhia"]  # its edge is in view
    assert found["points"] == []
    away = client.get("/api/points.json?zoom=9&west=35.5&east=36&south=47.9&north=48.2").json()
    assert away["circles"] == []
    assert client.get("/api/points.json?zoom=9&region=UA-63").json()["circles"] == []
    answer = client.get("/api/cell.json", params={"cell": cell, "lang": "uk"}).json()
    assert (answer["incidents"], answer["record_count"], answer["extent"]) == (1, 1, None)
    (record,) = answer["records"]
    assert (record["precision"], record["precision_name"]) == ("hromada", "у межах 17 км")
    other = client.get("/api/cell.json", params={"cell": f"{cell}1"}).json()
    assert (other["incidents"], other["records"]) == (0, [])


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/api/points.json?zoom=x", "zoom='x' is not a number"),
        ("/api/points.json?west=nan", "west='nan' is not a number"),
        ("/api/points.json?zoom=1e9", "zoom='1e9' is not a number"),
        ("/api/points.json?from=1.2.2024", "from='1.2.2024' is not a date"),
        ("/api/points.json?colour=red", "colour='red' is not known; expected one of type, actor"),
        ("/api/points.json?size=big", "size='big' is not known; expected one of incidents"),
        ("/api/badges.json?region=UA-99", "region='UA-99' is not known"),
        ("/api/cell.json?cell=UA-99", "cell='UA-99' is not a cell"),
        ("/api/cell.json?cell=UA-63&limit=x", "limit='x' is not a number"),
        ("/api/cell.json?cell=1;DROP", "cell='1;DROP' is not a cell"),
        ("/api/cell.json", "cell='' is not a cell"),
        ("/api/cell.json?cell=circle/1/2", "cell='circle/1/2' is not a cell"),
        ("/api/cell.json?cell=circle/1/2/x", "cell='circle/1/2/x' is not a cell"),
        ("/api/cell.json?cell=1/2/x", "cell='1/2/x' is not a cell"),
    ],
)
def test_a_wrong_parameter_gets_one_sentence(client, address, sentence):
    answer = client.get(address)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(sentence)


@pytest.mark.parametrize("name", assets.ASSETS)
def test_assets_are_served_packed_and_cacheable(client, name):
    answer = client.get(f"/assets/{name}")
    assert answer.status_code == 200
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    again = client.get(f"/assets/{name}", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    plain = client.get(f"/assets/{name}", headers={"Accept-Encoding": "identity"})
    assert plain.content == answer.content


@pytest.mark.parametrize("name", ["../api.py", "x.js", "..%2f..%2fpyproject.toml"])
def test_nothing_else_is_served(client, name):
    assert client.get(f"/assets/{name}").status_code == 404


def test_routes_follow_a_sub_path():
    assert {route.path.split("/")[1] for route in routes.routes("atlas/")} == {"atlas"}


def test_points_tell_the_page_what_the_map_shows(client, monkeypatch):
    told = []
    monkeypatch.setattr(map_routes.turns, "note_viewport", lambda *args: told.append(args))
    client.get("/api/points.json?zoom=5&turn=abc")
    client.get("/api/points.json?zoom=6&west=1&south=2&east=3&north=4.50")
    client.get("/api/badges.json")
    written = Viewport(6, (1.0, 2.0, 3.0, 4.5), "6 1 2 3 4.50")
    assert told == [("abc", Viewport(5)), (None, written)]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("6.25/48.3794/-31.1656", "6.25/48.3794/-31.1656"),
        ("6/48/31", "6/48/31"),
        ("6/48", ""),
        ("6/48/31&from=1", ""),
        ("6/48/31\n", ""),
        ("x/48/31", ""),
        ("٦/48/31", ""),
    ],
)
def test_a_map_without_points_says_what_it_shows_and_where_it_was_moved(
    client, monkeypatch, said, kept
):
    told = []
    monkeypatch.setattr(map_routes.turns, "note_viewport", lambda *args: told.append(args))
    edges = {"zoom": 6, "west": 1, "south": 2, "east": 3, "north": 4}
    answer = client.get(f"/api/painted?{urlencode(edges | {'turn': 'abc', 'place': said})}")
    assert answer.status_code == 204
    assert told == [("abc", Viewport(6, (1.0, 2.0, 3.0, 4.0), "6 1 2 3 4", kept))]


def test_a_map_says_that_it_is_painted(client, monkeypatch):
    told = []
    monkeypatch.setattr(map_routes.turns, "painted", told.append)
    assert client.get("/api/painted?turn=abc").status_code == 204
    client.get("/api/painted")
    assert told == ["abc", None]


def test_what_goes_with_the_colours_is_what_the_map_would_ask_for(client):
    viewport = Viewport(6, (22.5, 44.2, 46.5, 56.8), "6 22.5 44.2 46.5 56.8")
    view = View(Filters(country=("UA",)), layers=("unplaced",), look=Look("actor", "casualties"))
    with i18n.speaking("uk"):
        sent = map_points.for_view(HOLDER.get(), view, viewport)
    edges = {"zoom": "6", "west": "22.5", "south": "44.2", "east": "46.5", "north": "56.8"}
    asked = urlencode(view.to_params() | edges | {"lang": "uk"}, doseq=True)
    assert sent["points"] == client.get(f"/api/points.json?{asked}").json()
    assert sent["badges"] == client.get(f"/api/badges.json?{asked}").json()["badges"]
    assert sent["view"] == "6 22.5 44.2 46.5 56.8"
    assert sent["points"]["points"]


def test_points_beyond_180_degrees_are_drawn_where_their_region_is(tmp_path, monkeypatch):
    monkeypatch.setitem(factory.POINTS, "RU-CHU", ("Provideniya", -173.23, 64.42))
    places = [[Place("RU-CHU", point=True)], [Place("UA-63", point=True)]]
    store = build(tmp_path / "a.duckdb", [Incident(place) for place in places])
    client = make_client(store, monkeypatch)
    for asked, wanted in (
        ("zoom=4&west=150&south=50&east=210&north=75", [186.77]),
        ("zoom=3&west=-40&south=20&east=230&north=86", [36.25, 186.77]),
        ("", [36.25, 186.77]),
        ("zoom=5&west=20&south=40&east=50&north=60", [36.25]),
    ):
        found = client.get(f"/api/points.json?{asked}").json()
        assert sorted(point[1] for point in found["points"]) == pytest.approx(wanted, abs=0.2)
        for point in found["points"]:
            cell = f"{found['bins']}/{point[4]}/{point[5]}"
            assert client.get(f"/api/cell.json?cell={cell}").json()["incidents"] == 1
