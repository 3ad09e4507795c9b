"""Whether the shipped data are as they were shipped: a file that was cut off looks like a file.

The folder's `checksums.sha256` lists them.  All of them together are a few megabytes, so that they
are looked at in each process before anything is read of them, and again when one of them is another
file than it was.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from geo.errors import DataMissingError

if TYPE_CHECKING:
    from pathlib import Path

LIST: Final = "checksums.sha256"
_SHA256: Final = 64


def check_shipped(folder: Path) -> str:
    """Hold the files of a data folder against its list, if that is not done since they changed.

    A listed file that is not there is no matter: who needs it says so.

    Parameters
    ----------
    folder : Path
        The folder; without a list, it is a person's own and is taken as it is.

    Returns
    -------
    str
        What the files are, as one hash; empty without a list.

    Raises
    ------
    DataMissingError
        For the first file that is not as it was shipped.
    """
    try:
        lines = (folder / LIST).read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    except UnicodeDecodeError:
        raise DataMissingError(_sentence(folder / LIST)) from None
    return _checked(folder, tuple(lines), tuple(_seen(folder / _name(line)) for line in lines))


def _name(line: str) -> str:
    return line.partition("  ")[2]


def _seen(path: Path) -> tuple[int, int, int] | None:
    """Return what tells a file from what was there before; None where there is none."""
    try:
        stat = path.stat()
    except (OSError, ValueError):
        return None
    return stat.st_ino, stat.st_mtime_ns, stat.st_size


@lru_cache(maxsize=4)
def _checked(folder: Path, lines: tuple[str, ...], _files: tuple[object, ...]) -> str:
    whole = hashlib.sha256()
    for line in lines:
        wanted, _, name = line.partition("  ")
        if len(wanted) != _SHA256 or not name:
            raise DataMissingError(_sentence(folder / LIST))
        path = folder / name
        if not path.is_file():
            continue
        content = path.read_bytes()
        whole.update(f"{line}\n".encode())
        # Git may have written the ends of lines as Windows does.
        if wanted != _hash(content) and wanted != _hash(content.replace(b"\r\n", b"\n")):
            raise DataMissingError(_sentence(path))
    return whole.hexdigest()[:16]


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _sentence(path: Path) -> str:
    return (
        f"{path} is not as it was shipped: fetch it again or, if you have changed it on purpose,"
        " run python data/make_checksums.py."
    )
