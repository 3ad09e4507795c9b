"""The rules by which one name in its scope becomes one answer.

Order of the rules: alias, country, region by a region word, district by a district word,
settlement by exact name, region by its bare name, looser matches, place abroad, and what the
qualifier alone allows.  The first that decides wins; what it cannot decide it says.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from rapidfuzz.distance import Levenshtein

from geo.gazetteer import (
    AROUND,
    CITY,
    DISTRICT,
    LINES,
    NEAR,
    PLANT,
    SETTLEMENT,
    SIDE,
    Alias,
    adjective_stem,
    fold,
    is_cyrillic,
    key,
)
from geo.geocoding.abroad import abroad, abroad_as_heard, district_abroad, is_common_word
from geo.geocoding.allowed import allowed
from geo.geocoding.answer import NO_UNITS, Answer, Candidate, expand, outside
from geo.geocoding.choice import (
    BIG,
    BYNAME,
    EXACT,
    FAMOUS,
    KNOWN,
    LIKELY,
    TOWNLET,
    VILLAGE,
    Question,
    ambiguous,
    candidate_of,
    choose,
    fits,
)
from geo.geocoding.circles import distance_km
from geo.geocoding.districts import BARE, bare_unit, city_district, district_word, facility_of
from geo.geocoding.match import UKRAINIAN, Match, stages
from geo.geocoding.objects import named_object, sector_of
from geo.geocoding.parse import phrase
from geo.geocoding.partial import (
    allowed_region,
    disagree,
    fallback,
    looks_like_part,
    region_answer,
    region_candidate,
    regions_answer,
)
from geo.geocoding.regional import CERTAIN, HEARD, around_city, bare_region, on_land_of, region_word
from geo.geocoding.scope import alias_of, country_of

#: A place so near to the town beside it, in km, is by it, whatever region it is in.
BESIDE_KM: Final = 40.0
#: Words for a sea, beside which no name is a town's.
_SEAS: Final = frozenset(["sea", "more", "moria", "morem", "mori", "morze", "meer"])
#: Letters of a name that with one letter wrong is still no other.
LONG: Final = 9
#: Letters of a name in lower case that is hardly another word, and of one that a town may have.
LONG_WORD: Final = 7
SHORT_WORD: Final = 5
#: The number of a plant or substation after a town's name.
_NUMBER: Final = re.compile(r"(?<=[^\W\d_]{3})[-– ](?:\d{2,3}|[4-9])$")
#: A city is so many times larger than the hamlet whose name is another case of its own.
MUCH_LARGER: Final = 50
#: Words for airports and stations.
_AIRPORTS: Final = frozenset(
    """
    airport aeroport aeroporto aeropuerto flughafen lotnisko airfield airbase aerodrome aerodrom
    airstrip helipad heliport station stantsiia vokzal
    """.split()  # noqa: SIM905
)
#: Score below which a name with an error is another one in every second case.
HARDLY: Final = 0.6
#: Score of a name such as Donbas: one place of it is rarely in all of its regions.
SEVERAL: Final = 0.85


def decide(q: Question) -> Answer:
    """Return the answer to one question; what text and record say must not contradict."""
    answer = _decided(q)
    if q.scope.conflict and answer.status == "located":
        return disagree(q, tuple(_as_candidate(part) for part in expand(answer)))
    return answer.with_(score=min(answer.score, LIKELY)) if q.scope.unknown else answer


def _as_candidate(answer: Answer) -> Candidate:
    return Candidate(
        answer.region or "", str(answer.place_name), answer.lat, answer.lon, answer.precision,
        "by the name",
    )  # fmt: skip


def _decided(q: Question) -> Answer:
    answer = named_object(q) or sector_of(q) or _alias(q) or _foreign_scope(q) or _country(q)
    if answer is not None:
        return answer
    if q.phrase.regional:
        named = q.names.find(q.phrase.core, q.phrase.cues, loose=False).regions
        whole = () if named else q.names.whole(q.phrase.text)
        return regions_answer(q, whole, 0.99, "region name") if whole else region_word(q)
    if DISTRICT in q.phrase.cues:
        return district_abroad(q) or district_word(q)
    return _bare(q)


def _known_alias(q: Question) -> Alias | None:
    alias = q.names.aliases.get(key(q.phrase.folded))
    elsewhere = q.phrase.regional and q.phrase.folded == q.phrase.core
    if alias is not None and alias.place and elsewhere:
        return None  # the region word stands elsewhere in a list
    if alias is not None or DISTRICT in q.phrase.cues:
        return alias
    alias = alias_of(q.phrase, q.names)
    if alias is not None and q.phrase.regional and len(alias.regions) < 2:  # noqa: PLR2004
        return None  # "Kuban region" is read with its region word
    return alias


def _alias(q: Question) -> Answer | None:
    alias = _known_alias(q)
    if alias is None or alias.country:
        return None
    if alias.outside:
        if q.scope.explicit and q.scope.regions and not _SEAS.isdisjoint(q.phrase.folded.split()):
            return fallback(q)  # "Black Sea, Odesa Oblast"
        return outside(alias.name, f"{alias.name} is outside Ukraine and Russia.")
    if not alias.place:
        return _byname(q, alias)
    if not all(allowed_region(q, region) for region in alias.regions):
        return None
    return _town_of_alias(q, alias)


def _town_of_alias(q: Question, alias: Alias) -> Answer | None:
    """Answer for a town by its byname; what others were called so makes it less sure."""
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
    answer = choose(q, Match([*rows, *namesakes], "other name", 0.98))
    people, regions = q.gazetteer.populations, q.gazetteer.regions
    former = any(
        fits(q, row) and regions[row] != answer.region for row in q.gazetteer.others.get(own, ())
    )
    if answer.region and former and max(people[row] for row in rows) < FAMOUS:
        return answer.with_(score=min(answer.score, BYNAME))
    return answer


def _byname(q: Question, alias: Alias) -> Answer | None:
    """Answer for a byname of regions, unless a village of that name is where the text says."""
    allowed = [region for region in alias.regions if allowed_region(q, region)]
    here = q.gazetteer.names.get(key(q.phrase.core), ())
    if not allowed and q.scope.explicit and any(fits(q, row) for row in here):
        return None
    abroad = {q.names.countries[region] for region in alias.regions} == {"RU"}
    village = abroad and any(q.gazetteer.countries[row] == "UA" for row in here)
    score = SEVERAL if len(allowed) > 1 or (village and not q.phrase.regional) else 0.95
    return regions_answer(q, alias.regions, score, "alias")


def _foreign_scope(q: Question) -> Answer | None:
    if not q.scope.foreign:
        return None
    at_home = q.phrase.regional and q.names.find(q.phrase.core, loose=False).regions
    if q.scope.explicit or at_home:
        return disagree(q, tuple(region_candidate(q, r, "by name") for r in at_home or ()))
    return outside(q.phrase.text, f"{q.phrase.text} lies abroad, as the text or the record says.")


def _country(q: Question) -> Answer | None:
    country = country_of(q.phrase.folded, q.gazetteer, q.names)
    if not country and q.phrase.cues:
        country = country_of(q.phrase.core, q.gazetteer, q.names)
    if not country or q.phrase.cues & {CITY, SETTLEMENT, DISTRICT}:
        return None
    if country not in {"UA", "RU"} and is_common_word(q):
        return None
    here = q.gazetteer.names.get(key(q.phrase.core), ()) if country not in {"UA", "RU"} else ()
    at_home = q.scope.explicit or q.scope.country in {"UA", "RU"}
    if at_home and any(fits(q, row) for row in here):
        return None
    if any(q.gazetteer.populations[row] > VILLAGE * 20 for row in here):  # Oman is Uman in Polish
        return None
    if country not in {"UA", "RU"}:
        return outside(q.phrase.text, f"{q.phrase.text} is abroad.")
    return country_alone(country)


def country_alone(country: str) -> Answer:
    """Return the answer where only Ukraine or Russia is known."""
    name = {"UA": "Ukraine", "RU": "Russia"}[country]
    return Answer(
        None, name, None, None, "country", "country", 0.98, "located",
        note=f"Only the country is known: {name}.",
    )  # fmt: skip


def _bare(q: Question) -> Answer:
    """Answer for a name that no word explains."""
    rejected: Match | None = None
    weak = looser = False  # something merely sounds or is spelt alike; such names are looked at
    numbered = _NUMBER.search(q.phrase.text)
    if numbered and not q.phrase.cues:
        town = phrase(q.phrase.text[: numbered.start()])  # "Vinnytsia-330" is a substation there
        if adjective_stem(town.core) not in {None, town.core}:
            return fallback(q)  # "Дніпровська-330"
        q = replace(q, phrase=town)
    own_region = _line(q) or around_city(q) or bare_region(q) or facility_of(q)
    if own_region is not None:
        return own_region
    for match in stages(q.gazetteer, *_search_terms(q), inflected=q.phrase.inflected):
        loose = match.quality < EXACT
        settled = _before_likeness(q, rejected, match, first=not looser) if loose else None
        looser = looser or loose
        rows = [] if settled else allowed(q, match)
        doubtful = _proves_nothing(q, match, rows) or (loose and _is_airport(q))
        if not settled and (doubtful or _is_word(q, match, rows)):
            weak = True
            continue
        if rows:
            settled = _known(q, match, rows)
        elif rejected is None and not settled:
            rejected = match
        if not rows and not settled:
            part = None if loose else _across(q, match)
            settled = part or (city_district(q) if match.how == "name" else None)
        if settled is not None:
            return settled
    return fallback(q) if weak else bare_unit(q) or _not_in_scope(q, rejected)


def _known(q: Question, match: Match, rows: list[int]) -> Answer:
    """Answer for settlements of which one is meant."""
    if not q.scope.regions and _is_elsewhere(q, match, rows):
        return _not_in_scope(q, match)
    found = match._replace(rows=rows)
    mistyped = match.how == "typing error" and not _says_where(q)
    if mistyped and _largest(q, found) < VILLAGE and not _is_long_slip(q, rows):
        return ambiguous(tuple(candidate_of(q, row, "a similar name") for row in rows[:8]))
    if match.quality < EXACT:
        return _settlement(q, found)
    city = _city_in_case(q, found)
    if city is not None:
        return ambiguous(tuple(candidate_of(q, row, "by name") for row in (city, *rows[:6])))
    return abroad(q, rows) or _or_hromada(q, _settlement(q, found))


def _city_in_case(q: Question, match: Match) -> int | None:
    """Return the city of which a hamlet's name in Cyrillic is another case: "Курске"."""
    own = key(q.phrase.core)
    if match.how != "name" or not is_cyrillic(q.phrase.raw) or _says_where(q):
        return None
    if q.phrase.cues or own[-1] not in "aeiu":
        return None
    people, names = q.gazetteer.populations, q.gazetteer.names
    least = max(FAMOUS, MUCH_LARGER * max(people[row] for row in match.rows))
    cases = (own[:-1] + ending for ending in ("", "o", "a"))
    rows = [row for case in cases for row in names.get(case, ()) if people[row] >= least]
    return max(rows, key=people.__getitem__, default=None)


