"""A text taken apart becomes one answer: one place, a list, what lies between, two names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geo.gazetteer import (
    AROUND,
    CITY,
    CUES,
    DISTRICT,
    NEAR,
    ON_LAND_OF,
    SETTLEMENT,
    adjective_stem,
    current,
    fold,
    key,
    region_names,
)
from geo.geocoding.answer import NO_UNITS, Answer, Candidate, combine, expand, unmatched
from geo.geocoding.choice import FAMOUS, TOWN, Question, candidate_of, choose, fits
from geo.geocoding.lexicon import Lexicon
from geo.geocoding.match import Match
from geo.geocoding.parse import phrase
from geo.geocoding.partial import disagree, district, unit_answer
from geo.geocoding.rules import decide
from geo.geocoding.scan import FOUND, names_in
from geo.geocoding.scope import scope_of
from geo.geocoding.units import says_hromada

if TYPE_CHECKING:
    from geo.geocoding.parse import Phrase, Reading
    from geo.geocoding.scope import Hints

#: Score of the one region that has a town and a hromada of its name.
SURE_OF_BOTH: Final = 0.85
#: Letters that a hromada's name and its town's have in common.
NAMED_AFTER: Final = 4
#: Methods that find a settlement by its name.
_BY_NAME: Final = frozenset(["name", "other name", "case ending"])
#: Least score of a place of a list that its other places go by.
SURE_BESIDE: Final = 0.75


def _ask(item: Phrase, context: tuple[Phrase, ...], hints: Hints) -> Answer:
    gazetteer, names = current(), region_names()
    scope = scope_of(context, hints, gazetteer, names)
    return decide(Question(item, scope, hints, gazetteer, names))


def by_unit(row: int, text: str, hints: Hints) -> Answer:
    """Return the answer for a code of a raion, hromada, settlement or part of a city."""
    gazetteer, names = current(), region_names()
    item = phrase(text)
    q = Question(item, scope_of((), hints, gazetteer, names), hints, gazetteer, names)
    if not fits(q, row):
        return disagree(q, (candidate_of(q, row, "by its code"),))
    if gazetteer.kinds[row] in {"raion", "community", "city_district"}:
        return unit_answer(q, row, 0.99)
    return choose(q, Match([row], "name", 1.0)).with_(score=0.99)


def by_shape(reading: Reading, hints: Hints) -> Answer:
    """Return the answer to a text that has been taken apart."""
    items, context = reading.items, reading.context
    if reading.shape == "nothing":
        return _nameless(reading)
    if reading.shape == "list":
        return _list(reading.parts, hints)
    if reading.shape == "between":
        return _between(items, context, hints)
    if reading.shape == "either":
        return _either(items, context, hints)
    items, context = _broad_last(items[0], context)
    answer = _ask(items[0], context, hints)
    if reading.shape == "pair":
        listed = _perhaps_list(items[0], context, hints, answer)
        if listed is not None:
            return listed
    two = _perhaps_two(items[0], context, hints, answer)
    return two or _scanned(items[0].text, context, hints, answer) or answer


def _scanned(text: str, context: tuple[Phrase, ...], hints: Hints, answer: Answer) -> Answer | None:
    """Answer by the names that the words of a sentence make, where it is no name itself."""
    if answer.status != "unmatched" or text.isalpha():
        return None
    names = names_in(text, Lexicon(current(), region_names()))
    parts = [part for name in names for part in expand(_ask(name, context, hints))]
    regions = {str(part.region) for part in parts if part.region}
    if len(regions) > 1 and not regions & ON_LAND_OF.keys():
        of_region = [part for part in parts if part.precision == "region" and part.region]
        regions = {str(part.region) for part in of_region} or regions
    regions -= {ON_LAND_OF[region] for region in regions & ON_LAND_OF.keys()}
    if not regions or (len(names) == 1 and _proves_little(text, names[0], parts)):
        return None
    said = " and ".join(name.text for name in names)
    if len(regions) == 1 and all(part.status in {"located", "ambiguous"} for part in parts):
        best = max((part for part in parts if part.region in regions), key=lambda p: p.score)
        return best.with_(
            score=min(best.score, FOUND), lat=None, lon=None, radius_km=None,
            precision="region" if best.precision == "region" else "district",
            method="words", note=f"The text as a whole is no name; {said} is in it.", **NO_UNITS,
        )  # fmt: skip
    found = tuple(
        Candidate(str(p.region), str(p.place_name), p.lat, p.lon, p.precision, "named in the text")
        for p in parts
        if p.region
    )
    return Answer(
        None, None, None, None, "none", "none", 0.0, "ambiguous", found,
        note=f"The text names {said}, which lie in different regions.",
    )  # fmt: skip


def _proves_little(text: str, name: Phrase, parts: list[Answer]) -> bool:
    """Tell a word of a sentence that rather is a surname or a common word: "Human safari".

    It is the name of a small place of Russia alone, or begins the sentence and is no usual name of
    a place that is not a large city.
    """
    gazetteer, own = current(), key(name.core)
    rows = gazetteer.names.get(own, ())
    if not rows or " " in name.core or any(part.method not in _BY_NAME for part in parts):
        return False
    if any(CUES.get(word) in {SETTLEMENT, CITY, DISTRICT} for word in fold(text).split()):
        return False
    people, names = gazetteer.populations, gazetteer.columns["name"]
    if all(gazetteer.countries[row] == "RU" and people[row] < TOWN for row in rows):
        return True
    usual = any(people[row] >= FAMOUS or key(fold(names[row])) == own for row in rows)
    following = text.removeprefix(name.text).split()[:1] if text.startswith(name.text) else []
    return not usual and any(word.islower() for word in following)


def _nameless(reading: Reading) -> Answer:
    """Answer for a text without a name."""
    said = ", ".join(reading.left)
    return unmatched(f"{said} names no place." if said else "No place is named.")


def _broad_last(
    item: Phrase, context: tuple[Phrase, ...]
) -> tuple[tuple[Phrase, ...], tuple[Phrase, ...]]:
    """Let a country or a region's byname qualify: "Kherson Oblast, Ukraine", "Crimea, Kerch"."""
    if not context or not _broad(item):
        return (item,), context
    other = [p for p in context if not _broad(p)]
    main = next((p for p in other if p.bare and NEAR not in p.cues), other[0] if other else item)
    if main is not item and (_is_country(item) or main.bare):
        return (main,), (item, *(p for p in context if p is not main))
    return (item,), context


