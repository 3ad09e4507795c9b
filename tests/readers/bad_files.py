"""Files that cannot be read, made in code, and what is to be said of each."""

from __future__ import annotations

import gzip
import io
import json
import pickle
import sqlite3
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

import geopandas
import pyarrow as pa
import pyarrow.parquet as pq
from shapely import Point

from tests.readers import samples

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def truncated_zip() -> bytes:
    return samples.viina_1pd_zip()[:200]


def damaged_member() -> bytes:
    content = bytearray(samples.viina_1pd_zip())
    content[80:120] = b"\xff" * 40
    return bytes(content)


def encrypted_zip() -> bytes:
    content = bytearray(samples.as_zip(a__csv=samples.table_csv()))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    return bytes(content)


def zip_of_pictures() -> bytes:
    return samples.as_zip(a__png=b"\x89PNG", b__png=b"\x89PNG")


def zip_of_many_tables() -> bytes:
    return samples.as_zip(**{f"{n}__csv": b"a,b" for n in range(101)})


def zip_in_a_zip() -> bytes:
    return samples.as_zip(a__csv=samples.viina_1pd_zip())


def zip_out_of_its_folder() -> bytes:
    """Names that lead elsewhere; nothing may be written there."""
    return samples.as_zip(**{"../../outside__csv": b"", "/tmp/outside__csv": b""})  # noqa: S108


def zip_bomb() -> bytes:
    return samples.as_zip(a__csv=b"date,place\n" + b"2024-10-21,x\n" * 8_000_000)


def xlsx_bomb() -> bytes:
    out = io.BytesIO(samples.table_xlsx())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b" " * 100_000_000)
    return out.getvalue()


