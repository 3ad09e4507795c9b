"""What every reader takes and gives back.

A reader knows its source's format and the schema, nothing else.  It turns one file into `Records`:
the table of incidents, the table of locations as reported, and the rows that it could not read,
each with its reason, so that rows in = rows read + rows rejected.

Words used throughout
---------------------
sheet
    A file's cells as text, whatever the file was (CSV, spreadsheet, GeoJSON, ...); see `Sheet`.
row
    The row of the file as a text editor or a spreadsheet counts it, the header being row 1.  A
    format without lines (JSON, Parquet, a map layer) counts its records from 2, as if it had one.
fault
    Why a row is not an incident as it stands: one sentence, for a person.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

import pandas as pd

from geo.errors import InputError
from geo.schema import INCIDENT_COLUMNS, REJECTED_COLUMNS, REPORTED_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: What stands first in 03/04/2024: the day (3 April) or the month (4 March).
DateOrder = Literal["day", "month"]
#: The year from which a workbook counts the days.
Epoch = Literal[1900, 1904]


#: Lists and objects in one value may lie this deep within one another.
NESTING: Final = 32
#: When reading the file at hand has to be done, in seconds of `time.monotonic`.
_DEADLINE: ContextVar[float] = ContextVar("deadline", default=float("inf"))


def no_rejects() -> pd.DataFrame:
    """Return a table of rejected rows that has none."""
    return pd.DataFrame({name: pd.Series(dtype="string") for name in REJECTED_COLUMNS})


@dataclass(frozen=True)
class Records:
    """What one file holds.

    Attributes
    ----------
    incidents : DataFrame
        `schema.INCIDENT_COLUMNS`, one row per incident; dates are datetime64[s], counts Int64.
    locations : DataFrame
        `schema.REPORTED_COLUMNS`, one row per incident and place.
    rejected : DataFrame
        `schema.REJECTED_COLUMNS`, one row per source row that is not an incident as it stands.
    notes : tuple of str
        Remarks on the whole file that a person should see, such as the encoding that was
        recognised, how its dates were read, or that latitude and longitude had changed places.
    licence : str
        Under which terms the source gives its data (`Reader.licence`); blank if that is not known.
    republish : str
        Whether its records may be shown to everybody (`Reader.republish`).
    """

    incidents: pd.DataFrame
    locations: pd.DataFrame
    rejected: pd.DataFrame = field(default_factory=no_rejects)
    notes: tuple[str, ...] = ()
    licence: str = ""
    republish: str = ""

    def __post_init__(self) -> None:
        """Hold readers to the columns that they promise."""
        for table, columns in (
            (self.incidents, INCIDENT_COLUMNS),
            (self.locations, REPORTED_COLUMNS),
            (self.rejected, REJECTED_COLUMNS),
        ):
            if tuple(table.columns) != columns:
                raise TypeError(f"a reader gave columns {list(table.columns)}, not {columns}")


@dataclass(frozen=True)
class Limits:
    """How much one file may hold; what is beyond is refused before it is read.

    Attributes
    ----------
    file_bytes : int
        Size of the file itself.
    unpacked_bytes : int
        Size of what a ZIP, an XLSX or a Parquet file unpacks to.
    rows, columns, cells : int
        Records, columns, and their product.
    cell_characters : int
        Length of one cell; a longer one mostly means that a quote is missing.
    seconds : float
        How long reading may take, from `timed` on.
    """

    file_bytes: int = 512 * 2**20
    unpacked_bytes: int = 2 * 2**30
    rows: int = 2_000_000
    columns: int = 1_000
    cells: int = 150_000_000
    cell_characters: int = 100_000
    seconds: float = 1_800

    def check_bytes(self, size: int, *, file: str) -> None:
        """Refuse a file of more than `file_bytes`.

        Raises
        ------
        InputError
            In one sentence with both numbers.
        """
        if size > self.file_bytes:
            raise InputError(
                f"the file has {size:,} bytes; at most {self.file_bytes:,} are read", file=file
            )

    def check_unpacked(self, size: int, *, file: str) -> None:
        """Refuse an archive that unpacks to more than `unpacked_bytes`.

        Raises
        ------
        InputError
            In one sentence with both numbers.
        """
        if size > self.unpacked_bytes:
            raise InputError(
                f"the file unpacks to {size:,} bytes; at most {self.unpacked_bytes:,} are read",
                file=file,
            )

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Begin to count the time that `check_time` looks at."""
        token = _DEADLINE.set(time.monotonic() + self.seconds)
        try:
            yield
        finally:
            _DEADLINE.reset(token)

    def check_time(self, *, file: str) -> None:
        """Refuse a file whose reading takes longer than `seconds`.

        Raises
        ------
        InputError
            If the time since `timed` began is over.
        """
        if time.monotonic() > _DEADLINE.get():
            raise InputError(
                f"reading takes longer than {self.seconds:g} seconds; split the file", file=file
            )

    def check_shape(self, rows: int, columns: int, *, file: str) -> None:
        """Refuse a table with too many rows, columns or cells, or that takes too long.

        Raises
        ------
        InputError
            In one sentence with the number and the limit.
        """
        self.check_time(file=file)
        for what, number, most in (
            ("columns", columns, self.columns),
            ("rows", rows, self.rows),
            ("cells", rows * columns, self.cells),
        ):
            _check_number(what, number, most, file)

    def check_cells(self, cells: int, *, file: str) -> None:
        """Refuse a table with too many cells, by what it says of itself."""
        _check_number("cells", cells, self.cells, file)


