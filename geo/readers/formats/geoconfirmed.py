"""GeoConfirmed: its CSV export with semicolons, and the answers of its API.

`PlusCode` is an Open Location Code and then town, oblast and country; these become the place, its
region and country.  The coordinates are geolocated by volunteers: exact.  The export says what was
seen in free text only, so its incidents have no type.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.readers.columns.addresses import first_url, hosts
from geo.readers.columns.draft import Draft
from geo.readers.reader import Reader
from geo.schema import UNKNOWN_TYPE

if TYPE_CHECKING:
    import pandas as pd

    from geo.readers.base import Records, Request, Sheet

COLUMNS: Final = (
    *("Date", "Name", "Faction", "Origin", "Latitude", "Longitude", "PlusCode", "Description"),
    *("Source", "Geolocation", "Equipment", "EquipmentItems", "Units", "OrbatUnits", "Id"),
    *("la", "lo", "icon", "originalSource", "dateCreated"),
)
_REQUIRED: Final = ("Date",)
_CODE = r"^[23456789CFGHJMPQRVWX0]{2,8}\+[23456789CFGHJMPQRVWX]*[\s,]*"
_TOLD: Final = ("Date", "Faction", "Latitude", "Longitude", "la", "lo", "Id")


def build(sheet: Sheet, request: Request) -> Records:
    """Read the export; one incident for each `Id`."""
    draft = Draft(sheet, request)
    start, end = draft.days("Date")
    times = draft.times("Date")
    place, admin1, country = split_plus_code(draft.text("PlusCode"))
    short = "la" in sheet.table and "Latitude" not in sheet.table
    columns = ("la", "lo") if short else ("Latitude", "Longitude")
    latitude, longitude = draft.points(*columns, country=country)
    ids = draft.ids("Id")
    draft.once(ids, "Id")
    urls = draft.first_text("Source", "originalSource")
    return draft.records(
        {
            "incident_id": ids,
            "dataset": request.dataset,
            "date_start": start,
            "date_end": end,
            "time_start": times,
            "sub_event_type": UNKNOWN_TYPE,
            "actor": draft.text("Faction"),
            "notes": draft.first_text("Description", "Name"),
            "source": hosts(urls).fillna("GeoConfirmed"),
            "source_url": first_url(urls),
        },
        {
            "place": place,
            "country": country,
            "admin1": admin1,
            "latitude": latitude,
            "longitude": longitude,
            "precision_limit": draft.blank().mask(latitude.notna(), "exact"),
        },
        told=_TOLD,
    )


def split_plus_code(
    text: pd.Series[str],
) -> tuple[pd.Series[str], pd.Series[str], pd.Series[str]]:
    """Return town, oblast and country after an Open Location Code; missing where not there."""
    bare = text.str.replace(_CODE, "", regex=True).str.strip(" ,")
    number = bare.str.count(",") + 1
    parts = bare.str.split(",")
    place = parts.str[0].astype("string").str.strip().replace("", None)
    country = parts.str[-1].astype("string").str.strip().where(number > 1)
    admin1 = parts.str[-2].astype("string").str.strip().where(number > 2)  # noqa: PLR2004 - town, oblast, country
    return place, admin1, country


def _score(sheet: Sheet) -> float:
    export = ("Date", "Latitude", "Longitude", "Faction", "PlusCode")
    answer = ("Date", "la", "lo")
    whole = any(all(name in sheet.table for name in names) for names in (export, answer))
    return 0.9 if whole else 0.0


READER: Final = Reader(
    name="geoconfirmed",
    title="GeoConfirmed CSV export or API answer",
    doc="One incident for each Id, at its exact coordinates; PlusCode names town, oblast, country.",
    columns=COLUMNS,
    required=_REQUIRED,
    build=build,
    score=_score,
    licence="GeoConfirmed, https://geoconfirmed.org: ask before passing the data on.",
    republish="no",
)
