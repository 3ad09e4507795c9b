"""Places abroad: towns whose name nothing at home has, or only a far smaller place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import Levenshtein

from geo.gazetteer import (
    NEIGHBOURS,
    SETTLEMENT,
    adjective_stem,
    fold,
    is_cyrillic,
    key,
    russian_districts,
    sounds,
)
from geo.geocoding.answer import outside
from geo.geocoding.choice import (
    BIG,
    DOMINATES,
    FAMOUS,
    KNOWN,
    LIKELY,
    REMOTE_KM,
    TOWN,
    VILLAGE,
    Question,
    ambiguous,
    candidate_of,
)

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer
    from geo.geocoding.answer import Answer

#: Countries whose regions may be named beside those of Ukraine and Russia: all that border on them.
BORDERING: Final = NEIGHBOURS | {"AZ", "CN", "FI", "MN", "NO"}
#: Similarity of a text to the name of a town abroad that sounds the same.
HEARD_ABROAD: Final = 0.7
#: Letters from which a name in one of many languages is hardly another word: День is not Dijon.
_TELLING: Final = 5
_GREAT: Final = 500_000  # people of a city that is meant wherever it lies
#: Score of a place abroad that is small and far, or has the name in one of many languages.
LIKELY_ABROAD: Final = 0.8


def abroad(q: Question, rows: list[int]) -> Answer | None:
    """Answer for a place abroad where nothing like it is at home, or only a far smaller one."""
    if q.scope.country in {"UA", "RU"} or q.scope.regions or SETTLEMENT in q.phrase.cues:
        return None
    own, columns, populations = key(q.phrase.core), q.gazetteer.columns, q.gazetteer.populations
    usual = any(key(fold(columns["name"][row])) == own for row in rows)
    people = max((populations[row] for row in rows), default=0)
    meant = [
        row
        for row in q.gazetteer.abroad.get(own, ())
        if _may_be_meant(q, row)
        # A foreign city's byname means nothing where a place at home has the name.
        and (not usual or key(fold(columns["name"][row])) == own or _world_city(q, row, people))
    ]
    best = max(meant, key=populations.__getitem__, default=None)
    if best is None:
        return None
    there, name = populations[best], columns["name"][best]
    own_there = key(fold(name)) == own
    if rows and there < _least(q, rows, people, usual=usual, own_there=own_there):
        return None
    sure = 2 if not usual and own_there else 5 if not usual else 20 if _all_remote(q, rows) else 50
    # Александрия is no less that of Ukraine than that of Egypt.
    if people * sure > there or (people >= KNOWN and fold(name) != q.phrase.core):
        return ambiguous(
            tuple(candidate_of(q, row, "a settlement of that name") for row in rows[:5])
        )
    country = q.gazetteer.countries[best]
    certain = there >= (FAMOUS if country in BORDERING else _GREAT)
    certain &= own_there or is_cyrillic(q.phrase.raw)
    return outside(name, f"{name} ({country}) is abroad.", 0.95 if certain else LIKELY_ABROAD)


def _least(q: Question, rows: list[int], people: int, *, usual: bool, own_there: bool) -> int:
    """Return how many inhabitants a place abroad has at least, to be meant and not one at home."""
    least = FAMOUS * 5 if people >= TOWN else FAMOUS if people >= VILLAGE * 10 else BIG
    if (people < FAMOUS and not usual and own_there) or (
        people < KNOWN and (not usual or _all_remote(q, rows))
    ):
        least = BIG
    larger = DOMINATES if usual else 1  # a byname at home, and a city's usual name abroad
    return max(least, larger * max(people, VILLAGE))


def _may_be_meant(q: Question, row: int) -> bool:
    """Return whether a text can mean a place abroad whose name it is in one of many languages.

    Short ones are words of others: None but a city's English name, or a great city's in Cyrillic.
    A word in small letters is seldom a name.
    """
    core, people = q.phrase.core, q.gazetteer.populations[row]
    own, ours = fold(q.gazetteer.columns["name"][row]) == core, is_cyrillic(q.phrase.raw)
    if q.phrase.raw.islower():
        near = q.gazetteer.countries[row] in NEIGHBOURS
        known = people >= (FAMOUS if near else _GREAT)
        return (own or ours) and len(core) >= _TELLING and known
    return own or (ours and people >= _GREAT) or len(core) >= _TELLING


def is_common_word(q: Question) -> bool:
    """Return whether a text is some other word though a language calls a country so (Sad, Core)."""
    names, core = q.gazetteer.columns["name"], q.phrase.core
    if len(core) >= _TELLING or (is_cyrillic(q.phrase.raw) and not q.phrase.raw.islower()):
        return False
    rows = q.gazetteer.abroad.get(key(core), ())
    return q.phrase.raw.islower() or not any(fold(names[row]) == core for row in rows)


def _all_remote(q: Question, rows: list[int]) -> bool:
    """Tell villages in Russia's far interior; places that had the name once do not count."""
    own, columns = key(q.phrase.core), q.gazetteer.columns
    called = [row for row in rows if key(fold(columns["name"][row])) == own] or rows
    return all(
        q.gazetteer.countries[row] == "RU" and (columns["front_km"][row] or 0) > REMOTE_KM
        for row in called
    )


