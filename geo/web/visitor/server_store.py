"""The one store that a running server reads, and how it notices a newer one.

Shared by every visitor and never changed by one: what belongs to a visitor lives in the session.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from geo import config, logs
from geo.disk import claim
from geo.errors import AtlasError, StoreError
from geo.ingest import ensure_store
from geo.store import Stamp, Store

if TYPE_CHECKING:
    from pathlib import Path

#: Seconds after which a store that could not be written is tried again.
_PAUSE: Final = 30.0
#: By how much the database's own threads are nicer than the server's, and how nice a thread can be.
_LOWER: Final = 10
_LOWEST: Final = 19


class StoreHolder:
    """Keeps the newest good store open.

    The store is looked at on every call and is opened again when its file was replaced; when the
    shipped incidents have changed, it is built again first.  What fails leaves the last good store
    in place and says so in `problem`.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._store: Store | None = None
        self._source: tuple[int, int] | None = None
        self._path: Path | None = None
        #: The file at `_path` when it was opened; of a copy for the public, what it is a copy of.
        self._stamp: Stamp | None = None
        #: The folder of that copy.
        self._folder: Path | None = None
        #: What was looked at last and is not shown, so that it is read once and not on every run.
        self._bad: Stamp | None = None
        #: Why no store could be written, and until when that is not tried again.
        self._failed: tuple[float, str] | None = None
        #: One sentence about why a newer store is not shown, or an empty text.
        self.problem = ""

    def get(self) -> Store:
        """Return the store to read now.

        Raises
        ------
        AtlasError
            If there is none and none can be built.
        """
        with self._lock:
            try:
                self._refresh()
            except AtlasError as error:
                if self._store is None:
                    raise
                self._refused(f"{error} The page still shows the data from before.", error)
            assert self._store is not None  # noqa: S101 - _refresh sets it or raises
            return self._store

    def _refused(self, problem: str, error: AtlasError) -> None:
        """Keep why a store is not shown, and log it once; the sentence itself may quote a file."""
        if problem != self.problem:
            logs.failure("store refused", error)
        self.problem = problem

    def _refresh(self) -> None:
        source = _seen(config.shipped_incidents())
        given = config.given_store()
        if given:
            self._path = given
        elif self._path is None or source != self._source:
            if self._failed and time.monotonic() < self._failed[0]:
                raise StoreError(self._failed[1])
            # Remembered before building, so that a broken file is tried once and not on every run.
            self._source = source
            self._path = config.own_store()
            try:
                with logs.timed("store checked"):
                    ensure_store()
            except StoreError as error:
                # It is the disk that fails, and not the file: tried again when there may be room.
                self._path, self._source = None, None
                self._failed = (time.monotonic() + _PAUSE, str(error))
                raise
            self.problem, self._failed = "", None
        stamp = Stamp.of(self._path)
        if stamp == self._bad:
            return
        if self._store is None or stamp != self._stamp:
            self._bad = stamp if self._store else None
            fresh = _opened(self._path)
            if self._store is not None:
                fresh.verify()  # what is damaged does not take the place of what is not
            if config.public():
                fresh = self._published(fresh)
            # The old store closes when the last query on it has finished.
            self._store, self._stamp, self._bad, self.problem = fresh, stamp, None, ""
            logs.event("store opened", version=fresh.version)
        elif given:
            self.problem = ""

    def _published(self, fresh: Store) -> Store:
        """Return what everybody may see of a store: itself, or a copy without what is withheld."""
        from geo.ingest import publish

        if self._folder is None:
            self._folder, remove = claim()
            atexit.register(remove)
        path = self._folder / "public.duckdb"
        if not publish(fresh, path):
            return fresh
        fresh.close()
        return _opened(path)


def _opened(path: Path) -> Store:
    """Open a store in such a way that a question is answered by the thread that asks it first.

    The threads of the database's own help where much is looked through, and would then hold up the
    pages of others; they have the priority of the thread that opens it.
    """
    with ThreadPoolExecutor(1, initializer=_give_way) as thread:
        return thread.submit(Store, path, guests=_guests()).result()


def _give_way() -> None:
    """Let this thread, and those that it begins, run where others do not want to."""
    if sys.platform == "linux":  # elsewhere it would be said of the whole process
        thread = threading.get_native_id()
        lower = os.getpriority(os.PRIO_PROCESS, thread) + _LOWER
        with contextlib.suppress(OSError):  # a supervisor may forbid it
            os.setpriority(os.PRIO_PROCESS, thread, min(lower, _LOWEST))


@functools.cache
def _guests() -> Path:
    """Return the folder of what visitors have beside the store; it goes with the process."""
    folder, remove = claim()
    atexit.register(remove)
    return folder


def _seen(path: Path) -> tuple[int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size


HOLDER = StoreHolder()
