"""Whether an incident that several records tell of counts once, and by which of their links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple
from weakref import WeakKeyDictionary

from geo.query.conditions import rows

if TYPE_CHECKING:
    from geo.query.filters import Filters
    from geo.store import Store


class _Known(NamedTuple):
    """The datasets of a store, most incidents first, and how deep its clusters go by strictness."""

    datasets: tuple[str, ...]
    depths: dict[str, int]


class Counting(NamedTuple):
    """How the incidents of a selection are counted.

    Attributes
    ----------
    strictness : str or None
        One of `schema.STRICTNESS` where each counts once; None where each dataset counts by itself.
    depth : int
        How many wholes are above the part that has most.
    """

    strictness: str | None
    depth: int = 0

    @property
    def incidents(self) -> str:
        """The table of incidents as SQL: with their clusters where these are needed."""
        return f"counted_{self.strictness}" if self.strictness else "incidents"

    @property
    def key(self) -> str:
        """What is the same for rows of `incidents i` that count once, as SQL."""
        return "i.cluster" if self.strictness else "i.incident_id"


EACH: Final = Counting(None)
_KNOWN: Final[WeakKeyDictionary[Store, _Known]] = WeakKeyDictionary()


def _known(store: Store) -> _Known:
    found = _KNOWN.get(store)
    if found is None:
        named = rows(store, "SELECT dataset FROM incidents GROUP BY 1 ORDER BY count(*) DESC, 1")
        depths = rows(store, "SELECT strictness, max(depth) FROM clustered GROUP BY 1")
        found = _KNOWN[store] = _Known(tuple(name for (name,) in named), dict(depths))
    return found


def dataset_names(store: Store) -> tuple[str, ...]:
    """Return the names of a store's datasets, the one with most rows first."""
    return _known(store).datasets


def shown_datasets(store: Store, filters: Filters) -> tuple[str, ...]:
    """Return the datasets of a store that filters let through."""
    known = dataset_names(store)
    return tuple(name for name in known if not filters.dataset or name in filters.dataset)


def counts_once(store: Store, filters: Filters) -> bool:
    """Return whether an incident counts once, however many records tell of it.

    Where nothing is chosen it does if two or more datasets are shown.  One alone counts by itself:
    its figures are then those that it has anywhere else.
    """
    if filters.count:
        return filters.count == "once"
    return len(shown_datasets(store, filters)) > 1


def counting(store: Store, filters: Filters) -> Counting:
    """Return how the incidents of a selection are counted."""
    if not counts_once(store, filters):
        return EACH
    return counted_at(store, filters.strictness)


def counted_at(store: Store, strictness: str) -> Counting:
    """Return how incidents are counted once at a strictness; where none are linked, as ever."""
    depth = _known(store).depths.get(strictness)
    return EACH if depth is None else Counting(strictness, depth)
