"""A sentence in which no place was found as it stands: the known names that its words make.

Names are looked for from the longest run of words to the shortest, by their exact spelling or
dictionary form only.  One region for all of them is an answer, though not a sure one; several are
left open.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from geo.gazetteer import (
    CUES,
    LINES,
    REGION_CUES,
    adjective_stem,
    current,
    fold,
    is_cyrillic,
    key,
    region_names,
)
from geo.geocoding.lexicon import Lexicon
from geo.geocoding.match import lemmas
from geo.geocoding.parse import phrase

if TYPE_CHECKING:
    from geo.geocoding.parse import Phrase

#: Score of a region that all names of a sentence lie in.
FOUND: Final = 0.75
#: Words of the longest name that is looked for, and letters of the shortest.
LONGEST: Final = 3
SHORTEST: Final = 4
#: Words that a sentence may have; more are a text.
MOST: Final = 60
_WORD: Final = re.compile(r"[^\W_]+(?:['’ʼ-][^\W\d_]+)*")
#: Words for what is called after the town beside it.
_FEATURES: Final = frozenset(
    """
    bay bridge canal cape crossing dam delta estuary ferry forest gulf heights highway hill
    lagoon lake liman peninsula reservoir road ridge shore spit strait valley woods
    """.split()  # noqa: SIM905
)
#: Words for those who are called after a place and fight elsewhere.
_TROOPS: Final = frozenset(
    """
    army battalion brigade brigades company division fighters forces infantry militia regiment
    soldiers squad troops unit units
    """.split()  # noqa: SIM905
)
#: What moves comes from the one place and hits the other.
_FROM: Final = frozenset(["z", "iz", "zi", "s", "so", "from", "aus", "z-pid"])
_TO: Final = frozenset(["na", "to", "towards", "toward", "kursom", "napriamku", "vbik", "nach"])


def names_in(text: str, lexicon: Lexicon) -> list[Phrase]:
    """Return the names of places that a sentence has, in order, without those that it leaves.

    >>> from geo.gazetteer import current, region_names
    >>> from geo.geocoding.lexicon import Lexicon
    >>> lexicon = Lexicon(current(), region_names())
    >>> [name.core for name in names_in("Explosions were heard all night in Kherson", lexicon)]
    ['kherson']
    """
    words = _WORD.findall(text)
    if not 1 < len(words) <= MOST or _is_title(words, lexicon):
        return []
    found: list[tuple[int, Phrase]] = []
    at = 0
    while at < len(words):
        size = min(LONGEST, len(words) - at)
        name = None
        while size and name is None:
            name = _name(words[at : at + size], lexicon)
            size -= name is None
        if name is not None and not _is_attribute(name, words[at + size : at + size + 1]):
            found.append((at, name))
        at += max(1, size)
    return _arrived(found, words, lexicon)


def _is_attribute(name: Phrase, following: list[str]) -> bool:
    """Tell the adjective of "Казанский кремль" or "Chechen forces", which is no village."""
    if not following or following[0][:1].isupper() or name.cues or " " in name.folded:
        return False
    if fold(following[0]) in CUES:
        return False
    if fold(following[0]) in _TROOPS:
        return True
    if not is_cyrillic(name.raw):
        own, regions = key(name.core), region_names()
        return own in regions.exact and own not in regions.aliases and own not in current().names
    return adjective_stem(name.core) is not None


def _is_title(words: list[str], lexicon: Lexicon) -> bool:
    """Tell a name of two or three words that is not known: "Volchya Gora" is not the village Gora.

    Words of kind, and regions beside a name, make it more than that.
    """
    if len(words) > LONGEST or not all(word[:1].isupper() for word in words):
        return False
    folded = [fold(word) for word in words]
    if any(word in CUES or word in LINES or word in _FEATURES for word in folded):
        return False
    return not any(lexicon.is_region(word) for word in folded)


@lru_cache(maxsize=50_000)
def is_name_of_place(text: str) -> bool:
    """Return whether words of a text are a place's name, by exact spelling or dictionary form.

    >>> is_name_of_place("Харкові"), is_name_of_place("Kryvyi Rih"), is_name_of_place("Monday")
    (True, True, False)
    """
    return _name(text.split(), Lexicon(current(), region_names())) is not None


def _name(words: list[str], lexicon: Lexicon) -> Phrase | None:
    """Return the phrase of some words, if a region, settlement or object is called so."""
    first, last = fold(words[0]), fold(words[-1])
    if first in LINES or last in LINES:
        return None  # the street itself, which some hamlet is called, too
    region = len(words) > 1 and CUES.get(last) in REGION_CUES
    if words[0][:1].isupper() and lexicon.gazetteer.named_object(" ".join(words)):
        return phrase(" ".join(words))
    capital = words[0][:1].isupper() and (region or words[-1][:1].isupper())
    if not capital or first in CUES or (last in CUES and not region):
        return None
    if len(fold(" ".join(words))) < SHORTEST:
        return None
    asked = phrase(" ".join(words))
    if region:
        return asked if lexicon.is_region(asked.core) else None
    known = lexicon.is_name(asked.folded) or lexicon.stands_for_regions(asked)
    if not known and is_cyrillic(asked.raw):
        names = lexicon.gazetteer.names
        known = lexicon.is_adjective_of_region(asked) or any(
            key(form) in names for form in lemmas(asked.raw)
        )
    return asked if known else None


def _arrived(found: list[tuple[int, Phrase]], words: list[str], lexicon: Lexicon) -> list[Phrase]:
    """Leave out streets, rivers, and where something came from if it is said where it went."""
    before = {at: fold(words[at - 1]) if at else "" for at, _ in found}
    found = [(at, name) for at, name in found if not _is_line(before[at], at, name, words)]
    went = any(word in _TO for word in before.values())
    return [
        name
        for at, name in found
        if not (went and before[at] in _FROM) and (before[at] != "the" or _takes_the(name, lexicon))
    ]


def _is_line(before: str, at: int, name: Phrase, words: list[str]) -> bool:
    """Tell "вул. Київська", "річка Оскіл" and "the Oskil River"."""
    after = at + len(name.text.split())
    following = fold(words[after]) if after < len(words) else ""
    return before in LINES or following in LINES


def _takes_the(name: Phrase, lexicon: Lexicon) -> bool:
    """Tell "the Kharkiv region" and "the Donetsk airport" from "the Dnipro", a river."""
    return name.regional or bool(lexicon.gazetteer.named_object(name.text))
