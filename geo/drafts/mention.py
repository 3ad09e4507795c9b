"""A name of a place in a sentence, and whether two of them stand in one list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.drafts.model import Place

if TYPE_CHECKING:
    from geo.drafts.words import Token

#: Adjectives of Ukrainian and Russian that are made of names.
ADJECTIVE: Final = re.compile(
    "(?:ськ|цьк|зьк)(?:а|ої|ій|ою|у|ий|ого|ому|им)$|(?:ск|цк)(?:ая|ой|ую|ою|ий|ого|ому|им|ом)$"
)
#: Words that may stand between the places of a list.
_FILLERS: Final = re.compile(r"окупован\w*|оккупирован\w*|тимчасово|временно|occupied|рф|росія")


@dataclass(slots=True)
class Mention:
    """A name of a place in a sentence.

    Attributes
    ----------
    first, last : int
        Its first and last token.
    name, start, end : str, int, int
        As written.
    kind : str
        settlement, region, district, front, sea, country or capital.
    core : str
        The name without the word of kind beside it.
    role : str
        at (something happens there), from, speaker, context (it says where another place is),
        government, plain.
    place : Place or None
        What it was found to be.
    """

    first: int
    last: int
    name: str
    start: int
    end: int
    kind: str
    core: str
    role: str = "plain"
    place: Place | None = None
    sure: bool = False

    @classmethod
    def named(cls, token: Token, text: str, region: str) -> Mention:
        """Return the region that a text calls "the region"."""
        start, end = token.start, token.end
        name = text[start:end]
        place = Place(
            name, start, end, region, region, "region", 0.6, "the region of the text", region
        )
        return cls(0, 0, name, start, end, "region", name, "at", place)


def listed(words: list[Token], first: Mention, second: Mention) -> bool:
    """Return whether nothing but signs, "and" and an aside stands between two names."""
    inside = False
    for token in words[first.last + 1 : second.first]:
        if token.text in "()":
            inside = token.text == "("
        elif token.has("compass") or (inside and token.text == ","):
            inside = token.text != ","
        elif (
            not inside
            and token.text not in {",", "-", "—", "–", "."}
            and not token.has("and")
            and not _FILLERS.fullmatch(token.lower)
        ):
            return False
    return True
