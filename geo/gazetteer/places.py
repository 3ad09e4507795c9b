"""The gazetteer: every settlement, district, region and country name that the geocoder knows.

Terms
-----
key
    A folded spelling (see `geo.gazetteer.folding`).  `names` holds the spellings of the place's own
    name, `others` those of its other, mostly former names.
register place
    A settlement that only Ukraine's official register (KATOTTG) has: its oblast and raion are
    known, its coordinates are not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from geo.gazetteer.folding import fold, key
from geo.gazetteer.index import Index, fill, fill_sorted, numbers
from geo.gazetteer.objects import Objects, called, index_objects, read_objects
from geo.gazetteer.one_edit import OneEdit
from geo.gazetteer.region_names import RegionNames, make
from geo.gazetteer.register import (
    HROMADA,
    RAION,
    code_of_number,
    digits_of_code,
    p_code_of_number,
)

if TYPE_CHECKING:
    from pathlib import Path

#: Kinds of rows that are settlements of Ukraine and Russia.
SETTLEMENT_KINDS: Final = ("settlement", "register", "village")

#: Countries whose towns reports on Ukraine and Russia name as well.
NEIGHBOURS: Final = frozenset(["BY", "MD", "PL", "RO", "HU", "SK", "LT", "LV", "EE", "GE", "KZ"])


@dataclass
class Gazetteer:
    """Places by row number, and dictionaries from keys to row numbers.

    Parameters
    ----------
    path : Path
        The file that it was read from.
    version : str
        Sources and dates, as the file states them.
    columns : dict
        What is known of each row, as lists by row number.  lat and lon are those of the place
        itself; a hromada or raion has a circle of `radius_km` around them.
    """

    path: Path
    version: str
    columns: dict[str, list[Any]]
    names: Index = field(default_factory=dict)
    others: Index = field(default_factory=dict)
    abroad: Index = field(default_factory=dict)
    region_keys: Index = field(default_factory=dict)
    weights: Any = None
    memberships: dict[Any, Any] = field(default_factory=dict)
    _table: Any = None
    _villages: Any = None
    _village_keys: tuple[list[str], Any] = ([], [])
    _several: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Name the columns that are asked for most."""
        self.kinds: list[str] = self.columns["kind"]
        self.regions: list[str | None] = self.columns["region"]
        self.populations: list[int] = self.columns["population"]
        self.countries: list[str] = self.columns["country"]

    def __len__(self) -> int:
        """Return the number of settlements of Ukraine and Russia."""
        return sum(map(self.kinds.count, SETTLEMENT_KINDS))

    @cached_property
    def region_names(self) -> RegionNames:
        """The regions' names in any form."""
        return make(self)

    @cached_property
    def districts(self) -> Index:
        """Raions, hromadas and city districts by the key of any of their names."""
        index: Index = {}
        for column in ("keys", "other_keys"):
            fill(index, self._table, column, self._rows_of("raion", "community", "city_district"))
        return index

    @cached_property
    def sounds(self) -> Index:
        """Settlements but for Russia's small ones by phonetic key."""
        index: Index = {}
        fill(index, self._table, "sounds", self._rows_of("settlement", "register"))
        return index

    @cached_property
    def sounds_abroad(self) -> Index:
        """Towns of the countries around by phonetic key."""
        index: Index = {}
        fill(index, self._table, "sounds", self._rows_of("foreign"))
        return {
            heard: around
            for heard, rows in index.items()
            if (around := [row for row in rows if self.countries[row] in NEIGHBOURS])
        }

    @cached_property
    def _village_sounds(self) -> Index:
        index: Index = {}
        if self._villages is not None:
            fill_sorted(index, self._villages["sound"], len(self._table))
        return index

    def sounding(self, heard: str) -> list[int]:
        """Return the settlements, small villages included, that sound so."""
        return self.sounds.get(heard, []) + self._village_sounds.get(heard, [])

    @cached_property
    def _near_keys(self) -> tuple[OneEdit, list[tuple[str, list[int]]]]:
        rows_of: Index = {}
        size = len(self._table)
        for index in (self.names, self.others):
            for spelled, rows in index.items():
                mine = rows if rows[-1] < size else [row for row in rows if row < size]
                if mine:
                    rows_of[spelled] = rows_of[spelled] + mine if spelled in rows_of else mine
        return OneEdit(list(rows_of)), list(rows_of.items())

    def spelled_like(self, own: str) -> list[tuple[str, list[int]]]:
        """Return the keys at most one edit away, each with its settlements, no villages."""
        near, found = self._near_keys
        return [found[number] for number in near.numbers(own)]

    @cached_property
    def _near_sounds(self) -> OneEdit:
        return OneEdit(list(self.sounds))

    def sounding_like(self, heard: str) -> list[int]:
        """Return the settlements, no villages, whose sound is one edit away."""
        index = self.sounds
        rows = (
            row for sound in self._near_sounds.near(heard) if sound != heard for row in index[sound]
        )
        return list(dict.fromkeys(rows))

    @cached_property
    def _spelled(self) -> list[Any]:
        spelled: list[Any] = []
        for column in ("keys", "other_keys"):
            lists = self._table[column].combine_chunks()
            spelled += lists.flatten().to_pylist(), numbers(lists.offsets).data
        return spelled

    def spellings(self, row: int) -> list[str]:
        """Return every key of one row, its own names first."""
        if row >= len(self._table):
            words, codes = self._village_keys
            return [words[codes[row - len(self._table)]]]
        keys, at, more, there = self._spelled
        own: list[str] = keys[at[row] : at[row + 1]]
        start, stop = there[row], there[row + 1]
        return own + more[start:stop] if start != stop else own

    @cached_property
    def _units(self) -> dict[int, int]:
        """Rows by the number of their code, and of a raion's and a hromada's p-code."""
        rows = {code: row for row, code in enumerate(self.columns["katottg"]) if code}
        for row in range(*self._span("raion")):
            rows[self.columns["katottg"][row] // RAION] = row
        for row in range(*self._span("community")):
            rows[self.columns["katottg"][row] // HROMADA] = row
        return rows

    def unit(self, text: str) -> int | None:
        """Return the row of a raion, hromada, settlement or city district by its code alone.

        Parameters
        ----------
        text : str
            A code of KATOTTG, or the p-code of a raion or hromada; an oblast's gives None.
        """
        digits = digits_of_code(text)
        return None if digits is None else self._units.get(digits)

    def raion(self, row: int) -> int | None:
        """Return the row of the raion that a row of Ukraine belongs to, where that is known."""
        code = self.columns["katottg"][row]
        return self._units.get(code // RAION) if code else None

    def community(self, row: int) -> int | None:
        """Return the row of the hromada that a row of Ukraine belongs to, where that is known."""
        code = self.columns["katottg"][row]
        return self._units.get(code // HROMADA) if code // HROMADA % 1000 else None

    def code(self, row: int) -> str:
        """Return the row's code in Ukraine's register (KATOTTG), or an empty text."""
        return code_of_number(self.columns["katottg"][row])

    def p_code(self, row: int) -> str:
        """Return the p-code of a raion, or of the hromada that a row is or belongs to, if known."""
        return p_code_of_number(self.columns["katottg"][row])

    def circle(self, row: int) -> tuple[float, float, float] | None:
        """Return latitude, longitude and radius in kilometres that stand in for a point.

        A hromada and a raion have their own; a settlement has its hromada's, else its raion's.
        """
        columns = self.columns
        for unit in (row, self.community(row), self.raion(row)):
            if unit is not None and columns["radius_km"][unit] is not None:
                lat, lon = columns["lat"][unit], columns["lon"][unit]
                return lat, lon, round(columns["radius_km"][unit], 1)
        return None

    @cached_property
    def _objects(self) -> Objects:
        return index_objects(read_objects(), self.kinds.index("object"))

    def named_object(self, text: str) -> list[int]:
        """Return the rows of the power station, refinery, air base ... that a text names.

        Parameters
        ----------
        text : str
            Its name with the words for its kind: "Рязанский НПЗ", "Zmiiv TPP", "Engels-2".  A name
            alone that a settlement has too gives none.
        """
        rows = self._objects.find(text)
        if rows and not called(text).kinds:
            own = key(fold(text))
            if any(own in index for index in (self.names, self.others, self.abroad)):
                return []
        return rows

    def regions_of(self, row: int) -> tuple[str, ...]:
        """Return the regions of a row: two for a bridge between them, none abroad."""
        return self._several.get(row) or tuple(filter(None, (self.regions[row],)))

    def _span(self, kind: str) -> tuple[int, int]:
        """Return the first row of a kind and the first after it; the file is sorted by kind."""
        if kind not in self.kinds:
            return 0, 0
        start = self.kinds.index(kind)
        return start, start + self.kinds.count(kind)

    def _rows_of(self, *kinds: str) -> list[tuple[int, int]]:
        """Return the row ranges of these kinds."""
        return [span for kind in kinds if kind != "village" and (span := self._span(kind))[1]]
