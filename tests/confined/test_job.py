"""A stranger's file is read in a process of its own: bounded, counted, and ended."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack

import psutil
import pytest

from geo import config, confined, ingest, readers
from geo.confined.pool import POOL
from geo.errors import InputError
from geo.layers import read_layer
from tests.checkout import ROOT
from tests.hostile import large

pytestmark = pytest.mark.slow

CSV = "date,place,killed\n2024-10-20,Kharkiv,1\n2024-10-21,Суми,2\n".encode()
#: Longest that anything here is waited for; what is waited for takes a few seconds.
PATIENCE = 120.0


def long_table(rows=60_000) -> bytes:
    """Places of which each is another list, so that finding them takes minutes."""
    lines = (f"2024-10-20,Sumy {n}; near Kharkiv {n} and Poltava {n}" for n in range(rows))
    return "\n".join(["date,place", *lines]).encode()


def children() -> list[psutil.Process]:
    """The processes that read a file just now."""
    return psutil.Process(POOL.template()._process.pid).children()


def until(true, what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def at_work(job) -> None:
    """Wait until a job's process does what it is asked."""
    until(lambda: job.wait(0.05) or job.told is not None, "the job did not begin")


def test_the_answer_is_that_of_this_process():
    found = confined.run("prepare", file="a.csv", content=CSV)
    here = ingest.prepare([("a.csv", CSV)])
    assert found.tables.locations.equals(here.tables.locations)
    seen = confined.run(
        "inspect",
        file="a.csv",
        content=CSV,
        limits=readers.DEFAULT_LIMITS,
        options=readers.AS_FOUND,
    )
    assert seen.rows == 2
    told = confined.run(
        "preview", file="a.csv", seen=seen, file_format="table", mapping=None, date_order=None
    )
    assert told.locations["place"].tolist() == ["Kharkiv", "Суми"]


def test_what_is_wrong_with_a_file_is_said_as_here():
    content = b"date,place\n2024-10-20,Kharkiv\n" + bytes(range(1, 9))
    with pytest.raises(InputError) as here:
        ingest.prepare([("a.csv", content)])
    with pytest.raises(InputError) as there:
        confined.run("prepare", file="a.csv", content=content)
    assert str(there.value) == str(here.value)
    assert there.value.row == here.value.row


def test_more_memory_than_a_file_may_take_is_one_sentence(monkeypatch):
    monkeypatch.setenv("ATLAS_READING_MB", "16")
    wide = b"date,place\n" + b"2024-10-20," + b"x" * 90_000 + b"\n"
    with pytest.raises(InputError, match=r"a.csv: .*more memory than it may \(at most 16 MB\)"):
        confined.run(
            "inspect",
            file="a.csv",
            content=wide + b"2024-10-20,Kharkiv Oblast and others\n" * 8_000_000,
            limits=readers.Limits(rows=10**9, cells=10**10),
            options=readers.AS_FOUND,
        )
    assert confined.run("prepare", file="a.csv", content=CSV).rows == 2


def test_more_time_than_a_file_may_take_is_one_sentence(monkeypatch):
    monkeypatch.setenv("ATLAS_READING_SECONDS", "1")
    with pytest.raises(InputError, match=r"a.csv: .*at most 1 seconds of the processor"):
        confined.run("prepare", file="a.csv", content=long_table())
    until(lambda: not children(), "the process goes on")


def test_what_nobody_foresaw_is_logged_without_its_text(capsys):
    from geo import logs

    logs.set_up("json")
    try:
        with pytest.raises(InputError, match="not foreseen"):
            confined.run("prepare", file="secret.csv", content=5)
    finally:
        logs.set_up("off")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    (told,) = [line for line in lines if line["event"] == "added file failed"]
    assert told["trace"]
    assert "secret" not in json.dumps(lines)


@pytest.mark.parametrize("how", [signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL])
def test_a_process_that_crashes_costs_its_file_only(how):
    with confined.start("prepare", file="a.csv", content=long_table()) as job:
        at_work(job)
        (process,) = children()
        process.send_signal(how)
        with pytest.raises(InputError, match=r"a\.csv: reading it"):
            job.result()
    assert confined.run("prepare", file="a.csv", content=CSV).rows == 2


def test_a_visitor_who_leaves_ends_the_reading():
    with confined.start("prepare", file="a.csv", content=long_table()) as job:
        at_work(job)
        (process,) = children()
    until(lambda: not process.is_running(), "the process goes on")


@pytest.mark.long
def test_it_is_told_how_far_it_has_come():
    with confined.start("prepare", file="a.csv", content=long_table(11_000)) as job:
        heard = set()
        until(lambda: job.wait(0.05) or heard.add(job.told), "it is not done")
    assert any(told and told[0] == "geocoding" and 0 < told[1] < told[2] for told in heard)


def test_so_many_at_once_and_the_others_in_their_order(monkeypatch):
    monkeypatch.setenv("ATLAS_MAX_READERS", "1")
    with ExitStack() as stack:
        first, second, third = (
            stack.enter_context(confined.start("prepare", file=f"{n}.csv", content=content))
            for n, content in enumerate((long_table(), CSV, CSV))
        )
        at_work(first)
        assert not third.wait(0.05)
        assert not second.wait(0.05)
        assert [job.before for job in (first, second, third)] == [0, 1, 2]
        assert len(children()) == 1
        first.close()
        assert not third.wait(0.05)  # its turn comes after the second's
        assert second.result().rows == 2
        second.close()
        assert third.before == 0
        assert third.result().rows == 2


