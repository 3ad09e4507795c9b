"""Nightly tables of missiles and drones: one row per night, model and target.

Such tables, kept after the Ukrainian Air Force's reports, say what was `launched`, `destroyed` and
did not reach its goal, and name a `target`: one region or several, a direction, or the country.
`launch_place` is where it came from and never the place.  A row without a target is one of Ukraine
as a whole, at which all of these attacks were aimed; where it names the regions that were hit, its
numbers are not of these alone (`more_places` is unknown).  Our `launched`, `downed` and `lost`
count drones: the numbers of missiles stay with the source's own columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.readers.columns.addresses import first_url, hosts
from geo.readers.columns.draft import Draft
from geo.readers.columns.incident_types import read_types
from geo.readers.columns.levels import without_lists
from geo.readers.columns.parts import and_others
from geo.readers.reader import Reader, having

if TYPE_CHECKING:
    from geo.readers.base import Records, Request, Sheet

COLUMNS: Final = (
    *("time_start", "time_end", "model", "launch_place", "target", "carrier", "launched"),
    *("destroyed", "not_reach_goal", "is_shahed", "num_hit_location", "affected region", "source"),
)
_REQUIRED: Final = ("time_start", "target", "launched", "destroyed")
_TOLD: Final = ("time_start", "time_end", "target")
_COUNTRY: Final = "Ukraine"
_DRONES: Final = "Air/drone strike"


def build(sheet: Sheet, request: Request) -> Records:
    """Read a table of attacks; one incident for each row."""
    draft = Draft(sheet, request)
    start, end = draft.days("time_start", "time_end")
    types, notes = read_types(draft.text("model"))
    draft.note(*notes)
    drones = types.eq(_DRONES).fillna(value=False)
    if not drones.all():
        draft.note(
            f"{int((~drones).sum()):,} rows are not of drones: how many were launched and destroyed"
            " is kept with them, and not counted among drones"
        )
    target = draft.text("target")
    target = target.mask(
        (target.str.strip().str.casefold() == _COUNTRY.casefold()).fillna(value=False)
    )
    place = target.fillna(draft.first_text("affected region", "affected_region"))
    place = without_lists(place)
    whole = place.isna()
    hit = place.notna() & target.isna()
    source = draft.text("source")
    return draft.records(
        {
            "incident_id": draft.ids(None),
            "more_places": draft.blank().mask(hit, "unknown").mask(and_others(place), "yes"),
            "dataset": request.dataset,
            "date_start": start,
            "date_end": end,
            "time_start": draft.times("time_start", "time_end"),
            "sub_event_type": types,
            "actor": "Russia",
            "launched": draft.count("launched").where(drones),
            "downed": draft.count("destroyed").where(drones),
            "lost": draft.count("not_reach_goal").where(drones),
            "notes": draft.text("model"),
            "source": hosts(source).fillna(source),
            "source_url": first_url(source),
        },
        {
            "place": place.fillna(_COUNTRY),
            "country": _COUNTRY,
            "precision_limit": draft.blank().mask(whole.fillna(value=True), "country"),
        },
        told=_TOLD,
    )


READER: Final = Reader(
    name="missiles",
    title="Nightly missile and drone attacks on Ukraine: launched, destroyed, target",
    doc=(
        "One incident for each row; several targets share its figures, which count drones alone."
        " launch_place is never the place; a row without a target is Ukraine as a whole, or more"
        " than the regions that it says were hit."
    ),
    columns=COLUMNS,
    required=_REQUIRED,
    build=build,
    score=having(*_REQUIRED, score=0.85),
)
