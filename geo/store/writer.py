"""A store, written atomically: it is there whole or not at all.

Its incidents are written while their places are still being looked up (`Beginning`).
"""

from __future__ import annotations

import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import duckdb
import pyarrow as pa

from geo.disk import scratch_prefix
from geo.errors import StoreError
from geo.store import search_text, sql
from geo.store.clusters import add_links
from geo.store.opened import FORMAT, Store, _is_damage
from geo.store.order import incidents_in_order, locations_in_order
from geo.texts import shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from geo.store.order import Order
    from geo.store.tables import LayerTables, Links, Revision, Tables

#: Bytes of a file's blocks where each column has few rows; the least that there is.
_SMALL_BLOCK: Final = "16384"


@dataclass(frozen=True)
class Begun:
    """A database with the incidents of a store in it.

    Attributes
    ----------
    file : Path
        In a folder of its own beside the store, which is gone when `Beginning` is left.
    connection : DuckDBPyConnection
        To be closed by whoever finishes the store.
    """

    file: Path
    connection: duckdb.DuckDBPyConnection


class Beginning:
    """Writes incidents in a thread; to be left with `with`, which takes the unfinished file away.

    Parameters
    ----------
    path : Path
        The store that is to be; its folder is made if need be.
    incidents : DataFrame
        `schema.INCIDENT_COLUMNS`.
    places : DataFrame
        What was reported of their places; see `geo.store.order.incidents_in_order`.
    small : bool
        Whether the file is to be as small as it can be, rather than quick to read whole.
    """

    def __init__(
        self, path: Path, incidents: pd.DataFrame, places: pd.DataFrame, *, small: bool = False
    ) -> None:
        self._kept = ExitStack()
        self._pool = ThreadPoolExecutor(1)
        self._ordered = self._pool.submit(incidents_in_order, incidents, places)
        self._begun = self._pool.submit(self._begin, path, small)

    def _begin(self, path: Path, small: bool) -> Begun:  # noqa: FBT001
        reader, _order = self._ordered.result()
        path.parent.mkdir(parents=True, exist_ok=True)
        folder = self._kept.enter_context(
            tempfile.TemporaryDirectory(dir=path.parent, prefix=scratch_prefix(path))
        )
        file = Path(folder, "atlas.duckdb")
        config: dict[str, str | bool | int | float | list[str]] = {
            "enable_external_access": "false"
        }
        if small:
            config["default_block_size"] = _SMALL_BLOCK
        connection = duckdb.connect(file, config=config)
        self._kept.callback(connection.close)
        connection.register("incidents_given", reader)
        connection.execute(sql.BUILD_INCIDENTS)
        connection.unregister("incidents_given")
        return Begun(file, connection)

    def order(self) -> Order:
        """Return the order of the incidents, which is known before they are written."""
        return self._ordered.result()[1]

    def result(self) -> Begun:
        """Wait until the incidents are written; raises what went wrong."""
        return self._begun.result()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Wait for the thread, and remove what has not become a store."""
        self._pool.shutdown()
        self._kept.close()


def write(  # noqa: PLR0913
    path: Path,
    tables: Tables,
    *,
    meta: Mapping[str, str],
    layers: Sequence[LayerTables] = (),
    revision: Revision | None = None,
    beginning: Beginning | None = None,
    link: Callable[[duckdb.DuckDBPyConnection], Links] | None = None,
    kept_revisions: Sequence[tuple[Any, ...]] = (),
) -> None:
    """Write a store, replacing the one at `path` in one step.

    Parameters
    ----------
    path : Path
        The store; its folder is made if need be.
    tables : Tables
        What goes into it.
    meta : mapping
        What the store should say of itself; `version` names its content.
    layers : sequence of LayerTables
        Layers of polygons.
    revision : Revision, optional
        What is new against the store before, to be kept in table `revisions`.
    beginning : Beginning, optional
        The same incidents, on their way to `path` already.
    link : callable, optional
        Is asked which records tell of the same incident, with a connection to tables `incidents`
        and `locations`; by default each is one of its own.
    kept_revisions : sequence of tuple
        Earlier revisions, as `Store.revisions` gives them.

    Raises
    ------
    StoreError
        If the folder or the disk does not take the file; a store that was there stays as it was.
    """
    try:
        with beginning or Beginning(path, tables.incidents, tables.locations) as running:
            begun = _with_places(running, tables)
            with begun.connection as connection:
                if link is not None:
                    add_links(connection, link(connection))
                for layer in layers:
                    _add_layer(connection, layer)
                _write_revisions(connection, meta, revision, list(kept_revisions))
                _close(connection, meta)
            _move(begun.file, path)
    except (OSError, duckdb.Error) as error:
        if isinstance(error, duckdb.Error) and not _is_damage(error):
            raise
        raise StoreError(
            f"the store {path.name} could not be written ({shortened(str(error), 200)});"
            " check that its folder is writable and the disk is not full. A store that was there"
            " is as it was."
        ) from error


def _with_places(running: Beginning, tables: Tables) -> Begun:
    """Finish the database, with all tables in it."""
    locations = locations_in_order(tables.locations, running.order())
    spellings = _spellings(tables.locations)
    begun = running.result()
    begun.connection.register("locations_given", locations)
    begun.connection.register("spellings_given", spellings)
    begun.connection.register("rejected_given", tables.rejected)
    begun.connection.execute(sql.BUILD)
    begun.connection.execute(sql.FIND_DUPLICATES_WITHIN)
    for statement in sql.MARK_DUPLICATES:
        begun.connection.execute(statement)
    return begun


def _spellings(locations: pd.DataFrame) -> pd.DataFrame:
    """Return all names of the places that are there."""
    table = pa.table({name: pa.array(locations[name]) for name in ("region", "place_name")})
    places = table.group_by(["region", "place_name"]).aggregate([])
    return search_text.spellings(zip(*(column.to_pylist() for column in places), strict=True))


def _close(connection: duckdb.DuckDBPyConnection, meta: Mapping[str, str]) -> None:
    rows = [("format", FORMAT), *meta.items()]
    connection.executemany("INSERT INTO meta VALUES (?, ?)", rows)
    # Closing would write this too, and say nothing where the disk is full.
    connection.execute("CHECKPOINT")


def _move(fresh: Path, path: Path) -> None:
    """Put a new store in its place, once it is whole and on the disk, not in memory alone."""
    if fresh.with_name(fresh.name + ".wal").exists():
        raise OSError("not all of it reached the file")
    Store(fresh).close()
    _sync(fresh)
    fresh.replace(path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    """Have a file or the names in a folder on the disk; a system that syncs no folders may not."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        if path.is_dir():
            return
        raise
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _add_layer(connection: duckdb.DuckDBPyConnection, layer: LayerTables) -> None:
    connection.register("areas_given", layer.areas)
    connection.register("points_given", layer.points)
    for statement in sql.add_layer(dated=layer.dated):
        wanted = {"layer": layer.layer} if "$layer" in statement else None
        connection.execute(statement, wanted)
    connection.unregister("areas_given")
    connection.unregister("points_given")


def _write_revisions(
    connection: duckdb.DuckDBPyConnection,
    meta: Mapping[str, str],
    revision: Revision | None,
    rows: list[tuple[Any, ...]],
) -> None:
    if revision is not None:
        stamp = (meta["version"], meta.get("built", ""))
        last = revision.last or ("",) * len(revision.gone)
        rows += [(*stamp, name, "added", "", "", "") for name in revision.added]
        rows += [
            (*stamp, name, "gone", "", said, "")
            for name, said in zip(revision.gone, last, strict=True)
        ]
        rows += [(*stamp, row[0], "changed", *row[1:]) for row in revision.changed]
    if rows:
        names = ("version", "built", "incident_id", "change", "field", "before", "after")
        columns = zip(*rows, strict=True)
        given = pa.table(
            {
                name: pa.array(column, pa.string())
                for name, column in zip(names, columns, strict=True)
            }
        )
        connection.register("revisions_given", given)
        connection.execute("INSERT INTO revisions FROM revisions_given")
        connection.unregister("revisions_given")
