"""Any table, its columns found by their names in English, Ukrainian and Russian, or by the user.

A table needs a date, and a place, a region or coordinates; everything else may be there.  A further
row with the id, date, type and figures of an earlier one and another place is a further place of
the same incident.  A table without ids gets some from date and place, so that they stay the same
when a row is added or a figure is changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.errors import InputError
from geo.readers.base import Sheet
from geo.readers.columns.draft import Draft
from geo.readers.columns.incident_types import read_types
from geo.readers.columns.names import ALIASES, NAMES, find_columns
from geo.readers.reader import Reader
from geo.schema import COUNT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.readers.base import Records, Request

#: The fields that a mapping may name, ours to the file's column.
FIELDS: Final = tuple(NAMES)
_PLACES: Final = ("location", "admin1", "latitude", "coordinates", "country")
_DEGREES = r"([-+]?\d{1,3}(?:\.\d+)?)\s*°?\s*"
_PAIR = rf"^\W*?{_DEGREES}[NnСсПп]?\s*[,;\s]\s*{_DEGREES}[EeВвСс]?\W*$"
_WKT = r"(?i)^\s*point\s*z?\s*\(\s*([-+]?[\d.]+)\s+([-+]?[\d.]+)[^)]*\)\s*$"
_LONGEST_PAIR = 100
_HAS_YEAR = r"\d{4}|\d{5}|[./-]\d{2}$"


def propose(sheet: Sheet, mapping: Mapping[str, str] | None = None) -> dict[str, str]:
    """Field to column, as the names suggest and the user has said.

    Parameters
    ----------
    sheet : Sheet
        The file.
    mapping : mapping of str to str, optional
        What the user says: field (or alias) to column, "" for none; goes before the names.

    Returns
    -------
    dict of str to str
        Only fields that have a column.
    """
    named = {ALIASES.get(field, field): column for field, column in (mapping or {}).items()}
    taken = set(named.values())
    hidden = set(sheet.geometry or ())
    found = find_columns(str(c) for c in sheet.table if c not in taken and c not in hidden)
    if sheet.geometry and "latitude" not in named and "longitude" not in named:
        found |= {"latitude": sheet.geometry[0], "longitude": sheet.geometry[1]}
    return {field: column for field, column in (found | named).items() if column}


def build(sheet: Sheet, request: Request) -> Records:
    """Read any table."""
    columns = propose(sheet, request.mapping)
    _check(columns, sheet, request)
    draft = Draft(_dated_by_year(sheet, columns), request)
    draft.note(_say_columns(columns))
    column = columns.get
    start, end = draft.days(columns["date_start"], column("date_end"))
    times = draft.times(columns["date_start"], column("date_end"), own=column("time_start"))
    counts = {name: draft.count(column(name)) for name in COUNT_COLUMNS}
    country, admin1 = draft.text(column("country")), draft.text(column("admin1"))
    latitude, longitude = _coordinates(draft, columns, country)
    place = draft.text(column("location"))
    region_only = place.isna() & admin1.notna() & latitude.isna()
    types, notes = read_types(draft.text(column("sub_event_type")))
    draft.note(*notes)
    ids = _ids(draft, columns)
    _reject_repeats(draft, ids, columns)
    return draft.records(
        {
            "incident_id": ids,
            "dataset": request.dataset,
            "date_start": start,
            "date_end": end,
            "time_start": times,
            "sub_event_type": types,
            **counts,
            **{name: draft.text(column(name)) for name in ("actor", "notes", "source_url")},
            "source": draft.text(column("source")),
        },
        {
            "place": place.mask(region_only, admin1),
            "country": country,
            "admin1": admin1,
            "latitude": latitude,
            "longitude": longitude,
            "precision_limit": draft.blank().mask(region_only, "region"),
        },
        told=_told(columns, sheet),
    )


def _check(columns: Mapping[str, str], sheet: Sheet, request: Request) -> None:
    """Refuse a table without a date or a place, and a mapping that names what is not there."""
    there = ", ".join(
        str(name) for name in sheet.table.columns if name not in (sheet.geometry or ())
    )
    for field, column in columns.items():
        if field not in FIELDS:
            raise InputError(
                f"the mapping names {field!r}; expected one of {', '.join(FIELDS)}",
                file=request.file,
            )
        if column not in sheet.table:
            raise InputError(
                f"the mapping names column {column!r}; the file has {there[:300]}",
                file=request.file,
            )
    if "date_start" not in columns:
        raise InputError(
            f"no column is known to be the date; name it, the file has {there[:300]}",
            file=request.file,
            row=1,
        )
    if not any(field in columns for field in _PLACES):
        raise InputError(
            f"no column is known to be a place, a region or coordinates; name one, the file has"
            f" {there[:300]}",
            file=request.file,
            row=1,
        )


def _dated_by_year(sheet: Sheet, columns: Mapping[str, str]) -> Sheet:
    """Complete dates such as "20-21 Oct" from a column of years."""
    if "year" not in columns:
        return sheet
    name = columns["date_start"]
    text = sheet.table[name]
    bare = text.notna() & ~text.str.contains(_HAS_YEAR, regex=True).fillna(value=True)
    year = sheet.table[columns["year"]].str.extract(r"(\d{4})", expand=False)
    table = sheet.table.assign(**{name: text.mask(bare & year.notna(), text + " " + year)})
    return Sheet(table, sheet.lines, sheet.kind, sheet.faults, sheet.notes, sheet.geometry)


def _say_columns(columns: Mapping[str, str]) -> str:
    pairs = ", ".join(f"{column!r} as {field}" for field, column in columns.items())
    return f"columns are read by their names: {pairs}"


def _coordinates(
    draft: Draft, columns: Mapping[str, str], country: pd.Series[str]
) -> tuple[pd.Series[float], pd.Series[float]]:
    """Latitude and longitude, of two columns or of one that holds both."""
    if "latitude" in columns and "longitude" in columns:
        return draft.points(columns["latitude"], columns["longitude"], country=country)
    both = columns.get("coordinates")
    if both is None:
        nowhere = pd.Series(float("nan"), index=draft.table.index)
        return nowhere, nowhere
    text = draft.text(both)
    short = text.str[:_LONGEST_PAIR].str.replace(r"\s+", " ", regex=True)
    pair = short.str.extract(_PAIR).astype("string")
    point = short.str.extract(_WKT).astype("string")
    latitude, longitude = pair[0].fillna(point[1]), pair[1].fillna(point[0])
    odd = text.notna() & latitude.isna()
    draft.reject_where(
        odd, both, "not a pair of coordinates; expected latitude, longitude such as 50.45, 30.52"
    )
    return draft.points_of(latitude, longitude, (both, both), country=country)


def _ids(draft: Draft, columns: Mapping[str, str]) -> pd.Series[str]:
    """Ids of the dataset's own, or made of date and place and a number among equals."""
    prefix = f"{draft.request.dataset}-"
    own = columns.get("incident_id")
    if own is not None:
        return prefix + draft.text(own)
    used = [columns[f] for f in ("date_start", "date_end", *_PLACES, "longitude") if f in columns]
    cells = draft.table[used].fillna("").astype(object)
    digest = pd.util.hash_pandas_object(cells, index=False)
    number = digest.groupby(digest).cumcount().astype("string")
    text = pd.Series([f"{value:016x}" for value in digest], index=digest.index, dtype="string")
    return prefix + text + ("-" + number).mask(number == "0", "")


def _reject_repeats(draft: Draft, ids: pd.Series[str], columns: Mapping[str, str]) -> None:
    if "incident_id" not in columns:
        return
    shared = [columns[field] for field in columns if field not in ("longitude", *_PLACES)]
    draft.once(ids, columns["incident_id"], shared=shared)


def _told(columns: Mapping[str, str], sheet: Sheet) -> set[str]:
    """Columns whose text is in our own; a type in the source's own words is kept besides."""
    told = {column for field, column in columns.items() if field not in ("sub_event_type", "year")}
    return told | set(sheet.geometry or ())


def _score(sheet: Sheet) -> float:
    columns = propose(sheet)
    if "date_start" in columns and any(field in columns for field in _PLACES):
        return 0.3
    return 0.05


READER: Final = Reader(
    name="table",
    title="Any table: CSV, TSV, XLSX, Parquet, JSON, GeoJSON, GeoPackage, zipped shapefile",
    doc=(
        "Columns are found by their names in English, Ukrainian and Russian, or named by a mapping;"
        " a date and a place, a region or coordinates must be there."
    ),
    columns=FIELDS,
    required=(),
    build=build,
    score=_score,
)
