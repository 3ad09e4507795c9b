"""Errors that a person can act on: one sentence each, saying what is wrong and what to do.

Everything that this package raises on purpose derives from `AtlasError`; the command line and the
page show its text as it is, without a traceback.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.texts import shortened

_LONGEST: Final = 600
_LONGEST_NAME: Final = 100


class AtlasError(Exception):
    """Base of every error that is meant for the user; its text is one clear sentence."""


class InputError(AtlasError):
    """A file that cannot be used as it is.

    Parameters
    ----------
    problem : str
        What is wrong and what was expected, without a final full stop.
    file : path or str, optional
        The file; only its name is shown.
    row : int, optional
        Line of the file as a text editor or spreadsheet counts it (the header is row 1).
    column : str, optional
        The column's name as it stands in the file.
    """

    def __init__(
        self,
        problem: str,
        *,
        file: Path | str | None = None,
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        problem = shortened(problem, _LONGEST)
        column = None if column is None else shortened(column, _LONGEST_NAME)
        self.problem, self.row, self.column = problem, row, column
        self.file = shortened(Path(file).name, _LONGEST_NAME) if file is not None else None
        where = [
            self.file,
            f"row {row}" if row is not None else None,
            f"column {column}" if column is not None else None,
        ]
        place = ", ".join(part for part in where if part)
        super().__init__(f"{place}: {problem}." if place else f"{problem}.")


class StoreError(AtlasError):
    """The store file is missing, foreign or damaged."""


class DataMissingError(AtlasError):
    """A data file that ships with the project is not where it should be."""
