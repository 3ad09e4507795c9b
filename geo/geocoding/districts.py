"""Districts, communities and parts of cities: their region, never a point."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import Levenshtein

from geo.gazetteer import (
    AROUND,
    FACILITY,
    PLANT,
    adjective_stem,
    fold,
    is_cyrillic,
    key,
    latin,
    sound,
)
from geo.geocoding.answer import Answer, Candidate, unmatched
from geo.geocoding.choice import KNOWN, LIKELY, Question, ambiguous, candidate_of, choose, fits
from geo.geocoding.match import UKRAINIAN, Match
from geo.geocoding.partial import (
    allowed_region,
    disagree,
    district,
    fallback,
    part_of_town,
    unit_answer,
)
from geo.geocoding.russia import (
    candidates_of,
    districts_of,
    may_be_a_citys,
    russian_district,
)
from geo.geocoding.units import membership, says_hromada, units_named

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer, RussianDistrict

#: People that the seat of a district has, and the least that some have.
SEAT: Final = 5_000
SMALL_SEAT: Final = 1_000
#: Endings of adjectives that Ukrainian does not have.
_RUSSIAN: Final = re.compile("(sk(y|ii?|iy|ij)|ск(ий|ого|ом|ая))$", re.IGNORECASE)
#: The ending of a raion's adjective in Latin letters.
_UKRAINIAN_RAION: Final = re.compile("[sc]kyi$")
#: The ending of a hromada's adjective.
_FEMININE: Final = re.compile("s[ck]a$")
#: The ending of a village's name, which no plant's adjective has.
_NEUTER: Final = re.compile("(ke|koe|koye|ko)$")
#: Where hromadas are in the register and were never formed: occupied since before the law.
_NOT_FORMED: Final = frozenset({"UA-43", "UA-40"})
#: Similarity of a unit's name to another's, from which they are confused in Russian only.
CONFUSED: Final = 0.8
#: Districts of Russia farther from the front, in km, are hardly reported from.
FAR_KM: Final = 800
#: Words for stations, which are called by an adjective of where their trains go.
_STATIONS: Final = frozenset(["station", "vokzal", "vokzala", "vokzale", "bahnhof", "dworzec"])
_NO_STATION: Final = "{} is called after where its trains go, not after where it is."
#: Raions of today whose name a raion of another region had until 2020 (Law 562-IX).
_ALSO_BEFORE: Final = frozenset(
    key(stem)
    for stem in ("kamiansk", "pokrovsk", "zolochivsk", "mykolaivsk", "pervomaisk", "chernihivsk")
)
#: Regions that have a place of one name, from which a plant's adjective says nothing.
SEVERAL_REGIONS: Final = 3
#: Score of a hromada's adjective without the word: streets have such names.
BARE: Final = 0.88


def district_word(q: Question) -> Answer:
    """Answer where a word says district or community: its region, no point."""
    named = units_named(q.gazetteer, q.phrase.core, q.phrase.folded)
    rows = [row for row in named if fits(q, row)]
    russian = [] if says_hromada(q.phrase.folded) else districts_of(q)
    if rows:
        return _either(q, rows, russian) or _one_of(q, rows)
    if q.scope.towns or russian:
        return part_of_town(q) if q.scope.towns else russian_district(q, russian)
    if named and q.scope.regions and q.scope.country != "RU":
        return disagree(q, tuple(_candidate(q, row) for row in named))
    if says_hromada(q.phrase.folded):
        return seat_of(q) or fallback(q)
    stem = adjective_stem(q.phrase.core)
    named_after = _named_after(q, stem or q.phrase.core)
    part = stem or may_be_a_citys(q)
    if named_after and named_after.region and part and not q.scope.regions:
        # every raion is known: it is an okrug since then, or a part of a city
        return ambiguous((_as_candidate(named_after),), "It may be a part of any city.")
    return named_after or fallback(q)


def _either(q: Question, rows: list[int], russian: list[RussianDistrict]) -> Answer | None:
    """Leave open a part of a city, or a hromada said to be a district, that Russia may have too."""
    if q.scope.country or q.scope.regions or q.hints.siblings or q.scope.towns:
        return None
    kinds = {q.gazetteer.kinds[row] for row in rows}
    own = UKRAINIAN.search(q.phrase.raw) or says_hromada(q.phrase.folded)
    city = "city_district" in kinds
    if "raion" in kinds or not ((russian and not own) or (city and may_be_a_citys(q))):
        return None
    named = (*(_candidate(q, row) for row in rows), *candidates_of(russian))
    return ambiguous(named, "Districts of several regions or cities have this name.")


def _one_of(q: Question, rows: list[int]) -> Answer:
    """Answer for the raions or hromadas of one name: one region's, or open."""
    gazetteer = q.gazetteer
    rows = _as_spelt(q, rows)
    regions = {gazetteer.regions[row] for row in rows}
    beside = [row for row in rows if gazetteer.regions[row] in q.hints.siblings]
    if len(regions) > 1 and len(beside) == 1:
        return unit_answer(q, beside[0], 0.9, "Chosen by the places beside it.")
    if _perhaps_russian(q, rows[0]):
        named = (_candidate(q, rows[0]), *candidates_of(districts_of(q)))
        return ambiguous(named, "Russia has a district that may be meant, too.")
    if len(regions) > 1:
        named = tuple(_candidate(q, row) for row in rows)
        return _in_force(q, rows, named) or ambiguous(named)
    certain = (
        q.scope.country == "UA" or q.scope.regions or gazetteer.kinds[rows[0]] != "city_district"
    )
    name = fold(gazetteer.columns["name"][rows[0]])
    own = key(adjective_stem(name) or name)
    as_its_own = own == key(adjective_stem(q.phrase.core) or q.phrase.core)
    score = 0.95 if certain else 0.8 if as_its_own else 0.7  # Levoberezhny is in Russia as well
    if _spelt_in_russian(q):
        score = min(score, BARE)
    if is_cyrillic(q.phrase.raw) and not UKRAINIAN.search(q.phrase.raw) and districts_of(q):
        score = min(score, LIKELY)
    kind = gazetteer.kinds[rows[0]]
    if kind == "raion" and not q.scope.regions and key(own) in _ALSO_BEFORE:
        score = min(score, LIKELY)
    if kind == "community" and not says_hromada(q.phrase.folded):
        score = min(score, BARE)  # every raion of today is known
    if gazetteer.kinds[rows[0]] == "community" and not says_hromada(q.phrase.folded):
        name = fold(gazetteer.columns["name"][rows[0]])
        if adjective_stem(name) != adjective_stem(q.phrase.core):
            score = LIKELY  # a raion that was is not the hromada that had its name
    return _unit_of(q, rows, score)


