"""Where a reader collects values and faults on the way from a `Sheet` to `Records`.

A draft never loses a row: each one ends in `locations` or, with its first fault, in `rejected`.
What is at fault in a single cell costs that cell: it is missing, a remark tells its row and column,
and its text is kept in `extra`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from pandas.api.types import pandas_dtype

from geo.readers.base import Records
from geo.readers.columns.days import read_days
from geo.readers.columns.distinct import Distinct, mapped, missing
from geo.readers.columns.faults import Faults
from geo.readers.columns.names import order_in
from geo.readers.columns.numbers import read_counts, read_points, read_ranges
from geo.readers.columns.own_columns import rows_as_json
from geo.readers.columns.times import read_times
from geo.schema import (
    COUNT_COLUMNS,
    EVENT_TYPE_OF,
    INCIDENT_COLUMNS,
    PLACE_COUNTS,
    REPORTED_COLUMNS,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from geo.readers.base import DateOrder, Request, Sheet

#: What programs write for a missing value; in a text of a person they are no word.
_MISSING: Final = (
    "nan",
    "NaN",
    "NAN",
    "NaT",
    "<NA>",
    "None",
    "NULL",
    "null",
    "#N/A",
    "#N/A N/A",
    "\\N",
    "#REF!",
    "#VALUE!",
    "#NAME?",
    "#DIV/0!",
    "(null)",
    "(blank)",
    "<null>",
)
#: By this part of the reason a day is known that may be read in two ways: it is asked about.
_UNDECIDED = "choose the date order"
#: Countries as sources write them; UCDP says "Russia (Soviet Union)".
_HOME_COUNTRIES = (
    r"(?i:ua|ukr|ukraine|україна|украина|ru|rus|russia|russia \(soviet union\)"
    r"|russian federation|росія|російська федерація|рф|россия|российская федерация)"
)


class Draft(Faults):
    """The rows of one sheet on their way to being incidents; made and asked as `Faults` is."""

    def __init__(self, sheet: Sheet, request: Request) -> None:
        super().__init__(sheet, request)
        self._areas, self._epoch = sheet.areas, sheet.epoch
        self._texts: dict[str, pd.Series[str]] = {}
        self._alone: pd.Series[str] | None = None
        self._one_day = pd.Series(data=False, index=self.table.index)

    def text(self, column: str | None) -> pd.Series[str]:
        """Return a column of the file, all missing if it is not there.

        What programs write where a value is missing ("nan", "<NA>", "#N/A") is missing.
        """
        if column is None or column not in self.table:
            return self.blank()
        if column not in self._texts:
            text = self.table[column]
            if not text.isna().all() and (unknown := text.isin(_MISSING)).any():
                text = text.mask(unknown)
            self._texts[column] = text
        return self._texts[column]

    def word_for_missing(self, column: str | None) -> pd.Series[str]:
        """Return what a program wrote for a missing value in a column; else missing."""
        if column is None or column not in self.table:
            return self.blank()
        text = self.table[column]
        return text.where(text.isin(_MISSING))

    def first_text(self, *columns: str) -> pd.Series[str]:
        """Return the first value of each row among several columns."""
        value = self.blank()
        for column in columns:
            value = value.fillna(self.text(column))
        return value

    def days(
        self, start: str, end: str | None = None, *, usual: DateOrder | None = None
    ) -> tuple[pd.Series[pd.Timestamp], pd.Series[pd.Timestamp]]:
        """Read first and last day; a row without any is a fault.

        A last day that is before the first, or is no day, is left out and told.

        Parameters
        ----------
        start : str
            Column of the first day, or of the only one, or of a range.
        end : str, optional
            Column of the last day.
        usual : "day" or "month", optional
            What the format documents to stand first; the user's word goes before it.
        """
        order, usual = self.request.date_order, usual or order_in(start)
        first, last = self.text(start), self.text(end)
        begun = read_days(first, order=order, usual=usual, beside=last, epoch=self._epoch)
        ended = read_days(last, order=order, usual=usual, beside=first, epoch=self._epoch)
        self._one_day = (begun.start == begun.end).astype(bool)
        self.note(*begun.notes, *ended.notes)
        self.reject(begun.problem, start)
        asked = ended.problem.str.contains(_UNDECIDED, regex=False).fillna(value=False)
        self.reject(ended.problem.where(asked), end)
        self.lose(ended.problem.mask(asked), end)
        self.reject_where(begun.start.isna(), start, "no date; every record needs one")
        late = (ended.end < begun.start).fillna(value=False)
        self.lose(self.blank().mask(late, "the last day is before the first"), end)
        return begun.start, ended.end.mask(late).fillna(begun.end)

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
                self.keep(column, rows)
        if found.unread:
            self.note(
                f"times of day that could not be read: {found.unread:,}; they are kept as the"
                " source's own columns"
            )
        return found.time

    def count(self, column: str | None) -> pd.Series[int]:
        """Read a column of counts; what is not a whole number of 0 or more is left out and told."""
        counts, problem = read_counts(self.text(column))
        self.lose(problem, column)
        return counts

    def casualties(
        self, best: str | None, low: str | None = None, high: str | None = None
    ) -> dict[str, pd.Series[int]]:
        """Read the people killed: the best number, and the least and the most.

        Without columns of their own the least and the most are those of a text such as "2-3" or
        "at least 2", and are missing where the text is one number.

        Returns
        -------
        dict
            `fatalities`, `fatalities_low` and `fatalities_high`.
        """
        said = read_ranges(self.text(best))
        self.lose(said.problem, best)
        one = (said.low == said.high).fillna(value=False)
        bounds = {
            "fatalities_low": self.count(low) if low else said.low.mask(one),
            "fatalities_high": self.count(high) if high else said.high.mask(one),
        }
        if best is not None and (said.problem.isna() & ~one & said.best.notna()).any():
            self.keep(best, ~one & said.best.notna())
        return {"fatalities": said.best, **bounds}

    def coded(self, column: str, codes: Mapping[str, str]) -> pd.Series[str]:
        """Translate a column of codes; case and a final ".0" are no matter, unknown is missing."""
        return self.code(column).map(codes).astype("string")

    def code(self, column: str) -> pd.Series[str]:
        """Return a column of codes in capitals, without the ".0" that a program left there."""
        return self.text(column).str.upper().str.replace(r"\.0+$", "", regex=True)

    def points(
        self, latitude: str, longitude: str, *, country: pd.Series[str] | None = None
    ) -> tuple[pd.Series[float], pd.Series[float]]:
        """Read coordinates; 0,0 is missing, and pairs that look swapped are left out and told.

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
        named = Distinct.of(self.blank() if country is None else country)
        foreign = named.where(~named.texts.str.fullmatch(_HOME_COUNTRIES))
        points = read_points(latitude, longitude, foreign=foreign)
        if points.swapped:
            self.note(
                "latitude and longitude have changed places in the whole file (columns"
                f" {columns[0]} and {columns[1]}); they are read the right way round"
            )
        self.lose_points(points.bad_latitude, columns[0], columns)
        self.lose_points(points.bad_longitude, columns[1], columns)
        return points.latitude, points.longitude

    def ids(
        self, column: str | None, *, prefix: str = "", basis: Collection[str] = ()
    ) -> pd.Series[str]:
        """Return the records' ids; a row without one gets one that is made of its cells.

        Parameters
        ----------
        column : str, optional
            The source's own ids; a final ".0", as spreadsheets leave it, is no part of them, and
            one that a spreadsheet has rounded is none.
        prefix : str
            Stands in front of the source's own.
        basis : collection of str
            Columns that a made id follows from, so that it stays the same when a row is added or
            another cell is changed; all if not given.
        """
        own = self.text(column)
        if own.str.contains(".0", regex=False).any():
            own = own.str.replace(r"^(\d+)\.0+$", r"\1", regex=True)
        if own.str.contains("+", regex=False).any():
            own = self._without_rounded(own, column)
        made = own.isna()
        if not made.any():
            return prefix + own if prefix else own
        cells = self.table.loc[made, list(basis) or list(self.table.columns)]
        digest = pd.util.hash_pandas_object(cells.fillna("").astype(object), index=False)
        number = digest.groupby(digest).cumcount().astype("string")
        text = pd.Series([f"{value:016x}" for value in digest], index=digest.index, dtype="string")
        text = f"{self.request.dataset}-" + text + ("-" + number).mask(number == "0", "")
        return (prefix + own).fillna(text)

    def _without_rounded(self, own: pd.Series[str], column: str | None) -> pd.Series[str]:
        """Leave out ids such as 1.23457E+11: a spreadsheet has made one of many."""
        rounded = own.str.fullmatch(r"\d(?:[.,]\d+)?[eE]\+\d+").fillna(value=False).astype(bool)
        if column is None or not rounded.any():
            return own
        self.keep(column, rounded)
        self.note(
            f"column {column}: {int(rounded.sum()):,} ids such as {own[rounded].iloc[0]!r} were"
            " rounded by a spreadsheet, so ids were made; save the column as text to keep them"
        )
        return own.mask(rounded)

    def once(
        self,
        ids: pd.Series[str],
        column: str | None,
        *,
        shared: Collection[str] | None = None,
        newer: pd.Series[float] | None = None,
    ) -> None:
        """Turn down rows whose id an earlier good row has; of two versions the newer is good.

        Parameters
        ----------
        ids : Series of string
            The id of each row.
        column : str, optional
            The column that it is in.
        shared : collection of str, optional
            Columns that belong to the incident.  If given, a further row that agrees in these and
            differs elsewhere is a further place of the same incident, and is no fault.
        newer : Series of float, optional
            When each row was written, in any unit; the latest of an id is the good one.
        """
        self.reject_where(ids.isna(), column, "no id; every record needs one")
        if ids.is_unique:
            self._alone = ids
            return
        if newer is not None:
            self._reject_older(ids, column, newer)
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

    def _reject_older(
        self, ids: pd.Series[str], column: str | None, written: pd.Series[float]
    ) -> None:
        """Turn down rows of which a later version is there."""
        good = self.good() & written.notna()
        if not ids[good].duplicated().any():
            return
        latest = written.where(good).groupby(ids).transform("max")
        old = good & (written < latest)
        current = good & ~old
        line = pd.Series(self.lines[current].to_numpy(), index=ids[current].to_numpy())
        line = line[~line.index.duplicated()]
        problem = self.blank()
        for at in old.index[old]:
            problem[at] = (
                f"{str(ids[at])[:60]!r}: row {int(line[ids[at]])} has a newer version of it"
            )
        self.reject(problem, column)

    def _agrees(self, first: pd.Series[int], shared: Collection[str]) -> pd.Series[bool]:
        """Return whether rows have the same text as an earlier row in all `shared` columns."""
        columns = [name for name in shared if name in self.table]
        here = self.table.loc[first.index, columns].fillna("")
        before = self.table.loc[first.to_numpy(), columns].fillna("").set_axis(first.index)
        return (here == before).all(axis=1)

    def records(
        self,
        incidents: Mapping[str, object],
        locations: Mapping[str, object],
        *,
        told: Collection[str],
    ) -> Records:
        """Return the good rows as tables, and the others with their faults.

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
        locations = self._without_points(locations)
        kept = self.good()
        self._tell_events(incidents.get("events"), kept)
        index = self.table.index if kept.all() else self.table.index[kept]
        where = _frame(locations, REPORTED_COLUMNS, index).assign(
            source_row=self.lines[kept].astype("int64"),
            extra=rows_as_json(self._own_columns(told).loc[index]),
        )
        what = _frame(incidents, INCIDENT_COLUMNS, index)
        what["event_type"] = mapped(what["sub_event_type"], EVENT_TYPE_OF.get)
        where["incident_id"] = what["incident_id"]
        if incidents["incident_id"] is not self._alone:
            what = what.drop_duplicates("incident_id")
        return Records(
            what.reset_index(drop=True),
            where.reset_index(drop=True),
            self.rejected(),
            tuple(self.notes),
        )

    def _without_points(self, locations: Mapping[str, object]) -> Mapping[str, object]:
        """Let lines and areas stand for their region where their point was taken."""
        latitude = locations.get("latitude")
        if self._areas is None or not isinstance(latitude, pd.Series):
            return locations
        limit = locations.get("precision_limit", pd.NA)
        claimed = limit if isinstance(limit, pd.Series) else pd.Series(limit, self.table.index)
        vague = self._areas.to_numpy(dtype=bool) & latitude.notna().to_numpy()
        sharp = claimed.isna() | claimed.isin(["exact", "settlement", "district"])
        return {
            **locations,
            "precision_limit": claimed.astype("string").mask(vague & sharp, "region"),
        }

    def _tell_events(self, events: object, kept: pd.Series[bool]) -> None:
        """Say so where rows stand for several events each."""
        if not isinstance(events, pd.Series):
            return
        here = events[kept].dropna()
        grouped = here[here != 1]
        if len(grouped):
            self.note(
                f"{len(grouped):,} rows stand for {int(grouped.sum()):,} events: each row is one"
                " record here, and counts as so many incidents as its column events says"
            )

    def _own_columns(self, told: Collection[str]) -> pd.DataFrame:
        """Return the source's own cells: those of columns that are not told, and what is kept."""
        cells = self.table[[c for c in self.table if c not in told or c in self.kept]]
        part = {c: cells[c].where(rows) for c, rows in self.kept.items() if c in told}
        return cells.assign(**part) if part else cells

    def _reject_placeless(self, locations: Mapping[str, object]) -> None:
        """Turn down rows that say in no way where it was."""
        said = pd.Series(data=False, index=self.table.index)
        for name in ("place", "admin1", "country", "latitude"):
            value = locations.get(name)
            if isinstance(value, pd.Series):
                said |= value.notna()
        self.reject_pointless(said)
        self.reject_where(~said, None, "neither a place nor coordinates; nothing says where it was")


def _frame(values: Mapping[str, Any], columns: tuple[str, ...], index: pd.Index) -> pd.DataFrame:
    """Return a table of the columns' own types with the rows of `index`."""
    counts = (*COUNT_COLUMNS, *PLACE_COUNTS)
    frame = {}
    for name in columns:
        value = values.get(name, float("nan") if name in ("latitude", "longitude") else pd.NA)
        kind = "Int64" if name in counts else "string"
        if name in ("date_start", "date_end"):
            kind = "datetime64[s]"
        elif name in ("latitude", "longitude"):
            kind = "float64"
        if value is pd.NA and kind == "string":
            column = missing(index)
        else:
            column = value if isinstance(value, pd.Series) else pd.Series(value, index, dtype=kind)
        rows = column if len(column) == len(index) else column.loc[index]
        frame[name] = rows.astype(pandas_dtype(kind))
    return pd.DataFrame(frame, index=index)
