"""`python -m geo ingest` and `formats`, as a person types them."""

from __future__ import annotations

import sys

import pytest

from geo import store
from geo.__main__ import main
from geo.readers import READERS, Mapped, ReadOptions


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a command in this process, as `python -m geo` would."""

    def command(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["geo", *map(str, words)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return command


def test_a_mapping_file_reads_a_table(run, tmp_path):
    (tmp_path / "t.csv").write_bytes("колонка;місце\n20.10.2024;Харків\n".encode("cp1251"))
    mapped = Mapped(
        ("колонка", "місце"),
        "table",
        {"date_start": "колонка", "location": "місце"},
        "day",
        ReadOptions(encoding="cp1251", delimiter=";"),
    )
    (tmp_path / "m.json").write_text(mapped.as_json(), encoding="utf-8")
    code, _out, err = run(
        *("ingest", tmp_path / "t.csv", "--store", tmp_path / "s.duckdb"),
        *("--mapping", tmp_path / "m.json"),
    )
    assert code == 0, err
    made = store.Store(tmp_path / "s.duckdb")
    assert made.tables().locations["region"].tolist() == ["UA-63"]


def test_a_mapping_file_that_is_none(run, tmp_path):
    (tmp_path / "t.csv").write_text("date,place\n2024-10-20,Kyiv\n", encoding="utf-8")
    (tmp_path / "m.json").write_text("[]", encoding="utf-8")
    options = ["--store", tmp_path / "s.duckdb", "--mapping"]
    code, _out, err = run("ingest", tmp_path / "t.csv", *options, tmp_path / "m.json")
    assert (code, err.count("\n")) == (2, 1)
    assert "no mapping file" in err
    code, _out, err = run("ingest", tmp_path / "t.csv", *options, tmp_path / "none.json")
    assert code == 2
    assert "there is no such file" in err


def test_the_formats_are_told_with_what_they_are(run):
    code, out, _err = run("formats")
    assert code == 0
    for reader in READERS.values():
        assert f"{reader.name}: {reader.title}" in out
        assert reader.doc in out
        assert reader.licence in out
