"""Every form, opened again with its proper library, has the page's numbers; nothing in it runs."""

from __future__ import annotations

import html
import io
import json
import re
import warnings
import zipfile
from dataclasses import replace

import geopandas
import openpyxl
import pandas as pd
import pyogrio
import pytest
from typer.testing import CliRunner

from geo import export, ingest, query, regions, spreadsheet
from geo.__main__ import app
from geo.errors import AtlasError
from geo.export import forms as downloads
from geo.export import geopackage, manifest, offline_page, picture, xlsx
from geo.maps import METRICS, View, Viewport, drawing_of, shading
from geo.maps.colours import light_colours
from geo.query import Filters
from geo.store import Store, terms
from tests.export.test_roundtrip import tables
from tests.export.test_streams import HOSTILE
from tests.factory import Incident, Place, build

pytestmark = pytest.mark.slow

SELECTIONS = (
    {},
    {"from": ["2024-10-20"], "to": ["2024-10-21"]},
    {"country": ["RU"], "type": ["Air/drone strike"], "from": ["2024-11-01"]},
    {"region": ["RU-KAM"]},
)
IDS = ("all", "night", "russia", "empty")
PAGE = manifest.Address("https://atlas.example/", (("metric", "downed"),))


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    path = tmp_path_factory.mktemp("shipped") / "atlas.duckdb"
    choices = ingest.Choices("curated", "long")
    ingest.ingest(
        [regions.DATA / "incidents.csv"], path, choices=choices, fresh=True, terms=terms.SHIPPED
    )
    return Store(path)


@pytest.fixture(params=SELECTIONS, ids=IDS)
def filters(request):
    return Filters.from_params(request.param)


def download(store, filters, form, **more):
    draw = lambda: drawing_of(store, View(filters, METRICS["downed"]))  # noqa: E731
    return downloads.Download(store, filters, form, address=PAGE, drawing=draw, **more)


def content(wanted) -> bytes:
    return b"".join(wanted.pieces(wanted.described()))


def check_manifest(described, store, filters):
    total, placed = query.headline(store, filters), query.placement(store, filters)
    counts = described["counts"]
    assert counts["incidents"] == total.incidents
    assert counts["records"] == placed.all == query.record_count(store, filters)
    assert sum(counts["records_by_placement"].values()) == placed.all
    assert counts["killed"] == {
        "reported": total.killed.value,
        "shared": total.killed.shared,
        "known_for": total.killed.known_for,
    }
    for actor, own in counts["by_actor"].items():
        alone = query.headline(store, replace(filters, actor=(actor,)))
        assert own["incidents"] == alone.incidents > 0
        assert own["downed"]["reported"] == alone.downed.value
    assert Filters.from_params(described["filters"]["parameters"]) == filters
    assert described["store"]["version"] == store.version
    assert described["made"].endswith("+00:00")
    assert described["permalink"].startswith("https://atlas.example/?")
    assert "metric=downed" in described["permalink"]
    assert "68/262" in described["boundaries"]["policy"]


def check_regions(table: pd.DataFrame, store, filters):
    """The rows are the regions that the filters let through, with the page's figures."""
    figures = query.region_figures(store, filters)
    assert table["incidents"].sum() == sum(own.incidents for own in figures.values())
    for row in table.to_dict("records"):
        own = figures.get(row["region"], query.Figures())
        for name in ("killed", "injured", "launched", "downed"):
            found = [row[name], row[f"{name}_shared"], row[f"{name}_known_for"]]
            figure = getattr(own, name)
            expected = [figure.value, figure.shared, figure.known_for]
            assert [None if pd.isna(n) else n for n in found] == expected


def test_geopackage(shipped, filters, tmp_path):
    path = tmp_path / "a.gpkg"
    path.write_bytes(content(download(shipped, filters, "gpkg")))
    assert sorted(name for name, _ in pyogrio.list_layers(path)) == [
        *("incidents", "manifest", "regions")
    ]
    records = geopandas.read_file(path, layer="incidents")
    placed = query.placement(shipped, filters)
    assert len(records) == placed.all
    assert records.geometry.notna().sum() == placed.points
    assert records.crs == "EPSG:4326"
    assert set(records["precision"][records.geometry.notna()]) <= {"exact", "settlement"}
    if placed.all:
        expected = query.headline(shipped, filters).incidents
        assert records["incident_id"].nunique() == expected
        assert (
            records["date_start"].iloc[0].date()
            == query.records(shipped, filters)["date_start"].iloc[0].date()
        )
    areas = geopandas.read_file(path, layer="regions")
    assert areas.geometry.is_valid.all()
    assert areas.crs == "EPSG:4326"
    check_regions(pd.DataFrame(areas.drop(columns="geometry")), shipped, filters)
    said = pyogrio.read_dataframe(path, layer="manifest").set_index("name")["value"]
    assert said["counts.records"] == str(placed.all)
    assert said["datasets.1.licence"] == "CC BY 4.0"


