"""Many visitors at once: ``python -m tests.benchmarks.load --visitors 50 --seconds 300``.

Each visitor speaks the page's own protocol (Streamlit's messages over its websocket), asks for the
map's points and says that they are painted, as the browser does; nothing is simulated on the
server.  A visitor thinks for a while, chooses other filters, waits until the run has finished, and
checks that what came belongs to the filters that this visitor chose and to nobody else's.  A tenth
of them read slowly, and a tenth vanish in the middle of a run without a word and come back.
One visitor alone is measured first.

Then everybody leaves, and what the server still holds is measured; ``--rounds`` lets crowds come
and go again and again: a day in fast motion.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import datetime as dt
import json
import os
import random
import re
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlencode, urlsplit

import httpx2 as httpx
import psutil
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.conftest import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

OUT: Final = Path("build/load.json")
REGIONS: Final = ("UA-63", "UA-51", "UA-23", "UA-14", "UA-65", "RU-BEL", "RU-KRS", "RU-ROS")
_MB: Final = 2**20
_THINK: Final = 2.0
_PATIENCE: Final = 120.0
#: Seconds that a browser takes to draw the map.
_PAINTING: Final = 0.05
_WITH_REGION: Final = 0.7
#: First and last day of the data.
Days = tuple[dt.date, dt.date]
#: The filters as the map is told them, inside the script that changes it.
_QUERY: Final = re.compile(r'"query": ?"((?:[^"\\]|\\.)*)"')
_TURN: Final = re.compile(r'"turn": ?"([\w-]+)"')
_ANSWERED: Final = re.compile(r'"answers": ?\{')
#: What a map shows at first, as it asks for its points.
_EDGES: Final = "zoom=5&west=15.0&south=40.0&east=55.0&north=60.0"


class Told(NamedTuple):
    """What a map was told: the filters, its turn, and whether the points were with them."""

    query: str
    turn: str
    answered: bool


@dataclass
class Result:
    """What visitors have met with."""

    seconds: list[float] = field(default_factory=list)
    bytes: list[int] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    vanished: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Figures for a report."""
        found = sorted(self.seconds)
        return {
            "changes": len(found),
            "median_s": round(statistics.median(found), 3) if found else None,
            "p95_s": round(found[int(len(found) * 0.95)], 3) if found else None,
            "longest_s": round(found[-1], 3) if found else None,
            "median_bytes": int(statistics.median(self.bytes)) if self.bytes else None,
            "errors": len(self.errors),
            "first_errors": self.errors[:5],
            "strays": len(self.strays),
            "first_strays": self.strays[:3],
            "vanished": self.vanished,
        }


