"""Data that were cut off or changed are told, and nothing is made of them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from geo import config, regions
from geo.disk import check_shipped
from geo.errors import DataMissingError
from geo.regions import region
from geo.web.visitor.server_store import StoreHolder
from tests.checkout import ROOT


@pytest.fixture
def folder(tmp_path):
    """A copy of the shipped data."""
    made = tmp_path / "data"
    shutil.copytree(ROOT / "data", made)
    return made


def test_what_is_shipped_is_as_it_was_shipped():
    assert len(check_shipped(config.data_folder())) == 16


@pytest.mark.parametrize("name", ["boundaries/regions.shp", "gazetteer.parquet", "regions.csv"])
@pytest.mark.parametrize("kept", [0, 0.5, 0.99])
def test_a_file_that_was_cut_off_is_told(folder, name, kept):
    path = folder / name
    os.truncate(path, int(path.stat().st_size * kept))
    with pytest.raises(DataMissingError, match=r"is not as it was shipped: fetch it again") as told:
        check_shipped(folder)
    assert path.name in str(told.value)


def test_a_list_that_is_damaged_is_told(folder):
    (folder / "checksums.sha256").write_bytes(b"\xff\xfe")
    with pytest.raises(DataMissingError, match=r"checksums\.sha256"):
        check_shipped(folder)


def test_windows_ends_of_lines_are_no_damage(folder):
    path = folder / "regions.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert check_shipped(folder)


def test_a_folder_without_a_list_is_taken_as_it_is(tmp_path):
    assert check_shipped(tmp_path) == ""


def test_data_of_another_release_have_another_name(folder):
    before = check_shipped(folder)
    (folder / "regions.csv").write_text("x", encoding="utf-8")
    subprocess.run([sys.executable, folder / "make_checksums.py"], check=True)
    assert check_shipped(folder) != before


def test_what_is_damaged_later_is_told_at_the_next_reading(folder, monkeypatch):
    monkeypatch.setattr(region, "DATA", folder)
    good = check_shipped(folder)
    path = regions.shipped("population.csv")
    whole = path.read_bytes()
    path.write_bytes(whole[:-100] + b" " * 100)
    with pytest.raises(DataMissingError, match=r"population\.csv is not as it was shipped"):
        regions.shipped("regions.csv")
    path.write_bytes(whole)
    assert check_shipped(folder) == good


@pytest.mark.slow
def test_incidents_that_are_cut_off_while_the_server_runs_change_nothing(
    folder, tmp_path, monkeypatch
):
    path = folder / "incidents.csv"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:40]))
    subprocess.run([sys.executable, folder / "make_checksums.py"], check=True)
    for module in (region, regions):
        monkeypatch.setattr(module, "DATA", folder)
    monkeypatch.setenv("ATLAS_DATA", str(folder))
    monkeypatch.setenv("ATLAS_STATE", str(tmp_path))
    holder = StoreHolder()
    whole = holder.get()
    path.write_bytes(b"".join(lines[:20]))
    assert holder.get() is whole
    assert "incidents.csv is not as it was shipped" in holder.problem
    path.write_bytes(b"".join(lines[:40]))
    assert holder.get() is whole
    assert holder.problem == ""
    whole.close()


@pytest.mark.slow
def test_a_command_ends_with_one_sentence(folder, tmp_path):
    os.truncate(folder / "boundaries" / "regions.shp", 400_000)
    file = tmp_path / "a.csv"
    file.write_text("date,place,lat,lon\n2024-10-20,Kharkiv,49.99,36.23\n")
    said = subprocess.run(
        [sys.executable, "-m", "geo", "ingest", str(file), "--store", str(tmp_path / "a.duckdb")],
        cwd=ROOT,
        env=os.environ | {"ATLAS_DATA": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 2
    assert "regions.shp is not as it was shipped" in " ".join(said.stderr.split())
    assert "Traceback" not in said.stderr
    assert not (tmp_path / "a.duckdb").exists()
