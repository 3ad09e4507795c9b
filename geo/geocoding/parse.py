"""A place text taken apart: names, what kind of name each is, and what qualifies what.

"Gatne, near Kyiv" has one name and one qualifier; "Bryansk, Kursk and Oryol regions" is a list of
three regions; "с. Руська Лозова Харківського району Харківської області" is a village, a district
and a region in one breath.  Nothing is looked up here except whether a word is a region's name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from geo.gazetteer import (
    ABBREVIATIONS,
    AND_WORDS,
    BETWEEN,
    CITY,
    CUES,
    DISTRICT,
    MEASURES,
    NEAR,
    PLURALS,
    REGION_CUES,
    SETTLEMENT,
    SIDE,
    SLAVIC,
    SMALL,
    adjective_stem,
    clean,
    fold,
    is_cyrillic,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_ABBREVIATIONS: Final = tuple((re.compile(p), r) for p, r in ABBREVIATIONS)
_PARENTHESES: Final = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_COMMAS: Final = re.compile(r"\s*[,;•]\s*|\s+[-–—:]+\s+|:\s+")
_SLASH: Final = re.compile(r"\s*[/|\\]\s*")
_INSIDE: Final = re.compile(
    r"\s+(?:in|within|inside|into|в|у|im|dans|nel|nella|w|we|ve|în)\s+", re.IGNORECASE
)
_AMPERSAND: Final = re.compile(r"\s*[&+]\s*")
_SIMPLE: Final = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")


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
        "one", "list", "between" or "either" (two names of one place, by a slash).
    items : tuple of Phrase
        The names asked for; one unless the shape says otherwise.
    context : tuple of Phrase
        What qualifies them.
    """

    shape: str
    items: tuple[Phrase, ...]
    context: tuple[Phrase, ...] = ()


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
    raw = " ".join(word for word, _ in kept)
    first = words[0][1]
    slavic = is_cyrillic(raw) or first in SLAVIC
    inflected = first != kept[0][1] and slavic and CUES.get(first) in {SMALL, NEAR}
    return Phrase(text, folded, core, raw, frozenset(cues - {SMALL}), plural, inflected)


def read(text: str, is_region: Callable[[str], bool], is_name: Callable[[str], bool]) -> Reading:
    """Take a place text apart.

    Parameters
    ----------
    text : str
        The place as reported.
    is_region : callable
        Tells whether a folded text is (a form of) a region's name.
    is_name : callable
        Tells whether a folded text is the name of something as it stands.
    """
    text = clean(text)
    if _SIMPLE.fullmatch(text) or is_name(fold(text)):
        return Reading("one", (phrase(text),))
    if is_cyrillic(text) or "." in text or "okrug" in text.lower():
        for pattern, word in _ABBREVIATIONS:
            text = pattern.sub(word, text)
        text = " ".join(text.split())
    asides = [aside for aside in _PARENTHESES.findall(text) if fold(aside)]
    text = _PARENTHESES.sub(" ", text)
    text = _AMPERSAND.sub(" and ", text)
    slashed = [part for part in _SLASH.split(text) if fold(part)]
    context = tuple(phrase(part) for aside in asides for part in _COMMAS.split(aside) if fold(part))
    if len(slashed) > 1 and len(slashed) <= 4:  # noqa: PLR2004
        return _either(slashed, context, is_region)
    return _segments(text, context, is_region, is_name)


def _either(
    parts: list[str], context: tuple[Phrase, ...], is_region: Callable[[str], bool]
) -> Reading:
    """Read "A/B": usually two names of one place, or a place and what it belongs to."""
    *heads, last = parts
    tail = [part for part in _COMMAS.split(last) if fold(part)]
    phrases = [phrase(part) for part in [*heads, *tail[:1]]]
    context += tuple(phrase(part) for part in tail[1:])
    if all(p.regional or is_region(p.core) for p in phrases) and any(p.regional for p in phrases):
        return Reading("list", _spread(phrases), context)
    return Reading("either", tuple(phrases), context)


def _segments(
    text: str,
    context: tuple[Phrase, ...],
    is_region: Callable[[str], bool],
    is_name: Callable[[str], bool],
) -> Reading:
    """Read what commas, conjunctions and prepositions separate."""
    parts = [part for part in _COMMAS.split(text) if fold(part)]
    if not parts:
        return Reading("one", (phrase(text),), context)
    words = parts[0].split()
    if len(words) > 1 and CUES.get(fold(words[0])) == BETWEEN:
        joined = _joined(" ".join(words[1:]), is_name)
        if len(joined) > 1:
            more = tuple(phrase(part) for part in parts[1:])
            return Reading("between", _spread([phrase(part) for part in joined]), context + more)
    items: list[Phrase] = []
    listed = False
    after: list[Phrase] = []
    for position, part in enumerate(parts):
        joined = _joined(part, is_name)
        listed = listed or len(joined) > 1
        if len(joined) == 1 and listed and position == len(parts) - 1 and position:
            after += _split_words(part, is_region, is_name)
            continue
        for each in joined:
            items += _split_words(each, is_region, is_name) if len(joined) == 1 else [phrase(each)]
    if listed:
        return _listed(items, context, after)
    if (
        len(items) > 1
        and items[-1].regional
        and all(p.bare and adjective_stem(p.core) and is_region(p.core) for p in items[:-1])
    ):  # "Одеська, Миколаївська, Херсонська області"
        return Reading("list", _spread(items), context)
    return _ranked(items, context)