class Visitor:
    """One page, open in a browser that has no screen."""

    def __init__(self, address: str, number: int, days: Days, result: Result) -> None:
        self.address, self.number, self.days, self.result = address, number, days, result
        self.dice = random.Random(number)  # noqa: S311 - seeded, to come again
        self.slow, self.vanishing = number % 10 == 3, number % 10 == 7
        self.seen: dict[str, ForwardMsg] = {}

    def choose(self) -> str:
        """Address parameters that are this visitor's alone: the first day tells whose."""
        first, last = self.days
        own = first + dt.timedelta(days=1 + self.number % ((last - first).days // 2))
        end = own + dt.timedelta(days=self.dice.randint(1, (last - own).days - 1))
        chosen = {"from": own.isoformat(), "to": end.isoformat()}
        if self.dice.random() < _WITH_REGION:
            chosen["region"] = self.dice.choice(REGIONS)
        return urlencode(chosen)

    async def stay(self, until: float) -> None:
        """Come, and change filters until the time is over; come again after vanishing."""
        while time.monotonic() < until:
            try:
                await self._session(until)
            except (OSError, TimeoutError, websockets.WebSocketException, httpx.HTTPError) as error:
                self.result.errors.append(f"{type(error).__name__}: {error}"[:200])
                await asyncio.sleep(1)

    async def _session(self, until: float) -> None:
        url = f"ws://{urlsplit(self.address).netloc}/_stcore/stream"
        async with (
            websockets.connect(
                url, origin=self.address, subprotocols=["streamlit"], max_size=2**26
            ) as line,
            httpx.AsyncClient(
                base_url=self.address,
                timeout=_PATIENCE,
                # Before the server closes an idle line, which a browser would see and retry.
                limits=httpx.Limits(keepalive_expiry=2),
            ) as client,
        ):
            await self._change(line, client, "", counts=False)
            while time.monotonic() < until:
                await asyncio.sleep(self.dice.uniform(0.5, 1.5) * _THINK)
                if self.vanishing and self.dice.random() < 0.2:
                    await line.send(_rerun(self.choose()))
                    line.transport.abort()
                    self.result.vanished += 1
                    return
                await self._change(line, client, self.choose(), counts=True)

    async def _change(self, line: Any, client: Any, query: str, *, counts: bool) -> None:
        """Choose filters, and wait for the run and the points."""
        began, size, told = time.monotonic(), 0, None
        map_work: asyncio.Task[int] | None = None
        await line.send(_rerun(query))
        while True:
            content = await asyncio.wait_for(line.recv(), _PATIENCE)
            size += len(content)
            if self.slow:
                await asyncio.sleep(0.05)
            message = self._whole(content)
            kind = message.WhichOneof("type")
            if kind == "delta":
                if found := self._look(message):
                    told = found
                    map_work = asyncio.create_task(self._draw(client, found))
            elif kind == "script_finished":
                break
        if counts and told is None:
            self.result.errors.append("a run without a map")
        elif counts and told and told.query != query:
            self.result.strays.append(f"asked for {query}, got {told.query}")
        size += await map_work if map_work else 0
        if counts and not self.slow:
            self.result.seconds.append(time.monotonic() - began)
            self.result.bytes.append(size)

    async def _draw(self, client: Any, told: Told) -> int:
        """Do what the map does with what it was told; bytes received."""
        size = 0
        if not told.answered:
            answer = await client.get(f"/api/points.json?{_EDGES}&turn={told.turn}&{told.query}")
            size = len(answer.content)
            if answer.status_code != 200:
                self.result.errors.append(f"points: status {answer.status_code}")
        await asyncio.sleep(_PAINTING)
        answer = await client.get(f"/api/painted?turn={told.turn}")
        if answer.status_code != 204:
            self.result.errors.append(f"painted: status {answer.status_code}")
        return size

    def _whole(self, content: bytes) -> ForwardMsg:
        """A message, or the earlier one that it stands for."""
        message = ForwardMsg()
        message.ParseFromString(content)
        if message.WhichOneof("type") == "ref_hash":
            return self.seen.get(message.ref_hash, message)
        if len(content) > 1_000 and message.hash:
            self.seen[message.hash] = message
        return message

    def _look(self, message: ForwardMsg) -> Told | None:
        """What the map is told, if this message changes it."""
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            self.result.errors.append(f"on the page: {element.exception.message}"[:200])
        if kind != "component_instance":
            return None
        text = element.component_instance.json_args.replace('\\"', '"').replace("\\\\", "\\")
        query, turn = _QUERY.search(text), _TURN.search(text)
        if query is None or turn is None:
            return None
        return Told(query[1].replace("\\u0026", "&"), turn[1], bool(_ANSWERED.search(text)))


def _rerun(query: str) -> bytes:
    message = BackMsg()
    message.rerun_script.query_string = query
    return message.SerializeToString()


async def crowd(address: str, visitors: int, seconds: float) -> Result:
    """Let visitors come over a few seconds, stay, and leave."""
    result, until, days = Result(), time.monotonic() + seconds, days_of(address)

    async def come(number: int) -> None:
        await asyncio.sleep(min(10.0, seconds / 6) * number / visitors)
        await Visitor(address, number, days, result).stay(until)

    await asyncio.gather(*(come(number) for number in range(visitors)))
    return result


def days_of(address: str) -> Days:
    """First and last day that the server has incidents of."""
    text = httpx.get(f"{address}/api/timeline.csv", timeout=_PATIENCE).text
    found = sorted(re.findall(r"^\d{4}-\d\d-\d\d", text, re.MULTILINE))
    return dt.date.fromisoformat(found[0]), dt.date.fromisoformat(found[-1])


def server_of(address: str) -> psutil.Process:
    """Process that listens at an address on this machine."""
    port = urlsplit(address).port
    for connection in psutil.net_connections("tcp"):
        if connection.status == "LISTEN" and connection.laddr.port == port and connection.pid:
            return psutil.Process(connection.pid)
    raise SystemExit(f"Nothing listens on port {port} of this machine.")


def memory(server: psutil.Process) -> float:
    """Megabytes that the server and its children hold."""
    return sum(p.memory_info().rss for p in [server, *server.children(recursive=True)]) / _MB


class Peak:
    """The most memory that a server has held, looked at every half second."""

    def __init__(self, server: psutil.Process) -> None:
        self.server, self.most = server, 0.0

    async def watch(self) -> None:
        while True:
            self.most = max(self.most, memory(self.server))
            await asyncio.sleep(0.5)


async def with_peak(server: psutil.Process, work: Any) -> tuple[Result, float]:
    """What a crowd has met with, and the most memory meanwhile."""
    peak = Peak(server)
    watching = asyncio.create_task(peak.watch())
    try:
        return await work, peak.most
    finally:
        watching.cancel()


def measure(
    address: str, visitors: int, seconds: float, rounds: int, rest: float
) -> dict[str, Any]:
    """Measure one visitor, then many, then what stays after they have left."""
    server = server_of(address)
    asyncio.run(crowd(address, 1, 8))  # what is made once is made now
    alone, alone_mb = asyncio.run(with_peak(server, crowd(address, 1, max(20.0, seconds / 10))))
    before = memory(server)
    many, peak_mb = asyncio.run(with_peak(server, crowd(address, visitors, seconds)))
    after = []
    for turn in range(rounds):
        if turn:
            asyncio.run(crowd(address, visitors, 12))
        time.sleep(rest)
        after.append(round(memory(server)))
    return {
        "visitors": visitors,
        "seconds": seconds,
        "cores": psutil.cpu_count(),
        "load_of_machine": round(os.getloadavg()[0], 1),
        "one": alone.as_dict(),
        "many": many.as_dict(),
        "memory_mb": {
            "one": round(alone_mb),
            "before": round(before),
            "peak": round(peak_mb),
            "per_visitor": round((peak_mb - before) / max(1, visitors), 2),
            "after_they_left": after,
        },
        "open_files_at_the_end": server.num_fds(),
        "threads_at_the_end": server.num_threads(),
    }


@contextlib.contextmanager
def given_or_started(address: str | None, store: Path | None) -> Iterator[str]:
    """Address of a server: the one that runs, or one that is started on a store."""
    if address:
        yield address
        return
    with tempfile.TemporaryDirectory(prefix="atlas-load-") as folder:
        environment = {"ATLAS_STORE": str(store.resolve())} if store else {}
        with serving(Path(folder), **environment) as started:
            yield started


def main() -> int:
    """Command line: 1 if anybody met with an error or saw what was not theirs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--visitors", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--rounds", type=int, default=1, help="how often crowds come and go")
    parser.add_argument("--rest", type=float, default=20, help="seconds to settle after each")
    parser.add_argument("--store", type=Path, help="store to serve; by default the shipped data")
    parser.add_argument("--address", help="of a server that runs on this machine already")
    asked = parser.parse_args()
    with given_or_started(asked.address, asked.store) as address:
        found = measure(address, asked.visitors, asked.seconds, asked.rounds, asked.rest)
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
    return (
        1
        if any(found[who][what] for who in ("one", "many") for what in ("errors", "strays"))
        else 0
    )


if __name__ == "__main__":
    raise SystemExit(main())
