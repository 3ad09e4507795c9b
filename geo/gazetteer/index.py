"""The gazetteer: every settlement, district, region and country name that the geocoder knows.

The shipped file `data/gazetteer.parquet` (see `data/build_gazetteer.py`) carries its lookup keys
with it, so that loading means reading columns and filling dictionaries.  A person may extend it
with a full GeoNames dump (see `gazetteer_extend`); the extended file then takes its place.

Terms
-----
key
    A folded spelling (see `placetext.fold`).  `names` holds the spellings of the place's own name,
    `others` those of its other, mostly former names.
register place
    A settlement that only Ukraine's official register (KATOTTG) has: its oblast and raion are
    known, its coordinates are not.
"""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo import config
from geo.errors import DataMissingError, InputError
from geo.gazetteer.folding import fold, key
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
from geo.regions import DATA

if TYPE_CHECKING:
    from collections.abc import Iterator

SHIPPED: Final = DATA / "gazetteer.parquet"
#: Environment variable that names another gazetteer file, or the folder that holds one.
VARIABLE: Final = "ATLAS_GAZETTEER"
FILE_NAME: Final = "gazetteer.parquet"
#: Russia's small settlements; the file may be missing.
VILLAGES: Final = SHIPPED.with_name("villages_ru.parquet")

#: Kinds of rows that are settlements of Ukraine and Russia.
SETTLEMENT_KINDS: Final = ("settlement", "register", "village")
_COLUMNS: Final = (
    "id", "kind", "name", "country", "region", "lat", "lon", "population", "front_km", "katottg",
    "radius_km",
)  # fmt: skip
#: For so many seconds the gazetteer in use is not checked for changes on disk.
RECHECK_S: Final = 1.0
Index = dict[str, list[int]]


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
            _fill(index, self._table, column, self._rows_of("raion", "community", "city_district"))
        return index

    @cached_property
    def sounds(self) -> Index:
        """Settlements but for Russia's small ones by phonetic key."""
        index: Index = {}
        _fill(index, self._table, "sounds", self._rows_of("settlement", "register"))
        return index

    @cached_property
    def _village_sounds(self) -> Index:
        index: Index = {}
        if self._villages is not None:
            _fill_sorted(index, self._villages["sound"], len(self._table))
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
            spelled += lists.flatten().to_pylist(), _numbers(lists.offsets).data
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


def _fill(index: Index, table: Any, column: str, ranges: list[tuple[int, int]]) -> None:
    """Add one list column's values to an index."""
    import numpy as np

    for start, stop in ranges:
        lists = table[column].slice(start, stop - start).combine_chunks()
        edges = _numbers(lists.offsets)
        rows = np.repeat(np.arange(start, stop), edges[1:] - edges[:-1]).tolist()
        get = index.get
        for own, row in zip(lists.flatten().to_pylist(), rows, strict=True):
            known = get(own)
            if known is None:
                index[own] = [row]
            else:
                known.append(row)


def _numbers(array: Any) -> Any:
    """Return a column without gaps as NumPy sees it; Arrow's own way would import pandas."""
    import numpy as np

    kind = {"float": "float32", "double": "float64"}.get(str(array.type), str(array.type))
    return np.frombuffer(array.buffers()[1], dtype=kind)[array.offset : array.offset + len(array)]


def _fill_sorted(index: Index, column: Any, start: int) -> tuple[list[str], Any]:
    """Add a dictionary-encoded column's values to an index; rows count from `start`.

    Return the column's words and its codes.
    """
    import numpy as np

    codes = _numbers(column.indices)
    order = np.argsort(codes, kind="stable")
    bounds = np.searchsorted(codes[order], np.arange(len(column.dictionary) + 1))
    rows = (order + start).tolist()
    edges = bounds.tolist()
    words = column.dictionary.to_pylist()
    for own, first, last in zip(words, edges, edges[1:], strict=False):
        known = index.get(own)
        if known is None:
            index[own] = rows[first:last]
        else:
            known.extend(rows[first:last])
    return words, codes.data


_PINNED: list[None] = []
_HELD: dict[str, tuple[str, float, Gazetteer]] = {}


def user_path() -> Path:
    """Return where a person's own gazetteer is or would be."""
    named, _ = config.found(VARIABLE)
    if named:
        path = Path(named).expanduser()
        return path if path.suffix == ".parquet" else path / FILE_NAME
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "incident-atlas" / FILE_NAME


def path_in_use() -> Path:
    """Return the person's own gazetteer if there is one, else the shipped file."""
    own = user_path()
    return own if own.is_file() else SHIPPED


def current() -> Gazetteer:
    """Return the gazetteer in use; a file that changes on disk is read anew within a second.

    Raises
    ------
    DataMissingError
        If there is no such file.
    InputError
        If it is no gazetteer.
    """
    held = _HELD.get("it")
    if _PINNED and held is not None:
        return held[2]
    now = time.monotonic()
    if held is not None and now - held[1] < RECHECK_S and held[0] == config.found(VARIABLE)[0]:
        return held[2]
    path = path_in_use()
    try:
        changed = path.stat().st_mtime_ns
    except OSError as error:
        message = f"The gazetteer {path} is missing; restore it or run data/build_gazetteer.py."
        raise DataMissingError(message) from error
    gazetteer = _cached(path, changed)
    _HELD["it"] = (config.found(VARIABLE)[0], now, gazetteer)
    return gazetteer


