"""Where a file is to be written: behind links, and never in the place of something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path


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
