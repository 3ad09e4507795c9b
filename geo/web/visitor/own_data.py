"""What belongs to one visitor: added data and boundaries, decisions, and the store made of them.

The server's store is never changed.  A visitor who adds data or boundaries, or decides about a
place, gets a store of their own.  A large store is not copied for it: what is the visitor's stands
beside it in a small file (`geo.store.Beside`), of a layer the areas that all places lie in.  Of a
small one, which is answered for from memory, the tables are joined with theirs, in a file in a
private temporary folder.

How long it lives
-----------------
The session holds the `Visitor`, the registry here only refers to it: when Streamlit drops the
session, the store and its folder go with it.  Before that, `Registry.sweep` closes the store of a
page that was closed or reloaded `GRACE_SECONDS` ago; of more than `MOST_STORES` stores the one that
was used longest ago is closed, and so is one that nothing has asked for in `MOST_SECONDS`.  A
visitor who comes back to such a session gets it built again from what the session remembers.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
import weakref
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from geo import confined, store
from geo.disk import claim
from geo.errors import InputError
from geo.ingest import (
    apart,
    kept_decisions,
    links_beside,
    links_of,
    links_with,
    own_part,
    place_again,
)
from geo.layers import of_store, tables_of
from geo.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    import pandas as pd
    from duckdb import DuckDBPyConnection

    from geo.ingest import Decision, Key, Prepared
    from geo.layers import Layer
    from geo.links import LinkDecision
    from geo.store import LayerTables

MOST_STORES: Final = 50
MOST_SECONDS: Final = 6 * 3600
GRACE_SECONDS: Final = 120
#: Bytes of a store up to which it is copied.
COPIED_BYTES: Final = 16_000_000
#: Datasets that one visitor may add.
MOST_DATASETS: Final = 10
#: Layers of boundaries that one visitor may add.
MOST_LAYERS: Final = 5


@dataclass(frozen=True)
class Wishes:
    """What a visitor has added and decided.

    Attributes
    ----------
    added : mapping
        Prepared files by the name that the visitor gave them.
    decisions : mapping
        Decisions by what they are about.
    layers : mapping
        Layers of boundaries by their names.
    links : mapping
        Decisions about pairs of records, by the pairs.
    """

    added: Mapping[str, Prepared] = field(default_factory=dict)
    decisions: Mapping[Key, Decision] = field(default_factory=dict)
    layers: Mapping[str, Layer] = field(default_factory=dict)
    links: Mapping[frozenset[tuple[str, str]], LinkDecision] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Return whether there is anything that the server's store does not have."""
        return bool(self.added or self.decisions or self.layers or self.links)


