"""Geocoding of a CSV file into another one: nothing of the input is lost or changed."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.errors import InputError
from geo.geocoding.table import COLUMNS, geocode_frame

if TYPE_CHECKING:
    from pathlib import Path

#: What is added to the file; the reason in words stays out.
ADDED: Final = tuple(column for column in COLUMNS if column != "note")
#: Ending of an added column whose name the file has already.
SUFFIX: Final = "_geocoded"
_SAMPLE: Final = 20_000


def read_table(path: Path) -> pd.DataFrame:
    """Read a CSV file as text, whatever its separator, line ends and byte order mark.

    Raises
    ------
    InputError
        If the file is missing, empty, or not a table in UTF-8.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError("there is no such file, or it cannot be read", file=path) from error
    if not data.strip():
        raise InputError("the file is empty", file=path)
    if b"\0" in data[:_SAMPLE] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError("this is not a text file; save it as CSV in UTF-8", file=path)
    try:
        wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("the file is not in UTF-8; save it as CSV in UTF-8", file=path) from error
    rows = list(csv.reader(text.splitlines(keepends=True), delimiter=_separator(text)))
    rows = [row for row in rows if row]
    header, body = rows[0], rows[1:]
    for number, row in enumerate(body, start=2):
        if len(row) > len(header):
            problem = f"the row has {len(row)} values, the header has {len(header)} columns"
            raise InputError(problem, file=path, row=number)
    filled = [row + [""] * (len(header) - len(row)) for row in body]
    table = pd.DataFrame(filled, columns=range(len(header)), dtype="str")
    table.columns = pd.Index(header)
    return table


def _separator(text: str) -> str:
    head = text.lstrip().split("\n", 1)[0]
    return max(",;\t", key=head.count)


def geocode_file(  # noqa: PLR0913
    path: Path,
    out: Path,
    *,
    place: str,
    country: str | None = None,
    admin1: str | None = None,
    admin2: str | None = None,
    lat: str | None = None,
    lon: str | None = None,
) -> pd.DataFrame:
    """Geocode a CSV file's places and write its rows with the answers beside them.

    Parameters
    ----------
    path, out : Path
        Files to read and to write (UTF-8 with byte order mark).
    place, country, admin1, admin2, lat, lon : str
        Names of the file's columns.

    Returns
    -------
    DataFrame
        The answers.
    """
    table = read_table(path)
    wanted = {
        "place": place, "country": country, "admin1": admin1, "admin2": admin2, "lat": lat,
        "lon": lon,
    }  # fmt: skip
    for column in wanted.values():
        if column is not None and column not in table.columns:
            there = ", ".join(table.columns)
            raise InputError(f"there is no column {column}; the columns are {there}", file=path)
    if (lat is None) != (lon is None):
        raise InputError("--lat and --lon belong together; name both columns", file=path)
    source = _one_of_each(table, [c for c in wanted.values() if c is not None])
    for column in (lat, lon):
        if column is not None:
            source[column] = pd.to_numeric(source[column].str.replace(",", "."), errors="coerce")
    answers = geocode_frame(source, **wanted)  # type: ignore[arg-type]
    added = answers[list(ADDED)]
    added.columns = pd.Index(_free_names(list(ADDED), list(table.columns)))
    joined = pd.concat([table, added], axis=1)
    try:
        joined.to_csv(out, index=False, encoding="utf-8-sig", lineterminator="\n")
    except OSError as error:
        raise InputError("the file cannot be written; choose another place", file=out) from error
    return answers


def _one_of_each(table: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return the named columns; of columns with one name the first."""
    positions = [list(table.columns).index(column) for column in dict.fromkeys(columns)]
    return table.iloc[:, positions].copy()


def _free_names(names: list[str], taken: list[str]) -> list[str]:
    free = []
    for name in names:
        while name in taken:
            name += SUFFIX  # noqa: PLW2901
        free.append(name)
    return free
