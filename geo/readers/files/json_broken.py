"""Records out of JSON that is cut off or broken in places: what is whole is read, the rest told."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from geo.readers.base import Origin

_LIST: Final = re.compile(r"\[\s*(?=\{)")
_BETWEEN: Final = re.compile(r"[\s,]*")
_NEXT: Final = re.compile(r"\}\s*,\s*(?=\{)")
#: So many broken records, and what follows is left as one.
_MOST_BROKEN: Final = 20


class Salvaged(NamedTuple):
    """What could be read of broken JSON.

    Attributes
    ----------
    records : list
        In their order: objects, and the text of each record that is broken.
    broken : int
        How many of them are texts.
    """

    records: list[object]
    broken: int


def salvaged(text: str, origin: Origin) -> Salvaged | None:
    """Read the objects of the lists in a text, one by one; None if there is no whole one.

    A comma after the last record does no harm, and several documents in one file are read all.
    """
    records, broken, at = list[object](), 0, 0
    while (found := _LIST.search(text, at)) is not None:
        at = found.end()
        while at < len(text) and text[at] != "]":
            record, at = _one(text, at, whole=broken < _MOST_BROKEN)
            broken += isinstance(record, str)
            records.append(record)
            origin.limits.check_shape(len(records), 1, file=origin.file)
            between = _BETWEEN.match(text, at)
            at = between.end() if between else at
    return Salvaged(records, broken) if broken < len(records) else None


def _one(text: str, at: int, *, whole: bool) -> tuple[object, int]:
    """Return the record at a place, or its text if it is broken, and where it ends."""
    try:
        return json.JSONDecoder().raw_decode(text, at)
    except (ValueError, RecursionError):
        end = _NEXT.search(text, at) if whole else None
        until = end.end() if end else len(text)
        return text[at:until].rstrip(", \n"), until