class Visitor:
    """One visitor's wishes and store.

    Attributes
    ----------
    token : str
        By which the map's requests name this visitor's store; never in the page's address.
    wishes : Wishes
    session : str
        Streamlit's name of the session.
    name : str
        By which the page asks whether its session is still there; it opens nothing.
    used : float
        When the store was last asked for, in seconds of `time.monotonic`.
    """

    def __init__(self) -> None:
        self.token = secrets.token_urlsafe(32)
        self.wishes = Wishes()
        self.session = ""
        self.name = secrets.token_urlsafe(9)
        self.used = time.monotonic()
        self._lock = threading.RLock()
        self._store: Store | None = None
        #: Each own layer by its name, the points that it was joined with, and what came of it.
        self._joined: dict[str, tuple[Layer, pd.DataFrame, LayerTables]] = {}
        self._base: Store | None = None
        self._folder: Path | None = None
        self._remove_folder: Callable[[], object] | None = None

    def current(self, base: Store) -> Store:
        """Return the store to read: the server's, or the visitor's own on top of it."""
        with self._lock:
            self.used = time.monotonic()
            if not self.wishes:
                return base
            if self._store is None or self._base is not base:
                self._store, self._base = self._build(base, self.wishes), base
                REGISTRY.add(self)
            return self._store

    def change(self, base: Store, wishes: Wishes) -> None:
        """Take new wishes; if their store cannot be built, all stays as it was."""
        with self._lock:
            self._store = self._build(base, wishes) if wishes else None
            self._base, self.wishes, self.used = base, wishes, time.monotonic()
            REGISTRY.add(self)

    def add(
        self, base: Store, name: str, prepared: Prepared, *, links: Iterable[LinkDecision] = ()
    ) -> None:
        """Add a dataset, or replace the one that was added under the same name.

        `links` are decisions about its records, taken with it.

        Raises
        ------
        InputError
            If it has a dataset of another added file, or `MOST_DATASETS` are added already.
        StoreError
            If the store cannot be built; all stays as it was.
        """
        added = {**self.wishes.added, name: prepared}
        for other, earlier in self.wishes.added.items():
            if other != name and (same := datasets(earlier) & datasets(prepared)):
                raise InputError(f"dataset {min(same)!r} is added already; remove it first")
        if len(added) > MOST_DATASETS:
            raise InputError(
                f"{MOST_DATASETS} datasets are added already, which is the most; remove one first"
            )
        said = {**self.wishes.links, **{decision.key: decision for decision in links}}
        self.change(base, replace(self.wishes, added=added, links=said))

    def remove(self, base: Store, name: str) -> None:
        """Take an added dataset away again."""
        added = {other: data for other, data in self.wishes.added.items() if other != name}
        self.change(base, replace(self.wishes, added=added))

    def add_layer(self, base: Store, layer: Layer) -> None:
        """Add a layer of boundaries, or replace the one of its name.

        Raises
        ------
        InputError
            If `MOST_LAYERS` are added already.
        StoreError
            If the store cannot be built; all stays as it was.
        """
        layers = {**self.wishes.layers, layer.name: layer}
        if len(layers) > MOST_LAYERS:
            raise InputError(
                f"{MOST_LAYERS} layers are added already, which is the most; remove one first"
            )
        self.change(base, replace(self.wishes, layers=layers))

    def remove_layer(self, base: Store, name: str) -> None:
        """Take an added layer away again."""
        layers = {other: layer for other, layer in self.wishes.layers.items() if other != name}
        self.change(base, replace(self.wishes, layers=layers))

    def decide(self, base: Store, *decisions: Decision) -> None:
        """Take decisions; a later one about the same place replaces an earlier one."""
        fresh = {decision.key: decision for decision in decisions}
        self.change(base, replace(self.wishes, decisions={**self.wishes.decisions, **fresh}))

    def undo(self, base: Store, key: Key) -> None:
        """Take a decision back."""
        kept = {other: made for other, made in self.wishes.decisions.items() if other != key}
        self.change(base, replace(self.wishes, decisions=kept))

    def decide_links(self, base: Store, *decisions: LinkDecision) -> None:
        """Take decisions about pairs; a later one about the same pair replaces an earlier one."""
        fresh = {decision.key: decision for decision in decisions}
        self.change(base, replace(self.wishes, links={**self.wishes.links, **fresh}))

    def undo_link(self, base: Store, key: frozenset[tuple[str, str]]) -> None:
        """Take a decision about a pair back."""
        kept = {other: made for other, made in self.wishes.links.items() if other != key}
        self.change(base, replace(self.wishes, links=kept))

    def opened(self) -> Store | None:
        """Return the visitor's own store as it was last built, if it is open."""
        self.used = time.monotonic()
        return self._store

    def close(self) -> None:
        """Give the store's file back; it is built again when the visitor's session asks for it."""
        # A visitor who is at it just now keeps it: two who close each other would wait forever.
        if not self._lock.acquire(blocking=False):
            return
        try:
            self._store = self._base = None
            if self._remove_folder is not None:
                self._remove_folder()
            self._folder = self._remove_folder = None
        finally:
            self._lock.release()

    def _build(self, base: Store, wishes: Wishes) -> Store:
        meta = {**_meta(base), "version": _version(base, wishes)}
        if base.guests is not None and base.stamp.size > COPIED_BYTES:
            added = [prepared.tables for prepared in wishes.added.values()]
            if own := own_part(base, added, wishes.decisions.values()):
                return self._beside(base, base.guests, own, wishes, meta)
        if self._folder is None:
            self._folder, remove = claim()
            self._remove_folder = weakref.finalize(self, remove)
        path = self._folder / "atlas.duckdb"
        tables = joined(base, wishes)
        shapes = self._layers(base, wishes, tables)
        store.write(path, tables, meta=meta, layers=shapes, link=_linking(base, wishes))
        return Store(path, private=True)

    def _beside(
        self, base: Store, folder: Path, own: store.Own, wishes: Wishes, meta: dict[str, str]
    ) -> Store:
        """Make a store of what stands beside the server's."""
        path = folder / f"{secrets.token_hex(16)}.duckdb"
        links = links_beside(base, wishes.links.values())
        layers = self._layers_beside(base, wishes, own.tables.points())
        return store.Beside(base, path, replace(own, layers=layers), links, meta=meta)

    def _layers_beside(self, base: Store, wishes: Wishes, own: pd.DataFrame) -> store.Layers:
        """Join the server's layers with own points, and the visitor's with all of both.

        What was joined with the server's points for the store before is not joined again.
        """
        import pandas as pd

        before = self._store if self._base is base else None
        earlier = before if isinstance(before, store.Beside) else None
        made, joined = [], set[str]()
        for name, layer in _layers_of(base, wishes).items():
            if name not in wishes.layers:
                made.append(tables_of(layer, own, areas=False))
                continue
            points = own
            if earlier and self.wishes.layers.get(name) is layer:
                joined.add(name)
            else:
                points = pd.concat([own, base.points(days=layer.dated)], ignore_index=True)
            made.append(confined.run("layer tables", file=name, layer=layer, points=points))
        return store.Layers(made, earlier, frozenset(joined))

    def _layers(self, base: Store, wishes: Wishes, tables: store.Tables) -> list[LayerTables]:
        """Join the server's layers and the visitor's with the places of the visitor's tables.

        A layer that was joined with the same places before is not joined again.
        """
        kept = _layers_of(base, wishes)
        if not kept:
            return []
        points, before, made = tables.points(), self._joined, []
        self._joined = {}
        for name, layer in kept.items():
            known = before.get(name)
            if name not in wishes.layers:
                made.append(tables_of(layer, points))
            elif known and known[0] is layer and known[1].equals(points):
                made.append(known[2])
            else:  # a stranger has drawn it: the join may take long by its corners
                made.append(confined.run("layer tables", file=name, layer=layer, points=points))
            if name in wishes.layers:
                self._joined[name] = (layer, points, made[-1])
        return made


