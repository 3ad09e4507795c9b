"""One file that is read in a process of its own: waited for, listened to, ended."""

from __future__ import annotations

import logging
import os
import select
import signal
import socket
import time
from typing import TYPE_CHECKING, Any, Final, Self

from geo import config, logs
from geo.blocks import silent
from geo.confined import messages
from geo.confined.jobs import JOBS
from geo.confined.pool import POOL, FailedError
from geo.confined.worker import STATUS
from geo.disk import claim
from geo.errors import AtlasError, InputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from geo.confined.pool import Template

#: What a file's process writes, such as a copy that GDAL reads: megabytes of each.
_WRITTEN_MB: Final = 1024
#: A process that waits for others may take so many times the time that it may be at work.
_PATIENCE: Final = 4
#: Seconds in which the process has to begin, what it needs being loaded.
_BEGINS: Final = 120.0
#: Seconds for which a request may wait to be taken.
_TAKEN: Final = 60.0
#: Longest wait for how a process ended that has closed its channel, in seconds.
_ENDED: Final = 10.0
_MB: Final = 2**20


class Job:
    """One file being read; made by `start`, and closed at the end of a `with`.

    Parameters
    ----------
    name : str
        One of `geo.confined.jobs.JOBS`.
    arguments : dict
        What it takes, `file` among it.

    Attributes
    ----------
    told : (str, int, int) or None
        What is being done, how much of how much is done.
    """

    def __init__(self, name: str, arguments: dict[str, Any]) -> None:
        self._name, self._arguments = name, arguments
        self._file = str(arguments["file"])
        self._memory, self._seconds = config.reading_mb(), config.reading_seconds()
        self.told: tuple[str, int, int] | None = None
        self._channel: socket.socket | None = None
        self._pipe = -1
        self._template: Template | None = None
        self._remove: Callable[[], object] | None = None
        self._until = 0.0
        self._outcome: tuple[str, Any] | None = None
        self._received = messages.Received(self._memory * _MB)
        self._number = POOL.enter(self)

    def __enter__(self) -> Self:
        """Return the job itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End it."""
        self.close()

    @property
    def before(self) -> int:
        """How many files are before this one; 0 once it is read."""
        return 0 if self._channel is not None else POOL.before(self)

    def wait(self, seconds: float) -> bool:
        """Let it go on for so long at most; return whether it is done."""
        if self._outcome is None:
            if self._channel is not None:
                self._hear(seconds)
            elif POOL.take(self, seconds):
                self._begin()
        return self._outcome is not None

    def result(self) -> Any:
        """Return what the job gives, once it is done.

        Raises
        ------
        AtlasError
            What the job raises, or that it took too much time or memory, or has failed.
        """
        while not self.wait(1.0):
            pass
        assert self._outcome is not None  # noqa: S101 - or it would not be done
        kind, value = self._outcome
        if kind == "done":
            return value
        raise self._error(kind, value)

    def _error(self, kind: str, value: Any) -> AtlasError:
        if kind == "refused":
            if "sentence" in value:
                return FailedError(value["sentence"])
            return InputError(
                value["problem"], file=value["file"], row=value["row"], column=value["column"]
            )
        if kind == "memory":
            return InputError(
                f"reading it takes more memory than it may (at most {self._memory:,} MB); split the"
                " file, or save it as CSV",
                file=self._file,
            )
        if kind == "time":
            return InputError(
                f"reading it takes longer than it may (at most {self._seconds:,} seconds of the"
                " processor); split the file, or make it simpler",
                file=self._file,
            )
        return InputError(
            "the file cannot be read for a reason that was not foreseen", file=self._file
        )

    def _begin(self) -> None:
        self._folder, self._remove = claim()
        asked = {
            "arguments": self._arguments,
            "folder": str(self._folder),
            "memory_mb": self._memory,
            "seconds": self._seconds,
            "written_mb": _WRITTEN_MB,
        }
        ours, theirs = socket.socketpair()
        self._pipe, end = os.pipe()
        self._channel = ours
        self._until = time.monotonic() + _BEGINS
        try:
            self._template = POOL.template()
            self._template.begin(self._number, theirs.fileno(), end)
            theirs.close()
            ours.settimeout(_TAKEN)
            for piece in messages.packed(self._name, asked):
                ours.sendall(piece)
        except OSError as error:
            self._fail(error)
        finally:
            theirs.close()
            os.close(end)

    def _fail(self, error: BaseException) -> None:
        logs.failure("reading process failed", error)
        self._outcome = ("failed", None)

    def _hear(self, seconds: float) -> None:
        """Take what the process says within so long."""
        assert self._channel is not None  # noqa: S101 - it has begun
        left = self._until - time.monotonic()
        if left <= 0:
            self._outcome = ("time", None)
            return
        if not _readable(self._channel.fileno(), min(seconds, left)):
            return
        try:
            piece = self._channel.recv(1 << 18)
            for kind, value in self._received.feed(piece):
                self._take(kind, value)
        except (OSError, messages.BrokenError) as error:
            self._fail(error)
            return
        if not piece and self._outcome is None:
            self._outcome = (self._ended(), None)

    def _take(self, kind: str, value: Any) -> None:
        if kind == "begun":
            self._until = time.monotonic() + _PATIENCE * self._seconds
        elif kind == "told":
            stage, done, total = value
            self.told = (str(stage), int(done), int(total))
        elif kind == "failed":
            logs.event(
                "added file failed",
                level=logging.ERROR,
                error=str(value["error"]),
                trace=[str(frame) for frame in value["trace"]],
            )
            self._outcome = (kind, None)
        else:
            self._outcome = (kind, value)

    def _ended(self) -> str:
        """Return why the process has ended without a word."""
        ready = _readable(self._pipe, _ENDED)
        said = os.read(self._pipe, STATUS.size) if ready else b""
        code = STATUS.unpack(said)[0] if len(said) == STATUS.size else None
        logs.event("reading process ended", level=logging.WARNING, code=code)
        if code == -signal.SIGXCPU:
            return "time"
        # Libraries end their process where there is no memory; so does the kernel.
        by_memory = (signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGKILL, signal.SIGILL)
        return "memory" if code in [-number for number in by_memory] else "failed"

    def close(self) -> None:
        """End the job's process, if it has not ended, and give back what it had."""
        if self._channel is not None:
            if self._template is not None:
                self._template.end(self._number)
            self._channel.close()
            os.close(self._pipe)
            self._channel, self._pipe = None, -1
            self._outcome = self._outcome or ("failed", None)
        if self._remove is not None:
            self._remove()
            self._remove = None
        POOL.leave(self)


