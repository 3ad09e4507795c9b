r"""A mapping file: how a file was read, kept as JSON to read the next one of its kind alike.

>>> kept = Mapped(("Дата", "Місто"), "table", {"date_start": "Дата", "location": "Місто"})
>>> read_mapping(kept.as_json().encode(), file="kept.json") == kept
True
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from geo.errors import InputError
from geo.readers.base import AS_FOUND, ReadOptions

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from geo.readers.base import DateOrder

#: What such a file calls itself.
KIND: Final = "incident-atlas mapping"
_ORDERS: Final = (None, "day", "month")
_MOST_BYTES: Final = 1_000_000


@dataclass(frozen=True)
class Mapped:
    """How a file is read.

    Attributes
    ----------
    headings : tuple of str
        The columns of the file for which this was made.
    file_format : str, optional
        Name of its format.
    columns : mapping of str to str
        For format `table`: our field to the file's column, "" for none.
    date_order : "day" or "month", optional
        What stands first in dates such as 03/04/2024.
    options : ReadOptions
        Sheet, encoding, delimiter and row of the headings.
    """

    headings: tuple[str, ...] = ()
    file_format: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    date_order: DateOrder | None = None
    options: ReadOptions = AS_FOUND

    def fits(self, headings: Collection[str]) -> bool:
        """Return whether a file has all the columns that are named here."""
        named = {column for column in self.columns.values() if column} or set(self.headings)
        return bool(named) and named <= set(headings)

    def as_json(self) -> str:
        """Return the text of the mapping file."""
        said = {
            "kind": KIND,
            "format": self.file_format,
            "date_order": self.date_order,
            **asdict(self.options),
            "columns": dict(self.columns),
            "headings": list(self.headings),
        }
        return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def is_mapping(content: bytes) -> bool:
    """Return whether a file says of itself that it is a mapping file."""
    return len(content) < _MOST_BYTES and KIND.encode() in content[:200]


def read_mapping(content: bytes, *, file: str) -> Mapped:
    """Read a mapping file.

    Raises
    ------
    InputError
        If it is none, or says what no mapping file can say.
    """
    try:
        said = json.loads(content[:_MOST_BYTES])
    except ValueError as error:
        raise InputError("the mapping file is not JSON", file=file) from error
    if not isinstance(said, dict) or said.get("kind") != KIND:
        raise InputError(f"this is no mapping file; expected JSON of the kind {KIND!r}", file=file)
    columns, headings = said.get("columns") or {}, said.get("headings") or []
    if not isinstance(columns, dict) or not isinstance(headings, list):
        raise InputError("columns must be an object and headings a list", file=file)
    order = said.get("date_order")
    if order not in _ORDERS:
        raise InputError("date_order must be day or month", file=file)
    row = said.get("heading_row")
    if row is not None and (not isinstance(row, int) or isinstance(row, bool) or row < 1):
        raise InputError("heading_row must be a row number, counted from 1", file=file)
    return Mapped(
        tuple(map(str, headings)),
        _text(said, "format", file),
        {str(name): str(column or "") for name, column in columns.items()},
        order,
        ReadOptions(
            sheet=_text(said, "sheet", file),
            encoding=_text(said, "encoding", file),
            delimiter=_text(said, "delimiter", file),
            heading_row=row,
        ),
    )


def _text(said: dict[str, Any], name: str, file: str) -> str | None:
    value = said.get(name)
    if value is not None and not isinstance(value, str):
        raise InputError(f"{name} must be a text", file=file)
    return value
