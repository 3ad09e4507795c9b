"""A store's incidents, written while their places are still being looked up."""

from __future__ import annotations

import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import duckdb

from geo.disk import scratch_prefix
from geo.store import sql
from geo.store.order import incidents_in_order

if TYPE_CHECKING:
    import pandas as pd

    from geo.store.order import Order


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
        What was reported of their places; see `store_order.incidents_in_order`.
    """

    def __init__(self, path: Path, incidents: pd.DataFrame, places: pd.DataFrame) -> None:
        self._kept = ExitStack()
        self._pool = ThreadPoolExecutor(1)
        self._ordered = self._pool.submit(incidents_in_order, incidents, places)
        self._begun = self._pool.submit(self._begin, path)

    def _begin(self, path: Path) -> Begun:
        reader, _order = self._ordered.result()
        path.parent.mkdir(parents=True, exist_ok=True)
        folder = self._kept.enter_context(
            tempfile.TemporaryDirectory(dir=path.parent, prefix=scratch_prefix(path))
        )
        file = Path(folder, "atlas.duckdb")
        connection = duckdb.connect(file, config={"enable_external_access": "false"})
        self._kept.callback(connection.close)
        connection.register("incidents_given", reader)
        connection.execute(sql.BUILD_INCIDENTS)
        connection.unregister("incidents_given")
        return Begun(file, connection)

    def order(self) -> Order:
        """Order of the incidents, which is known before they are written."""
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
