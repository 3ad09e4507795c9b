"""Where a file is to be written (behind links, never in the place of something else), and how."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable


def target(path: Path) -> Path:
    """Return the path of the file that `path` leads to, which need not be there yet.

    What is moved to the path of a link would take the link's place, and of a device the device's.

    Raises
    ------
    InputError
        If it leads in a circle, or to a folder, a device or a pipe.
    """
    try:
        found = path.resolve()
        there = found.exists() or found.is_symlink()
    except (OSError, RuntimeError) as error:
        said = getattr(error, "strerror", None) or "a link that leads to itself"
        raise InputError(f"the file cannot be written ({said})", file=path) from None
    if there and not found.is_file():
        what = "a folder" if found.is_dir() else "no ordinary file"
        raise InputError(f"this is {what}; name a file to be written", file=path)
    return found


def write_whole(path: Path, pieces: Iterable[bytes], *, mode: int = 0o600) -> None:
    """Write a file beside its name, and move it there when it is whole and on the disk.

    Parameters
    ----------
    path : Path
        What is there is replaced, a link itself and not what it leads to (`target`).
    pieces : iterable of bytes
        The content.
    mode : int
        Who may do what with the file; by default its owner alone.

    Raises
    ------
    OSError
        If the folder or the disk does not take it; then what was there is as it was.
    """
    fresh: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".atlas-", delete=False) as file:
            fresh = Path(file.name)
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        fresh.chmod(mode)
        fresh.replace(path)
    finally:
        if fresh is not None:
            with contextlib.suppress(OSError):
                fresh.unlink()
