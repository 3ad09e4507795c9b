"""Texts that are no records: what a feed or a channel says, kept for records to be drafted of.

Each has an id, a date, a title, a text, an address and its source.  A feed forgets what is old;
what was fetched once stays here.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from geo.sources.pages import Rows, key_by, packed, unpacked
from geo.sources.source import Haul, Part

if TYPE_CHECKING:
    from geo.sources.source import Visit

#: What is kept of a text.
FIELDS: Final = ("id", "date", "title", "text", "url", "source")
PART: Final = "texts.json.gz"
_KEY: Final = key_by("id", where="texts")


def kept(visit: Visit, found: Rows) -> Haul:
    """Return all texts fetched so far, those that are new or have changed included."""
    rows = unpacked(visit.part(PART), _KEY)
    return Haul(
        {PART: Part(packed(rows | found))}, remarks=(f"{len(found.keys() - rows):,} new texts",)
    )


def lines(haul: Haul) -> str:
    """Write a haul of texts as JSON lines, the oldest first."""
    rows = unpacked(haul.parts[PART], _KEY).values()
    ordered = sorted(rows, key=lambda row: (str(row["date"]), str(row["id"])))
    return "".join(json.dumps(_text(row), ensure_ascii=False) + "\n" for row in ordered)


def _text(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row.get(name, "") for name in FIELDS}