def _is_country(item: Phrase) -> bool:
    """Tell a country; Uman, which is Oman in Polish, is a town."""
    lexicon = Lexicon(current(), region_names())
    return lexicon.country(item.folded) and not lexicon.is_home_name(item)


def _broad(item: Phrase) -> bool:
    """Tell a country, a region's nickname or its -shchyna name."""
    names = region_names()
    alias = names.aliases.get(key(item.folded))
    nickname = alias is not None and bool(alias.regions) and not alias.place
    abstract = "shch" in item.core and bool(names.find(item.core, loose=False).regions)
    return nickname or abstract or _is_country(item)


def _list(readings: tuple[Reading, ...], hints: Hints) -> Answer:
    """Answer for a list; what is undecided by itself goes by the regions of the others."""
    answers = [by_shape(reading, hints) for reading in readings]
    regions = frozenset(
        str(part.region)
        for answer in answers
        for part in expand(answer)
        if part.region and part.status == "located" and part.score >= SURE_BESIDE
    )
    if regions and not hints.siblings:
        beside = replace(hints, siblings=regions)
        answers = [
            by_shape(reading, beside) if answer.status == "ambiguous" else answer
            for reading, answer in zip(readings, answers, strict=True)
        ]
    return _town_and_hromada(readings, answers) or combine(
        tuple(part for answer in _without_land(answers) for part in expand(answer))
    )


def _without_land(answers: list[Answer]) -> list[Answer]:
    """Leave out a land of several regions before places in it: "Donbas: Pisky, Donetsk Oblast"."""
    land, *places = answers
    exact = all(p.status == "located" and p.region and p.precision != "region" for p in places)
    within = {place.region for place in places} <= {part.region for part in land.parts}
    if not (places and land.parts and exact and within):
        return answers
    return [place.with_(score=min(place.score, SURE_OF_BOTH)) for place in places]


def _town_and_hromada(readings: tuple[Reading, ...], answers: list[Answer]) -> Answer | None:
    """Read "м. Долина та Долинська громада": a town and the hromada that is named after it.

    Where both have namesakes, they are in the one region that has both.
    """
    if len(answers) != 2 or any(len(reading.items) != 1 for reading in readings):  # noqa: PLR2004
        return None
    town, unit = (reading.items[0] for reading in readings)
    stem = adjective_stem(unit.core)
    if (
        not says_hromada(unit.folded)
        or stem is None
        or stem[:NAMED_AFTER] != town.core[:NAMED_AFTER]
    ):
        return None
    may = [{c.region for c in a.candidates} or {str(a.region)} for a in answers]
    both = {region for region in may[0] & may[1] if region}
    if len(both) != 1 or all(answer.region for answer in answers):
        return None
    region = both.pop()
    note = f"The region that has both {town.raw} and the hromada."
    return district(region, unit.text, SURE_OF_BOTH, note)


