"""Many visitors at once: ``python -m tests.benchmarks.load --visitors 50 --seconds 300``.

A visitor (`tests.benchmarks.visitor`) thinks for a while, chooses other filters, waits until the
run has finished, and checks that what came belongs to the filters that this visitor chose and to
nobody else's.  A tenth of them read slowly, and a tenth vanish in the middle of a run without a
word and come back; `--own` of them add data of their own first.  Meanwhile strangers bring bad
files and ask too much (`tests.benchmarks.strangers`).  One visitor alone is measured first, then
one beside the strangers.

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
import re
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import httpx2 as httpx
import psutil

from tests.benchmarks.strangers import Strangers, abusers, bad_files
from tests.benchmarks.visitor import PATIENCE, Days, Result, Visitor
from tests.browser.conftest import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

OUT: Final = Path("build/load.json")
_MB: Final = 2**20
#: Seconds after which who has not got an answer at the end is given up.
GRACE: Final = 45.0
#: Seconds that one visitor alone is measured for.
_ALONE: Final = 20.0


@dataclass(frozen=True)
class Crowd:
    """Who comes: visitors, those of them with own data, and strangers beside them."""

    visitors: int = 1
    own: int = 0
    bad_every: float = 0.0
    abusers: int = 0


async def crowd(address: str, who: Crowd, seconds: float, server: psutil.Process) -> dict[str, Any]:
    """Let everybody come over a few seconds, stay, and leave; what they have met with."""
    result, met, peak = Result(), Strangers(), Peak(server)
    until, days = time.monotonic() + seconds, days_of(address)

    async def come(number: int) -> None:
        await asyncio.sleep(min(10.0, seconds / 6) * number / who.visitors)
        # Spread over those who read slowly or vanish, too.
        own = number * who.own % who.visitors < who.own
        await Visitor(address, number, days, result, own=own).stay(until)

    watching = asyncio.create_task(peak.watch())
    work = [come(number) for number in range(who.visitors)]
    if who.abusers:
        work.append(abusers(address, who.abusers, until, met))
    if who.bad_every:
        work.append(bad_files(address, who.bad_every, until, met))
    tasks = [asyncio.create_task(one) for one in work]
    done, late = await asyncio.wait(tasks, timeout=seconds + GRACE)
    for task in (*late, watching):
        task.cancel()
    await asyncio.gather(*late, watching, return_exceptions=True)
    for task in done:
        task.result()
    result.errors += ["unfinished: nothing came in time"] * len(late)
    found = result.as_dict() | {"peak_mb": round(peak.most), "peak_of": peak.parts}
    return found | ({"strangers": met.as_dict()} if who.abusers or who.bad_every else {})


def days_of(address: str) -> Days:
    """First and last day that the server has incidents of."""
    text = httpx.get(f"{address}/api/timeline.csv", timeout=PATIENCE).text
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
    """Megabytes that the server and its children hold, what they share counted once."""
    return sum(memory_of(server).values())


def memory_of(server: psutil.Process) -> dict[str, float]:
    """The same of the server and of its children."""
    held = {"server": 0.0, "children": 0.0}
    for process in [server, *server.children(recursive=True)]:
        with contextlib.suppress(psutil.NoSuchProcess):
            found = process.memory_full_info()
            part = "server" if process == server else "children"
            held[part] += getattr(found, "pss", found.rss) / _MB
    return held


class Peak:
    """The most memory that a server and its children have held, looked at every half second."""

    def __init__(self, server: psutil.Process) -> None:
        self.server, self.most = server, 0.0
        self.parts: dict[str, int] = {}

    async def watch(self) -> None:
        while True:
            held = await asyncio.to_thread(memory_of, self.server)
            if sum(held.values()) > self.most:
                self.most = sum(held.values())
                self.parts = {name: round(size) for name, size in held.items()}
            await asyncio.sleep(0.5)


def measure(address: str, who: Crowd, seconds: float, rounds: int, rest: float) -> dict[str, Any]:
    """Measure one visitor, one beside abusive clients, then all, then what stays after them."""
    server = server_of(address)

    def come(whoever: Crowd, for_seconds: float) -> dict[str, Any]:
        return asyncio.run(crowd(address, whoever, for_seconds, server))

    come(Crowd(), 8)  # what is made once is made now
    alone = come(Crowd(), _ALONE)
    beside = come(Crowd(abusers=who.abusers), _ALONE) if who.abusers else None
    before = memory(server)
    many = come(who, seconds)
    after = []
    for turn in range(rounds):
        if turn:
            come(Crowd(who.visitors), 12)
        time.sleep(rest)
        after.append(round(memory(server)))
    return {
        "crowd": asdict(who),
        "seconds": seconds,
        "cores": psutil.cpu_count(),
        "load_of_machine": round(os.getloadavg()[0], 1),
        "one": alone,
        **({"one_beside_abusers": beside} if beside else {}),
        "many": many,
        "memory_mb": {
            "before": round(before),
            "peak": many["peak_mb"],
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
    parser.add_argument("--own", type=int, default=10, help="visitors with data of their own")
    parser.add_argument("--bad-every", type=float, default=10, help="seconds between bad files")
    parser.add_argument("--abusers", type=int, default=20, help="clients that ask too much")
    asked = parser.parse_args()
    who = Crowd(asked.visitors, min(asked.own, asked.visitors), asked.bad_every, asked.abusers)
    with given_or_started(asked.address, asked.store) as address:
        found = measure(address, who, asked.seconds, asked.rounds, asked.rest)
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
    parts = [found[name] for name in ("one", "one_beside_abusers", "many") if name in found]
    parts += [part["strangers"] for part in parts if "strangers" in part]
    return 1 if any(part["errors"] or part.get("strays") for part in parts) else 0


if __name__ == "__main__":
    raise SystemExit(main())
