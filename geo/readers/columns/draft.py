"""Where a reader collects values and faults on the way from a `Sheet` to `Records`.

A draft never loses a row: each one ends in `locations` or, with its first fault, in `rejected`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from pandas.api.types import pandas_dtype

from geo.readers.base import Records
from geo.readers.columns.days import read_days
from geo.readers.columns.numbers import read_counts, read_points
from geo.readers.columns.own_columns import rows_as_json
from geo.readers.columns.times import read_times
from geo.schema import (
    COUNT_COLUMNS,
    EVENT_TYPE_OF,
    INCIDENT_COLUMNS,
    REJECTED_COLUMNS,
    REPORTED_COLUMNS,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from geo.readers.base import DateOrder, Request, Sheet

_MOST_CHARACTERS = 1_000
#: Countries as sources write them; UCDP says "Russia (Soviet Union)".
_HOME_COUNTRIES = (
    r"(?i:ua|ukr|ukraine|україна|украина|ru|rus|russia|russia \(soviet union\)"
    r"|russian federation|росія|російська федерація|рф|россия|российская федерация)"
)


class Draft:
    """The rows of one sheet on their way to being incidents.

    Parameters
    ----------
    sheet : Sheet
        The file's cells.
    request : Request
        What was asked besides.

    Attributes
    ----------
    table : DataFrame
        The sheet's cells; its index counts the rows from 0.
    notes : list of str
        Remarks on the whole file so far.
    """

    def __init__(self, sheet: Sheet, request: Request) -> None:
        self.table = sheet.table
        self.lines = sheet.lines
        self.request = request
        self.notes = list(sheet.notes)
        self._column = self._of_faults(sheet, "column")
        self._problem = self._of_faults(sheet, "problem")
        self._row = self._of_faults(sheet, "row")
        self._kept: dict[str, pd.Series[bool]] = {}
        self._one_day = pd.Series(data=False, index=self.table.index)

    def _of_faults(self, sheet: Sheet, what: str) -> pd.Series[str]:
        values = {at: getattr(fault, what) for at, fault in sheet.faults.items()}
        return pd.Series(values, dtype="string").reindex(self.table.index)

    def blank(self) -> pd.Series[str]:
        """Return a column of text in which every row is missing."""
        return pd.Series(pd.NA, index=self.table.index, dtype="string")

    def text(self, column: str | None) -> pd.Series[str]:
        """Return a column of the file, all missing if it is not there."""
        if column is None or column not in self.table:
            return self.blank()
        return self.table[column]

    def first_text(self, *columns: str) -> pd.Series[str]:
        """Return the first value of each row among several columns."""
        value = self.blank()
        for column in columns:
            value = value.fillna(self.text(column))
        return value

    def note(self, *remarks: str) -> None:
        """Add remarks on the whole file."""
        for remark in remarks:
            if remark not in self.notes:
                self.notes.append(remark)

    def reject(self, problem: pd.Series[str], column: str | None) -> None:
        """Turn rows down; of several faults the first that is found counts.

        Parameters
        ----------
        problem : Series of string
            One sentence without its full stop for each bad row; missing for the others.
        column : str, optional
            The column at fault.
        """
        new = problem.notna() & self._problem.isna()
        if new.any():
            self._problem = self._problem.mask(new, problem)
            self._column = self._column.mask(new, column if column is not None else pd.NA)

    def reject_where(self, bad: pd.Series[bool], column: str | None, problem: str) -> None:
        """Turn down the rows where `bad` holds, all with the same sentence."""
        self.reject(self.blank().mask(bad.fillna(value=False), problem), column)

    def days(
        self, start: str, end: str | None = None, *, usual: DateOrder | None = None
    ) -> tuple[pd.Series[pd.Timestamp], pd.Series[pd.Timestamp]]:
        """Read first and last day; a row without any, or with an end before its start, is a fault.

        Parameters
        ----------
        start : str
            Column of the first day, or of the only one, or of a range.
        end : str, optional
            Column of the last day.
        usual : "day" or "month", optional
            What the format documents to stand first; the user's word goes before it.
        """
        order = self.request.date_order
        first, last = self.text(start), self.text(end)
        begun = read_days(first, order=order, usual=usual, beside=last)
        ended = read_days(last, order=order, usual=usual, beside=first)
        self._one_day = (begun.start == begun.end).astype(bool)
        self.note(*begun.notes, *ended.notes)
        self.reject(begun.problem, start)
        self.reject(ended.problem, end)
        self.reject_where(begun.start.isna(), start, "no date; every record needs one")
        until = ended.end.fillna(begun.end)
        late = until < begun.start
        self.reject_where(late, end, "the last day is before the first")
        return begun.start, until

    def times(
        self, start: str, end: str | None = None, *, own: str | None = None
    ) -> pd.Series[str]:
        """Read times of day as HH:MM, of column `own` or after the day; to be called after `days`.

        A cell that says more than is taken from it is kept in `extra` as it is.

        Parameters
        ----------
        start, end : str
            Columns of the first and the last day.
        own : str, optional
            Column of times.
        """
        found = read_times(self.text(start), self.text(own), self.text(end), self._one_day)
        for column, rows in zip((own, start, end), found.kept, strict=True):
            if column is not None and rows.any():
                self._kept[column] = rows
        if found.unread:
            self.note(
                f"times of day that could not be read: {found.unread:,}; they are kept as the"
                " source's own columns"
            )
        return found.time

    def count(self, column: str | None) -> pd.Series[int]:
        """Read a column of counts; what is not a whole number of 0 or more is a fault."""
        counts, problem = read_counts(self.text(column))
        self.reject(problem, column)
        return counts

    def coded(self, column: str, codes: Mapping[str, str]) -> pd.Series[str]:
        """Translate a column of codes; case and a final ".0" are no matter, unknown is missing."""
        code = self.text(column).str.upper().str.replace(r"\.0+$", "", regex=True)
        return code.map(codes).astype("string")

    def points(
        self, latitude: str, longitude: str, *, country: pd.Series[str] | None = None
    ) -> tuple[pd.Series[float], pd.Series[float]]:
        """Read coordinates; 0,0 is missing, and pairs that look swapped are faults.

        Parameters
        ----------
        latitude, longitude : str
            The columns.
        country : Series of string, optional
            The country of each row; a pair that lies abroad in a record of abroad is right.
        """
        return self.points_of(
            self.text(latitude), self.text(longitude), (latitude, longitude), country=country
        )

    def points_of(
        self,
        latitude: pd.Series[str],
        longitude: pd.Series[str],
        columns: tuple[str, str],
        *,
        country: pd.Series[str] | None = None,
    ) -> tuple[pd.Series[float], pd.Series[float]]:
        """Read coordinates out of two columns of text, which `columns` names for messages."""
        named = self.blank() if country is None else country
        foreign = named.notna() & ~named.str.fullmatch(_HOME_COUNTRIES).fillna(value=False)
        points = read_points(latitude, longitude, foreign=foreign.astype(bool))
        if points.swapped:
            self.note(
                "latitude and longitude have changed places in the whole file (columns"
                f" {columns[0]} and {columns[1]}); they are read the right way round"
            )
        self.reject(points.bad_latitude, columns[0])
        self.reject(points.bad_longitude, columns[1])
        return points.latitude, points.longitude

    def once(
        self,
        ids: pd.Series[str],
        column: str | None,
        *,
        shared: Collection[str] | None = None,
    ) -> None:
        """Turn down rows without an id, and rows whose id an earlier good row has.

        Parameters
        ----------
        ids : Series of string
            The id of each row.
        column : str, optional
            The column that it is in.
        shared : collection of str, optional
            Columns that belong to the incident.  If given, a further row that agrees in these and
            differs elsewhere is a further place of the same incident, and is no fault.
        """
        self.reject_where(ids.isna(), column, "no id; every record needs one")
        good = self.good()
        again = ids.where(good).duplicated() & good
        if not again.any():
            return
        holders = ids[good & ~again]
        first = ids[again].map(pd.Series(holders.index, index=holders.to_numpy())).astype("int64")
        identical = self.table.assign(**{".": ids})[good].duplicated().reindex(again.index)[again]
        agrees = self._agrees(first, shared) if shared is not None else ~again[again]
        problem = self.blank()
        repeats = first[~agrees | identical]
        for at, before in zip(repeats.index.tolist(), repeats.tolist(), strict=True):
            how = "an identical row" if identical[at] else "another row"
            line = int(self.lines.iloc[before])
            problem[at] = f"{str(ids[at])[:60]!r} stands already in row {line}; this is {how}"
        self.reject(problem, column)

    def _agrees(self, first: pd.Series[int], shared: Collection[str]) -> pd.Series[bool]:
        """Tell whether rows have the same text as an earlier row in all `shared` columns."""
        columns = [name for name in shared if name in self.table]
        here = self.table.loc[first.index, columns].fillna("")
        before = self.table.loc[first.to_numpy(), columns].fillna("").set_axis(first.index)
        return (here == before).all(axis=1)

    def good(self) -> pd.Series[bool]:
        """Tell which rows have no fault so far."""
        return self._problem.isna()

    def records(
        self,
        incidents: Mapping[str, object],
        locations: Mapping[str, object],
        *,
        told: Collection[str],
    ) -> Records:
        """Finish: the good rows as tables, the others with their faults.

        Parameters
        ----------
        incidents, locations : mapping of str to Series or scalar
            Values by column; columns left out are missing.  `event_type` follows from
            `sub_event_type`, `date_end` must be there.
        told : collection of str
            Columns of the file whose text is in the tables word by word; all others are kept in
            `extra`.
        """
        self._reject_placeless(locations)
        kept = self.good()
        index = self.table.index[kept]
        where = _frame(locations, REPORTED_COLUMNS, index).assign(
            source_row=self.lines[kept].astype("int64"),
            extra=rows_as_json(self._own_columns(told).loc[index]),
        )
        what = _frame(incidents, INCIDENT_COLUMNS, index)
        what["event_type"] = what["sub_event_type"].map(EVENT_TYPE_OF).astype("string")
        where["incident_id"] = what["incident_id"]
        return Records(
            what.drop_duplicates("incident_id", ignore_index=True),
            where.reset_index(drop=True),
            self._rejected(),
            tuple(self.notes),
        )

    def _own_columns(self, told: Collection[str]) -> pd.DataFrame:
        """Return the source's own cells: those of columns that are not told, and what is kept."""
        cells = self.table[[c for c in self.table if c not in told or c in self._kept]]
        part = {c: cells[c].where(rows) for c, rows in self._kept.items() if c in told}
        return cells.assign(**part) if part else cells

    def _reject_placeless(self, locations: Mapping[str, object]) -> None:
        """Turn down rows that say in no way where it was."""
        said = pd.Series(data=False, index=self.table.index)
        for name in ("place", "admin1", "country", "latitude"):
            value = locations.get(name)
            if isinstance(value, pd.Series):
                said |= value.notna()
        self.reject_where(~said, None, "neither a place nor coordinates; nothing says where it was")

    def _rejected(self) -> pd.DataFrame:
        bad = self.table.index[~self.good()]
        rows = rows_as_json(self.table.loc[bad].apply(lambda cells: cells.str[:_MOST_CHARACTERS]))
        rows = self._row[bad].fillna(rows).fillna("{}")
        table = pd.DataFrame(
            {
                "dataset": pd.Series(self.request.dataset, index=bad, dtype="string"),
                "source_row": self.lines[bad].astype("string"),
                "column": self._column[bad],
                "problem": self._problem[bad],
                "row": rows,
            }
        )
        return table[list(REJECTED_COLUMNS)].reset_index(drop=True)


def _frame(values: Mapping[str, object], columns: tuple[str, ...], index: pd.Index) -> pd.DataFrame:
    """Table of the columns' own types with the rows of `index`."""
    counts = (*COUNT_COLUMNS, "downed_here")
    frame = {}
    for name in columns:
        value = values.get(name, pd.NA)
        column = value if isinstance(value, pd.Series) else pd.Series(value, index=index)
        kind = "Int64" if name in counts else "string"
        if name in ("date_start", "date_end"):
            kind = "datetime64[s]"
        elif name in ("latitude", "longitude"):
            kind = "float64"
        frame[name] = column.loc[index].astype(pandas_dtype(kind))
    return pd.DataFrame(frame, index=index)
