"""Places abroad: towns whose name nothing at home has, or only a far smaller place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import Levenshtein

from geo.gazetteer import NEIGHBOURS, adjective_stem, fold, key, russian_districts, sounds
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
#: Letters of a byname of a city abroad.
SHORTEST: Final = 4
#: Similarity of a text to the name of a town abroad that sounds the same.
HEARD_ABROAD: Final = 0.7


def abroad(q: Question, rows: list[int]) -> Answer | None:
    """Answer for a place abroad where nothing like it is at home, or only a far smaller one."""
    people = max((q.gazetteer.populations[row] for row in rows), default=0)
    best: int | None = None
    own = key(q.phrase.core)
    usual = any(key(fold(q.gazetteer.columns["name"][row])) == own for row in rows)
    for row in q.gazetteer.abroad.get(own, ()):
        byname = usual and key(fold(q.gazetteer.columns["name"][row])) != own
        if rows and byname and not _world_city(q.gazetteer.populations[row], people):
            continue  # a foreign city's byname means nothing where a place at home has the name
        if best is None or q.gazetteer.populations[row] > q.gazetteer.populations[best]:
            best = row
    if best is None or q.scope.country in {"UA", "RU"} or q.scope.regions:
        return None
    there = q.gazetteer.populations[best]
    own_there = key(fold(q.gazetteer.columns["name"][best])) == own
    if not own_there and (len(own) < SHORTEST or q.phrase.text.islower()):
        return None  # no word of a text is a byname of a city abroad
    if len(own) < SHORTEST and q.phrase.text != q.gazetteer.columns["name"][best]:
        return None
    least = FAMOUS * 5 if people >= TOWN else FAMOUS if people >= VILLAGE * 10 else BIG
    if (people < FAMOUS and not usual and own_there) or (
        people < KNOWN and (not usual or _all_remote(q, rows))
    ):
        least = BIG
    larger = DOMINATES if usual else 1  # a byname at home, and a city's usual name abroad
    if rows and there < max(least, larger * max(people, VILLAGE)):
        return None
    name = q.gazetteer.columns["name"][best]
    answer = outside(
        name, f"{name} ({q.gazetteer.countries[best]}) is abroad.", 0.95 if there >= FAMOUS else 0.8
    )
    sure = 2 if not usual and own_there else 5 if not usual else 20 if _all_remote(q, rows) else 50
    named = set(q.gazetteer.names.get(own, ())) & set(rows)
    towns = (row for row in named if q.gazetteer.countries[row] == "UA")
    at_home = any(q.gazetteer.populations[row] >= KNOWN for row in towns)
    if rows and (at_home or people * sure > there):
        return ambiguous(
            tuple(candidate_of(q, row, "a settlement of that name") for row in rows[:5])
        )
    return answer


def _all_remote(q: Question, rows: list[int]) -> bool:
    """Tell villages in Russia's far interior; places that had the name once do not count."""
    own, columns = key(q.phrase.core), q.gazetteer.columns
    called = [row for row in rows if key(fold(columns["name"][row])) == own] or rows
    return all(
        q.gazetteer.countries[row] == "RU" and (columns["front_km"][row] or 0) > REMOTE_KM
        for row in called
    )


def _world_city(there: int, here: int) -> bool:
    """Tell whether a name means a great foreign city and not the village at home (Варшава)."""
    return here < VILLAGE * 12 and there >= max(FAMOUS * 5, 200 * max(here, VILLAGE))


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
