"""Layers whose areas hold for certain days: read, joined by a record's own day, and filtered by."""

import datetime as dt
import io
import json

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from pyproj import Geod
from shapely.geometry import box, mapping
from typer.testing import CliRunner

from geo import export, ingest, layers, query
from geo.__main__ import app
from geo.errors import InputError
from geo.query import FilterError, Filters, LayerDay
from geo.store import Store
from tests.layers.dated import EDGES, collection, files, layer, made
from tests.readers.samples import as_zip

pytestmark = pytest.mark.slow

DAYS = list(EDGES)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """A store with the layer, which no test changes."""
    return made(tmp_path_factory.mktemp("dated") / "a.duckdb")


def days_of(found):
    return found.areas[["name", "day_from", "day_to"]].to_numpy().tolist()


SINGLE = [[name, day, day] for name in ("held", "lost") for day in DAYS]


def test_one_file_a_day_is_one_layer():
    found = layer()
    assert found.name == "front"
    assert found.dated
    assert days_of(found) == SINGLE
    assert found.areas["file"].tolist() == [f"front_{day}.geojson" for day in DAYS] * 2


@pytest.mark.parametrize(
    "columns",
    [
        {"date": str},
        {"День": lambda day: dt.date.fromisoformat(day).strftime("%d.%m.%Y")},
        {"as_of": lambda day: f"{day}T00:00:00Z", "date": lambda _day: "2024-12-24"},
        {"valid_from": str, "valid_to": str},
    ],
)
def test_a_column_of_days_makes_a_layer_dated(columns):
    found = layers.read_layer(collection(DAYS, **columns), file="front.geojson")
    assert days_of(found) == SINGLE
    assert set(found.areas["file"]) == {"front.geojson"}


def test_an_area_without_a_last_day_holds_on():
    ends = {"2024-11-01": "2024-11-02", "2024-11-03": "2024-11-04", "2024-11-05": None}
    content = collection(DAYS, valid_from=str, valid_to=ends.get)
    found = layers.read_layer(content, file="front.geojson")
    assert days_of(found)[:3] == [
        ["held", "2024-11-01", "2024-11-02"],
        ["held", "2024-11-03", "2024-11-04"],
        ["held", "2024-11-05", "9999-12-31"],
    ]


