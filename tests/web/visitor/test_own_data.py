"""A visitor's own store: joined with the server's, seen by nobody else, and gone at the end."""

from __future__ import annotations

import datetime as dt
import gc

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geo import ingest, query
from geo.errors import InputError
from geo.ingest import Decision
from geo.query import Filters
from geo.web.http import map_routes
from geo.web.visitor import own_data
from geo.web.visitor.own_data import REGISTRY, Visitor
from geo.web.visitor.server_store import HOLDER
from tests.factory import Incident, Place, build
from tests.web.files import MIXED

pytestmark = pytest.mark.slow

DAY = dt.date(2024, 10, 20)


@pytest.fixture
def base(tmp_path):
    return build(tmp_path / "base.duckdb", [Incident([Place("UA-63", point=True)], DAY)])


@pytest.fixture(scope="module")
def mixed():
    return ingest.prepare([("mine.csv", MIXED)], ingest.Choices("mine"))


def incidents(store):
    return query.headline(store, Filters()).incidents


def test_without_wishes_the_servers_store_is_read(base):
    assert Visitor().current(base) is base


def test_added_data_is_the_visitors_alone(base, mixed):
    one, other = Visitor(), Visitor()
    one.add(base, "mine", mixed)
    assert incidents(one.current(base)) == 1 + 7
    assert other.current(base) is base
    assert incidents(base) == 1
    one.remove(base, "mine")
    assert one.current(base) is base


def test_a_dataset_of_the_same_name_takes_the_others_place(base):
    again = ingest.prepare(
        [("again.csv", b"date,place,type\n2024-10-21,Sumy,drone\n")], ingest.Choices("test")
    )
    visitor = Visitor()
    visitor.add(base, "again", again)
    assert visitor.current(base).datasets() == ["test"]
    assert incidents(visitor.current(base)) == 1
    with pytest.raises(InputError, match="'test' is added already"):
        visitor.add(base, "once more", again)


def test_ids_of_two_datasets_stay_apart(base):
    row = b"incident_id,date_start,sub_event_type,location\nI0,2024-10-21,Attack,Sumy\n"
    visitor = Visitor()
    visitor.add(base, "mine", ingest.prepare([("m.csv", row)], ingest.Choices("mine", "long")))
    with visitor.current(base).cursor() as cursor:
        ids = cursor.execute("SELECT incident_id FROM incidents ORDER BY 1").fetchall()
    assert ids == [("I0",), ("mine:I0",)]


def test_a_newer_base_store_is_taken_up(base, mixed, tmp_path):
    visitor = Visitor()
    visitor.add(base, "mine", mixed)
    newer = build(tmp_path / "newer.duckdb", [Incident([Place("UA-51")], DAY)] * 3, "newer")
    assert incidents(visitor.current(newer)) == 3 + 7
    assert visitor.current(newer) is visitor.current(newer)


def test_a_decision_settles_all_rows_of_a_place_and_can_be_undone(base, mixed):
    visitor = Visitor()
    visitor.add(base, "mine", mixed)
    before = query.review_counts(visitor.current(base))
    assert (before.places, before.rows, before.rejected) == (3, 4, 1)
    doubt = query.doubts(visitor.current(base), limit=1)[0]
    assert (doubt.place, doubt.rows, doubt.status) == ("Золочів", 2, "ambiguous")
    visitor.decide(base, Decision("Золочів", "", "mine", "UA-63", "50.27", "35.98"))
    after = query.review_counts(visitor.current(base))
    assert (after.places, after.rows) == (2, 2)
    found = query.region_figures(visitor.current(base), Filters())
    assert found["UA-63"].incidents == 1 + 2
    visitor.undo(base, ("Золочів", "", "mine"))
    assert query.review_counts(visitor.current(base)) == before


def test_a_decision_about_the_servers_data_changes_the_visitors_only(tmp_path):
    shared = build(tmp_path / "shared.duckdb", [Incident([Place("review")], DAY)] * 2)
    visitor = Visitor()
    visitor.decide(shared, Decision("review", "", "test", status="outside"))
    assert query.placement(visitor.current(shared), Filters()).outside == 2
    assert query.placement(shared, Filters()).review == 2


def test_a_decision_without_country_and_dataset_holds_for_all(base, mixed):
    visitor = Visitor()
    visitor.add(base, "mine", mixed)
    visitor.decide(base, Decision("золочів", region="UA-46"))
    assert query.region_figures(visitor.current(base), Filters())["UA-46"].incidents == 2