def _says_where(q: Question) -> bool:
    """Tell whether text, record or the incident's other places say where a name is looked for."""
    return bool(q.scope.regions or q.scope.country or q.hints.siblings)


def _line(q: Question) -> Answer | None:
    """Answer for a street, a river or a sea, which are no place: by what qualifies them."""
    words = q.phrase.folded.split()
    if len(words) == 1 or key(q.phrase.folded) in q.gazetteer.names:
        return None
    if LINES.isdisjoint(words) and _SEAS.isdisjoint(words):
        return None
    return fallback(q)


def _or_hromada(q: Question, answer: Answer) -> Answer:
    """Leave open whether "Bratska" is a town by its byname or a hromada elsewhere."""
    unit = bare_unit(q) if answer.region else None
    own = key(fold(answer.place_name or "")) == key(q.phrase.core)
    if unit is None:
        return answer
    if own:
        return _or_raion(q, answer, unit)
    if unit.region == answer.region:
        return answer.with_(score=min(answer.score, BARE))
    if is_cyrillic(q.phrase.raw) and answer.method == "case ending":
        return answer.with_(score=min(answer.score, LIKELY))  # "від Покровська"
    small = _people_of(q, answer) < FAMOUS
    if not is_cyrillic(q.phrase.raw) and unit.region and small:
        return unit.with_(score=min(unit.score, LIKELY))  # "Kanivska" as officially spelt
    return ambiguous((_as_candidate(answer), *(unit.candidates or (_as_candidate(unit),))))


