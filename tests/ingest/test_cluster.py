"""The same store, row for row, from one process and from several, even if one of them dies."""

from __future__ import annotations

import os
import signal
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from geo import ingest, regions
from geo.errors import AtlasError
from geo.ingest import cluster, placing
from tests.export.test_roundtrip import tables

pytestmark = [pytest.mark.slow, pytest.mark.long]

pytest.importorskip("distributed", reason="Dask is not installed (the extra `cluster`)")

SHIPPED = regions.DATA / "incidents.csv"


@pytest.fixture
def workers():
    """A cluster of its own for each test, so that the death of one worker leaves another."""
    with cluster.cluster(workers=2) as run:
        yield run


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch):
    """Many blocks, so that there is something to spread."""
    monkeypatch.setattr(placing, "BLOCK_ROWS", 100)


def who(block):  # noqa: ARG001
    """Name the process that does a block."""
    return pd.DataFrame({"process": [os.getpid()]})


def die_once(block, marks):
    """Kill the process that does the third block, the first time."""
    mark = Path(marks, "died")
    if block["n"].iloc[0] == 3 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return block * 2


def geocode_and_die(block, work, marks):
    """Kill the process in the middle of the work, the first time."""
    mark = Path(marks, "died")
    if block.index[0] > 400 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return work(block)


def test_two_processes_share_the_blocks(workers):
    blocks = [pd.DataFrame({"n": [n]}) for n in range(12)]
    done = pd.concat(workers(who, blocks))
    assert done["process"].nunique() == 2
    assert os.getpid() not in set(done["process"])


def test_a_process_that_dies_loses_nothing(workers, tmp_path):
    blocks = [pd.DataFrame({"n": [n]}) for n in range(8)]
    done = pd.concat(workers(partial(die_once, marks=str(tmp_path)), blocks))
    assert (tmp_path / "died").exists()
    assert done["n"].tolist() == [2 * n for n in range(8)]


def test_the_store_is_that_of_one_process_though_a_worker_is_killed(workers, tmp_path):
    alone, spread = tmp_path / "alone.duckdb", tmp_path / "spread.duckdb"
    choices = ingest.Choices(dataset="curated")
    ingest.ingest([SHIPPED], alone, choices=choices)

    def deadly(work, blocks):
        assert len(blocks) > 5
        yield from workers(partial(geocode_and_die, work=work, marks=str(tmp_path)), blocks)

    ingest.ingest([SHIPPED], spread, choices=choices, run=deadly)
    assert (tmp_path / "died").exists()
    for one, two in zip(tables(alone), tables(spread), strict=True):
        pd.testing.assert_frame_equal(one, two)


def test_work_does_not_wait_for_workers_that_are_gone(monkeypatch):
    monkeypatch.setattr(cluster, "_LOOK", 0.01)

    class Task:
        def result(self, timeout):  # noqa: ARG002
            raise TimeoutError

    class Client:
        looks = 0

        def scheduler_info(self, n_workers):  # noqa: ARG002
            self.looks += 1
            return {"workers": {"tcp://1": {}} if self.looks < 30 else {}}

    client = Client()
    with pytest.raises(AtlasError, match="all workers are gone"):
        cluster._result(client, Task())
    assert client.looks == 29 + cluster._LOOKS


def test_a_scheduler_that_is_not_there(monkeypatch):
    monkeypatch.setattr(cluster, "_PATIENCE", "1s")
    with (
        pytest.raises(AtlasError, match="does not answer"),
        cluster.cluster(scheduler="tcp://127.0.0.1:9"),
    ):
        pass


def test_both_is_refused():
    with (
        pytest.raises(AtlasError, match="exclude each other"),
        cluster.cluster(scheduler="tcp://127.0.0.1:9", workers=2),
    ):
        pass


def test_a_worker_of_another_version_is_refused(monkeypatch):
    monkeypatch.setattr(cluster, "version_of", lambda: "mine")

    class Client:
        def run(self, _):
            return {"tcp://1": "another"}

    with pytest.raises(AtlasError, match="worker tcp://1 has another version"):
        cluster._check_versions(Client())


@pytest.mark.parametrize("rows", [1, 7, 100, 10_000])
def test_no_incident_is_divided(rows):
    table = pd.read_csv(SHIPPED, dtype="string").sample(frac=1, random_state=1, ignore_index=True)
    parts = placing.blocks(table, rows)
    assert sorted(pd.concat(parts).index) == list(range(len(table)))
    homes = pd.concat([part[["incident_id"]].assign(part=n) for n, part in enumerate(parts)])
    assert len(homes.drop_duplicates()) == homes["incident_id"].nunique()


def test_blocks_of_any_size_give_the_same_answers():
    from geo import readers
    from geo.geocoding import corrections

    read = readers.read(SHIPPED.read_bytes(), file="x.csv", dataset="x")
    mixed = read.locations.sample(frac=1, random_state=2, ignore_index=True)
    fixed = corrections.shipped_corrections()
    whole = placing.place(mixed, read.incidents, fixed)
    cut = placing.place(mixed, read.incidents, fixed, block_rows=60)
    pd.testing.assert_frame_equal(whole, cut)
