"""The store: one DuckDB file, written as a whole and opened read-only.

Tables
------
incidents, locations, rejected
    As `geo.schema` spells them; `incidents` has besides `search`, the folded text that a search
    looks into (see `geo.store.search_text`); `locations` has besides `area` (the region, or UA / RU
    for a country as a whole, `outside`, or `review`) and `x`, `y` (Web Mercator, EPSG:3857, scaled
    to 0..1 from the north-west corner, for locations that may be drawn as points).
touches
    One row per incident and area: how many of its places lie there, of each figure the parts that
    are known there, and whether no place that the report names lies elsewhere.  It is a view: an
    incident with one place is in `locations` already (`alone`), the others are in
    `touches_together`.
unit_touches
    The same by raion and hromada of Ukraine: how many places the incident has in each, and in all
    (`incident_places`).
spellings
    The places as understood, by region and place_name, with all their names folded.
duplicates
    Pairs of incidents that are likely the same, and why: their distance, the figure that both have,
    or that the data marks them so.
links, clustered
    Pairs of records that tell of the same incident, or of a part of another's; and each incident
    that shares its cluster, or is a part or a whole, by strictness (`geo.store.clusters`).  The
    views counted_low, counted_usual and counted_high are the incidents with it.
revisions
    What earlier ingests changed, where they were told to keep it.
layers, layer_areas, layer_touches, layer_places
    Layers of polygons that the user has added: their areas, each with its shape (well-known binary,
    EPSG:4326) and a simplified GeoJSON geometry for display, and in a dated layer the days that it
    holds for and its file; and like `touches` one row per incident, region and area of a layer.
    `kind` is inside, elsewhere (a point in no area), no point, or no day (before the first day of a
    dated layer).  Each distinct point that lies in an area has its name; in a dated layer each
    point and day, whether in an area or not, the day of which the layer speaks and the kilometres
    from an edge besides.
meta
    Key and value: format, version (a hash of what went in), when it was built, by which gazetteer.

A store is built beside its final name, opened once to see that it is whole, and moved there by one
rename, so a reader sees the old store or the new one, never a half-written one.  Whoever reads a
store to write it anew holds `geo.disk.lock.locked` meanwhile, so that of two ingests neither is
lost.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import duckdb
import numpy as np

from geo.disk import spill_folder
from geo.errors import StoreError
from geo.schema import INCIDENT_COLUMNS, LINK_COLUMNS, LOCATION_COLUMNS
from geo.store.asked import StoppedError, belongs
from geo.store.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pandas as pd


#: Number of the file format; a store of another number is rebuilt, not read.
FORMAT: Final = "10"

#: Key of table `meta`: the path of the store of which this one is a copy for the public.
ORIGIN: Final = "origin"
#: Key of table `meta`: the versions that the store had, the oldest first.
HISTORY: Final = "history"

#: What DuckDB raises where the disk fails it or a file is damaged.
_DISK_ERRORS: Final = (
    duckdb.IOException,
    duckdb.FatalException,
    duckdb.InternalException,
    duckdb.SerializationException,
    duckdb.TransactionException,
)


#: Megabytes that all questions of a store may take together, at least; what needs more goes into
#: files, or is refused.  (DuckDB would take most of the machine's, whoever else needs it.)
_MEMORY_MB: Final = 400
_MB: Final = 10**6


def _memory_mb(size: int) -> int:
    """Return how many megabytes questions of a store of so many bytes may take."""
    most = _MEMORY_MB
    if hasattr(os, "sysconf"):
        most = max(most, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // (2 * _MB))
    return min(max(_MEMORY_MB, 2 * size // _MB), most)


def _is_damage(error: duckdb.Error) -> bool:
    """Return whether the disk or the file is at fault and not what was asked."""
    return type(error) is duckdb.Error or isinstance(error, _DISK_ERRORS)


@dataclass(frozen=True)
class Stamp:
    """What tells one file from another at the same path, for caching."""

    path: Path
    inode: int
    modified: int
    size: int

    @classmethod
    def of(cls, path: Path) -> Stamp:
        """Return the stamp of the file at `path`; raises StoreError if there is none."""
        try:
            stat = path.stat()
        except OSError:
            raise StoreError(
                f"there is no store at {path.name}; build one with `python -m geo ingest`."
            ) from None
        return cls(path.resolve(), stat.st_ino, stat.st_mtime_ns, stat.st_size)


class Store:
    """A store opened for reading; safe to share between threads through `cursor`.

    Parameters
    ----------
    path : Path
        The DuckDB file.
    private : bool
        It is one visitor's alone, so that little is kept in memory for it.
    guests : Path, optional
        A folder from which files may be opened beside it (`geo.store.beside`).

    Attributes
    ----------
    dense : bool
        Whether the rows of its tables are numbered from 0 on.
    step : int
        By how much the numbers of two rows that follow each other differ at most.

    Raises
    ------
    StoreError
        If the file is missing, not a store, damaged, or of another format.
    """

    dense, step = True, 1

    def __init__(self, path: Path, *, private: bool = False, guests: Path | None = None) -> None:
        self.stamp, self.private, self.guests = Stamp.of(path), private, guests
        self._place = "store"
        # A database of its own with the file attached: DuckDB would otherwise hand out the
        # instance that still has the old file of this name open.
        # What does not fit into memory would else go into a folder where the server was started.
        spill, memory = str(spill_folder()), _memory_mb(self.stamp.size)
        self._connection = duckdb.connect(
            ":memory:", config={"temp_directory": spill, "memory_limit": f"{memory}MB"}
        )
        try:
            self._connection.execute(f"ATTACH '{_quoted(path)}' AS store (READ_ONLY)")
            if guests is not None:
                self._connection.execute(f"SET allowed_directories = ['{_quoted(guests)}/']")
            # Before anything is asked: a stranger's store may have views where tables should be.
            self._connection.execute("SET enable_external_access = false")
            self._connection.execute("SET lock_configuration = true")
            self._connection.execute("USE store")
            self.meta = dict(self._connection.execute("SELECT key, value FROM meta").fetchall())
        except duckdb.Error as error:
            self._connection.close()
            raise StoreError(
                f"{path.name} is not a store of the incident atlas, or is damaged; "
                "build it again with `python -m geo ingest`."
            ) from error
        if self.meta.get("format") != FORMAT:
            self._connection.close()
            raise StoreError(
                f"{path.name} has store format {self.meta.get('format')}, not {FORMAT}; "
                "build it again with `python -m geo ingest`."
            )

    @property
    def version(self) -> str:
        """Hash of what went into the store."""
        return str(self.meta["version"])

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield a cursor for one thread's use, in a `with`.

        Raises
        ------
        StoreError
            If the file turns out to be damaged, or there is not enough memory.
        StoppedError
            If the question at hand has been stopped (`geo.store.asked`).
        """
        try:
            with self._connection.cursor() as cursor, belongs(cursor):
                cursor.execute(f"USE {self._place}")  # a cursor does not inherit it
                yield cursor
        except duckdb.InterruptException:
            raise StoppedError("Nobody waits for the answer.") from None
        except duckdb.OutOfMemoryException:
            raise StoreError(
                "There is not enough memory for this question just now; ask for less, or try again"
                " later."
            ) from None
        except duckdb.Error as error:
            if not _is_damage(error):
                raise
            raise StoreError(
                f"{self.stamp.path.name} is damaged; build it again with `python -m geo ingest`."
            ) from error

    def parts(self) -> list[tuple[int, Store]]:
        """Return stores whose incidents add up to this one's: 1 and -1 say what is taken off.

        What it does not have itself are its `excerpts`; a cluster lies in one part, or is taken off
        as a whole.  There are no parts where they would be too large to be asked at once.
        """
        return [(1, self)]

    def excerpts(self) -> list[tuple[int, Excerpt]]:
        """Return the parts that are no store of their own."""
        return []

    def keys(self, first: int, last: int) -> tuple[int, int]:
        """Return the numbers in `rowid` of a range of rows of the large tables."""
        return first, last

    def numbers(self, rows: Sequence[int]) -> list[int]:
        """Return the numbers of rows of table `locations`, counted from 0."""
        return list(rows)

    def row(self, number: int) -> int:
        """Return the row that has a number: the reverse of `numbers`."""
        return number

    def verify(self) -> None:
        """Read all of the store once.

        Raises
        ------
        StoreError
            If a part of the file is damaged or missing.
        """
        with self.cursor() as cursor:
            for (name,) in cursor.execute("SELECT name FROM (SHOW TABLES)").fetchall():
                quoted = name.replace('"', '""')
                cursor.execute(f'SELECT bit_xor(hash(t)) FROM "{quoted}" AS t').fetchall()

    def tables(self, ids: Sequence[str] | None = None) -> Tables:
        """Return everything in the store, as the tables that it was written from.

        Of the incidents and locations only those of `ids`, if these are given.
        """
        from geo.schema import incidents_schema, locations_schema

        some = "" if ids is None else " WHERE incident_id IN (SELECT unnest($ids::VARCHAR[]))"
        ordered = "" if self.dense else " ORDER BY rowid"
        given = {} if ids is None else {"ids": list(ids)}
        asked = (("incidents", INCIDENT_COLUMNS), ("locations", LOCATION_COLUMNS))
        with self.cursor() as cursor:
            incidents, locations = (
                cursor.execute(
                    f"SELECT {', '.join(columns)} FROM {name}{some} {ordered}", given
                ).df()
                for name, columns in asked
            )
            rejected = cursor.execute("SELECT * FROM rejected").df()
        return Tables(
            incidents_schema().validate(incidents),
            locations_schema().validate(locations),
            rejected.astype("string"),
        )

    def points(self, *, days: bool) -> pd.DataFrame:
        """Return where its places are, as `Tables.points`; without their days if these don't count.

        A point is then there once, and `day` is missing.
        """
        import pandas as pd
        import pyarrow as pa

        day = "strftime(i.date_start, '%Y-%m-%d')" if days else "CAST(NULL AS VARCHAR)"
        incidents = "JOIN incidents i USING (incident_id)" if days else ""
        sql = f"""SELECT DISTINCT l.lon, l.lat, {day} AS day FROM locations l {incidents}
            WHERE l.lon IS NOT NULL AND l.lat IS NOT NULL"""
        with self.cursor() as cursor:
            found = cursor.sql(sql).to_arrow_table()
        points: pd.DataFrame = found.to_pandas(types_mapper={pa.string(): pd.StringDtype()}.get)
        return points

    def datasets(self) -> list[str]:
        """Return the names of the datasets in the store."""
        with self.cursor() as cursor:
            found = cursor.execute("SELECT DISTINCT dataset FROM incidents ORDER BY 1").fetchall()
        return [str(name) for (name,) in found]

    def revisions(self) -> list[tuple[Any, ...]]:
        """Return the kept revisions: version, built, incident_id, change, field, before, after."""
        with self.cursor() as cursor:
            return cursor.execute("SELECT * FROM revisions").fetchall()

    def links(self) -> pd.DataFrame:
        """Return the links between its records: `schema.LINK_COLUMNS`."""
        with self.cursor() as cursor:
            return cursor.execute(f"SELECT {', '.join(LINK_COLUMNS)} FROM links").df()

    def layer_shapes(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return every layer's areas, in the layers' order.

        Each is its name, its shape (well-known binary), and of a dated layer the first and the last
        day that it holds for (ISO texts) and its file; else three times None.
        """
        with self.cursor() as cursor:
            found = cursor.execute(
                "SELECT layer, name, shape, CAST(day_from AS VARCHAR), CAST(day_to AS VARCHAR),"
                " file FROM layer_areas JOIN layers USING (layer)"
                " ORDER BY position, name, day_from"
            ).fetchall()
        shapes: dict[str, list[tuple[Any, ...]]] = {}
        for layer, *area in found:
            shapes.setdefault(layer, []).append(tuple(area))
        return shapes

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


class Excerpt(Store):
    """Some incidents of a store, with what is counted of them, read through its connection.

    Attributes
    ----------
    incidents, locations : array
        The keys that its rows have where they are from.
    """

    def __init__(self, store: Store, place: str) -> None:
        self.stamp, self.private, self.guests, self.meta = store.stamp, False, None, store.meta
        self._connection, self._place = store._connection, place  # noqa: SLF001 - they share it
        with self.cursor() as cursor:
            self.incidents, self.locations = (
                np.asarray(cursor.execute(f"SELECT key FROM {name}").fetchnumpy()["key"])
                for name in ("incidents", "locations")
            )


def _quoted(path: Path) -> str:
    """Return `path` inside an SQL string: ATTACH takes no parameters."""
    return str(path.resolve()).replace("'", "''")
