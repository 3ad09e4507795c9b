"""Districts of Russia by their adjective: "Rylsky District", "Грайворонский район".

Many regions have a district of one name, and cities have districts of such names, too: only what a
single region has, or one by the front and others far from it, is an answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.gazetteer import (
    AROUND,
    CLOSE_KM,
    adjective_stem,
    fold,
    is_cyrillic,
    key,
    russian_districts,
)
from geo.geocoding.answer import Candidate
from geo.geocoding.choice import (
    LIKELY,
    OVERWHELMS_BY_FRONT,
    Question,
    ambiguous,
)
from geo.geocoding.circles import distance_km
from geo.geocoding.likelihood import PEOPLE_POWER, REACH, REMOTE
from geo.geocoding.partial import allowed_region, district

if TYPE_CHECKING:
    from geo.gazetteer import RussianDistrict
    from geo.geocoding.answer import Answer

#: Score of the only district of a name, and of one whose region or country is said.
ONLY: Final = 0.9
SAID: Final = 0.95
#: Stems of the names that cities of the Soviet Union gave their districts, and a few since.
_SOVIET: Final = """
    avtozavodsk centraln dzerzhinsk frunzensk gagarinsk kalininsk kievsk kirovsk kominternovsk
    komsomolsk krasnoarmeisk krasnooktiabrsk kuibyshevsk leninsk levoberezhn moskovsk oktiabrsk
    ordzhonikidzevsk parkovsk pervomaisk pravoberezhn proletarsk sovetsk sormovsk stalinsk
    sverdlovsk traktorozavodsk tsentraln volodarsk voroshilovsk zavodsk zheleznodorozhn zhovtnevsk
"""
_OF_CITIES: Final = tuple(key(stem) for stem in _SOVIET.split())


def districts_of(q: Question) -> list[RussianDistrict]:
    """Return the districts of Russia that a phrase names and its scope allows."""
    if q.scope.country == "UA":
        return []
    return [d for d in russian_districts(q.phrase.core) if allowed_region(q, d.region)]


def may_be_a_citys(q: Question) -> bool:
    """Tell a name that districts of many cities have, where no region is said."""
    stem = adjective_stem(q.phrase.core) or q.phrase.core
    return not q.scope.regions and key(stem).startswith(_OF_CITIES)


def russian_district(q: Question, found: list[RussianDistrict]) -> Answer:
    """Answer for a district of Russia; open where several regions or cities have one."""
    weights: dict[str, float] = {}
    for each in found:
        weight = each.population**PEOPLE_POWER
        weight *= REACH["RU"] / (each.front_km + CLOSE_KM) ** 2 + REMOTE["RU"]
        weights[each.region] = weights.get(each.region, 0.0) + weight
    beside = [region for region in weights if region in q.hints.siblings]
    best = beside[0] if len(beside) == 1 else max(weights, key=weights.__getitem__)
    rest = sum(weights.values()) - weights[best]
    said = bool(q.scope.regions) or len(beside) == 1
    open_ = rest and len(beside) != 1 and weights[best] < OVERWHELMS_BY_FRONT * rest
    if open_ or (not said and (may_be_a_citys(q) or best in AROUND)):
        return ambiguous(
            candidates_of(found),
            "Several regions or cities of Russia have a district of this name.",
        )
    if not (said or q.scope.country or is_cyrillic(q.phrase.raw) or _as_written(q, best, found)):
        note = "A district of Russia is called almost so; Ukraine had others before 2020."
        return ambiguous(candidates_of(found), note)
    score = LIKELY if rest else SAID if said or q.scope.country else ONLY
    return district(best, q.phrase.text, score, "A district of Russia.")


def _as_written(q: Question, region: str, found: list[RussianDistrict]) -> bool:
    """Tell whether a district of a region is called just so, and not merely alike: Kelmetsky."""
    own = key(adjective_stem(q.phrase.core) or q.phrase.core)
    return any(
        key(adjective_stem(fold(each.name)) or fold(each.name)) == own
        for each in found
        if each.region == region
    )


def candidates_of(found: list[RussianDistrict]) -> tuple[Candidate, ...]:
    """Return districts as candidates, those by the front first."""
    return tuple(
        Candidate(each.region, f"{each.name} район", None, None, "district", "a district of Russia")
        for each in sorted(found, key=lambda each: each.front_km)[:8]
    )


def in_district(district_: RussianDistrict, lat: float, lon: float) -> bool:
    """Tell whether a point is within a district's circle."""
    return distance_km(district_.lat, district_.lon, lat, lon) <= district_.radius_km