def test_spans_of_one_name_that_overlap_are_one_area_on_the_days_that_they_share():
    west, east = box(30, 50, 31, 51), box(31, 50, 32, 51)
    spans = [(west, "2024-11-01", "2024-11-05"), (east, "2024-11-03", "2024-11-07")]
    features = [
        {
            "type": "Feature",
            "properties": {"name": "a", "valid_from": first, "valid_to": last},
            "geometry": mapping(shape),
        }
        for shape, first, last in spans
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    found = layers.read_layer(content, file="x.geojson")
    assert days_of(found) == [
        ["a", "2024-11-01", "2024-11-02"],
        ["a", "2024-11-03", "2024-11-05"],
        ["a", "2024-11-06", "2024-11-07"],
    ]
    assert shapely.area(found.areas.geometry.to_numpy()).tolist() == [1, 2, 1]


@pytest.mark.parametrize(
    "columns",
    [
        {"date": lambda _day: "2021-02-03", "validOn": lambda _day: "2022-01-01"},
        {"pcode": lambda day: day.replace("-", "")},
    ],
)
def test_the_day_of_a_whole_file_makes_no_layer_dated(columns):
    found = layers.read_layer(collection(DAYS[:1], **columns), file="raions_2024-11-01.geojson")
    assert not found.dated
    assert found.name == "raions_2024-11-01"


def test_when_each_area_was_drawn_makes_no_layer_dated():
    drawn = iter(["2024-11-01", "2024-11-02"])
    content = collection(DAYS[:1], date=lambda _day: next(drawn))
    frame, _notes = layers.read_polygons(content, file="raions.geojson")
    assert not layers.layer_of(frame, file="raions.geojson").dated
    # A person may say that it does.
    assert layers.day_columns(frame) == [("date",)]
    assert layers.layer_of(frame, file="raions.geojson", day_columns=("date",)).dated


def test_an_area_whose_day_cannot_be_read_is_left_out_and_said():
    texts = iter(["2024-11-01", "2024-11-01", "2024-11-03", "soon", "2024-11-05", ""])
    found = layers.read_layer(collection(DAYS, date=lambda _day: next(texts)), file="f.geojson")
    assert len(found.areas) == 4
    (note,) = (note for note in found.notes if "without a day" in note)
    assert note.startswith("f.geojson: 2 areas without a day are left out (row 5: 'soon'")
    assert note.endswith("row 7: no day)")


def test_a_single_file_in_a_zip_is_that_file():
    whole = as_zip(front__geojson=collection(DAYS[:1]))
    assert not layers.read_layer(whole, file="front.zip").dated
    one_day = as_zip(**{"front_2024-11-01__geojson": collection(DAYS[:1])})
    assert days_of(layers.read_layer(one_day, file="front.zip")) == [
        ["held", "2024-11-01", "2024-11-01"],
        ["lost", "2024-11-01", "2024-11-01"],
    ]


def test_what_stands_beside_a_zipped_shapefile_is_no_day(tmp_path):
    frame = gpd.GeoDataFrame({"name": ["a"]}, geometry=[box(30, 50, 31, 51)], crs="EPSG:4326")
    frame.to_file(tmp_path / "x.shp", driver="ESRI Shapefile")
    parts = {f"x__{path.suffix[1:]}": path.read_bytes() for path in tmp_path.glob("x.*")}
    content = as_zip(**parts, about_2024_11_01__json=b"{}")
    assert layers.read_layer(content, file="x.zip").areas["name"].tolist() == ["a"]


BAD = {
    "no day in a name": (
        as_zip(front__geojson=collection(DAYS[:1]), back__geojson=collection(DAYS[:1])),
        "which day the file is of is not clear",
    ),
    "one day twice": (
        as_zip(**{f"{name}_2024-11-01__geojson": collection(DAYS[:1]) for name in "ab"}),
        "'a_2024-11-01.geojson' and 'b_2024-11-01.geojson' are of the same day",
    ),
    "a file of points": (
        as_zip(
            **{
                "a_2024-11-01__geojson": b'{"type": "FeatureCollection", "features": ['
                b'{"type": "Feature", "properties": {}, "geometry":'
                b' {"type": "Point", "coordinates": [30, 50]}}]}'
            }
        ),
        "the geometry is a Point; expected a polygon",
    ),
    "a file that is none": (as_zip(**{"a_2024-11-01__geojson": b"<x>"}), "the file is no layer"),
    "a ZIP in it that holds no shapefile": (
        as_zip(**{"a_2024-11-01__zip": as_zip(x__txt=b"x")}),
        "the ZIP holds 0 shapefiles",
    ),
    "a bomb": (as_zip(**{"a_2024-11-01__geojson": b" " * 2**26}), "times its size"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_files_of_days_get_one_sentence(case):
    content, says = BAD[case]
    with pytest.raises(InputError) as caught:
        layers.read_layer(content, file="bad.zip")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("day", "as_of"),
    [
        ("2024-10-31", None),
        ("2024-11-01", "2024-11-01"),
        ("2024-11-02", "2024-11-01"),
        ("2024-11-05", "2024-11-05"),
        ("2024-12-24", "2024-11-05"),
    ],
)
def test_a_missing_day_is_the_last_earlier_one(found, day, as_of):
    asked = dt.date.fromisoformat(day)
    known = dt.date.fromisoformat(as_of) if as_of else None
    told = (f"front_{as_of}.geojson",) if as_of else ()
    assert query.layer_day(found, "front", asked) == LayerDay(
        asked, known, dt.date(2024, 11, 1), told
    )
    assert query.layer_areas(found, "front", asked) == (["held", "lost"] if as_of else [])
    shown = json.loads(query.layer_geojson(found, "front", day=asked))["features"]
    shapes = {
        one["properties"]["name"]: shapely.from_geojson(json.dumps(one["geometry"]))
        for one in shown
    }
    edges = {name: shape.bounds[0 if name == "held" else 2] for name, shape in shapes.items()}
    assert edges == (dict.fromkeys(("held", "lost"), EDGES[as_of]) if as_of else {})


def kilometres(lon, lat, edge):
    """From a point to the nearest of a meridian's spots, step by step, on the ellipsoid."""
    geod = Geod(ellps="WGS84")
    return min(geod.inv(lon, lat, edge, lat + step / 2000)[2] for step in range(-200, 200)) / 1000


def test_records_say_their_area_of_their_own_day_and_how_far_its_edge_is(found):
    table = query.records(found, Filters()).set_index("incident_id")
    kharkiv = table[table["region"] == "UA-63"]
    areas = kharkiv["front_area"].to_dict()
    assert areas == {
        "I0": "held",
        "I1": "held",
        "I2": "lost",
        "I3": "lost",
        "I4": "before its first day",
        "I5": "held",
        "I6": "not located at this level",
    }
    days = kharkiv["front_day"].dropna().to_dict()
    assert days == {
        "I0": "2024-11-01",
        "I1": "2024-11-01",
        "I2": "2024-11-03",
        "I3": "2024-11-05",
        "I5": "2024-11-01",
    }
    far = kharkiv["front_edge_km"].dropna().astype(float)
    for name, edge in (("I0", 36.0), ("I1", 36.0), ("I2", 36.5), ("I3", 37.0)):
        assert far[name] == pytest.approx(kilometres(36.25, 49.98, edge), abs=0.06)
    odesa = table[table["region"] == "UA-51"].iloc[0]
    assert (odesa["front_area"], odesa["front_day"]) == ("in no area", "2024-11-01")
    assert 300 < float(odesa["front_edge_km"]) < 400


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({"inside": ("front/held",)}, {"I0", "I1", "I5"}),
        ({"inside": ("front",)}, {"I0", "I1", "I2", "I3", "I5"}),
        ({"inside": ("front/nothing",)}, set()),
        ({"outside": ("front/held",)}, {"I2", "I3", "I5"}),
        ({"outside": ("front",)}, {"I5"}),
        ({"near": "front/18.5"}, {"I0", "I1", "I2", "I5"}),
        ({"near": "front/5"}, set()),
        ({"inside": ("front/lost",), "near": "front/18.5"}, {"I2"}),
        ({"inside": ("front/held",), "region": ("UA-51",)}, set()),
    ],
)
def test_filters_by_area_and_edge(found, chosen, expected):
    filters = Filters(**chosen)
    assert Filters.from_params(filters.to_params()) == filters
    assert set(query.records(found, filters)["incident_id"]) == expected
    assert query.headline(found, filters).incidents == len(expected)
    regions = query.region_figures(found, filters)
    assert sum(one.incidents for one in regions.values()) == len(expected)
    assert query.timeline(found, filters, "month")["incidents"].sum() == len(expected)
    assert query.placement(found, filters).all == len(expected)
    figures = query.layer_figures(found, filters, "front")
    parts = figures.inside + figures.elsewhere + figures.not_located + figures.too_early
    assert parts == query.placement(found, filters).all
    raions = query.raion_figures(found, filters)
    assert raions.inside + raions.not_located + raions.elsewhere == parts


