"""Layers of the user's own: read from any file of polygons, joined by coordinates only."""

from __future__ import annotations

import gzip
import json
import random

import geopandas as gpd
import pytest
import shapely
from shapely.geometry import Point, Polygon, box

from geo import ingest, layers, query, store
from geo.errors import InputError
from geo.query import Figure, FilterError, Filters
from geo.schema import POINT_PRECISIONS
from tests.factory import POINTS, Incident, Place, build
from tests.readers.samples import as_zip

pytestmark = pytest.mark.slow

NAMES = ("Харківський район", "Одеський район", "Приморський район", "Порожній район")


def areas(names=NAMES):
    """Kharkiv alone, Odesa alone, Zaporizhzhia with Rostov, and nothing."""
    shapes = [
        box(35, 49, 37, 50.3),
        box(30, 46, 31, 47),
        box(35, 46.5, 40, 48),
        box(20, 60, 21, 61),
    ]
    return gpd.GeoDataFrame({"назва": list(names)}, geometry=shapes, crs="EPSG:4326")


def geojson(frame):
    return frame.to_json(ensure_ascii=False, drop_id=True).encode()


def geopackage(frame, folder):
    frame.to_file(folder / "x.gpkg", driver="GPKG")
    return (folder / "x.gpkg").read_bytes()


def shapefile(frame, folder, *, without=()):
    frame = frame.rename(columns={"назва": "NAZVA"})
    frame.to_file(folder / "x.shp", driver="ESRI Shapefile", encoding="CP1251")
    parts = {p.suffix[1:]: p.read_bytes() for p in folder.glob("x.*") if p.suffix != ".gpkg"}
    return as_zip(**{f"деу/x__{k}": v for k, v in parts.items() if k not in without})


def written(folder, name, driver):
    """What a GIS writes, its folder zipped if it is one."""
    path = folder / name
    areas().rename(columns={"назва": "Name"}).to_file(path, driver=driver)
    if path.is_dir():
        return as_zip(**{f"{name}/{part.name}": part.read_bytes() for part in path.iterdir()})
    return path.read_bytes()


FORMATS = {
    "kml": lambda folder: written(folder, "x.kml", "KML"),
    "kmz": lambda folder: as_zip(doc__kml=written(folder, "x.kml", "KML")),
    "flatgeobuf": lambda folder: written(folder, "x.fgb", "FlatGeobuf"),
    "geodatabase": lambda folder: written(folder, "x.gdb", "OpenFileGDB"),
    "geojson, packed": lambda _: gzip.compress(geojson(areas())),
    "geojson": lambda _: geojson(areas()),
    "geopackage": lambda folder: geopackage(areas(), folder),
    "geopackage, projected": lambda folder: geopackage(areas().to_crs(32637), folder),
    "shapefile": lambda folder: shapefile(areas(), folder),
    "shapefile, 1251 unsaid": lambda folder: shapefile(areas(), folder, without=("cpg",)),
    "shapefile, projected": lambda folder: shapefile(areas().to_crs(3857), folder),
}


@pytest.mark.parametrize("form", ["Feature", "Polygon"])
def test_an_area_alone_is_called_by_its_file(form):
    shape = shapely.geometry.mapping(box(35, 49, 37, 50.3))
    alone = {"type": "Feature", "geometry": shape, "properties": None}
    said = json.dumps(alone if form == "Feature" else shape).encode()
    layer = layers.read_layer(said, file="zone.geojson")
    assert len(layer.areas) == 1
    assert "by the file" in " ".join(layer.notes)


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_gives_the_same_layer(tmp_path, form):
    layer = layers.read_layer(FORMATS[form](tmp_path), file="raions.zip")
    assert layer.name == "raions"
    assert layer.areas["name"].tolist() == sorted(NAMES)
    assert layer.areas.crs == "EPSG:4326"
    there = layer.areas.set_index("name").geometry
    expected = areas().set_index("назва").geometry
    for name in NAMES:
        assert there[name].symmetric_difference(expected[name]).area < 0.02


def test_the_name_column_is_found_or_given():
    frame = areas().rename(columns={"назва": "code"}).assign(kind="raion")
    with pytest.raises(InputError, match=r"not clear; name one of code, kind after"):
        layers.read_layer(geojson(frame), file="a.geojson")
    named = layers.read_layer(geojson(frame), file="a.geojson", name_column="code")
    assert len(named.areas) == 4
    with pytest.raises(InputError, match="no column 'x'; the file has code, kind"):
        layers.read_layer(geojson(frame), file="a.geojson", name_column="x")
    both = areas().assign(Name=["a", "b", "c", "d"])
    assert layers.read_layer(geojson(both), file="a").areas["name"].tolist() == list("abcd")


