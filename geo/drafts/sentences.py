"""A text in sentences, and these in words with their meanings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from geo.drafts.words import CYRILLIC, lexicon, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.drafts.words import Token

_BREAK: Final = re.compile(
    r"\n+|\s*\|\|\s*|;\s+|(?<=[.!?…])[\"»”’)\]]*\s+(?=[«\"“„(—–‑*-]*\s?[A-ZА-ЯІЇЄҐЁÄÖÜ\d⚡❗💥📍🎯📊👉🔹🔴🟢✅➡])"
    r"|(?<=[a-zа-яіїє]\.)(?=-?\s?[A-ZА-ЯІЇЄҐ][a-zа-яіїє])|\s+(?=[⚡❗💥📍🎯📊👉🔹🔴🟢✅➡⚠🛑🟥])"
)
#: Words and signs of a sentence at most; what goes on without an end is read in parts.
MOST_WORDS: Final = 1_000
#: A line of a list: "– по 6 над", "- 54 over".
_SHARE: Final = re.compile(
    r"[-–—•*▪🔹🔸]*\s*(?:по\s+|ещ[её]\s+|and\s+)?(?:\d+|[^\W\d_]+)\s*[-–—]?\s*(?:БПЛА\s*[-–—]?\s*)?(?:над|over)\s",
    re.IGNORECASE,
)
#: Shortenings after which a sentence goes on.
_SHORT: Final = re.compile(
    r"(?:^|[\s(«\"])(?:gov|gen|maj|lt|col|sgt|mr|mrs|dr|st|no|vs|u\.s|u\.k|[A-ZА-ЯІЇЄҐ]|м|с|г|п|р|рр|гг"
    r"|обл|вул|ул|ім|им|тис|тыс|млн|млрд|пос|дер|смт|н\.п|т\.д|т\.зв|ст|кв|jan|feb|mar|apr|jun|jul|aug"
    r"|sept|sep|oct|nov|dec|p\.m|a\.m|approx|bzw|ca|z\.b|sr|sra|woj|ok)\.$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Sentence:
    """A sentence of a text.

    Attributes
    ----------
    start, end : int
        Where it stands in the text.
    tokens : list of Token
        Its words and signs.
    paragraph : int
        The number of its paragraph.
    """

    start: int
    end: int
    tokens: list[Token]
    paragraph: int
    tags: set[str] = field(default_factory=set)

    def has(self, *tags: str) -> bool:
        """Return whether one of its words has one of these tags."""
        return not self.tags.isdisjoint(tags)

    def at(self, *tags: str) -> list[int]:
        """Return the positions of the words that have one of these tags."""
        return [at for at, token in enumerate(self.tokens) if token.has(*tags)]


def sentences(text: str, language: str) -> list[Sentence]:
    """Return the sentences of a text.

    >>> [s.end for s in sentences("Gov. Ivanov spoke. Two died.", "en")]
    [18, 28]
    """
    known = lexicon(tuple({language: 0, **dict.fromkeys(CYRILLIC)}) if language in CYRILLIC
                    else (language,))  # fmt: skip
    words = tokens(text, known)
    for token in words if language in {"de", "pl"} else ():
        token.tags.add(language)
    made: list[Sentence] = []
    at = 0
    for start, end, paragraph in _spans(text):
        own = []
        while at < len(words) and words[at].start < end:
            own.append(words[at])
            at += 1
        for first in range(0, len(own), MOST_WORDS):
            part = own[first : first + MOST_WORDS]
            edges = (start, end) if len(part) == len(own) else (part[0].start, part[-1].end)
            tags = set().union(*(token.tags for token in part))
            made.append(Sentence(*edges, part, paragraph, tags))
    return made


def _is_wrapped(text: str, at: int) -> bool:
    """Tell a line that was broken to fit a page from the end of a paragraph."""
    before, after = text[max(0, at - 9) : at].rstrip(" \t")[-1:], text[at + 1 : at + 2]
    return before in {",", "–", "—"} or (after.islower() and before not in ".!?:;…")


def _is_listed(text: str, mark: re.Match[str]) -> bool:
    """Tell the next line of a list of shares: "- 54 over Bryansk region;"."""
    before = text[max(0, mark.start() - 9) : mark.end()].rstrip()[-1:]
    return before in {":", ";"} and _SHARE.match(text, mark.end()) is not None


def _spans(text: str) -> Iterator[tuple[int, int, int]]:
    start, paragraph = 0, 0
    for mark in _BREAK.finditer(text):
        new_line = "\n" in mark.group() or "|" in mark.group()
        if mark.group() == "\n" and _is_wrapped(text, mark.start()):
            continue
        if "|" not in mark.group() and mark.group().count("\n") <= 1 and _is_listed(text, mark):
            continue
        if not new_line and _SHORT.search(text, max(start, mark.start() - 12), mark.start()):
            continue
        if mark.start() > start:
            yield start, mark.start(), paragraph
        start = mark.end()
        paragraph += new_line
    if start < len(text):
        yield start, len(text), paragraph
