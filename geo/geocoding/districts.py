"""Districts, communities and parts of cities: their region, never a point."""

from __future__ import annotations

from geo.gazetteer import AROUND, FACILITY, PLANT, adjective_stem, key, sound
from geo.geocoding.answer import Answer, Candidate
from geo.geocoding.choice import KNOWN, Question, ambiguous, choose, fits
from geo.geocoding.match import Match
from geo.geocoding.partial import (
    allowed_region,
    disagree,
    district,
    fallback,
    part_of_town,
    unit_answer,
)
from geo.geocoding.units import membership, says_hromada, units_named


def district_word(q: Question) -> Answer:
    """Answer where a word says district or community: its region, no point."""
    named = units_named(q.gazetteer, q.phrase.core, q.phrase.folded)
    rows = [row for row in named if fits(q, row)]
    if rows:
        return _one_of(q, rows)
    if q.scope.towns:
        return part_of_town(q)
    if named and not says_hromada(q.phrase.folded):
        return disagree(q, tuple(_candidate(q, row) for row in named))
    if says_hromada(q.phrase.folded):
        return fallback(q)
    named_after = _named_after(q, adjective_stem(q.phrase.core) or q.phrase.core)
    if named_after:
        return named_after
    return fallback(q)


def _one_of(q: Question, rows: list[int]) -> Answer:
    """Answer for the raions or hromadas of one name: one region's, or open."""
    gazetteer = q.gazetteer
    regions = {gazetteer.regions[row] for row in rows}
    if len(regions) > 1:
        return ambiguous(tuple(_candidate(q, row) for row in rows))
    certain = (
        q.scope.country == "UA" or q.scope.regions or gazetteer.kinds[rows[0]] != "city_district"
    )
    answer = unit_answer(q, rows[0], 0.95 if certain else 0.8)
    if len(rows) > 1:
        shared = membership(gazetteer, rows)
        answer = answer.with_(lat=None, lon=None, radius_km=None, precision="district", **shared)
    return answer


def _candidate(q: Question, row: int) -> Candidate:
    region, name = str(q.gazetteer.regions[row]), q.gazetteer.columns["name"][row]
    return Candidate(region, name, None, None, "district", "a district of that name")


def _named_after(q: Question, stem: str) -> Answer | None:
    """Answer by the town that a district is named after: Bolkhovsky from Bolkhov."""
    heard = sound(stem)
    base = heard.removesuffix("sk") if heard.endswith("sk") else heard
    index = q.gazetteer.sounds
    keys = [
        base,
        base + "a",
        heard,
        heard + "a",
        base + "k",
        base + "ka",
        base + "avka",
        base + "ava",
        base + "avk",
    ]
    if base.endswith(("av", "an")):
        keys += [base[:-2] + "a", base[:-2]]
    rows = [row for key in keys for row in index.get(key, ()) if fits(q, row)]
    exact = [row for row in q.gazetteer.names.get(key(q.phrase.core), ()) if fits(q, row)]
    either = list(dict.fromkeys([*exact, *rows]))
    adjective = adjective_stem(q.phrase.core) is not None  # Troitsky: after Troitsk or Troitsky
    people = q.gazetteer.populations
    rows = []
    for least in (5000, 1000):  # a district has a town or a large village for its centre
        for found in (either,) if adjective else (exact, either):
            rows = rows or [row for row in found if people[row] >= least]
    if not rows:
        return None
    answer = choose(q, Match(rows, "district", 0.85))
    if not answer.region:
        return answer
    sure = 0.9 if q.scope.regions and q.scope.explicit else min(0.85, answer.score)
    return district(answer.region, f"{q.phrase.text}", sure, f"Named after {answer.place_name}.")


def city_district(q: Question) -> Answer | None:
    """Answer for a part of a city without the word: "Podilskyi, Kyiv"."""
    stem = adjective_stem(q.phrase.core) or q.phrase.core + "sk"
    rows = q.gazetteer.districts.get(key(q.phrase.core), []) + q.gazetteer.districts.get(
        key(stem), []
    )
    rows = [
        r for r in dict.fromkeys(rows) if q.gazetteer.kinds[r] == "city_district" and fits(q, r)
    ]
    if not rows or not q.scope.regions:
        return None
    return _one_of(q, rows)


def facility_of(q: Question) -> Answer | None:
    """Answer for a plant or depot by the adjective of its town: "Туапсинский НПЗ"."""
    stem = adjective_stem(q.phrase.core)
    if not q.phrase.cues & {FACILITY, PLANT} or stem is None:
        return None
    own = [row for row in q.gazetteer.names.get(key(q.phrase.core), ()) if fits(q, row)]
    own = [row for row in own if q.gazetteer.regions[row] not in AROUND]
    if any(q.gazetteer.populations[row] >= KNOWN for row in own):
        return None  # Zhukovsky itself, not the adjective
    regions = [r for r in q.names.find(q.phrase.core, loose=False).regions if allowed_region(q, r)]
    if len(regions) == 1:
        note = f"Named after {q.names.titles[regions[0]]} or its centre."
        return district(regions[0], q.phrase.text, 0.85, note)
    return _named_after(q, stem)