def _unit_of(q: Question, rows: list[int], score: float) -> Answer:
    """Return the answer for units of one name in one region; a circle only for a single one."""
    answer = unit_answer(q, rows[0], score)
    if len(rows) > 1:
        shared = membership(q.gazetteer, rows)
        answer = answer.with_(
            lat=None, lon=None, radius_km=None, precision="district", place_code="", **shared
        )
    return answer


def _as_spelt(q: Question, rows: list[int]) -> list[int]:
    """Leave out units whose name is another in Ukrainian, where the text is in Ukrainian.

    Хмельницький is not Хмільницький, which are one word in Russian.
    """
    if not UKRAINIAN.search(q.phrase.raw):
        return rows
    official = fold(latin(q.phrase.raw))
    stem = adjective_stem(official) or official
    likes = {}
    for row in rows:
        name = fold(q.gazetteer.columns["name"][row])
        likes[row] = Levenshtein.normalized_similarity(stem, adjective_stem(name) or name)
    if 1.0 not in likes.values():
        return rows
    return [row for row in rows if likes[row] == 1 or likes[row] < CONFUSED]


def _in_force(q: Question, rows: list[int], named: tuple[Candidate, ...]) -> Answer | None:
    """Answer by the only hromada of a name outside Crimea, whose own are on paper only."""
    left = [row for row in rows if q.gazetteer.regions[row] not in _NOT_FORMED]
    regions = {q.gazetteer.regions[row] for row in left}
    if len(regions) != 1 or any(q.gazetteer.kinds[row] != "community" for row in rows):
        return None
    note = "Crimea has one of that name as well, which was never formed."
    answer = _unit_of(q, left, LIKELY).with_(note=note)
    return answer.with_(candidates=named)


def _as_candidate(answer: Answer) -> Candidate:
    name = str(answer.place_name)
    return Candidate(str(answer.region), name, None, None, "district", answer.note)


def _candidate(q: Question, row: int) -> Candidate:
    region, name = str(q.gazetteer.regions[row]), q.gazetteer.columns["name"][row]
    return Candidate(region, name, None, None, "district", "a district of that name")


