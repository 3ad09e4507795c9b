"""A small store beside a large one, read as one: what a visitor adds costs what it is.

The small file has the incidents that are added and those of the large store whose places are
decided anew; these, and the datasets that are replaced, are *hidden* in the large one.  Views with
the names of a store's tables read both, so that every question is asked as of any other store.

Keys
----
Rows of the views are ordered by a key in place of DuckDB's row number: a row of the large store has
its own number and one, times `STEP`; one of the small store lies between those that would stand
around it (`geo.store.order`).  `Beside.numbers` counts them, as they would be numbered in one file.

Layers
------
What the large store's layers say of its own records stays as it is; the own rows are joined with
them.  Of an own layer the small file has the areas, which points lie in which, and what own rows
touch, and what each place of the large store is to it; what that one's records touch is a view.

Links
-----
The own rows are compared with what is near them alone.  What the large store's links say of its own
records stays as it is, and so do its duplicates; they are worked out anew only for what is moved.
"""

from __future__ import annotations

import itertools
import weakref
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import duckdb
import numpy as np

from geo.schema import STRICTNESS
from geo.store import sql, sql_beside
from geo.store.clusters import add_links
from geo.store.opened import Excerpt, Stamp, Store, _quoted
from geo.store.sql_beside import STEP
from geo.store.writer import Beginning, write

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import pandas as pd

    from geo.store.tables import LayerTables, Links, Tables

    Numbers = np.ndarray[Any, Any]

_NAMES: Final = itertools.count()
#: Incidents beside a store, and of the store linked with them, that are summed up apart from it.
MOST_CONCERNED: Final = 50_000


@dataclass(frozen=True)
class Layers:
    """The layers of polygons of a store that something stands beside, and of that.

    Attributes
    ----------
    tables : sequence of LayerTables
        Each layer, in their order.  One of the large store has no areas here, and the points of the
        own rows; an own one, which also takes the place of one of its name, has those of the large
        store besides, unless it is `joined`.
    earlier : Beside, optional
        What stood beside the same large store before.
    joined : frozenset of str
        Own layers that it had, whose points of the large store are taken from there.
    """

    tables: Sequence[LayerTables] = ()
    earlier: Beside | None = None
    joined: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Own:
    """What stands beside a store.

    Attributes
    ----------
    tables : Tables
        What is added, and what takes the place of `moved`, all of it placed.
    replaced : frozenset of str
        Datasets of the store that are not read.
    moved : frozenset of str
        Ids of incidents of the store that are not read there, but in `tables`.
    layers : Layers
    """

    tables: Tables
    replaced: frozenset[str]
    moved: frozenset[str]
    layers: Layers = Layers()


@dataclass(frozen=True)
class Linking:
    """How records beside a store are linked with it and with each other.

    Attributes
    ----------
    find : callable
        Given a connection to incidents and locations, and whether the store has several datasets
        in all, gives their links.
    decide : callable
        Given links, gives them with all decisions of persons in their places.
    cluster : callable
        Given links, gives what they come to.
    decided : str
        The reason of a link that a person decided.
    """

    find: Callable[[duckdb.DuckDBPyConnection, bool], pd.DataFrame]
    decide: Callable[[pd.DataFrame], pd.DataFrame]
    cluster: Callable[[pd.DataFrame], Links]
    decided: str


