"""The shipped shapes: complete, seamless, and true to where towns are."""

from __future__ import annotations

import csv
import gzip
import json

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.regions import DATA, basemap_path, boundaries, catalogue, display_path, locate

#: Equal-area, so that areas may be compared.
EQUAL_AREA = "+proj=laea +lat_0=60 +lon_0=80"


@pytest.fixture(scope="module")
def shapes() -> gpd.GeoSeries:
    return boundaries().set_index("region").geometry


@pytest.fixture(scope="module")
def display() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame.from_features(json.loads(display_path().read_bytes()), crs="EPSG:4326")


@pytest.fixture(scope="module")
def basemap() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame.from_features(json.loads(basemap_path().read_bytes()), crs="EPSG:4326")


@pytest.fixture(scope="module")
def towns() -> pd.DataFrame:
    """Return GeoNames' places with their region, set right where `exceptions.csv` says so."""
    table = pd.read_parquet(DATA / "gazetteer.parquet")
    table = table.rename(columns={"id": "geonameid"}).dropna(subset=["lat", "lon", "region"])
    if "source" in table:
        table = table[table["source"].str.contains("GeoNames", case=False)]
    exceptions = pd.read_csv(DATA / "boundaries" / "exceptions.csv").set_index("geonameid")
    table["region"] = table["geonameid"].map(exceptions["region"]).fillna(table["region"])
    return table


def test_the_shapefile_has_the_catalogue_s_regions_and_names():
    table = boundaries().set_index("region")
    assert set(table.index) == set(catalogue())
    assert (table["country"] == "UA").sum() == 27
    assert (table["country"] == "RU").sum() == 83
    for code, region in catalogue().items():
        row = table.loc[code, ["country", "kind", "name_en", "name_uk", "name_ru"]]
        expected = [getattr(region, attribute) for attribute in row.index]
        assert row.tolist() == expected


def test_every_geometry_is_valid(shapes, display, basemap):
    assert shapes.is_valid.all()
    assert display.is_valid.all()
    assert basemap.is_valid.all()
    assert not shapes.is_empty.any()


def test_neighbours_share_their_edges(shapes, display, basemap):
    assert shapely.coverage_is_valid(shapes.to_numpy())
    # With the countries around, too: no line contradicts another.
    land = basemap[basemap["kind"] == "land"].geometry
    assert shapely.coverage_is_valid(pd.concat([display.geometry, land]).to_numpy())


def test_regions_neither_overlap_nor_leave_gaps(shapes):
    # In degrees: projecting bends long edges, and only apart from the vertices.
    total, union = shapes.to_numpy(), shapes.union_all()
    assert shapely.area(total).sum() == pytest.approx(union.area, rel=1e-4)
    assert [ring for part in union.geoms for ring in part.interiors] == []


def test_areas_are_what_they_should_be(shapes):
    # Official areas in 1,000 km²; lakes, lagoons and generalisation account for the tolerance.
    area = shapes.to_crs(EQUAL_AREA).area / 1e9
    assert area.filter(like="UA-").sum() == pytest.approx(603.5, rel=0.02)
    assert area.filter(like="RU-").sum() == pytest.approx(17098, rel=0.02)
    assert area["UA-43"] + area["UA-40"] == pytest.approx(27.0, rel=0.05)
    assert area["UA-30"] == pytest.approx(0.839, rel=0.35)


@pytest.mark.parametrize(("country", "least"), [("UA", 0.999), ("RU", 0.995)])
def test_towns_lie_in_their_own_region(towns, country: str, least: float):
    home = towns[towns["region"].str.startswith(country)]
    assert len(home) > 5000
    found = locate(home["lon"], home["lat"])
    inside = (found["method"] == "inside") & (found["region"] == home["region"])
    assert inside.mean() >= least, home[~inside].filter(["geonameid", "name", "region"])