def test_geopackage_in_several_blocks_and_names_that_differ_by_case(tmp_path, monkeypatch):
    monkeypatch.setattr(query.streams, "BLOCK_ROWS", 1)
    source = tmp_path / "own.json"
    record = {"date": "2024-10-20", "place": "Kharkiv", "Own": "a", "own": "b", "FID": "=1"}
    later = record | {"date": "2024-10-21"}
    source.write_text(json.dumps([{"id": 1, **record}, {"id": 2, **later}]))
    ingest.ingest([source], tmp_path / "a.duckdb")
    store = Store(tmp_path / "a.duckdb")
    path = tmp_path / "a.gpkg"
    geopackage.write(path, store, Filters(), {})
    found = pyogrio.read_dataframe(path, layer="incidents")
    assert len(found) == 2
    assert found["own_"].tolist() == ["b", "b"]
    assert found["FID_"].tolist() == ["=1", "=1"]


def test_workbook(shipped, filters):
    made = content(download(shipped, filters, "xlsx"))
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert book.sheetnames == ["records", "regions", "manifest"]
    header, *rows = book["records"].iter_rows(values_only=True)
    assert header == export.COLUMNS
    assert len(rows) == query.record_count(shipped, filters)
    ids = {row[0] for row in rows}
    assert len(ids) == query.headline(shipped, filters).incidents
    names, *areas = book["regions"].iter_rows(values_only=True)
    check_regions(pd.DataFrame(areas, columns=names), shipped, filters)
    said = dict(list(book["manifest"].iter_rows(values_only=True))[1:])
    assert said["counts.records"] == str(len(rows))


def test_nothing_in_a_workbook_runs_and_our_reader_undoes_it(tmp_path):
    made = [Incident([Place("UA-63")], text={"notes": text}) for text in HOSTILE]
    made.append(Incident([Place("UA-63")], text={"notes": "a\x0bb\uffff", "source": "#N/A"}))
    made.append(Incident([Place("UA-63")], text={"notes": "x" * 40_000}))
    store = build(tmp_path / "a.duckdb", made)
    path = tmp_path / "a.xlsx"
    xlsx.write(path, store, Filters(), {})
    book = openpyxl.load_workbook(path)
    sheet = book["records"]
    column = export.COLUMNS.index("notes") + 1
    written = [row[0] for row in sheet.iter_rows(2, None, column, column)]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    texts = [cell.value or "" for cell in written]
    assert not any(text.startswith(("=", "+", "-", "@", "\t", "\r")) for text in texts)
    expected = {spreadsheet.printable(text).replace("\r", "\n").strip() for text in HOSTILE}
    assert {spreadsheet.plain(text).replace("\r", "\n").strip() for text in texts} >= expected
    said = {row[0].value: row[1].value for row in book["manifest"].iter_rows()}
    assert said["notes.cut"] == "1 texts were cut to 32,767 characters."


def test_too_many_rows_for_a_sheet_are_refused_in_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(xlsx, "MOST_ROWS", 1)
    store = build(tmp_path / "a.duckdb", [Incident([Place("UA-63"), Place("UA-51")])])
    with pytest.raises(AtlasError, match="holds 1 records and this selection has 2; narrow it"):
        content(download(store, Filters(), "xlsx"))


@pytest.mark.slow
@pytest.mark.parametrize("form", ["xlsx", "geojson", "gpkg"])
def test_a_download_ingested_again_changes_nothing(shipped, tmp_path, form):
    file, fresh = tmp_path / f"download.{form}", tmp_path / "fresh.duckdb"
    file.write_bytes(content(download(shipped, Filters(), form)))
    ingest.ingest([file], fresh)
    for before, after in zip(tables(shipped.stamp.path), tables(fresh), strict=True):
        pd.testing.assert_frame_equal(before, after)


def test_the_offline_page_holds_numbers_and_manifest(shipped, filters):
    text = content(download(shipped, filters, "html")).decode()
    (described,) = re.findall(r'id="manifest">(.*?)</script>', text, re.DOTALL)
    check_manifest(json.loads(described), shipped, filters)
    (table,) = re.findall(r'<table class="sortable" id="record-table">.*?</table>', text, re.DOTALL)
    rows = table.count("<tr>") - 1
    assert rows == min(offline_page.MOST_RECORDS, query.record_count(shipped, filters))
    outside = re.sub(r'(href=")?https?://[^\s"<>]*', "", text)
    assert "src=" not in re.sub(r"<script>.*?</script>", "", outside, flags=re.DOTALL)
    assert "@import" not in text
    assert "default-src 'none'" in html.unescape(text)


