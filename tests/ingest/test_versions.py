"""Whatever decides what is in a store, or in an answer, is in its version."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo import config, ingest, readers
from geo.ingest import Choices
from geo.ingest.own_store import ensure_store
from geo.store import Store, Terms
from geo.web.http import data_api

pytestmark = pytest.mark.slow

USUAL = Choices()
CSV = "date,place,note\n03/04/2024,Kharkiv,x\n13/04/2024,Sumy,y\n"


def version(folder, choices=USUAL, name="a.csv", content=CSV, **more) -> str:
    file = folder / name
    file.write_text(content, encoding="utf-8")
    path = folder / "made.duckdb"
    ingest.ingest([file], path, choices=choices, fresh=True, **more)
    store = Store(path)
    found = store.version
    store.close()
    return found


def test_the_same_is_the_same(tmp_path):
    assert version(tmp_path) == version(tmp_path)


@pytest.mark.parametrize(
    "choices",
    [
        Choices(date_order="month"),
        Choices(dataset="other"),
        Choices(file_format="table"),
        Choices(mapping={"notes": "note"}),
        Choices(options=replace(readers.AS_FOUND, heading_row=1)),
    ],
)
def test_other_choices_are_another_version(tmp_path, choices):
    assert version(tmp_path, replace(choices)) != version(tmp_path)


def test_another_name_or_licence_is_another_version(tmp_path):
    usual = version(tmp_path)
    assert version(tmp_path, name="b.csv") != usual
    assert version(tmp_path, terms=Terms("CC0", "me")) != usual


def test_the_pages_own_store_is_built_once(tmp_path, monkeypatch):
    source = tmp_path / "incidents.csv"
    lines = config.shipped_incidents().read_text(encoding="utf-8").splitlines(keepends=True)
    source.write_text("".join(lines[:20]), encoding="utf-8")
    monkeypatch.setenv("ATLAS_INCIDENTS", str(source))
    monkeypatch.setenv("ATLAS_STATE", str(tmp_path / "state"))
    built = ensure_store().stat()
    assert ensure_store().stat().st_mtime_ns == built.st_mtime_ns
    source.write_text("".join(lines[:10]), encoding="utf-8")
    assert ensure_store().stat().st_mtime_ns != built.st_mtime_ns


def test_another_release_of_code_data_or_libraries_names_answers_anew(monkeypatch):
    data_api.code_version.cache_clear()
    usual = data_api.code_version()
    for name, other in (
        ("_data_version", lambda _folder: "other data"),
        ("version", lambda name: f"other {name}"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(data_api, name, other)
            data_api.code_version.cache_clear()
            assert data_api.code_version() != usual, name
    data_api.code_version.cache_clear()


def test_other_data_of_ones_own_are_another_version(tmp_path):
    """A folder of one's own has no list of checksums."""
    path = tmp_path / "population.csv"
    path.write_text("region,population\nUA-63,1\n", encoding="utf-8")
    one = data_api._data_version(tmp_path)
    assert data_api._data_version(tmp_path) == one
    path.write_text("region,population\nUA-63,2\n", encoding="utf-8")
    assert data_api._data_version(tmp_path) != one