@pytest.mark.parametrize(
    ("lat", "lon", "region"),
    [
        (51.2430, 34.4629, "UA-59"),  # Volfyne
        (51.6209, 34.1471, "UA-59"),  # Starykove
        (50.3014, 36.3994, "UA-63"),  # Strilecha
        (50.3958, 37.4440, "UA-63"),  # Zemlianky
    ],
)
def test_villages_at_the_border_lie_in_their_country(lat, lon, region):
    assert locate([lon], [lat])["region"].tolist() == [region]


def test_every_exception_gives_its_reason_and_holds():
    table = pd.read_csv(DATA / "boundaries" / "exceptions.csv")
    assert table["reason"].str.len().min() > 20
    assert (table["region"] != table["geonames_region"]).all()
    assert locate(table["lon"], table["lat"])["region"].tolist() == table["region"].tolist()


def test_sevastopol_and_crimea_are_ukraine(shapes):
    assert {"UA-40", "UA-43"} <= set(shapes.index)
    assert not {"RU-CR", "RU-SEV"} & set(shapes.index)
    russia = shapes[shapes.index.str.startswith("RU-")]
    for code in ("UA-40", "UA-43", "UA-14", "UA-09", "UA-23", "UA-65"):
        inner = shapes[code].buffer(-0.001)
        assert not russia.intersects(inner).any()


def test_labels_lie_inside():
    table = pd.read_csv(DATA / "regions.csv")
    found = locate(table["label_lon"], table["label_lat"])["region"]
    assert found.tolist() == table["region"].tolist()


def test_the_display_copy_is_small_and_complete(display):
    assert len(gzip.compress(display_path().read_bytes())) <= 250_000
    assert set(display["region"]) == set(catalogue())
    for row in display.itertuples():
        region = catalogue()[row.region]
        assert (row.name_en, row.name_uk, row.name_ru) == tuple(
            map(region.name, ["en", "uk", "ru"])
        )
        assert row.country == region.country
        assert row.short_en
        assert row.geometry.contains(shapely.Point(row.label))


def test_chukotka_is_in_one_piece_on_the_map(display):
    chukotka = display.set_index("region").geometry["RU-CHU"]
    mainland = max(chukotka.geoms, key=lambda part: part.area)
    west, _, east, _ = mainland.bounds
    assert west < 160
    assert east > 190
    assert display.total_bounds[0] > 19


def test_chukotka_stays_within_180_degrees_in_the_shapefile(shapes):
    west, _, east, _ = shapes["RU-CHU"].bounds
    assert (west, east) == (-180, 180)


def test_the_base_map_is_small_and_named(basemap):
    assert len(gzip.compress(basemap_path().read_bytes())) <= 120_000
    assert set(basemap["kind"]) == {"land", "city", "capital", "sea", "country"}
    names = basemap[basemap["kind"] != "land"]
    assert names[["name_en", "name_uk", "name_ru", "rank"]].notna().all().all()
    english = set(names["name_en"])
    assert {"Kyiv", "Odesa", "Zaporizhzhia", "Kropyvnytskyi", "Black Sea", "Poland"} <= english
    assert not {"Kiev", "Odessa", "Lvov", "Zaporozhye"} & english


def test_the_base_map_covers_no_region(display, basemap):
    land = basemap.loc[basemap["kind"] == "land"].geometry.union_all()
    assert display.union_all().intersection(land).area < 1e-6


def test_cities_on_the_base_map_stand_in_their_country():
    with (DATA / "boundaries" / "labels.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] in {"city", "capital"}]
    found = locate([row["lon"] for row in rows], [row["lat"] for row in rows])
    by_name = dict(zip((row["name_en"] for row in rows), found["region"], strict=True))
    assert by_name["Sevastopol"] == "UA-40"
    assert by_name["Shebekino"] == "RU-BEL"
    assert pd.isna(by_name["Warsaw"])
    assert sum(str(region).startswith("UA-") for region in by_name.values()) > 60
