"""Named objects, such as power stations and air bases, and sectors of the front."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.gazetteer import (
    AXES,
    CITY,
    NEAR,
    ON_LAND_OF,
    SETTLEMENT,
    adjective_stem,
    called,
    fold,
    key,
    sector,
)
from geo.geocoding.answer import Answer, Candidate, outside
from geo.geocoding.choice import Question, ambiguous
from geo.geocoding.partial import allowed_region, district, regions_answer
from geo.geocoding.regional import ON_LAND

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Score of an object that is found by its name, and of a sector by its list.
NAMED: Final = 0.95
SECTOR: Final = 0.9
SEVERAL: Final = 0.8


def named_object(q: Question) -> Answer | None:
    """Answer for a power station, refinery, air base ... that is listed by its name."""
    gazetteer = q.gazetteer
    city = q.phrase.cues == {CITY} and q.phrase.folded.endswith(q.phrase.core)
    # "город Москва" is not Moscow-City, "село Бельское" not Belaya air base.
    village = q.phrase.cues == {SETTLEMENT} and not called(q.phrase.text).kinds
    if city or village or (not q.phrase.cues and key(q.phrase.folded) in gazetteer.names):
        return None
    rows = gazetteer.named_object(q.phrase.text)
    allowed = [
        row
        for row in rows
        if not gazetteer.regions_of(row)
        or any(allowed_region(q, region) for region in gazetteer.regions_of(row))
    ]
    on_land = [
        row for row in rows if ON_LAND_OF.get(str(gazetteer.regions[row])) in q.scope.regions
    ]
    if not allowed and not on_land:
        return None
    sure = NAMED if allowed else ON_LAND
    allowed = allowed or on_land
    regions = {gazetteer.regions_of(row) for row in allowed}
    name = str(gazetteer.columns["name"][allowed[0]])
    if len(regions) > 1:
        return ambiguous(tuple(_candidate(q, row) for row in allowed))
    codes = regions.pop()
    if not codes:
        return outside(name, f"{name} is at sea or abroad.")
    if len(codes) > 1:
        return regions_answer(q, codes, SEVERAL, "name", f"{name} is in several regions.")
    lat, lon = (gazetteer.columns[column][allowed[0]] for column in ("lat", "lon"))
    pin = len(allowed) == 1 and lat is not None and NEAR not in q.phrase.cues
    return Answer(
        codes[0], name, lat if pin else None, lon if pin else None,
        "settlement" if pin else "district", "name", sure, "located",
        note=f"The named object {name}.",
    )  # fmt: skip


def _candidate(q: Question, row: int) -> Candidate:
    columns = q.gazetteer.columns
    region = next(iter(q.gazetteer.regions_of(row)), "")
    return Candidate(
        region, columns["name"][row], columns["lat"][row], columns["lon"][row], "district",
        "an object of that name",
    )  # fmt: skip


def sector_of(q: Question) -> Answer | None:
    """Answer for a sector of the front: by the list of both general staffs' sectors."""
    words = q.phrase.text.split()
    kept = [word for word in words if fold(word) not in AXES]
    alone = len(kept) == len(words)
    if alone and (q.phrase.cues or key(q.phrase.folded) in q.gazetteer.names):
        return None
    regions = [r for r in sector(" ".join(kept), alone=alone) if allowed_region(q, r)]
    if not regions:
        return None
    home = _home(q, regions) if len(regions) > 1 and not alone else regions
    note = "A sector of the front."
    if len(home) < len(regions):
        note = "A sector of the front that reaches into other regions."
    score = SECTOR if len(regions) == 1 else SEVERAL
    if len(home) == 1 and not alone:
        return district(home[0], q.phrase.text, score, note)
    return regions_answer(q, tuple(home), score, "region name", note)


def _home(q: Question, regions: Sequence[str]) -> Sequence[str]:
    """Return the region of the town that a sector is named after, where it is one of its own."""
    core = q.phrase.core
    stem = adjective_stem(core) or core
    rows = [
        row
        for row in (
            *q.gazetteer.districts.get(key(core), ()),
            *q.gazetteer.districts.get(key(stem), ()),
        )
        if q.gazetteer.regions[row] in regions
    ]
    towns = {str(q.gazetteer.regions[row]) for row in rows}
    return tuple(towns) if len(towns) == 1 else regions
