"""The forms of other tools: opened with another program, they have the page's numbers."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from functools import partial
from html import unescape

import geopandas
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest
from defusedxml import ElementTree
from PIL import Image

from geo import export, query
from geo.export import citation, datapackage, forms, hxl
from geo.ingest import ingest
from geo.maps import View, drawing_of
from geo.query import Filters
from geo.schema import CODE_COLUMNS
from geo.store import Store
from tests.export.test_download import PAGE, check_manifest, check_regions
from tests.export.test_streams import HOSTILE
from tests.factory import Incident, Place, build

pytestmark = pytest.mark.slow

KML = "{http://www.opengis.net/kml/2.2}"
PLACES = [Place("UA-63", point=True), Place("UA-51")]
ALL = Filters()


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Hostile texts, a place with a point and one without, in several blocks."""
    made = [
        Incident(
            PLACES if at % 2 else PLACES[1:],
            counts={"fatalities": at, "injuries": None},
            text={"notes": text, "source": text, "source_url": "https://a.example/?a=1&b=2"},
        )
        for at, text in enumerate([*HOSTILE, "]]></description><script>alert(1)</script>", "a\x0b"])
    ]
    return build(tmp_path_factory.mktemp("forms") / "a.duckdb", made)


def made_of(store, form, what="incidents", filters=ALL, **more):
    wanted = forms.Download(store, filters, form, what, address=PAGE, **more)
    described = wanted.described()
    return b"".join(wanted.pieces(described)), described


@pytest.mark.parametrize("rows", [1, 50_000])
@pytest.mark.parametrize("form", ["parquet", "fgb", "kml"])
def test_gis_reads_every_record_with_its_point(store, tmp_path, monkeypatch, form, rows):
    monkeypatch.setattr(query.streams, "BLOCK_ROWS", rows)
    path = tmp_path / f"a.{form}"
    path.write_bytes(made_of(store, form)[0])
    if form == "parquet":
        found = geopandas.read_parquet(path)
        assert found.crs.to_authority() in (("OGC", "CRS84"), ("EPSG", "4326"))
    else:
        found = pyogrio.read_dataframe(path)
        assert found.crs == "EPSG:4326"
    placed = query.placement(store, ALL)
    assert len(found) == placed.all == query.record_count(store, ALL)
    assert found.geometry.notna().sum() == placed.points
    total = query.headline(store, ALL)
    assert found["incident_id"].nunique() == total.incidents
    killed = pd.to_numeric(found.drop_duplicates("incident_id")["fatalities"]).sum()
    shared = total.killed.shared or 0
    assert killed == (total.killed.value or 0) + shared
    expected = query.records(store, ALL)
    assert list(found["region_p_code"].fillna("")) == list(expected["region_p_code"].fillna(""))
    points = found.geometry[found.geometry.notna()]
    assert (points.x.round(6) == 36.25).all()
    assert (points.y.round(6) == 49.98).all()
    if form != "kml":  # its texts have lost what XML cannot hold
        assert sorted(found["notes"].dropna()) == sorted(expected["notes"].dropna())


def test_geoparquet_holds_its_manifest(store):
    made, described = made_of(store, "parquet")
    said = pq.read_schema(io.BytesIO(made)).metadata
    assert json.loads(said[b"manifest"]) == described
    assert json.loads(said[b"geo"])["primary_column"] == "geometry"
    check_manifest(described | {"permalink": described["permalink"] + "?"}, store, ALL)


def test_a_type_is_a_style_and_nothing_in_kml_runs_or_is_fetched(store):
    made, _ = made_of(store, "kml")
    root = ElementTree.fromstring(made)
    styles = {f"#{style.get('id')}": style for style in root.iter(f"{KML}Style")}
    marks = list(root.iter(f"{KML}Placemark"))
    assert {mark.findtext(f"{KML}styleUrl") for mark in marks} == set(styles)
    assert all(re.fullmatch("ff[0-9a-f]{6}", s.findtext(f".//{KML}color")) for s in styles.values())
    assert not list(root.iter(f"{KML}href"))
    for mark in marks:
        assert not set(re.findall(r"<[^>]*>", mark.findtext(f"{KML}description"))) - {"<br>"}
        span = mark.find(f"{KML}TimeSpan")
        assert (span[0].text, span[1].text) == ("2024-10-20", "2024-10-20")
    shown = [unescape(mark.findtext(f"{KML}description")) for mark in marks]
    assert any("<script>alert(1)</script>" in text for text in shown)


@pytest.mark.parametrize("what", ["incidents", "regions"])
def test_hxl_tags_stand_under_the_heading(store, what):
    made, _ = made_of(store, "csv", what, hxl=True)
    plain, _ = made_of(store, "csv", what)
    heading, row, *rest = made.decode("utf-8-sig").split("\r\n")
    assert [heading, *rest] == plain.decode("utf-8-sig").split("\r\n")
    tags = dict(zip(heading.split(","), row.split(","), strict=True))
    assert tags["region_p_code"] == "#adm1+code+v_pcode"
    assert all(
        re.fullmatch(r"(#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*)?", tag) for tag in row.split(",")
    )


def test_every_code_has_its_tag():
    assert set(CODE_COLUMNS) <= set(hxl.TAGS)


