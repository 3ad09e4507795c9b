"""The data API gives what the questions to the store give, and says no in one sentence."""

from __future__ import annotations

import csv
import io
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo import query
from geo.query import Filters
from geo.web import controls
from geo.web.controls import language, map_controls
from geo.web.http import data_files
from geo.web.visitor.server_store import HOLDER
from tests.web.client import make_client, make_store

pytestmark = pytest.mark.slow

NAMES = [file.name for file in data_files.FILES]
QUERIES = [
    {},
    {"from": ["2024-10-21"]},
    {"to": ["2024-10-01"]},
    {"region": ["UA-63", "RU-BEL"]},
    {"country": ["UA"], "type": ["Air/drone strike"]},
    {"actor": [query.NO_ACTOR]},
    {"incident": ["I1"]},
    {"from": ["2030-01-01"]},
]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return make_store(tmp_path_factory.mktemp("store"))


@pytest.fixture
def client(store, monkeypatch):
    return make_client(store, monkeypatch)


def rows(answer):
    assert answer.status_code == 200
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("params", QUERIES)
def test_incidents_are_the_records_of_the_selection(client, store, params):
    filters = Filters.from_params(params)
    table = query.records(store, filters)
    got = rows(client.get("/api/incidents.csv", params=params))
    assert [(row["incident_id"], row["region"]) for row in got] == [
        (name, "" if area is None or area != area else area)  # noqa: PLR0124 - missing
        for name, area in zip(table["incident_id"], table["region"], strict=True)
    ]
    features = client.get("/api/incidents.geojson", params=params).json()["features"]
    assert len(features) == len(got) == query.record_count(store, filters)
    assert (
        sum(f["geometry"] is not None for f in features) == query.placement(store, filters).points
    )
    assert len({row["incident_id"] for row in got}) == query.headline(store, filters).incidents


@pytest.mark.parametrize("params", QUERIES)
def test_regions_have_the_figures_of_the_page(client, store, params):
    figures = query.region_figures(store, Filters.from_params(params))
    got = {row["region"]: row for row in rows(client.get("/api/regions.csv", params=params))}
    for code, row in got.items():
        own = figures.get(code, query.Figures())
        assert row["incidents"] == str(own.incidents)
        for name in ("killed", "injured", "launched", "downed"):
            figure = getattr(own, name)
            shown = tuple("" if n is None else str(n) for n in (figure.value, figure.shared))
            assert (row[name], row[f"{name}_shared"]) == shown
    assert set(figures) <= set(got)
    features = client.get("/api/regions.geojson", params=params).json()["features"]
    assert {f["properties"]["region"]: f["properties"]["incidents"] for f in features} == {
        code: int(row["incidents"]) for code, row in got.items()
    }


@pytest.mark.parametrize("step", query.STEPS)
@pytest.mark.parametrize("params", QUERIES)
def test_the_timeline_is_that_of_the_page(client, store, params, step):
    table = query.timeline(store, Filters.from_params(params), step)
    got = rows(client.get("/api/timeline.csv", params={**params, "step": [step]}))
    assert [(row[step], row["type"], int(row["incidents"])) for row in got] == [
        (f"{period:%Y-%m-%d}", kind, count) for period, kind, count in table.itertuples(index=False)
    ]


def test_a_copied_address_works_with_all_that_the_page_puts_into_it(client):
    look = {map_controls.COLOUR, map_controls.SIZE}
    shading = {map_controls.METRIC, map_controls.MEASURE, map_controls.LEVEL, map_controls.LAYERS}
    compared = {"compare_from", "compare_to", map_controls.CHANCE}
    beside = {map_controls.BESIDE, "beside_from", "beside_to"}
    place = {controls.address.PLACE, controls.TABLE}
    written = {language.LANGUAGE} | look | shading | compared | beside | place
    assert written == set(data_files.VIEW)
    plain = client.get("/api/regions.csv?country=UA").content
    copied = client.get(
        "/api/regions.csv?country=UA&metric=killed&layers=points&lang=uk&colour=actor"
        "&map=7/50.45/30.52&table=records"
    ).content
    assert copied == plain


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("incidents.csv?fill=red", "'fill' is not a parameter here; there are: actor, "),
        ("incidents.csv?step=day", "'step' is not a parameter here"),
        ("incidents.csv?from=1.2.2024", "from='1.2.2024' is not a date; expected YYYY-MM-DD."),
        ("incidents.csv?from=", "from='' is not a date"),
        ("regions.csv?from=2024-01-01&from=2024-01-02", "from is given 2 times; give it once."),
        ("regions.csv?from=2024-01-02&to=2024-01-01", "from=2024-01-02 is after to=2024-01-01."),
        ("regions.geojson?region=UA-99", "region='UA-99' is not known"),
        ("timeline.csv?type=Raid", "type='Raid' is not known"),
        ("timeline.csv?step=year", "step='year' is not known; expected day or week or month."),
        ("timeline.csv?country=FR", "country='FR' is not known; expected UA or RU."),
        ("health?live=yes", "live='yes' is not known; expected 0 or 1."),
        ("metrics?x=1", "'x' is not a parameter here; there are: none."),
        ("openapi.json?x=1", "'x' is not a parameter here"),
    ],
)
def test_a_wrong_parameter_gets_one_sentence(client, address, sentence):
    answer = client.get(f"/api/{address}")
    assert answer.status_code == 400
    assert list(answer.json()) == ["error"]
    assert answer.json()["error"].startswith(sentence)
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("name", [*NAMES, "points.json", "cell.json", "health", "metrics"])
def test_other_methods_and_long_addresses_are_refused(client, name):
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
        answer = client.request(method, f"/api/{name}")
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
        assert "GET and HEAD" in answer.json()["error"]
    answer = client.get(f"/api/{name}?actor=" + 8000 * "a")
    assert answer.status_code == 414
    assert "8000 characters" in answer.json()["error"]


