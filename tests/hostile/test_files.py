"""Files that ask for more than they hold, or reach for something that is not theirs."""

from __future__ import annotations

import http.server
import io
import json
import sqlite3
import struct
import threading
import time
import warnings
import zipfile
from contextlib import contextmanager

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from geo import readers, store
from geo.errors import InputError, StoreError
from geo.layers import read_layer
from geo.readers import Limits, keep_gdal_offline
from geo.readers.files import archive, workbook
from tests.factory import Incident, Place, build
from tests.hostile import fuzz, large
from tests.readers import samples

pytestmark = pytest.mark.slow

SMALL_TABLE = Limits(rows=10_000, cells=1_000_000)
SMALL = Limits(unpacked_bytes=2**22, rows=10_000, cells=100_000)


def parquet(**columns: pa.Array) -> bytes:
    out = io.BytesIO()
    table = pa.table(columns)
    if "geometry" in columns:
        geo = {"primary_column": "geometry", "columns": {"geometry": {"encoding": "WKB"}}}
        table = table.replace_schema_metadata({"geo": json.dumps(geo)})
    pq.write_table(table, out)
    return out.getvalue()


def one_text_in_every_row() -> bytes:
    """Ten kilobytes that become a hundred megabytes."""
    place = pa.array(["x" * 10_000]).take(pa.array([0] * 10_000))
    return parquet(date=pa.array(["2024-10-21"] * 10_000), place=place)


def many_values_in_one_row() -> bytes:
    place = pa.array([[0] * 200_000])
    return parquet(date=pa.array(["2024-10-21"]), place=place)


def every_record_its_own_key() -> bytes:
    return json.dumps([{f"k{n}": 1} for n in range(900)]).encode()


def every_feature_its_own_key() -> bytes:
    features = [{"type": "Feature", "properties": {f"k{n}": 1}} for n in range(900)]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def objects_only() -> bytes:
    return b"[" + b"{}," * 500_000 + b"{}]"


def a_deep_value() -> bytes:
    return b'[{"date": "2024-10-21", "place": ' + b"[" * 500 + b"]" * 500 + b"}]"


def a_deep_system() -> bytes:
    deep = b"[" * 500 + b"]" * 500
    point = b'{"type": "Feature", "geometry": {"type": "Point", "coordinates": [30, 50]}}'
    return (
        b'{"type": "FeatureCollection", "features": [' + point + b'], "crs": {"a": ' + deep + b"}}"
    )


def short_rows_of_a_wide_table() -> bytes:
    header = ",".join(f"c{n}" for n in range(900))
    return (header + "\n" + "a\n" * 100_000).encode()


