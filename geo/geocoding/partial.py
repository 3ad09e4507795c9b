"""Answers that are not a settlement: regions, parts of towns, contradictions, what remains."""

from __future__ import annotations

from typing import Final

from geo.gazetteer import AROUND, DISTRICT, SETTLEMENT, adjective_stem, fold, key, sound
from geo.geocoding.answer import Answer, Candidate, combine, unmatched
from geo.geocoding.choice import KNOWN, LIKELY, Question, ambiguous, candidate_of, choose
from geo.geocoding.match import MOST_WORDS, Match, suggestions
from geo.geocoding.units import membership

#: People that a town has at least of which parts are named.
PARTED: Final = 5_000


def region_answer(
    q: Question, region: str, score: float, note: str = "", method: str = "region name"
) -> Answer:
    """Return the answer for a region as a whole: never a pin."""
    return Answer(
        region, q.names.titles[region], None, None, "region", method, score, "located", note=note
    )


def regions_answer(
    q: Question, regions: tuple[str, ...], score: float, method: str, note: str = ""
) -> Answer:
    """Return the answer for regions, one part each, as far as the scope allows them."""
    allowed = tuple(r for r in regions if allowed_region(q, r))
    if not allowed:
        return disagree(q, tuple(region_candidate(q, r, "by name") for r in regions))
    return combine(tuple(region_answer(q, r, score, note, method) for r in allowed), note)


def allowed_region(q: Question, region: str) -> bool:
    """Tell whether the scope allows a region."""
    if q.scope.country and q.names.countries[region] != q.scope.country:
        return False
    return not q.scope.regions or region in q.scope.regions


def region_candidate(q: Question, region: str, why: str) -> Candidate:
    """Return a region as a candidate."""
    return Candidate(region, q.names.titles[region], None, None, "region", why)


def disagree(q: Question, by_name: tuple[Candidate, ...]) -> Answer:
    """Answer where the name says one thing and its qualifier or the record another."""
    said = tuple(region_candidate(q, r, "by its qualifier") for r in sorted(q.scope.regions)[:3])
    where = " and ".join(q.scope.said) or "the record's country"
    if q.scope.conflict:
        note = f"{where} contradict each other."
        note = note[0].upper() + note[1:]
    else:
        names = ", ".join(dict.fromkeys(f"{c.place_name} ({c.region})" for c in by_name))
        note = f"The name is known as {names}, which contradicts {where}."
    against = tuple(region_candidate(q, r, "by the text") for r in sorted(q.scope.against)[:3])
    found = {candidate.region: candidate for candidate in (*by_name, *said, *against)}
    return Answer(
        None, None, None, None, "none", "none", 0.0, "disagreeing", tuple(found.values()),
        note=note,
    )  # fmt: skip


def fallback(q: Question) -> Answer:
    """Answer by the qualifier alone: the village is unknown, its region is not."""
    scope = q.scope
    if scope.towns and not scope.near and (looks_like_part(q) or not scope.explicit):
        return _perhaps_part(q)
    regions = sorted(
        r for r in scope.regions if not scope.country or q.names.countries[r] == scope.country
    )
    if scope.towns and len({q.gazetteer.regions[row] for row in scope.towns}) == 1:
        town = str(q.gazetteer.regions[scope.towns[0]])
        around = AROUND.get(town) if scope.near else None
        regions = [around or town]
    if len(regions) == 1 and len(scope.units) == 1:
        note = f"{q.phrase.text} is not in the gazetteer; its district is known."
        return unit_answer(q, scope.units[0], 0.9, note)
    if len(regions) == 1:
        score = 0.93 if scope.explicit else 0.8
        said = " and ".join(scope.said)
        note = f"{q.phrase.text} is not in the gazetteer; its region is known from {said}."
        return Answer(
            regions[0], q.names.titles[regions[0]], None, None, "region", "qualifier", score,
            "located", note=note,
        )  # fmt: skip
    if regions:
        return ambiguous(tuple(region_candidate(q, r, "by its qualifier") for r in regions[:6]))
    near = suggestions(q.gazetteer, q.phrase.core, sound(q.phrase.core))
    found = tuple(candidate_of(q, row, "a similar spelling") for row in near)
    text = q.phrase.text or "an empty text"
    return unmatched(f"No place of the name {text} is known.", found)


def _perhaps_part(q: Question) -> Answer:
    """Answer for a name that is not known beside a town: a part of it, a village by it."""
    part = part_of_town(q)
    if not part.region:
        return part
    people = max(q.gazetteer.populations[row] for row in q.scope.towns)
    if people < PARTED and not looks_like_part(q):
        beside = (candidate_of(q, row, "the town beside it") for row in q.scope.towns)
        note = f"{q.phrase.text} is not known; {q.scope.town_name} is too small for a part of it."
        return ambiguous(tuple(beside), note)
    words = q.phrase.core.count(" ") + 1
    sentence = words > MOST_WORDS or (words > 1 and q.phrase.text[:1].islower())
    sure = LIKELY if sentence or SETTLEMENT in q.phrase.cues or q.scope.loose else 0.85
    return part.with_(score=min(part.score, sure))


def part_of_town(q: Question) -> Answer:
    """Answer for a part of a city: "Kirov district, Donetsk"."""
    regions = {str(q.gazetteer.regions[row]) for row in q.scope.towns}
    people = max(q.gazetteer.populations[row] for row in q.scope.towns)
    if DISTRICT in q.phrase.cues and people < PARTED:
        beside = (candidate_of(q, row, "the place beside it") for row in q.scope.towns)
        return ambiguous(tuple(beside), f"{q.scope.town_name} is too small for districts.")
    name = f"{q.phrase.text}, {q.scope.town_name}"
    if len(regions) == 1:
        return district(regions.pop(), name, 0.93, f"A part of {q.scope.town_name}.")
    return choose(q, Match(q.scope.towns, "qualifier", 0.9))


def looks_like_part(q: Question) -> bool:
    """Tell an adjective such as Petrovsky that stands before a city, but no town: Oleshky."""
    stem = adjective_stem(q.phrase.core)
    if not q.scope.towns or q.scope.near or stem is None:
        return False
    gazetteer = q.gazetteer
    own, people = key(q.phrase.core), gazetteer.populations
    least = KNOWN if stem == q.phrase.core else 2 * KNOWN
    rows = [row for row in gazetteer.names.get(own, ()) if people[row] >= KNOWN]
    return not any(
        people[row] >= least
        or (gazetteer.code(row) and key(fold(gazetteer.columns["name"][row])) == own)
        for row in rows
    )


def district(region: str, name: str, score: float, note: str = "") -> Answer:
    """Return the answer for a district: its region, no point."""
    return Answer(region, name, None, None, "district", "district", score, "located", note=note)


def unit_answer(q: Question, row: int, score: float, note: str = "") -> Answer:
    """Return the answer for a raion, a hromada or a part of a city: its region, never a pin."""
    gazetteer = q.gazetteer
    kind, name = gazetteer.kinds[row], gazetteer.columns["name"][row]
    title = {"raion": f"{name} raion", "community": f"{name} hromada"}.get(kind, f"{name} district")
    answer = district(str(gazetteer.regions[row]), title, score, note)
    answer = answer.with_(place_code=gazetteer.code(row), **membership(gazetteer, [row]))
    circle = gazetteer.circle(row) if kind == "community" else None
    if circle is None:
        return answer
    lat, lon, radius = circle
    return answer.with_(lat=lat, lon=lon, radius_km=radius, precision="hromada")