def test_who_stops_to_wait_is_no_longer_in_the_way(monkeypatch):
    monkeypatch.setenv("ATLAS_MAX_READERS", "1")
    with confined.start("prepare", file="1.csv", content=CSV) as gone:
        assert gone.before == 0
    assert confined.run("prepare", file="2.csv", content=CSV).rows == 2


def test_no_more_wait_than_may(monkeypatch):
    from geo.confined import pool

    monkeypatch.setattr(pool, "_MOST_WAITING", 1)
    with (
        confined.start("prepare", file="1.csv", content=CSV),
        pytest.raises(confined.FailedError, match="Too many files are waiting"),
    ):
        confined.start("prepare", file="2.csv", content=CSV)


def test_a_lost_process_is_begun_again():
    POOL.template()._process.kill()
    POOL.template()._process.wait()
    assert confined.run("prepare", file="a.csv", content=CSV).rows == 2


def test_the_process_sees_no_secret_and_leaves_no_file(monkeypatch):
    monkeypatch.setenv("STREAMLIT_SECRETS_FILES", "secret")
    monkeypatch.setenv("CLIENT_SECRET", "secret")
    monkeypatch.setenv("ATLAS_ACLED_PASSWORD", "secret")
    POOL.close()
    process = psutil.Process(POOL.template()._process.pid)
    confined.run("prepare", file="a.csv", content=CSV)
    assert "secret" not in process.environ().values()
    with confined.start("prepare", file="a.csv", content=long_table()) as job:
        at_work(job)
        until(lambda: len(children()) == 1, "the first process goes on")
        (child,) = children()
        folder = job._folder
        (folder / "left behind").write_bytes(b"x")
        assert process.num_threads() >= 1
        assert child.nice() > os.nice(0)
    assert not folder.exists()
    POOL.close()


@pytest.mark.long
def test_a_server_that_is_killed_takes_its_processes_along():
    code = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from geo import confined
from geo.confined.pool import POOL
from tests.confined.test_job import at_work, children, long_table
job = confined.start("prepare", file="a.csv", content=long_table())
at_work(job)
print(POOL.template()._process.pid, *(child.pid for child in children()), flush=True)
job.result()
"""
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as server:
        pids = [int(pid) for pid in server.stdout.readline().split()]
        assert len(pids) == 2
        server.kill()
    until(lambda: not any(map(psutil.pid_exists, pids)), "processes are left")


#: What the page lets one file be.
PAGE = readers.Limits(
    file_bytes=50 * 2**20, unpacked_bytes=400 * 2**20, rows=100_000, cells=10_000_000
)
#: Megabytes that reading a hostile file may take, with the process that it is forked from.
MOST_MB = 500


def held() -> float:
    """Megabytes that the processes hold which read, what they share counted once."""
    every = [psutil.Process(POOL.template()._process.pid), *children()]
    return sum(process.memory_full_info().pss for process in every) / 2**20


def watched(name: str, **arguments) -> tuple[object, float]:
    """What a job gives, and the most memory meanwhile."""
    most = 0.0
    with confined.start(name, **arguments) as job:
        while not job.wait(0.02):
            with contextlib.suppress(psutil.NoSuchProcess):
                most = max(most, held())
        return job.result(), most


def read_as_the_page_does(name: str, content: bytes, took: list[float]) -> None:
    def job(kind, **arguments):
        found, most = watched(kind, file=name, **arguments)
        took.append(most)
        return found

    if name.endswith("json"):
        frame, notes = job("polygons", content=content, limits=PAGE)
        job("layer", frame=frame, name_column="name", notes=notes)
    else:
        job("inspect", content=content, limits=PAGE, options=readers.AS_FOUND)


@pytest.mark.parametrize("name", [*large.WORKBOOKS, *large.OTHERS])
def test_a_hostile_file_has_its_sentence_and_takes_little(name):
    content = large.WORKBOOKS[name](80) if name in large.WORKBOOKS else large.OTHERS[name]()
    began, took = time.monotonic(), []
    with pytest.raises(InputError, match=name):
        read_as_the_page_does(name, content, took)
    assert time.monotonic() - began < PATIENCE
    assert max(took, default=0) < MOST_MB


def test_a_layer_is_that_of_this_process():
    frame, notes = confined.run(
        "polygons", file="a.geojson", content=BOXES, limits=readers.DEFAULT_LIMITS
    )
    layer = confined.run("layer", file="a.geojson", frame=frame, name_column="name", notes=notes)
    here = read_layer(BOXES, file="a.geojson")
    assert layer.areas.geometry.geom_equals(here.areas.geometry).all()
    points = ingest.prepare([("a.csv", CSV)]).tables.points()
    joined = confined.run("layer tables", file="a", layer=layer, points=points)
    assert joined.areas["name"].tolist() == ["a"]


def test_the_limits_are_settings():
    assert (config.max_readers(), config.reading_mb(), config.reading_seconds()) == (2, 700, 120)


BOXES = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": "a"},
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [[[36, 49], [37, 49], [37, 51], [36, 51], [36, 49]]],
                },
            }
        ],
    }
).encode()
