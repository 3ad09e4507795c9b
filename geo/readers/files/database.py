"""Plain tables of an SQLite database as a `Sheet`; what computes, such as a view, is not read."""

from __future__ import annotations

import sqlite3
from functools import partial
from typing import TYPE_CHECKING, Final

from geo.errors import InputError
from geo.readers.files.geopackage import read_only
from geo.readers.files.heading import header_names
from geo.readers.files.tables import sheet_of_tables
from geo.readers.files.values import sheet_of_rows

if TYPE_CHECKING:
    from pathlib import Path

    from geo.readers.base import Origin, Sheet

_TABLES: Final = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    " AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
)
_COMPUTED: Final = (
    "SELECT count(*) FROM pragma_table_xinfo(?) WHERE hidden OR length(dflt_value) > 200"
)
_MOST: Final = 100
_STEPS: Final = 10_000


def read_database(path: Path, origin: Origin) -> Sheet:
    """Read the tables of a database that hold the records (`geo.readers.files.tables`).

    Raises
    ------
    InputError
        If the database is damaged, too large, or has no plain table.
    """
    try:
        with read_only(path) as base:
            base.execute("PRAGMA trusted_schema = OFF")
            base.set_progress_handler(partial(_check_time, origin), _STEPS)
            base.text_factory = lambda text: text.decode("utf-8", errors="replace")
            names = [str(name) for (name,) in base.execute(_TABLES)]
            names = [n for n in names if not base.execute(_COMPUTED, [n]).fetchone()[0]]
            if not 1 <= len(names) <= _MOST:
                raise InputError(
                    f"the database has {len(names)} plain tables; expected one to {_MOST}",
                    file=origin.file,
                )
            return sheet_of_tables({n: partial(_table, base, n, origin) for n in names}, origin)
    except (sqlite3.Error, OverflowError, MemoryError):
        raise InputError(
            "the database is damaged; save its table as CSV", file=origin.file
        ) from None


def _check_time(origin: Origin) -> int:
    origin.limits.check_time(file=origin.file)
    return 0


def _table(base: sqlite3.Connection, name: str, origin: Origin) -> Sheet:
    found = base.execute('SELECT * FROM "{}"'.format(name.replace('"', '""')))  # noqa: S608 - quoted
    names = header_names(
        [one[0] for one in found.description], file=origin.file, limits=origin.limits
    )
    rows = list[list[object]]()
    size = 0
    for row in found:
        values = [None if isinstance(value, bytes) else value for value in row]
        size += sum(len(value) for value in values if isinstance(value, str))
        origin.limits.check_unpacked(size, file=origin.file)
        origin.limits.check_shape(len(rows) + 1, len(names), file=origin.file)
        rows.append(values)
    if not rows:
        raise InputError("the file has a header but no records", file=origin.file)
    return sheet_of_rows(names, rows, range(2, 2 + len(rows)), origin)