def packed_by(method: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("a.csv", samples.table_csv())
    return out.getvalue()


def entities_in_utf_16() -> bytes:
    out = io.BytesIO(samples.table_xlsx())
    text = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa">]><x>&a;</x>'
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/other.dat", text.encode("utf-16"))
    return out.getvalue()


def a_far_row() -> bytes:
    """A sheet with a row a billion rows below the others."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(samples.table_xlsx())) as given,
        zipfile.ZipFile(out, "w") as made,
    ):
        for name in given.namelist():
            part = given.read(name)
            if name.endswith("sheet1.xml"):
                part = part.replace(b'<row r="3"', b'<row r="1000000000"')
            made.writestr(name, part)
    return out.getvalue()


def geopackage(*statements: str):
    """Maker of a GeoPackage whose database was changed."""

    def make(folder) -> bytes:
        path = folder / "hostile.gpkg"
        path.write_bytes(samples.table_gpkg(folder))
        base = sqlite3.connect(path)
        table = base.execute("SELECT table_name FROM gpkg_contents").fetchone()[0]
        for (name,) in base.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            base.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            base.execute(statement.replace("TABLE_NAME", f'"{table}"'))
        base.commit()
        base.close()
        return path.read_bytes()

    return make


_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
ENDLESS = (
    "ALTER TABLE TABLE_NAME RENAME TO old",
    f"CREATE VIEW TABLE_NAME AS {_NUMBERS} SELECT i AS fid, i AS date, NULL AS geom FROM n",  # noqa: S608
)
#: How each is made, and a part of what is said of it.
HOSTILE = {
    "one-text-in-every-row": (one_text_in_every_row, "unpacks to"),
    "many-values-in-one-row": (many_values_in_one_row, "cells; at most"),
    "every-record-its-own-key": (every_record_its_own_key, "cells; at most"),
    "every-feature-its-own-key": (every_feature_its_own_key, "cells; at most"),
    "objects-only": (objects_only, "far more objects"),
    "deep-value": (a_deep_value, "nested more than 32 levels"),
    "deep-system": (a_deep_system, "nested"),
    "short-rows-of-a-wide-table": (short_rows_of_a_wide_table, "cells; at most"),
    "lzma": (lambda: packed_by(zipfile.ZIP_LZMA), "unusual way"),
    "bzip2": (lambda: packed_by(zipfile.ZIP_BZIP2), "unusual way"),
    "many-members": (lambda: b"PK\x03\x04" + b"PK\x01\x02" * 30_000, "more than 10,000 members"),
    "entities-in-utf-16": (entities_in_utf_16, "declares XML entities"),
    "far-row": (a_far_row, "rows; at most"),
    "endless-view": (geopackage(*ENDLESS), "layers that are views"),
    "computed-column": (
        geopackage("ALTER TABLE TABLE_NAME ADD COLUMN big AS (printf('%.*c', 900000000, 'x'))"),
        "computed columns",
    ),
    "long-default": (
        geopackage(f"ALTER TABLE TABLE_NAME ADD COLUMN big TEXT DEFAULT '{'x' * 5000}'"),
        "computed columns",
    ),
}


@pytest.mark.parametrize("name", large.WORKBOOKS)
def test_a_workbook_is_unpacked_no_further_than_it_is_read(name, monkeypatch):
    unpacked = []
    real = archive.read_pieces

    def watched(*arguments, **options):
        for piece in real(*arguments, **options):
            unpacked.append(len(piece))
            yield piece

    monkeypatch.setattr(workbook, "read_pieces", watched)
    with pytest.raises(InputError):
        readers.read(large.WORKBOOKS[name](60), file="x", dataset="x", limits=SMALL_TABLE)
    assert sum(unpacked) < 2**24


@pytest.mark.parametrize("name", HOSTILE)
def test_what_asks_for_too_much_is_refused_soon(name, tmp_path):
    make, says = HOSTILE[name]
    content = make(tmp_path) if make.__code__.co_argcount else make()
    began = time.process_time()
    with pytest.raises(InputError) as raised:
        readers.read(content, file="x", dataset="x", limits=SMALL)
    assert says in str(raised.value)
    fuzz.check_sentence(str(raised.value))
    assert time.process_time() - began < 10


def test_a_layer_of_a_computing_database_is_refused(tmp_path):
    with pytest.raises(InputError, match="layers that are views"):
        read_layer(geopackage(*ENDLESS)(tmp_path), file="x.gpkg")


def test_a_geometry_that_is_no_point_is_a_fault_of_its_row():
    deep = struct.pack("<BII", 1, 7, 1) * 1_000_000
    content = parquet(
        date=pa.array(["2024-10-21"] * 4),
        place=pa.array(["Суми"] * 4),
        geometry=pa.array(
            [
                struct.pack("<BIdd", 1, 1, 34.8, 50.9),
                deep,
                struct.pack("<BII", 1, 3, 0),
                struct.pack("<BII", 1, 4, 1) + struct.pack("<BIdd", 1, 1, 34.8, 50.9),
            ],
            pa.binary(),
        ),
    )
    found = readers.read(content, file="x", dataset="x")
    assert found.locations["latitude"].tolist()[0] == 50.9
    assert len(found.locations) + len(found.rejected) == 4
    told = [*found.rejected["problem"], *found.notes]
    assert any("the geometry is damaged" in line for line in told), told


def test_time_is_limited_for_every_kind_of_file(tmp_path):
    spent = Limits(seconds=0)
    for name in samples.SAMPLES:
        with pytest.raises(InputError, match="takes longer than 0 seconds"):
            readers.read(samples.content(name, tmp_path), file="x", dataset="x", limits=spent)


@pytest.mark.parametrize(
    "cell", ["1/" * 50_000, "(" * 100_000, "50.1, " * 16_000, "a" * 99_999 + "!", "й-" * 50_000]
)
def test_a_long_cell_costs_no_more_than_its_length(cell):
    table = [["date", "place", "admin1", "type", "killed", "coordinates", "source_url"]]
    table += [[cell] * 7, ["2024-10-21", *[cell] * 6], ["2024-10-21", "Суми", "", "", "", "", ""]]
    content = samples.as_csv(table[0], table[1:])
    began = time.process_time()
    found = readers.read(content, file="x", dataset="x")
    assert len(found.rejected) + len(found.locations) == 3
    assert time.process_time() - began < 5


@pytest.mark.parametrize("word", ["Суми ", "near ", "(", "й", "'", "-", "10 km of ", "\u0301"])
def test_a_long_place_is_geocoded_soon(word):
    began = time.process_time()
    fuzz.check_geocoding(word * (90_000 // len(word)), None, word * 1000)
    assert time.process_time() - began < 5


@contextmanager
def recorded():
    """A local web server that remembers what is asked of it."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_POST = do_GET  # noqa: N815 - the server's names

        def log_message(self, *_args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/a", asked
    finally:
        server.shutdown()
        server.server_close()


def reaching(url: str, folder) -> list[bytes]:
    """Files that name an address in every place where some program would fetch it."""
    vrt = f"<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>/vsicurl/{url}.csv"
    feature = {"type": "Feature", "properties": {"date": "2024-10-21", "name": "a"}}
    square = [[[30, 50], [31, 50], [31, 51], [30, 50]]]
    link = {"type": "link", "properties": {"href": url, "type": "proj4"}}
    shape = {"geometry": {"type": "Polygon", "coordinates": square}}
    layer = {"type": "FeatureCollection", "features": [feature | shape], "crs": link}
    streamed = {"type": "gdal_streamed_alg", "command_line": f"vector pipeline ! read {url}"}
    parts = samples.shapefile_parts(folder)
    return [
        vrt.encode(),
        samples.as_zip(a__shp=vrt.encode(), a__dbf=parts["dbf"], a__prj=parts["prj"]),
        samples.as_zip(a__shp=parts["shp"], a__dbf=parts["dbf"], a__prj=f"{url}.prj".encode()),
        samples.as_zip(
            **{
                "[Content_Types]__xml": f'<!DOCTYPE a SYSTEM "{url}.dtd"><a/>'.encode(),
                "xl/workbook__xml": b"<a/>",
            }
        ),
        json.dumps(layer).encode(),
        json.dumps(streamed).encode(),
        json.dumps({"type": "FeatureCollection", "features": [feature], "b": streamed}).encode(),
        f"date,place,source_url\n2024-10-21,{url},{url}\n2024-10-21,'/vsicurl/{url},x\n".encode(),
        url.encode(),
        f"/vsicurl/{url}".encode(),
        geopackage(f"UPDATE gpkg_spatial_ref_sys SET definition = '{url}'")(folder),  # noqa: S608
    ]


def test_no_file_makes_a_request(tmp_path):
    import pyogrio

    with recorded() as (url, asked):
        for content in reaching(url, tmp_path):
            for read in (
                lambda: readers.read(content, file="x", dataset="x"),  # noqa: B023
                lambda: read_layer(content, file="x"),  # noqa: B023
            ):
                with fuzz.told():
                    read()
        # Even if one were named to GDAL as what to open.
        keep_gdal_offline()
        for name in ("/vsicurl/{}.none", "/vsicurl_streaming/{}", "WFS:{}", "OAPIF:{}", "{}.json"):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                with pytest.raises(pyogrio.errors.DataSourceError):
                    pyogrio.read_dataframe(name.format(url))
        assert asked == []


def test_a_store_from_a_stranger_reads_no_file(tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("key,value\nformat,3\nversion,stolen\n")
    path = tmp_path / "a.duckdb"
    build(path, [Incident([Place("UA-63")])]).close()
    with duckdb.connect(path) as base:
        base.execute("DROP TABLE meta")
        # An address would be looked at while the view is made; a file is enough to show it.
        base.execute(f"CREATE VIEW meta AS FROM read_csv('{secret}')")
    with pytest.raises(StoreError, match="is not a store"):
        store.Store(path)
