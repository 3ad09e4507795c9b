"""A place text taken apart: names, what kind of name each is, and what qualifies what.

"Gatne, near Kyiv" has one name and one qualifier; "Bryansk, Kursk and Oryol regions" is a list of
three regions; "с. Руська Лозова Харківського району Харківської області" is a village, a district
and a region in one breath.  Nothing is looked up here except whether a word is a region's name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from geo.gazetteer import (
    AND_WORDS,
    BETWEEN,
    CITY,
    CUES,
    DISTRICT,
    MEASURES,
    NEAR,
    OKRUG,
    PLURALS,
    REGION_CUES,
    ROADS,
    SETTLEMENT,
    SIDE,
    SLAVIC,
    SMALL,
    fold,
    is_cyrillic,
    no_place,
    region_names,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.geocoding.lexicon import Lexicon

_ASIDE: Final = re.compile(r"([(\[{][^()\[\]{}]*[)\]}])")
_STRONG: Final = re.compile(
    r"\s*[;|•▪●‣◦\n]\s*|(?<!\S)\d{1,2}\)\s+(?=[^\W\d_])|(?<=\w{4})\.\s+(?=[^\W\d_a-zа-яіїєґё])"
)
_COMMAS: Final = re.compile(r"\s*[,;]\s*|\s+[-–—:]+\s+|:\s+")
#: Two names with a dash between them.
_ENDS: Final = re.compile(r"(\D{3,30}?)(?:\s*[–—]\s*|\s+-\s+|-)(\D{3,30})")
_SLASH: Final = re.compile(r"\s*[/\\]\s*")
_INSIDE: Final = re.compile(
    r"\s+(?:in|within|inside|into|в|у|im|dans|nel|nella|w|we|ve|în)\s+", re.IGNORECASE
)
#: One word, which is one name.
SIMPLE: Final = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")


#: What stands between a town and its river: Rostov-on-Don, am Don, nad Donem.
_ON: Final = frozenset(["on", "am", "nad", "sur", "na", "an"])


@dataclass(frozen=True, slots=True)
class Phrase:
    """One name with the words beside it.

    Parameters
    ----------
    text : str
        As written.
    folded : str
        The whole phrase, folded.
    core : str
        Folded, without the words that `placewords` knows.
    raw : str
        The core as written.
    cues : frozenset of str
        What those words say.
    plural : bool
        One of them is plural: "regions".
    inflected : bool
        A Cyrillic preposition stands before the name, which is then in another case.
    """

    text: str
    folded: str
    core: str
    raw: str
    cues: frozenset[str]
    plural: bool = False
    inflected: bool = False

    @property
    def regional(self) -> bool:
        """Whether a word says that this is a region of the first level."""
        return bool(self.cues & REGION_CUES) and DISTRICT not in self.cues

    @property
    def bare(self) -> bool:
        """Whether no word says what kind of place it is."""
        return not self.cues & (REGION_CUES | {DISTRICT})


@dataclass(frozen=True, slots=True)
class Reading:
    """A place text taken apart.

    Parameters
    ----------
    shape : str
        "one", "pair" (two bare names by a comma), "list", "between", "either" (two names of one
        place, by a slash) or "nothing".
    items : tuple of Phrase
        The names asked for; one unless the shape says otherwise, none for a list.
    context : tuple of Phrase
        What qualifies them.
    parts : tuple of Reading
        The places of a list.
    left : tuple of str
        Words that are not used.
    """

    shape: str
    items: tuple[Phrase, ...]
    context: tuple[Phrase, ...] = ()
    parts: tuple[Reading, ...] = ()
    left: tuple[str, ...] = ()


@lru_cache(maxsize=100_000)
def phrase(text: str) -> Phrase:
    """Take one name and its words apart.

    >>> phrase("outskirts of Bakhmut").core, phrase("wilayah Kursk").regional
    ('bakhmut', True)
    """
    folded = fold(text)
    if " " not in folded:
        return Phrase(text, folded, folded, text, frozenset())
    parts = re.split(
        r"\s+|-(?=(?:on|am|nad|sur|na|an)-)|(?<=-on)-|(?<=-am)-|(?<=-na)-|(?<=-nad)-|(?<=-sur)-",
        text,
    )
    words = [(word, fold(word)) for word in parts if word]
    cues: set[str] = set()
    kept: list[tuple[str, str]] = []
    plural = False
    for word, key in words:
        cue = CUES.get(key)
        if key in _ON and kept and word != words[-1][0]:
            kept.append((word, key))  # Rostov-on-Don, Rostov am Don
        elif cue is None and not key.isdigit():
            if key:
                kept.append((word, key))
        elif cue is not None:
            cues.add(NEAR if key in MEASURES else cue)
            plural = plural or key in PLURALS
    if not kept:
        return Phrase(text, folded, folded, text, frozenset(cues - {SMALL, SIDE}), plural)
    keys = [key for _, key in kept]
    core = " ".join(
        ["na" if key in _ON and 0 < i < len(keys) - 1 else key for i, key in enumerate(keys)]
    )
    if OKRUG in cues and _is_district(folded, core):
        cues = (cues - {OKRUG}) | {DISTRICT}
    raw = " ".join(word for word, _ in kept)
    first = words[0][1]
    slavic = is_cyrillic(raw) or first in SLAVIC
    inflected = first != kept[0][1] and slavic and CUES.get(first) in {SMALL, NEAR}
    before = [cue for word, key in words if (cue := CUES.get(key)) and (word, key) not in kept]
    if {SETTLEMENT, CITY} & set(before[1:]) and words[-1] == kept[-1]:
        inflected = False  # after "біля села" the name is often as it stands in a list
    return Phrase(text, folded, core, raw, frozenset(cues - {SMALL}), plural, inflected)


def _is_district(folded: str, core: str) -> bool:
    """Tell an okrug that is none of the autonomous ones, as most districts are since 2020."""
    words = folded.split()
    if not any(word.startswith("okru") for word in words) or any(
        "auton" in w or "avton" in w for w in words
    ):
        return False
    names = region_names()
    return not any(
        names.kinds[region] == "okrug" for region in names.find(core, loose=False).regions
    )


@dataclass(frozen=True, slots=True)
class Segment:
    """What stands between two separators, taken apart.

    Parameters
    ----------
    text : str
        As written.
    main : Phrase
        Its name.
    context : tuple of Phrase
        What qualifies it within the segment and in brackets after it.
    joined : bool
        A word such as "and" stands before it.
    """

    text: str
    main: Phrase
    context: tuple[Phrase, ...] = ()
    joined: bool = False


def groups(text: str) -> list[str]:
    """Cut a text at what separates for certain: semicolons, strokes, bullets, outside brackets.

    >>> groups("Izium, Kharkiv Oblast; Kramatorsk")
    ['Izium, Kharkiv Oblast', 'Kramatorsk']
    """
    found = [""]
    for piece in _ASIDE.split(text):
        head, *more = [piece] if _ASIDE.fullmatch(piece) else _STRONG.split(piece)
        found[-1] += head
        found += more
    return [group.strip(" ,-–—") for group in found if fold(group)]


def segments(group: str, lexicon: Lexicon) -> list[Segment]:
    """Take one group apart at commas, dashes, brackets and words such as "and"."""
    found: list[Segment] = []
    for text, brackets in _cut(group):
        context = tuple(
            phrase(part)
            for bracket in brackets
            for part in _COMMAS.split(bracket)
            if names_something(part) and no_place(part) != frozenset() and not _is_measure(part)
        )
        near = any(_is_near(bracket) for bracket in brackets)
        pieces = _joined(f"near {text}" if near else text, lexicon.is_name)
        for at, (joined, piece) in enumerate(pieces):
            main, *own = _split_words(piece, lexicon)
            last = context if at == len(pieces) - 1 else ()
            found.append(Segment(piece, main, (*own, *last), joined))
    return found


def _is_near(bracket: str) -> bool:
    """Tell "Donetsk (near)" from "Donetsk (near Mariupol)" and "Mariupol (port)"."""
    return not names_something(bracket) and any(
        CUES.get(word) == NEAR for word in fold(bracket).split()
    )


def _is_measure(bracket: str) -> bool:
    """Tell "nine miles", which names nothing."""
    words = fold(bracket).split()
    return len(words) <= 2 and not MEASURES.isdisjoint(words)  # noqa: PLR2004


def _cut(group: str) -> list[tuple[str, list[str]]]:
    """Return what stands between commas and dashes, each with the brackets after it."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for piece in _ASIDE.split(group):
        if _ASIDE.fullmatch(piece):
            found[-1][1].append(piece[1:-1])
            continue
        head, *more = _COMMAS.split(piece)
        joins = fold(head).split(" ")[0] in AND_WORDS  # "Kyiv (Podil) and Kharkiv"
        if found[-1][1] and (joins or _is_region(head)):
            found.append(("", []))  # "Smile (Lubny district) Poltava region"
        found[-1] = (f"{found[-1][0]} {head}".strip(), found[-1][1])
        found += [(part, []) for part in more]
    return [
        (text or asides[0], asides if text else asides[1:])
        for text, asides in found
        if fold(text) or any(map(fold, asides))
    ]


