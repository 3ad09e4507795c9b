"""The store of the server is read so that pages go first."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import pytest

from geo.web.visitor.server_store import StoreHolder
from tests.factory import Incident, Place, build


@pytest.mark.skipif(sys.platform != "linux", reason="threads have a priority of their own there")
def test_threads_of_the_database_give_way_and_no_others(tmp_path, monkeypatch):
    path = tmp_path / "a.duckdb"
    build(path, [Incident([Place("UA-63")])]).close()
    monkeypatch.setenv("ATLAS_STORE", str(path))
    usual = os.nice(0)

    def nice():
        tasks = (int(task.name) for task in Path("/proc/self/task").iterdir())
        return {task: os.getpriority(os.PRIO_PROCESS, task) for task in tasks}

    before = nice()
    store = StoreHolder().get()
    begun = {task: found for task, found in nice().items() if task not in before}
    store.close()
    assert set(begun.values()) <= {min(usual + 10, 19)}
    assert begun or os.cpu_count() == 1
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == usual
