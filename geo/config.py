"""Settings: where files are, and the environment variables that say otherwise.

======================= =========================================================================
`ATLAS_DATA`            folder of the shipped data (read when `geo.regions` is imported)
`ATLAS_INCIDENTS`       CSV in the long form that the page shows by itself
`ATLAS_STORE`           a store built with `python -m geo ingest`, shown as it is instead
`ATLAS_STATE`           folder for the store that the page builds by itself
`ATLAS_MAX_UPLOAD_MB`   size of a file that a visitor may add to the page, in megabytes (50)
`ATLAS_MAX_UPLOAD_ROWS` rows of such a file (100000)
======================= =========================================================================
"""

from __future__ import annotations

import os
from pathlib import Path

from geo.errors import AtlasError
from geo.regions import DATA


def shipped_incidents() -> Path:
    """The incidents that the page shows by itself."""
    given = os.environ.get("ATLAS_INCIDENTS")
    return Path(given) if given else DATA / "incidents.csv"


def given_store() -> Path | None:
    """The store that the page is told to show, or None if it builds its own."""
    given = os.environ.get("ATLAS_STORE")
    return Path(given) if given else None


def own_store() -> Path:
    """The store that the page builds and reads by itself."""
    given = os.environ.get("ATLAS_STATE")
    folder = Path(given) if given else Path(__file__).resolve().parent.parent / ".store"
    return folder / "atlas.duckdb"


def max_upload_mb() -> int:
    """Most megabytes of a file that a visitor adds."""
    return _whole("ATLAS_MAX_UPLOAD_MB", 50)


def max_upload_rows() -> int:
    """Most rows of a file that a visitor adds."""
    return _whole("ATLAS_MAX_UPLOAD_ROWS", 100_000)


def _whole(name: str, default: int) -> int:
    text = os.environ.get(name, "").strip() or str(default)
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise AtlasError(f"{name}={text!r} is not a whole number of 1 or more.")
    return int(text)
