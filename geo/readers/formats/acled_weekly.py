"""ACLED's aggregated files: one row per week, region and type, with the number of its events.

`WEEK` is the Saturday on which the week begins.  `ID` is the region's, not the row's, and the
coordinates are the region's middle: they stand for the region and are no point.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.readers.columns.draft import Draft
from geo.readers.columns.incident_types import read_types
from geo.readers.columns.levels import kyiv_apart
from geo.readers.reader import Reader

if TYPE_CHECKING:
    from geo.readers.base import Records, Request, Sheet

COLUMNS: Final = (
    *("week", "region", "country", "admin1", "event_type", "sub_event_type", "events"),
    *("fatalities", "population_exposure", "disorder_type", "id", "centroid_latitude"),
    "centroid_longitude",
)
_REQUIRED: Final = ("week", "admin1", "events")
_TOLD: Final = ("country", "admin1", "events", "fatalities")
_BASIS: Final = ("week", "country", "admin1", "event_type", "sub_event_type")
_LAST_DAY: Final = pd.Timedelta(days=6)


def build(sheet: Sheet, request: Request) -> Records:
    """Read an aggregated file; one incident for each week, region and type."""
    draft = Draft(sheet, request)
    start, end = draft.days("week")
    types, notes = read_types(draft.first_text("sub_event_type", "event_type"))
    draft.note(*notes)
    ids = draft.ids(None, basis=[name for name in _BASIS if name in sheet.table])
    admin1, country = kyiv_apart(draft.text("admin1"), listed=True), draft.text("country")
    return draft.records(
        {
            "incident_id": ids,
            "dataset": request.dataset,
            "date_start": start,
            "date_end": end + _LAST_DAY,
            "sub_event_type": types,
            "events": draft.count("events"),
            **draft.casualties("fatalities"),
            "source": "ACLED, aggregated",
        },
        {
            "place": admin1.fillna(country),
            "country": country,
            "admin1": admin1,
            "precision_limit": draft.blank().mask(admin1.notna(), "region").fillna("country"),
        },
        told=_TOLD,
    )


def _score(sheet: Sheet) -> float:
    more = "event_type" in sheet.table or "sub_event_type" in sheet.table
    return 0.92 if more and all(name in sheet.table for name in _REQUIRED) else 0.0


READER: Final = Reader(
    name="acled-weekly",
    title="ACLED aggregated by week and region",
    doc=(
        "One record for each week, region and type, with the number of its events. Its coordinates"
        " are the region's middle: the region is shaded and no point drawn."
    ),
    columns=COLUMNS,
    required=_REQUIRED,
    build=build,
    score=_score,
    licence=(
        "ACLED, https://acleddata.com: terms of use; the data may not be passed on, figures made of"
        " it may be with attribution."
    ),
    republish="aggregated only",
)
