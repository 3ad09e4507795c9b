r"""One module per source format; the one list of them, and detection by content.

A reader takes a file's bytes and gives `Records`: incidents, their locations as reported, and the
rows that are not an incident as they stand, each with its reason.

>>> from geo import readers
>>> content = "Дата;Місто;Загинуло\n21.10.2024;Суми;2\n".encode()
>>> readers.detect(content, "my.csv")[0].name
'table'
>>> records = readers.read(content, file="my.csv", dataset="mine")
>>> records.locations["place"].tolist()
['Суми']
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from geo.errors import InputError
from geo.readers.base import (
    AS_FOUND,
    DEFAULT_LIMITS,
    DateOrder,
    Fault,
    Limits,
    Origin,
    ReadOptions,
    Records,
    Request,
    Sheet,
)
from geo.readers.columns.alert_log import with_alerts_paired
from geo.readers.columns.days import read_days
from geo.readers.columns.numbers import read_numbers
from geo.readers.files.archive import member_names, open_archive, read_member
from geo.readers.files.encoding import decode
from geo.readers.files.geometry import NO_CRS
from geo.readers.files.geopackage import check_geopackage
from geo.readers.files.gis import (
    is_geodatabase,
    keep_gdal_offline,
    open_layer,
    unpack_geodatabase,
)
from geo.readers.files.json_records import load_json
from geo.readers.files.kml import features_of_kml
from geo.readers.files.load import load
from geo.readers.files.packed import packed_with, unpack
from geo.readers.files.shapefile import LONE_SHP, SHAPES, unpack_shapefile
from geo.readers.files.topojson import features_of_topojson, is_topojson
from geo.readers.files.values import as_text
from geo.readers.formats import (
    acled,
    acled_weekly,
    alerts,
    bellingcat,
    eyes_on_russia,
    gdelt,
    geoconfirmed,
    hapi,
    health,
    kml,
    long_form,
    missiles,
    osint_geojson,
    table,
    telegram,
    ucdp,
    viina,
)
from geo.readers.formats.table import FIELDS, propose
from geo.readers.mapping import Mapped, is_mapping, read_mapping
from geo.readers.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = [
    "AS_FOUND",
    "DEFAULT_LIMITS",
    "FIELDS",
    "LONE_SHP",
    "NO_CRS",
    "READERS",
    "SHAPES",
    "DateOrder",
    "Detection",
    "Fault",
    "Inspection",
    "Limits",
    "Mapped",
    "Origin",
    "ReadOptions",
    "Reader",
    "Records",
    "Sheet",
    "as_text",
    "check_geopackage",
    "decode",
    "detect",
    "features_of_kml",
    "features_of_topojson",
    "inspect",
    "is_geodatabase",
    "is_mapping",
    "is_topojson",
    "keep_gdal_offline",
    "load",
    "load_json",
    "member_names",
    "open_archive",
    "open_layer",
    "packed_with",
    "preview",
    "propose",
    "read",
    "read_days",
    "read_mapping",
    "read_member",
    "read_numbers",
    "unpack",
    "unpack_geodatabase",
    "unpack_shapefile",
]

#: Every reader, by the name that the command line takes; of equally sure ones the first is taken.
READERS: Final[dict[str, Reader]] = {
    module.READER.name: module.READER
    for module in (
        *(long_form, acled, acled_weekly, ucdp, viina, bellingcat, geoconfirmed, eyes_on_russia),
        *(missiles, alerts, health, gdelt, hapi, telegram, osint_geojson, kml, table),
    )
}
_SAMPLE_ROWS = 5
_SAMPLED = 200
_PREVIEWED = 200
_SHOWN_VALUES = 3


@dataclass(frozen=True)
class Detection:
    """A format that a file may be in.

    Attributes
    ----------
    name, title : str
        The format's, as `READERS` lists it.
    score : float
        From 0 (not at all) to 1 (surely).
    """

    name: str
    title: str
    score: float


@dataclass(frozen=True)
class Inspection:
    """What a file looks like before it is read.

    Attributes
    ----------
    detections : list of Detection
        The formats that it may be in, the surest first.
    columns : list of str
        Its columns.
    mapping : dict of str to str
        For format `table`: our field to the column that its name suggests.
    rows : int
        How many records it holds.
    sample : list of dict
        The first of them, as text.
    notes : tuple of str
        Remarks on the whole file, such as its encoding.
    kind : str
        What the file is; see `Sheet`.
    found : ReadOptions
        How its cells were read.
    sheets : tuple of str
        Names of the sheets or layers that could be read instead.
    examples : dict of str to tuple of str
        The first different values of each column.
    head : Sheet
        Its first rows, for `preview`.
    """

    detections: list[Detection]
    columns: list[str]
    mapping: dict[str, str]
    rows: int
    sample: list[dict[str, str]]
    notes: tuple[str, ...]
    kind: str
    found: ReadOptions
    sheets: tuple[str, ...]
    examples: dict[str, tuple[str, ...]]
    head: Sheet


def detect(content: bytes, file: str, *, limits: Limits = DEFAULT_LIMITS) -> list[Detection]:
    """Recognise a file's format by its content; its name plays no part.

    Parameters
    ----------
    content : bytes
        The file.
    file : str
        Its name, for messages.
    limits : Limits
        What is refused.

    Returns
    -------
    list of Detection
        The surest first; never empty, for format `table` takes whatever is a table.

    Raises
    ------
    InputError
        If the file is damaged, too large, or no table at all.
    """
    with limits.timed():
        return _detect(with_alerts_paired(load(content, file=file, limits=limits)))


def _detect(sheet: Sheet) -> list[Detection]:
    scored = (
        Detection(reader.name, reader.title, reader.score_of(sheet)) for reader in READERS.values()
    )
    return sorted((found for found in scored if found.score > 0), key=lambda d: -d.score)


def inspect(
    content: bytes,
    *,
    file: str,
    limits: Limits = DEFAULT_LIMITS,
    options: ReadOptions = AS_FOUND,
) -> Inspection:
    """Look at a file before it is read: its format, columns, mapping and first records.

    Raises
    ------
    InputError
        If the file is damaged, too large, or no table at all.
    """
    with limits.timed():
        sheet = with_alerts_paired(load(content, file=file, limits=limits, options=options))
    head = sheet.table.head(_SAMPLE_ROWS)
    return Inspection(
        detections=_detect(sheet),
        columns=[str(name) for name in sheet.table.columns],
        mapping=table.propose(sheet),
        rows=len(sheet.table),
        sample=[
            {str(name): str(cell) for name, cell in row.dropna().items()}
            for _, row in head.iterrows()
        ],
        notes=sheet.notes,
        kind=sheet.kind,
        found=sheet.found,
        sheets=sheet.sheets,
        examples={str(name): _examples(sheet.table[name]) for name in sheet.table},
        head=_head(sheet),
    )


def _head(sheet: Sheet) -> Sheet:
    """Return the first rows of a sheet, for a preview."""
    return replace(
        sheet,
        table=sheet.table.head(_PREVIEWED),
        lines=sheet.lines.head(_PREVIEWED),
        faults={at: fault for at, fault in sheet.faults.items() if at < _PREVIEWED},
        areas=None if sheet.areas is None else sheet.areas.head(_PREVIEWED),
    )


def preview(
    seen: Inspection,
    *,
    file: str,
    format: str,  # noqa: A002 - the word that people use
    mapping: Mapping[str, str] | None = None,
    date_order: DateOrder | None = None,
) -> Records:
    """Read the first rows of a file that was looked at, as `read` would read all of them.

    Raises
    ------
    InputError
        As `read` does.
    """
    if seen.head.table.empty:
        raise InputError("the file has a header but no records", file=file)
    request = Request(file, "preview", mapping, date_order)
    return READERS[format].read_sheet(seen.head, request)


def _examples(column: pd.Series[str]) -> tuple[str, ...]:
    """Return the first few different values of a column."""
    return tuple(column.dropna().head(_SAMPLED).drop_duplicates().head(_SHOWN_VALUES))


def read(  # noqa: PLR0913 - each is a choice of the user's
    content: bytes,
    *,
    file: str,
    dataset: str,
    format: str | None = None,  # noqa: A002 - the word that people use
    mapping: Mapping[str, str] | None = None,
    date_order: DateOrder | None = None,
    limits: Limits = DEFAULT_LIMITS,
    options: ReadOptions = AS_FOUND,
) -> Records:
    """Read one file.

    Parameters
    ----------
    content : bytes
        The file.
    file : str
        Its name, for messages.
    dataset : str
        Name of the dataset that its records belong to.
    format : str, optional
        Name of the format, one of `READERS`; by default the content decides, and a mapping means
        `table`.
    mapping : mapping of str to str, optional
        For format `table`: our field (`table.FIELDS`, or an alias such as date, place, lat) to the
        file's column, "" for none.  Fields left out are found by the columns' names.
    date_order : "day" or "month", optional
        What stands first in dates such as 03/04/2024, where the file does not decide it.
    limits : Limits
        What is refused.
    options : ReadOptions
        Sheet, encoding, delimiter and row of the headings, where they are said and not found.

    Returns
    -------
    Records
        Every record of the file is in `locations` or, with its reason, in `rejected`.

    Raises
    ------
    InputError
        If the file as a whole cannot be used: in one sentence.
    """
    if format is not None and format not in READERS:
        raise InputError(f"no format is called {format!r}; expected one of {', '.join(READERS)}")
    if mapping and format not in (None, table.READER.name):
        raise InputError(f"a mapping of columns goes with format 'table' only, not {format!r}")
    with limits.timed():
        sheet = with_alerts_paired(load(content, file=file, limits=limits, options=options))
        name = format or (table.READER.name if mapping else _detect(sheet)[0].name)
        limits.check_time(file=file)
        return READERS[name].read_sheet(sheet, Request(file, dataset, mapping, date_order))
