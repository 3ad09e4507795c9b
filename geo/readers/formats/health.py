"""Attacks on health care: Insecurity Insight's tables and the WHO's surveillance system (SSA).

Insecurity Insight counts health workers, by columns such as `Health Workers Killed`; these are the
people that its tables know of.  `Geo Precision` says how exact the coordinates are, in words or as
a number: a settlement, a district, a region or the country.  The WHO names the country only, and
counts all people (`Total Death`, `Total Injured`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.errors import InputError
from geo.readers.columns.draft import Draft
from geo.readers.columns.incident_types import read_types
from geo.readers.columns.levels import finest
from geo.readers.columns.names import plain_name
from geo.readers.reader import Reader

if TYPE_CHECKING:
    import pandas as pd

    from geo.readers.base import Records, Request, Sheet

COLUMNS: Final = (
    *("Date", "Country", "Country ISO", "Admin 1", "Latitude", "Longitude", "Geo Precision"),
    *("Location of event", "Reported Perpetrator", "Weapon Carried/Used", "Event Description"),
    *("Health Workers Killed", "Health Workers Injured", "Event ID", "SiND Event ID"),
    *("Attack ID", "Attack Date", "Country / Territory", "Type of Attack", "Total Death"),
    *("Total Injured", "Certainty Level"),
)
#: Precision by words of `Geo Precision`, the vaguest first.
_PRECISION: Final = (
    ("country", r"country|\(5\)|^5"),
    ("region", r"admin(?:istrative)? ?(?:level )?1|first|province|region|oblast|\(4\)|^4"),
    ("district", r"admin|district|county|second|third|\(3\)|^3"),
    ("settlement", r"city|town|village|neighbo|\(2\)|^2"),
    ("exact", r"exact|precise|\(1\)|^1"),
)
_INJURED: Final = ("Total Injured", "Total Injury", "Total Injuries", "Health Workers Injured")
_TOLD: Final = (
    *("Date", "Attack Date", "Country", "Country / Territory", "Admin 1", "Latitude", "Longitude"),
    *("Location of event", "Reported Perpetrator", "Event Description"),
)


def build(sheet: Sheet, request: Request) -> Records:
    """Read a table of attacks; one incident for each row.

    Raises
    ------
    InputError
        If the columns are those of neither source.
    """
    if not _score(sheet):
        raise InputError(
            "expected the columns of Insecurity Insight (Date, Country, Health Workers Killed) or"
            " of the WHO (Attack ID, Attack Date, Country / Territory)",
            file=request.file,
            row=1,
        )
    draft = Draft(sheet, request)
    date = "Attack Date" if "Attack Date" in sheet.table else "Date"
    start, end = draft.days(date)
    country = draft.first_text("Country", "Country / Territory", "Country ISO")
    latitude, longitude = draft.points("Latitude", "Longitude", country=country)
    limit = _limit(draft)
    whole = limit.isin(["country"])
    admin1 = draft.text(_column(sheet, "Admin 1", "Admin 1 Name")).mask(whole)
    place, named = finest(
        draft.text("Location of event").mask(whole),
        {"admin1": admin1, "country": country},
        pointed=latitude.notna() & ~whole,
    )
    types, notes = read_types(draft.first_text("Weapon Carried/Used", "Type of Attack"))
    draft.note(*notes)
    key = next((n for n in ("SiND Event ID", "Event ID", "Attack ID") if n in sheet.table), None)
    ids = draft.ids(key)
    draft.once(ids, key)
    return draft.records(
        {
            "incident_id": ids,
            "dataset": request.dataset,
            "date_start": start,
            "date_end": end,
            "sub_event_type": types,
            "actor": draft.text("Reported Perpetrator"),
            **draft.casualties(_column(sheet, "Total Death", "Health Workers Killed")),
            "injuries": draft.count(_column(sheet, *_INJURED)),
            "notes": draft.text("Event Description"),
            "source": "WHO SSA" if "Attack ID" in sheet.table else "Insecurity Insight",
        },
        {
            "place": place,
            "country": country,
            "admin1": admin1,
            "latitude": latitude.mask(whole),
            "longitude": longitude.mask(whole),
            "precision_limit": limit.fillna(named),
        },
        told=tuple(n for n in _TOLD if n not in ("Latitude", "Longitude") or not whole.any()),
    )


def _column(sheet: Sheet, *names: str) -> str | None:
    """Return the column of one of these names, however it is written."""
    there = {plain_name(str(name)): str(name) for name in reversed(list(sheet.table))}
    return next((there[plain] for name in names if (plain := plain_name(name)) in there), None)


def _limit(draft: Draft) -> pd.Series[str]:
    """Return how exact a row's place is, by the words of `Geo Precision`."""
    words = draft.text("Geo Precision").str.casefold()
    limit = draft.blank()
    for precision, pattern in _PRECISION:
        named = words.str.contains(pattern, regex=True).fillna(value=False)
        limit = limit.mask(limit.isna() & named, precision)
    return limit


def _score(sheet: Sheet) -> float:
    names = {plain_name(str(name)) for name in sheet.table.columns}
    insight = {"date", "country", "health workers killed"} <= names
    surveillance = {"country territory", "attack id"} <= names and "attack date" in names
    return 0.88 if insight or surveillance else 0.0


READER: Final = Reader(
    name="health",
    title="Attacks on health care: Insecurity Insight, WHO SSA",
    doc=(
        "One incident for each event id. Geo Precision decides between exact, settlement, district,"
        " region and country; the WHO names the country only."
    ),
    columns=COLUMNS,
    required=(),
    build=build,
    score=_score,
    licence="Insecurity Insight: CC BY-NC-SA 4.0; WHO: terms of use of its data.",
)
