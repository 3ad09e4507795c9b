"""UCDP GED: the Georeferenced Event Dataset of the Uppsala Conflict Data Program.

One file mixes `1/22/2014 12:00:00 AM` with `05/02/2014 00:00`, both the month first, and ISO
elsewhere.  `fatalities` is the best estimate (`best`, in older files `best_est`); the others stay
with the row.  Only `type_of_violence` says what happened: state-based and non-state conflict
(1, 2) are read as armed clashes, one-sided violence (3) as an attack on civilians.

Precision, `where_prec`: 1 exact; 2 near a named place, read as settlement; 3 district; 4 region;
5 a line or a fuzzy area, read as region; 6 the country; 7 sea or air, read as outside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.readers.columns.draft import Draft
from geo.readers.columns.incident_types import read_types
from geo.readers.reader import Reader, having

if TYPE_CHECKING:
    from geo.readers.base import Records, Request, Sheet

COLUMNS: Final = (
    *("id", "type_of_violence", "side_a", "side_b", "source_office", "source_article"),
    *("source_headline", "where_prec", "where_coordinates", "adm_1", "adm_2", "latitude"),
    *("longitude", "country", "date_prec", "date_start", "date_end", "best", "best_est"),
)
_REQUIRED: Final = ("id", "type_of_violence", "where_prec", "date_start", "latitude", "longitude")
_PRECISION: Final = {
    "1": "exact",
    "2": "settlement",
    "3": "district",
    "4": "region",
    "5": "region",
    "6": "country",
    "7": "outside",
}
_TYPES: Final = {"1": "Armed clash", "2": "Armed clash", "3": "Attack"}
_TOLD: Final = (
    *("date_start", "date_end", "side_a", "country", "adm_1", "where_coordinates", "latitude"),
    *("longitude", "source_headline"),
)


def build(sheet: Sheet, request: Request) -> Records:
    """Read a UCDP GED file; one incident for each `id`."""
    draft = Draft(sheet, request)
    start, end = draft.days("date_start", "date_end", usual="month")
    best = "best" if "best" in sheet.table else "best_est"
    fatalities = draft.count(best)
    country = draft.text("country")
    latitude, longitude = draft.points("latitude", "longitude", country=country)
    types, notes = read_types(draft.text("type_of_violence"), _TYPES.get)
    draft.note(*notes)
    draft.once(draft.text("id"), "id")
    return draft.records(
        {
            "incident_id": "UCDP-" + draft.text("id"),
            "dataset": request.dataset,
            "date_start": start,
            "date_end": end,
            "sub_event_type": types,
            "actor": draft.text("side_a"),
            "fatalities": fatalities,
            "notes": draft.text("source_headline"),
            "source": draft.first_text("source_office", "source_article").fillna("UCDP GED"),
        },
        {
            "place": draft.first_text("where_coordinates", "adm_2", "adm_1"),
            "country": country,
            "admin1": draft.text("adm_1"),
            "latitude": latitude,
            "longitude": longitude,
            "precision_limit": draft.coded("where_prec", _PRECISION),
        },
        told=_TOLD,
    )


READER: Final = Reader(
    name="ucdp",
    title="UCDP Georeferenced Event Dataset (GED)",
    doc=(
        "One incident for each id; fatalities are the best estimate. where_prec 1 is exact, 2 a"
        " settlement, 3 a district, 4 and 5 a region, 6 the country, 7 at sea or in the air."
    ),
    columns=COLUMNS,
    required=_REQUIRED,
    build=build,
    score=having(*_REQUIRED),
)
