"""A visitor's own store is answered for without much memory."""

from __future__ import annotations

from geo import query
from geo.query import Filters
from geo.query.memory import summary
from geo.query.memory.summary import summary_of
from geo.store import Store
from tests.factory import Incident, Place, build


def test_a_small_private_store_has_a_summary_while_few_others_do(tmp_path, monkeypatch):
    monkeypatch.setattr(summary, "_KEPT", type(summary._KEPT)())
    monkeypatch.setattr(summary, "MOST_PRIVATE", 1)
    path = tmp_path / "a.duckdb"
    shared = build(path, [Incident([Place("UA-63", point=True)])] * 3)
    first, second = (Store(path, private=True) for _ in range(2))
    assert summary_of(first) is not None
    assert summary_of(second) is None
    assert summary_of(shared) is not None
    answers = [query.region_figures(store, Filters()) for store in (first, second, shared)]
    assert answers[0] == answers[1] == answers[2]
    del first
    assert summary_of(second) is not None


def test_a_large_private_store_has_none(tmp_path, monkeypatch):
    monkeypatch.setattr(summary, "PRIVATE_BYTES", 1)
    build(tmp_path / "a.duckdb", [Incident([Place("UA-63")])])
    assert summary_of(Store(tmp_path / "a.duckdb", private=True)) is None
    assert summary_of(Store(tmp_path / "a.duckdb")) is not None
