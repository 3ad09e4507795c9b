"""VIINA 1 and 2: `event_1pd` (one event a place and day), `event_info` and version 1's `events`
(one report each), CSV or their ZIP.

`date` is YYYYMMDD.  The labels, columns of 0 and 1 that end in `_b` or, in some files, in nothing,
say what happened; `event_info` has none, so its reports have no type.  Where several labels are
set, the first of `LABELS` decides; the labels themselves stay with the row.  `time` is the time of
the report, and 00:00 stands for unknown.

Precision, `GEO_PRECISION`: STREET exact; ADM3 settlement where the place is a populated one (a
GeoNames feature code PPL..., or none), else district; ADM2 district; ADM1 region; ADM0 country, of
which the coordinates are a stand-in and are not taken.
"""  # noqa: D205

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.errors import InputError
from geo.readers.columns.draft import Draft
from geo.readers.reader import Reader
from geo.schema import ALERT_TYPE, UNKNOWN_TYPE

if TYPE_CHECKING:
    import pandas as pd

    from geo.readers.base import Records, Request, Sheet

#: What a label says happened, the most telling first.
LABELS: Final[tuple[tuple[str, str], ...]] = (
    ("t_uav_b", "Air/drone strike"),
    ("t_airstrike_b", "Air/drone strike"),
    ("t_artillery_b", "Shelling/artillery/missile attack"),
    ("t_ied_b", "Remote explosive/landmine/IED"),
    ("t_firefight_b", "Armed clash"),
    ("t_armor_b", "Armed clash"),
    ("t_raid_b", "Armed clash"),
    ("t_aad_b", "Disrupted weapons use"),
    ("t_killing_b", "Attack"),
    ("t_hospital_b", "Attack"),
    ("t_arrest_b", "Arrests"),
    ("t_control_b", "Non-violent transfer of territory"),
    ("t_occupy_b", "Non-violent transfer of territory"),
    ("t_retreat_b", "Non-violent transfer of territory"),
    ("t_property_b", "Looting/property destruction"),
    ("t_airalert_b", ALERT_TYPE),
    ("t_cyber_b", "Other"),
    ("t_san_b", "Other"),
)
COLUMNS: Final = (
    *(
        "event_id_1pd",
        "event_id",
        "date",
        "time",
        "sources",
        "source",
        "url",
        "text",
        "feature_code",
    ),
    *(
        "asciiname",
        "address",
        "location",
        "ADM1_NAME",
        "ADM2_NAME",
        "longitude",
        "latitude",
        "GEO_PRECISION",
    ),
    *("a_rus_init_b", "a_ukr_init_b", "a_rus_b", "a_ukr_b"),
    *(label for label, _ in LABELS),
)
_REQUIRED: Final = ("date",)
_MARKS: Final = ("event_id_1pd", "viina_version", "GEO_API")
_PLACED: Final = ("GEO_PRECISION", "latitude", "longitude")
_PRECISION: Final = {
    "STREET": "exact",
    "ADM3": "settlement",
    "ADM2": "district",
    "ADM1": "region",
    "ADM0": "country",
}
_MIDNIGHT: Final = "00:00"
_STAND_INS: Final = ("latitude", "longitude", "asciiname", "ADM1_NAME")
_TOLD: Final = ("date", "time", "asciiname", "ADM1_NAME", "latitude", "longitude", "url", "text")


def build(sheet: Sheet, request: Request) -> Records:
    """Read one VIINA file; one incident for each `event_id`, in event_1pd each `event_id_1pd`.

    Raises
    ------
    InputError
        If the file is of labels alone and names no place.
    """
    if not all(name in sheet.table for name in _PLACED):
        raise InputError(
            "these are VIINA's labels alone, which name no place; give event_1pd, or the version"
            " of event_info that has coordinates",
            file=request.file,
        )
    draft = Draft(sheet, request)
    reports = "event_id" in sheet.table
    key = "event_id" if reports else "event_id_1pd"
    start, end = draft.days("date")
    times = draft.times("date", own="time")
    times = times.mask(times == _MIDNIGHT)
    latitude, longitude = draft.points("latitude", "longitude")
    limit = _precision(draft)
    whole = limit.isin(["country"])
    ids = draft.ids(key, prefix="VIINA-R" if reports else "VIINA-")
    draft.once(ids, key)
    place = draft.first_text("asciiname", "location", "address", "ADM2_NAME", "ADM1_NAME")
    return draft.records(
        {
            "incident_id": ids,
            "dataset": request.dataset,
            "date_start": start,
            "date_end": end,
            "time_start": times,
            "sub_event_type": _types(draft),
            "actor": _actor(draft),
            "notes": draft.text("text"),
            "source": draft.first_text("sources", "source").fillna("VIINA"),
            "source_url": draft.text("url"),
        },
        {
            "place": place.mask(whole, "Ukraine"),
            "admin1": draft.text("ADM1_NAME").mask(whole),
            "admin2": draft.text("ADM2_NAME").mask(whole),
            "latitude": latitude.mask(whole),
            "longitude": longitude.mask(whole),
            "precision_limit": limit,
        },
        told=tuple(n for n in _TOLD if n not in _STAND_INS) if whole.any() else _TOLD,
    )


def _set(draft: Draft, label: str) -> pd.Series[bool]:
    bare = label.removesuffix("_b")
    text = draft.text(label if label in draft.table else bare)
    return text.isin(("1", "1.0", "TRUE", "True"))


def _types(draft: Draft) -> pd.Series[str]:
    types = draft.blank()
    for label, sub in LABELS:
        types = types.mask(types.isna() & _set(draft, label), sub)
    return types.fillna(UNKNOWN_TYPE)


def _actor(draft: Draft) -> pd.Series[str]:
    """Return who began it, where labels name one side only; VIINA 1 labels sides without `init`."""
    suffix = "init_b" if "a_rus_init_b" in draft.table else "b"
    russia, ukraine = _set(draft, f"a_rus_{suffix}"), _set(draft, f"a_ukr_{suffix}")
    return draft.blank().mask(russia & ~ukraine, "Russia").mask(ukraine & ~russia, "Ukraine")


def _precision(draft: Draft) -> pd.Series[str]:
    limit = draft.coded("GEO_PRECISION", _PRECISION)
    code = draft.text("feature_code")
    unpopulated = code.notna() & ~code.str.upper().str.startswith("PPL").fillna(value=False)
    return limit.mask(limit.isin(["settlement"]) & unpopulated, "district")


def _score(sheet: Sheet) -> float:
    if not all(name in sheet.table for name in _REQUIRED):
        return 0.0
    labelled = sum(label.removesuffix("_b") in sheet.table for label, _ in LABELS)
    labelled += sum(label in sheet.table for label, _ in LABELS)
    marked = any(name in sheet.table for name in _MARKS)
    if all(name in sheet.table for name in _PLACED):
        return 0.95 if marked or labelled > 1 else 0.0
    return 0.95 if marked and labelled else 0.0


READER: Final = Reader(
    name="viina",
    title="VIINA 1 or 2: event_1pd, event_info or events, as CSV or ZIP",
    doc=(
        "One incident for each event_id_1pd, in event_info for each event_id. GEO_PRECISION STREET"
        " is exact, ADM3 a settlement, ADM2 a district, ADM1 a region."
    ),
    columns=COLUMNS,
    required=_REQUIRED,
    build=build,
    score=_score,
    licence="VIINA, https://github.com/zhukovyuri/VIINA: Open Database License (ODbL).",
    republish="yes",
)
