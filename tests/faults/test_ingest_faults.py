"""Ingests that are killed, that run into a full disk, or that meet each other.

How many random moments each fault is tried at: ``ATLAS_FAULT_MOMENTS`` (10; `make faults` takes
more).  The moments are seeded, so a failure comes again.
"""

from __future__ import annotations

import os
import random
import re
import resource
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from geo import store
from geo.disk import locked, scratch_prefix
from geo.errors import StoreError
from geo.ingest import ingest
from geo.store import Store
from tests.factory import Incident, Place, build, tables
from tests.faults import NO_ROWS

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
MOMENTS = int(os.environ.get("ATLAS_FAULT_MOMENTS") or 10)
#: Forks a process that writes stores without end for every line that it is sent; prints its id.
_MOTHER = """
import os, sys
from pathlib import Path
from geo import store
from geo.disk import locked
from tests.faults import NO_ROWS
from tests.factory import Incident, Place, tables
path = Path(sys.argv[1])
made, places = tables([Incident([Place("UA-63", point=True)])] * 400)
for _line in sys.stdin:
    process = os.fork()
    if process:
        print(process, flush=True)
        os.waitpid(process, 0)
        print("ended", flush=True)
        continue
    for turn in range(10_000):
        with locked(path):
            given = store.Tables(made, places, NO_ROWS)
            store.write(path, given, meta={"version": f"new {turn}"})
"""


def litter(path: Path) -> list[str]:
    return sorted(entry.name for entry in path.parent.iterdir() if entry != path)


def test_a_killed_ingest_leaves_the_last_good_store(tmp_path):
    path = tmp_path / "a.duckdb"
    build(path, [Incident([Place("UA-63")])], "good").close()
    dice, seen, left, longest = random.Random(7), set[str](), 0, 0.4
    mother = subprocess.Popen(
        [sys.executable, "-c", _MOTHER, str(path)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    for _moment in range(MOMENTS):
        mother.stdin.write("go\n")
        mother.stdin.flush()
        process = int(mother.stdout.readline())
        time.sleep(dice.uniform(0.0, longest))
        os.kill(process, signal.SIGKILL)
        assert mother.stdout.readline() == "ended\n"
        left += any(name.startswith(scratch_prefix(path)) for name in litter(path))
        opened = Store(path)
        opened.verify()
        seen.add(opened.version)
        assert re.fullmatch(r"good|new \d+", opened.version)
        opened.close()
        if len(seen) == 1:  # a slow machine needs longer to write
            longest = min(2 * longest, 20)
    mother.communicate()
    assert left, "no process was killed while it wrote"
    assert len(seen) > 1, "no process was killed after it had written"
    with locked(path):
        pass
    assert litter(path) == []


def test_a_full_disk_leaves_the_last_good_store(tmp_path):
    """Files may not grow beyond a limit, at 20 sizes between nothing and nearly enough."""
    path = tmp_path / "a.duckdb"
    build(path, [Incident([Place("UA-63")])] * 500, "good").close()
    enough, dice = path.stat().st_size, random.Random(7)
    made, places = tables([Incident([Place("UA-63", point=True)])] * 500)
    given = store.Tables(made, places, NO_ROWS)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    wrong = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        for _moment in range(MOMENTS):
            resource.setrlimit(resource.RLIMIT_FSIZE, (dice.randrange(enough), hard))
            with pytest.raises(StoreError, match=r"could not be written .* disk is not full\."):
                store.write(path, given, meta={"version": "bad"})
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
            opened = Store(path)
            opened.verify()
            assert opened.version == "good"
            opened.close()
            assert litter(path) == []
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, wrong)


@pytest.mark.long
def test_two_ingests_at_once_lose_nothing(tmp_path):
    """Files of different datasets, ingested at the same time, over and over: all are there."""
    path, dice = tmp_path / "a.duckdb", random.Random(7)
    names = [f"set{number}" for number in range(MOMENTS)]
    line = b"date,place,region\n2024-10-21,,%s\n"
    for name in names:
        code = dice.choice([b"UA-63", b"UA-51", b"RU-BEL"])
        (tmp_path / f"{name}.csv").write_bytes(line % code)

    def add(name: str) -> None:
        time.sleep(dice.uniform(0, 0.05))
        ingest([tmp_path / f"{name}.csv"], path)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, names))
    opened = Store(path)
    assert opened.datasets() == sorted(names)
    opened.close()
    assert sorted(litter(path)) == sorted(f"{name}.csv" for name in names)


def test_who_waits_is_told_and_then_goes_on(tmp_path):
    path, told = tmp_path / "a.duckdb", []
    held = threading.Event()

    def hold() -> None:
        with locked(path):
            held.set()
            while not told:
                time.sleep(0.01)

    first = threading.Thread(target=hold)
    first.start()
    held.wait()
    with locked(path, waiting=lambda: told.append(1)):
        first.join()
    assert told == [1]
    assert not (tmp_path / ".a.duckdb.lock").exists()


def test_scratch_of_another_store_is_left_alone(tmp_path):
    other = tmp_path / f"{scratch_prefix(tmp_path / 'b.duckdb')}x"
    other.mkdir()
    with locked(tmp_path / "a.duckdb"):
        pass
    assert other.exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_takes_no_file_is_said(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="cannot be written"), locked(tmp_path / "a.duckdb"):
        pass
