"""Each bad file gets one clear sentence."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from geo import readers
from geo.errors import InputError
from geo.readers import Limits
from tests.readers import samples
from tests.readers.bad_files import BAD_FILES


def make(name: str, folder: Path) -> bytes:
    content, _ = BAD_FILES[name]
    return content(folder) if "folder" in inspect.signature(content).parameters else content()


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_gets_one_clear_sentence(name, tmp_path, monkeypatch) -> None:
    content = make(name, tmp_path)
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    with pytest.raises(InputError) as raised:
        readers.read(content, file="folder/bad.csv", dataset="bad")
    sentence = str(raised.value)
    assert BAD_FILES[name][1] in sentence
    assert sentence.startswith("bad.csv")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 500
    assert not list(work.iterdir())
    assert not Path("/tmp/outside.csv").exists()  # noqa: S108 - where the archive points to


def test_there_are_enough_of_them() -> None:
    assert len(BAD_FILES) >= 25


@pytest.mark.parametrize("name", readers.READERS)
@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"a,b\n1,2\n", b"[]", b"{}"])
def test_no_reader_takes_what_is_not_its_own(name, content) -> None:
    with pytest.raises(InputError):
        readers.read(content, file="x", dataset="x", format=name)


def test_limits_are_checked_before_reading() -> None:
    for limits, says in (
        (Limits(file_bytes=10), "at most 10 are read"),
        (Limits(rows=2), "rows; at most 2"),
        (Limits(columns=2), "columns; at most 2"),
        (Limits(cells=10), "cells; at most 10"),
        (Limits(cell_characters=5), "characters; at most 5"),
    ):
        for content in (samples.table_csv(), samples.table_xlsx(), samples.osint()):
            with pytest.raises(InputError, match=says):
                readers.read(content, file="x", dataset="x", limits=limits)
    with pytest.raises(InputError, match="unpacks to"):
        readers.read(
            samples.viina_1pd_zip(), file="x", dataset="x", limits=Limits(unpacked_bytes=10)
        )


def test_a_zip_whose_directory_lies_gains_nothing() -> None:
    content = bytearray(samples.as_zip(a__csv=samples.table_csv()))
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = (12).to_bytes(4, "little")
    with pytest.raises(InputError, match="is damaged"):
        readers.read(bytes(content), file="x.zip", dataset="x")


def test_gdal_may_fetch_nothing() -> None:
    import pyogrio

    from geo.readers.files import gis

    gis.keep_gdal_offline()
    for name, value in gis._GDAL_OFFLINE.items():
        assert str(pyogrio.get_gdal_config_option(name)) == value
