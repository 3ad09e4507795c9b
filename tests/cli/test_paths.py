"""Every path that a person gives and that cannot be: one sentence, and nothing of others' lost."""

from __future__ import annotations

import os
import sys

import pytest

from geo.__main__ import main
from geo.errors import InputError
from geo.geocoding import load_corrections
from geo.store import Store

CSV = "date,place,killed\n2024-10-20,Kharkiv,1\n2024-10-21,Sumy,2\n"


@pytest.fixture
def said(monkeypatch, capsys):
    """Runs a command; gives its exit status and what it wrote to standard error."""

    def run(*arguments) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["atlas", *map(str, arguments)])
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code
        return int(code or 0), capsys.readouterr().err

    return run


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "good.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


@pytest.fixture
def bad(tmp_path):
    """Paths of which nothing can be read, by what is wrong with them."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00\xd8\x00")
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    return {
        "missing": tmp_path / "no" / "where",
        "a folder": tmp_path / "folder",
        "not UTF-8": tmp_path / "bytes",
        "a circle": tmp_path / "circle",
        "too long": tmp_path / ("x" * 5_000),
        "below a file": tmp_path / "bytes" / "x",
        "no text": tmp_path / "\udcff",
    }


KINDS = ("missing", "a folder", "not UTF-8", "a circle", "too long", "below a file", "no text")


@pytest.mark.parametrize("kind", KINDS)
def test_what_cannot_be_read(said, good, bad, tmp_path, kind):
    for option in ("FILE", "--corrections", "--mapping", "--boundaries"):
        file = bad[kind] if option == "FILE" else good
        more = [] if option == "FILE" else [option, bad[kind]]
        code, told = said("ingest", file, "--store", tmp_path / "a.duckdb", *more)
        assert code == 2, option
        assert 0 < len(told) < 700, option
        assert "Traceback" not in told
        assert not (tmp_path / "a.duckdb").exists()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["a folder", "a circle", "too long", "below a file", "no text"])
def test_what_cannot_be_written(said, good, bad, tmp_path, kind):
    store = tmp_path / "a.duckdb"
    assert said("ingest", good, "--store", store)[0] == 0
    for command in (
        ["ingest", good, "--store", bad[kind]],
        ["ingest", good, "--store", store, "--report", bad[kind]],
        ["export", "--store", store, "--format", "csv", "--out", bad[kind]],
        ["geocode", good, "--out", bad[kind]],
    ):
        code, told = said(*command)
        assert code == 2, command
        assert 0 < len(told) < 700
        assert "Traceback" not in told


def test_links_are_followed_and_devices_refused(said, good, tmp_path):
    store, link = tmp_path / "real" / "a.duckdb", tmp_path / "link.duckdb"
    store.parent.mkdir()
    link.symlink_to(store)
    assert said("ingest", good, "--store", link)[0] == 0
    assert link.is_symlink()
    Store(store).close()
    out, alias = tmp_path / "out.csv", tmp_path / "alias.csv"
    out.write_text("old", encoding="utf-8")
    alias.symlink_to(out)
    assert said("export", "--store", link, "--format", "csv", "--out", alias)[0] == 0
    assert alias.is_symlink()
    assert "Kharkiv" in out.read_text(encoding="utf-8")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for command in (
        ["ingest", good, "--store", pipe],
        ["export", "--store", store, "--format", "csv", "--out", pipe],
        # What is read could have no end.
        *(["ingest", "/dev/zero", "--store", store], ["geocode", pipe], ["draft", "/dev/zero"]),
        *(["ingest", good, f"--corrections={pipe}"], ["gazetteer", "extend", pipe]),
    ):
        code, told = said(*command)
        assert code == 2
        assert "no ordinary file" in told
        assert pipe.is_fifo()


@pytest.mark.parametrize("count", ["9" * 400, "1000000", "0", "a\u2028b"])
def test_more_processes_than_there_is_use_for(said, good, tmp_path, count):
    code, told = said("ingest", good, "--store", tmp_path / "a.duckdb", "--workers", count)
    assert code == 2
    assert "Traceback" not in told
    assert not (tmp_path / "a.duckdb").exists()


@pytest.mark.parametrize("text", ["9" * 400, "a\u2028b", "-1", "1e999", "٣", "\0"])
@pytest.mark.parametrize("option", ["--from", "--region", "--type", "--metric", "--language"])
def test_what_no_filter_has(said, tmp_path, text, option):
    code, told = said(
        "export", "--store", tmp_path / "a", "--format", "csv", "--out", "x", option, text
    )
    assert code == 2
    assert "Traceback" not in told


def test_two_corrections_of_one_place_that_disagree_are_refused(tmp_path):
    path = tmp_path / "corrections.csv"
    path.write_text("place,region,why\nSumy,UA-59,a\nsumy,UA-59,b\n", encoding="utf-8")
    assert load_corrections(path)
    path.write_text("place,region\nSumy,UA-59\nLviv,UA-46\nsumy,UA-63\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"corrections\.csv, row 4: row 2 says something else"):
        load_corrections(path)