def _is_region(text: str) -> bool:
    words = fold(text).split()
    return len(words) > 1 and CUES.get(words[-1]) in REGION_CUES


def alternatives(text: str) -> list[str]:
    """Return the parts of "A/B", or nothing where that is no such text."""
    parts = [part for part in _SLASH.split(_ASIDE.sub(" ", text)) if fold(part)]
    return parts if len(parts) > 1 else []


def asides(text: str) -> tuple[Phrase, ...]:
    """Return what stands in brackets."""
    found = (piece[1:-1] for piece in _ASIDE.findall(text))
    return tuple(phrase(part) for aside in found for part in _COMMAS.split(aside) if fold(part))


def between(group: str, lexicon: Lexicon) -> tuple[list[Phrase], tuple[Phrase, ...]]:
    """Return the ends of "between A and B", or of a road "A - B", and what qualifies it."""
    road = _road(group, lexicon)
    if road:
        return road, ()
    first, *more = [part for part in _COMMAS.split(_ASIDE.sub(" ", group)) if fold(part)] or [""]
    words = first.split()
    at = next((n for n, word in enumerate(words) if CUES.get(fold(word)) == BETWEEN), None)
    if at is None or len(words) - at < 4:  # noqa: PLR2004
        return [], ()
    ends = [piece for _, piece in _joined(" ".join(words[at + 1 :]), lexicon.is_name)]
    if len(ends) != 2:  # noqa: PLR2004
        return [], ()
    last, *own = _split_words(ends[1], lexicon)
    return [phrase(ends[0]), last], (*own, *map(phrase, more), *asides(group))


