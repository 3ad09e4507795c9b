"""What a visitor's own rows and layers cost beside a store of a million incidents.

A process that has answered a few questions, and a first visitor, adds a hundred rows for one
visitor after the other, who all stay; then for three at once; then a layer, and rows beside it.
Memory is how far the process grows above what it has before, at its largest (Linux).
"""

from __future__ import annotations

import resource
import statistics
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
from shapely.geometry import box

from geo import query
from geo.layers import Layer
from geo.query import Filters
from geo.schema import incidents_schema, locations_schema
from geo.store import Store, Tables
from geo.web.visitor.own_data import Visitor
from tests.benchmarks.measure import Row
from tests.benchmarks.stores import path_of, tables

if TYPE_CHECKING:
    from collections.abc import Callable

COUNT, OWN, ROUNDS, AT_ONCE = 1_000_000, 100, 7, 3
MOST_SECONDS, MOST_MB, MOST_MB_AT_ONCE = 1.0, 20.0, 100.0
ADDING: Final = "adding 100 rows to 1 M"
NAMES: Final = (
    ADDING,
    f"{ADDING}, processor time",
    f"{ADDING}, memory",
    f"{ADDING}, file",
    f"{ADDING}, three visitors at once, memory",
    "adding a layer to 1 M",
    "adding a layer to 1 M, file",
    f"{ADDING} and a layer",
)


@dataclass(frozen=True)
class Cost:
    """What something took: seconds, seconds of the processor, and megabytes."""

    wall: float
    processor: float
    memory: float
    file: float


def own_rows(number: int) -> Any:
    """A prepared file of so many rows, unlike those of other numbers."""
    made, name = tables(OWN, number), f"own{number}"
    told, places = (
        table.assign(incident_id=name + table["incident_id"].astype(str))
        for table in (made.incidents, made.locations)
    )
    return SimpleNamespace(
        tables=Tables(
            incidents_schema().validate(told.assign(dataset=name)),
            locations_schema().validate(places),
            made.rejected,
        ),
        digest=name,
    )


def grid() -> Layer:
    """Areas of one degree all over Ukraine."""
    cells = {f"{x}/{y}": box(x, y, x + 1, y + 1) for x in range(22, 41) for y in range(44, 53)}
    names = sorted(cells)
    shapes = [cells[name] for name in names]
    return Layer("grid", gpd.GeoDataFrame({"name": names}, geometry=shapes, crs="EPSG:4326"))


def _megabytes(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name))


def cost(work: Callable[[], object], folder: Path) -> Cost:
    """What a call costs; files are those that it leaves in a folder."""
    Path("/proc/self/clear_refs").write_text("5")  # the largest size is counted from here on
    before, files = _megabytes("VmRSS"), _bytes(folder)
    start, used = time.perf_counter(), _processor()
    work()
    wall, processor = time.perf_counter() - start, _processor() - used
    grown = _megabytes("VmHWM") - before
    return Cost(wall, processor, grown, (_bytes(folder) - files) / 2**20)


def _processor() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir())


def _ask(store: Store) -> None:
    """Ask what a first page asks."""
    everything = Filters()
    query.region_figures(store, everything)
    query.headline(store, everything)
    query.timeline(store, everything, "week")
    query.records(store, everything, limit=100)
    query.symbols(store, everything, zoom=5, bounds=(20.0, 43.0, 60.0, 58.0))
    query.facets(store)


def measured(path: Path) -> dict[str, Cost]:
    """What is measured, by the names of `NAMES` without their last part."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = Store(path, guests=folder)
        _ask(store)
        visitors = [Visitor() for _ in range(1 + ROUNDS + AT_ONCE + 1)]
        files = [own_rows(1 + number) for number in range(len(visitors))]
        added = [
            partial(visitor.add, store, "mine", file)
            for visitor, file in zip(visitors, files, strict=True)
        ]
        added[0]()
        alone = [cost(work, folder) for work in added[1 : 1 + ROUNDS]]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            together = added[1 + ROUNDS : -1]
            at_once = cost(lambda: list(pool.map(lambda work: work(), together)), folder)
        layer = cost(lambda: visitors[-1].add_layer(store, grid()), folder)
        beside = cost(added[-1], folder)
        return {
            ADDING: Cost(
                *(statistics.median(part) for part in zip(*map(_parts, alone), strict=True))
            ),
            "at once": at_once,
            "layer": layer,
            "beside": beside,
        }


def _parts(found: Cost) -> tuple[float, float, float, float]:
    return found.wall, found.processor, found.memory, found.file


def main() -> list[Row]:
    """Measure in a process of its own, whose memory nothing else has grown."""
    path = path_of(COUNT)
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        found = pool.submit(measured, path).result()
    one, layer, beside = found[ADDING], found["layer"], found["beside"]
    size = path.stat().st_size / 2**20
    second, store = f"{MOST_SECONDS:.0f} s", "size of the store"
    return [
        Row(NAMES[0], one.wall, MOST_SECONDS, "s", 1, second, ROUNDS),
        Row(NAMES[1], one.processor, MOST_SECONDS, "s", None, second, ROUNDS),
        Row(NAMES[2], one.memory, MOST_MB, "MB", 1, f"{MOST_MB:.0f} MB", ROUNDS),
        Row(NAMES[3], one.file, size, "MB", None, store, ROUNDS),
        Row(NAMES[4], found["at once"].memory, MOST_MB_AT_ONCE, "MB", 1, "100 MB", 1),
        Row(NAMES[5], layer.wall, MOST_SECONDS, "s", None, second, 1),
        Row(NAMES[6], layer.file, size, "MB", None, store, 1),
        Row(NAMES[7], beside.wall, MOST_SECONDS, "s", None, second, 1),
    ]
