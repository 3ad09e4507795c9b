"""What has changed since a version of the store, and which incidents are the newest."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from geo.query.conditions import rows, where
from geo.query.filters import FilterError
from geo.store import HISTORY

if TYPE_CHECKING:
    import datetime as dt

    from geo.query.filters import Filters
    from geo.store import Store


@dataclass
class Changes:
    """What has changed between two versions of a store, all that lies between them taken together.

    Attributes
    ----------
    since, version : str
        The two versions.
    added : dict
        Id -> nothing: incidents that are new.
    changed : dict
        Id -> field -> its text before and after; no field where the incident was withdrawn and
        came back.
    withdrawn : dict
        Id -> what the incident last said, by field; empty where that was not kept.
    """

    since: str
    version: str
    added: dict[str, None] = field(default_factory=dict)
    changed: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    withdrawn: dict[str, dict[str, str]] = field(default_factory=dict)


def changes(store: Store, since: str) -> Changes:
    """Return what has changed since a version.

    Raises
    ------
    FilterError
        If the store does not know the version, or what changed since was not kept.
    """
    found = Changes(since, store.version)
    later = _later(store, since)
    if not later:
        return found
    place = {version: at for at, version in enumerate(later)}
    kept = [row for row in store.revisions() if row[0] in place]
    back = set[str]()
    for _version, _built, name, change, *rest in sorted(kept, key=lambda row: place[row[0]]):
        _take(found, back, str(name), change, rest)
    for name, fields in list(found.changed.items()):
        told = {key: pair for key, pair in fields.items() if pair[0] != pair[1]}
        if told or name in back:
            found.changed[name] = told
        else:
            del found.changed[name]
    return found


def _later(store: Store, since: str) -> list[str]:
    """Return the versions after one, the oldest first."""
    if since == store.version:
        return []
    known = json.loads(store.meta.get(HISTORY, "[]"))
    versions = [entry[0] for entry in known]
    if since not in versions:
        raise FilterError(
            f"since={since[:40]!r} is no version of this store; /api/health names the one that it"
            " has now."
        )
    later = known[versions.index(since) + 1 :]
    if not all(kept for _version, _built, kept in later):
        raise FilterError(f"what has changed since {since[:40]} was not kept (--keep-revisions).")
    return [version for version, _built, _kept in later]


def _take(found: Changes, back: set[str], name: str, change: str, rest: list[str]) -> None:
    """Take one row of the revisions."""
    key, before, after = rest
    if change == "added":
        if name in found.withdrawn:
            del found.withdrawn[name]
            back.add(name)
            found.changed.setdefault(name, {})
        else:
            found.added[name] = None
    elif change == "gone":
        found.changed.pop(name, None)
        back.discard(name)
        if name in found.added:
            del found.added[name]
        else:
            found.withdrawn[name] = json.loads(before) if before else {}
    elif name not in found.added:
        fields = found.changed.setdefault(name, {})
        fields[key] = (fields[key][0] if key in fields else before, after)


@dataclass(frozen=True)
class New:
    """An incident as a feed tells it; texts are untrusted."""

    incident_id: str
    dataset: str
    first: dt.date
    last: dt.date
    type: str
    places: list[str]
    notes: str | None
    source: str | None
    source_url: str | None
    #: When it came into the store or was changed last (ISO 8601); blank where that was not kept.
    since: str


@dataclass(frozen=True)
class Withdrawn:
    """A record that its source no longer has; texts are untrusted.

    Attributes
    ----------
    incident_id : str
    built : str
        When it left the store (ISO 8601).
    said : dict of str to str
        What it last said, by field; empty where that was not kept.
    """

    incident_id: str
    built: str
    said: dict[str, str]


_WITHDRAWN: Final = """
    FROM revisions r WHERE change = 'gone' AND NOT EXISTS (
        FROM incidents i WHERE i.incident_id = r.incident_id
    )"""


def withdrawn_count(store: Store) -> int:
    """Count the records that were withdrawn and have not come back, as far as that was kept."""
    ((count,),) = rows(store, f"SELECT count(DISTINCT incident_id) {_WITHDRAWN}")
    return int(count)


def withdrawn(store: Store, *, limit: int) -> list[Withdrawn]:
    """Return the records that were withdrawn and have not come back, the latest first."""
    found = rows(
        store,
        f"SELECT incident_id, max(built), arg_max(before, built) {_WITHDRAWN}"
        f" GROUP BY incident_id ORDER BY 2 DESC, 1 LIMIT {int(limit)}",
    )
    return [
        Withdrawn(str(name), str(built), json.loads(before) if before else {})
        for name, built, before in found
    ]


_NEWEST: Final = """
    SELECT i.incident_id, i.dataset, i.date_start, i.date_end, i.sub_event_type,
        list_sort(list(DISTINCT coalesce(l.place_name, l.place, ''))), i.notes, i.source,
        i.source_url, coalesce(any_value(r.built), '')
    FROM incidents i JOIN locations l USING (incident_id) LEFT JOIN (
        SELECT incident_id, max(built) AS built FROM revisions
        WHERE change IN ('added', 'changed') GROUP BY incident_id
    ) r USING (incident_id)
    WHERE {condition}
    GROUP BY ALL
    ORDER BY any_value(r.built) DESC NULLS LAST, i.date_start DESC, i.incident_id LIMIT $most
"""


def newest(store: Store, filters: Filters, most: int) -> list[New]:
    """Return the incidents that came into the store last, or were changed last, the newest first.

    Where that was not kept, those of the latest days come first.
    """
    condition, parameters = where(filters, "l")
    found: list[tuple[Any, ...]] = rows(
        store, _NEWEST.format(condition=condition), parameters | {"most": most}
    )
    return [New(*row) for row in found]


def datasets_of(store: Store, names: list[str]) -> dict[str, str]:
    """Return the dataset of each of these incidents that the store has."""
    sql = "SELECT incident_id, dataset FROM incidents WHERE list_contains($names, incident_id)"
    return {str(name): str(dataset) for name, dataset in rows(store, sql, {"names": names})}
