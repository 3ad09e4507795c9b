"""The store is written as a whole, opened read-only, and says what is wrong with it."""

from __future__ import annotations

import subprocess
import sys

import duckdb
import pytest

from geo import store
from geo.disk import scratch
from geo.errors import StoreError
from geo.schema import incidents_schema, locations_schema
from geo.store import Store, opened
from tests.factory import Incident, Place, build, tables


def test_factory_tables_fit_the_schema():
    incidents, locations = tables([Incident([Place("UA-63", point=True), Place("outside")])])
    incidents_schema().validate(incidents)
    locations_schema().validate(locations)


def test_store_holds_what_was_written(tmp_path):
    store = build(tmp_path / "a.duckdb", [Incident([Place("UA-63"), Place("review")])], "v1")
    assert store.version == "v1"
    with store.cursor() as cursor:
        areas = cursor.execute("SELECT area, whole FROM touches ORDER BY 1").fetchall()
    assert areas == [("UA-63", False), ("review", False)]


def test_a_question_that_takes_too_much_memory_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(opened, "_MEMORY_MB", 30)
    monkeypatch.setattr(opened, "spill_folder", lambda: tmp_path / "none" / "none")
    store = build(tmp_path / "a.duckdb", [Incident([Place("UA-63")])])
    greedy = "SELECT list(range::VARCHAR || 'a long text that takes much') FROM range(5000000)"
    with pytest.raises(StoreError, match="not enough memory"), store.cursor() as cursor:
        cursor.execute(greedy).fetchall()
    with store.cursor() as cursor:
        assert cursor.execute("SELECT count(*) FROM incidents").fetchall() == [(1,)]


@pytest.mark.parametrize(("size", "most"), [(10**6, 400), (10**9, 2_000)])
def test_questions_of_a_larger_store_may_take_more(monkeypatch, size, most):
    monkeypatch.setattr(opened.os, "sysconf", lambda _: 10**6)  # so many pages of so many bytes
    assert opened._memory_mb(size) == most
    monkeypatch.setattr(opened.os, "sysconf", lambda _: 10**4)
    assert opened._memory_mb(size) == 400


def test_store_is_read_only(tmp_path):
    store = build(tmp_path / "a.duckdb", [Incident([Place("UA-63")])])
    with store.cursor() as cursor, pytest.raises(duckdb.Error):
        cursor.execute("DELETE FROM incidents")


def test_store_reads_no_other_file(tmp_path):
    other = tmp_path / "secret.csv"
    other.write_text("a\n1\n")
    opened = build(tmp_path / "a.duckdb", [Incident([Place("UA-63")])])
    with opened.cursor() as cursor, pytest.raises(duckdb.Error):
        cursor.execute("SELECT * FROM read_csv(?)", [str(other)])


def test_replaced_store_is_seen_while_the_old_one_is_open(tmp_path):
    path = tmp_path / "a.duckdb"
    old = build(path, [Incident([Place("UA-63")])], "old")
    new = build(path, [Incident([Place("UA-63")])] * 3, "new")
    assert (old.version, new.version) == ("old", "new")
    assert old.stamp != new.stamp
    for one, count in ((old, 1), (new, 3)):
        with one.cursor() as cursor:
            assert cursor.execute("SELECT count(*) FROM incidents").fetchone() == (count,)


def test_failed_write_leaves_the_store_and_no_litter(tmp_path):
    path = tmp_path / "a.duckdb"
    build(path, [Incident([Place("UA-63")])], "good").close()
    incidents, locations = tables([Incident([Place("UA-63")])])
    broken = store.Tables(incidents, locations, locations)
    with pytest.raises(duckdb.Error):
        store.write(path, broken, meta={"version": "bad"})
    assert Store(path).version == "good"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.duckdb"]


@pytest.mark.parametrize("content", [b"", b"no database", b"\x00" * 9000])
def test_a_foreign_file_is_named_in_one_sentence(tmp_path, content):
    path = tmp_path / "x.duckdb"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"^x\.duckdb is not a store .* `python -m geo ingest`\.$"):
        Store(path)


def test_a_missing_store_says_how_to_build_one(tmp_path):
    with pytest.raises(StoreError, match=r"no store at none\.duckdb; build one"):
        Store(tmp_path / "none.duckdb")


def test_a_store_of_another_format_is_refused(tmp_path):
    path = tmp_path / "a.duckdb"
    build(path, [Incident([Place("UA-63")])]).close()
    with duckdb.connect(path) as connection:
        connection.execute("UPDATE meta SET value = '0' WHERE key = 'format'")
    with pytest.raises(StoreError, match="has store format 0, not"):
        Store(path)


def test_the_path_may_hold_a_quote(tmp_path):
    folder = tmp_path / "it's here"
    folder.mkdir()
    assert build(folder / "a.duckdb", [Incident([Place("UA-63")])]).version == "test"


def test_what_does_not_fit_into_memory_goes_into_a_private_folder(tmp_path):
    opened = build(tmp_path / "a.duckdb", [Incident([Place("UA-63")])])
    with opened.cursor() as cursor:
        (folder,) = cursor.execute("SELECT current_setting('temp_directory')").fetchone()
    assert folder == str(scratch.spill_folder())


def test_what_only_opens_a_store_loads_neither_pandas_nor_what_builds_one():
    unwanted = "{'pandas', 'geo.ingest.pipeline'}"
    code = f"import sys, geo.ingest.own_store; print({unwanted} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
