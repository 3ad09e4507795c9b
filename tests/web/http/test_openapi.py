"""The OpenAPI document is well formed, and says what the server does: no more and no less."""

from __future__ import annotations

import pytest
from openapi_spec_validator import validate

from geo import query
from geo.web import addresses
from geo.web.http import data_files, map_routes, openapi
from tests.web.client import make_client, make_store

pytestmark = pytest.mark.slow

DOCUMENT = openapi.document()
#: A value for every parameter that is valid, and one that is not, where any text is not valid.
VALUES = {
    "from": ("2024-10-01", "x"),
    "to": ("2024-12-01", "x"),
    "country": ("UA", "x"),
    "region": ("UA-63", "x"),
    "type": ("Air/drone strike", "x"),
    "actor": ("Russia", None),
    "dataset": ("test", None),
    "count": ("once", "x"),
    "strictness": ("high", "x"),
    "incident": ("I0", None),
    "step": ("week", "x"),
    "live": ("1", "x"),
    "since": ("test", "x"),
    "unit": ("UA6308", "UA63"),
    **dict.fromkeys(("inside", "outside", "near"), (None, "x/1")),  # the store here has no layer
    "hxl": ("1", "2"),
    "bbox": ("22,44,41,53", "1,2,3"),
    "datetime": ("2024-10-01/..", "x"),
    "after": ("0", "-1"),
    "f": ("json", "html"),
    "zoom": ("4", "x"),
    "cell": ("UA-63", "x"),
    "token": (None, None),
    **dict.fromkeys(("west", "south", "east", "north"), ("1", "x")),
    **dict.fromkeys(data_files.VIEW, ("anything", None)),
    "colour": ("actor", None),
    "size": ("casualties", None),
    "limit": ("3", "x"),
    "text": ("alert", 2000 * "x "),
}
#: All but the shapes of a layer: the store here has none.
PATHS = [path for path in DOCUMENT["paths"] if path != "/api/layer.json"]


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    return make_store(tmp_path_factory.mktemp("store"))


@pytest.fixture
def client(held, monkeypatch):
    return make_client(held, monkeypatch)


def parameters(path):
    for given in DOCUMENT["paths"][path]["get"]["parameters"]:
        yield DOCUMENT["components"]["parameters"][given["$ref"].rpartition("/")[2]]


def test_it_is_a_valid_document():
    validate(DOCUMENT)
    ids = [path["get"]["operationId"] for path in DOCUMENT["paths"].values()]
    assert len(set(ids)) == len(ids)


def test_it_has_every_route_and_no_other():
    served = {route.path for route in map_routes.routes() if route.path.startswith("/api/")}
    served -= {"/api/{rest:path}", "/api/ogc/{below:path}"}
    assert {f"/api/{name}" for name in addresses.API_NAMES} == served
    # What the page's own scripts ask, and nobody else.
    served -= {"/api/painted", "/api/session"}
    assert {path for path in DOCUMENT["paths"] if not path.startswith("/api/ogc/")} == served


def test_every_filter_is_described():
    assert set(openapi.MEANINGS) >= set(query.FILTERS)


def needed(path):
    return {p["name"]: VALUES[p["name"]][0] for p in parameters(path) if p.get("required")}


@pytest.mark.parametrize("path", PATHS)
def test_every_parameter_is_taken_and_checked_as_described(client, path):
    names = {parameter["name"] for parameter in parameters(path)}
    for parameter in parameters(path):
        good, bad = VALUES[parameter["name"]]
        many = parameter["schema"].get("type") == "array"
        if good is not None:
            answer = client.get(path, params=needed(path) | {parameter["name"]: good})
            assert answer.status_code == 200, (parameter["name"], answer.text)
            twice = needed(path) | {parameter["name"]: [good, good]}
            if path in {f"/api/{file.name}" for file in data_files.FILES}:
                assert client.get(path, params=twice).status_code == (200 if many else 400)
        if bad is not None:
            answer = client.get(path, params=needed(path) | {parameter["name"]: bad})
            assert answer.status_code == 400
            assert parameter["name"] in answer.json()["error"]
    if "token" not in names:  # the map's own requests let others pass
        for name in {*VALUES, "x"} - names:
            assert client.get(path, params={name: "1"}).status_code == 400, name


def test_a_layer_that_is_not_there_is_refused_as_described(client):
    assert {p["name"] for p in parameters("/api/layer.json")} == {"layer", "day", "v", "token"}
    for params, status in (({}, 400), ({"layer": "x"}, 400), ({"layer": "x", "token": "y"}, 410)):
        answer = client.get("/api/layer.json", params=params)
        assert answer.status_code == status
        assert answer.json()["error"].endswith(".")
        assert str(status) in DOCUMENT["paths"]["/api/layer.json"]["get"]["responses"]
    assert client.post("/api/layer.json").status_code == 405


@pytest.mark.parametrize("path", PATHS)
def test_the_answer_has_the_type_that_is_described(client, path):
    described = DOCUMENT["paths"][path]["get"]["responses"]
    answer = client.get(path, params=needed(path))
    assert answer.headers["content-type"].partition(";")[0] in described["200"]["content"]
    assert set(described["200"]["headers"]) <= {name.title() for name in answer.headers} | {"ETag"}
    for status in ("400", "405", "414"):
        assert described[status]["content"]["application/json"]["schema"]


def test_it_is_served_with_the_sub_path(held, monkeypatch):
    client = make_client(held, monkeypatch, "/atlas")
    served = client.get("/atlas/api/openapi.json").json()
    assert served["servers"] == [{"url": "/atlas"}]
    assert served["paths"] == DOCUMENT["paths"]
