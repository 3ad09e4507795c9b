"""ACLED: a CSV or XLSX export of the Armed Conflict Location & Event Data Project.

The 31 columns of today's export and the older ones (`data_id`, `event_id_no_cnty`, `iso3`, names in
capitals) are read alike.  Dates are `2024-10-21`, `21 October 2024` or `21-10-2024`, the day first.

Rows without an id get one, and of two versions of an event the later `timestamp` counts.  A file
with event types only is read too; the types stay as coarse as they are.

Precision: in ACLED's codebook `geo_precision` 1 is a place of its own coordinates, 2 a small part
of a region that a town of it stands for, 3 a whole region, for which its capital stands.  They are
read as exact, district and region: the town and the capital are stand-ins and get no pin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.readers.columns.draft import Draft
from geo.readers.columns.incident_types import read_types
from geo.readers.columns.levels import KYIV_OBLAST, kyiv_apart
from geo.readers.columns.numbers import read_numbers
from geo.readers.reader import Reader
from geo.schema import EVENT_TYPE_OF

if TYPE_CHECKING:
    from geo.readers.base import Records, Request, Sheet

COLUMNS: Final = (
    *("event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type"),
    *("sub_event_type", "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2"),
    *("interaction", "civilian_targeting", "iso", "region", "country", "admin1", "admin2"),
    *("admin3", "location", "latitude", "longitude", "geo_precision", "source", "source_scale"),
    *("notes", "fatalities", "tags", "timestamp"),
)
_REQUIRED: Final = ("event_date", "event_type", "location")
_ANY: Final = ("event_id_cnty", "sub_event_type", "disorder_type", "actor1", "admin1")
_PRECISION: Final = {"1": "exact", "2": "district", "3": "region"}
#: As ACLED's terms of use put it.
LICENCE: Final = (
    "ACLED, https://acleddata.com: terms of use; the data may not be passed on, figures made of it"
    " may be with attribution."
)
_SUBS: Final = {name.casefold(): name for name in EVENT_TYPE_OF}
_TOLD: Final = (
    *("event_id_cnty", "event_date", "actor1", "country", "admin1", "admin2", "admin3", "location"),
    *("latitude", "longitude", "fatalities", "source", "notes"),
)
_BASIS: Final = ("event_date", "event_type", "sub_event_type", "location", "latitude", "longitude")


def build(sheet: Sheet, request: Request) -> Records:
    """Read an ACLED export; one incident for each `event_id_cnty`."""
    draft = Draft(sheet, request)
    # ACLED has written 21-10-2024, and never slashes: those are a spreadsheet's.
    slashed = draft.text("event_date").str.contains("/", regex=False).any()
    start, end = draft.days("event_date", usual=None if slashed else "day")
    country = draft.text("country")
    latitude, longitude = draft.points("latitude", "longitude", country=country)
    types, notes = read_types(
        draft.first_text("sub_event_type", "event_type"),
        lambda text: _SUBS.get(" ".join(text.casefold().split())),
    )
    draft.note(*notes)
    basis = [name for name in _BASIS if name in sheet.table]
    ids = draft.ids("event_id_cnty", basis=basis)
    draft.once(ids, "event_id_cnty", newer=read_numbers(draft.text("timestamp"))[0])
    limit = draft.coded("geo_precision", _PRECISION)
    admin1 = kyiv_apart(draft.text("admin1"), listed=True)
    # The coordinates of a region are its capital's, and this capital is a region of its own.
    around = (limit.eq("region") & admin1.eq(KYIV_OBLAST)).fillna(value=False).astype(bool)
    for name in ("latitude", "longitude", "location") if around.any() else ():
        draft.keep(name, around)
    return draft.records(
        {
            "incident_id": ids,
            "dataset": request.dataset,
            "date_start": start,
            "date_end": end,
            "sub_event_type": types,
            "actor": draft.text("actor1"),
            **draft.casualties("fatalities"),
            "notes": draft.text("notes"),
            "source": draft.text("source"),
        },
        {
            "place": draft.text("location").mask(around, admin1),
            "country": country,
            "admin1": admin1,
            **{name: draft.text(name) for name in ("admin2", "admin3")},
            "latitude": latitude.mask(around),
            "longitude": longitude.mask(around),
            "precision_limit": limit,
        },
        told=_TOLD,
    )


def _score(sheet: Sheet) -> float:
    if not all(name in sheet.table for name in _REQUIRED):
        return 0.0
    there = sum(name in sheet.table for name in _ANY)
    return 0.9 if there > 1 else 0.0


READER: Final = Reader(
    name="acled",
    title="ACLED export or API answer",
    doc=(
        "One incident for each event_id_cnty. geo_precision 1 is exact, 2 a district and 3 a"
        " region; only the first is drawn as a point."
    ),
    columns=COLUMNS,
    required=_REQUIRED,
    build=build,
    score=_score,
    licence=LICENCE,
    republish="aggregated only",
)
