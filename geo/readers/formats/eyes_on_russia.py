"""Eyes on Russia, the map of the Centre for Information Resilience (CIR): its GeoJSON or CSV.

`verifiedDate` is the day that the volunteers verified for the event.  The coordinates are
geolocated: exact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.readers.columns.draft import Draft
from geo.readers.columns.incident_types import read_types
from geo.readers.reader import Reader, having

if TYPE_CHECKING:
    from geo.readers.base import Records, Request, Sheet

COLUMNS: Final = (
    *("id", "title", "verifiedDate", "city", "province", "country", "categories", "description"),
    *("url", "violenceLevel", "latitude", "longitude"),
)
_REQUIRED: Final = ("verifiedDate",)
_TOLD: Final = ("verifiedDate", "city", "province", "country", "description", "url", "latitude")


def build(sheet: Sheet, request: Request) -> Records:
    """Read the map's entries; one incident for each `id`."""
    draft = Draft(sheet, request)
    start, end = draft.days("verifiedDate")
    country = draft.text("country")
    columns = sheet.geometry or ("latitude", "longitude")
    latitude, longitude = draft.points(*columns, country=country)
    types, notes = read_types(draft.first_text("categories", "description"))
    draft.note(*notes)
    ids = draft.ids("id")
    draft.once(ids, "id")
    return draft.records(
        {
            "incident_id": ids,
            "dataset": request.dataset,
            "date_start": start,
            "date_end": end,
            "time_start": draft.times("verifiedDate"),
            "sub_event_type": types,
            "notes": draft.first_text("description", "title"),
            "source": "Centre for Information Resilience",
            "source_url": draft.text("url"),
        },
        {
            "place": draft.text("city"),
            "country": country,
            "admin1": draft.text("province"),
            "latitude": latitude,
            "longitude": longitude,
            "precision_limit": draft.blank().mask(latitude.notna(), "exact"),
        },
        told=(*_TOLD, "longitude", *columns),
    )


READER: Final = Reader(
    name="eyes-on-russia",
    title="Eyes on Russia (CIR), GeoJSON or CSV",
    doc="One incident for each id, at its exact coordinates, on its verified day.",
    columns=COLUMNS,
    required=_REQUIRED,
    build=build,
    score=having("verifiedDate", "city", "country"),
    licence="Centre for Information Resilience: no licence is stated; ask before passing it on.",
    republish="no",
)
