"""Names of the regions, and coordinates to regions."""

from __future__ import annotations

import subprocess
import sys

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from geo import regions
from geo.errors import DataMissingError, InputError
from geo.regions import boundaries, catalogue, locate

#: Longitude, latitude, region: places that upstream's boundaries or careless code get wrong.
KNOWN = {
    "Kyiv": (30.5234, 50.4501, "UA-30"),
    "Irpin": (30.2404, 50.5220, "UA-32"),
    "Hostomel": (30.2651, 50.5684, "UA-32"),
    "Kozyn": (30.6500, 50.2230, "UA-32"),
    "Slavutych": (30.7181, 51.5225, "UA-32"),
    "Chernihiv": (31.2893, 51.4982, "UA-74"),
    "Kharkiv": (36.2527, 49.9808, "UA-63"),
    "Kherson": (32.6146, 46.6370, "UA-65"),
    "Ochakiv": (31.5451, 46.6147, "UA-48"),
    "Kinburn Peninsula": (31.6686, 46.4811, "UA-48"),
    "Zmiinyi (Snake Island)": (30.2044, 45.2553, "UA-51"),
    "Donetsk": (37.8022, 48.0230, "UA-14"),
    "Luhansk": (39.3078, 48.5671, "UA-09"),
    "Melitopol": (35.3653, 46.8489, "UA-23"),
    "Zaporizhzhia nuclear power plant": (34.5860, 47.5110, "UA-23"),
    "Simferopol": (34.1108, 44.9572, "UA-43"),
    "Kerch": (36.4694, 45.3531, "UA-43"),
    "Sevastopol": (33.5224, 44.5888, "UA-40"),
    "Belgorod": (36.5802, 50.6107, "RU-BEL"),
    "Moscow": (37.6156, 55.7522, "RU-MOW"),
    "Zelenograd": (37.1814, 55.9825, "RU-MOW"),
    "Khimki": (37.4285, 55.9001, "RU-MOS"),
    "Saint Petersburg": (30.3141, 59.9386, "RU-SPE"),
    "Gatchina": (30.1283, 59.5764, "RU-LEN"),
    "Abakan": (91.4259, 53.7154, "RU-KK"),
    "Solovetsky": (35.7097, 65.0253, "RU-ARK"),
    "Uelen": (-169.8098, 66.1597, "RU-CHU"),
    "Amguema, just west of 180": (179.95, 67.5, "RU-CHU"),
    "Amguema, just east of 180": (-179.95, 67.5, "RU-CHU"),
    "Kaliningrad": (20.5105, 54.7065, "RU-KGD"),
}
ABROAD = {
    "Warsaw": (21.0118, 52.2298),
    "Medyka, Poland, a kilometre from the border": (22.93, 49.805),
    "Terespol, Poland": (23.6157, 52.0757),
    "Galati, Romania, 5 km from the border": (28.05, 45.44),
    "Tiraspol, Moldova": (29.6433, 46.8403),
    "Narva, Estonia": (28.1790, 59.3772),
    "Sulina, Romania": (29.65, 45.155),
    "Middle of the Black Sea": (34.0, 43.3),
    "Lisbon": (-9.1, 38.7),
    "North Pole": (0.0, 90.0),
}
AT_SEA = {
    "Kerch Strait bridge": (36.51, 45.31, {"UA-43", "RU-KDA"}),
    "Off Odesa": (30.85, 46.45, {"UA-51"}),
    "Off Sevastopol": (33.30, 44.50, {"UA-40", "UA-43"}),
    "Off Novorossiysk": (37.80, 44.62, {"RU-KDA"}),
    "Off Mariupol": (37.55, 47.00, {"UA-14"}),
}


def test_there_are_27_and_83_regions():
    countries = [region.country for region in catalogue().values()]
    assert countries == ["UA"] * 27 + ["RU"] * 83


def test_every_region_has_its_own_names_and_a_kind():
    all_regions = catalogue().values()
    for attribute in ("name_en", "name_uk", "name_ru"):
        assert len({getattr(region, attribute) for region in all_regions}) == 110
    assert {r.kind for r in all_regions} == {"oblast", "republic", "krai", "city", "okrug"}
    assert all(region.region.startswith(region.country + "-") for region in all_regions)


@pytest.mark.parametrize(
    ("region", "language", "name"),
    [
        ("UA-63", "en", "Kharkiv Oblast"),
        ("UA-63", "uk", "Харківська область"),
        ("UA-63", "ru", "Харьковская область"),
        ("UA-63", "de", "Kharkiv Oblast"),
        ("UA-43", "en", "Autonomous Republic of Crimea"),
        ("RU-BEL", "uk", "Бєлгородська область"),
        ("RU-KYA", "uk", "Красноярський край"),
    ],
)
def test_names(region: str, language: str, name: str):
    assert catalogue()[region].name(language) == name


def test_names_alone_do_not_import_geopandas():
    code = "import sys, geo.regions as r; r.catalogue(); sys.exit('geopandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("place", KNOWN)
def test_known_places(place: str):
    lon, lat, region = KNOWN[place]
    assert locate([lon], [lat]).iloc[0].tolist() == [region, "inside"]


@pytest.mark.parametrize("place", ABROAD)
def test_what_is_abroad_or_far_out_is_outside(place: str):
    lon, lat = ABROAD[place]
    found = locate([lon], [lat]).iloc[0]
    assert pd.isna(found["region"])
    assert found["method"] == "outside"


