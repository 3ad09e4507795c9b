"""GDELT: tables of its event database with their headings.

`SQLDATE` is the day, an event's type its CAMEO code (Conflict and Mediation Event Observations,
P. Schrodt, 2012).  The events are found by machine in news reports.

Precision, `ActionGeo_Type`: 3 and 4 a settlement, 2 and 5 a region, 1 the country, of which the
coordinates are a stand-in and are not taken.  Countries are in FIPS 10-4 codes: UP is Ukraine, RS
is Russia.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.readers.columns.addresses import hosts
from geo.readers.columns.draft import Draft
from geo.readers.reader import Reader, having
from geo.schema import UNKNOWN_TYPE

if TYPE_CHECKING:
    import pandas as pd

    from geo.readers.base import Records, Request, Sheet

COLUMNS: Final = (
    *("GLOBALEVENTID", "SQLDATE", "Actor1Name", "Actor2Name", "EventCode", "EventRootCode"),
    *("ActionGeo_Type", "ActionGeo_FullName", "ActionGeo_CountryCode", "ActionGeo_Lat"),
    *("ActionGeo_Long", "SOURCEURL", "NumMentions"),
)
_REQUIRED: Final = ("SQLDATE", "ActionGeo_Type", "ActionGeo_FullName")
_PRECISION: Final = {
    "1": "country",
    "2": "region",
    "3": "settlement",
    "4": "settlement",
    "5": "region",
}
_COUNTRIES: Final = {"UP": "Ukraine", "RS": "Russia"}
#: Types by the beginning of a CAMEO code, the longer first.
_TYPES: Final = (
    ("1821", "Sexual violence"),
    ("1831", "Suicide bomb"),
    ("181", "Abduction/forced disappearance"),
    ("183", "Remote explosive/landmine/IED"),
    ("193", "Armed clash"),
    ("194", "Shelling/artillery/missile attack"),
    ("195", "Air/drone strike"),
    ("173", "Arrests"),
    ("171", "Looting/property destruction"),
    ("145", "Riots"),
    ("14", "Protests"),
    ("18", "Violence against civilians"),
    ("19", "Battles"),
    ("20", "Violence against civilians"),
)
_TOLD: Final = ("SQLDATE", "Actor1Name", "SOURCEURL")


def build(sheet: Sheet, request: Request) -> Records:
    """Read a table of events; one incident for each `GLOBALEVENTID`."""
    draft = Draft(sheet, request)
    start, end = draft.days("SQLDATE")
    code = draft.text("ActionGeo_CountryCode")
    country = code.map(_COUNTRIES).fillna(code)
    latitude, longitude = draft.points("ActionGeo_Lat", "ActionGeo_Long", country=country)
    limit = draft.coded("ActionGeo_Type", _PRECISION)
    whole = limit.isin(["country"])
    vague = whole | limit.isin(["region"])
    ids = draft.ids("GLOBALEVENTID", prefix="GDELT-")
    draft.once(ids, "GLOBALEVENTID")
    return draft.records(
        {
            "incident_id": ids,
            "dataset": request.dataset,
            "date_start": start,
            "date_end": end,
            "sub_event_type": _types(draft),
            "actor": draft.text("Actor1Name"),
            "source": hosts(draft.text("SOURCEURL")).fillna("GDELT"),
            "source_url": draft.text("SOURCEURL"),
        },
        {
            "place": draft.text("ActionGeo_FullName"),
            "country": country,
            "latitude": latitude.mask(vague),
            "longitude": longitude.mask(vague),
            "precision_limit": limit,
        },
        told=_TOLD,
    )


def _types(draft: Draft) -> pd.Series[str]:
    code = draft.first_text("EventCode", "EventRootCode").str.replace(r"\.0+$", "", regex=True)
    types = draft.blank()
    for prefix, sub in _TYPES:
        begins = code.str.startswith(prefix).fillna(value=False)
        types = types.mask(types.isna() & begins, sub)
    return types.fillna(UNKNOWN_TYPE)


READER: Final = Reader(
    name="gdelt",
    title="GDELT events with their headings",
    doc=(
        "One incident for each GLOBALEVENTID, found by machine in the news. ActionGeo_Type 3 and 4"
        " are a settlement, 2 and 5 a region, 1 the country."
    ),
    columns=COLUMNS,
    required=_REQUIRED,
    build=build,
    score=having(*_REQUIRED),
    licence="GDELT, https://www.gdeltproject.org: free to use with a citation.",
)