def _readable(descriptor: int, seconds: float) -> bool:
    """Return whether there is something to read within so long; of any number of descriptors."""
    waiting = select.poll()
    waiting.register(descriptor, select.POLLIN | select.POLLHUP)
    return bool(waiting.poll(seconds * 1000))


class _Here(Job):
    """A job that is done in this process, where the system has no processes of this kind."""

    def __init__(self, name: str, arguments: dict[str, Any]) -> None:
        self._name, self._arguments = name, arguments
        self.told = None

    @property
    def before(self) -> int:
        """None is before it."""
        return 0

    def wait(self, seconds: float) -> bool:  # noqa: ARG002
        """Return that it may be asked for its result."""
        return True

    def result(self) -> Any:
        """Do it."""
        return JOBS[self._name](silent, **self._arguments)

    def close(self) -> None:
        """There is nothing to end."""


def start(name: str, *, file: str, **arguments: Any) -> Job:
    """Begin a job, or wait for its place.

    Parameters
    ----------
    name : str
        One of `geo.confined.jobs.JOBS`.
    file : str
        Name of the file that it is about, for messages.
    **arguments
        What the job takes.

    Raises
    ------
    FailedError
        If too many wait already.
    """
    made = Job if hasattr(os, "fork") else _Here
    return made(name, {"file": file, **arguments})


def run(name: str, *, file: str, **arguments: Any) -> Any:
    """Do a job from its beginning to its end; raises what `Job.result` raises."""
    with start(name, file=file, **arguments) as job:
        return job.result()
