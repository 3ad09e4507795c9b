"""HDX HAPI's conflict events: ACLED's figures per month, area and category, by p-code.

One row counts the events of one category in one area and month.  The categories (political
violence, civilian targeting, demonstrations) overlap, so that their sums are no totals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.readers.columns.codes import region_of_code
from geo.readers.columns.draft import Draft
from geo.readers.reader import Reader, having
from geo.schema import UNKNOWN_TYPE

if TYPE_CHECKING:
    from geo.readers.base import Records, Request, Sheet

COLUMNS: Final = (
    *("location_code", "admin1_code", "admin1_name", "admin2_code", "admin2_name", "event_type"),
    *("events", "fatalities", "reference_period_start", "reference_period_end"),
)
_REQUIRED: Final = ("location_code", "event_type", "reference_period_start")
#: What a row is about; its figures may be revised.
_BASIS: Final = (
    *("location_code", "admin1_code", "admin2_code", "event_type", "reference_period_start"),
)
_TYPES: Final = {
    "demonstration": "Protests",
    "demonstrations": "Protests",
    "civilian_targeting": "Violence against civilians",
}
_TOLD: Final = ("events", "fatalities", "admin1_name", "admin2_name", "location_code")


def build(sheet: Sheet, request: Request) -> Records:
    """Read an answer; one incident for each month, area and category."""
    draft = Draft(sheet, request)
    start, end = draft.days("reference_period_start", "reference_period_end")
    code = draft.first_text("admin1_code", "admin2_code")
    region = code.map(region_of_code, na_action="ignore").astype("string")
    region = region.fillna(draft.text("admin1_name")).fillna(code)
    country = draft.text("location_code")
    kind = draft.text("event_type").str.casefold()
    if kind.nunique() > 1:
        draft.note("the categories of event_type overlap: their figures are not to be added up")
    return draft.records(
        {
            "incident_id": draft.ids(None, basis=[n for n in _BASIS if n in sheet.table]),
            "dataset": request.dataset,
            "date_start": start,
            "date_end": end,
            "sub_event_type": kind.map(_TYPES).astype("string").fillna(UNKNOWN_TYPE),
            "events": draft.count("events"),
            **draft.casualties("fatalities"),
            "source": "ACLED through HDX HAPI",
        },
        {
            "place": region.fillna(country),
            "country": country,
            "admin1": region,
            "admin2": draft.text("admin2_name"),
            "precision_limit": draft.blank().mask(region.notna(), "region").fillna("country"),
        },
        told=_TOLD,
    )


READER: Final = Reader(
    name="hapi",
    title="HDX HAPI conflict events",
    doc="One record for each month, area and category, with the number of its events.",
    columns=COLUMNS,
    required=_REQUIRED,
    build=build,
    score=having(*_REQUIRED),
    licence="ACLED through HDX HAPI: terms of use of ACLED.",
    republish="aggregated only",
)