def _joined(part: str, is_name: Callable[[str], bool]) -> list[str]:
    """Split at "and" in any language, unless the whole is a name."""
    words = part.split()
    if len(words) < 3 or is_name(fold(part)):  # noqa: PLR2004
        return [part]
    pieces: list[list[str]] = [[]]
    for word in words:
        if fold(word) in AND_WORDS and pieces[-1]:
            pieces.append([])
        else:
            pieces[-1].append(word)
    return [" ".join(piece) for piece in pieces if piece]


def _split_words(
    part: str, is_region: Callable[[str], bool], is_name: Callable[[str], bool]
) -> list[Phrase]:
    """Split "Vovchansk Kharkiv region", "Gatne near Kyiv" and "Bakhmut in Donetsk Oblast"."""
    if is_name(fold(part)):
        return [phrase(part)]
    halves = _INSIDE.split(part, maxsplit=1)
    if len(halves) == 2 and _names_something(halves[0]) and fold(halves[1]):  # noqa: PLR2004
        return [
            *_split_words(halves[0], is_region, is_name),
            *_split_words(halves[1], is_region, is_name),
        ]
    words = part.split()
    keys = [fold(word) for word in words]
    cues: list[str | None] = [CUES.get(key) for key in keys]
    for position in range(1, len(words)):
        if cues[position] in {NEAR, SIDE, BETWEEN} and position < len(words) - 1:
            left, right = " ".join(words[:position]), " ".join(words[position:])
            follows = set(cues[position:]) & {NEAR, BETWEEN} or keys[
                position + 1 : position + 2
            ] == ["of"]
            if follows and _names_something(left) and _names_something(right):
                return [*_split_words(left, is_region, is_name), phrase(right)]
    for position in range(len(words) - 1, 0, -1):
        if cues[position] in REGION_CUES or cues[position] == DISTRICT:
            start = _adjective_start(keys, cues, position, is_region)
            if start is not None and _names_something(" ".join(words[:start])):
                left = " ".join(words[:start])
                rest = " ".join(words[start:])
                return [*_split_words(left, is_region, is_name), phrase(rest)]
    return [phrase(part)]


def _adjective_start(
    keys: list[str], cues: list[str | None], position: int, is_region: Callable[[str], bool]
) -> int | None:
    """Return where the region's or district's name begins that ends in the word at `position`."""
    if cues[position] in REGION_CUES:
        if is_region(" ".join(keys[:position])):
            return None
        for length in (3, 2, 1):
            start = position - length
            if start > 0 and is_region(" ".join(keys[start:position])):
                return start
        after = " ".join(key for key in keys[position + 1 :] if CUES.get(key) != SMALL)
        return position if after and is_region(after) else None
    before = position - 1
    while before > 0 and cues[before] == SMALL:
        before -= 1
    return before if before > 0 and position - before <= 2 else None  # noqa: PLR2004


def _names_something(text: str) -> bool:
    return any(CUES.get(key) is None and not key.isdigit() for key in fold(text).split())


def _spread(phrases: list[Phrase]) -> tuple[Phrase, ...]:
    """Let the head noun of a list hold for every name in it: "Bryansk, Kursk and Oryol regions"."""
    heads = [p for p in (phrases[0], phrases[-1]) if p.regional or DISTRICT in p.cues]
    if not heads:
        return tuple(phrases)
    head = heads[-1]
    given = head.cues & (REGION_CUES | {DISTRICT})
    plain = [p for p in phrases[1:-1] if p.cues]
    if plain and not head.plural:
        return tuple(phrases)
    blocked = {CITY, SETTLEMENT}
    return tuple(
        p if p.cues & blocked or not p.bare else replace(p, cues=p.cues | given) for p in phrases
    )


def _listed(items: list[Phrase], context: tuple[Phrase, ...], after: list[Phrase]) -> Reading:
    """Read a list with a conjunction."""
    if (
        after
        and not any(p.regional for p in items)
        and all(p.regional for p in after)
        and after[0].plural
    ):
        return Reading("list", _spread([*items, *after]), context)
    return Reading("list", _spread(items), context + tuple(after))


def _ranked(items: list[Phrase], context: tuple[Phrase, ...]) -> Reading:
    """Read names by commas alone: from small to large, from large to small, or a list."""
    if len(items) == 1:
        return Reading("one", (items[0],), context)
    if items[0].plural or items[-1].plural or all(p.regional for p in items):
        return Reading("list", _spread(items), context)
    bare = [p for p in items if p.bare and NEAR not in p.cues]
    districts = [p for p in items if DISTRICT in p.cues]
    if not bare:
        near = [p for p in items if NEAR in p.cues and p.bare]
        main = (districts or near or items)[0]
    else:
        main = bare[0]
    if DISTRICT in items[0].cues and bare and items.index(bare[0]) > 0 and not items[-1].regional:
        # "Kirov district, Donetsk": the district is a part of the city
        main = items[0] if len(bare) == 1 and items[-1] is bare[0] else bare[0]
    rest = tuple(p for p in items if p is not main)
    return Reading("one", (main,), rest + context)