def _xlsx_with(name: str, before: bytes, more: bytes) -> bytes:
    """A workbook of which one part holds something besides."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(samples.table_xlsx())) as given,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for part in given.namelist():
            content = given.read(part)
            made.writestr(
                part, content.replace(before, more + before, 1) if part == name else content
            )
    return out.getvalue()


def xlsx_of_one_row() -> bytes:
    return _xlsx_with("xl/worksheets/sheet1.xml", b"</row>", b"<c><v>1</v></c>" * 200_000)


def xlsx_of_styles() -> bytes:
    return _xlsx_with("xl/styles.xml", b"</cellXfs>", b"<xf/>" * 2_000_000)


def xlsx_with_entities() -> bytes:
    out = io.BytesIO(samples.table_xlsx())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b'<!DOCTYPE x [<!ENTITY a "aa">]><x>&a;</x>')
    return out.getvalue()


def xlsx_that_is_damaged() -> bytes:
    return samples.as_zip(**{"[Content_Types]__xml": b"<Types/>", "xl/workbook__xml": b"<a"})


def empty_xlsx() -> bytes:
    return samples.as_xlsx([], [])


def parquet_that_is_cut_off() -> bytes:
    return samples.table_parquet()[:-100]


def parquet_bomb() -> bytes:
    out = io.BytesIO()
    pq.write_table(
        pa.table({"date": pa.array(["2024-10-21"]).take(pa.array([0] * 3_000_000))}), out
    )
    return out.getvalue()


def geopackage_that_is_cut_off(folder: Path) -> bytes:
    return samples.table_gpkg(folder)[:3000]


def sqlite_without_layers() -> bytes:
    return b"SQLite format 3\x00" + b"\x00" * 4000


def geopackage_without_crs(folder: Path) -> bytes:
    path = folder / "bare.gpkg"
    frame = geopandas.GeoDataFrame({"date": ["2024-10-21"]}, geometry=[Point(30, 50)], crs=None)
    with_crs = frame.set_crs("EPSG:4326")
    with_crs.to_file(path, driver="GPKG")
    base = sqlite3.connect(path)
    for table in ("gpkg_contents", "gpkg_geometry_columns"):
        base.execute(f"UPDATE {table} SET srs_id = -1")  # noqa: S608 - our own names
    base.commit()
    base.close()
    return path.read_bytes()


def _shapefile(folder: Path, *without: str) -> bytes:
    parts = samples.shapefile_parts(folder)
    kept = {f"layer__{suffix}": part for suffix, part in parts.items() if suffix not in without}
    return samples.as_zip(**kept)


def shapefile_without_prj(folder: Path) -> bytes:
    return _shapefile(folder, "prj")


def shapefile_without_dbf(folder: Path) -> bytes:
    return _shapefile(folder, "dbf")


def shapefile_without_shx(folder: Path) -> bytes:
    return _shapefile(folder, "shx")


def shapefile_that_is_damaged(folder: Path) -> bytes:
    parts = samples.shapefile_parts(folder)
    return samples.as_zip(layer__shp=b"\x00" * 50, layer__dbf=parts["dbf"], layer__prj=parts["prj"])


def deep_json() -> bytes:
    return b"[" * 200_000


def json_with_a_long_number() -> bytes:
    return b'[{"date": ' + b"1" * 10_000 + b"}]"


def ten_thousand_columns() -> bytes:
    names = [f"c{n}" for n in range(10_000)]
    return samples.as_csv(["date", "place", *names], [["2024-10-21", "x", *names]])


def a_long_cell() -> bytes:
    return b"date,place\n2024-10-21," + b"x" * 1_000_000 + b"\n"


def a_cell_beyond_the_limit() -> bytes:
    return b"date,place\n2024-10-21," + b"x" * 110_000 + b"\n"


def a_long_name() -> bytes:
    return b"date,place," + b"x" * 100_000 + b"\n2024-10-21,a,b\n"


def png() -> bytes:
    chunk = b"IHDR" + struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    )


def geojson(**changes: object) -> bytes:
    return json.dumps(json.loads(samples.table_geojson()) | changes).encode()


#: What a file is, how it is made, and a part of what is said of it.
BAD_FILES: dict[str, tuple[Callable[..., bytes], str]] = {
    "empty": (lambda: b"", "the file is empty"),
    "blank": (lambda: b" \r\n\t\n", "the file is empty"),
    "only-a-mark": (lambda: b"\xef\xbb\xbf", "the file is empty"),
    "only-the-delimiter": (lambda: b"sep=|\n", "the file is empty"),
    "header-only": (lambda: b"date,place\n", "a header but no records"),
    "ten-thousand-columns": (ten_thousand_columns, "10,002 columns; at most 1,000"),
    "long-name": (a_long_name, "a name in the header has 65,"),
    "long-cell": (a_long_cell, "1,000,000 characters; at most 100,000"),
    "cell-beyond-the-limit": (a_cell_beyond_the_limit, "110,000 characters; at most 100,000"),
    "nul-bytes": (lambda: b"date,place\n2024\x00\x00\x00\x00,x\n", "not text"),
    "control-characters": (lambda: b"date,place\n" + bytes(range(1, 9)) + b",x\n", "not text"),
    "wrong-delimiter": (lambda: b"date!place\n2024-10-21!x\n", "no column is known to be a place"),
    "no-date": (lambda: b"place,killed\nx,1\n", "no column is known to be the date"),
    "days-across": (
        lambda: b"oblast,2024-10-20,2024-10-21,2024-10-22\nSumska,1,0,2\n",
        "a row for each place and day",
    ),
    "no-place": (lambda: b"date,killed\n2024-10-21,1\n", "known to be a place"),
    "broken-json": (lambda: b'[{"date": "2024-10-21",}]', "the JSON is broken"),
    "json-object": (lambda: b'{"a": null, "b": {}}', "the JSON is an object"),
    "json-of-numbers": (lambda: b"[1, 2]", "holds no records"),
    "deep-json": (deep_json, "nested too deeply"),
    "long-number-in-json": (json_with_a_long_number, "number of absurd length"),
    "geojson-without-features": (lambda: geojson(features=[]), "no features"),
    "geojson-of-one-geometry": (lambda: geojson(type="Point"), "the JSON is an object"),
    "geojson-of-a-town-s-grid": (
        lambda: geojson(crs={"properties": {"name": "the town's own grid"}}),
        "another coordinate system",
    ),
    "truncated-zip": (truncated_zip, "cut off or damaged"),
    "damaged-member": (damaged_member, "is damaged"),
    "encrypted-zip": (encrypted_zip, "is encrypted"),
    "zip-of-pictures": (zip_of_pictures, "holds 0 tables"),
    "zip-of-many-tables": (zip_of_many_tables, "holds 101 tables"),
    "zip-in-a-zip": (zip_in_a_zip, "another archive"),
    "zip-out-of-its-folder": (zip_out_of_its_folder, "the file is empty"),
    "zip-bomb": (zip_bomb, "times its size"),
    "xlsx-bomb": (xlsx_bomb, "times its size"),
    "xlsx-with-entities": (xlsx_with_entities, "declares XML entities"),
    "damaged-xlsx": (xlsx_that_is_damaged, "the workbook is damaged"),
    "empty-xlsx": (empty_xlsx, "the workbook is empty"),
    "truncated-parquet": (parquet_that_is_cut_off, "Parquet file is cut off or damaged"),
    "parquet-bomb": (parquet_bomb, "3,000,000 rows; at most"),
    "truncated-geopackage": (geopackage_that_is_cut_off, "the GeoPackage is damaged"),
    "sqlite-without-layers": (sqlite_without_layers, "the GeoPackage"),
    "geopackage-without-crs": (geopackage_without_crs, "coordinate system is not known"),
    "shapefile-without-prj": (shapefile_without_prj, "has no .prj"),
    "shapefile-without-dbf": (shapefile_without_dbf, "has no .dbf"),
    "shapefile-without-shx": (shapefile_without_shx, "has no .shx"),
    "damaged-shapefile": (shapefile_that_is_damaged, "the shapefile is damaged"),
    "png": (png, "a PNG picture"),
    "pdf": (lambda: b"%PDF-1.7\n%\xe2\xe3", "a PDF document"),
    "gzip-cut-off": (lambda: gzip.compress(samples.table_csv())[:20], "the file is empty"),
    "gzip-damaged": (
        lambda: gzip.compress(samples.table_csv())[:10] + b"x" * 90,
        "gzip archive is",
    ),
    "gzip-bomb": (lambda: gzip.compress(b"x" * 600_000_000, 1), "bytes; at most"),
    "gzip-in-gzip": (lambda: gzip.compress(gzip.compress(b"a,b")), "holds another archive"),
    "xlsx-of-one-row": (xlsx_of_one_row, "columns; at most 1,000"),
    "xlsx-of-styles": (xlsx_of_styles, "styles.xml has"),
    "lone-shp": (lambda: b"\x00\x00\x27\x0a" + bytes(96), "with its .shx, .dbf and .prj"),
    "xml": (lambda: b"<?xml version='1.0'?><rss/>", "XML document of 'rss' without an element"),
    "kml-with-entities": (
        lambda: b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><kml/>",
        "XML entities",
    ),
    "kml-cut-off": (lambda: b"<kml><Document><Placemark><name>a", "the XML is cut off"),
    "kml-of-links": (lambda: b"<kml><NetworkLink/></kml>", "only links to another file"),
    "kml-without-placemarks": (lambda: b"<kml><Document/></kml>", "no placemarks"),
    "kml-that-is-deep": (lambda: b"<kml>" + b"<Folder>" * 5_000, "nested too deeply"),
    "pickle": (lambda: pickle.dumps([1, 2, 3]), "a Python pickle"),
    "old-word": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 99,
        "an old Word document or a damaged workbook",
    ),
    "web-page": (lambda: b"<!DOCTYPE html><html></html>", "a web page without a table"),
    "web-page-of-one-row": (
        lambda: b"<table><tr>" + b"<td colspan=1000>x" * 2,
        "2,000 columns; at most 1,000",
    ),
    "web-page-that-is-deep": (lambda: b"<table><tr><td>" * 99, "too deeply to be a table"),
    "arrow-cut-off": (lambda: b"ARROW1" + bytes(50), "the Arrow file is cut off"),
    "stata-damaged": (lambda: b"<stata_dta><header><release>118", "the Stata file is cut off"),
    "dbf-damaged": (
        lambda: b"\x03\x7c\x01\x01" + bytes(4) + b"\x41\x00" + bytes(54) + b"\r",
        "the DBF is damaged",
    ),
    "tar-cut-off": (lambda: bytes(257) + b"ustar" + bytes(300), "tar archive is cut off"),
    "zstandard-damaged": (lambda: b"\x28\xb5\x2f\xfd" + b"x" * 90, "Zstandard archive is cut"),
    "broken-yaml": (lambda: b"- date: [a\n- place: x\n", "row 2: the YAML is broken"),
    "yaml-of-references": (lambda: b"- &a {date: x}\n- *a\n", "refers to parts of itself"),
    "yaml-that-is-deep": (lambda: b"- a: " + b"[" * 99_000, "nested too deeply"),
    "geodatabase-damaged": (
        lambda: samples.as_zip(**{"a.gdb/a00000001.gdbtable": b"x"}),
        "the File Geodatabase is damaged",
    ),
    "word-without-a-table": (
        lambda: samples.as_zip(**{"[Content_Types].xml": b"", "word/document.xml": b"<w/>"}),
        "no table",
    ),
    "e-mail": (lambda: b"To: a\nContent-Type: text/plain\n\na table, of course\n", "an e-mail"),
    "wiki": (lambda: b'{| class="wikitable"\n! Date\n|}', "save it as HTML"),
    "dump": (lambda: b"-- of a\nCREATE TABLE a (b int);\n", "export its table as CSV"),
    "pointer": (lambda: b"version https://git-lfs.github.com/spec/v1\noid a\n", "Git LFS"),
    "spss": (lambda: b"$FL2@(#) IBM SPSS", "an SPSS file"),
    "rtf": (lambda: b"{\\rtf1\\ansi a}", "an RTF document"),
    "topojson-of-nothing": (lambda: b'{"type": "Topology", "objects": {}}', "no features"),
}