def _road(group: str, lexicon: Lexicon) -> list[Phrase]:
    """Return the ends of a road that is named by them: "Kupiansk - Svatove highway"."""
    words = group.split()
    roads = [at for at, word in enumerate(words) if fold(word) in ROADS]
    if len(roads) != 1 or "," in group:
        return []
    at = roads[0]
    ends = _ENDS.fullmatch(" ".join(words[at + 1 :] or words[:at]))
    found = [phrase(end) for end in ends.groups()] if ends else []
    return found if all(lexicon.is_name(end.core) for end in found) else []


def _joined(part: str, is_name: Callable[[str], bool]) -> list[tuple[bool, str]]:
    """Split at "and" in any language, unless the whole is a name; tell what "and" stands before."""
    words = part.split()
    if len(words) < 2 or is_name(fold(part)):  # noqa: PLR2004
        return [(False, part)]
    pieces: list[tuple[bool, list[str]]] = [(False, [])]
    for place, word in enumerate(words):
        following = words[place + 1 : place + 2]
        article = word == "a" and bool(following) and following[0][:1].islower()
        if fold(word) in AND_WORDS and not article:
            if pieces[-1][1]:
                pieces.append((True, []))
            else:
                pieces[-1] = (True, [])
        else:
            pieces[-1][1].append(word)
    found = [(joined, " ".join(piece)) for joined, piece in pieces if piece]
    return found or [(False, part)]


def _split_words(part: str, lexicon: Lexicon) -> list[Phrase]:
    """Split "Vovchansk Kharkiv region", "Gatne near Kyiv" and "Bakhmut in Donetsk Oblast"."""
    if lexicon.is_name(fold(part)):
        return [phrase(part)]
    inside = _inside(part, lexicon)
    if inside:
        return inside
    words = part.split()
    keys = [fold(word) for word in words]
    cues: list[str | None] = [CUES.get(key) for key in keys]
    for position in range(1, len(words)):
        if cues[position] in {NEAR, SIDE, BETWEEN} and position < len(words) - 1:
            left, right = " ".join(words[:position]), " ".join(words[position:])
            follows = set(cues[position:]) & {NEAR, BETWEEN} or keys[
                position + 1 : position + 2
            ] == ["of"]
            if follows and names_something(left) and names_something(right):
                return [*_split_words(left, lexicon), phrase(right)]
    of_town = _before_byname(words, lexicon) or _district_of(words, keys)
    if of_town:
        return [phrase(of_town[0]), *_split_words(of_town[1], lexicon)]
    for position in range(len(words) - 1, 0, -1):
        if cues[position] in REGION_CUES or cues[position] == DISTRICT:
            start = _adjective_start(keys, cues, position, lexicon)
            if start is not None and names_something(" ".join(words[:start])):
                left = " ".join(words[:start])
                rest = " ".join(words[start:])
                return [*_split_words(left, lexicon), phrase(rest)]
    return [phrase(part)]


