"""A store's incidents and places as bare arrays, for `geo.query.memory.summary`.

Terms
-----
number
    Position of an incident in table `incidents`, which is sorted by day.
combo
    A sub-event type together with an actor and a dataset.
touch
    An incident in one of its areas, as in table `touches`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.query.filters import NO_ACTOR
from geo.query.memory.ledger import UNKNOWN
from geo.query.results import FIGURES, RANGED
from geo.regions import catalogue
from geo.schema import COUNTRIES, PLACE_COUNTS

if TYPE_CHECKING:
    import duckdb

    from geo.query.memory.chosen import Numbers

#: Actors that are told apart; the rarer ones have the name None together.
MOST_ACTORS: Final = 40

_COMBOS: Final = f"""
    SELECT sub_event_type, coalesce(actor, '{NO_ACTOR}'), dataset, count(*) FROM incidents
    GROUP BY ALL ORDER BY ALL"""
_INCIDENTS: Final = f"""
    WITH combos AS (
        SELECT unnest($types) AS type, unnest($actors) AS actor, unnest($datasets) AS named,
            unnest($codes) AS combo
    )
    SELECT i.rowid AS row, combo, date_start - DATE '1970-01-01' AS first,
        date_end - DATE '1970-01-01' AS last,
        coalesce(more_places, 'no') <> 'no' AS more,
        {", ".join(f"coalesce({c}, {UNKNOWN})::INTEGER AS {c}" for c in FIGURES.values())}{{more}}
    FROM incidents i JOIN combos c
        ON c.type = i.sub_event_type AND c.actor = coalesce(i.actor, '{NO_ACTOR}')
            AND c.named = i.dataset"""
#: For how many events a row stands, where some stand for another number than one.
_EVENTS: Final = ", coalesce(events, 1)::INTEGER AS events"
#: The least and the most of figures of which a source may give them.
_END: Final = (
    ", coalesce(CASE WHEN {best} IS NOT NULL THEN {extreme}({best}, {column}) END,"
    f" {UNKNOWN})::INTEGER AS {{column}}"
)
_ENDS: Final = "".join(
    _END.format(best=FIGURES[name], extreme=extreme, column=column)
    for name, columns in RANGED.items()
    for extreme, column in zip(("least", "greatest"), columns, strict=True)
)
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
    names : list of (type, actor, dataset)
        The actor of those beyond `MOST_ACTORS` is None.
    told, codes : list
        Every type, actor and dataset that occur together, and the combo that they have.
    """

    names: list[tuple[str, str | None, str]]
    told: list[tuple[str, str, str]]
    codes: list[int]


@dataclass(frozen=True)
class Incidents:
    """One value per incident; `start` and `end` are positions among `days` (days since 1970).

    `more` says whether its report may speak of places that it does not name; `figures` are those of
    `results.FIGURES`, and `ends` their least and most (`results.RANGED`), empty if no source gives
    them; `events` says as how many incidents it counts, None if each is one.
    """

    days: Numbers
    combo: Numbers
    start: Numbers
    end: Numbers
    more: Numbers
    figures: dict[str, Numbers]
    ends: dict[str, tuple[Numbers, Numbers]]
    events: Numbers | None

    def of(self, rows: Numbers) -> Incidents:
        """Return some of them, by their numbers."""
        return Incidents(
            *(self.days, self.combo[rows], self.start[rows], self.end[rows], self.more[rows]),
            {name: values[rows] for name, values in self.figures.items()},
            {name: (low[rows], high[rows]) for name, (low, high) in self.ends.items()},
            None if self.events is None else self.events[rows],
        )


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

    def of(self, rows: Numbers) -> Touches:
        """Return those of some incidents, by their numbers: they are numbered anew."""
        at = np.searchsorted(rows, self.number)
        here = np.flatnonzero(rows[np.minimum(at, len(rows) - 1)] == self.number)
        return Touches(
            at[here].astype(np.int32),
            self.area[here],
            self.places[here],
            self.drawn[here],
            self.alone[here],
            {name: values[here] for name, values in self.known.items()},
            {name: values[here] for name, values in self.vague.items()},
        )


def read_combos(cursor: duckdb.DuckDBPyConnection) -> Combos:
    """Read the types and actors of a store."""
    found = cursor.execute(_COMBOS).fetchall()
    count: dict[str, int] = {}
    for _, actor, _, rows in found:
        count[actor] = count.get(actor, 0) + rows
    kept = set(sorted(count, key=lambda actor: (-count[actor], actor))[:MOST_ACTORS])
    told = [(kind, actor, dataset) for kind, actor, dataset, _ in found]
    named = [(kind, actor if actor in kept else None, dataset) for kind, actor, dataset in told]
    names = list(dict.fromkeys(named))
    at = {name: code for code, name in enumerate(names)}
    return Combos(names, told, [at[name] for name in named])


def read_incidents(
    cursor: duckdb.DuckDBPyConnection, combos: Combos, *, grouped: bool, ranged: bool
) -> Incidents:
    """Read the incidents of a store, in the order of the table.

    `grouped` says whether any of them counts as another number of incidents than one, `ranged`
    whether a source gives the least or the most of a figure.
    """
    parameters = {
        "types": [kind for kind, _, _ in combos.told],
        "actors": [actor for _, actor, _ in combos.told],
        "datasets": [dataset for _, _, dataset in combos.told],
        "codes": combos.codes,
    }
    sql = _INCIDENTS.format(more=_EVENTS * grouped + _ENDS * ranged)
    found = _in_order(cursor.execute(sql, parameters).fetchnumpy())
    days = np.unique(np.concatenate([found["first"], found["last"]]))
    start, end = (np.searchsorted(days, found[name]).astype(np.int32) for name in ("first", "last"))
    figures = {name: found[column] for name, column in FIGURES.items()}
    combo, more = found["combo"].astype(np.int32), found["more"].astype(bool)
    ends = {name: (found[low], found[high]) for name, (low, high) in RANGED.items() if low in found}
    return Incidents(days, combo, start, end, more, figures, ends, found.get("events"))


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
