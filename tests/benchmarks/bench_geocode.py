# ruff: noqa: T201
"""Geocoding a million rows against a plain pandas map of exact names, in one run.

    python tests/benchmarks/bench_geocode.py

20,000 distinct places over 1,000,000 rows, 30% of them misspelt so that no exact name matches.  The
peer is `Series.map` with a dictionary of exact names, which finds none of the misspelt.  Both are
timed in turn, seven times, with other texts each time; medians are printed.  Also
printed: the time to load the gazetteer in a fresh process (median of 7), and the memory of the
loaded index.  Goals: at most 10 times the peer; at most 0.3 s.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import time
import tracemalloc

import pandas as pd

from geo.gazetteer import Gazetteer, load
from geo.geocoding import Columns
from geo.geocoding.known import regions_of
from geo.geocoding.table import geocode_frame
from tests.benchmarks.measure import Row, in_turn

ROWS, DISTINCT, MISSPELT, ROUNDS = 1_000_000, 20_000, 0.3, 7
NAMES = (
    "1 M texts, 20,000 distinct, none known",
    "1 M texts, distinct known",
    "1 M texts, distinct known, categories",
)
LETTERS = "abdeiklmnoprstuvyz"
LOAD = """
import time, pyarrow.parquet, numpy, geo.gazetteer as g
t = time.perf_counter(); g.load(); print(time.perf_counter() - t)
"""


def misspell(name: str, rng: random.Random) -> str:
    """Return the name with one letter changed, dropped, doubled in place or swapped."""
    at = rng.randrange(1, len(name) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return name[:at] + rng.choice(LETTERS) + name[at + 1 :]
    if kind == 1:
        return name[:at] + name[at + 1 :]
    if kind == 2:
        return name[:at] + rng.choice(LETTERS) + name[at:]
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def places(rng: random.Random, shipped: Gazetteer) -> tuple[list[str], dict[str, str]]:
    """Return distinct place texts, and the peer's dictionary of exact names."""
    kinds = ("settlement", "register")
    rows = [row for row, kind in enumerate(shipped.kinds) if kind in kinds]
    exact = {shipped.columns["name"][row]: str(shipped.regions[row]) for row in rows}
    names = sorted(name for name in exact if len(name) > 4)
    rng.shuffle(names)
    wrong: set[str] = set()
    for name in names:
        text = misspell(name, rng)
        if text not in exact:
            wrong.add(text)
        if len(wrong) == int(DISTINCT * MISSPELT):
            break
    texts = names[: DISTINCT - len(wrong)] + sorted(wrong)
    return texts, exact


def memory() -> float:
    """Return the megabytes of the loaded index, sounds included."""
    tracemalloc.start()
    loaded = load()
    len(loaded.sounds)
    size = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    return size


def main() -> list[Row]:
    """Run the comparison."""
    shipped = load()
    geocode_frame(
        pd.DataFrame({"place": ["Kyivv", "Kramatorskk"]}), Columns(place="place")
    )  # all indexes
    peers, ours, times = [], [], []
    for seed in range(ROUNDS):  # other texts in each round, so that none is remembered
        rng = random.Random(seed)  # noqa: S311
        texts, exact = places(rng, shipped)
        column = pd.Series(rng.choices(texts, k=ROWS), dtype="str")
        table = pd.DataFrame({"place": column})
        start = time.perf_counter()
        found = column.map(exact)
        middle = time.perf_counter()
        result = geocode_frame(table, Columns("place"))
        end = time.perf_counter()
        peers.append(middle - start)
        ours.append(end - middle)
        times.append(ours[-1] / peers[-1])
    print(f"distinct {len(texts):,}, rows {ROWS:,}, misspelt {MISSPELT:.0%}, {ROUNDS} rounds")
    print(f"pandas map   {statistics.median(peers):6.2f} s, located {found.notna().mean():.1%}")
    print(
        f"geocode      {statistics.median(ours):6.2f} s, located "
        f"{result['region'].notna().mean():.1%}: {statistics.median(times):.1f} times "
        f"(from {min(times):.1f} to {max(times):.1f})"
    )
    loads = [
        float(
            subprocess.run(
                [sys.executable, "-c", LOAD], capture_output=True, text=True, check=True
            ).stdout
        )
        for _ in range(7)
    ]
    print(f"load         {statistics.median(loads):6.2f} s, median of 7 fresh processes")
    print(f"memory       {memory():6.0f} MB")
    mine, theirs = statistics.median(ours), statistics.median(peers)
    return [
        Row(NAMES[0], mine, theirs, "s", 10, "Series.map, exact"),
        *_known(),
    ]


def _known() -> list[Row]:
    """The same once the distinct texts are known, plain and as categories."""
    rng = random.Random(ROUNDS)  # noqa: S311
    texts, exact = places(rng, load())
    column = pd.Series(rng.choices(texts, k=ROWS), dtype="str")
    encoded = column.astype("category")
    expected = geocode_frame(pd.DataFrame({"place": column.iloc[:5000]}), Columns("place"))[
        "region"
    ]
    found = regions_of(column).iloc[:5000].astype(object)
    assert found.fillna("").tolist() == expected.fillna("").tolist()
    mine, coded, theirs = in_turn(
        lambda: regions_of(column), lambda: regions_of(encoded), lambda: column.map(exact)
    )
    return [
        Row(NAMES[1], mine, theirs, "s", 1 / 5, "Series.map, exact"),
        Row(NAMES[2], coded, theirs, "s", 1 / 5, "Series.map, str"),
    ]
