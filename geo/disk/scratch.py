"""Private temporary folders, which hold what a visitor has added, and what becomes of them.

A folder is readable by its owner alone, and a lock in it says that its process lives.  What a
killed process has left behind is removed by `sweep`, which a server does when it starts.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import os
import shutil
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo.disk.lock import file_lock, try_lock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PREFIX: Final = "atlas-scratch-"
_MARK: Final = ".alive"
#: A folder younger than this may be one whose lock is just being taken.
_YOUNG_SECONDS: Final = 60


def claim() -> tuple[Path, Callable[[], None]]:
    """Make a private folder.

    Returns
    -------
    folder : Path
    remove : callable
        Removes it with everything in it; may be called again.
    """
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    lock = file_lock(folder / _MARK)
    lock.acquire()

    def remove() -> None:
        lock.release()  # first: Windows removes no file that is open
        shutil.rmtree(folder, ignore_errors=True)

    return folder, remove


@contextmanager
def private_folder() -> Iterator[Path]:
    """Have a private folder for the length of a `with`."""
    folder, remove = claim()
    try:
        yield folder
    finally:
        remove()


@functools.cache
def spill_folder() -> Path:
    """Return this process's folder for what does not fit into memory; it goes with the process."""
    folder, remove = claim()
    atexit.register(remove)
    return folder


def sweep() -> int:
    """Remove folders whose process is no more; return how many."""
    removed = 0
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            status = folder.lstat()
            if folder.is_symlink() or abs(time.time() - status.st_mtime) < _YOUNG_SECONDS:
                continue
            if hasattr(os, "geteuid") and status.st_uid != os.geteuid():
                continue
            removed += _remove_if_left(folder)
    return removed


def _remove_if_left(folder: Path) -> bool:
    lock = file_lock(folder / _MARK)
    if not try_lock(lock):
        return False
    lock.release()
    shutil.rmtree(folder, ignore_errors=True)
    return True
