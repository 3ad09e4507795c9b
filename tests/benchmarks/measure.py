"""Timing of two ways in turn, and the table of results."""

from __future__ import annotations

import gc
import json
import statistics
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

#: Rounds after the first, which is not counted.
ROUNDS: Final = 7
RESULTS: Final = Path(__file__).resolve().parents[2] / "build" / "bench.json"


@dataclass(frozen=True)
class Row:
    """One comparison.

    Attributes
    ----------
    name : str
    ours, peer : float
        Medians, in `unit`.
    unit : str
    target : float or None
        The ratio of ours to the peer's that is wanted, at most; None where it is only stated.
    against : str
        What the peer is.
    rounds : int
        Of how many measurements the medians are.
    """

    name: str
    ours: float
    peer: float
    unit: str
    target: float | None
    against: str
    rounds: int = ROUNDS

    @property
    def ratio(self) -> float:
        """Ours by the peer's."""
        return self.ours / self.peer if self.peer else float("inf")

    @property
    def reached(self) -> bool:
        """Whether the ratio is at most what is wanted."""
        return self.target is None or self.ratio <= self.target

    def line(self) -> str:
        """The row of the printed table."""
        sign = "" if self.target is None else "yes" if self.reached else "NO"
        target = "stated" if self.target is None else f"{self.target:.4f}"
        return (
            f"{self.name:44} {self.ours:12,.4g} {self.peer:12,.4g} {self.unit:5}"
            f" {self.ratio:9.4f} {target:>9} {sign:4} {self.against} (n={self.rounds})"
        )


def timed(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Seconds that a call takes, by a clock."""
    start = clock()
    work()
    return clock() - start


def in_turn(
    *ways: Callable[[], object],
    rounds: int = ROUNDS,
    clock: Callable[[], float] = time.perf_counter,
) -> list[float]:
    """Median seconds of each way, measured one after the other, round by round."""
    for way in ways:
        way()
    gc.collect()
    times = [[timed(way, clock) for way in ways] for _ in range(rounds)]
    return [statistics.median(column) for column in zip(*times, strict=True)]


def save(rows: Iterable[Row]) -> None:
    """Write the results, in the place of earlier ones of the same names."""
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else []
    fresh = {row.name: asdict(row) | {"ratio": row.ratio, "reached": row.reached} for row in rows}
    merged = [old for old in kept if old["name"] not in fresh] + list(fresh.values())
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(merged, indent=1) + "\n")