def _check_number(what: str, number: int, most: int, file: str) -> None:
    if number > most:
        raise InputError(f"the table has {number:,} {what}; at most {most:,} are read", file=file)


DEFAULT_LIMITS: Final = Limits()


@dataclass(frozen=True)
class Origin:
    """Where a sheet comes from.

    Attributes
    ----------
    file : str
        The file's name, for messages.
    kind : str
        What the file is; see `Sheet`.
    limits : Limits
        What is refused.
    """

    file: str
    kind: str
    limits: Limits = DEFAULT_LIMITS


@dataclass(frozen=True)
class ReadOptions:
    """What a person may say about a file's cells, and what was found where nothing was said.

    Attributes
    ----------
    sheet : str, optional
        Name of the sheet of a workbook, or of the layer or table of a file that holds several.
    encoding : str, optional
        Name of the encoding of text, as Python knows it.
    delimiter : str, optional
        The sign between the cells of delimited text.
    heading_row : int, optional
        The row that holds the names of the columns, counted from 1.
    every_row : bool
        Whether rows of delimited text without any value, and totals, are kept too.
    """

    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    heading_row: int | None = None
    every_row: bool = False


AS_FOUND: Final = ReadOptions()


@dataclass(frozen=True)
class Fault:
    """Why one row is not an incident as it stands.

    Attributes
    ----------
    problem : str
        One sentence without its full stop.
    column : str, optional
        The column that is at fault, as it is named in the file.
    row : str, optional
        The row as JSON where the sheet's own cells do not hold all of it.
    """

    problem: str
    column: str | None = None
    row: str | None = None


@dataclass(frozen=True)
class Sheet:
    """All cells of a file as text.

    Attributes
    ----------
    table : DataFrame
        One string column per column of the file; blank cells are missing.
    lines : Series of int64
        The row of the file of each row of `table`.
    kind : str
        What the file is: csv, xlsx, xls, ods, docx, html, json, yaml, geojson, kml, xml, parquet,
        arrow, gpkg, gdb, shp, fgb, dbf, sqlite or stata.
    faults : mapping of int to Fault
        Rows of `table`, by position, that could not be taken apart into cells.
    notes : tuple of str
        Remarks on the whole file.
    geometry : tuple of str, optional
        The columns of `table` that hold latitude and longitude of the features' own points.
    areas : Series of bool, optional
        Where the feature is a line or an area that lies in one region wholly: its point stands for
        that region and is not to be drawn.
    tags : mapping of str to str
        The HXL tag of each column that has one, such as #date or #adm1+code.
    epoch : 1900 or 1904
        The year from which numbers of days count.
    found : ReadOptions
        How the cells were read.
    sheets : tuple of str
        Names of the sheets or layers that could be read instead.
    broken : str
        What is wrong with a file of which only the whole records are read; empty for any other.
    """

    table: pd.DataFrame
    lines: pd.Series[int]
    kind: str
    faults: Mapping[int, Fault] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    geometry: tuple[str, str] | None = None
    areas: pd.Series[bool] | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    epoch: Epoch = 1900
    found: ReadOptions = AS_FOUND
    sheets: tuple[str, ...] = ()
    broken: str = ""


@dataclass(frozen=True)
class Request:
    """What a reader is asked for besides the sheet.

    Attributes
    ----------
    file : str
        The file's name, for messages.
    dataset : str
        Name of the dataset that the records will belong to.
    mapping : mapping of str to str, optional
        Our field to the file's column, where the user has said so; for format `table`.
    date_order : "day" or "month", optional
        What stands first in dates such as 03/04/2024, where the user has said so.
    """

    file: str
    dataset: str
    mapping: Mapping[str, str] | None = None
    date_order: DateOrder | None = None


def text_series(values: object, index: pd.Index | None = None) -> pd.Series[str]:
    """Return `values` as a column of text in which blank is missing."""
    return pd.Series(values, index=index, dtype="string").replace("", pd.NA)