def test_what_is_not_there_is_said(client):
    answer = client.get("/api/incidents.xml")
    assert answer.status_code == 404
    assert "openapi.json" in answer.json()["error"]


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_can_be_asked_for_again(client, name):
    first = client.get(f"/api/{name}?country=UA")
    etag = first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"
    for held in (etag, etag.removeprefix("W/"), f'"x", {etag}', "*"):
        again = client.get(f"/api/{name}?country=UA", headers={"If-None-Match": held})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == etag
    other = client.get(f"/api/{name}?country=RU", headers={"If-None-Match": etag})
    assert other.status_code == 200
    head = client.head(f"/api/{name}?country=UA")
    assert (head.status_code, head.content) == (200, b"")
    for header in ("etag", "content-type", "content-disposition", "cache-control"):
        assert head.headers[header] == first.headers[header]


def test_new_data_is_a_new_version(store, tmp_path, monkeypatch):
    (tmp_path / "later").mkdir()
    later = make_store(tmp_path / "later", version="later")
    tags = {
        (made.version, name): make_client(made, monkeypatch).head(f"/api/{name}").headers["etag"]
        for made in (store, later)
        for name in NAMES
    }
    assert len(set(tags.values())) == 2 * len(NAMES)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip", True),
        ("br, *", True),
        ("gzip;q=0.5", True),
        ("identity", False),
        ("gzip;q=0", False),
    ],
)
def test_packed_where_that_is_accepted(client, name, accepted, packed):
    plain = client.get(f"/api/{name}", headers={"Accept-Encoding": "identity"})
    answer = client.get(f"/api/{name}", headers={"Accept-Encoding": accepted})
    assert (answer.headers.get("content-encoding") == "gzip") == packed
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.content == plain.content


def test_names_of_files_are_plain(client):
    params = {"from": "2024-10-01", "actor": 'Росія"\r\nX: 1/../'}
    header = client.get("/api/incidents.csv", params=params).headers["content-disposition"]
    assert header == 'attachment; filename="incidents_2024-10-01.csv"'


def test_no_store_is_said(client, monkeypatch):
    from geo.errors import StoreError

    def missing():
        raise StoreError("there is no store at a.duckdb; build one with `python -m geo ingest`.")

    monkeypatch.setattr(HOLDER, "get", missing)
    for name in NAMES:
        answer = client.get(f"/api/{name}")
        assert answer.status_code == 503
        assert answer.json()["error"].startswith("there is no store at a.duckdb")


WORDS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["UA", "UA-63", "2024-10-01", "9999-12-31", "0001-01-01", "Air/drone strike"]),
    st.sampled_from(["I0", "day", "month", "1", "nan", "-1e308", "5/1/1", "\0", "%00", "'; DROP"]),
)
PARAMETERS = [
    *query.FILTERS,
    *data_files.VIEW,
    "step",
    "live",
    "theme",
    "zoom",
    "west",
    "east",
]
PLACES = [*(f"api/{name}" for name in (*NAMES, "points.json", "cell.json", "health")), "embed"]


@pytest.mark.slow
@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    place=st.sampled_from(PLACES),
    pairs=st.lists(
        st.tuples(st.sampled_from([*PARAMETERS, "cell", "token", "x"]), WORDS), max_size=4
    ),
)
def test_whatever_is_asked_the_server_does_not_fail(client, place, pairs):
    query_text = urlencode(pairs, errors="surrogatepass")
    answer = client.get(f"/{place}?{query_text}")
    assert answer.status_code in (200, 400, 410)
    if answer.status_code != 200:
        assert list(answer.json()) == ["error"]
        assert "\n" not in answer.json()["error"]