def test_what_cannot_be_built_changes_nothing(base, mixed):
    visitor = Visitor()
    visitor.add(base, "mine", mixed)
    before = visitor.current(base)
    with pytest.raises(InputError, match="not the ISO 3166-2 code"):
        visitor.decide(base, Decision("Золочів", region="UA-99"))
    assert visitor.current(base) is before
    assert not visitor.wishes.decisions


def test_the_number_of_datasets_is_bounded(base, monkeypatch):
    monkeypatch.setattr(own_data, "MOST_DATASETS", 1)
    visitor = Visitor()
    for name in ("one", "two"):
        made = ingest.prepare(
            [(name, b"date,place,type\n2024-10-21,Sumy,drone\n")], ingest.Choices(name)
        )
        if name == "one":
            visitor.add(base, name, made)
        else:
            with pytest.raises(InputError, match="1 datasets are added already"):
                visitor.add(base, name, made)


def test_the_file_goes_with_the_visitor(base, mixed):
    visitor = Visitor()
    visitor.add(base, "mine", mixed)
    folder, token = visitor._folder, visitor.token
    assert folder.stat().st_mode & 0o077 == 0
    del visitor
    gc.collect()
    assert not folder.exists()
    assert REGISTRY.find(token) is None


def test_surplus_stores_are_closed_and_built_again(base, mixed, monkeypatch):
    monkeypatch.setattr(own_data, "MOST_STORES", 1)
    first, second = Visitor(), Visitor()
    first.add(base, "mine", mixed)
    second.add(base, "mine", mixed)
    assert REGISTRY.find(first.token) is None
    assert incidents(first.current(base)) == 8
    assert REGISTRY.find(first.token) is not None


def test_idle_stores_are_closed(base, mixed, monkeypatch):
    first = Visitor()
    first.add(base, "mine", mixed)
    monkeypatch.setattr(own_data, "MOST_SECONDS", -1)
    Visitor().add(base, "mine", mixed)
    assert REGISTRY.find(first.token) is None


def test_the_store_of_a_closed_page_is_closed_and_built_again(base, mixed, monkeypatch):
    closed, opened = Visitor(), Visitor()
    for visitor, name in ((closed, "closed"), (opened, "open")):
        visitor.session = name
        visitor.add(base, "mine", mixed)
    folder = closed._folder
    monkeypatch.setattr(REGISTRY, "connected", lambda _: False)
    REGISTRY.sweep()
    assert folder.exists()  # a lost connection may come back
    monkeypatch.setattr(own_data, "GRACE_SECONDS", -1)
    monkeypatch.setattr(REGISTRY, "connected", lambda session: session == "open")
    REGISTRY.sweep()
    assert not folder.exists()
    assert REGISTRY.find(closed.token) is None
    assert REGISTRY.find(opened.token) is not None
    assert incidents(closed.current(base)) == 8


def test_a_session_is_there_while_a_page_is_connected_to_it(monkeypatch):
    visitor = Visitor()
    assert not REGISTRY.is_there(visitor.name)
    REGISTRY.meet(visitor)
    visitor.session = "open"
    monkeypatch.setattr(REGISTRY, "connected", lambda session: session == "open")
    assert REGISTRY.is_there(visitor.name)
    visitor.session = "closed"
    assert not REGISTRY.is_there(visitor.name)
    name = visitor.name
    del visitor
    gc.collect()
    assert not REGISTRY.is_there(name)


def test_routes_answer_from_the_store_of_the_token(base, mixed, monkeypatch):
    monkeypatch.setattr(HOLDER, "get", lambda: base)
    client = TestClient(Starlette(routes=map_routes.routes()))
    visitor = Visitor()
    visitor.add(base, "mine", mixed)

    def total(token):
        answer = client.get("/api/points.json", params={"zoom": 5, **token}).json()
        return sum(point[2] for point in answer["points"])

    assert total({}) == 1
    assert total({"token": visitor.token}) == 1 + 4
    for path in ("points.json?zoom=5", "cell.json?cell=1/2/3"):
        wrong = client.get(f"/api/{path}&token={visitor.token[:-1]}")
        assert wrong.status_code == 410
        assert wrong.json()["error"].count(".") == 1
    assert len(visitor.token) >= 43
