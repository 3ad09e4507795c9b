"""A store, written atomically: it is there whole or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import duckdb

from geo.errors import StoreError
from geo.store import sql
from geo.store.opened import FORMAT, Store, _is_damage
from geo.texts import shortened

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd
    import pyarrow as pa

    from geo.store.begin import Beginning
    from geo.store.tables import LayerTables, Revision, Tables


def write(  # noqa: PLR0913
    path: Path,
    tables: Tables,
    *,
    meta: Mapping[str, str],
    layers: Sequence[LayerTables] = (),
    revision: Revision | None = None,
    earlier: Store | None = None,
    beginning: Beginning | None = None,
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
    earlier : Store, optional
        The store before, whose kept revisions go into this one.
    beginning : Beginning, optional
        The same incidents, on their way to `path` already.

    Raises
    ------
    StoreError
        If the folder or the disk does not take the file; a store that was there stays as it was.
    """
    # What writes a store needs pandas, which one that is only read does not wait for.
    from geo.store.begin import Beginning
    from geo.store.order import locations_in_order

    try:
        with beginning or Beginning(path, tables.incidents, tables.locations) as running:
            locations = locations_in_order(tables.locations, running.order())
            spellings = _spellings(locations)
            begun = running.result()
            fresh = begun.file
            with begun.connection as connection:
                connection.register("locations_given", locations)
                connection.register("spellings_given", spellings)
                connection.register("rejected_given", tables.rejected)
                connection.execute(sql.BUILD)
                if len(tables.incidents["dataset"].unique()) > 1:
                    connection.execute(sql.FIND_DUPLICATES)
                for layer in layers:
                    _add_layer(connection, layer)
                _write_revisions(connection, meta, revision, earlier)
                connection.executemany(
                    "INSERT INTO meta VALUES (?, ?)", [("format", FORMAT), *meta.items()]
                )
                # Closing would write this too, and say nothing where the disk is full.
                connection.execute("CHECKPOINT")
            _settle(fresh)
            fresh.replace(path)
            _sync(path.parent)
    except (OSError, duckdb.Error) as error:
        if isinstance(error, duckdb.Error) and not _is_damage(error):
            raise
        raise StoreError(
            f"the store {path.name} could not be written ({shortened(str(error), 200)});"
            " check that its folder is writable and the disk is not full. A store that was there"
            " is as it was."
        ) from error


def _spellings(locations: pa.Table) -> pd.DataFrame:
    """All names of the places that are there."""
    from geo.store import search_text

    places = locations.group_by(["region", "place_name"]).aggregate([])
    return search_text.spellings(zip(*(column.to_pylist() for column in places), strict=True))


def _settle(fresh: Path) -> None:
    """See that a new store is whole, and have it on the disk and not in memory alone."""
    if fresh.with_name(fresh.name + ".wal").exists():
        raise OSError("not all of it reached the file")
    Store(fresh).close()
    _sync(fresh)


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
    for statement in sql.ADD_LAYER:
        wanted = {"layer": layer.layer} if "$layer" in statement else None
        connection.execute(statement, wanted)
    connection.unregister("areas_given")
    connection.unregister("points_given")


def _write_revisions(
    connection: duckdb.DuckDBPyConnection,
    meta: Mapping[str, str],
    revision: Revision | None,
    earlier: Store | None,
) -> None:
    rows: list[tuple[Any, ...]] = earlier.revisions() if earlier else []
    if revision is not None:
        stamp = (meta["version"], meta.get("built", ""))
        rows += [(*stamp, name, "added", "", "", "") for name in revision.added]
        rows += [(*stamp, name, "gone", "", "", "") for name in revision.gone]
        rows += [(*stamp, row[0], "changed", *row[1:]) for row in revision.changed]
    if rows:
        connection.executemany("INSERT INTO revisions VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