@pytest.mark.parametrize("place", AT_SEA)
def test_near_a_coast_the_nearest_region_has_it(place: str):
    lon, lat, allowed = AT_SEA[place]
    found = locate([lon], [lat]).iloc[0]
    assert found["method"] == "coast"
    assert found["region"] in allowed


def test_the_limit_at_sea_is_20_km():
    # At 31 E the open sea begins at 46.6 N; a minute of latitude is 1.853 km.
    lat = np.arange(46.55, 46.0, -1 / 60)
    method = locate(np.full(len(lat), 31.0), lat)["method"].tolist()
    assert method == sorted(method)
    assert set(method) == {"coast", "outside"}
    coast = gpd.GeoSeries(boundaries().union_all(), crs="EPSG:4326").to_crs("EPSG:32636")
    points = gpd.GeoSeries.from_xy(np.full(len(lat), 31.0), lat, crs="EPSG:4326")
    km = points.to_crs("EPSG:32636").distance(coast.iloc[0]) / 1000
    assert method == ["coast" if away <= 20 else "outside" for away in km]


def test_missing_is_not_outside():
    nowhere = [np.nan, 0, 30, None, "north", 1e9, 200.0]
    found = locate(nowhere, [50, 0, np.nan, 50, 50, 50, 95])
    assert found["region"].isna().all()
    assert found["method"].tolist() == ["missing"] * 5 + ["outside"] * 2


def test_nothing_in_nothing_out():
    found = locate([], [])
    assert found.empty
    assert found.columns.tolist() == ["region", "method"]


def test_the_index_of_the_input_is_kept():
    lon = pd.Series([30.5, 36.3], index=["b", "a"])
    found = locate(lon, pd.Series([50.45, 50.0], index=["b", "a"]))
    assert found["region"].to_dict() == {"b": "UA-30", "a": "UA-63"}


def test_a_repeated_index_label_costs_no_row():
    lon = pd.Series([30.5, 36.3, 21.0], index=[7, 7, 7])
    assert locate(lon, lon.map({30.5: 50.45, 36.3: 50.0, 21.0: 52.2})).shape == (3, 2)


def test_longitudes_beyond_180_mean_the_same_place():
    assert locate([190.2], [66.16])["region"].tolist() == ["RU-CHU"]


def test_lengths_must_fit():
    with pytest.raises(InputError, match="2 longitudes do not fit 1 latitudes"):
        locate([1, 2], [3])


def test_vertices_of_a_shared_border_have_exactly_one_region_always_the_same():
    shapes = boundaries().set_index("region").geometry
    border = shapes["RU-BEL"].intersection(shapes["UA-63"])
    points = gpd.GeoSeries([border]).get_coordinates().drop_duplicates()
    found = locate(points["x"], points["y"])
    assert len(found) == len(points)
    # At the ends of the border a third region meets, whose code may sort first.
    assert (found["region"] == "RU-BEL").mean() > 0.9
    assert (found["method"] == "inside").all()


def test_a_layer_of_ones_own():
    layer = gpd.GeoDataFrame(
        {"region": ["B", "A"]}, geometry=[box(20, 50, 21, 51), box(21, 50, 22, 51)], crs=4326
    )
    found = locate([20.5, 21.0, 21.5, 25.0], [50.5, 50.5, 50.5, 50.5], regions=layer)
    assert found["region"].fillna("").tolist() == ["B", "A", "A", ""]


longitude = st.floats(-180, 180) | st.floats(19, 60)
latitude = st.floats(-90, 90) | st.floats(42, 70)
anything = st.floats() | st.none()
pairs = st.lists(st.tuples(longitude | anything, latitude | anything), max_size=12)


@given(pairs)
def test_rows_in_are_rows_out_in_order(places: list[tuple[float | None, float | None]]):
    lon, lat = [p[0] for p in places], [p[1] for p in places]
    found = locate(lon, lat)
    assert len(found) == len(places)
    assert set(found["method"]) <= {"inside", "coast", "outside", "missing"}
    assert (found["region"].notna() == found["method"].isin(["inside", "coast"])).all()
    alone = [locate([x], [y]).iloc[0].tolist() for x, y in places[:3]]
    assert [str(row) for row in alone] == [str(row) for row in found.head(3).to_numpy().tolist()]


@given(st.permutations(list(KNOWN)))
def test_order_of_the_input_is_kept(names: list[str]):
    found = locate([KNOWN[n][0] for n in names], [KNOWN[n][1] for n in names])
    assert found["region"].tolist() == [KNOWN[n][2] for n in names]


def test_a_missing_file_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules["geo.regions.region"], "DATA", tmp_path)
    for call in (catalogue, boundaries, regions.display_path, regions.basemap_path):
        with pytest.raises(DataMissingError, match="ATLAS_DATA"):
            call()


def test_a_layer_without_region_or_crs_is_refused(tmp_path):
    square = [box(20, 50, 21, 51)]
    gpd.GeoDataFrame({"name": ["A"]}, geometry=square, crs=4326).to_file(tmp_path / "a.gpkg")
    with pytest.raises(InputError, match=r"a\.gpkg: there is no column 'region'"):
        boundaries(tmp_path / "a.gpkg")


def test_what_boundaries_returns_is_ones_own():
    boundaries()["region"] = "gone"
    assert boundaries()["region"].iloc[0] == "RU-AD"
