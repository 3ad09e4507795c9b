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
from geo.regions import catalogue
from geo.schema import COUNTRIES

if TYPE_CHECKING:
    import duckdb

    from geo.query.memory.chosen import Numbers

#: Actors that are told apart; the rarer ones have the name None together.
MOST_ACTORS: Final = 40
#: Measures of an incident as a whole.
FIGURES: Final = ("fatalities", "injuries", "launched", "downed")

_COMBOS: Final = f"""
    SELECT sub_event_type, coalesce(actor, '{NO_ACTOR}'), count(*) FROM incidents
    GROUP BY ALL ORDER BY ALL"""
_INCIDENTS: Final = f"""
    WITH combos AS (
        SELECT unnest($types) AS type, unnest($actors) AS actor, unnest($codes) AS combo
    )
    SELECT i.rowid AS row, combo, date_start - DATE '1970-01-01' AS first,
        date_end - DATE '1970-01-01' AS last,
        {", ".join(f"coalesce({name}, {UNKNOWN})::INTEGER AS {name}" for name in FIGURES)}
    FROM incidents i JOIN combos c
        ON c.type = i.sub_event_type AND c.actor = coalesce(i.actor, '{NO_ACTOR}')"""
_RECORDS: Final = f"""
    WITH areas AS (SELECT unnest($areas) AS area, unnest($codes) AS code)
    SELECT l.rowid AS row, i.rowid AS number, code, x IS NOT NULL AS drawn,
        coalesce(downed_here, {UNKNOWN})::INTEGER AS downed_here
    FROM locations l JOIN incidents i USING (incident_id) JOIN areas USING (area)"""


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
    """One value per incident; `start` and `end` are positions among `days` (days since 1970)."""

    days: Numbers
    combo: Numbers
    start: Numbers
    end: Numbers
    figures: dict[str, Numbers]


@dataclass(frozen=True)
class Touches:
    """One value per touch, sorted by incident and area.

    Attributes
    ----------
    number, area : array
    places, drawn : array
        Places of the incident in the area, and how many of them are points.
    known : array
        Downed in those places, as far as the source says; `UNKNOWN` where it does not.
    vague : array of bool
        Whether a place does not say how many were downed there.
    whole : array of bool
        Whether the incident has no other area.
    """

    number: Numbers
    area: Numbers
    places: Numbers
    drawn: Numbers
    known: Numbers
    vague: Numbers
    whole: Numbers


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


def read_incidents(cursor: duckdb.DuckDBPyConnection, combos: Combos) -> Incidents:
    """Read the incidents of a store, in the order of the table."""
    parameters = {
        "types": [kind for kind, _ in combos.pairs],
        "actors": [actor for _, actor in combos.pairs],
        "codes": combos.codes,
    }
    found = _in_order(cursor.execute(_INCIDENTS, parameters).fetchnumpy())
    days = np.unique(np.concatenate([found["first"], found["last"]]))
    start, end = (np.searchsorted(days, found[name]).astype(np.int32) for name in ("first", "last"))
    figures = {name: found[name] for name in FIGURES}
    return Incidents(days, found["combo"].astype(np.int32), start, end, figures)


def read_touches(cursor: duckdb.DuckDBPyConnection) -> Touches:
    """Group the places of a store by incident and area."""
    areas = area_names()
    parameters = {"areas": list(areas), "codes": list(range(len(areas)))}
    found = _in_order(cursor.execute(_RECORDS, parameters).fetchnumpy())
    key = found["number"] * len(areas) + found["code"]
    order = np.argsort(key, kind="stable")
    key, here = key[order], found["downed_here"][order]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    number, area = key[first] // len(areas), key[first] % len(areas)
    said = here != UNKNOWN
    known = _added(np.where(said, here, 0), first)
    touches_of = np.bincount(number)
    return Touches(
        number.astype(np.int32),
        area.astype(np.int32),
        _added(np.ones(len(key), dtype=np.int32), first),
        _added(found["drawn"][order].astype(np.int32), first),
        np.where(_added(said.astype(np.int32), first) > 0, known, UNKNOWN),
        _added((~said).astype(np.int32), first) > 0,
        touches_of[number] == 1,
    )


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