def _or_raion(q: Question, answer: Answer, unit: Answer) -> Answer:
    """Leave open whether "вознесенський" is a part of a city or a raion of another region."""
    if q.phrase.core.endswith("a") or unit.region == answer.region:
        return answer
    if str(answer.region).startswith("RU") and UKRAINIAN.search(q.phrase.raw):
        return unit.with_(score=min(unit.score, LIKELY))
    return ambiguous((_as_candidate(answer), *(unit.candidates or (_as_candidate(unit),))))


def _people_of(q: Question, answer: Answer) -> int:
    """Return how many people the largest place has that an answer may be."""
    rows = q.gazetteer.names.get(key(fold(answer.place_name or "")), ())
    return max((q.gazetteer.populations[row] for row in rows), default=0)


def _before_likeness(
    q: Question, rejected: Match | None, match: Match, *, first: bool
) -> Answer | None:
    """Return what is known for certain, before names are found by likeness.

    Most of it is asked with the first of such matches only: later ones change nothing.
    """
    if first:
        unit = bare_unit(q)
        if unit is not None:
            return unit
        if _well_known(q, rejected):
            return _not_in_scope(q, rejected)
        foreign = abroad(q, [])
        if foreign is not None:
            return foreign
    return abroad_as_heard(q) if match.how == "typing error" else None


