"""Cost of the server's answers against the number of incidents, drawn as a chart.

    python -m tests.benchmarks.scale            # measures, and draws data/performance.svg

Each question is asked with other days and types every time, so that no answer is remembered; the
medians of `ROUNDS` questions after a first one are drawn.  Stores of 10 thousand, a million and ten
million incidents are made if they are not there, the largest of which takes some minutes.
"""

from __future__ import annotations

import datetime as dt
import statistics
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo import query
from geo.query import Filters, dots_of
from geo.query.memory.dots import MANY
from geo.query.points import bins_of
from geo.store import Store
from tests.benchmarks.measure import timed
from tests.benchmarks.stores import DAYS, TYPES, path_of

if TYPE_CHECKING:
    from collections.abc import Callable

OUT: Final = Path(__file__).resolve().parents[2] / "data" / "performance.svg"
SIZES: Final = (10_000, 1_000_000, 10_000_000)
ROUNDS: Final = 9
#: What the browser shows at first: its zoom level, and its edges in degrees.
_ZOOM: Final = 5
_VIEW: Final = (20.0, 43.0, 60.0, 58.0)
_KINDS: Final = tuple(list(TYPES)[:2])
_FIRST: Final = dt.date(2022, 3, 1)
QUESTIONS: Final[dict[str, Callable[[Store, Filters], object]]] = {
    "figures of all regions": query.region_figures,
    "points of a view": lambda store, chosen: _points(store, replace(chosen, type=())),
    "points of a view, two types": lambda store, chosen: _points(
        store, replace(chosen, type=_KINDS)
    ),
    "timeline by week": lambda store, chosen: query.timeline(store, chosen, "week"),
    "newest 100 records": lambda store, chosen: query.records(
        store, chosen, limit=100, newest_first=True
    ),
}


def filters(number: int) -> Filters:
    """Filters that are asked once only: some nine months, and two types or all."""
    first = _FIRST + dt.timedelta(days=17 * number % (DAYS - 300))
    kinds = _KINDS if number % 2 else ()
    return Filters(first, first + dt.timedelta(days=270 + number), type=kinds)


def _points(store: Store, chosen: Filters) -> object:
    return query.symbols(store, chosen, zoom=_ZOOM, bounds=_VIEW)


def measured() -> dict[str, list[float]]:
    """Median milliseconds of each question, by the sizes."""
    found: dict[str, list[float]] = {name: [] for name in QUESTIONS}
    for size in SIZES:
        store = Store(path_of(size))
        # A server does this by itself, behind the first visitors' backs.
        if (points := dots_of(store)) and size >= MANY:
            points.sum_up(bins_of(_ZOOM))
        for name, ask in QUESTIONS.items():
            times = [timed(partial(ask, store, filters(n))) for n in range(ROUNDS + 1)]
            found[name].append(1000 * statistics.median(times[1:]))
        store.close()
    return found


def draw(found: dict[str, list[float]]) -> None:
    """Draw the chart; the file says nothing of when it was made, so that it is the same again."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "performance"
    mpl.rcParams["svg.fonttype"] = "none"  # texts stay texts, which are small
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
    for (name, times), marker in zip(found.items(), "osD^v", strict=True):
        axes.plot(SIZES, times, marker=marker, label=name)
    axes.set(xscale="log", yscale="log", xlabel="incidents", ylabel="milliseconds per answer")
    axes.set_xticks(SIZES, ["10 thousand", "1 million", "10 million"])
    axes.yaxis.set_major_formatter("{x:g}")
    axes.grid(alpha=0.3)
    axes.legend(frameon=False, fontsize="small")
    figure.savefig(OUT, metadata={"Date": None})
    plt.close(figure)


def main() -> int:
    """Measure, print and draw."""
    found = measured()
    for name, times in found.items():
        shown = "  ".join(f"{time:10.2f}" for time in times)
        sys.stdout.write(f"{name:24} {shown}  ms\n")
    draw(found)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
