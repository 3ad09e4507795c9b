"""Our own long form: a CSV with one row per incident and place.

The incident's own values (dates, type, actor, figures, source) repeat on each of its rows;
`downed_here` belongs to the place.  Blank is unknown, which is not zero.  The reader is strict:
the form is ours, so a fault is a mistake to be mended in the file, and nothing of it is read.
`location` may be blank where the country, admin1 or coordinates say where it was.

A download of ours is in this form too.  What follows from its other columns is left aside, a text
that names several places stands there once for each of them and is read once, and names and texts
are taken as they were before the download made them safe for spreadsheets (`geo.spreadsheet`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.errors import InputError
from geo.readers.base import Records, Request, Sheet
from geo.readers.columns.own_columns import rows_as_json
from geo.readers.reader import Reader
from geo.schema import (
    COUNT_COLUMNS,
    DERIVED_COLUMNS,
    DOWNLOAD_MARKS,
    EVENT_TYPE_OF,
    INCIDENT_COLUMNS,
    LONG_FORM_OPTIONAL,
    LONG_FORM_REQUIRED,
    PRECISIONS,
    REPORTED_COLUMNS,
    TIME_OF_DAY,
)
from geo.spreadsheet import key_of, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

NAME = "long"
TITLE = "Incident atlas, one row per incident and place"
COLUMNS = (*LONG_FORM_REQUIRED, *LONG_FORM_OPTIONAL)

_SHARED = tuple(c for c in INCIDENT_COLUMNS if c not in ("incident_id", "event_type"))


def read(content: bytes, *, file: str, dataset: str) -> Records:
    """Read one file in the long form.

    Parameters
    ----------
    content : bytes
        The file.
    file : str
        Its name, for messages.
    dataset : str
        Name of the dataset where the file has no column `dataset`.

    Raises
    ------
    InputError
        For the first fault found: file, row, column and what was expected.
    """
    return READER.read(content, file=file, dataset=dataset)


def build(sheet: Sheet, request: Request) -> Records:
    """Read a sheet in the long form, or name its first fault."""
    file = request.file
    for at, fault in sheet.faults.items():
        line = int(sheet.lines.iloc[at])
        raise InputError(fault.problem, file=file, row=line, column=fault.column)
    cells = _once_each(sheet.table)
    lines = sheet.lines[cells.index].reset_index(drop=True)
    cells = cells.reset_index(drop=True)
    table, extra = _own_and_extra(cells, sheet)
    check = _Checker(table, lines, file)
    check.present("incident_id", "date_start", "sub_event_type")
    said = table[["location", "country", "admin1", "latitude"]].notna().any(axis=1)
    check.rule("location", ~said, lambda _: "blank; a value is expected")
    table["date_end"] = table["date_end"].fillna(table["date_start"])
    table["dataset"] = table["dataset"].fillna(request.dataset)
    parsed = table.assign(
        date_start=check.day("date_start"),
        date_end=check.day("date_end"),
        **{name: check.count(name) for name in (*COUNT_COLUMNS, "downed_here")},
        time_start=check.time("time_start"),
        latitude=check.degrees("latitude", 90),
        longitude=check.degrees("longitude", 180),
        event_type=check.each(
            "sub_event_type", lambda text: text.map(EVENT_TYPE_OF).astype("string")
        ),
    )
    check.vocabulary("sub_event_type", EVENT_TYPE_OF, "a type of ACLED's codebook")
    check.vocabulary("precision_limit", PRECISIONS, "a precision")
    check.rule(
        "date_end",
        parsed["date_end"] < parsed["date_start"],
        lambda text: f"{text} is before date_start; expected the same day or later",
    )
    repeated = table["incident_id"].duplicated()
    if repeated.any():
        check.once_per_incident(parsed)
    return Records(
        _incidents(parsed, repeated), _locations(parsed, extra, lines), notes=sheet.notes
    )


def _once_each(cells: pd.DataFrame) -> pd.DataFrame:
    """Of the rows that a download has for one source row, the first."""
    if not DOWNLOAD_MARKS.issubset(cells.columns) or "source_row" not in cells:
        return cells
    reported = [name for name in cells if name not in DERIVED_COLUMNS or name == "source_row"]
    return cells.drop_duplicates(reported)


def _own_and_extra(cells: pd.DataFrame, sheet: Sheet) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Split cells into our columns, all of them there, and the source's own."""
    aside = {*COLUMNS, *(sheet.geometry or ())}
    if download := DOWNLOAD_MARKS.issubset(cells.columns):
        aside |= set(DERIVED_COLUMNS)
    extra = cells[[name for name in cells if name not in aside]].apply(_as_it_was)
    if download:
        extra = extra.rename(columns=key_of)
    ours = {
        name: _as_it_was(cells[name])
        if name in cells
        else pd.Series(pd.NA, index=cells.index, dtype="string")
        for name in COLUMNS
    }
    if download and "source_row" in cells:
        ours["source_row"] = cells["source_row"]
    return pd.DataFrame(ours), extra


