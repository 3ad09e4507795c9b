"""One writer at a time: whoever reads a store to write it anew holds its lock meanwhile.

The lock is the operating system's (by filelock), on a file beside the store, so it ends with the
process that holds it, however that ends.  What a killed writer has left behind is removed by the
next one.
"""

from __future__ import annotations

import contextlib
import re
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from filelock import FileLock, Timeout

from geo.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


#: What `tempfile` puts behind a prefix.
_RANDOM: Final = re.compile("[a-z0-9_]{8}")


def scratch_prefix(path: Path) -> str:
    """Return how the folders begin in which a store at `path` is built."""
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
    mark = path.with_name(f".{path.name}.lock")
    lock = file_lock(mark)
    try:
        mark.parent.mkdir(parents=True, exist_ok=True)
        if not try_lock(lock):
            waiting()
            lock.acquire()
    except OSError as error:
        raise StoreError(
            f"the folder of the store cannot be written ({error.strerror}); choose another, or"
            " check its owner and that the disk is not full."
        ) from error
    try:
        _remove_leftovers(path)
        yield
    finally:
        # Before it is given back: who gets the lock of a file that is gone makes a new one.
        # Windows removes no open file; there filelock does so afterwards.
        with contextlib.suppress(OSError):
            mark.unlink()
        lock.release()


def file_lock(mark: Path) -> FileLock:
    """Return a lock on a file of ours, which any thread may give back."""
    return FileLock(mark, mode=0o600, thread_local=False)


def try_lock(lock: FileLock) -> bool:
    """Take a lock if no other process or thread has it; return whether it is taken now."""
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return False
    return True


def _remove_leftovers(path: Path) -> None:
    for entry in path.parent.iterdir():
        # Of this store alone: another's name may begin with this one's.
        begun, rest = scratch_prefix(path), entry.name.removeprefix(scratch_prefix(path))
        if entry.name.startswith(begun) and _RANDOM.fullmatch(rest):
            shutil.rmtree(entry, ignore_errors=True)
