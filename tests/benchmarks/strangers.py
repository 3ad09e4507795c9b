"""Who comes beside the visitors: files that would cost gigabytes, and clients that ask too much.

Neither is measured as a visitor is: the files have to be answered with a sentence, and what the
clients get is counted by its status.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import string
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

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

    brought: int = 0
    seconds: list[float] = field(default_factory=list)
    sentences: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)

    def as_dict(self) -> dict[str, Any]:
        """Figures for a report."""
        wrong = {kind: n for kind, n in self.answers.items() if kind not in _FAIR}
        return {
            "bad_files": {
                "brought": self.brought,
                "answered": len(self.seconds),
                **spread(self.seconds),
            },
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
            met.brought += 1
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


async def abusers(address: str, number: int, until: float, met: Strangers) -> None:
    """Let so many clients ask, in a process of its own: they come from elsewhere."""
    seconds = until - time.monotonic()
    program = [sys.executable, "-m", "tests.benchmarks.strangers", address, str(number)]
    asking = await asyncio.create_subprocess_exec(
        *program, str(seconds), stdout=asyncio.subprocess.PIPE
    )
    said, _ = await asking.communicate()
    met.answers.update(json.loads(said))


async def _abuse(address: str, number: int, until: float, answers: Counter[str]) -> None:
    """Ask for searches that cost most, each for other words, without a pause."""
    host, port = urlsplit(address).hostname, urlsplit(address).port
    letters, turn = string.ascii_lowercase, number
    while time.monotonic() < until:
        turn += 1
        words = "+".join(letters[(turn + n) % 26] + letters[turn // 26 % 26] for n in range(_WORDS))
        path = _ASKED[turn % len(_ASKED)].format(words=words)
        try:
            async with asyncio.timeout(PATIENCE):
                reader, writer = await asyncio.open_connection(host, port)
                head = f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n"
                writer.write(head.encode())
                status = (await reader.readline()).split()[1:2]
                while await reader.read(1 << 20):
                    pass
                writer.close()
            answers[status[0].decode() if status else "no answer"] += 1
        except (OSError, TimeoutError) as error:
            answers[type(error).__name__] += 1


async def _all_abuse(address: str, number: int, seconds: float) -> Counter[str]:
    until, answers = time.monotonic() + seconds, Counter[str]()
    asking = asyncio.gather(*(_abuse(address, n, until, answers) for n in range(number)))
    with contextlib.suppress(TimeoutError):  # at the end they leave in the middle of an answer
        await asyncio.wait_for(asking, seconds)
    return answers


if __name__ == "__main__":
    given = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    sys.stdout.write(json.dumps(asyncio.run(_all_abuse(*given))))
