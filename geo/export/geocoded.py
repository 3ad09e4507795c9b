"""Geocoding of any file that has a table: nothing of its rows is lost or changed."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo import readers
from geo.errors import InputError
from geo.export import csv_text
from geo.geocoding import COLUMNS, Columns, geocode_frame

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: What is added to the file; the reason in words stays out.
ADDED: Final = tuple(column for column in COLUMNS if column != "note")
#: Ending of an added column whose name the file has already.
SUFFIX: Final = "_geocoded"
#: What the geocoder takes, by the field of a table that says it.
_FIELDS: Final = {
    "place": "location",
    "country": "country",
    "admin1": "admin1",
    "admin2": "admin2",
    "lat": "latitude",
    "lon": "longitude",
}


def geocode_file(
    path: Path, out: Path, columns: Mapping[str, str | None]
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Geocode the places of a file and write its rows with the answers beside them, as CSV.

    Parameters
    ----------
    path, out : Path
        Files to read, in any container that `geo.readers` knows, and to write.
    columns : mapping of str to str or None
        Names of the file's columns for place, country, admin1, admin2, lat, lon and text.
        Without a place all of them are found by their names and values.

    Returns
    -------
    answers : DataFrame
    remarks : tuple of str
        How the file was read.

    Raises
    ------
    InputError
        If the file cannot be read or written, or a column is not there.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError("there is no such file, or it cannot be read", file=path) from error
    named = {name: column for name, column in columns.items() if column is not None}
    sheet = _sheet(content, path.name, set(named.values()))
    table = sheet.table
    remarks = list(sheet.notes)
    if "place" not in named:
        found = readers.propose(sheet)
        named = {n: found[f] for n, f in _FIELDS.items() if f in found} | named
        remarks.append("columns: " + ", ".join(f"{n} is {c}" for n, c in named.items()))
    _check(named, table, path)
    source = table[list(dict.fromkeys(named.values()))].copy()
    for name in ("lat", "lon"):
        if name in named:
            source[named[name]] = readers.read_numbers(table[named[name]])[0]
    asked: dict[str, Any] = {name: named.get(name) for name in (*_FIELDS, "text")}
    answers = geocode_frame(source, Columns(**asked))
    remarks += [
        f"row {int(sheet.lines.iloc[at])}: {fault.problem}" for at, fault in sheet.faults.items()
    ]
    added = answers[list(ADDED)]
    added.columns = pd.Index(_free_names(list(ADDED), [str(name) for name in table.columns]))
    try:
        out.write_bytes(csv_text.of_table(pd.concat([table, added], axis=1)))
    except OSError as error:
        raise InputError("the file cannot be written; choose another place", file=out) from error
    return answers, tuple(remarks)


def _sheet(content: bytes, file: str, columns: set[str]) -> readers.Sheet:
    """Return the file's cells; the columns that a person names say which row is the heading.

    Texts of one column may hold any sign, so that what looks like a table of several begins below.
    """
    whole = readers.ReadOptions(every_row=True)
    sheet = readers.load(content, file=file, options=whole)
    if columns <= set(map(str, sheet.table.columns)):
        return sheet
    for sign in (",", ";", "\t", "|"):
        said = replace(whole, delimiter=sign, heading_row=1)
        with suppress(InputError):
            again = readers.load(content, file=file, options=said)
            if columns <= set(map(str, again.table.columns)):
                return again
    return sheet


def _check(named: Mapping[str, str], table: pd.DataFrame, path: Path) -> None:
    there = ", ".join(map(str, table.columns))[:300]
    if "place" not in named:
        raise InputError(
            f"no column is known to be the place; add --place COLUMN, the columns are {there}",
            file=path,
        )
    for column in named.values():
        if column not in table.columns:
            raise InputError(f"there is no column {column}; the columns are {there}", file=path)
    if ("lat" in named) != ("lon" in named):
        raise InputError("--lat and --lon belong together; name both columns", file=path)


def _free_names(names: list[str], taken: list[str]) -> list[str]:
    free = []
    for name in names:
        while name in taken:
            name += SUFFIX  # noqa: PLW2901
        free.append(name)
    return free
