"""Bellingcat's civilian harm in Ukraine: the JSON list, or the CSV variant.

Dates have the month first, coordinates are text and may be empty, `location` is free text and often
blank.  The type is that of the weapon where the filters name one.  The file claims no precision.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.readers.columns.addresses import first_url, hosts
from geo.readers.columns.draft import Draft
from geo.readers.columns.incident_types import read_types
from geo.readers.reader import Reader

if TYPE_CHECKING:
    from geo.readers.base import Records, Request, Sheet

COLUMNS: Final = (
    *("id", "date", "latitude", "longitude", "location", "description", "sources", "filters"),
    *("associations", "impact", "weapon_system"),
)
_REQUIRED: Final = ("id", "date", "latitude", "longitude", "location", "description", "sources")
# In JSON {"key": "Weapon System", "value": "..."}, in the CSV variant Weapon System=...
_WEAPON = (
    r'(?i)weapon[^"=:,;]{0,40}"?\s?[=:,]\s?'
    r'(?:"value"\s?:\s?)?"?([^",;}\]]{1,100})'
)
_TOLD: Final = ("id", "date", "latitude", "longitude", "location", "description")


def build(sheet: Sheet, request: Request) -> Records:
    """Read the list of incidents; one for each `id`."""
    draft = Draft(sheet, request)
    start, end = draft.days("date", usual="month")
    times = draft.times("date")
    latitude, longitude = draft.points("latitude", "longitude")
    weapon = draft.first_text("filters", "associations").str.extract(_WEAPON, expand=False)
    system = draft.text("weapon_system")
    weapon = system.mask(system == "[]").fillna(weapon.astype("string"))
    types, notes = read_types(weapon)
    draft.note(*notes)
    ids = draft.ids("id")
    draft.once(ids, "id")
    urls = draft.text("sources")
    return draft.records(
        {
            "incident_id": ids,
            "dataset": request.dataset,
            "date_start": start,
            "date_end": end,
            "time_start": times,
            "sub_event_type": types,
            "notes": draft.text("description"),
            "source": hosts(urls).fillna("Bellingcat"),
            "source_url": first_url(urls),
        },
        {"place": draft.text("location"), "latitude": latitude, "longitude": longitude},
        told=_TOLD,
    )


def _score(sheet: Sheet) -> float:
    if not all(name in sheet.table for name in _REQUIRED):
        return 0.0
    own = ("filters", "associations", "weapon_system", "impact")
    return 0.9 if any(name in sheet.table for name in own) else 0.6


READER: Final = Reader(
    name="bellingcat",
    title="Bellingcat civilian harm in Ukraine, as JSON or CSV",
    doc=(
        "One incident for each id, the month first in dates. Blank coordinates stay blank, and the"
        " place text decides."
    ),
    columns=COLUMNS,
    required=_REQUIRED,
    build=build,
    score=_score,
    licence="Bellingcat: no licence is stated for the data.",
    republish="no",
)
