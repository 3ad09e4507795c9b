"""UCDP GED: the Georeferenced Event Dataset of the Uppsala Conflict Data Program.

One file mixes `1/22/2014 12:00:00 AM` with `05/02/2014 00:00`, both the month first, and ISO
elsewhere.  `fatalities` is the best estimate (`best`, in older files `best_est`), between `low` and
`high`.  The candidate dataset and the API's answers have the same columns; a part of the columns
will do.  Only `type_of_violence` says what happened: state-based and non-state conflict
(1, 2) are read as armed clashes, one-sided violence (3) as an attack on civilians.

Precision, `where_prec`: 1 exact; 2 near a named place, read as settlement; 3 district; 4 region;
5 a line or a fuzzy area, read as region; 6 the country; 7 sea or air, read as outside.  The
coordinates of 6 and 7 are stand-ins and are not taken.  Without that column the words of
`where_coordinates` tell ("Kursk oblast").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.readers.columns.draft import Draft
from geo.readers.columns.incident_types import read_types
from geo.readers.reader import Reader

if TYPE_CHECKING:
    import pandas as pd

    from geo.readers.base import Records, Request, Sheet

COLUMNS: Final = (
    *("id", "type_of_violence", "side_a", "side_b", "source_office", "source_article"),
    *("source_headline", "where_prec", "where_coordinates", "adm_1", "adm_2", "latitude"),
    *("longitude", "country", "date_prec", "date_start", "date_end", "best", "best_est", "low"),
    *("high", "low_est", "high_est", "relid", "code_status"),
)
_REQUIRED: Final = ("type_of_violence", "date_start")
_ANY: Final = ("best", "best_est", "where_prec", "where_coordinates", "side_a", "dyad_name")
#: Words of `where_coordinates` by the precision that they claim.
_WORDS: Final = (
    ("region", r"(?i)\b(?:oblast|region|republic|krai|kray|province)\s*$"),
    ("district", r"(?i)\b(?:raion|rayon|district|county)\s*$"),
    ("settlement", r"(?i)\b(?:town|city|village|settlement)\s*$"),
)
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
    # UCDP writes YYYY-MM-DD; what is written otherwise was saved by another program.
    start, end = draft.days("date_start", "date_end")
    best, low, high = (
        draft.count(name if name in sheet.table else f"{name}_est")
        for name in ("best", "low", "high")
    )
    country = draft.text("country")
    latitude, longitude = draft.points("latitude", "longitude", country=country)
    types, notes = read_types(draft.code("type_of_violence"), _TYPES.get)
    draft.note(*notes)
    limit = _limit(draft, country)
    nowhere = limit.isin(["country", "outside"])
    ids = draft.ids("id" if "id" in sheet.table else "relid", prefix="UCDP-")
    draft.once(ids, "id" if "id" in sheet.table else None)
    place = draft.first_text("where_coordinates", "adm_2", "adm_1").fillna(country)
    return draft.records(
        {
            "incident_id": ids,
            "dataset": request.dataset,
            "date_start": start,
            "date_end": end,
            "sub_event_type": types,
            "actor": draft.text("side_a"),
            "fatalities": best,
            "fatalities_low": low,
            "fatalities_high": high,
            "notes": draft.text("source_headline"),
            "source": draft.first_text("source_office", "source_article").fillna("UCDP GED"),
        },
        {
            "place": place.mask(limit.isin(["country"]), country.fillna(place)),
            "country": country.mask(limit.isin(["outside"])),
            "admin1": draft.text("adm_1").mask(nowhere),
            "admin2": draft.text("adm_2").mask(nowhere),
            "latitude": latitude.mask(nowhere),
            "longitude": longitude.mask(nowhere),
            "precision_limit": limit,
        },
        told=_told(nowhere),
    )


def _limit(draft: Draft, country: pd.Series[str]) -> pd.Series[str]:
    """Return how exactly a place is known: by its code, or by the words of its name."""
    limit = draft.coded("where_prec", _PRECISION)
    if "where_prec" in draft.table:
        return limit
    words = draft.text("where_coordinates")
    bare = country.str.replace(r"\s*\(.*\)", "", regex=True)
    whole = words.str.casefold() == bare.str.casefold()
    limit = limit.mask(whole.fillna(value=False), "country")
    for precision, pattern in _WORDS:
        named = words.str.contains(pattern, regex=True).fillna(value=False)
        limit = limit.mask(limit.isna() & named, precision)
    return limit


def _told(nowhere: pd.Series[bool]) -> tuple[str, ...]:
    """Return the columns that are told; coordinates that were not taken stay the source's own."""
    if not nowhere.any():
        return _TOLD
    return tuple(name for name in _TOLD if name not in ("latitude", "longitude", "adm_1"))


def _score(sheet: Sheet) -> float:
    if not all(name in sheet.table for name in _REQUIRED):
        return 0.0
    return 0.9 if sum(name in sheet.table for name in _ANY) > 1 else 0.0


READER: Final = Reader(
    name="ucdp",
    title="UCDP Georeferenced Event Dataset (GED), candidate events, API answer",
    doc=(
        "One incident for each id; fatalities are the best estimate. where_prec 1 is exact, 2 a"
        " settlement, 3 a district, 4 and 5 a region, 6 the country, 7 at sea or in the air."
    ),
    columns=COLUMNS,
    required=_REQUIRED,
    build=build,
    score=_score,
    licence="UCDP, https://ucdp.uu.se: CC BY 4.0.",
    republish="yes",
)
