"""The gazetteer in use: the shipped one, or a person's own.

A person may extend the shipped one with a full GeoNames dump (see `geo.gazetteer.extend`); the
extended file then takes its place.
"""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo import config
from geo.errors import DataMissingError
from geo.gazetteer.file import SHIPPED, load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.gazetteer.places import Gazetteer
    from geo.gazetteer.region_names import RegionNames

#: Environment variable that names another gazetteer file, or the folder that holds one.
VARIABLE: Final = "ATLAS_GAZETTEER"
FILE_NAME: Final = "gazetteer.parquet"
#: For so many seconds the gazetteer in use is not checked for changes on disk.
RECHECK_S: Final = 1.0

_PINNED: list[None] = []
_HELD: dict[str, tuple[str, float, Gazetteer]] = {}


def user_path() -> Path:
    """Return where a person's own gazetteer is or would be."""
    named, _ = config.found(VARIABLE)
    if named:
        path = Path(named).expanduser()
        return path if path.suffix == ".parquet" else path / FILE_NAME
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "incident-atlas" / FILE_NAME


def path_in_use() -> Path:
    """Return the person's own gazetteer if there is one, else the shipped file."""
    own = user_path()
    return own if own.is_file() else SHIPPED


def current() -> Gazetteer:
    """Return the gazetteer in use; a file that changes on disk is read anew within a second.

    Raises
    ------
    DataMissingError
        If there is no such file.
    InputError
        If it is no gazetteer.
    """
    held = _HELD.get("it")
    if _PINNED and held is not None:
        return held[2]
    now = time.monotonic()
    if held is not None and now - held[1] < RECHECK_S and held[0] == config.found(VARIABLE)[0]:
        return held[2]
    path = path_in_use()
    try:
        changed = path.stat().st_mtime_ns
    except OSError as error:
        message = f"The gazetteer {path} is missing; restore it or run data/build_gazetteer.py."
        raise DataMissingError(message) from error
    gazetteer = _cached(path, changed)
    _HELD["it"] = (config.found(VARIABLE)[0], now, gazetteer)
    return gazetteer


@contextmanager
def pinned() -> Iterator[Gazetteer]:
    """Keep to one gazetteer for a batch, without looking at the disk in between."""
    gazetteer = current()
    _PINNED.append(None)
    try:
        yield gazetteer
    finally:
        _PINNED.pop()


def forget() -> None:
    """Look at the disk again at the next call of `current`."""
    _HELD.clear()


@lru_cache(maxsize=2)
def _cached(path: Path, _changed: int) -> Gazetteer:
    return load(path)


def region_names() -> RegionNames:
    """Return the regions' names by the gazetteer in use."""
    return current().region_names


def description() -> str:
    """Say in one line which gazetteer is in use, how large and from when.

    >>> "settlements" in description()
    True
    """
    gazetteer = current()
    whose = "shipped gazetteer" if gazetteer.path == SHIPPED else f"gazetteer {gazetteer.path}"
    return f"{whose}: {len(gazetteer):,} settlements of Ukraine and Russia; {gazetteer.version}"
