"""Stores that are damaged, foreign or replaced while pages are open, and clocks that jump."""

from __future__ import annotations

import os
import random
import shutil
import time

import pytest

from geo import config, query
from geo.disk import locked
from geo.errors import AtlasError, StoreError
from geo.query import Filters
from geo.store import Store
from geo.web.visitor import server_store
from geo.web.visitor.server_store import StoreHolder
from tests.factory import Incident, Place, build
from tests.faults.test_ingest_faults import MOMENTS

pytestmark = pytest.mark.slow

GOOD = [Incident([Place("UA-63", point=True)], text={"notes": f"note {n}"}) for n in range(300)]


@pytest.fixture
def holder(tmp_path, monkeypatch):
    """A server's view of a store at `tmp_path`/a.duckdb."""
    path = tmp_path / "a.duckdb"
    monkeypatch.setenv("ATLAS_STORE", str(path))
    build(path, GOOD, "good").close()
    return StoreHolder(), path


@pytest.fixture(scope="module")
def stores(tmp_path_factory):
    """Five stores by their number of incidents."""
    folder = tmp_path_factory.mktemp("stores")
    for number in range(1, 6):
        build(folder / f"{number}", GOOD[:number], f"v{number}").close()
    return {number: folder / f"{number}" for number in range(1, 6)}


def put(stores, number: int, path) -> None:
    """Replace the store at `path` as an ingest does."""
    shutil.copyfile(stores[number], path.with_name("fresh"))
    path.with_name("fresh").replace(path)


def answers(store: Store) -> int:
    return query.headline(store, Filters()).incidents


def test_a_damaged_store_is_told_and_never_shown_in_part(tmp_path):
    """Bytes are changed or cut off at random places: right figures, or one sentence."""
    path, dice, told = tmp_path / "a.duckdb", random.Random(7), 0
    build(path, GOOD, "good").close()
    whole = path.read_bytes()
    for _moment in range(MOMENTS):
        content = bytearray(whole)
        at = dice.randrange(len(content))
        if dice.random() < 0.3:
            del content[at:]
        else:
            content[at : at + 64] = dice.randbytes(min(64, len(content) - at))
        damaged = tmp_path / "damaged.duckdb"
        damaged.write_bytes(content)
        problem = problem_of(damaged)
        told += "build it again with `python -m geo ingest`" in problem
        assert problem == "" or problem.endswith("geo ingest`.")
    assert told


def problem_of(path) -> str:
    """What is said of a store that may be damaged; nothing if it answers rightly."""
    try:
        opened = Store(path)
        opened.verify()
        assert answers(opened) == len(GOOD)
        opened.close()
    except StoreError as error:
        return str(error)
    return ""


def test_the_last_good_store_stays_when_a_bad_one_takes_its_place(holder):
    held, path = holder
    first, dice = held.get(), random.Random(7)
    whole = path.read_bytes()
    for moment in range(MOMENTS):
        other = path.with_name("other")
        kind = dice.choice(("cut", "foreign", "empty", "damaged", "gone"))
        content = bytearray(whole)
        if kind == "damaged":
            for at in range(12_288, len(content) - 64, 4_096):
                content[at : at + 64] = dice.randbytes(64)
        made = {"foreign": b"PK\x03\x04", "empty": b"", "cut": whole[: dice.randrange(9_000)]}
        other.write_bytes(made.get(kind, bytes(content)))
        if kind == "gone":
            path.unlink(missing_ok=True)
        else:
            other.replace(path)
        assert held.get() is first, (moment, kind)
        assert held.problem.endswith("The page still shows the data from before."), kind
        assert answers(first) == len(GOOD)
    build(path, GOOD[:7], "new").close()
    assert answers(held.get()) == 7
    assert held.problem == ""


def test_a_store_is_replaced_while_pages_are_open(holder, stores):
    held, path = holder
    dice = random.Random(7)
    for _moment in range(MOMENTS):
        before, number = held.get(), dice.randint(1, 5)
        counted = answers(before)
        put(stores, number, path)
        assert answers(before) == counted  # a page that is just being drawn
        assert answers(held.get()) == number
        assert held.problem == ""


def test_a_clock_that_jumps_hides_no_new_store(holder, stores, monkeypatch):
    held, path = holder
    dice, real = random.Random(7), time.time
    for moment in range(MOMENTS):
        jump = dice.choice((-1, 1)) * dice.uniform(0, 40 * 365 * 86_400)
        monkeypatch.setattr(time, "time", lambda jump=jump: real() + jump)
        number = moment % 5 + 1
        put(stores, number, path)
        moved = max(0.0, real() + jump)
        os.utime(path, (moved, moved))
        assert answers(held.get()) == number


def test_changed_incidents_are_seen_whatever_their_date(tmp_path, monkeypatch):
    source = tmp_path / "incidents.csv"
    shutil.copyfile(config.shipped_incidents(), source)
    lines = source.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    monkeypatch.setenv("ATLAS_INCIDENTS", str(source))
    monkeypatch.setenv("ATLAS_STATE", str(tmp_path))
    held = StoreHolder()
    for number, stamp in ((1, 0), (2, 4_000_000_000)):
        ids = list(dict.fromkeys(line.split(",")[0] for line in lines[1:]))[:number]
        kept = [line for line in lines[1:] if line.split(",")[0] in ids]
        source.write_text(lines[0] + "".join(kept), encoding="utf-8")
        os.utime(source, (stamp, stamp))
        assert answers(held.get()) == number


def test_no_store_at_all_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("ATLAS_STORE", str(tmp_path / "none.duckdb"))
    with pytest.raises(AtlasError, match="build one with `python -m geo ingest`"):
        StoreHolder().get()


def test_a_first_build_on_a_full_disk_is_tried_again(tmp_path, monkeypatch):
    monkeypatch.setenv("ATLAS_STATE", str(tmp_path / "state"))
    monkeypatch.delenv("ATLAS_STORE", raising=False)
    built, full = [], [True]
    real = server_store.ensure_store

    def build():
        built.append(True)
        if full[0]:
            raise StoreError("the disk is full.")
        return real()

    monkeypatch.setattr(server_store, "ensure_store", build)
    holder = StoreHolder()
    for _ in range(3):  # not on every run of a page
        with pytest.raises(StoreError, match="the disk is full"):
            holder.get()
    assert len(built) == 1
    full[0] = False
    monkeypatch.setattr(server_store, "_PAUSE", 0.0)
    holder._failed = (0.0, "")
    assert holder.get().version
    assert holder.problem == ""
    assert len(built) == 2


def test_stores_of_one_folder_leave_each_others_work_alone(tmp_path):
    for name in ("a.duckdb", "a.duckdb-old", "a"):
        (tmp_path / f".atlas-{name}-abc_1234").mkdir()
    with locked(tmp_path / "a.duckdb"):
        left = sorted(path.name for path in tmp_path.glob(".atlas-*"))
    assert left == [".atlas-a-abc_1234", ".atlas-a.duckdb-old-abc_1234"]
