"""GDELT: tables of its event database, with headings or as its exports are, without.

An export has 61 columns, in version 1 of the database 58, in the order of its codebook ("The GDELT
Event Database Data Format Codebook", versions 1.03 and 2.0).

`SQLDATE` is the day, an event's type its CAMEO code (Conflict and Mediation Event Observations,
P. Schrodt, 2012).  The events are found by machine in news reports.

Precision, `ActionGeo_Type`: 3 and 4 a settlement, 2 and 5 a region, 1 the country, of which the
coordinates are a stand-in and are not taken.  Countries are in FIPS 10-4 codes: UP is Ukraine, RS
is Russia.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geo.errors import InputError
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
_NAMED: Final = having(*_REQUIRED)
_LOOKED_AT: Final = 50
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
    sheet = _with_names(sheet)
    missing = next((name for name in _REQUIRED if name not in sheet.table), None)
    if missing:
        raise InputError(
            f"column {missing!r} is missing, and this is no export of 58 or 61 columns",
            file=request.file,
            row=1,
        )
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


def _actor(number: int) -> list[str]:
    parts = ("Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code")
    more = ("Religion2Code", "Type1Code", "Type2Code", "Type3Code")
    return [f"Actor{number}{part}" for part in (*parts, *more)]


def _layout(*, second: bool) -> dict[str, str]:
    """Return the names of an export's columns by what a file without headings calls them."""
    place = ["Type", "FullName", "CountryCode", "ADM1Code", "Lat", "Long", "FeatureID"]
    if second:
        place.insert(4, "ADM2Code")
    names = [
        *("GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"),
        *(*_actor(1), *_actor(2), "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode"),
        *("QuadClass", "GoldsteinScale", "NumMentions", "NumSources", "NumArticles", "AvgTone"),
        *(f"{who}Geo_{part}" for who in ("Actor1", "Actor2", "Action") for part in place),
        *("DATEADDED", "SOURCEURL"),
    ]
    return {f"column {number}": name for number, name in enumerate(names, start=1)}


_LAYOUTS: Final = (_layout(second=True), _layout(second=False))


def _with_names(sheet: Sheet) -> Sheet:
    """Name the columns of an export; any other sheet stays as it is."""
    for layout in _LAYOUTS:
        last = list(layout)[-1]
        if last in sheet.table and set(sheet.table.columns) <= set(layout):
            head = sheet.table[["column 2", "column 3", last]].head(_LOOKED_AT)
            day, month, url = (head[name] for name in head)
            if (
                day.str.fullmatch(r"(?:19|20)\d{6}").all()
                and (day.str[:6] == month).all()
                and url.str.match("https?://").any()
            ):
                return replace(sheet, table=sheet.table.rename(columns=layout))
    return sheet


def _score(sheet: Sheet) -> float:
    return having(*_REQUIRED)(_with_names(sheet)) if "column 3" in sheet.table else _NAMED(sheet)


READER: Final = Reader(
    name="gdelt",
    title="GDELT events, with headings or an export without",
    doc=(
        "One incident for each GLOBALEVENTID, found by machine in the news. ActionGeo_Type 3 and 4"
        " are a settlement, 2 and 5 a region, 1 the country."
    ),
    columns=COLUMNS,
    required=(),
    build=build,
    score=_score,
    licence="GDELT, https://www.gdeltproject.org: free to use with a citation.",
    republish="yes",
)