def test_a_csv_with_hxl_tags_is_read_again(tmp_path):
    source = tmp_path / "a.csv"
    source.write_text("id,date,place,killed\n1,2024-10-20,Kharkiv,2\n2,2024-10-21,Odesa,3\n")
    ingest([source], tmp_path / "a.duckdb")
    before = Store(tmp_path / "a.duckdb")
    again = tmp_path / "again.csv"
    again.write_bytes(made_of(before, "csv", hxl=True)[0])
    ingest([again], tmp_path / "b.duckdb")
    after = Store(tmp_path / "b.duckdb")
    pd.testing.assert_frame_equal(query.records(before, ALL), query.records(after, ALL))


def test_regions_have_their_codes(store):
    made, _ = made_of(store, "csv", "regions")
    table = pd.read_csv(io.BytesIO(made), keep_default_na=True).set_index("region")
    assert table.loc["UA-63", "region_code"] == "UA63000000000041885"
    assert table.loc["UA-63", "region_p_code"] == "UA63"
    assert table.loc["RU-BEL", ["region_code", "region_p_code"]].isna().all()
    check_regions(table.reset_index(), store, ALL)


def test_a_zip_says_what_its_file_is(store):
    out = io.BytesIO()
    wanted = forms.Download(store, ALL, "csv", address=PAGE)
    forms.write_zip(out, wanted, "incidents.csv")
    with zipfile.ZipFile(out) as archive:
        file = archive.read("incidents.csv")
        package = json.loads(archive.read(datapackage.NAME))
        told = json.loads(archive.read(forms.MANIFEST))["file"]
    (resource,) = package["resources"]
    digest = hashlib.sha256(file).hexdigest()
    assert told == {"name": "incidents.csv", "bytes": len(file), "sha256": digest}
    assert (resource["path"], resource["bytes"]) == ("incidents.csv", len(file))
    assert resource["hash"] == f"sha256:{digest}"
    table = pd.read_csv(io.BytesIO(file), encoding=resource["encoding"], dtype=str)
    fields = resource["schema"]["fields"]
    assert [field["name"] for field in fields] == list(table.columns)
    for field in fields:
        values = table[field["name"]].dropna()
        if field["type"] == "integer":
            assert values.str.fullmatch(r"-?\d+").all(), field
        if field["type"] == "number":
            pd.to_numeric(values)
        if field["type"] == "date":
            assert values.str.fullmatch(r"\d{4}-\d\d-\d\d").all()
    assert re.fullmatch(r"[a-z0-9._-]+", package["name"])


HOSTILE_WORDS = 'x} @article{a, author = {b}} \\input{/etc/passwd} %\n"\r\nER  - \r\nTY  - BOOK'


def test_a_citation_says_author_and_address_and_stays_one_entry(tmp_path):
    store = build(tmp_path / "a.duckdb", [Incident(PLACES, actor=HOSTILE_WORDS)])
    filters = Filters(actor=(HOSTILE_WORDS,))
    bib = made_of(store, "bib", "citation", filters)[0].decode()
    assert bib.count("\n@") + bib.startswith("@") == 1
    assert re.search(r"(?<!\\)@", bib[1:].replace(r"\string@", "")) is None
    plain = re.sub(r"\\[{}]", "", bib)
    assert plain.count("{") == plain.count("}")
    assert r"\input" not in bib.replace(r"\textbackslash{}input", "")
    assert "author = {{Incident atlas}}" in bib
    assert "url = {https://atlas.example/?actor=" in bib
    ris = made_of(store, "ris", "citation", filters)[0].decode()
    lines = ris.split("\r\n")
    assert lines[-1] == ""
    assert [line[:6] for line in lines[:-1]].count("TY  - ") == 1
    assert lines[-2] == "ER  - "
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines[:-1])
    assert "AU  - Incident atlas" in lines
    assert any(line.startswith("UR  - https://atlas.example/?actor=") for line in lines)


def test_schema_org_says_what_the_data_are_and_is_inert(store, monkeypatch):
    monkeypatch.setattr(citation, "TITLE", "</script><script>alert(1)</script>")
    text = citation.json_ld(store)
    assert "<" not in text
    said = json.loads(text)
    assert (said["@type"], said["temporalCoverage"]) == ("Dataset", "2024-10-20/2024-10-20")
    assert said["version"] == store.version


@pytest.mark.parametrize("form", ["parquet", "fgb", "kml", "bib", "ris"])
def test_an_empty_store_is_a_normal_state(tmp_path, form):
    store = build(tmp_path / "a.duckdb", [])
    what = "citation" if form in ("bib", "ris") else "incidents"
    made, described = made_of(store, form, what)
    assert made
    assert described["counts"]["records"] == 0
    assert export.form_of("incidents", form).what == what


def test_a_title_of_ones_own_stands_above_and_is_inert(store):
    drawn = {"drawing": partial(drawing_of, store, View())}
    page = made_of(store, "html", "page", title="<b>Night</b>\nof drones", **drawn)[0].decode()
    assert "<h1>&lt;b&gt;Night&lt;/b&gt; of drones</h1>" in page
    assert (
        f"<h1>{forms.TITLE}</h1>" in made_of(store, "html", "page", title=" ", **drawn)[0].decode()
    )
    picture = Image.open(io.BytesIO(made_of(store, "png", "map", title="Costs $x_1$", **drawn)[0]))
    assert picture.text["Title"] == "Costs $x_1$"