def test_invalid_polygons_are_repaired_and_said():
    bow = Polygon([(30, 50), (32, 52), (32, 50), (30, 52)])
    frame = gpd.GeoDataFrame({"name": ["bow"]}, geometry=[bow], crs="EPSG:4326")
    layer = layers.read_layer(geojson(frame), file="a.geojson")
    assert layer.areas.geometry.is_valid.all()
    assert layer.areas.geometry.iloc[0].area == pytest.approx(2)
    assert layer.notes == ("a.geojson: 1 invalid polygons were repaired",)


def test_features_of_one_name_are_one_area():
    layer = layers.read_layer(geojson(areas(["a", "b", "a", "b"])), file="a.geojson")
    assert layer.areas["name"].tolist() == ["a", "b"]
    assert "2 features share a name" in layer.notes[0]


def test_a_lone_area_without_a_name_takes_the_files():
    layer = layers.read_layer(
        collection(feature(SQUARE) | {"properties": {}}), file="front.geojson"
    )
    assert layer.areas["name"].tolist() == ["front"]
    two = collection(*[feature(SQUARE) | {"properties": {}}] * 2)
    layer = layers.read_layer(two, file="front.geojson")
    assert layer.areas["name"].tolist() == ["front 1", "front 2"]


def test_an_area_without_a_name_is_called_by_its_row():
    content = collection(feature(SQUARE), feature(SQUARE, name=" "))
    layer = layers.read_layer(content, file="front.geojson")
    assert layer.areas["name"].tolist() == ["a", "front, row 3"]
    assert "1 areas without a name" in layer.notes[0]


def test_the_smaller_areas_give_the_names():
    names = {"NAME_1": "Kharkiv", "NL_NAME_1": "NA", "NAME_2": "Izium", "TYPE_2": "Raion"}
    content = collection(feature(SQUARE) | {"properties": names})
    assert layers.read_layer(content, file="gadm").areas["name"].tolist() == ["Izium"]


def test_names_that_an_encoding_has_destroyed_are_not_taken():
    names = {"name": "???????", "nazva": "Ізюмський", "code": 7}
    content = collection(feature(SQUARE) | {"properties": names})
    assert layers.read_layer(content, file="raions").areas["name"].tolist() == ["Ізюмський"]


def test_namesakes_of_different_parents_stay_apart():
    parts = [("Kharkiv", "Pokrovskyi"), ("Dnipro", "Pokrovskyi"), ("Dnipro", "Nikopol")]
    content = collection(
        *(feature(SQUARE) | {"properties": {"ADM1_EN": a, "ADM2_EN": b}} for a, b in parts)
    )
    layer = layers.read_layer(content, file="raions")
    expected = ["Nikopol", "Pokrovskyi (Dnipro)", "Pokrovskyi (Kharkiv)"]
    assert layer.areas["name"].tolist() == expected


def test_a_polygon_that_crosses_itself_without_end_is_refused():
    corners = [[30 + (n % 2), 50 + n * 7919 % 1000 / 1000] for n in range(2000)]
    shape = {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}
    with pytest.raises(InputError, match="row 2: the polygon crosses itself too often"):
        layers.read_layer(collection(feature(shape)), file="a.geojson")


def feature(geometry, **properties):
    return {"type": "Feature", "properties": {"name": "a"} | properties, "geometry": geometry}


def collection(*features, **more):
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()


