"""How fresh each dataset of a store is: its last event, its last fetch, and its last failure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from geo import query
from geo.sources.memory import all_known
from geo.store import ORIGIN

if TYPE_CHECKING:
    from geo.sources.memory import Known
    from geo.store import Store

#: Last day of each dataset of a store, which never changes.
_LAST: Final[WeakKeyDictionary[Store, dict[str, dt.date]]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Freshness:
    """How fresh one dataset is.

    Attributes
    ----------
    dataset : str
    last_event : date, optional
        Last day of its latest incident; None if the store has none.
    last_fetch, last_failure : datetime, optional
        In UTC; None for never.
    fetch_is_late : bool
        Whether a fetch is overdue.
    events_are_late : bool
        Whether its last event is longer ago than its source usually takes.
    """

    dataset: str
    last_event: dt.date | None
    last_fetch: dt.datetime | None = None
    last_failure: dt.datetime | None = None
    fetch_is_late: bool = False
    events_are_late: bool = False

    @property
    def is_fetched(self) -> bool:
        """Whether it is fetched, or has been tried to."""
        return self.last_fetch is not None or self.last_failure is not None

    @property
    def fails(self) -> bool:
        """Whether it has failed since it was last fetched."""
        if self.last_failure is None:
            return False
        return self.last_fetch is None or self.last_failure > self.last_fetch


def freshness(store: Store, now: dt.datetime | None = None) -> list[Freshness]:
    """Return how fresh every dataset is that a store has or that is fetched for it, by their names.

    Parameters
    ----------
    store : Store
    now : datetime, optional
        By default the time as it is.
    """
    now = now or dt.datetime.now(dt.UTC)
    if store not in _LAST:
        _LAST[store] = {dataset.name: dataset.last for dataset in query.datasets(store)}
    last = _LAST[store]
    path = Path(store.meta.get(ORIGIN) or store.stamp.path)
    known = {one.dataset: one for one in all_known(path) if not one.texts}
    return [_of(name, last.get(name), known.get(name), now) for name in sorted(last | known)]


def _of(name: str, last: dt.date | None, known: Known | None, now: dt.datetime) -> Freshness:
    if known is None:
        return Freshness(name, last)
    fetched = _moment(known.fetched)
    return Freshness(
        name,
        last,
        fetched,
        _moment(known.failed),
        fetch_is_late=fetched is not None and (now - fetched).total_seconds() > known.due,
        events_are_late=last is not None and (now.date() - last).days * 86_400 > known.lag,
    )


def _moment(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(text).astimezone(dt.UTC) if text else None
    except ValueError:
        return None
