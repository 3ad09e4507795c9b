"""Histories of air-raid alerts: one row per alert and area, from its sounding to the all-clear.

Read are the official history (`oblast, raion, hromada, level, started_at, finished_at`) and the
answers of alerts.in.ua (`location_title, location_type, location_oblast, location_raion`).  The
area is as narrow as the alert was; its duration is in the notes, both times stay with the row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.readers.columns.draft import Draft
from geo.readers.columns.levels import finest
from geo.readers.reader import Reader
from geo.schema import ALERT_TYPE

if TYPE_CHECKING:
    from geo.readers.base import Records, Request, Sheet

COLUMNS: Final = (
    *("oblast", "raion", "hromada", "level", "started_at", "finished_at", "source"),
    *("id", "location_title", "location_type", "location_oblast", "location_raion", "alert_type"),
    *("region", "region_title", "region_name", "oblast_name", "notes"),
)
_REQUIRED: Final = ("started_at",)
_OBLASTS: Final = (
    *("oblast", "location_oblast", "region", "region_title", "region_name", "oblast_name"),
)
_AREAS: Final = ("location_title", *_OBLASTS)
_TOLD: Final = ("oblast", "raion", "hromada", "location_oblast", "location_raion", "source")
_BASIS: Final = (*(*_OBLASTS, "raion", "hromada", "location_title", "started_at", "alert_type"),)


def build(sheet: Sheet, request: Request) -> Records:
    """Read a history of alerts; one incident for each row."""
    draft = Draft(sheet, request)
    start, end = draft.days("started_at", "finished_at")
    title, kind = draft.text("location_title"), draft.text("location_type").str.casefold()
    oblast = draft.first_text(*_OBLASTS)
    levels = {
        "admin3": draft.text("hromada").fillna(title.where(kind == "hromada")),
        "admin2": draft.first_text("raion", "location_raion").fillna(title.where(kind == "raion")),
        "admin1": oblast.fillna(title),
    }
    nothing = pd.Series(data=False, index=draft.table.index)
    place, limit = finest(title.where(kind == "city"), levels, pointed=nothing)
    ids = draft.ids("id", basis=[name for name in _BASIS if name in sheet.table])
    draft.once(ids, "id")
    return draft.records(
        {
            "incident_id": ids,
            "dataset": request.dataset,
            "date_start": start,
            "date_end": end,
            "time_start": draft.times("started_at", "finished_at"),
            "sub_event_type": ALERT_TYPE,
            "notes": _duration(draft),
            "source": draft.text("source"),
        },
        {"place": place, "country": "Ukraine", **levels, "precision_limit": limit},
        told=_TOLD,
    )


def _duration(draft: Draft) -> pd.Series[str]:
    """Return how long each alert lasted, as "1 h 05 min"; missing where its end is not known."""
    began, ended = (
        pd.to_datetime(draft.text(name), utc=True, errors="coerce", format="ISO8601")
        for name in ("started_at", "finished_at")
    )
    minutes = ((ended - began).dt.total_seconds() // 60).astype("Int64")
    minutes = minutes.where(minutes >= 0)
    hours = (minutes // 60).astype("string") + " h "
    return hours + (minutes % 60).astype("string").str.zfill(2) + " min"


def _score(sheet: Sheet) -> float:
    ends = "finished_at" in sheet.table or "alert_type" in sheet.table
    there = "started_at" in sheet.table and any(name in sheet.table for name in _AREAS)
    return 0.85 if ends and there else 0.0


READER: Final = Reader(
    name="alerts",
    title="Air-raid alerts: history with start and end, or alerts.in.ua",
    doc=(
        "One record for each alert and area, of a type of its own; the area is a region or a"
        " district and no point. Its duration is in the notes."
    ),
    columns=COLUMNS,
    required=_REQUIRED,
    build=build,
    score=_score,
)
