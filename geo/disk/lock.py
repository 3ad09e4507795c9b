"""One writer at a time: whoever reads a store to write it anew holds its lock meanwhile.

The lock is the operating system's, on a file beside the store, so it ends with the process that
holds it, however that ends.  What a killed writer has left behind is removed by the next one.
"""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from geo.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no such lock; there the last writer wins
    fcntl = None  # type: ignore[assignment]


def scratch_prefix(path: Path) -> str:
    """How the folders begin in which a store at `path` is built."""
    return f".atlas-{path.name}-"


@contextmanager
def locked(path: Path, *, waiting: Callable[[], object] = lambda: None) -> Iterator[None]:
    """Be the only writer of the store at `path`; wait for the one before.

    Parameters
    ----------
    path : Path
        The store, which need not be there yet.
    waiting : callable
        Called once if another writer has to be waited for.

    Raises
    ------
    StoreError
        If the folder takes no file.
    """
    if fcntl is None:  # pragma: no cover
        yield
        return
    mark = path.with_name(f".{path.name}.lock")
    handle = _hold(mark, waiting)
    try:
        _remove_leftovers(path)
        yield
    finally:
        mark.unlink(missing_ok=True)  # before it is given back: who waits looks whether it is there
        os.close(handle)


def _hold(mark: Path, waiting: Callable[[], object]) -> int:
    """Open and lock the file beside the store; give its handle."""
    while True:
        try:
            mark.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(mark, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StoreError(
                f"the folder of the store cannot be written ({error.strerror}); choose another, or"
                " check its owner and that the disk is not full."
            ) from error
        if not try_lock(handle):
            waiting()
            fcntl.flock(handle, fcntl.LOCK_EX)
        if _is_still(mark, handle):
            return handle
        os.close(handle)  # the one before has removed it: take the new one


def try_lock(handle: int) -> bool:
    """Lock an open file if no other process or thread has; tell whether it is locked now."""
    if fcntl is None:  # pragma: no cover
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _is_still(mark: Path, handle: int) -> bool:
    try:
        return mark.stat().st_ino == os.fstat(handle).st_ino
    except OSError:
        return False


def _remove_leftovers(path: Path) -> None:
    for entry in path.parent.iterdir():
        if entry.name.startswith(scratch_prefix(path)):
            shutil.rmtree(entry, ignore_errors=True)