SQUARE = {"type": "Polygon", "coordinates": [[[30, 50], [31, 50], [31, 51], [30, 50]]]}
LINE = {"type": "Polygon", "coordinates": [[[30, 50], [31, 50], [30, 50], [30, 50]]]}
FAR = {"type": "Polygon", "coordinates": [[[3e6, 5e6], [4e6, 5e6], [4e6, 6e6], [3e6, 5e6]]]}
LINKED = {"type": "link", "properties": {"href": "http://example.org/crs", "type": "proj4"}}
DOT = {"type": "Point", "coordinates": [30, 50]}
BAD = {
    "nothing": (b"", "is no layer"),
    "a table": (b"name,lat\na,1\n", "is no layer"),
    "a virtual layer": (b"<OGRVRTDataSource></OGRVRTDataSource>", "is no layer"),
    "a virtual layer as .shp": (
        as_zip(x__shp=b"<OGRVRTDataSource>", x__dbf=b"x" * 64, x__prj=b"GEOGCS"),
        "the shapefile is damaged",
    ),
    "no features": (collection(), "has no areas"),
    "a point": (collection(feature(DOT)), "row 2: the geometry is a Point"),
    "no area": (collection(feature(SQUARE), feature(LINE)), "row 3: the polygon has no area"),
    "metres said to be degrees": (collection(feature(FAR)), "lie beyond the Earth"),
    "a lone .shp": (b"\x00\x00\x27\x0a" + bytes(96), "with its .shx, .dbf and .prj"),
    "a system by a link": (collection(feature(SQUARE), crs=LINKED), "system is not known"),
    "no shape at all": (collection(feature(None)), "has no areas"),
    "a JSON list": (b"[1]", "is no layer"),
    "an object": (b'{"a": 1}', "not a GeoJSON FeatureCollection"),
    "cut off": (collection(feature(SQUARE))[:-9], ""),
    "a damaged GeoPackage": (b"SQLite format 3\x00" + b"\x01" * 500, "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_layers_get_one_sentence(case):
    content, says = BAD[case]
    with pytest.raises(InputError) as caught:
        layers.read_layer(content, file="bad.geojson")
    assert says in str(caught.value)
    assert str(caught.value).startswith("bad.geojson")
    assert "\n" not in str(caught.value)


def test_a_shapefile_without_a_system_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"no \.prj"):
        layers.read_layer(shapefile(areas(), tmp_path, without=("prj",)), file="a.zip")


def made(path, incidents, layer=None):
    """A store with a layer."""
    layer = layer or layers.read_layer(geojson(areas()), file="raions.geojson")
    build(path, incidents).close()
    known = store.Store(path).tables()
    store.write(
        path, known, meta={"version": "t"}, layers=[layers.tables_of(layer, known.points())]
    )
    return store.Store(path)


def test_figures_of_areas(tmp_path):
    incidents = [
        Incident([Place("UA-63", point=True)], counts={"fatalities": 2}),
        Incident([Place("UA-63", point=True), Place("UA-51")], counts={"fatalities": 3}),
        Incident(
            [Place("UA-23", point=True), Place("RU-ROS", point=True)], counts={"fatalities": 5}
        ),
        Incident([Place("RU-KRS", point=True), Place("review")], counts={"fatalities": 7}),
    ]
    found = made(tmp_path / "a.duckdb", incidents)
    assert query.layer_names(found) == {"raions": 4}
    figures = query.layer_figures(found, Filters(), "raions")
    assert set(figures.areas) == {NAMES[0], NAMES[2]}
    assert (figures.inside, figures.elsewhere, figures.not_located) == (4, 1, 2)
    assert figures.areas[NAMES[0]].incidents == 2
    # The second incident has a place that is known by its region only: perhaps elsewhere.
    assert figures.areas[NAMES[0]].killed == Figure(2, 3, 1, 1)
    # Zaporizhzhia and Rostov lie in one area, so the incident lies wholly inside it ...
    assert figures.areas[NAMES[2]].killed == Figure(5, None, 1, 0)
    # ... but not wholly inside what a filter leaves of it.
    russian = query.layer_figures(found, Filters(country=("RU",)), "raions")
    assert russian.areas[NAMES[2]].killed == Figure(None, 5, 0, 1)
    with pytest.raises(FilterError, match="layer='x' is not in the store; it has raions"):
        query.layer_figures(found, Filters(), "x")


def brute_force(found, filters):
    """Figures by area, counted record by record."""
    with found.cursor() as cursor:
        records = cursor.execute(
            "SELECT incident_id, area, lon, lat, x IS NOT NULL, precision, downed_here, i.downed,"
            " i.fatalities, i.more_places, coalesce(i.events, 1)"
            " FROM locations JOIN incidents i USING (incident_id)"
        ).fetchall()
    shapes = dict(zip(NAMES, areas().geometry, strict=True))
    allowed, places = filters.areas(), {}
    for name, area, lon, lat, drawn, precision, here, downed, killed, more, events in records:
        assert not drawn or precision in POINT_PRECISIONS
        inside = [n for n, shape in shapes.items() if drawn and shape.covers(Point(lon, lat))]
        chosen = allowed is None or area in allowed
        places.setdefault(name, []).append(
            (inside[0] if inside else None, chosen, here, downed, killed, more, events)
        )
    out = {}
    for rows in places.values():
        for area in {r[0] for r in rows if r[0] and r[1]}:
            mine = [r for r in rows if r[0] == area and r[1]]
            whole = len(mine) == len(rows) and rows[0][5] in (None, "no")
            entry = out.setdefault(area, {"incidents": 0, "killed": [[], []], "downed": [[], []]})
            events = rows[0][6]
            entry["incidents"] += events
            entry["killed"][not whole].append((rows[0][4], events))
            known = [r[2] for r in mine if r[2] is not None]
            value = sum(known) if known else None
            vague = rows[0][3] is not None and any(r[2] is None for r in mine)
            entry["downed"][0].append((rows[0][3] if whole and vague else value, events))
            if not whole and vague:
                allocated = sum(r[2] for r in rows if r[2] is not None)
                entry["downed"][1].append((max(rows[0][3] - allocated, 0), events))
    return out


def total(values):
    known = [(value, events) for value, events in values if value is not None]
    counted = sum(events for _, events in known)
    return (sum(value for value, _ in known) if known else None), counted


@pytest.mark.parametrize("seed", range(8))
def test_figures_agree_with_a_plain_count(tmp_path, seed):
    chance = random.Random(seed)  # noqa: S311
    kinds = [*POINTS, "review", "outside", "UA"]

    def place():
        region = chance.choice(kinds)
        here = chance.choice([None, None, 1, 2])
        return Place(region, point=region in POINTS and chance.random() < 0.7, downed_here=here)

    incidents = [
        Incident(
            [place() for _ in range(chance.randint(1, 4))],
            counts={"fatalities": chance.choice([None, 0, 3]), "downed": chance.choice([None, 9])}
            | ({"events": chance.choice([None, 0, 1, 6])} if seed % 2 else {}),
            text={"more_places": chance.choice(["yes", "no", "unknown"])}
            if chance.random() < 0.5
            else {},
        )
        for _ in range(60)
    ]
    found = made(tmp_path / "a.duckdb", incidents)
    for filters in (Filters(), Filters(country=("UA",)), Filters(region=("RU-ROS", "UA-63"))):
        figures = query.layer_figures(found, filters, "raions")
        expected = brute_force(found, filters)
        assert set(figures.areas) == set(expected)
        for name, one in figures.areas.items():
            assert one.incidents == expected[name]["incidents"]
            for field in ("killed", "downed"):
                (value, n), (shared, m) = (total(part) for part in expected[name][field])
                assert getattr(one, field) == Figure(value, shared, n, m), (name, field)
        counted = figures.inside + figures.elsewhere + figures.not_located
        assert counted == query.placement(found, filters).all


def test_shapes_for_display(tmp_path):
    dense = box(30, 46, 31, 47).buffer(0.5, quad_segs=60_000)
    frame = gpd.GeoDataFrame(
        {"name": ['"quoted"', "чукотка"]},
        geometry=[dense, box(-179, 65, -170, 67)],
        crs="EPSG:4326",
    )
    layer = layers.read_layer(geojson(frame), file="x.geojson")
    text = query.layer_geojson(
        made(tmp_path / "a.duckdb", [Incident([Place("UA-63")])], layer), "x"
    )
    shown = json.loads(text)["features"]
    assert [area["properties"] for area in shown] == [{"name": '"quoted"'}, {"name": "чукотка"}]
    shapes = [shapely.from_geojson(json.dumps(area["geometry"])) for area in shown]
    assert shapely.get_num_coordinates(shapes).sum() < 5_000
    assert shapes[0].symmetric_difference(dense).area < 0.02
    assert shapes[1].bounds == (181, 65, 190, 67)


def test_layers_stay_when_a_dataset_is_replaced(tmp_path):
    raions, other = tmp_path / "raions.geojson", tmp_path / "other.geojson"
    raions.write_bytes(geojson(areas()))
    other.write_bytes(geojson(areas(["a", "b", "c", "d"])))
    header = "incident_id,date_start,sub_event_type,location,latitude,longitude"
    source, path = tmp_path / "mine.csv", tmp_path / "a.duckdb"
    source.write_text(f"{header}\nA,2024-10-20,Attack,,49.98,36.25\n")
    report = ingest.ingest([source], path, boundaries=[(raions, None), (other, "назва")])
    assert report.incidents == 1
    before = query.layer_geojson(store.Store(path), "raions")
    source.write_text(f"{header}\nA,2024-10-20,Attack,,46.48,30.73\n")
    ingest.ingest([source], path)
    found = store.Store(path)
    assert list(query.layer_names(found)) == ["raions", "other"]
    assert query.layer_geojson(found, "raions") == before
    assert list(query.layer_figures(found, Filters(), "raions").areas) == [NAMES[1]]
    assert list(query.layer_figures(found, Filters(), "other").areas) == ["b"]
