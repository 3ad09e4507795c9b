"""Texts that are no records: what a feed or a channel says, kept for records to be drafted of.

A feed forgets what is old; what was fetched once stays here.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from geo.sources.pages import Row, Rows, key_by, packed, unpacked
from geo.sources.source import Haul, Part

if TYPE_CHECKING:
    from geo.sources.source import Visit

PART: Final = "texts.json.gz"
_KEY: Final = key_by("id", where="texts")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d(?!\d)")


def kept(visit: Visit, found: Rows) -> Haul:
    """Return all texts fetched so far, those that are new or have changed included."""
    rows = unpacked(visit.part(PART), _KEY)
    return Haul(
        {PART: Part(packed(rows | found))}, remarks=(f"{len(found.keys() - rows):,} new texts",)
    )


def lines(haul: Haul) -> str:
    """Write a haul of texts as JSON lines, the oldest first, as `atlas draft` reads them.

    Each has text_id, published (the day, or null), date, title, text (below its title), url and
    source.
    """
    rows = unpacked(haul.parts[PART], _KEY).values()
    ordered = sorted(rows, key=lambda row: (str(row["date"]), str(row["id"])))
    return "".join(_line(row) for row in ordered)


def _line(row: Row) -> str:
    title, text, date = (str(row.get(name) or "") for name in ("title", "text", "date"))
    told = {
        "text_id": row["id"],
        "published": date[:10] if _DAY.match(date) else None,
        "date": date,
        "title": title,
        "text": text if not title or title in text else f"{title}\n{text}".strip(),
        "url": row.get("url", ""),
        "source": row.get("source", ""),
    }
    line = json.dumps(told, ensure_ascii=False)
    # Signs that end a line elsewhere.
    return line.translate({code: f"\\u{code:04x}" for code in (0x85, 0x2028, 0x2029)}) + "\n"
