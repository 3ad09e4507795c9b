"""Every form of a download of records: its time beside CSV's, and whether its memory stays flat.

Memory is what a download needs over what a warm process has, at a million incidents and at a
quarter of them: streamed, both are much the same.  Excel holds a million rows at most, so that it
is measured at the quarter alone.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Final

from geo import export
from tests.benchmarks.measure import Row
from tests.benchmarks.stores import path_of

COUNT: Final = int(os.environ.get("ATLAS_BENCH_INCIDENTS", "1000000"))
PART: Final = 4
#: Megabytes of blocks in flight and of libraries that are loaded for one form alone: not growth.
FIXED_MB: Final = 64.0
ALL: Final = [form for form in export.FORMS if form.what == "incidents"]
#: What is asked of a form: its time at most so many times CSV's.
SLOWEST: Final = {
    "geojson": 3, "gpkg": 15, "parquet": 2, "fgb": 10, "kml": 20, "xlsx": 40,
}  # fmt: skip
NAMES: Final = tuple(
    f"{form.label} download, {what}" for form in ALL for what in ("time", "memory")
)
_MEASURED: Final = """
import json, sys, time, psutil
from geo import export
from geo.query import Filters
from geo.store import Store
from tests.benchmarks.stores import path_of
count, name = int(sys.argv[1]), sys.argv[2]
store = Store(path_of(count))
wanted = export.Download(store, Filters(), name)
described = wanted.described()
for _ in zip(range(20), export.stream(store, Filters(), "csv")): pass
before = psutil.Process().memory_info().rss
open("/proc/self/clear_refs", "w").write("5")
start = time.perf_counter()
for _piece in wanted.pieces(described): pass
took = time.perf_counter() - start
peak = [l for l in open("/proc/self/status") if l.startswith("VmHWM")][0].split()[1]
print(json.dumps([took, (int(peak) * 1024 - before) / 1e6]))
"""


def measured(count: int, name: str) -> tuple[float, float]:
    """Seconds and megabytes of a download of so many incidents in a form."""
    path_of(count)  # made here, once
    asked = [sys.executable, "-c", _MEASURED, str(count), name]
    done = subprocess.run(asked, capture_output=True, text=True, check=True)
    took, needed = json.loads(done.stdout.splitlines()[-1])
    return took, needed


def main() -> list[Row]:
    """Measure each form in a process of its own."""
    part, found = COUNT // PART, list[Row]()
    csv: dict[int, float] = {}
    for form in ALL:
        fits = not form.refusal(2 * COUNT)
        took = {count: measured(count, form.name) for count in ((part, COUNT) if fits else (part,))}
        if form.name == "csv":
            csv = {count: seconds for count, (seconds, _mb) in took.items()}
        most = max(took)
        seconds, needed = took[most]
        time_name, memory_name = (f"{form.label} download, {what}" for what in ("time", "memory"))
        label = f"CSV, {most:,} incidents"
        found.append(Row(time_name, seconds, csv[most], "s", SLOWEST.get(form.name), label, 1))
        flat = took[part][1] + FIXED_MB
        label = f"at {part:,} incidents, and {FIXED_MB:.0f} MB"
        found.append(Row(memory_name, needed, flat, "MB", 1 if fits else None, label, 1))
    return found
