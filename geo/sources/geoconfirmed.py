"""GeoConfirmed: its export as one CSV file, which asks least of its server, or its API's pages.

The pages have what the export has not: when a placemark was entered, and its icon.
GeoConfirmed wants to be told who asks, answers unnamed programs with 403, and asks to get in touch
before taking much; the file is not asked for again before its server says so (Cache-Control).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import deque
from typing import TYPE_CHECKING, Any, Final

from geo.sources.client import AnswerError, file_of
from geo.sources.pages import Page, all_pages, key_by, listed, packed, require
from geo.sources.source import Haul, Part, Source, SourceError

if TYPE_CHECKING:
    from geo.sources.source import Visit

_WAYS: Final = ("export", "pages")
_PART: Final = "geoconfirmed.csv"
_PAGES: Final = "geoconfirmed.json.gz"
_WHERE: Final = "GeoConfirmed"
#: Placemarks of a page.
_SIZE: Final = 1000
_COLUMNS: Final = ("id", "la", "lo", "date")
_KEY: Final = key_by("id", where=_WHERE)
_FORBIDDEN: Final = 403
#: Letters of a cell; descriptions are long.
_LONGEST_CELL: Final = 2**24


def collect(visit: Visit) -> Haul:
    """Collect the export, or all pages."""
    way = visit.text("way")
    if way not in _WAYS:
        raise SourceError(f"GeoConfirmed: way is {way!r}; expected one of {', '.join(_WAYS)}.")
    try:
        return _pages(visit) if way == "pages" else _export(visit)
    except AnswerError as error:
        if error.status == _FORBIDDEN:
            raise SourceError(
                "GeoConfirmed refuses programs that it does not know (403); get in touch with it"
                " before fetching."
            ) from None
        raise


def _pages(visit: Visit) -> Haul:
    """Collect the placemarks page by page."""
    conflict = f"{visit.address()}/api/Placemark/v2/{visit.text('conflict')}"

    def read(number: int) -> Page:
        found = visit.client.post(f"{conflict}/{number * _SIZE}/{_SIZE}", body={}).json()
        return Page(listed(found, "items", _WHERE), _total(found))

    rows = all_pages(read, _KEY, size=_SIZE, where=_WHERE)
    if not rows:
        raise SourceError("GeoConfirmed answered without an error and without any row.")
    require(rows, _COLUMNS, _WHERE)
    if visit.since:
        first = visit.since.isoformat()
        rows = {name: row for name, row in rows.items() if str(row.get("date"))[:10] >= first}
    return Haul({_PAGES: Part(packed(rows))})


def _total(found: dict[str, Any]) -> int | None:
    """Return how many placemarks there are of all, if the answer says so for certain."""
    total, count = (found.get(name) for name in ("totalCount", "count"))
    if isinstance(total, int):
        return total
    # No more than a page may be the number of the page's own.
    return count if isinstance(count, int) and count > _SIZE else None


def _export(visit: Visit) -> Haul:
    url = f"{visit.address()}/api/Map/export/{visit.text('conflict')}/csv"
    days = {"start": visit.since.isoformat()} if visit.since else None
    found = file_of(visit.client, url, visit.part(_PART), visit.now, params=days)
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
    doc="All placemarks of a conflict, in one file or page by page.",
    collect=collect,
    reader="geoconfirmed",
    expects=("Date", "Id"),
    options={
        "address": ("https://geoconfirmed.org", "Address of the server."),
        "conflict": ("Ukraine", "The conflict, as GeoConfirmed calls it."),
        "way": ("export", "export: one file; pages: the pages of its API."),
    },
    due=dt.timedelta(days=3),
    lag=dt.timedelta(days=7),
)