def test_figures_are_those_of_each_records_own_day(found):
    figures = query.layer_figures(found, Filters(), "front")
    assert {name: one.incidents for name, one in figures.areas.items()} == {"held": 3, "lost": 2}
    assert figures.areas["held"].killed.value == 1 + 2
    assert figures.areas["lost"].killed.value == 3 + 7
    assert (figures.inside, figures.elsewhere) == (5, 1)
    assert (figures.not_located, figures.too_early) == (1, 1)
    # An incident of which one place is in no area is not wholly inside what a filter leaves.
    held = query.headline(found, Filters(inside=("front/held",)))
    assert held.killed.value == 3


def test_a_layer_that_the_store_does_not_have_is_refused(found):
    for chosen in ({"inside": ("x",)}, {"outside": ("fron/held",)}, {"near": "x/5"}):
        with pytest.raises(FilterError, match="names no dated layer of the store; it has front"):
            query.check_layers(found, Filters(**chosen))
    query.check_layers(found, Filters(inside=("front/held", "front"), near="front/5"))
    with pytest.raises(FilterError, match="near='front' is not understood"):
        Filters.from_params({"near": ["front"]})


@pytest.mark.parametrize("form", ["csv", "geojson", "gpkg", "parquet", "xlsx", "kml"])
def test_downloads_have_the_columns(tmp_path, found, form):
    download = export.Download(found, Filters(inside=("front/lost",)), form)
    content = b"".join(download.pieces(download.described()))
    file = tmp_path / f"x.{form}"
    file.write_bytes(content)
    if form == "kml":
        assert "front_area" in content.decode()
        return
    if form == "csv":
        table = pd.read_csv(io.BytesIO(content))
    elif form == "xlsx":
        table = pd.read_excel(file, sheet_name="records", engine="calamine")
    elif form == "parquet":
        table = pd.read_parquet(file)
    else:
        table = gpd.read_file(file, layer="incidents" if form == "gpkg" else None)
    assert table["front_area"].tolist() == ["lost", "lost"]
    assert table["front_edge_km"].astype(float).round().tolist() == [18, 54]
    assert [str(day)[:10] for day in table["front_day"]] == ["2024-11-03", "2024-11-05"]


