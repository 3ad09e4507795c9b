"""The server's side of reading in a process of its own: places, a queue, and an end for each file.

So many files are read at once as the setting ATLAS_MAX_READERS says; further ones wait in the order
in which they came.  A file's process is ended when its job is closed, when its time is over, or
when the server ends.
"""

from __future__ import annotations

import atexit
import contextlib
import itertools
import os
import socket
import subprocess
import sys
import threading
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo import config
from geo.confined.worker import BEGIN, COMMAND, END
from geo.errors import AtlasError

if TYPE_CHECKING:
    from geo.confined.job import Job

#: Files that may wait; a further one is refused.
_MOST_WAITING: Final = 50
_PROGRAM: Final = "from geo.confined.worker import main; main()"
#: What of the server's environment the process sees: no secrets.
_PASSED: Final = (
    *("GDAL_", "HOME", "LANG", "LC_", "LD_LIBRARY_PATH", "PATH", "PROJ_", "PYTHON"),
    *("TEMP", "TMP", "TZ", "VIRTUAL_ENV", "XDG_"),
)
#: One thread, and no allocator that takes address space ahead.
_QUIET: Final = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "2",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES",
}


def _passed(name: str) -> bool:
    """Return whether the process may see a variable; credentials for sources are none of these."""
    return name in config.SETTINGS or name.startswith(_PASSED)


class FailedError(AtlasError):
    """The process that reads ended for a reason that is not the file's."""


class Template:
    """The process that forks for each file, and the socket by which it is told to."""

    def __init__(self) -> None:
        root = str(Path(__file__).parents[2])
        environment = {n: v for n, v in os.environ.items() if _passed(n)} | _QUIET
        path = environment.get("PYTHONPATH")
        environment["PYTHONPATH"] = os.pathsep.join([root, path] if path else [root])
        self._control, given = socket.socketpair()
        self._lock = threading.Lock()
        with given:
            self._process = subprocess.Popen(  # noqa: S603 - this program's own
                [sys.executable, "-P", "-c", _PROGRAM, str(given.fileno())],
                pass_fds=[given.fileno()],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                # What a library says there may be a stranger's text.
                stderr=subprocess.DEVNULL,
            )

    def lives(self) -> bool:
        """Return whether the process is there."""
        return self._process.poll() is None

    def begin(self, number: int, channel: int, pipe: int) -> None:
        """Have a process forked that listens to `channel`; how it ends is written to `pipe`."""
        with self._lock:
            socket.send_fds(self._control, [COMMAND.pack(BEGIN, number)], [channel, pipe])

    def end(self, number: int) -> None:
        """End the process that was begun with this number."""
        with self._lock, contextlib.suppress(OSError):
            self._control.sendall(COMMAND.pack(END, number))

    def close(self) -> None:
        """End it, and with it all that it has forked."""
        self._control.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        if self.lives():
            self._process.kill()


class _Pool:
    """The places, who waits for one, and the process that is forked."""

    def __init__(self) -> None:
        self._lock = threading.Condition()
        self._waiting: deque[Job] = deque()
        self._running: set[Job] = set()
        self._template: Template | None = None
        self._numbers = itertools.count(1)

    def template(self) -> Template:
        with self._lock:
            if self._template is None or not self._template.lives():
                if self._template is None:
                    atexit.register(self.close)
                else:
                    self._template.close()
                self._template = Template()
            return self._template

    def enter(self, job: Job) -> int:
        """Put a job at the end of the queue; return its number."""
        with self._lock:
            if len(self._waiting) >= _MOST_WAITING:
                raise FailedError("Too many files are waiting to be read; try again in a minute.")
            self._waiting.append(job)
            return next(self._numbers)

    def take(self, job: Job, seconds: float) -> bool:
        """Wait for a place so long; return whether the job has it now."""
        with self._lock:

            def free() -> bool:
                return self._waiting[0] is job and len(self._running) < config.max_readers()

            if not self._lock.wait_for(free, seconds):
                return False
            self._waiting.popleft()
            self._running.add(job)
            self._lock.notify_all()
            return True

    def before(self, job: Job) -> int:
        """Return how many files are read or wait before one that waits."""
        with self._lock:
            at = self._waiting.index(job) if job in self._waiting else -1
            return at + len(self._running) if at >= 0 else 0

    def leave(self, job: Job) -> None:
        """Give the place back, or stop to wait."""
        with self._lock:
            self._running.discard(job)
            if job in self._waiting:
                self._waiting.remove(job)
            self._lock.notify_all()

    def close(self) -> None:
        """End the process, and with it all that it has begun."""
        with self._lock:
            if self._template is not None:
                self._template.close()
            self._template = None


POOL: Final = _Pool()


def prewarm() -> None:
    """Start the process that is forked, so that the first file need not wait for it."""
    if hasattr(os, "fork"):
        POOL.template()
