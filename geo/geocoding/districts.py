"""Districts, communities and parts of cities: their region, never a point."""

from __future__ import annotations

from geo.gazetteer import AROUND, FACILITY, PLANT, adjective_stem, key, sound
from geo.geocoding.answer import Answer, Candidate
from geo.geocoding.choice import KNOWN, Question, ambiguous, choose, fits
from geo.geocoding.match import Match
from geo.geocoding.partial import allowed_region, district, fallback, part_of_town


def district_word(q: Question) -> Answer:
    """Answer where a word says district or community: its region, no point."""
    stem = adjective_stem(q.phrase.core)
    gazetteer = q.gazetteer
    rows = (
        gazetteer.districts.get(key(q.phrase.core))
        or (gazetteer.districts.get(key(stem)) if stem else None)
        or []
    )
    rows = [row for row in rows if fits(q, row)]
    for kind in ("raion", "city_district", "community"):
        of_kind = [row for row in rows if gazetteer.kinds[row] == kind]
        if of_kind:
            return _one_district(q, of_kind)
    if q.scope.towns:
        return part_of_town(q)
    named_after = _named_after(q, stem or q.phrase.core)
    if named_after:
        return named_after
    return fallback(q)


def _one_district(q: Question, rows: list[int]) -> Answer:
    regions = sorted({str(q.gazetteer.regions[row]) for row in rows})
    name = f"{q.gazetteer.columns['name'][rows[0]]} district"
    if len(regions) == 1:
        certain = (
            q.scope.country == "UA" or q.scope.regions or q.gazetteer.kinds[rows[0]] == "raion"
        )
        return district(regions[0], name, 0.95 if certain else 0.8)
    return ambiguous(
        tuple(
            Candidate(r, name, None, None, "district", "a district of that name") for r in regions
        ),
    )


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
    return _one_district(q, rows)


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