def _inside(part: str, lexicon: Lexicon) -> list[Phrase]:
    """Split "Bakhmut in Donetsk Oblast"; empty where it is no such text."""
    halves = _INSIDE.split(part, maxsplit=1)
    if len(halves) < 2 or not fold(halves[1]):  # noqa: PLR2004
        return []
    if _is_prose(halves[0], halves[1], lexicon):
        return _split_words(halves[1], lexicon)
    if _is_event(halves[0], lexicon):
        return _split_words(part.removeprefix(halves[0]).strip(), lexicon)
    if not names_something(halves[0]):
        return []
    return [*_split_words(halves[0], lexicon), *_split_words(halves[1], lexicon)]


def _is_event(before: str, lexicon: Lexicon) -> bool:
    """Tell "взрывы" before "в Курске": words that are no name, of which only the first is large."""
    asked = phrase(before)
    words = before.split()
    if asked.cues or not is_cyrillic(before) or any(word != word.lower() for word in words[1:]):
        return False
    return not any(lexicon.is_name(fold(word)) for word in (before, *words))


def _is_prose(before: str, after: str, lexicon: Lexicon) -> bool:
    """Tell "while they left the encirclement" before "in the village of Nikishyne"."""
    if before != before.lower() or after == after.lower() or " " not in before.strip():
        return False
    return not lexicon.is_name(phrase(before).core)


def _before_byname(words: list[str], lexicon: Lexicon) -> tuple[str, str] | None:
    """Split "Пески ДНР": a name before the byname of a region."""
    last = words[-1]
    if len(words) < 2 or last[:1].islower() or not lexicon.is_byname(phrase(last)):  # noqa: PLR2004
        return None
    left = " ".join(words[:-1])
    known = names_something(left) and lexicon.is_name(phrase(left).core)
    return (left, last) if known else None


def _district_of(words: list[str], keys: list[str]) -> tuple[str, str] | None:
    """Split "Shevchenkivskyi district of Kyiv" and "Шевченківський район Києва"."""
    for position in range(1, len(words) - 1):
        if CUES.get(keys[position]) != DISTRICT:
            continue
        following = words[position + 1]
        slavic = is_cyrillic(following) and (
            following[:1].isupper() or following in {"м.", "г.", "місто"}
        )
        left, right = " ".join(words[: position + 1]), " ".join(words[position + 1 :])
        owned = keys[position + 1] == "of" or (slavic and words[0][:1].isupper())
        if owned and names_something(left) and names_something(right):
            return left, right
    return None


def _adjective_start(
    keys: list[str], cues: list[str | None], position: int, lexicon: Lexicon
) -> int | None:
    """Return where the region's or district's name begins that ends in the word at `position`."""
    if cues[position] in REGION_CUES:
        if lexicon.is_region(" ".join(keys[:position])):
            return None
        for length in (3, 2, 1):
            start = position - length
            if start > 0 and lexicon.is_region(" ".join(keys[start:position])):
                return start
        after = " ".join(key for key in keys[position + 1 :] if CUES.get(key) != SMALL)
        return position if after and lexicon.is_region(after) else None
    before = position - 1
    while before > 0 and cues[before] in {SMALL, SETTLEMENT, CITY}:
        before -= 1
    both = " ".join(keys[before - 1 : before + 1])
    if before and (lexicon.is_unit(both) or lexicon.is_name(both)):
        before -= 1  # "Kryvyi Rih raion", "Novaya Lyalya district"
    return before if before > 0 and position - before <= 2 else None  # noqa: PLR2004


def names_something(text: str) -> bool:
    """Tell whether a text has a word that is neither one of kind nor a number or a letter."""
    return any(
        CUES.get(word) is None and not word.isdigit() and len(word) > 1
        for word in fold(text).split()
    )
