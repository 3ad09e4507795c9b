"""The embedded map's page: the same figures as the page's map, and nothing that can run."""

from __future__ import annotations

import html
import json
import re

import pytest

from geo import query
from geo.maps import METRICS, Look, View, shading
from geo.query import Filters
from geo.web.map import component as atlas_map
from tests.web.client import make_client, make_store


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return make_store(tmp_path_factory.mktemp("store"))


@pytest.fixture
def client(store, monkeypatch):
    return make_client(store, monkeypatch)


def data_of(answer):
    assert answer.status_code == 200
    (text,) = re.findall(r'id="atlas-embed">(.*?)</script>', answer.text, re.DOTALL)
    return json.loads(text)


@pytest.mark.parametrize("metric", METRICS)
def test_it_has_the_state_of_the_pages_map(client, store, metric):
    params = {"country": ["UA"], "from": ["2024-10-02"]}
    look = {"colour": "actor", "size": "casualties"}
    filters = Filters.from_params(params)
    view = View(filters, METRICS[metric], layers=("regions",), look=Look(**look))
    shaded = shading(store, view, query.facets(store))
    asked = params | {"metric": metric, "layers": "regions"} | look
    wanted = json.loads(json.dumps(atlas_map.map_state(shaded, view, version=store.version)))
    assert wanted.items() >= (look | {"tiles": None, "points": False}).items()
    assert data_of(client.get("/embed", params=asked))["state"] == wanted


def test_everything_it_names_is_served_from_here(client):
    answer = client.get("/embed?lang=uk&theme=dark&map=7.25/50.45/-0.5")
    assert '<html lang="uk" data-wanted="dark">' in answer.text
    named = re.findall(r'(?:src|href)="([^"]*)"', answer.text)
    options = data_of(answer)["options"]
    named += [options[name] for name in ("regions", "basemap", "points", "badges")]
    assert len(named) >= 8
    for address in named:
        assert not address.startswith(("http", "/", ".."))
        if not address.startswith("./"):
            assert client.get(f"/{html.unescape(address)}").status_code == 200


def test_it_links_to_the_same_view_in_the_page(client):
    given = "from=2024-10-02&region=UA-63&metric=killed&layers=points&colour=actor&lang=ru"
    data = data_of(client.get(f"/embed?{given}&theme=light"))
    assert data["full"] == f"./?{given}"
    assert data_of(client.get("/embed"))["full"] == "./"


def test_its_text_says_what_it_shows(client):
    assert "4 reported incidents, 1 Oct 2024 to 11 Nov 2024" in client.get("/embed").text
    assert "1 reported incident, " in client.get("/embed?country=RU").text
    assert "0 reported incidents, " in client.get("/embed?region=RU-KAM").text


def test_a_filter_cannot_end_the_script(client):
    text = "</script><script>alert(1)</script>{{7*7}}{%x%}\"'><img src=x onerror=alert(1)>"
    answer = client.get("/embed", params={"actor": text})
    assert data_of(answer)["state"]["query"].startswith("actor=")
    assert "<script>alert" not in answer.text
    assert "<img" not in answer.text


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("theme=blue", "theme='blue' is not known"),
        ("lang=fr", "lang='fr' is not known"),
        ("metric=x", "metric='x' is not known"),
        ("colour=x", "colour='x' is not known"),
        ("layers=x", "layers='x' is not known"),
        ("token=x", "'token' is not a parameter here"),
        ("region=UA-99", "region='UA-99' is not known"),
        ("map=7/50.45", "map='7/50.45' is no place; expected zoom/latitude/longitude"),
        ("map=7/50.45/30.52/1", "map='7/50.45/30.52/1' is no place"),
    ],
)
def test_a_wrong_parameter_gets_one_sentence(client, address, sentence):
    answer = client.get(f"/embed?{address}")
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(sentence)


def test_it_is_asked_for_again_only_when_it_has_changed(client):
    first = client.get("/embed?country=UA")
    again = client.get("/embed?country=UA", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get("/embed?country=RU", headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200
    assert client.post("/embed").status_code == 405


def test_two_maps_are_two_frames_with_the_same_classes(client):
    params = {"from": "2024-10-03", "to": "2024-10-04", "beside": "before", "theme": "dark"}
    both = client.get("/embed", params=params)
    assert both.status_code == 200
    frames = [html.unescape(one) for one in re.findall(r'<iframe src="([^"]*)"', both.text)]
    assert len(frames) == 2
    assert 'id="atlas-embed"' not in both.text
    assert "beside=before" in both.text.partition('<a href="')[2]
    found = [client.get(f"/{one.removeprefix('./')}") for one in frames]
    states = [data_of(one)["state"] for one in found]
    assert [state["beside"] for state in states] == ["first", "second"]
    assert states[0]["legend"] == states[1]["legend"]
    assert [state["query"] for state in states] == [
        "from=2024-10-03&to=2024-10-04",
        "from=2024-10-01&to=2024-10-02",
    ]
    assert all('data-wanted="dark"' in one.text for one in found)
    assert client.get("/embed", params={"side": "third"}).status_code == 400