def _across(q: Question, match: Match) -> Answer | None:
    """Answer for a place beside a town, where a border runs between: "Chornukhyne, Debaltseve"."""
    if not q.scope.towns or q.scope.explicit or q.scope.units or q.hints.regions:
        return None
    lat, lon = q.gazetteer.columns["lat"], q.gazetteer.columns["lon"]
    near = [
        row
        for row in match.rows
        if lat[row] is not None
        and (not q.scope.country or q.gazetteer.countries[row] == q.scope.country)
        and any(
            lat[town] is not None
            and distance_km(lat[row], lon[row], lat[town], lon[town]) <= BESIDE_KM
            for town in q.scope.towns
        )
    ]
    if not near or _largest(q, match) >= KNOWN:
        return None
    answer = choose(q, match._replace(rows=near, odds=None))
    note = f"Near {q.scope.town_name}, though in another region."
    return answer.with_(score=min(answer.score, SEVERAL), note=note)


def _well_known(q: Question, rejected: Match | None) -> bool:
    """Tell whether the name as written is a town's, though the scope does not allow it."""
    if rejected is None or rejected.quality < EXACT:
        return False
    return _largest(q, rejected) >= KNOWN


def _largest(q: Question, rejected: Match) -> int:
    """Return how many people the largest place of the name has.

    Beside a town, parts of other cities and bynames do not count: "Tekstilshchiki, Donetsk".
    """
    gazetteer = q.gazetteer
    own, names = key(q.phrase.core), gazetteer.columns["name"]
    return max(
        (
            gazetteer.populations[row]
            for row in rejected.rows
            if not q.scope.towns
            or (gazetteer.regions[row] not in q.names.shared and key(fold(names[row])) == own)
        ),
        default=0,
    )


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


def _proves_nothing(q: Question, match: Match, rows: list[int]) -> bool:
    """Tell villages far away that are merely spelt alike."""
    if match.quality >= EXACT or q.scope.regions or not rows:
        return False
    if match.how != "case ending" and _is_long_slip(q, match.rows):
        return False
    people = max(q.gazetteer.populations[row] for row in rows)
    near = min((q.gazetteer.columns["front_km"][row] or 0 for row in rows), default=0)
    return people < 5000 and near > 250  # noqa: PLR2004


