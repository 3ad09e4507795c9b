"""What is at fault in the rows and cells of a sheet, told and kept until its records are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.readers.base import no_rejects
from geo.readers.columns.distinct import missing
from geo.readers.columns.own_columns import rows_as_json
from geo.schema import REJECTED_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Collection

    from geo.readers.base import Request, Sheet

_MOST_CHARACTERS = 1_000


class Faults:
    """The rows of one sheet, with what is at fault in them.

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
    lines : Series of int
        Each row's number in the file.
    notes : list of str
        Remarks on the whole file so far.
    kept : dict of str to Series of bool
        Columns, and in which rows their cells are kept as they are.
    """

    def __init__(self, sheet: Sheet, request: Request) -> None:
        self.table = sheet.table
        self.lines = sheet.lines
        self.request = request
        self.notes = list(sheet.notes)
        self.kept: dict[str, pd.Series[bool]] = {}
        self._column = self._of_faults(sheet, "column")
        self._problem = self._of_faults(sheet, "problem")
        self._row = self._of_faults(sheet, "row")
        self._pointless, self._pointless_in = self.blank(), self.blank()

    def _of_faults(self, sheet: Sheet, what: str) -> pd.Series[str]:
        if not sheet.faults:
            return missing(self.table.index)
        values = {at: getattr(fault, what) for at, fault in sheet.faults.items()}
        return pd.Series(values, dtype="string").reindex(self.table.index)

    def blank(self) -> pd.Series[str]:
        """Return a column of text in which every row is missing."""
        return missing(self.table.index)

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
        if bad.any():
            self.reject(self.blank().mask(bad.fillna(value=False), problem), column)

    def lose(self, problem: pd.Series[str], column: str | None) -> None:
        """Tell of cells that were not read, and keep them as they are.

        Parameters
        ----------
        problem : Series of string
            One sentence without its full stop for each bad cell; missing for the others.
        column : str, optional
            The cells' column.
        """
        bad = problem.notna()
        if column is None or not bad.any():
            return
        self.keep(column, bad)
        number, first = int(bad.sum()), int(bad.to_numpy().argmax())
        cells = "1 cell was" if number == 1 else f"{number:,} cells were"
        self.note(
            f"column {column}: {cells} not read and left unknown, kept as reported; in row"
            f" {int(self.lines.iloc[first])}: {problem.iloc[first]}"
        )

    def keep(self, column: str, rows: pd.Series[bool]) -> None:
        """Keep a column's cells in `extra` in these rows, even if the column is told."""
        if column in self.table:
            self.kept[column] = rows | self.kept.get(column, rows)

    def lose_points(self, problem: pd.Series[str], column: str, columns: Collection[str]) -> None:
        """Tell of coordinates that were not read; a row that has no other place is turned down.

        Parameters
        ----------
        problem : Series of string
            One sentence without its full stop for each bad cell; missing for the others.
        column : str
            The cells' column.
        columns : collection of str
            The columns of latitude and longitude.
        """
        self.lose(problem, column)
        bad = problem.notna()
        new = bad & self._pointless.isna()
        if new.any():
            self._pointless = self._pointless.mask(new, problem)
            self._pointless_in = self._pointless_in.mask(new, column)
            for name in columns:
                self.keep(name, bad)

    def reject_pointless(self, said: pd.Series[bool]) -> None:
        """Turn down rows whose coordinates were not read, except where `said` has another place."""
        pointless = self._pointless.notna() & ~said & self._problem.isna()
        self._problem = self._problem.mask(pointless, self._pointless)
        self._column = self._column.mask(pointless, self._pointless_in)

    def good(self) -> pd.Series[bool]:
        """Return which rows have no fault so far."""
        return self._problem.isna()

    def rejected(self) -> pd.DataFrame:
        """Return the bad rows with their faults, as table `rejected`."""
        bad = self.table.index[~self.good()]
        if bad.empty:
            return no_rejects()
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