def _perhaps_list(
    item: Phrase, context: tuple[Phrase, ...], hints: Hints, answer: Answer
) -> Answer | None:
    """Read "Izium, Kramatorsk" as a list, where neither lies in the other's region."""
    if answer.status != "disagreeing" or not all(p.bare for p in context):
        return None
    named = [p for p in context if not _is_country(p)]
    rest = tuple(p for p in context if p not in named)
    parts = [_ask(each, rest, hints) for each in (item, *named)]
    smaller = _smaller_beside(parts)
    if smaller is not None:
        return smaller
    large = all(p.status == "located" and p.score >= 0.75 and p.region for p in parts)  # noqa: PLR2004
    return combine(tuple(parts)) if large else None


def _perhaps_two(
    item: Phrase, context: tuple[Phrase, ...], hints: Hints, answer: Answer
) -> Answer | None:
    """Read "Bakhmut-Soledar" as what lies between two places, where it is no place's name."""
    if answer.status != "unmatched" or DISTRICT in item.cues:
        return None
    ends = item.raw.replace("–", "-").split("-")
    if len(ends) != 2 or min(map(len, ends)) < 4:  # noqa: PLR2004
        return None
    between = _between(tuple(phrase(end) for end in ends), context, hints)
    return between if between.region else None


def _smaller_beside(parts: list[Answer]) -> Answer | None:
    """Read "Kyiv, Borodianka" from large to small: a city, and a place in the region around it."""
    if len(parts) != 2 or not all(p.region and p.lat is not None for p in parts):  # noqa: PLR2004
        return None
    city, place = parts
    if AROUND.get(str(city.region)) == place.region or city.region == AROUND.get(str(place.region)):
        small = place if str(city.region) in AROUND else city
        return small.with_(score=min(small.score, 0.85), note=f"Beside {city.place_name}.")
    return None


def _between(items: tuple[Phrase, ...], context: tuple[Phrase, ...], hints: Hints) -> Answer:
    """Read "between A and B": the region if both are in one, else open."""
    parts = [_ask(item, context, hints) for item in items]
    regions = list(dict.fromkeys(p.region for p in parts if p.region))
    names = " and ".join(item.raw for item in items)
    if len(regions) == 1 and all(p.region for p in parts):
        return Answer(
            regions[0], f"between {names}", None, None, "region", "qualifier",
            round(min(0.9, *(p.score for p in parts)), 3), "located",
            note=f"Between {names}, both in one region.",
        )  # fmt: skip
    found = tuple(
        Candidate(str(p.region), str(p.place_name), p.lat, p.lon, p.precision, "one end")
        for p in parts
        if p.region
    )
    if not found:
        return unmatched(f"Between {names}: neither is known.")
    return Answer(
        None, None, None, None, "none", "none", 0.0, "ambiguous", found,
        note=f"Between {names}, which are in different regions or not both known.",
    )  # fmt: skip


def _either(items: tuple[Phrase, ...], context: tuple[Phrase, ...], hints: Hints) -> Answer:
    """Read "A/B": one place under two names, or a place and what it belongs to."""
    parts = [_ask(item, context, hints) for item in items]
    located = [p for p in parts if p.status == "located" and p.region]
    regions = {p.region for p in located}
    if len(regions) > 1:
        narrowed = [
            _ask(item, (*context, *(i for i in items if i is not item)), hints) for item in items
        ]
        agreed = [p for p in narrowed if p.status == "located" and p.region]
        if agreed and len({p.region for p in agreed}) == 1:
            return agreed[0]
        return combine(tuple(parts))
    if not located:
        narrowed = [
            _ask(item, (*context, *(i for i in items if i is not item)), hints) for item in items
        ]
        return max(narrowed, key=lambda p: p.score)
    best = located[0]
    if len(located) == len(parts):
        same = all(p.place_name == best.place_name for p in located)
        return (
            best if same else best.with_(note="Both names are in one region; the first is taken.")
        )
    if parts[0].status == "located":
        return best
    return best.with_(
        lat=None, lon=None, precision="district", score=round(best.score * 0.95, 3),
        note=f"{items[0].text} is not known; the place beside it is.", **NO_UNITS,
    )  # fmt: skip
