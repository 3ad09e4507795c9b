"""Regions as a whole: by a region word, by their bare name, and around a city of their name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from geo.gazetteer import (
    AROUND,
    CITY,
    FACILITY,
    NEAR,
    ON_LAND_OF,
    PLANT,
    SETTLEMENT,
    is_cyrillic,
    key,
)
from geo.geocoding.abroad import cities_of, region_abroad
from geo.geocoding.choice import (
    BIG,
    EXACT,
    KNOWN,
    LIKELY,
    TOWN,
    Question,
    ambiguous,
    candidate_of,
    choose,
    fits,
)
from geo.geocoding.match import Match, stages
from geo.geocoding.partial import (
    allowed_region,
    fallback,
    region_answer,
    region_candidate,
    regions_answer,
)
from geo.geocoding.units import units_named

if TYPE_CHECKING:
    from geo.gazetteer import Found
    from geo.geocoding.answer import Answer, Candidate

#: Words that name a unit of the first level, and nothing else.
_OBLAST: Final = frozenset(["oblast", "oblasti", "oblastiu", "voblast", "obl"])
_NO_REGION: Final = "{} is no region of Ukraine or Russia."
#: Quality of a region's name found by its sound, and score from which a match is certain.
HEARD: Final = 0.95
CERTAIN: Final = 0.9
#: Score of a village of Sevastopol that is said to be in Crimea: sources count it in either.
ON_LAND: Final = 0.88


def region_word(q: Question) -> Answer:
    """Answer where a word says region: "Kharkiv Oblast", "Region Tscherkassy"."""
    found = q.names.find(q.phrase.core, q.phrase.cues)
    if found.quality < 1 and (foreign := region_abroad(q)):
        return foreign
    if found.regions:
        return _likened(q, found)
    for match in stages(q.gazetteer, q.phrase.core, q.phrase.raw):
        rows = [row for row in match.rows if fits(q, row)]
        if rows and match.how in {"name", "other name", "case ending", "spelling"}:
            return _around_town(q, match._replace(rows=rows))
    return fallback(q)


def _likened(q: Question, found: Found) -> Answer:
    """Answer for regions whose name it is, or is like; a town's adjective is likened to none."""
    towns = _towns_of(q) if found.quality < HEARD else ()
    if towns:
        named = tuple(region_candidate(q, region, "by likeness") for region in found.regions)
        return ambiguous((*named, *towns), _NO_REGION.format(q.phrase.text))
    if len(found.regions) == 1 or (found.quality == 1 and len(found.regions) > 2):  # noqa: PLR2004
        score = 0.99 if found.quality >= HEARD else found.quality
        return regions_answer(q, found.regions, score, "region name")
    allowed = [region for region in found.regions if allowed_region(q, region)]
    if len(allowed) == 1:
        return region_answer(q, allowed[0], 0.9)
    return ambiguous(tuple(region_candidate(q, r, "by name") for r in found.regions))


def _around_town(q: Question, match: Match) -> Answer:
    """Answer by a town that stands for the land around it; no village has an oblast of its name."""
    answer = choose(q, match)
    if not answer.region:
        return answer
    people = max(q.gazetteer.populations[row] for row in match.rows)
    if _says_oblast(q) and (people < KNOWN or match.how == "spelling"):
        named = tuple(candidate_of(q, row, "a place of that name") for row in match.rows[:5])
        return ambiguous(named, _NO_REGION.format(q.phrase.text))
    score = min(answer.score, 0.92 if answer.score >= CERTAIN else 0.75)
    note = f"The region around {answer.place_name}."
    return region_answer(q, answer.region, score, note, "name")


def _says_oblast(q: Question) -> bool:
    return not _OBLAST.isdisjoint(q.phrase.folded.split())


def _towns_of(q: Question) -> tuple[Candidate, ...]:
    """Return the towns whose oblast somebody may have in mind who names one that there is not."""
    if not _says_oblast(q):
        return ()
    named = (row for own in cities_of(q.phrase.core) for row in q.gazetteer.names.get(own, ()))
    towns = dict.fromkeys(row for row in named if q.gazetteer.populations[row] >= TOWN)
    return tuple(candidate_of(q, row, "a town of that name") for row in towns)