def _is_word(q: Question, match: Match, rows: list[int]) -> bool:
    """Tell a word of a text in lower case, which no place is called just so: "human", "потери"."""
    said = q.scope.regions or q.scope.country
    if not q.phrase.text.islower() or q.phrase.cues or q.phrase.inflected or said:
        return False
    people, names, own = q.gazetteer.populations, q.gazetteer.columns["name"], key(q.phrase.core)
    if match.how not in {"name", "other name"}:
        return True
    least = 0 if len(own) >= LONG_WORD else TOWNLET if len(own) >= SHORT_WORD else KNOWN
    return not any(
        people[row] >= FAMOUS
        or (
            key(fold(names[row])) == own
            and people[row] >= max(least, 0 if q.gazetteer.countries[row] == "UA" else TOWNLET)
        )
        for row in rows
    )


def _is_airport(q: Question) -> bool:
    """Tell an airport or station, whose name is seldom a settlement's: never one that is alike."""
    return not _AIRPORTS.isdisjoint(q.phrase.folded.split())


def _is_long_slip(q: Question, rows: list[int]) -> bool:
    """Tell a long name that differs in a letter from that of places of one region alone."""
    own, names = key(q.phrase.core), q.gazetteer.columns["name"]
    return (
        len(q.phrase.core) >= LONG
        and len({q.gazetteer.regions[row] for row in rows}) == 1
        and all(
            Levenshtein.distance(own, key(fold(names[row])), score_cutoff=1) <= 1 for row in rows
        )
    )


def _settlement(q: Question, match: Match) -> Answer:
    answer = choose(q, match)
    if answer.region and match.how in {"spelling", "typing error"} and answer.score < HARDLY:
        return ambiguous((_as_candidate(answer),), f"It may be {answer.place_name}, misspelt.")
    if answer.region and q.phrase.cues & {NEAR, SIDE, PLANT}:
        return _beside(q, answer)
    return answer


def _beside(q: Question, answer: Answer) -> Answer:
    """Answer for "near X", "outskirts of X", "X nuclear power plant": not X itself."""
    region = str(answer.region)
    note = f"Near or at {answer.place_name}, not {answer.place_name} itself."
    city = region in AROUND and str(answer.place_name) in q.names.titles[region]
    if city and q.phrase.cues & {NEAR, SIDE}:
        around = AROUND[region]
        return region_answer(
            q,
            around,
            0.6,
            f"Near {answer.place_name}, so probably in the region around it.",
            "name",
        )
    score = min(answer.score, 0.93)
    vague = answer.with_(lat=None, lon=None, precision="district", note=note, score=score)
    return vague.with_(**NO_UNITS)


def _not_in_scope(q: Question, rejected: Match | None) -> Answer:
    """Answer for a name that is unknown, or known only where the scope does not allow it."""
    part = on_land_of(q, rejected) or city_district(q) or abroad(q, [])
    if part:
        return part
    whole = () if q.phrase.cues or rejected else q.names.whole(q.phrase.text)
    if whole:
        return regions_answer(q, whole, 0.95, "region name")
    loose = q.names.find(q.phrase.core, q.phrase.cues)
    if loose.regions and not rejected and loose.quality >= HEARD:
        return regions_answer(q, loose.regions, 0.85, "region name")
    if rejected is not None and rejected.quality >= CERTAIN and _contradicts(q, rejected):
        best = sorted(rejected.rows, key=lambda row: -q.gazetteer.populations[row])
        return disagree(q, tuple(candidate_of(q, row, "by name") for row in best[:3]))
    return fallback(q)


def _contradicts(q: Question, rejected: Match) -> bool:
    """Tell whether the name is so well known elsewhere that it contradicts the scope."""
    if q.phrase.cues & {DISTRICT} or looks_like_part(q):
        return False
    if SETTLEMENT in q.phrase.cues and q.scope.explicit and not q.hints.regions:
        return False  # "the village of Sokolniki" is not the part of Moscow
    around = {AROUND.get(region) for region in q.scope.regions} | {
        city for city, land in AROUND.items() if land in q.scope.regions
    }
    rows, people = rejected.rows, q.gazetteer.populations
    if any(q.gazetteer.regions[row] in around and people[row] >= KNOWN for row in rows):
        return True  # "Kronstadt, Leningrad Oblast"
    of_russia = {q.names.countries[region] for region in q.scope.regions} == {"RU"}
    # Many villages of Russia are not known.
    return _largest(q, rejected) >= (FAMOUS if of_russia and q.scope.explicit else KNOWN)
