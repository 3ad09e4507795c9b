"""The rules by which one name in its scope becomes one answer.

Order of the rules: alias, country, region by a region word, district by a district word,
settlement by exact name, region by its bare name, looser matches, place abroad, and what the
qualifier alone allows.  The first that decides wins; what it cannot decide it says.
"""

from __future__ import annotations

import re

from geo.answers import Answer, outside
from geo.geocode_choice import (
    BIG,
    DOMINATES,
    EXACT,
    FAMOUS,
    KNOWN,
    NEAR_KM,
    VILLAGE,
    Question,
    ambiguous,
    candidate_of,
    choose,
    distance_km,
    fits,
)
from geo.geocode_districts import city_district, district_word
from geo.geocode_parts import (
    allowed_region,
    disagree,
    fallback,
    looks_like_part,
    region_answer,
    region_candidate,
    regions_answer,
)
from geo.geocode_scope import country_of
from geo.placematch import Match, stages
from geo.placetext import fold, key
from geo.placewords import (
    CITY,
    DISTRICT,
    FACILITY,
    NEAR,
    PLANT,
    SETTLEMENT,
    SIDE,
)
from geo.regionnames import AROUND

#: Quality of a region's name found by its sound, and score from which a match is certain.
HEARD, CERTAIN = 0.95, 0.9


def decide(q: Question) -> Answer:
    """Return the answer to one question."""
    answer = _alias(q) or _foreign_scope(q) or _country(q)
    if answer is not None:
        return answer
    if q.phrase.regional:
        return _region_word(q)
    if DISTRICT in q.phrase.cues:
        return district_word(q)
    return _bare(q)


def _alias(q: Question) -> Answer | None:
    alias = q.names.aliases.get(key(q.phrase.folded)) or (
        q.names.aliases.get(key(q.phrase.core))
        if not q.phrase.regional and DISTRICT not in q.phrase.cues
        else None
    )
    if alias is None or alias.country:
        return None
    if alias.outside:
        return outside(alias.name, f"{alias.name} is outside Ukraine and Russia.")
    if not alias.place:
        return regions_answer(q, alias.regions, 0.95, "alias")
    if not all(allowed_region(q, region) for region in alias.regions):
        return None
    rows = q.gazetteer.names.get(key(fold(alias.place)), [])
    rows = [row for row in rows if q.gazetteer.regions[row] in alias.regions]
    if not rows:
        return None
    own = key(q.phrase.core)
    namesakes = [
        row
        for row in q.gazetteer.names.get(own, ())
        if row not in rows and fits(q, row) and key(fold(q.gazetteer.columns["name"][row])) == own
    ]
    return choose(q, Match([*rows, *namesakes], "other name", 0.98))


def _foreign_scope(q: Question) -> Answer | None:
    if not q.scope.foreign:
        return None
    return outside(q.phrase.text, f"{q.phrase.text} lies abroad, as the text or the record says.")


def _country(q: Question) -> Answer | None:
    country = country_of(q.phrase.folded, q.gazetteer, q.names)
    if not country and q.phrase.cues:
        country = country_of(q.phrase.core, q.gazetteer, q.names)
    if not country or q.phrase.cues & {CITY, SETTLEMENT, DISTRICT}:
        return None
    here = q.gazetteer.names.get(key(q.phrase.core), ()) if country not in {"UA", "RU"} else ()
    if any(q.gazetteer.populations[row] > VILLAGE * 20 for row in here):  # Oman is Uman in Polish
        return None
    if country not in {"UA", "RU"}:
        return outside(q.phrase.text, f"{q.phrase.text} is another country.")
    name = {"UA": "Ukraine", "RU": "Russia"}[country]
    return Answer(
        None, name, None, None, "country", "country", 0.98, "located",
        note=f"Only the country is known: {name}.",
    )  # fmt: skip


def _region_word(q: Question) -> Answer:
    """Answer where a word says region: "Kharkiv Oblast", "Region Tscherkassy"."""
    found = q.names.find(q.phrase.core, q.phrase.cues)
    if len(found.regions) == 1 or (found.quality == 1 and len(found.regions) not in {0, 2}):
        score = 0.99 if found.quality >= HEARD else found.quality
        return regions_answer(q, found.regions, score, "region name")
    if found.regions:
        allowed = [r for r in found.regions if allowed_region(q, r)]
        if len(allowed) == 1:
            return region_answer(q, allowed[0], 0.9)
        return ambiguous(tuple(region_candidate(q, r, "by name") for r in found.regions))
    for match in stages(q.gazetteer, q.phrase.core, q.phrase.raw):
        rows = [row for row in match.rows if fits(q, row)]
        if rows and match.how in {"name", "other name", "case ending", "spelling"}:
            answer = choose(q, match._replace(rows=rows))
            if answer.region:
                big = answer.score >= CERTAIN
                return region_answer(
                    q, answer.region, min(answer.score, 0.92 if big else 0.75),
                    f"The region around {answer.place_name}.", "name",
                )  # fmt: skip
            return answer
    return fallback(q)


def _bare(q: Question) -> Answer:
    """Answer for a name that no word explains."""
    rejected: Match | None = None
    own_region = _bare_region(q)
    if own_region is not None:
        return own_region
    for match in stages(q.gazetteer, *_search_terms(q), inflected=q.phrase.inflected):
        loose = match.quality < EXACT
        if loose and (_well_known(q, rejected) or (foreign := _abroad(q, []))):
            return (
                _not_in_scope(q, rejected) if _well_known(q, rejected) else foreign or fallback(q)
            )
        rows = _by_distance(q, [row for row in match.rows if fits(q, row)])
        if rows:
            if not q.scope.regions and _is_elsewhere(q, match, rows):
                return _not_in_scope(q, match)
            foreign = None if loose else _abroad(q, rows)
            return foreign or _settlement(q, match._replace(rows=rows))
        if rejected is None:
            rejected = match
        if match.how == "name" and (part := city_district(q)):
            return part
    return _not_in_scope(q, rejected)


