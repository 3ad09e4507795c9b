"""What a GeoPackage's database may be made of, looked at before GDAL opens it.

A GeoPackage is an SQLite database, and a database may compute: a view that never ends, a generated
column or a default value that makes a gigabyte of a few bytes, a virtual table that opens another
file.  A layer of records is a plain table and needs none of these.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING, Final

from geo.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from geo.readers.base import Origin

_SECONDS: Final = 5.0
_STEPS: Final = 10_000
#: Virtual tables of a GeoPackage's own.
_INDEXES: Final = ("rtree", "fts3", "fts4", "fts5")
_LONGEST_DEFAULT: Final = 200
_LAYERS: Final = (
    "SELECT c.table_name, s.type, s.sql FROM gpkg_contents AS c"
    " LEFT JOIN sqlite_master AS s ON lower(s.name) = lower(c.table_name)"
)


def read_only(path: Path) -> closing[sqlite3.Connection]:
    """Return a database of a stranger, opened as it is: nothing is written, beside it neither."""
    return closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True))


def is_geopackage(path: Path) -> bool:
    """Return whether a database says which of its tables are layers."""
    listed = "SELECT 1 FROM sqlite_master WHERE name = 'gpkg_contents'"
    try:
        with read_only(path) as base:
            return base.execute(listed).fetchone() is not None
    except sqlite3.Error:
        return True  # a damaged one, as `check_geopackage` will say


def check_geopackage(path: Path, origin: Origin) -> None:
    """Refuse a database whose layers are anything else than plain tables.

    Raises
    ------
    InputError
        If it is damaged, no GeoPackage, or has views, virtual tables or computed columns.
    """
    try:
        with read_only(path) as base:
            base.execute("PRAGMA trusted_schema = OFF")
            until = time.monotonic() + _SECONDS
            base.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
            what = _oddity(base)
    except (sqlite3.Error, UnicodeDecodeError, OverflowError, MemoryError):
        raise InputError(
            "the GeoPackage is damaged; open it in a GIS and save it again", file=origin.file
        ) from None
    if what:
        raise InputError(
            f"the GeoPackage has {what}, which are not read; save its layer as a plain one",
            file=origin.file,
        )


def _oddity(base: sqlite3.Connection) -> str:
    """Return what the database computes instead of holding, or an empty text."""
    odd = base.execute("SELECT count(*) FROM sqlite_master WHERE type = 'view'").fetchone()
    layers = base.execute(_LAYERS).fetchall()
    kinds = [kind for _, kind, _ in layers]
    # GDAL takes a view that is not listed where no table is.
    if odd[0] and ("view" in kinds or "table" not in kinds):
        return "layers that are views"
    virtual = base.execute("SELECT sql FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'")
    for (sql,) in virtual:
        module = sql.casefold().partition(" using ")[2].strip(' "`[')
        if not module.startswith(_INDEXES):
            return "virtual tables"
    for name, kind, _sql in layers:
        if kind == "table" and _computed(base, name):
            return "computed columns"
    return ""


def _computed(base: sqlite3.Connection, table: str) -> bool:
    columns = base.execute("SELECT hidden, dflt_value FROM pragma_table_xinfo(?)", [table])
    return any(hidden or len(default or "") > _LONGEST_DEFAULT for hidden, default in columns)