def _perhaps_russian(q: Question, row: int) -> bool:
    """Tell a name in Russian spelling that a district of Russia may have as well: Kamensky."""
    if q.scope.country or q.scope.regions or q.hints.siblings:
        return False
    gazetteer = q.gazetteer
    if gazetteer.kinds[row] == "city_district" or says_hromada(q.phrase.folded):
        return False
    stem = adjective_stem(q.phrase.core)
    own = adjective_stem(fold(gazetteer.columns["name"][row]))
    if stem == own or UKRAINIAN.search(q.phrase.raw):
        return False
    if stem is None and gazetteer.kinds[row] == "raion":
        return False
    if districts_of(q):
        return True
    base = (stem or q.phrase.core).removesuffix("sk")
    names = (base, base + "a", base + "o", base + "sk") if stem else (q.phrase.core,)
    towns = _towns_of_russia(gazetteer)
    return any(key(name) in towns for name in names)


def _spelt_in_russian(q: Question) -> bool:
    """Tell a district that Russia has too, in a spelling that is not Ukrainian: Pokrovsky."""
    if q.scope.country or q.scope.regions or not _RUSSIAN.search(q.phrase.raw):
        return False
    return key(adjective_stem(q.phrase.core) or "") in _towns_of_russia(q.gazetteer)


_OF_RUSSIA: Final[list[tuple[Gazetteer, frozenset[str]]]] = []


def _towns_of_russia(gazetteer: Gazetteer) -> frozenset[str]:
    """Return the keys that names of towns begin with which are large enough for a district."""
    if not _OF_RUSSIA or _OF_RUSSIA[0][0] is not gazetteer:
        away = gazetteer.columns["front_km"]
        found = {
            key(part)
            for row, kind in enumerate(gazetteer.kinds)
            if kind == "settlement"
            and gazetteer.countries[row] == "RU"
            and gazetteer.populations[row] >= SEAT
            and (away[row] or 0) <= FAR_KM
            for part in _beginnings(fold(gazetteer.columns["name"][row]))
        }
        _OF_RUSSIA[:] = [(gazetteer, frozenset(found))]
    return _OF_RUSSIA[0][1]


def _beginnings(name: str) -> tuple[str, ...]:
    """Return a town's name, its first word, and the stem of an adjective: Pervomaysky."""
    return name, name.split(" ", maxsplit=1)[0], adjective_stem(name) or name


def seat_of(q: Question) -> Answer | None:
    """Answer for a hromada that the register does not have, by its seat in Ukraine: Crimea's."""
    stem = adjective_stem(q.phrase.core)
    if stem is None:
        return None
    rows = [
        row
        for row in _towns_of(q, stem)
        if q.gazetteer.countries[row] == "UA" and q.gazetteer.kinds[row] != "village"
    ]
    if not rows:
        return None
    answer = choose(q, Match(rows, "district", 0.9))
    if not answer.region:
        return answer
    note = f"Named after {answer.place_name}."
    return district(answer.region, q.phrase.text, min(0.8, answer.score), note)


def _towns_of(q: Question, stem: str) -> list[int]:
    """Return the settlements that an adjective may be made from, as spelt, else as it sounds."""
    base = stem.removesuffix("sk") if stem.endswith("sk") else stem
    tries = [base, *(base + ending for ending in ("a", "o", "e", "i", "y", "k", "ka", "sk"))]
    if base.endswith(("n", "v", "i")):
        tries += [base[:-1], *(base[:-1] + ending for ending in ("a", "o", "e", "i", "ka", "ne"))]
    if base.endswith(("in", "an", "en", "iv", "ov")):
        tries += [base[:-2] + ending for ending in ("a", "e", "i", "o", "ia", "ka")]
    names = q.gazetteer.names
    spelt = [row for name in tries for row in names.get(key(name), ()) if fits(q, row)]
    if spelt:
        return list(dict.fromkeys(spelt))
    heard = sound(stem)
    base = heard.removesuffix("sk") if heard.endswith("sk") else heard
    sounds = [base, base + "a", heard, heard + "a"]
    sounds += [base + ending for ending in ("k", "ka", "avka", "ava", "avk")]
    if base.endswith(("av", "an")):
        sounds += [base[:-2] + "a", base[:-2]]
    index = q.gazetteer.sounds
    return list(
        dict.fromkeys(row for name in sounds for row in index.get(name, ()) if fits(q, row))
    )