class Beside(Store):
    """A store and a small one beside it, as one.

    Parameters
    ----------
    base : Store
        The large one; it was opened with `guests`, and stays open as long as this one is used.
    path : Path
        Where the small file is written, in that folder.
    own : Own
        What stands beside it.
    linking : Linking
    meta : mapping
        What the store should say of itself.

    Raises
    ------
    StoreError
        If the folder or the disk does not take the file.
    """

    dense, step = False, STEP

    def __init__(
        self,
        base: Store,
        path: Path,
        own: Own,
        linking: Linking,
        *,
        meta: dict[str, str],
    ) -> None:
        tables, layers = own.tables, own.layers.tables
        beginning = Beginning(path, tables.incidents, tables.locations, small=True)
        write(path, tables, meta=meta, layers=layers, beginning=beginning)
        self.private, self.guests, self._base = True, None, base
        self._connection = base._connection  # noqa: SLF001 - one buffer for both
        self.stamp = Stamp.of(path)
        number = next(_NAMES)
        self._name, self._place = f"own_{number}", "store"
        views = f"memory.both_{number}"
        self._close = weakref.finalize(self, _detach, self._connection, self._name, views, path)
        with self.cursor() as cursor:
            cursor.execute(f"ATTACH '{_quoted(path)}' AS {self._name}")
            cursor.execute(f"USE {self._name}")
            self._hide(cursor, own)
            self._lay(cursor, own.layers)
            self._order(cursor)
            self._show(cursor, views)
            self.meta = dict(cursor.execute("SELECT key, value FROM meta").fetchall())
            self._compare(cursor, linking)
            self._excerpts = self._excerpt(cursor)
        with self._connection.cursor() as cursor:
            cursor.execute(f"CHECKPOINT {self._name}")

    def _hide(self, cursor: duckdb.DuckDBPyConnection, own: Own) -> None:
        """Say which incidents of the large store are not read."""
        given = {"replaced": sorted(own.replaced), "moved": sorted(own.moved)}
        for statement in sql_beside.PREPARE:
            needed = {name: value for name, value in given.items() if f"${name}" in statement}
            cursor.execute(statement, needed or None)

    def _lay(self, cursor: duckdb.DuckDBPyConnection, layers: Layers) -> None:
        """Say which layers are own, and keep each point of a layer once."""
        cursor.execute(sql_beside.OWN_LAYERS)
        if layers.tables:
            cursor.execute(sql_beside.LAYER_PLACES)
        if layers.earlier:
            earlier = sql_beside.EARLIER_PLACES.format(earlier=layers.earlier._name)  # noqa: SLF001
            cursor.execute(earlier, {"joined": sorted(layers.joined)})
        own = cursor.execute("SELECT layer, dated FROM own_layers").fetchall()
        self._layers = [str(layer) for layer, _dated in own]
        for number, (layer, dated) in enumerate(own):
            kinds, asked = sql.layer_kinds(dated=dated, source="store.main"), {"layer": layer}
            if layers.earlier and layer in layers.joined:
                kinds, asked = layers.earlier._kinds(layer), {}  # noqa: SLF001
            cursor.execute(f"CREATE TABLE kinds_{number} AS {kinds}", asked)

    def _kinds(self, layer: str) -> str:
        """Return SQL for what the large store's places are to an own layer, in their order."""
        return f"FROM {self._name}.main.kinds_{self._layers.index(layer)} ORDER BY rowid"

    def _order(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Give the rows their keys."""
        ((self._rows,),) = cursor.execute("SELECT count(*) FROM store.main.locations").fetchall()
        for statement in sql_beside.ORDER:
            cursor.execute(statement)
        keys = cursor.execute("SELECT key FROM locations ORDER BY 1").fetchnumpy()
        gone = cursor.execute(sql_beside.HIDDEN_ROWS).fetchnumpy()
        self._keys, self._gone = (np.asarray(found) for found in (keys["key"], gone["row"]))
        self._own_numbers = self._counted(self._keys)

    def _show(self, cursor: duckdb.DuckDBPyConnection, place: str) -> None:
        """Make the views, in a schema that is read from now on."""
        self._place = place
        ((any_hidden,),) = cursor.execute("SELECT count(*) > 0 FROM hidden").fetchall()
        views = sql_beside.views(self._name, hidden=any_hidden, layers=self._layers)
        cursor.execute(f"CREATE SCHEMA {self._place}")
        cursor.execute(f"USE {self._place}")
        for name, view in views.items():
            cursor.execute(f"CREATE VIEW {name} AS {view}")
        for strictness in STRICTNESS:
            cursor.execute(sql.COUNTED.format(strictness=strictness))

    def _compare(self, cursor: duckdb.DuckDBPyConnection, linking: Linking) -> None:
        """Find what of both tells of the same incidents as the own rows."""
        ((several,),) = cursor.execute(
            "SELECT count(*) > 1 FROM (SELECT DISTINCT dataset FROM incidents)"
        ).fetchall()
        for statement in (*sql_beside.NEAR, sql_beside.NO_DUPLICATES):
            self._run(cursor, statement)
        links = linking.find(cursor, bool(several))
        own = cursor.execute("SELECT incident_id FROM own_ids").df()["incident_id"]
        mine = links["id_a"].isin(own) | links["id_b"].isin(own)
        self._find_duplicates(cursor)
        self._link(cursor, linking, links[mine].reset_index(drop=True))

    def _find_duplicates(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Find the duplicates within datasets that have own rows, and what is marked of these."""
        for statement in sql_beside.WHOLE_DATASETS:
            self._run(cursor, statement)
        cursor.execute(sql.FIND_DUPLICATES_WITHIN)
        for statement in (*sql_beside.SAID, *sql.MARK_DUPLICATES[1:], *sql_beside.DUPLICATES):
            self._run(cursor, statement)

    def _link(
        self, cursor: duckdb.DuckDBPyConnection, linking: Linking, links: pd.DataFrame
    ) -> None:
        """Keep links of own rows, and cluster anew what is linked with them."""
        cursor.register("links_given", linking.decide(links))
        for statement in sql_beside.LINKS:
            needed = {"decided": linking.decided} if "$decided" in statement else None
            self._run(cursor, statement, needed)
        cursor.unregister("links_given")
        together = cursor.execute(sql_beside.TOGETHER).df()
        for statement in sql_beside.BEFORE_CLUSTERS:
            self._run(cursor, statement)
        add_links(cursor, linking.cluster(together))
        cursor.execute(f"INSERT INTO {self._name}.main.clustered FROM temp.clustered")

    def _excerpt(self, cursor: duckdb.DuckDBPyConnection) -> list[tuple[int, Excerpt]] | None:
        """Set apart what does not count as it did: as it was in the large store, and as it is.

        None if that is much, so that sums of it would be as large as those of a store.
        """
        self._run(cursor, sql_beside.CONCERNED)
        ((concerned,),) = cursor.execute("SELECT count(*) FROM concerned").fetchall()
        if concerned > MOST_CONCERNED:
            return None
        for statement in sql_beside.EXCERPTS:
            self._run(cursor, statement)
        found = []
        for sign, place in ((-1, f"{self._name}.was"), (1, f"{self._name}.now")):
            excerpt = Excerpt(self, place)
            if len(excerpt.incidents):
                found.append((sign, excerpt))
        return found

    def parts(self) -> list[tuple[int, Store]]:
        """Return the large store, what is taken off it, and what is added."""
        return [] if self._excerpts is None else [(1, self._base), *self._excerpts]

    def excerpts(self) -> list[tuple[int, Excerpt]]:
        """Return what is taken off the large store, and what is added."""
        return self._excerpts or []

    def _run(
        self,
        cursor: duckdb.DuckDBPyConnection,
        statement: str,
        given: dict[str, str] | None = None,
    ) -> None:
        named = (
            statement.format(own=self._name, place=self._place) if "{" in statement else statement
        )
        cursor.execute(named, given)

    def keys(self, first: int, last: int) -> tuple[int, int]:
        """Return the keys of a range of rows of the large store, and of what stands among them."""
        return first * STEP + 1, (last + 1) * STEP

    def _counted(self, keys: Numbers) -> Numbers:
        """Return how many rows of table `locations` come before keys."""
        before = -(-keys // STEP) - 1
        gone, own = np.searchsorted(self._gone, before), np.searchsorted(self._keys, keys)
        found: Numbers = before - gone + own
        return found

    def numbers(self, rows: Sequence[int]) -> list[int]:
        """Return the numbers of rows of table `locations`, counted from 0."""
        found: list[int] = self._counted(np.asarray(rows, dtype=np.int64)).tolist()
        return found

    def row(self, number: int) -> int:
        """Return the row that has a number: the reverse of `numbers`."""
        if number < 0 or number > self._rows + len(self._keys):
            return -1 if number < 0 else (int(self._rows) + 1) * STEP
        at = int(np.searchsorted(self._own_numbers, number))
        if at < len(self._keys) and self._own_numbers[at] == number:
            return int(self._keys[at])
        rest = number - at
        before = np.searchsorted(self._gone - np.arange(len(self._gone)), rest, "right")
        return (min(rest + int(before), int(self._rows)) + 1) * STEP

    def close(self) -> None:
        """Take the small file away from the large one, which stays open."""
        self._close()


def _detach(connection: duckdb.DuckDBPyConnection, name: str, place: str, path: Path) -> None:
    with suppress(duckdb.Error), connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {place} CASCADE")
        cursor.execute(f"DETACH DATABASE IF EXISTS {name}")
    for file in (path, path.with_name(path.name + ".wal")):
        file.unlink(missing_ok=True)