def test_the_offline_page_says_that_its_table_is_cut(shipped, monkeypatch):
    monkeypatch.setattr(offline_page, "MOST_RECORDS", 5)
    text = content(download(shipped, Filters(), "html")).decode()
    assert "The newest 5 of 1,109 records" in text


@pytest.mark.slow
@pytest.mark.parametrize("params", [SELECTIONS[1], {"region": ["UA-63"]}], ids=["night", "one"])
def test_the_picture(shipped, params):
    from matplotlib.image import imread

    filters = Filters.from_params(params)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", message="Numba not installed")
        made = content(download(shipped, filters, "png"))
    assert made.startswith(b"\x89PNG")
    pixels = imread(io.BytesIO(made))
    assert pixels.shape[:2] == (1600, 2560)
    seen = (pixels[400:1400:4, ::4, :3].reshape(-1, 3) * 255).round().astype(int)
    colours = {tuple(pixel) for pixel in seen.tolist()}
    classes = [kind for kind, _ in drawing_of(shipped, View(filters, METRICS["downed"])).legend]
    for kind in classes:
        if kind in light_colours() and kind not in ("shared", "none", "zero"):
            assert tuple(bytes.fromhex(light_colours()[kind][1:])) in colours


def test_a_picture_has_the_hatching_numbers_and_view_of_the_map(shipped):
    view = View(Filters(country=("UA",)), METRICS["killed"])
    seen = Viewport(7, (30.0, 46.0, 40.0, 52.0), "as the map wrote it")
    drawn = drawing_of(shipped, view, seen)
    shaded = shading(shipped, view, query.facets(shipped))
    assert drawn.numbers == shaded.numbers
    figures = query.region_figures(shipped, view.filters)
    own = {code: found.killed for code, found in figures.items() if found.killed.kind == "number"}
    assert {code for code in own if own[code].shared} == drawn.shared & own.keys() != set()
    assert {code: str(found.value) for code, found in own.items()} == drawn.numbers
    assert (drawn.bounds, drawn.numbered) == ((30.0, 46.0, 40.0, 52.0), True)
    assert "has-shared" in dict(drawn.legend)
    for kind in ("c0", "c4"):
        look = picture._look(kind, drawn.colours, shared=True)
        assert look["hatch"]
        assert look["edgecolor"] != look["facecolor"]
    assert picture._look("c4", drawn.colours, shared=False)["hatch"] is None


@pytest.mark.slow
@pytest.mark.parametrize(
    "bounds",
    [
        pytest.param((30, 46, 40, 52), marks=pytest.mark.long),
        pytest.param((-40, 20, 230, 86), marks=pytest.mark.long),
        (190, 60, 230, 86),
    ],
)
def test_a_picture_of_any_part_of_the_world_is_made(shipped, bounds):
    made = drawing_of(shipped, View(Filters()), Viewport(4, bounds, "written"))
    got = content(replace(download(shipped, Filters(), "png"), drawing=lambda: made))
    assert got.startswith(b"\x89PNG")


@pytest.mark.slow
def test_hostile_names_on_a_picture_are_only_text(tmp_path):
    hostile = "$\\frac{1}{0}$ \u202e\U0001f600 \x00<script>{{x}}</script>" + "y" * 400
    store = build(tmp_path / "a.duckdb", [Incident([Place("UA-63", point=True)], actor=hostile)])
    made = content(download(store, Filters(actor=(hostile,)), "png"))
    assert made.startswith(b"\x89PNG")
    assert "\u202e" not in picture._known(hostile)


@pytest.mark.parametrize("form", ["csv", "geojson", "gpkg", "xlsx", "html", "png"])
def test_an_empty_store_is_a_normal_state(tmp_path, form):
    store = build(tmp_path / "a.duckdb", [])
    assert content(download(store, Filters(), form))
    described = download(store, Filters(), form).described()
    assert described["counts"]["records"] == 0
    assert described["datasets"] == []


