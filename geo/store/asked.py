"""A question that is being asked of stores, which whoever asked it can stop.

Who waits for an answer may leave; what is still being read for it is then of no use to anybody.  A
`Question` knows the cursors that are open for it, and `stop` interrupts what runs on them.

>>> question = Question()
>>> question.run(lambda: 1 + 1)
2
>>> question.stop()
>>> question.run(lambda: 1 + 1)
Traceback (most recent call last):
geo.store.asked.StoppedError: Nobody waits for the answer.
"""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final, TypeVar

from geo.errors import AtlasError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import duckdb

T = TypeVar("T")
#: Seconds between two interruptions of the same cursor.
_AGAIN: Final = 0.1


class StoppedError(AtlasError):
    """The question has been stopped by whoever asked it."""


class Question:
    """What is asked for one answer, of any number of stores and in any number of threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cursors = set[Any]()
        self.stopped = False

    def run(self, work: Callable[..., T], *arguments: Any) -> T:
        """Do a part of the work; what it opens belongs to this question.

        Raises
        ------
        StoppedError
            If the question is stopped before or meanwhile.
        """
        self._check()
        token = _CURRENT.set(self)
        try:
            return work(*arguments)
        finally:
            _CURRENT.reset(token)

    def stop(self) -> None:
        """Interrupt what is being read, and let nothing more be read."""
        self.stopped = True
        if self._interrupted():
            # What is about to run does not hear it: an interruption holds for what runs already.
            threading.Thread(target=self._insist, name="stop", daemon=True).start()

    def _interrupted(self) -> bool:
        """Interrupt what runs on open cursors; return whether there are any."""
        with self._lock:
            for cursor in self._cursors:
                cursor.interrupt()
            return bool(self._cursors)

    def _insist(self) -> None:
        while self._interrupted():
            time.sleep(_AGAIN)

    @contextmanager
    def _reading(self, cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
        self._check()
        with self._lock:
            self._cursors.add(cursor)
        try:
            self._check()
            yield
        finally:
            with self._lock:
                self._cursors.discard(cursor)

    def _check(self) -> None:
        if self.stopped:
            raise StoppedError("Nobody waits for the answer.")


_CURRENT: ContextVar[Question | None] = ContextVar("question", default=None)


@contextmanager
def belongs(cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Let a cursor belong to the question at hand, if there is one, as long as it is open.

    Raises
    ------
    StoppedError
        If that question is stopped.
    """
    question = _CURRENT.get()
    if question is None:
        yield
        return
    with question._reading(cursor):  # noqa: SLF001 - of this module
        yield