def _named_after(q: Question, stem: str) -> Answer | None:
    """Answer by the town that a district is named after: Bolkhovsky from Bolkhov."""
    rows = _towns_of(q, stem)
    exact = [row for row in q.gazetteer.names.get(key(q.phrase.core), ()) if fits(q, row)]
    if UKRAINIAN.search(q.phrase.raw) and PLANT in q.phrase.cues:
        rows = [row for row in rows if q.gazetteer.countries[row] == "UA"]
    either = list(dict.fromkeys([*exact, *rows]))
    adjective = adjective_stem(q.phrase.core) is not None  # Troitsky: after Troitsk or Troitsky
    people = q.gazetteer.populations
    rows = []
    for least in (SEAT, SMALL_SEAT):  # a district has a town or a large village for its centre
        for found in (either,) if adjective else (exact, either):
            rows = rows or [row for row in found if people[row] >= least]
    if not rows:
        return None
    answer = choose(q, Match(rows, "district", 0.85))
    if not answer.region:
        return answer
    sure = 0.9 if q.scope.regions and q.scope.explicit else min(LIKELY, answer.score)
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
    if not q.phrase.cues & {FACILITY, PLANT} or stem is None or _NEUTER.search(q.phrase.core):
        return None
    own = [row for row in q.gazetteer.names.get(key(q.phrase.core), ()) if fits(q, row)]
    own = [row for row in own if q.gazetteer.regions[row] not in AROUND]
    if any(q.gazetteer.populations[row] >= KNOWN for row in own):
        return None  # Zhukovsky itself, not the adjective
    if not _STATIONS.isdisjoint(q.phrase.folded.split()) and not q.scope.regions:
        return unmatched(_NO_STATION.format(q.phrase.text))
    regions = [r for r in q.names.find(q.phrase.core, loose=False).regions if allowed_region(q, r)]
    if len(regions) == 1:
        note = f"Named after {q.names.titles[regions[0]]} or its centre."
        return district(regions[0], q.phrase.text, 0.85, note)
    return _plant_of_a_village(q, stem) or _named_after(q, stem)


def _plant_of_a_village(q: Question, stem: str) -> Answer | None:
    """Leave a plant open that may be called after villages of several regions."""
    if PLANT not in q.phrase.cues or q.scope.regions or _is_settlement(q):
        return None
    rows, people = _towns_of(q, stem), q.gazetteer.populations
    regions = {q.gazetteer.regions[row] for row in rows}
    if len(regions) < SEVERAL_REGIONS or max(people[row] for row in rows) >= KNOWN:
        return None
    rows.sort(key=lambda row: -people[row])
    return ambiguous(tuple(candidate_of(q, row, "a place of that name") for row in rows[:8]))


def bare_unit(q: Question) -> Answer | None:
    """Answer for a hromada's or raion's adjective alone, as lists of them have it."""
    core = q.phrase.core
    if q.phrase.cues:
        return None
    if not core.endswith("a"):
        return _bare_raion(q)
    rows = [row for row in units_named(q.gazetteer, core, "hromada") if fits(q, row)]
    if not _FEMININE.search(core):  # Tsilynna, but not the village of Slobidka
        names = q.gazetteer.columns["name"]
        rows = [row for row in rows if key(fold(names[row])) == key(core)]
    if not rows:
        return None
    regions = {q.gazetteer.regions[row] for row in rows}
    if len(regions) > 1:
        return _one_of(q, rows)
    return _unit_of(q, rows, BARE)


def _is_settlement(q: Question) -> bool:
    """Tell a settlement of Ukraine that is called by an adjective, too: Pervomaiskyi."""
    own, names = key(q.phrase.core), q.gazetteer.columns["name"]
    return any(
        q.gazetteer.code(row)
        for row in q.gazetteer.names.get(own, ())
        if key(fold(names[row])) == own
    )


def _bare_raion(q: Question) -> Answer | None:
    """Answer for a raion's adjective alone: "Brovarskyi", in Ukrainian spelling."""
    if not (UKRAINIAN.search(q.phrase.raw) or _UKRAINIAN_RAION.search(q.phrase.core)):
        return None
    if adjective_stem(q.phrase.core) is None or _is_settlement(q):
        return None
    rows = [row for row in units_named(q.gazetteer, q.phrase.core, "raion") if fits(q, row)]
    kinds = {q.gazetteer.kinds[row] for row in rows}
    regions = {q.gazetteer.regions[row] for row in rows}
    if len(regions) != 1 or kinds != {"raion"}:
        return None
    return _unit_of(q, rows, BARE)
