"""OGC API Features, read by GDAL from the running server: the store's records, all of them."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time

import pytest
import uvicorn
from starlette.applications import Starlette

from geo import query
from geo.query import Filters
from geo.web.http import ogc, routes
from geo.web.server.middleware import stack
from geo.web.visitor.server_store import HOLDER
from tests.web.client import make_client, make_store

pytestmark = pytest.mark.slow

ALL = Filters()
ROOT = "http://testserver/atlas/api/ogc"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return make_store(tmp_path_factory.mktemp("store"))


@pytest.fixture
def client(store, monkeypatch):
    return make_client(store, monkeypatch, "/atlas")


@pytest.fixture
def server(store, monkeypatch):
    """Address of a server that runs on a port of its own."""
    monkeypatch.setattr(HOLDER, "get", lambda: store)
    app = Starlette(routes=routes.routes(""), middleware=stack(""))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        running = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", ws="none"))
        thread = threading.Thread(target=running.run, args=([listening],), daemon=True)
        thread.start()
        while not running.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        running.should_exit = True
        thread.join()


#: GDAL holds the interpreter while it waits, so that it has a process of its own.
GDAL = """
import json, sys, pyogrio
source = "OAPIF:" + sys.argv[1] + "/api/ogc"
found = pyogrio.read_dataframe(source, layer="incidents")
inside = pyogrio.read_dataframe(source, layer="incidents", bbox=(36, 49, 37, 50.2))
regions = pyogrio.read_dataframe(source, layer="regions")
print(json.dumps({
    "layers": sorted(name for name, _ in pyogrio.list_layers(source)),
    "ids": sorted(found["incident_id"]),
    "points": int(found.geometry.notna().sum()),
    "killed": int(found["fatalities"].sum()),
    "inside": [sorted(set(inside["region"].dropna())), bool(inside.geometry.notna().all())],
    "regions": [len(regions), int(regions["incidents"].sum())],
}))
"""


def test_gdal_opens_the_running_server(server, store, monkeypatch):
    monkeypatch.setattr(ogc, "MOST", 2)  # so that it has to turn pages
    done = subprocess.run(
        [sys.executable, "-c", GDAL, server],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    found, expected = json.loads(done.stdout), query.records(store, ALL)
    assert found["layers"] == ["incidents", "regions"]
    assert found["ids"] == sorted(expected["incident_id"])
    assert found["points"] == query.placement(store, ALL).points
    assert found["killed"] == expected["fatalities"].sum()
    assert found["inside"] == [["UA-63"], True]
    figures = query.region_figures(store, ALL)
    assert found["regions"] == [110, sum(own.incidents for own in figures.values())]


def test_pages_hold_every_record_once(client, store):
    seen, address = [], "/atlas/api/ogc/collections/incidents/items?limit=2"
    while address:
        page = client.get(address).json()
        assert page["numberMatched"] == query.record_count(store, ALL)
        assert page["numberReturned"] == len(page["features"]) <= 2
        seen += [feature["id"] for feature in page["features"]]
        address = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
    assert len(seen) == len(set(seen)) == query.record_count(store, ALL)
    one = client.get(f"/atlas/api/ogc/collections/incidents/items/{seen[0]}").json()
    assert one["id"] == seen[0]


@pytest.mark.parametrize(
    ("asked", "params"),
    [
        ("region=UA63", {"region": ["UA-63"]}),
        ("datetime=2024-10-05/..", {"from": ["2024-10-05"]}),
        ("datetime=../2024-10-05T12:00:00Z", {"to": ["2024-10-05"]}),
        ("datetime=2024-10-22", {"from": ["2024-10-22"], "to": ["2024-10-22"]}),
        ("type=Disrupted weapons use&metric=killed", {"type": ["Disrupted weapons use"]}),
    ],
)
def test_filters_are_the_data_apis(client, store, asked, params):
    page = client.get(f"/atlas/api/ogc/collections/incidents/items?{asked}").json()
    assert page["numberMatched"] == query.record_count(store, Filters.from_params(params))


def test_a_box_holds_points_alone(client):
    items = "/atlas/api/ogc/collections/incidents/items?bbox="
    assert client.get(items + "36,49,37,51").json()["numberMatched"] == 1
    assert client.get(items + "37,49,-170,51").json()["numberMatched"] == 0
    assert client.get(items + "30,49,-170,51").json()["numberMatched"] == 1
    regions = "/atlas/api/ogc/collections/regions/items?bbox="
    found = client.get(regions + "179,60,-179,70").json()["features"]
    assert [feature["id"] for feature in found] == ["RU-CHU"]


def test_pages_say_where_everything_is(client):
    landing = client.get("/atlas/api/ogc").json()
    links = {link["rel"]: link["href"] for link in landing["links"]}
    assert links["data"] == f"{ROOT}/collections"
    assert links["service-desc"] == "http://testserver/atlas/api/openapi.json"
    for address in links.values():
        assert client.get(address).status_code == 200
    for found in client.get(links["data"]).json()["collections"]:
        for link in found["links"]:
            assert client.get(link["href"]).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nope", 404),
        ("/collections/nope", 404),
        ("/collections/incidents/items/999999", 404),
        ("/collections/incidents/items/x", 404),
        ("/collections/regions/items/UA-99", 404),
        ("/collections/incidents/items?bbox=1,2,3", 400),
        ("/collections/incidents/items?limit=0", 400),
        ("/collections/incidents/items?limit=1e9", 400),
        ("/collections/incidents/items?datetime=x", 400),
        ("/collections/incidents/items?datetime=2024-10-05&from=2024-10-01", 400),
        ("/collections/incidents/items?nope=1", 400),
        ("/collections?region=UA-63", 400),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(client, path, status):
    answer = client.get(f"/atlas/api/ogc{path}")
    assert answer.status_code == status
    assert answer.json()["error"].endswith(".")
