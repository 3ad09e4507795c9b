"""Answers for the rows of a table: each name is asked once, whatever the rows' coordinates are.

Coordinates of their own make nearly every row of a table different from the others, but what
`geocode_points.reconcile` makes of a row depends on little: the name with its hints, the region
that the coordinates lie in, and whether they are near the place that the name means, or near its
namesake in that region.  These are found for all rows together; one row of each *kind* is then
reconciled for all of it, and each row keeps its own coordinates.  Rows for which more than that
counts (lists of places, a region's name beside coordinates elsewhere) are a kind each.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd

from geo.gazetteer import current, pinned
from geo.geocoding.coordinates import (
    MIDDLES,
    SAME_DEGREES,
    Point,
    namesake,
    near,
    reconcile,
    usable_point,
)
from geo.geocoding.place import by_name, hints_of
from geo.regions import locate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.gazetteer import Gazetteer
    from geo.geocoding.answer import Answer
    from geo.geocoding.columns import Columns
    from geo.geocoding.coordinates import Ask
    from geo.geocoding.corrections import Corrections
    from geo.geocoding.scope import Hints

    Numbers = np.ndarray[Any, Any]


class Record(NamedTuple):
    """What a row says of a place, without its coordinates; empty where it says nothing."""

    place: str
    country: str
    admin1: str
    admin2: str
    dataset: str


@dataclass(slots=True)
class Batch:
    """Answers for the rows of a table.

    Attributes
    ----------
    answers : list of Answer
        The different answers.
    codes : array of int
        Which of them each row has.
    asked : list of (Record, Hints, Point or None)
        What each answer is for.
    lat, lon : array of float, or None
        A row's own coordinates where they take the place of its answer's, NaN elsewhere.
    """

    answers: list[Answer]
    codes: Numbers
    asked: list[tuple[Record, Hints, Point | None]]
    lat: Numbers | None = None
    lon: Numbers | None = None


def answered(frame: pd.DataFrame, columns: Columns, corrections: Corrections) -> Batch:
    """Return the answers for the rows of a table, each row by itself.

    Parameters
    ----------
    frame : DataFrame
        The table.
    columns : Columns
        Which of its columns say what.
    corrections : Corrections
        What people have decided about places.
    """
    said = (columns.place, columns.country, columns.admin1, columns.admin2, columns.dataset)
    codes, records = _distinct(frame, said)
    hints = [hints_of(record.country, record.admin1, record.admin2) for record in records]
    ask = asking()
    with pinned(), _no_collection():
        corrected = [corrections.find(r.place, r.country, r.dataset) for r in records]
        answers = [
            found if found is not None else ask(record.place, hint)
            for record, hint, found in zip(records, hints, corrected, strict=True)
        ]
        asked: list[tuple[Record, Hints, Point | None]] = [
            (record, hint, None) for record, hint in zip(records, hints, strict=True)
        ]
        named = Batch(answers, codes, asked)
        points = usable_points(frame, columns.lat, columns.lon)
        if points is None:
            return named
        fixed = np.array([found is not None for found in corrected], dtype=bool)[codes]
        points[0][fixed] = np.nan
        return _reconciled(named, *points, ask)


#: Number of the region of a name that has none.
NAMELESS: Final = -3
_ASKED: Final[list[tuple[Gazetteer, Ask]]] = []
#: Names with their hints whose answers are remembered, some 30 MB.
_REMEMBERED: Final = 32_768


def asking() -> Ask:
    """`by_name` with a memory, for names come again in each block of a table."""
    gazetteer = current()
    if not _ASKED or _ASKED[0][0] is not gazetteer:
        _ASKED[:] = [(gazetteer, lru_cache(_REMEMBERED)(by_name))]
    return _ASKED[0][1]


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep the garbage collector from walking the index again and again during a batch."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _distinct(frame: pd.DataFrame, columns: Sequence[str | None]) -> tuple[Numbers, list[Record]]:
    """Return the distinct combinations of the columns' values, and each row's position there."""
    total = np.zeros(len(frame), dtype=np.int64)
    given: list[tuple[Numbers, list[Any]] | None] = []
    for column in columns:
        if column is None:
            given.append(None)
            continue
        codes, values = pd.factorize(frame[column], use_na_sentinel=False)
        if len(values) > 1:
            total = pd.factorize(total * len(values) + codes)[0] if total.any() else codes
        given.append((codes, values.tolist()))
    first = _first_rows(total)
    texts = [
        [""] * len(first) if some is None else [_text(some[1][code]) for code in some[0][first]]
        for some in given
    ]
    return total, [Record(*row) for row in zip(*texts, strict=True)]


def _first_rows(codes: Numbers) -> Numbers:
    """Return where each code of `pandas.factorize` stands first: they count up as they appear."""
    found: Numbers = np.flatnonzero(np.diff(np.maximum.accumulate(codes), prepend=-1))
    return found


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    missing = value is None or value is pd.NA or value != value  # noqa: PLR0124 - not a number
    return "" if missing else str(value)


def usable_points(
    frame: pd.DataFrame, lat: str | None, lon: str | None
) -> tuple[Numbers, Numbers] | None:
    """Latitudes and longitudes of a table, NaN where `usable_point` gives none; None without any.

    The arrays are new, so that they may be changed.
    """
    if lat is None or lon is None:
        return None
    columns = frame[lat], frame[lon]
    if all(_is_plain(column) for column in columns):
        y, x = (column.to_numpy(dtype=np.float64, na_value=np.nan, copy=True) for column in columns)
        bad = ~(np.abs(y) <= 90) | ~(np.abs(x) <= 180) | ((y == 0) & (x == 0))  # noqa: PLR2004
        y[bad] = x[bad] = np.nan
        return y, x
    pairs = (usable_point(*pair) for pair in zip(*columns, strict=True))
    values = np.array([pair or (np.nan, np.nan) for pair in pairs], dtype=float).reshape(-1, 2)
    return values[:, 0].copy(), values[:, 1].copy()


def _is_plain(column: pd.Series[Any]) -> bool:
    return bool(
        pd.api.types.is_any_real_numeric_dtype(column.dtype)
        and not pd.api.types.is_bool_dtype(column.dtype)
    )


def _reconciled(named: Batch, lat: Numbers, lon: Numbers, ask: Ask) -> Batch:
    """Let the coordinates have their say; rows without usable ones keep the name's answer."""
    at = np.flatnonzero(~np.isnan(lat))
    if not len(at):
        return named
    kinds = _Kinds(named, named.codes[at], lat[at], lon[at])
    alone = kinds.alone()
    kind, first = kinds.numbers(alone, ask)
    answers, asked, codes = list(named.answers), list(named.asked), named.codes.copy()
    codes[at] = kind + len(answers)
    drawn = np.zeros(len(first), dtype=bool)
    for number, row in enumerate(first.tolist()):
        code = int(kinds.code[row])
        record, hints, _ = named.asked[code]
        point = kinds.point(row)
        answer = reconcile(record.place, hints, named.answers[code], point, ask)
        answers.append(answer)
        asked.append((record, hints, point))
        drawn[number] = answer.lat is not None
    own = at[drawn[kind] & ~alone]
    own_lat, own_lon = np.full(len(lat), np.nan), np.full(len(lon), np.nan)
    own_lat[own], own_lon[own] = lat[own], lon[own]
    return Batch(answers, codes, asked, own_lat, own_lon)


