"""Settings: where files are, and the environment variables that say otherwise.

=================== =============================================================================
`ATLAS_DATA`        folder of the shipped data (read when `geo.regions` is imported)
`ATLAS_INCIDENTS`   CSV in the long form that the page shows by itself
`ATLAS_STORE`       a store built with `python -m geo ingest`, shown as it is instead
`ATLAS_STATE`       folder for the store that the page builds by itself
=================== =============================================================================
"""

from __future__ import annotations

import os
from pathlib import Path

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