@pytest.mark.slow
@pytest.mark.parametrize("form", ["csv", "geojson"])
def test_a_zip_has_file_and_manifest_and_is_read_again(shipped, filters, tmp_path, form):
    out = io.BytesIO()
    downloads.write_zip(out, download(shipped, filters, form), f"incidents.{form}")
    with zipfile.ZipFile(out) as archive:
        assert archive.namelist() == [
            *(f"incidents.{form}", "manifest.json", "datapackage.json"),
        ]
        check_manifest(json.loads(archive.read("manifest.json")), shipped, filters)
        whole = archive.read(f"incidents.{form}")
    if query.record_count(shipped, filters):
        for name, made in (("a.zip", out.getvalue()), ("a", whole)):
            file, path = tmp_path / name, tmp_path / f"{name}.duckdb"
            file.write_bytes(made)
            report = ingest.ingest([file], path)
            assert report.incidents == query.headline(shipped, filters).incidents
            no_more_than_before(Store(path), shipped, filters)


def no_more_than_before(again, store, filters):
    """A part of a store, read again, gives no region what it shares with those left out."""
    before = query.region_figures(store, filters)
    for code, figures in query.region_figures(again, filters).items():
        for name in ("killed", "injured", "launched", "downed"):
            now, then = getattr(figures, name), getattr(before[code], name)
            assert (now.value, now.known_for) == (then.value, then.known_for), (code, name)


def run(*arguments):
    return CliRunner().invoke(app, ["export", *map(str, arguments)], catch_exceptions=True)


def test_the_command_line_writes_what_the_page_would(shipped, tmp_path):
    store = ("--store", shipped.stamp.path)
    chosen = (
        "--from",
        "2024-10-20",
        "--to",
        "2024-10-21",
        "--region",
        "UA-63",
        "--region",
        "UA-59",
    )
    filters = Filters.from_params(
        {"from": ["2024-10-20"], "to": ["2024-10-21"], "region": ["UA-63", "UA-59"]}
    )
    for form in ("csv", "geojson", "gpkg", "xlsx", "html", "png"):
        out = tmp_path / f"a.{form}"
        done = run(*store, *chosen, "--format", form, "--out", out)
        assert done.exit_code == 0, done.output
        assert f"{query.record_count(shipped, filters)} records" in done.output
        beside = tmp_path / f"a.{form}.manifest.json"
        assert beside.exists() == (form in ("csv", "geojson", "png"))
        if beside.exists():
            found = json.loads(beside.read_text())
            assert found["filters"]["parameters"] == filters.to_params()
    assert (tmp_path / "a.csv").read_bytes() == b"".join(export.stream(shipped, filters, "csv"))
    streamed = run(*store, *chosen, "--format", "csv", "--out", "-")
    assert streamed.stdout_bytes == (tmp_path / "a.csv").read_bytes()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".atlas")]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--format", "xlsx", "--out", "-"), "--out - takes csv or geojson"),
        (("--format", "png", "--what", "regions", "--out", "a"), "has no form png"),
        (("--format", "csv", "--region", "UA-99", "--out", "a"), "region='UA-99' is not known"),
        (("--format", "html", "--metric", "nope", "--out", "a"), "'nope' is not known"),
        (("--format", "csv", "--language", "xx", "--out", "a"), "expected en, uk, ru"),
        (("--format", "csv", "--out", "/nowhere/a.csv"), "could not be written"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(
    shipped, arguments, sentence, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    done = run("--store", shipped.stamp.path, *arguments)
    assert done.exit_code != 0
    assert isinstance(done.exception, AtlasError)
    assert sentence in str(done.exception)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_stays_when_the_new_one_fails(shipped, tmp_path, monkeypatch):
    out = tmp_path / "a.xlsx"
    out.write_text("earlier")
    monkeypatch.setattr(xlsx, "MOST_ROWS", 1)
    done = run("--store", shipped.stamp.path, "--format", "xlsx", "--out", out)
    assert "narrow it" in str(done.exception)
    assert out.read_text() == "earlier"
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_terms_of_a_dataset_are_stated_at_ingest_and_stay(tmp_path):
    source, store = tmp_path / "mine.csv", tmp_path / "a.duckdb"
    source.write_text("id,date,place\n1,2024-10-20,Kharkiv\n")
    CliRunner().invoke(
        app,
        [
            "ingest",
            str(source),
            "--store",
            str(store),
            "--licence",
            "CC0",
            "--citation",
            "Me, 2024",
        ],
    )
    assert terms.terms_of(Store(store)) == {"mine": terms.Terms("CC0", "Me, 2024")}
    other = tmp_path / "other.csv"
    other.write_text("id,date,place\n9,2024-10-20,Odesa\n")
    ingest.ingest([source, other], store)
    assert terms.terms_of(Store(store)) == {
        "mine": terms.Terms("CC0", "Me, 2024"),
        "other": terms.Terms("not stated", "not stated"),
    }