def bare_region(q: Question) -> Answer | None:
    """Answer for a region's own name without a region word, where no large town has it."""
    found = q.names.find(
        q.phrase.core, q.phrase.cues | ({CITY} if not q.hints.regional else set()), loose=False
    )
    if not found.regions or q.phrase.cues & {SETTLEMENT, FACILITY, PLANT, NEAR}:
        return None
    rows = q.gazetteer.names.get(key(q.phrase.core), []) + q.gazetteer.others.get(
        key(q.phrase.core), []
    )
    people = max((q.gazetteer.populations[row] for row in rows if fits(q, row)), default=0)
    if q.hints.regional and CITY not in q.phrase.cues:
        regions = found.regions
        cities = tuple(r for r in regions if q.names.kinds[r] == "city")
        note = "Read as the region, because the incident's other places are regions."
        return regions_answer(q, cities or regions, 0.9, "region name", note)
    if people >= BIG or CITY in q.phrase.cues or _is_case_of_town(q):
        return None
    several = people and not (q.scope.regions or q.scope.country) and len(found.regions) > 1
    if several or (found.quality < 1 and not _bare_adjective(q, rows)):
        return None
    answer = _own_name(q, found.regions)
    return answer and _or_hromadas(q, found.regions, answer)


def _is_case_of_town(q: Question) -> bool:
    """Tell another case of a town's name that is like a region's adjective: "Приморську"."""
    core = q.phrase.core
    if not is_cyrillic(q.phrase.raw) or not core.endswith(("sku", "ska", "skomu", "na")):
        return False
    if q.phrase.core in q.names.exact or key(core) in q.names.exact:
        return False
    stem = core.removesuffix("u").removesuffix("a").removesuffix("om")
    rows = q.gazetteer.names.get(key(stem), ())
    return any(q.gazetteer.populations[row] >= TOWN and fits(q, row) for row in rows)


def _or_hromadas(q: Question, regions: tuple[str, ...], answer: Answer) -> Answer:
    """Leave open or lower what hromadas of other regions are called, too: "Mykolaivska"."""
    units = hromadas_elsewhere(q, regions)
    if len(units) > 1 and not is_cyrillic(q.phrase.raw):
        named = [region_candidate(q, region, "a hromada of that name") for region in units]
        return ambiguous((*(region_candidate(q, r, "by name") for r in regions), *named))
    return answer.with_(score=min(answer.score, LIKELY)) if units else answer


def hromadas_elsewhere(q: Question, regions: tuple[str, ...]) -> list[str]:
    """Return the other regions that have a hromada of this adjective: "Mykolaivska"."""
    rows = units_named(q.gazetteer, q.phrase.core, "hromada")
    if not q.phrase.core.endswith("a"):
        return []
    others = dict.fromkeys(str(q.gazetteer.regions[row]) for row in rows if fits(q, row))
    return [region for region in others if region not in regions]


def _bare_adjective(q: Question, rows: list[int]) -> bool:
    """Tell whether an adjective alone means a region: "Харківська", "на Київщині"."""
    feminine = re.search("(a|oi|ui?u?)$", q.phrase.core) is not None
    return "shch" in q.phrase.core or (feminine and not rows)


def _own_name(q: Question, regions: tuple[str, ...]) -> Answer | None:
    """Answer for regions that are known to be named."""
    if not any(allowed_region(q, region) for region in regions):
        return None
    if set(regions) == {"UA-30", "UA-32"}:
        return region_answer(q, "UA-32", 0.93)
    if set(regions) == {"RU-AL", "RU-ALT"}:
        return ambiguous(tuple(region_candidate(q, r, "by name") for r in regions))
    return regions_answer(q, regions, 0.93, "region name")


def around_city(q: Question) -> Answer | None:
    """Answer "Moscow" where text or record say Moscow Oblast: the region, not the city in it."""
    if not q.scope.regions or q.scope.towns or q.phrase.cues & {CITY, SETTLEMENT}:
        return None
    found = q.names.find(q.phrase.core, loose=False).regions
    meant = {AROUND[city] for city in found if city in AROUND and city not in q.scope.regions}
    meant &= q.scope.regions
    if len(meant) != 1:
        return None
    region = meant.pop()
    sure = 0.95 if region in q.hints.regions else 0.8
    said = " and ".join(q.scope.said)
    note = f"Read as {q.names.titles[region]}, the region around the city, because of {said}."
    return region_answer(q, region, sure, note)


def on_land_of(q: Question, rejected: Match | None) -> Answer | None:
    """Answer "Sevastopol, Crimea": a region of its own on the peninsula of that name."""
    if rejected is None or rejected.quality < EXACT:
        return None
    rows = [
        row
        for row in rejected.rows
        if ON_LAND_OF.get(str(q.gazetteer.regions[row])) in q.scope.regions
    ]
    if not rows:
        return None
    answer = choose(q, rejected._replace(rows=rows))
    itself = any(q.gazetteer.populations[row] >= BIG for row in rows)
    return answer if itself else answer.with_(score=min(answer.score, ON_LAND))
