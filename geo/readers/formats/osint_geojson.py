"""osint-geo-extractor: GeoJSON of points that its collectors gather from several projects.

Coordinates 0,0 and the date 2022-02-24 stand there for unknown.  A record without its date is not
an incident yet; one without coordinates is, by its place.  It claims no precision and no type.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.readers.columns.addresses import first_url, hosts
from geo.readers.columns.draft import Draft
from geo.readers.reader import Reader
from geo.schema import UNKNOWN_TYPE

if TYPE_CHECKING:
    from geo.readers.base import Records, Request, Sheet

COLUMNS: Final = ("id", "title", "date", "description", "place_desc", "links", "source")
_REQUIRED: Final = ("title", "date", "place_desc", "links")
_UNKNOWN_DAY = "2022-02-24"
_TOLD: Final = ("id", "date", "place_desc", "description", "source")


def build(sheet: Sheet, request: Request) -> Records:
    """Read the features; one incident each."""
    draft = Draft(sheet, request)
    unknown = draft.text("date").str.startswith(_UNKNOWN_DAY).fillna(value=False)
    draft.reject_where(
        unknown, "date", f"the date is unknown, which {_UNKNOWN_DAY} stands for in this format"
    )
    start, end = draft.days("date")
    times = draft.times("date")
    columns = sheet.geometry or ("latitude", "longitude")
    latitude, longitude = draft.points(*columns)
    ids = "OSINT-" + draft.text("id").fillna("row " + draft.lines.astype("string"))
    draft.once(ids, "id")
    urls = draft.text("links")
    return draft.records(
        {
            "incident_id": ids,
            "dataset": request.dataset,
            "date_start": start,
            "date_end": end,
            "time_start": times,
            "sub_event_type": UNKNOWN_TYPE,
            "notes": draft.first_text("description", "title"),
            "source": draft.text("source").fillna(hosts(urls)).fillna("osint-geo-extractor"),
            "source_url": first_url(urls),
        },
        {"place": draft.text("place_desc"), "latitude": latitude, "longitude": longitude},
        told=(*_TOLD, *columns),
    )


def _score(sheet: Sheet) -> float:
    if sheet.geometry is None:
        return 0.0
    return 0.9 if all(name in sheet.table for name in _REQUIRED) else 0.0


READER: Final = Reader(
    name="osint-geojson",
    title="osint-geo-extractor GeoJSON",
    doc="One incident for each point; 0,0 and 2022-02-24 are read as unknown.",
    columns=COLUMNS,
    required=_REQUIRED,
    build=build,
    score=_score,
)