def test_a_source_that_has_columns_of_its_own_keeps_them_beside_the_layers(tmp_path):
    source, folder, path = tmp_path / "mine.csv", tmp_path / "front", tmp_path / "a.duckdb"
    header = "incident_id,date_start,sub_event_type,location,latitude,longitude,colour"
    rows = ["A,2024-11-03,Attack,,49.98,36.25,red", "B,2024-11-03,Attack,Kharkiv Oblast,,,"]
    source.write_text("\n".join([header, *rows, ""]))
    folder.mkdir()
    for name, content in files():
        (folder / name).write_bytes(content)
    report = ingest.ingest([source], path, boundaries=[(folder, None)])
    assert any("Boundaries 'front': 2 areas on 3 days" in line for line in report.lines())
    found = Store(path)
    download = export.Download(found, Filters(), "csv")
    table = pd.read_csv(io.BytesIO(b"".join(download.pieces(download.described()))))
    table = table.set_index("incident_id")
    assert table["colour"].fillna("").to_dict() == {"A": "red", "B": ""}
    assert table["front_area"].to_dict() == {"A": "lost", "B": "not located at this level"}
    # The layer stays when a dataset is replaced, with its days.
    ingest.ingest([source], path)
    assert query.layer_day(Store(path), "front", dt.date(2024, 11, 4)).as_of == dt.date(2024, 11, 3)


def test_the_command_line_filters_by_them(tmp_path):
    made(tmp_path / "a.duckdb").close()
    out = tmp_path / "x.csv"
    asked = ["export", "--store", str(tmp_path / "a.duckdb"), "--format", "csv", "--out", str(out)]
    chosen = ["--inside", "front/held", "--outside", "front/lost", "--near", "front/18"]
    done = CliRunner().invoke(app, [*asked, *chosen], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert pd.read_csv(out)["incident_id"].tolist() == ["I0", "I1", "I5"]
    manifest = json.loads(out.with_name("x.csv.manifest.json").read_text())
    assert manifest["filters"]["parameters"]["near"] == ["front/18"]
    refused = CliRunner().invoke(app, [*asked, "--inside", "back"])
    assert "names no dated layer of the store; it has front" in str(refused.exception)
