"""GeoConfirmed: its export as one CSV file, which asks least of its server.

GeoConfirmed wants to be told who asks, answers unnamed programs with 403, and asks to get in touch
before taking much; the file is not asked for again before its server says so (Cache-Control).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import deque
from typing import TYPE_CHECKING, Final

from geo.sources.client import AnswerError, file_of
from geo.sources.source import Haul, Source, SourceError

if TYPE_CHECKING:
    from geo.sources.source import Visit

_PART: Final = "geoconfirmed.csv"
_FORBIDDEN: Final = 403
#: Letters of a cell; descriptions are long.
_LONGEST_CELL: Final = 2**24


def collect(visit: Visit) -> Haul:
    """Collect the export."""
    url = f"{visit.address()}/api/Map/export/{visit.text('conflict')}/csv"
    days = {"start": visit.since.isoformat()} if visit.since else None
    try:
        found = file_of(visit.client, url, visit.part(_PART), visit.now, params=days)
    except AnswerError as error:
        if error.status == _FORBIDDEN:
            raise SourceError(
                "GeoConfirmed refuses programs that it does not know (403); get in touch with it"
                " before fetching."
            ) from None
        raise
    if not _is_whole(found.content):
        raise SourceError("GeoConfirmed: the file is cut off; its last row is not whole.")
    return Haul({_PART: found})


def _is_whole(content: bytes) -> bool:
    """Return whether the last row of the file has as many cells as its heading."""
    if content.endswith(b"\n"):
        return True
    csv.field_size_limit(_LONGEST_CELL)
    text = io.StringIO(content.decode("utf-8-sig", "replace"), newline="")
    rows = iter(csv.reader(text, delimiter=";"))
    heading, last = next(rows, []), deque(rows, maxlen=1)
    return not last or len(last[0]) == len(heading)


SOURCE: Final = Source(
    name="geoconfirmed",
    title="GeoConfirmed",
    doc="All placemarks of a conflict, in one file.",
    collect=collect,
    reader="geoconfirmed",
    expects=("Date", "Latitude", "Longitude", "PlusCode", "Id"),
    options={
        "address": ("https://geoconfirmed.org", "Address of the server."),
        "conflict": ("Ukraine", "The conflict, as GeoConfirmed calls it."),
    },
    due=dt.timedelta(days=3),
    lag=dt.timedelta(days=7),
)
