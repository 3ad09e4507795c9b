"""Who comes beside the visitors: files that would cost gigabytes, and clients that ask too much.

Neither is measured as a visitor is: the files have to be answered with a sentence, and what the
clients get is counted by its status.
"""

from __future__ import annotations

import asyncio
import itertools
import string
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import httpx2 as httpx

from tests.benchmarks.visitor import FAILURES, PATIENCE, opened, spread
from tests.hostile import large

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Megabytes that the workbooks unpack to.
_UNPACKED_MB: Final = 100
_WORDS: Final = 12
#: What abusive clients ask for, one after the other: all that looks through many records.
_ASKED: Final = (
    "/api/points.json?zoom=6&west=22&south=44&east=40&north=52&text={words}",
    "/api/regions.csv?text={words}",
    "/api/incidents.csv?text={words}",
    "/api/badges.json?text={words}",
    "/embed?text={words}",
)
#: An answer is what was asked for, or that there is no room for it just now.
_FAIR: Final = {"200", "503"}


@dataclass
class Strangers:
    """What they have met with."""

    seconds: list[float] = field(default_factory=list)
    sentences: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)

    def as_dict(self) -> dict[str, Any]:
        """Figures for a report."""
        wrong = {kind: n for kind, n in self.answers.items() if kind not in _FAIR}
        return {
            "bad_files": {"answered": len(self.seconds), **spread(self.seconds)},
            "sentences": dict(self.sentences),
            "errors": len(self.errors) + sum(wrong.values()),
            "first_errors": self.errors[:5],
            "abusers": dict(self.answers),
        }


def _files() -> Iterator[tuple[str, str, bytes]]:
    """Hostile files again and again: the label of what they are dropped on, name, content."""
    books = {name: make(megabytes=_UNPACKED_MB) for name, make in large.WORKBOOKS.items()}
    others = {name: make() for name, make in large.OTHERS.items()}
    for name, content in itertools.cycle((books | others).items()):
        yield "Boundaries" if name.endswith("json") else "Files", name, content


async def bad_files(address: str, every: float, until: float, met: Strangers) -> None:
    """Drop a bad file every so many seconds, each on a page of its own."""
    files = await asyncio.to_thread(_files)
    async with asyncio.TaskGroup() as group:
        while time.monotonic() < until:
            group.create_task(_bad_file(address, met, *next(files)))
            await asyncio.sleep(min(every, max(0.0, until - time.monotonic())))


async def _bad_file(address: str, met: Strangers, label: str, name: str, content: bytes) -> None:
    try:
        async with opened(address) as page:
            await page.client.get("/_stcore/health")
            elements = await page.drawn("add")
            (uploader,) = [e.file_uploader for e in elements if e.file_uploader.label == label]
            began = time.monotonic()
            await page.offer(uploader, name, content)
            elements = await page.drawn("add")
            met.seconds.append(time.monotonic() - began)
    except (*FAILURES, ValueError) as error:
        met.errors.append(f"{name}: {type(error).__name__} {error}"[:200])
        return
    said = [e.alert.body for e in elements if e.WhichOneof("type") == "alert"]
    if said:
        met.sentences[said[0][:160]] += 1
    else:
        met.errors.append(f"{name}: nothing is said of it")


async def abuse(address: str, number: int, until: float, met: Strangers) -> None:
    """Ask for searches that cost most, each for other words, without a pause."""
    turn = number
    async with httpx.AsyncClient(base_url=address, timeout=PATIENCE) as client:
        while time.monotonic() < until:
            turn += 1
            letters = string.ascii_lowercase
            words = "+".join(
                letters[(turn + n) % 26] + letters[turn // 26 % 26] for n in range(_WORDS)
            )
            try:
                answer = await client.get(_ASKED[turn % len(_ASKED)].format(words=words))
                met.answers[str(answer.status_code)] += 1
            except FAILURES as error:
                met.answers[type(error).__name__] += 1
