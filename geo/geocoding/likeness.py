"""What a match of a name proves: words that are no names, names that are merely alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import Levenshtein

from geo.gazetteer import fold, is_cyrillic, key
from geo.geocoding.choice import EXACT, FAMOUS, KNOWN, TOWNLET

if TYPE_CHECKING:
    from geo.geocoding.choice import Question
    from geo.geocoding.match import Match

#: Letters of a name that with one letter wrong is still no other.
LONG: Final = 9
#: Letters of a name in lower case that is hardly another word, and of one that a town may have.
LONG_WORD: Final = 7
SHORT_WORD: Final = 5
#: A city is so many times larger than the hamlet whose name is another case of its own.
MUCH_LARGER: Final = 50
#: Words for airports and stations.
_AIRPORTS: Final = frozenset(
    """
    airport aeroport aeroporto aeropuerto flughafen lotnisko airfield airbase aerodrome aerodrom
    airstrip helipad heliport station stantsiia vokzal
    """.split()  # noqa: SIM905
)


def says_where(q: Question) -> bool:
    """Tell whether text, record or the incident's other places say where a name is looked for."""
    return bool(q.scope.regions or q.scope.country or q.hints.siblings)


def city_in_case(q: Question, match: Match) -> int | None:
    """Return the city of which a hamlet's name in Cyrillic is another case: "Курске"."""
    own = key(q.phrase.core)
    if match.how != "name" or not is_cyrillic(q.phrase.raw) or says_where(q):
        return None
    if q.phrase.cues or own[-1] not in "aeiu":
        return None
    people, names = q.gazetteer.populations, q.gazetteer.names
    least = max(FAMOUS, MUCH_LARGER * max(people[row] for row in match.rows))
    cases = (own[:-1] + ending for ending in ("", "o", "a"))
    rows = [row for case in cases for row in names.get(case, ()) if people[row] >= least]
    return max(rows, key=people.__getitem__, default=None)


def largest_of(q: Question, rejected: Match) -> int:
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


def proves_nothing(q: Question, match: Match, rows: list[int]) -> bool:
    """Tell villages far away that are merely spelt alike."""
    if match.quality >= EXACT or q.scope.regions or not rows:
        return False
    if match.how != "case ending" and is_long_slip(q, match.rows):
        return False
    people = max(q.gazetteer.populations[row] for row in rows)
    near = min((q.gazetteer.columns["front_km"][row] or 0 for row in rows), default=0)
    return people < 5000 and near > 250  # noqa: PLR2004


def is_word(q: Question, match: Match, rows: list[int]) -> bool:
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


def is_airport(q: Question) -> bool:
    """Tell an airport or station, whose name is seldom a settlement's: never one that is alike."""
    return not _AIRPORTS.isdisjoint(q.phrase.folded.split())


def is_long_slip(q: Question, rows: list[int]) -> bool:
    """Tell a long name that differs in a letter from that of places of one region alone."""
    own, names = key(q.phrase.core), q.gazetteer.columns["name"]
    return (
        len(q.phrase.core) >= LONG
        and len({q.gazetteer.regions[row] for row in rows}) == 1
        and all(
            Levenshtein.distance(own, key(fold(names[row])), score_cutoff=1) <= 1 for row in rows
        )
    )
