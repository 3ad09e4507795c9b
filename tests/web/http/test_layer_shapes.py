"""The route that gives the map a layer's shapes."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geo.web.http import map_routes
from geo.web.map.assets import layer_url
from geo.web.visitor.own_data import Visitor, Wishes
from geo.web.visitor.server_store import HOLDER
from tests.factory import Incident, Place
from tests.layers.test_layer import NAMES, made

pytestmark = pytest.mark.slow

ADDRESS = "/api/layer.json"


@pytest.fixture
def store(tmp_path):
    return made(tmp_path / "a.duckdb", [Incident([Place("UA-63", point=True)])])


@pytest.fixture
def client(store, monkeypatch):
    monkeypatch.setattr(HOLDER, "get", lambda: store)
    return TestClient(Starlette(routes=map_routes.routes()))


def test_areas_are_called_as_the_map_expects(client):
    answer = client.get(ADDRESS, params={"layer": "raions"})
    assert answer.headers["content-type"] == "application/geo+json"
    assert answer.headers["content-encoding"] == "gzip"
    found = answer.json()
    assert found["type"] == "FeatureCollection"
    expected = [{"region": name, "name_en": name} for name in sorted(NAMES)]
    assert [area["properties"] for area in found["features"]] == expected
    assert all(area["geometry"]["type"] == "Polygon" for area in found["features"])


def test_what_is_known_is_not_sent_again(client):
    first = client.get(ADDRESS, params={"layer": "raions"})
    same = {"If-None-Match": first.headers["etag"]}
    assert client.get(ADDRESS, params={"layer": "raions"}, headers=same).status_code == 304
    plain = client.get(ADDRESS, params={"layer": "raions"}, headers={"Accept-Encoding": "identity"})
    assert plain.content == first.content


@pytest.mark.parametrize("name", ["", "x", "raions'--", "\0", "<script>"])
def test_an_unknown_layer_gets_one_sentence(client, name):
    answer = client.get(ADDRESS, params={"layer": name})
    assert answer.status_code == 400
    assert answer.json()["error"].endswith("is not in the store; it has raions.")


def test_a_visitors_layer_needs_the_token(client, store):
    answer = client.get(ADDRESS, params={"layer": "raions", "token": "unknown"})
    assert answer.status_code == 410
    visitor = Visitor()
    layer = visitor_layer("mine")
    visitor.change(store, Wishes(layers={"mine": layer}))
    assert client.get(ADDRESS, params={"layer": "mine"}).status_code == 400
    found = client.get(ADDRESS, params={"layer": "mine", "token": visitor.token}).json()
    assert len(found["features"]) == 4
    visitor.close()


def visitor_layer(name):
    from geo import layers
    from tests.layers.test_layer import areas, geojson

    return layers.read_layer(geojson(areas()), file=f"{name}.geojson")


def test_the_address_is_relative_to_the_maps_frame_and_quoted():
    assert layer_url("a b&c", "v1") == "../../api/layer.json?layer=a+b%26c&v=v1"
    assert layer_url("x", "v1", "secret").endswith("&v=v1&token=secret")