class _Kinds:
    """Rows with coordinates, and what decides about each.

    Parameters
    ----------
    named : Batch
        Answers of the names.
    code : array of int
        Which of them each row has.
    lat, lon : array of float
        The rows' coordinates, all of them usable.
    """

    def __init__(self, named: Batch, code: Numbers, lat: Numbers, lon: Numbers) -> None:
        self.named, self.code, self.lat, self.lon = named, code, lat, lon
        #: Region of each row's coordinates, by its position in `regions`; -1 abroad and at sea.
        self.region, regions = pd.factorize(locate(lon, lat)["region"])
        self.regions = [str(region) for region in regions]
        answers, position = named.answers, {name: n for n, name in enumerate(self.regions)}
        #: Region of each name's answer, -2 if no row lies there, -3 if it has none.
        self.named_region = np.array(
            [position.get(a.region, -2) if a.region else NAMELESS for a in answers], dtype=np.int64
        )
        #: Names that stand for a region as a whole.
        self.vague = np.array([bool(a.region) and a.lat is None for a in answers], dtype=bool)
        #: Rows whose coordinates are near the place that the name means.
        named_lat, named_lon = _coordinates(answers)
        self.near = near(named_lat[code], named_lon[code], lat, lon)

    def point(self, row: int) -> Point:
        region = int(self.region[row])
        where = self.regions[region] if region >= 0 else None
        return Point(float(self.lat[row]), float(self.lon[row]), where)

    def alone(self) -> Numbers:
        """Tell which rows are a kind of their own: more counts for them than the kinds know."""
        answers = self.named.answers
        lists = np.array([bool(a.parts) or a.precision == "country" for a in answers], dtype=bool)
        hints = np.array([bool(h.regions or h.country) for _, h, _ in self.named.asked], dtype=bool)
        elsewhere = self.named_region[self.code] != self.region
        at_border = elsewhere & hints[self.code] & (self.named_region[self.code] != NAMELESS)
        found: Numbers = lists[self.code] | (self.vague[self.code] & elsewhere) | at_border
        middles = [middle[1:] for middle in MIDDLES]
        for lat, lon in middles:
            same = (np.abs(self.lat - lat) <= SAME_DEGREES) & (
                np.abs(self.lon - lon) <= SAME_DEGREES
            )
            found |= same
        return found

    def numbers(self, alone: Numbers, ask: Ask) -> tuple[Numbers, Numbers]:
        """Return each row's kind, and a row of each kind."""
        pair = self.code * (len(self.regions) + 1) + self.region + 1
        key = 4 * pair + 2 * self.near + self._near_namesake(pair, alone, ask)
        # A row alone has the number of its place among equal rows instead, below zero.
        rows = np.flatnonzero(alone)
        number = self.code[rows]
        for values in (self.lat[rows], self.lon[rows]):
            codes, uniques = pd.factorize(values)
            number = pd.factorize(number * (len(uniques) + 1) + codes)[0]
        key[rows] = -1 - number
        kind, _ = pd.factorize(key)
        return kind, _first_rows(kind)

    def _near_namesake(self, pair: Numbers, alone: Numbers, ask: Ask) -> Numbers:
        """Tell which rows are near a namesake in their region, where that may decide."""
        answers = self.named.answers
        settled = np.array(
            [a.status == "outside" or a.precision == "country" for a in answers], dtype=bool
        )
        same = self.named_region[self.code] == self.region
        agreed = self.near | same
        rows = np.flatnonzero(~agreed & ~alone & ~settled[self.code] & (self.region >= 0))
        found = np.zeros(len(pair), dtype=bool)
        numbers, _ = pd.factorize(pair[rows])
        here = [self._namesake(row, ask) for row in rows[_first_rows(numbers)].tolist()]
        there = np.array([a is not None for a in here], dtype=bool)
        wide = np.array([a is not None and a.lat is None for a in here], dtype=bool)
        here_lat, here_lon = _coordinates(here)
        close = near(here_lat[numbers], here_lon[numbers], self.lat[rows], self.lon[rows])
        found[rows] = there[numbers] & (wide[numbers] | close)
        return found

    def _namesake(self, row: int, ask: Ask) -> Answer | None:
        record, hints, _ = self.named.asked[int(self.code[row])]
        return namesake(record.place, hints, self.regions[int(self.region[row])], ask)


def _coordinates(answers: Sequence[Answer | None]) -> tuple[Numbers, Numbers]:
    """Latitudes and longitudes of answers, NaN where one has none or is in no region."""
    lat = [np.nan if a is None or not a.region or a.lat is None else a.lat for a in answers]
    lon = [np.nan if a is None or not a.region or a.lon is None else a.lon for a in answers]
    return np.array(lat, dtype=float), np.array(lon, dtype=float)
