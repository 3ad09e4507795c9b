"""Every incident counted once, against each dataset by itself, in the same store and the same run.

The store is that of `bench_links` with its links worked out: four datasets that tell of the same
incidents.  Both ways answer the same questions; no two selections have the same types, actors and
regions, so that neither has kept anything of one before.  The time is that of the processor, of
one answer, and in a round each way gives `MANY` of them.
"""

from __future__ import annotations

import datetime as dt
import random
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geo import query, store
from geo.ingest.linking import links_of
from geo.query import Filters
from geo.regions import catalogue
from geo.store import Store
from tests.benchmarks.bench_links import four
from tests.benchmarks.measure import ROUNDS, Row, in_turn
from tests.benchmarks.stores import ACTORS, FOLDER, GENERATOR, TYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

COUNT: Final = 300_000
#: Selections that each way answers in a round.
MANY: Final = 20
#: What is asked, and whether of some regions alone.
QUESTIONS: Final = {
    "region figures": (query.region_figures, False),
    "headline": (query.headline, False),
    "timeline": (lambda of, asked: query.timeline(of, asked, "week"), False),
    "bars of types": (lambda of, asked: query.timeline(of, asked, "month"), False),
    "bars of regions": (lambda of, asked: query.region_bars(of, asked, _days(asked)), False),
    "headline of chosen regions": (query.headline, True),
    "figures of chosen regions": (query.region_figures, True),
    "badges": (query.badges, False),
}
NAMES: Final = tuple(f"counted once: {name}" for name in QUESTIONS)


def path_of(count: int) -> Path:
    """Path of the store with so many records, linked; made now if it is not there."""
    name = f"once-{count}-{GENERATOR}.{store.FORMAT}"
    path = FOLDER / f"{name}.duckdb"
    if not path.exists():
        store.write(path, four(count), meta={"version": name}, link=links_of)
    return path


def _days(asked: Filters) -> tuple[dt.date, dt.date]:
    assert asked.date_from
    assert asked.date_to
    return asked.date_from, asked.date_to


def _selections(count: int, *, of_regions: bool) -> list[Filters]:
    """So many selections: about a year each, and no two of the same types, actors and regions."""
    rng, actors, found = random.Random(0), [name for name in ACTORS if name], {}  # noqa: S311
    while len(found) < count:
        first = dt.date(2022, 5, 1) + dt.timedelta(days=rng.randrange(600))
        chosen = Filters(
            type=tuple(sorted(rng.sample(list(TYPES), rng.randrange(2, 9)))),
            actor=tuple(sorted(rng.sample(actors, rng.randrange(3)))),
            region=tuple(rng.sample(list(catalogue()), 25)) if of_regions else (),
        )
        last = first + dt.timedelta(days=rng.randrange(200, 430))
        found.setdefault(chosen, replace(chosen, date_from=first, date_to=last))
    return list(found.values())


def _answering(
    opened: Store, ask: Callable[[Store, Filters], object], asked: list[Filters], count: str
) -> Callable[[], None]:
    """Return a call that answers the next `MANY` selections."""
    left: Iterator[Filters] = iter([replace(each, count=count) for each in asked])

    def answer() -> None:
        for _ in range(MANY):
            ask(opened, next(left))

    return answer


def main() -> list[Row]:
    """Compare question by question."""
    opened, found = Store(path_of(COUNT)), []
    for name, (ask, of_regions) in zip(NAMES, QUESTIONS.values(), strict=True):
        asked = _selections(MANY * (ROUNDS + 1), of_regions=of_regions)
        ways = [_answering(opened, ask, asked, count) for count in query.COUNTS]
        each, once = (seconds * 1000 / MANY for seconds in in_turn(*ways, clock=time.process_time))
        found.append(Row(name, once, each, "ms", 2, "each dataset by itself"))
    return found
