"""A fetch that is killed at any moment leaves the last good store, and the next one mends all."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from geo.store import Store
from tests.sources.server import Reply, serving
from tests.sources.test_files import bellingcat

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
MOMENTS = int(os.environ.get("ATLAS_FAULT_MOMENTS") or 4)
#: Forks a process that fetches for every line that it is sent; prints its id, and when it is over.
_MOTHER = """
import os, sys
from pathlib import Path
from geo import geocoding, ingest, query, readers
from geo.sources import Wanted, fetch
ingest.ingest, geocoding.geocode_rows
wanted = Wanted("bellingcat", options={"address": sys.argv[2]}, allowed_loss=1.0)
for _line in sys.stdin:
    process = os.fork()
    if process:
        print(process, flush=True)
        os.waitpid(process, 0)
        print("ended", flush=True)
        continue
    fetch(wanted, Path(sys.argv[1]))
    os._exit(0)
"""


def count(path: Path) -> int:
    opened = Store(path)
    opened.verify()
    found = len(opened.tables().incidents)
    opened.close()
    return found


@pytest.mark.long
def test_a_killed_fetch_leaves_the_last_good_store(tmp_path):
    path, dice = tmp_path / "a.duckdb", random.Random(11)
    with serving() as site:
        now = {"rows": 3}
        site.answer = lambda _asked: Reply(bellingcat(*range(now["rows"])))
        with subprocess.Popen(
            [sys.executable, "-c", _MOTHER, str(path), f"{site.address}/api.json"],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as mother:

            def fetched(kill_after: float | None) -> float:
                began = time.monotonic()
                mother.stdin.write("go\n")
                mother.stdin.flush()
                process = int(mother.stdout.readline())
                if kill_after is not None:
                    time.sleep(kill_after)
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(process, signal.SIGKILL)
                assert mother.stdout.readline() == "ended\n"
                return time.monotonic() - began

            fetched(None)
            assert count(path) == 3
            now["rows"] = 4
            whole = fetched(None)
            for moment in range(MOMENTS):
                before, now["rows"] = count(path), 5 + moment
                fetched(dice.uniform(0.0, whole))
                assert count(path) in (before, now["rows"])
            fetched(None)
            assert count(path) == now["rows"]
            mother.stdin.close()
    folder = tmp_path / "a.duckdb.sources"
    left = sorted(file.name for file in folder.iterdir() if not file.name.startswith("."))
    known = json.loads((folder / "bellingcat.json").read_text(encoding="utf-8"))
    (part,) = known["parts"].values()
    assert left == sorted(["bellingcat.json", part["file"]])