@contextmanager
def pinned() -> Iterator[Gazetteer]:
    """Keep to one gazetteer for a batch, without looking at the disk in between."""
    gazetteer = current()
    _PINNED.append(None)
    try:
        yield gazetteer
    finally:
        _PINNED.pop()


def forget() -> None:
    """Look at the disk again at the next call of `current`."""
    _HELD.clear()


@lru_cache(maxsize=2)
def _cached(path: Path, _changed: int) -> Gazetteer:
    return load(path)


def load(path: Path = SHIPPED) -> Gazetteer:
    """Read a gazetteer file.

    Parameters
    ----------
    path : Path
        A Parquet file as `data/build_gazetteer.py` makes it.

    Raises
    ------
    InputError
        If the file is not such a file.
    """
    import gc

    import pyarrow as pa
    import pyarrow.parquet as pq

    wanted = [*_COLUMNS, "keys", "other_keys", "sounds"]
    try:
        with pq.ParquetFile(path) as file:  # read_table would import the dataset module first
            table = file.read(columns=wanted)
        missing = set(wanted) - set(table.column_names)
    except (pa.ArrowException, OSError) as error:
        raise InputError("this is not a gazetteer; delete it or extend anew", file=path) from error
    if missing:
        raise InputError("this is a gazetteer of another version; extend it anew", file=path)
    collecting = gc.isenabled()
    gc.disable()  # half a million small lists, none of them garbage
    try:
        return _index(path, table, _read_villages())
    finally:
        if collecting:
            gc.enable()


def _read_villages() -> Any:
    """Return the table of villages, its texts dictionary-encoded; None without the file."""
    import pyarrow.parquet as pq

    if not VILLAGES.is_file():
        return None
    texts = ["key", "sound", "name", "region"]
    with pq.ParquetFile(VILLAGES, read_dictionary=texts) as file:
        table = file.read()
    columns = {name: table[name].combine_chunks() for name in table.column_names}
    return {n: c.chunk(0) if hasattr(c, "chunk") else c for n, c in columns.items()}


def _index(path: Path, table: Any, villages: Any) -> Gazetteer:
    metadata = table.schema.metadata or {}
    columns = {column: table[column].to_pylist() for column in _COLUMNS}
    if villages is not None:
        _append(columns, villages)
    several = _append_objects(columns)
    made = Gazetteer(
        path=path,
        version=metadata.get(b"version", b"").decode(),
        columns=columns,
        _table=table,
        _villages=villages,
        _several=several,
    )
    rows_of = made._rows_of  # noqa: SLF001
    _fill(made.names, table, "keys", rows_of(*SETTLEMENT_KINDS))
    _fill(made.others, table, "other_keys", rows_of(*SETTLEMENT_KINDS))
    _fill(made.abroad, table, "keys", rows_of("country", "foreign"))
    _fill(made.region_keys, table, "keys", rows_of("region"))
    if villages is not None:
        made._village_keys = _fill_sorted(made.names, villages["key"], len(table))  # noqa: SLF001
    return made


def _append_objects(columns: dict[str, list[Any]]) -> dict[int, tuple[str, ...]]:
    """Add the objects' rows to the columns; return the regions of those that lie in several."""
    several = {}
    for values in read_objects():
        regions = tuple(code for code in values["region"].split(";") if "-" in code)
        if len(regions) > 1:
            several[len(columns["kind"])] = regions
        point = [float(values[name]) if values[name] else None for name in ("lat", "lon")]
        row = {
            "id": 0, "kind": "object", "name": values["name_en"], "lat": point[0], "lon": point[1],
            "country": regions[0][:2] if regions else "", "region": regions[0] if regions else None,
            "population": 0, "front_km": None, "katottg": 0, "radius_km": None,
        }  # fmt: skip
        for name, value in row.items():
            columns[name].append(value)
    return several


def _append(columns: dict[str, list[Any]], villages: Any) -> None:
    """Add the villages' rows to the columns."""
    count = len(villages["key"])
    for name in ("name", "region"):
        words = villages[name].dictionary.to_pylist()
        codes = _numbers(villages[name].indices).tolist()
        columns[name] += [words[code] for code in codes]
    for name in ("population", "front_km"):
        columns[name] += _numbers(villages[name]).tolist()
    for name in ("lat", "lon"):
        columns[name] += _numbers(villages[name]).astype("float64").round(4).tolist()
    for name, value in {
        "id": 0, "kind": "village", "country": "RU", "katottg": 0, "radius_km": None,
    }.items():  # fmt: skip
        columns[name] += [value] * count


def region_names() -> RegionNames:
    """Return the regions' names by the gazetteer in use."""
    return current().region_names


def description() -> str:
    """Say in one line which gazetteer is in use, how large and from when.

    >>> "settlements" in description()
    True
    """
    gazetteer = current()
    whose = "shipped gazetteer" if gazetteer.path == SHIPPED else f"gazetteer {gazetteer.path}"
    return f"{whose}: {len(gazetteer):,} settlements of Ukraine and Russia; {gazetteer.version}"
