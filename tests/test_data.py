"""The shipped data files are the ones that their README describes."""

from __future__ import annotations

import hashlib

from geo.regions import DATA


def test_every_file_has_its_checksum():
    lines = (DATA / "checksums.sha256").read_text().splitlines()
    listed = {name: digest for digest, name in (line.split("  ") for line in lines)}
    shipped = {
        path.relative_to(DATA).as_posix(): path
        for path in DATA.rglob("*")
        if path.is_file()
        and path.suffix in {".csv", ".parquet", ".shp", ".dbf", ".shx", ".geojson", ".json"}
    }
    assert set(listed) == set(shipped)
    for name, path in shipped.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == listed[name], name


def test_every_file_is_described():
    text = (DATA / "README.md").read_text()
    for path in DATA.iterdir():
        if path.suffix in {".csv", ".parquet"}:
            assert f"`{path.name}`" in text
