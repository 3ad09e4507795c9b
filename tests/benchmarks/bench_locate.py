"""Regions of a million coordinates, against geopandas.sjoin."""

from __future__ import annotations

import subprocess
import sys

import geopandas as gpd

from geo.regions import boundaries, locate
from geo.regions.join import shipped_grid
from tests.benchmarks.measure import Row, in_turn, timed
from tests.benchmarks.rows import points

COUNT, ROUNDS = 1_000_000, 7
NAMES = (
    "region of 1 M coordinates",
    "region of 1 M coordinates, memory",
    "region of 1 M coordinates, grid made first",
    "region of 10 k coordinates",
)
_MEMORY = """
import sys, resource, geopandas as gpd
from geo.regions.join import shipped_grid
from geo.regions import boundaries, locate
from tests.benchmarks.rows import points
import psutil
_, lon, lat = points({count})
polygons = boundaries()[["region", "geometry"]]
{warm}
before = psutil.Process().memory_info().rss
open("/proc/self/clear_refs", "w").write("5")
{work}
peak = [l for l in open("/proc/self/status") if l.startswith("VmHWM")][0].split()[1]
print(int(peak) / 1e3 - before / 1.024e6 * 1.024)
"""
_OURS = "locate(lon, lat)"
_PEER = """gpd.sjoin(gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat, crs=4326)), polygons,
predicate="within")"""


def memory(warm: str, work: str) -> float:
    """Megabytes that a call needs at its peak, over what was there before."""
    code = _MEMORY.format(count=COUNT, warm=warm, work=work)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)


def main() -> list[Row]:
    """Compare times, memory, and the answers of the points inside."""
    _, lon, lat = points(COUNT)
    polygons = boundaries()[["region", "geometry"]]
    first = timed(shipped_grid)

    def ours():
        return locate(lon, lat)

    def peer():
        places = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat, crs="EPSG:4326"))
        return gpd.sjoin(places, polygons, predicate="within")

    found, joined = ours(), peer()
    inside = found["method"] == "inside"
    assert inside.sum() == len(joined)
    assert (joined["region"] == found.loc[joined.index, "region"]).all()
    mine, theirs = in_turn(ours, peer, rounds=ROUNDS)
    few = 10_000
    small, joined_few = in_turn(
        lambda: locate(lon[:few], lat[:few]),
        lambda: gpd.sjoin(
            gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon[:few], lat[:few], crs="EPSG:4326")),
            polygons, predicate="within",
        ),
    )  # fmt: skip
    return [
        Row(NAMES[0], mine, theirs, "s", 1 / 15, "geopandas.sjoin", ROUNDS),
        Row(NAMES[1], memory("shipped_grid(); locate(lon[:50000], lat[:50000])", _OURS),
            memory("", _PEER), "MB", 1 / 2, "geopandas.sjoin", 1),
        Row(NAMES[2], mine + first, theirs, "s", 1, "geopandas.sjoin", 1),
        Row(NAMES[3], small, joined_few, "s", 3, "geopandas.sjoin"),
    ]  # fmt: skip
