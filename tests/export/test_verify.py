"""`atlas verify` works every figure out again, and finds each one that was changed."""

from __future__ import annotations

import json
import zipfile

import pytest
from typer.testing import CliRunner

from geo import regions
from geo.__main__ import app
from geo.export import forms
from geo.ingest import Choices, ingest
from geo.query import Filters
from geo.store import Store

pytestmark = pytest.mark.slow

NIGHT = {"from": ["2024-10-20"], "to": ["2024-10-21"]}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = tmp_path_factory.mktemp("verify") / "atlas.duckdb"
    ingest([regions.DATA / "incidents.csv"], path, choices=Choices("curated", "long"))
    return Store(path)


def verify(*arguments):
    done = CliRunner().invoke(app, ["verify", *map(str, arguments)], catch_exceptions=True)
    return done.exit_code, done.output, done.exception


def saved(store, folder, form="csv", what="incidents", params=NIGHT, **more):
    path = folder / f"{what}.{form}.zip"
    wanted = forms.Download(store, Filters.from_params(params), form, what, **more)
    with path.open("wb") as out:
        forms.write_zip(out, wanted, f"{what}.{form}")
    return path


@pytest.mark.parametrize("params", [NIGHT, {"region": ["UA-63"]}, {"country": ["RU"]}])
def test_an_untouched_download_agrees_with_its_store_and_with_itself(store, tmp_path, params):
    path = saved(store, tmp_path, params=params)
    for arguments in ((path,), (path, "--store", store.stamp.path)):
        status, output, _ = verify(*arguments)
        assert status == 0, output
        agree, compared = output.split(" figures")[0].split(" of ")
        assert agree == compared
        assert int(agree) >= 4


@pytest.mark.parametrize("what", ["regions", "raions", "timeline"])
def test_tables_are_made_again_from_the_store(store, tmp_path, what):
    path = saved(store, tmp_path, what=what, hxl=what != "timeline")
    assert verify(path, "--store", store.stamp.path)[0] == 0


def changed(path, folder, change):
    """Unpack a download with its manifest changed; return the manifest's path."""
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    manifest = folder / forms.MANIFEST
    said = json.loads(manifest.read_text(encoding="utf-8"))
    change(said)
    manifest.write_text(json.dumps(said), encoding="utf-8")
    return manifest


@pytest.mark.parametrize("name", ["killed", "injured", "launched", "downed"])
def test_a_changed_figure_is_named(store, tmp_path, name):
    def change(said):
        said["counts"][name]["reported"] = 123_456

    manifest = changed(saved(store, tmp_path), tmp_path, change)
    for arguments in ((manifest,), (manifest, "--store", store.stamp.path)):
        status, output, _ = verify(*arguments)
        assert status == 1
        assert f"counts.{name}.reported: the manifest says 123456, found " in output


def test_a_changed_file_is_named(store, tmp_path):
    manifest = changed(saved(store, tmp_path), tmp_path, dict)
    file = tmp_path / "incidents.csv"
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:-1]))
    status, output, _ = verify(manifest)
    assert status == 1
    assert "file.sha256: the manifest says " in output
    assert "counts.records: the manifest says " in output
    assert "file made again.sha256" in verify(manifest, "--store", store.stamp.path)[1]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"{}", "no manifest of a download"),
        (b"[" * 100_000, "no manifest of a download"),
        (b"\xff", "no manifest of a download"),
        (None, "there is no manifest in it"),
    ],
)
def test_what_is_no_manifest_is_said_in_one_sentence(tmp_path, content, sentence):
    path = tmp_path / "a.json"
    if content is not None:
        path.write_bytes(content)
    status, _, error = verify(path)
    assert status != 0
    assert sentence in str(error)


def test_a_manifest_names_no_file_elsewhere(store, tmp_path):
    (tmp_path / "secret").write_text("x")
    inner = tmp_path / "inner"
    inner.mkdir()

    def change(said):
        said["file"]["name"] = "../secret"

    manifest = changed(saved(store, tmp_path), inner, change)
    assert "not beside it" in str(verify(manifest)[2])