def _layers_of(base: Store, wishes: Wishes) -> dict[str, Layer]:
    """Return all layers by their names: a visitor's takes the place of the server's."""
    return {layer.name: layer for layer in of_store(base)} | dict(wishes.layers)


def _linking(base: Store, wishes: Wishes) -> Callable[[DuckDBPyConnection], store.Links]:
    """Return what links a visitor's store: as the server's is where its records are the same."""
    said = list(wishes.links.values())
    if wishes.added or wishes.decisions:
        return partial(links_of, decisions=[*kept_decisions(base), *said])
    pairs = base.links()
    return lambda _: links_with(pairs, said)


def _meta(base: Store) -> dict[str, str]:
    return {key: value for key, value in base.meta.items() if key not in ("format", "version")}


def _version(base: Store, wishes: Wishes) -> str:
    digest = hashlib.sha256(base.version.encode())
    for name, prepared in wishes.added.items():
        digest.update(f"{name}\0{prepared.digest}\0{id(prepared)}\0".encode())
    digest.update(repr(list(wishes.decisions.values())).encode())
    digest.update(repr(list(wishes.links.values())).encode())
    for name, layer in wishes.layers.items():
        digest.update(f"{name}\0{len(layer.areas)}\0".encode())
        about = layer.areas.drop(columns=layer.areas.geometry.name).itertuples(index=False)
        for area, shape in zip(about, layer.areas.geometry.to_wkb(), strict=True):
            digest.update(f"{tuple(area)!r}\0".encode() + shape)
    return digest.hexdigest()[:16]


def datasets(prepared: Prepared) -> set[str]:
    """Return the names of the datasets that a prepared file has."""
    tables = prepared.tables
    return {str(name) for part in (tables.incidents, tables.rejected) for name in part["dataset"]}


def joined(base: Store, wishes: Wishes) -> store.Tables:
    """Join the server's tables with a visitor's, places placed as the visitor has decided.

    A dataset that is added replaces the one of its name, as it does when files are ingested.
    """
    tables = base.tables()
    for prepared in wishes.added.values():
        _, kept = tables.split(datasets(prepared))
        tables = kept.joined(apart(prepared.tables, set(kept.incidents["incident_id"])))
    return place_again(tables, wishes.decisions.values())


class Registry:
    """Finds a visitor's store by its token, for requests that come beside the page."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._visitors: weakref.WeakValueDictionary[str, Visitor] = weakref.WeakValueDictionary()
        self._names: weakref.WeakValueDictionary[str, Visitor] = weakref.WeakValueDictionary()
        #: Whether a session, by Streamlit's name of it, has an open page.
        self.connected: Callable[[str], bool] = lambda _session: True

    def meet(self, visitor: Visitor) -> None:
        """Know the session of a visitor by its name."""
        with self._lock:
            self._names[visitor.name] = visitor

    def is_there(self, name: str) -> bool:
        """Return whether the session of a name is there, and a page is connected to it."""
        with self._lock:
            visitor = self._names.get(name)
        return visitor is not None and self.connected(visitor.session)

    def add(self, visitor: Visitor) -> None:
        """Make a visitor known, and close the stores that are too many or too old."""
        with self._lock:
            self._visitors[visitor.token] = visitor
        others = [other for other in self._by_use() if other is not visitor]
        surplus = max(0, len(others) + 1 - MOST_STORES)
        old = time.monotonic() - MOST_SECONDS
        for at, other in enumerate(others):
            if at < surplus or other.used < old:
                self._close(other)

    def sweep(self) -> None:
        """Close the stores of sessions that are no longer connected, and what is too old."""
        now = time.monotonic()
        for visitor in self._by_use():
            idle = now - visitor.used
            gone = idle > GRACE_SECONDS and not self.connected(visitor.session)
            if gone or idle > MOST_SECONDS:
                self._close(visitor)

    def _by_use(self) -> list[Visitor]:
        """Return all visitors, the one that asked longest ago first."""
        with self._lock:
            return sorted(self._visitors.values(), key=lambda visitor: visitor.used)

    def _close(self, visitor: Visitor) -> None:
        with self._lock:
            self._visitors.pop(visitor.token, None)
        visitor.close()

    def find(self, token: str) -> Store | None:
        """Return the store of a token, or None where there is none (any more)."""
        with self._lock:
            visitor = self._visitors.get(token)
        return visitor.opened() if visitor is not None else None


REGISTRY: Final = Registry()
