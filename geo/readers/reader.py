"""How a format is listed: its name, what it is, how it is recognised and how it is read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.readers.base import Records, Request, Sheet


@dataclass(frozen=True)
class Reader:
    """One source format.

    Attributes
    ----------
    name : str
        By which the command line calls it.
    title : str
        What it is, for a person.
    doc : str
        One or two sentences: what is read how, and how precise its places are.
    columns : tuple of str
        The columns that it reads; others are kept as they are.
    required : tuple of str
        Those without which a file is not of this format.
    build : callable
        From a `Sheet` and a `Request` to `Records`.
    score : callable
        How surely a sheet is of this format, from 0 (not at all) to 1.
    licence : str
        Under which terms the source gives its data, as far as it says; blank where it depends on
        the file.
    republish : str
        Whether its records may be shown to everybody: yes, no or aggregated only; blank where that
        is not known.
    exact : bool
        Whether the names of columns stay as they are in the file, in capitals or not.
    """

    name: str
    title: str
    doc: str
    columns: tuple[str, ...]
    required: tuple[str, ...]
    build: Callable[[Sheet, Request], Records]
    score: Callable[[Sheet], float]
    licence: str = ""
    republish: str = ""
    exact: bool = False

    def score_of(self, sheet: Sheet) -> float:
        """Return how surely a sheet that is loaded already is of this format."""
        return self.score(self._named(sheet))

    def _named(self, sheet: Sheet) -> Sheet:
        return sheet if self.exact else with_known_names(sheet, self.columns)

    def read_sheet(self, sheet: Sheet, request: Request) -> Records:
        """Read a sheet that is loaded already; case in the names of known columns is no matter.

        Raises
        ------
        InputError
            If a required column is missing, or there are no records.
        """
        sheet = self._named(sheet)
        for name in self.required:
            if name not in sheet.table:
                there = ", ".join(str(column) for column in sheet.table.columns)[:300]
                raise InputError(
                    f"column {name!r} is missing; the file has {there}", file=request.file, row=1
                )
        if sheet.table.empty:
            raise InputError("the file has a header but no records", file=request.file)
        built = self.build(sheet, request)
        return replace(built, licence=self.licence, republish=self.republish)


def having(*required: str, score: float = 0.9) -> Callable[[Sheet], float]:
    """Return a score for sheets that have all of these columns, the stranger the surer."""

    def scored(sheet: Sheet) -> float:
        return score if all(name in sheet.table for name in required) else 0.0

    return scored


def with_known_names(sheet: Sheet, known: tuple[str, ...]) -> Sheet:
    """Rename columns that differ from a known name in case only (ACLED has had both)."""
    there = {str(name) for name in sheet.table.columns}
    missing = {name.casefold(): name for name in known if name not in there}
    renamed = {
        name: missing[name.casefold()]
        for name in there
        if name not in known and name.casefold() in missing
    }
    if not renamed or len(set(renamed.values())) < len(renamed):
        return sheet
    return replace(sheet, table=sheet.table.rename(columns=renamed))
