"""KML and KMZ of points: GeoConfirmed's map, Google My Maps, Google Earth.

The day is that of the placemark (`TimeStamp`, a field named date), else the one day in its name
("20 OCT 2024 - strike on a warehouse"), the day with which its description begins or that it calls
its date, or that of its folder.  Name and description are the notes, the folder stays with the row.
Fields of a placemark's own (`ExtendedData`) are found by their names, as a table's columns are.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.readers.base import text_series
from geo.readers.columns.addresses import first_url, hosts
from geo.readers.columns.days import read_days
from geo.readers.columns.draft import Draft
from geo.readers.columns.fitting import Fitting
from geo.readers.columns.incident_types import read_types
from geo.readers.columns.names import find_columns
from geo.readers.reader import Reader
from geo.schema import UNKNOWN_TYPE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.readers.base import Records, Request, Sheet

COLUMNS: Final = ("name", "description", "folder", "when", "end", "address", "date")
#: A day in a text.
_DAY: Final = (
    r"(?<![\d.,/-])((?:\d{1,2}(?:st|nd|rd|th)?[\s.-]*[^\W\d_]{3,9}\.?,?[\s.-]*(?:20)\d{2})"
    r"|(?:20\d{2}([-./])\d{1,2}\2\d{1,2})|(?:\d{1,2}([./-])\d{1,2}\3(?:\d{4}|\d{2}))"
    r"|(?:[^\W\d_]{3,9}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+20\d{2}))(?![\d/-]|[.,]\d)"
)
_BEGINS: Final = r"(?i)^\s*(?:(?:date|дата)\s*[:=]\s*)?" + _DAY
_CALLED: Final = r"(?i)(?:^|[\n>;|]|<br>)\s*(?:event |incident )?(?:date|дата)\s*[:=]\s*" + _DAY
_COUNTS: Final = ("injuries", "launched", "downed", "lost")
#: What a placemark may say in fields of its own.
_FIELDS: Final = (
    *("sub_event_type", "actor", "fatalities", *_COUNTS, "source", "source_url", "location"),
    "admin1",
)
_TOLD: Final = ("when", "end", "date", "address", "name")


def build(sheet: Sheet, request: Request) -> Records:
    """Read placemarks; one incident for each."""
    found = _dated(sheet)
    draft = Draft(found, request)
    start, end = draft.days("day", "end" if "end" in sheet.table else None, usual="day")
    latitude, longitude = draft.points(*sheet.geometry) if sheet.geometry else _nowhere(draft)
    name, text = draft.text("name"), draft.text("description")
    own = _own_fields(found, sheet.geometry or ())
    types = _types(draft, own, (name + " ").fillna("") + text.fillna(""))
    notes = name.fillna(text).mask(name.notna() & text.notna(), name + "\n" + text)
    ids = draft.ids("id" if "id" in sheet.table else None)
    draft.once(ids, "id")
    return draft.records(
        {
            "incident_id": ids,
            "dataset": request.dataset,
            "date_start": start,
            "date_end": end,
            "time_start": draft.times("day"),
            "sub_event_type": types,
            "actor": draft.text(own.get("actor")),
            **{count: draft.count(own.get(count)) for count in _COUNTS},
            **draft.casualties(own.get("fatalities")),
            "notes": notes,
            "source": draft.text(own.get("source")).fillna(hosts(text)),
            "source_url": draft.text(own.get("source_url")).fillna(first_url(text)),
        },
        {
            "place": draft.text("address")
            .fillna(draft.text(own.get("location")))
            .fillna(name.where(latitude.isna())),
            "admin1": draft.text(own.get("admin1")),
            "latitude": latitude,
            "longitude": longitude,
            "precision_limit": draft.blank().mask(latitude.notna(), "exact"),
        },
        told=(
            *(*_TOLD, "description", "day", *(sheet.geometry or ())),
            *(column for field, column in own.items() if field != "sub_event_type"),
        ),
    )


def _own_fields(sheet: Sheet, geometry: Sequence[str]) -> dict[str, str]:
    """Return field to column for the placemarks' own fields, as their names and values suggest."""
    ours = {*COLUMNS, *geometry, "day", "id"}
    names = [str(name) for name in sheet.table if name not in ours]
    found = find_columns(names, Fitting(sheet.table))
    return {field: found[field] for field in _FIELDS if field in found}


def _types(draft: Draft, own: Mapping[str, str], texts: pd.Series[str]) -> pd.Series[str]:
    """Return types by the field that has them; the placemark's texts fill what it leaves open."""
    types, _ = read_types(draft.text(own.get("sub_event_type")))
    return types.mask(types == UNKNOWN_TYPE, read_types(texts)[0])


def _dated(sheet: Sheet) -> Sheet:
    """Add the column `day`: the placemark's own, or that with which its texts begin."""
    table = sheet.table
    day = text_series(pd.NA, table.index)
    own = [str(name) for name in table if name not in {*COLUMNS, *(sheet.geometry or ()), "id"}]
    named = find_columns(own, Fitting(table)).get("date_start")
    for column in ("date", named, "when"):
        if column in table:
            day = day.fillna(table[column])
    for column, pattern in (
        *(("name", _BEGINS), ("name", _DAY)),
        *(("description", _BEGINS), ("description", _CALLED)),
    ):
        if column in table:
            day = day.fillna(_only(table[column], pattern))
    if "folder" in table:
        inner = table["folder"].str.rpartition(" / ")[2].astype("string")
        day = day.fillna(inner.where(read_days(inner).start.notna()))
    return replace(sheet, table=table.assign(day=day))


def _only(text: pd.Series[str], pattern: str) -> pd.Series[str]:
    """Return the day that a text holds, missing where it holds several."""
    found = text.str.extract(pattern)[0].astype("string")
    return found.where(text.str.count(pattern) == 1)


def _nowhere(draft: Draft) -> tuple[pd.Series[float], pd.Series[float]]:
    nothing = draft.blank().astype("float64")
    return nothing, nothing


def _score(sheet: Sheet) -> float:
    return 0.7 if sheet.kind in ("kml", "kmz", "gpx") and "name" in sheet.table else 0.0


READER: Final = Reader(
    name="kml",
    title="KML or KMZ of points: GeoConfirmed, Google My Maps",
    doc="One incident for each placemark, on its day, at its exact coordinates.",
    columns=COLUMNS,
    required=("name",),
    build=build,
    score=_score,
)
