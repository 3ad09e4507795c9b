"""A store's incidents and places as bare arrays, for `geo.query.memory.summary`.

Terms
-----
number
    Position of an incident in table `incidents`, which is sorted by day.
combo
    A sub-event type together with an actor.
touch
    An incident in one of its areas, as in table `touches`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.query.filters import NO_ACTOR
from geo.query.memory.ledger import UNKNOWN
from geo.query.results import FIGURES
from geo.regions import catalogue
from geo.schema import COUNTRIES, PLACE_COUNTS

if TYPE_CHECKING:
    import duckdb

    from geo.query.memory.chosen import Numbers

#: Actors that are told apart; the rarer ones have the name None together.
MOST_ACTORS: Final = 40

_COMBOS: Final = f"""
    SELECT sub_event_type, coalesce(actor, '{NO_ACTOR}'), count(*) FROM incidents
    GROUP BY ALL ORDER BY ALL"""
_INCIDENTS: Final = f"""
    WITH combos AS (
        SELECT unnest($types) AS type, unnest($actors) AS actor, unnest($codes) AS combo
    )
    SELECT i.rowid AS row, combo, date_start - DATE '1970-01-01' AS first,
        date_end - DATE '1970-01-01' AS last,
        coalesce(more_places, 'no') <> 'no' AS more,
        {", ".join(f"coalesce({c}, {UNKNOWN})::INTEGER AS {c}" for c in FIGURES.values())}{{events}}
    FROM incidents i JOIN combos c
        ON c.type = i.sub_event_type AND c.actor = coalesce(i.actor, '{NO_ACTOR}')"""
#: For how many events a row stands, where some stand for another number than one.
_EVENTS: Final = ", coalesce(events, 1)::INTEGER AS events"
_RECORDS: Final = """
    WITH areas AS (SELECT unnest($areas) AS area, unnest($codes) AS code)
    SELECT l.rowid AS row, i.rowid AS number, code, x IS NOT NULL AS drawn
    FROM locations l JOIN incidents i USING (incident_id) JOIN areas USING (area)"""
#: Parts of figures, for the few places that have any.
_PARTS: Final = f"""
    SELECT rowid AS row,
        {", ".join(f"coalesce({here}, {UNKNOWN})::INTEGER AS {here}" for here in PLACE_COUNTS)}
    FROM locations WHERE {" OR ".join(f"{here} IS NOT NULL" for here in PLACE_COUNTS)}"""


def area_names() -> tuple[str, ...]:
    """Return every area that a place can be in; the regions come first."""
    return (*catalogue(), *COUNTRIES, "outside", "review")


@dataclass(frozen=True)
class Combos:
    """The combos of a store.

    Attributes
    ----------
    names : list of (type, actor)
        The actor of those beyond `MOST_ACTORS` is None.
    pairs, codes : list
        Every type and actor that occurs, and the combo that it has.
    """

    names: list[tuple[str, str | None]]
    pairs: list[tuple[str, str]]
    codes: list[int]


@dataclass(frozen=True)
class Incidents:
    """One value per incident; `start` and `end` are positions among `days` (days since 1970).

    `more` says whether its report may speak of places that it does not name; `figures` are those of
    `results.FIGURES`; `events` says as how many incidents it counts, None if each is one.
    """

    days: Numbers
    combo: Numbers
    start: Numbers
    end: Numbers
    more: Numbers
    figures: dict[str, Numbers]
    events: Numbers | None


@dataclass(frozen=True)
class Touches:
    """One value per touch, sorted by incident and area.

    Attributes
    ----------
    number, area : array
    places, drawn : array
        Places of the incident in the area, and how many of them are points.
    alone : array of bool
        Whether the incident has no other area.
    known : dict of array
        Of each figure the sum of the parts of those places; `UNKNOWN` where none is said.
    vague : dict of array of bool
        Whether one of those places has no part of the figure.
    """

    number: Numbers
    area: Numbers
    places: Numbers
    drawn: Numbers
    alone: Numbers
    known: dict[str, Numbers]
    vague: dict[str, Numbers]


def read_combos(cursor: duckdb.DuckDBPyConnection) -> Combos:
    """Read the types and actors of a store."""
    found = cursor.execute(_COMBOS).fetchall()
    count: dict[str, int] = {}
    for _, actor, rows in found:
        count[actor] = count.get(actor, 0) + rows
    kept = set(sorted(count, key=lambda actor: (-count[actor], actor))[:MOST_ACTORS])
    named = [(kind, actor if actor in kept else None) for kind, actor, _ in found]
    names = list(dict.fromkeys(named))
    at = {name: code for code, name in enumerate(names)}
    return Combos(names, [(kind, actor) for kind, actor, _ in found], [at[name] for name in named])


def read_incidents(
    cursor: duckdb.DuckDBPyConnection, combos: Combos, *, grouped: bool
) -> Incidents:
    """Read the incidents of a store, in the order of the table.

    `grouped` says whether any of them counts as another number of incidents than one.
    """
    parameters = {
        "types": [kind for kind, _ in combos.pairs],
        "actors": [actor for _, actor in combos.pairs],
        "codes": combos.codes,
    }
    sql = _INCIDENTS.format(events=_EVENTS if grouped else "")
    found = _in_order(cursor.execute(sql, parameters).fetchnumpy())
    days = np.unique(np.concatenate([found["first"], found["last"]]))
    start, end = (np.searchsorted(days, found[name]).astype(np.int32) for name in ("first", "last"))
    figures = {name: found[column] for name, column in FIGURES.items()}
    combo, more = found["combo"].astype(np.int32), found["more"].astype(bool)
    return Incidents(days, combo, start, end, more, figures, found.get("events"))


def read_touches(cursor: duckdb.DuckDBPyConnection) -> Touches:
    """Group the places of a store by incident and area."""
    areas = area_names()
    parameters = {"areas": list(areas), "codes": list(range(len(areas)))}
    found = _in_order(cursor.execute(_RECORDS, parameters).fetchnumpy())
    key = found["number"] * len(areas) + found["code"]
    order = np.argsort(key, kind="stable")
    key = key[order]
    begins = np.diff(key, prepend=-1) != 0
    first = np.flatnonzero(begins)
    number, area = key[first] // len(areas), key[first] % len(areas)
    places = _added(np.ones(len(key), dtype=np.int32), first)
    touch_of = np.empty(len(key), dtype=np.int64)
    touch_of[order] = np.cumsum(begins) - 1
    known, vague = _read_parts(cursor, touch_of, places)
    return Touches(
        number.astype(np.int32),
        area.astype(np.int32),
        places,
        _added(found["drawn"][order].astype(np.int32), first),
        np.bincount(number)[number] == 1,
        known,
        vague,
    )


def _read_parts(
    cursor: duckdb.DuckDBPyConnection, touch_of: Numbers, places: Numbers
) -> tuple[dict[str, Numbers], dict[str, Numbers]]:
    """Return `Touches.known` and `Touches.vague`, given each record's touch."""
    found = cursor.execute(_PARTS).fetchnumpy()
    touch, count = touch_of[np.asarray(found["row"])], len(places)
    known, vague = {}, {}
    for name, here in zip(FIGURES, PLACE_COUNTS, strict=True):
        part = np.asarray(found[here])
        said = part != UNKNOWN
        of, part = touch[said], part[said]
        known[name] = np.full(count, UNKNOWN, dtype=np.int32)
        known[name][of] = 0
        np.add.at(known[name], of, part)
        vague[name] = np.bincount(of, minlength=count) < places
    return known, vague


def _in_order(columns: dict[str, Any]) -> dict[str, Numbers]:
    """Return the columns of a query, sorted by their row in the store's table."""
    row = np.asarray(columns["row"])
    out = {}
    for name, values in columns.items():
        out[name] = np.empty(len(row), dtype=values.dtype)
        out[name][row] = values
    return out


def _added(values: Numbers, first: Numbers) -> Numbers:
    """Return the sums of the runs that begin at `first`."""
    if not len(first):
        return values[:0]
    found: Numbers = np.add.reduceat(values, first)
    return found