def _world_city(q: Question, row: int, here: int) -> bool:
    """Tell whether a name means a great foreign city and not the village at home (Варшава)."""
    if len(q.phrase.core) <= _TELLING or not is_cyrillic(q.phrase.raw):
        return False
    there = q.gazetteer.populations[row]
    return here < VILLAGE * 12 and there >= max(_GREAT, 200 * max(here, VILLAGE))


def abroad_as_heard(q: Question) -> Answer | None:
    """Answer for a town of a country around in another spelling, before a slip is assumed."""
    if q.scope.country in {"UA", "RU"} or q.scope.regions:
        return None
    gazetteer, own = q.gazetteer, key(q.phrase.core)
    rows = [
        row for heard in sounds(q.phrase.core) for row in gazetteer.sounds_abroad.get(heard, ())
    ]
    alike = {
        row: Levenshtein.normalized_similarity(own, key(fold(gazetteer.columns["name"][row])))
        for row in rows
    }
    best = max(alike, key=alike.__getitem__, default=None)
    if best is None or alike[best] < HEARD_ABROAD:
        return None
    name = gazetteer.columns["name"][best]
    return outside(name, f"{name} ({gazetteer.countries[best]}) is abroad.", LIKELY)


def region_abroad(q: Question) -> Answer | None:
    """Answer for a region of a country around that is called by its city: "Гомельская область"."""
    gazetteer = q.gazetteer
    best = _centre_abroad(q.phrase.core, gazetteer)
    if best is None:
        return None
    name = gazetteer.columns["name"][best]
    about = f"{q.phrase.text} is around {name} ({gazetteer.countries[best]})"
    if q.scope.regions or q.scope.explicit or q.scope.country in {"UA", "RU"}:
        return ambiguous((), f"{about}, which contradicts the text or the record.")
    return outside(q.phrase.text, f"{about}, abroad.")


def city_abroad(core: str, gazetteer: Gazetteer) -> str:
    """Return the country of the city around which a region of a country around is, or nothing."""
    best = _centre_abroad(core, gazetteer)
    return "" if best is None else gazetteer.countries[best]


def _centre_abroad(core: str, gazetteer: Gazetteer) -> int | None:
    """Return the row of the largest such city where no town at home has the name."""
    called, people = cities_of(core), gazetteer.populations
    cities = [
        row
        for own in called
        for row in gazetteer.abroad.get(own, ())
        if gazetteer.countries[row] in BORDERING and people[row] >= BIG
    ]
    at_home = (
        row
        for names in (gazetteer.names, gazetteer.others)
        for own in called
        for row in names.get(own, ())
    )
    if not cities or any(people[row] >= KNOWN for row in at_home):
        return None
    return max(cities, key=people.__getitem__)


def district_abroad(q: Question) -> Answer | None:
    """Answer for a district that is called by a city abroad, where none at home has the name."""
    core, names = q.phrase.core, q.gazetteer.districts
    stem = adjective_stem(core) or f"{core}sk"
    if names.get(key(core)) or names.get(key(stem)) or russian_districts(core):
        return None
    return region_abroad(q)


def cities_of(core: str) -> list[str]:
    """Return the keys of what a region's city may be called, such as Minsk, Gomel and Grodno.

    >>> cities_of("gomelskaia")
    ['gomelskaia', 'gomelsk', 'gomel']
    >>> cities_of("grodnenska")[-1]
    'grodno'
    """
    stem = adjective_stem(core)
    if stem is None:
        return [key(core)]
    root = stem.removesuffix("sk")
    called = [core, stem, root, *([f"{root[:-2]}o"] if root.endswith("en") else ())]
    return list(map(key, called))