def _as_it_was(text: pd.Series[str]) -> pd.Series[str]:
    """Texts without the apostrophe that keeps a spreadsheet from running them."""
    if not pc.any(pc.starts_with(pa.array(text, type=pa.large_string()), "'")).as_py():
        return text
    marked = text.str.startswith("'").fillna(value=False)
    return text.mask(marked, text[marked].map(plain).astype("string"))


def _incidents(parsed: pd.DataFrame, repeated: pd.Series) -> pd.DataFrame:
    incidents = parsed[list(INCIDENT_COLUMNS)]
    return incidents[~repeated].reset_index(drop=True) if repeated.any() else incidents


def _locations(parsed: pd.DataFrame, extra: pd.DataFrame, lines: pd.Series) -> pd.DataFrame:
    located = parsed.rename(columns={"location": "place"}).assign(
        source_row=lines,
        extra=rows_as_json(extra),
    )
    return located[list(REPORTED_COLUMNS)]


class _Checker:
    """Turns text columns into values and names the first cell that does not fit."""

    def __init__(self, table: pd.DataFrame, lines: pd.Series, file: str) -> None:
        self.table, self.lines, self.file = table, lines, file

    def rule(self, column: str, bad: pd.Series, say: Callable[[str], str]) -> None:
        """Raise for the first row where `bad` holds."""
        where = bad.fillna(value=False).to_numpy().nonzero()[0]
        if len(where):
            row = int(where[0])
            text = self.table[column].iloc[row]
            raise InputError(
                say("blank" if pd.isna(text) else repr(str(text))[:80]),
                file=self.file,
                row=int(self.lines.iloc[row]),
                column=column,
            )

    def present(self, *columns: str) -> None:
        for column in columns:
            self.rule(column, self.table[column].isna(), lambda _: "blank; a value is expected")

    def day(self, column: str) -> pd.Series:
        def read(text: pd.Series) -> pd.Series:
            shaped = text.str.fullmatch(r"\d{4}-\d{2}-\d{2}")
            day = pd.to_datetime(text.where(shaped), format="%Y-%m-%d", errors="coerce")
            return day.astype("datetime64[s]")

        day = self.each(column, read)
        self.rule(column, day.isna(), lambda t: f"{t} is not a date; expected YYYY-MM-DD")
        return day

    def time(self, column: str) -> pd.Series:
        bad = self.each(
            column, lambda text: ~text.str.fullmatch(TIME_OF_DAY).astype("boolean"), blank=False
        )
        expected = "hours and minutes such as 04:30, or blank for unknown"
        self.rule(column, bad, lambda t: f"{t} is not a time of day; expected {expected}")
        return self.table[column]

    def each(
        self, column: str, read: Callable[[pd.Series], pd.Series], *, blank: bool | None = None
    ) -> pd.Series:
        """Read each different text of a column once; rows are many, different texts few."""
        text = self.table[column]
        codes, values = pd.factorize(text)
        found = read(pd.Series(values, dtype="string")).array
        taken = pd.Series(found.take(codes, allow_fill=True), text.index)
        return taken if blank is None else taken.fillna(blank)

    def number(self, column: str, expected: str) -> pd.Series:
        number = self.each(
            column, lambda text: pd.to_numeric(text, errors="coerce").astype("Float64")
        )
        text = self.table[column]
        bad = (number.isna() & text.notna()) | number.isin([float("inf"), float("-inf")])
        self.rule(column, bad, lambda t: f"{t} is not a number; expected {expected}")
        return number

    def count(self, column: str) -> pd.Series:
        expected = "a whole number of 0 or more, or blank for unknown"

        def read(text: pd.Series) -> pd.Series:
            number = pd.to_numeric(text, errors="coerce").astype("Float64")
            whole = (number >= 0) & (number % 1 == 0) & (number < 2**31)
            return number.where(whole.fillna(value=False)).astype("Int64")

        count = self.each(column, read)
        bad = count.isna() & self.table[column].notna()
        if bad.any():
            self.number(column, expected)
            self.rule(column, bad, lambda t: f"{t} is not a count; expected {expected}")
        return count

    def degrees(self, column: str, limit: int) -> pd.Series:
        expected = f"degrees between -{limit} and {limit}, or blank"
        number = _plain_numbers(self.table[column])
        if number is None:
            number = self.number(column, expected)
        self.rule(
            column, number.abs() > limit, lambda t: f"{t} is out of range; expected {expected}"
        )
        return number.astype("float64")

    def vocabulary(self, column: str, known: Iterable[str], what: str) -> None:
        bad = self.each(column, lambda text: ~text.isin(list(known)).astype("boolean"), blank=False)
        self.rule(column, bad, lambda t: f"{t} is not {what}; expected one of {', '.join(known)}")

    def once_per_incident(self, parsed: pd.DataFrame) -> None:
        """An incident's own values agree on all its rows, and a place stands there once."""
        key = self.table["incident_id"]
        # Of a download the source's rows are known: there a place may stand in two of them.
        known = [name for name in ("source_row",) if name in self.table]
        places = ["incident_id", "location", "admin1", "latitude", "longitude", *known]
        twice = self.table.duplicated(places)
        self.rule("location", twice, lambda t: f"{t} stands twice in one incident; expected once")
        for column in _SHARED:
            first = parsed.groupby(key)[column].transform("first")
            values = parsed[column]
            differs = (values != first).fillna(value=False) | (values.isna() & first.notna())
            self.rule(
                column,
                differs,
                lambda t: f"{t} differs from the incident's other rows; expected one value",
            )


def _plain_numbers(text: pd.Series) -> pd.Series | None:
    """Read a column of numbers; None unless every text is one, and finite."""
    try:
        found = pc.cast(pa.array(text, type=pa.large_string()), pa.float64())
    except pa.ArrowInvalid:
        return None
    if not pc.all(pc.is_finite(found)).as_py():
        return None
    return pd.Series(found.to_numpy(zero_copy_only=False), text.index)


def _score(sheet: Sheet) -> float:
    """Score our form; a file that lacks one column still is, and is told so, not guessed at."""
    there = sum(name in sheet.table for name in LONG_FORM_REQUIRED)
    if there == len(LONG_FORM_REQUIRED):
        return 1.0
    return 0.8 if there == len(LONG_FORM_REQUIRED) - 1 else 0.0


READER: Final = Reader(
    name=NAME,
    title=TITLE,
    doc=(
        "Our own form, and what is downloaded: strict, so that the first fault is named by row and"
        " column and nothing of the file is read."
    ),
    columns=COLUMNS,
    required=LONG_FORM_REQUIRED,
    build=build,
    score=_score,
)