def _well_known(q: Question, rejected: Match | None) -> bool:
    """Tell whether the name as written is a town's, though the scope does not allow it."""
    if rejected is None or rejected.quality < EXACT or q.scope.towns:
        return False
    return max(q.gazetteer.populations[row] for row in rejected.rows) >= KNOWN


def _is_elsewhere(q: Question, match: Match, rows: list[int]) -> bool:
    """Tell whether the record's country leaves only a hamlet of a large city's name."""
    if not q.scope.country or match.quality < EXACT:
        return False
    here = max(q.gazetteer.populations[row] for row in rows)
    there = max(q.gazetteer.populations[row] for row in match.rows)
    return there >= BIG and here < VILLAGE * 8 and there > here * 50


def _search_terms(q: Question) -> tuple[str, str]:
    """Return the whole name where it is one, else its core."""
    if key(q.phrase.folded) in q.gazetteer.names or key(q.phrase.folded) in q.gazetteer.others:
        return q.phrase.folded, q.phrase.text
    return q.phrase.core, q.phrase.raw


def _bare_region(q: Question) -> Answer | None:
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
    if people >= BIG or CITY in q.phrase.cues:
        return None
    if people and not (q.scope.regions or q.scope.country) and len(found.regions) > 1:
        return None
    if found.quality < 1 and not _bare_adjective(q, rows):
        return None
    return _own_name(q, found.regions)


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


def _by_distance(q: Question, rows: list[int]) -> list[int]:
    """Keep what is near the qualifying town; a row without coordinates stays."""
    if not q.scope.towns:
        return rows
    lat, lon = q.gazetteer.columns["lat"], q.gazetteer.columns["lon"]
    kept = []
    for row in rows:
        for town in q.scope.towns:
            if row == town:
                continue
            known = lat[row] is not None and lat[town] is not None
            if not known or distance_km(lat[row], lon[row], lat[town], lon[town]) <= NEAR_KM * (
                1 if q.scope.near else 3
            ):
                kept.append(row)
                break
    return kept


def _abroad(q: Question, rows: list[int]) -> Answer | None:
    """Answer for a place abroad where nothing like it is at home, or only a far smaller one."""
    people = max((q.gazetteer.populations[row] for row in rows), default=0)
    best: int | None = None
    for row in q.gazetteer.abroad.get(key(q.phrase.core), ()):
        if best is None or q.gazetteer.populations[row] > q.gazetteer.populations[best]:
            best = row
    if best is None or q.scope.country in {"UA", "RU"} or q.scope.regions:
        return None
    there = q.gazetteer.populations[best]
    if rows and there < max(FAMOUS, DOMINATES * max(people, VILLAGE)):
        return None
    name = q.gazetteer.columns["name"][best]
    answer = outside(
        name, f"{name} ({q.gazetteer.countries[best]}) is abroad.", 0.95 if there >= FAMOUS else 0.8
    )
    if rows and people * 50 > there:
        return ambiguous(
            tuple(candidate_of(q, row, "a settlement of that name") for row in rows[:5])
        )
    return answer


def _settlement(q: Question, match: Match) -> Answer:
    if match.quality < EXACT and not q.scope.regions:
        people = max(q.gazetteer.populations[row] for row in match.rows)
        near = min((q.gazetteer.columns["front_km"][row] or 0 for row in match.rows), default=0)
        if people < 5000 and near > 250:  # noqa: PLR2004
            return fallback(q)  # a village far away that is merely spelt alike proves nothing
    answer = choose(q, match)
    if answer.region and q.phrase.cues & {NEAR, SIDE, PLANT}:
        return _beside(q, answer)
    return answer


def _beside(q: Question, answer: Answer) -> Answer:
    """Answer for "near X", "outskirts of X", "X nuclear power plant": not X itself."""
    region = str(answer.region)
    note = f"Near or at {answer.place_name}, not {answer.place_name} itself."
    if region in AROUND and q.phrase.cues & {NEAR, SIDE}:
        around = AROUND[region]
        return region_answer(
            q,
            around,
            0.6,
            f"Near {answer.place_name}, so probably in the region around it.",
            "name",
        )
    return answer.with_(
        lat=None, lon=None, precision="district", note=note, score=min(answer.score, 0.93)
    )


def _not_in_scope(q: Question, rejected: Match | None) -> Answer:
    """Answer for a name that is unknown, or known only where the scope does not allow it."""
    part = city_district(q)
    if part:
        return part
    foreign = _abroad(q, [])
    if foreign is not None:
        return foreign
    loose = q.names.find(q.phrase.core, q.phrase.cues)
    if loose.regions and not rejected and loose.quality >= HEARD:
        return regions_answer(q, loose.regions, 0.85, "region name")
    if rejected is not None and rejected.quality >= CERTAIN:
        known = max(rejected.rows, key=lambda row: q.gazetteer.populations[row])
        least = 250_000 if q.scope.towns and not q.scope.near else KNOWN
        if q.gazetteer.populations[known] >= least and not q.phrase.cues & {DISTRICT}:
            best = sorted(rejected.rows, key=lambda row: -q.gazetteer.populations[row])
            if not looks_like_part(q):
                return disagree(q, tuple(candidate_of(q, row, "by name") for row in best[:3]))
    return fallback(q)
