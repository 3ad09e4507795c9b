"""A news text to drafts of incidents: the way from words to records."""

from __future__ import annotations

import re
from bisect import bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from geo.drafts import dates, events, finishing, lookup, merging, places
from geo.drafts.model import ARMS
from geo.drafts.sentences import Sentence, sentences
from geo.drafts.words import LANGUAGES, language_of
from geo.errors import InputError
from geo.gazetteer import AROUND

if TYPE_CHECKING:
    from datetime import date

    from geo.drafts.mention import Mention
    from geo.drafts.model import Draft

#: Characters of the longest text that is read.
LONGEST: Final = 1_000_000
#: The hour of a piece of a live blog.
_CLOCK: Final = re.compile(r"\d{1,2}[.:]\d{2}")
#: Words of the longest heading.
_HEADING: Final = 14
#: Words of a place that stands alone as a sentence, perhaps behind who says it.
_TITLE: Final = 6
#: More digits than any figure has.
_ENDLESS: Final = re.compile(r"\d{16,}|\d{1,3}(?:[ \u00a0\u202f.,]\d{3}){5,}")
#: Fewer letters are no text.
_SHORTEST: Final = 15


def draft(text: str, *, published: date | None = None, language: str = "") -> list[Draft]:
    """Read a news text and return drafts of the incidents that it tells of.

    Parameters
    ----------
    text : str
        The text, its paragraphs in lines.
    published : date, optional
        The day of publication; without it only full dates can be read.
    language : str, optional
        One of `LANGUAGES`; found by the text itself if not given.

    Returns
    -------
    list of Draft
        In the order of the text; empty where it tells of no incident.

    Raises
    ------
    InputError
        If there is no text, it is too long, or in a language that is not read.

    Examples
    --------
    >>> from datetime import date
    >>> found = draft("Two people were killed in a missile strike on Sumy.",
    ...               published=date(2025, 3, 2))
    >>> found[0].places[0].region, found[0].figures["killed"].value
    ('UA-59', 2)
    """
    checked(text)
    language = language or language_of(text)
    if language not in LANGUAGES:
        raise InputError(
            "the text is in a language that is not read; read are English, Ukrainian and Russian, "
            "and of German, Spanish, Polish and French the sentences on drones, missiles and "
            "casualties"
        )
    parts = sentences(_ENDLESS.sub(lambda run: "#" * len(run[0]), text), language)
    named = [places.mentions(sentence, text) for sentence in parts]
    said = _said(_homes(named))
    merger = merging.Merger(published)
    tally = ""
    elsewhere = -1
    enemy = "Russia" if language == "uk" else None
    title: list[Mention] = []
    for at, sentence in enumerate(parts):
        when = dates.when(sentence, published)
        hidden = events.hidden_by(sentence, published, when)
        if hidden:
            tally = ""
            elsewhere = sentence.paragraph if hidden == events.ELSEWHERE else elsewhere
            long_ago = when if hidden == events.OLD else None
            if long_ago is not None and published is not None and long_ago.last < published:
                merger.background(sentence.paragraph, long_ago)
            continue
        told = events.tell(
            sentence, text, when,
            around=_around(said, at), tally=tally, enemy=enemy, found=named[at], title=title,
        )  # fmt: skip
        if told is not None and elsewhere == sentence.paragraph and not told.mentions:
            continue
        title = _title(sentence, named[at], title)
        tally = _counted(told, tally)
        if sentence.tokens[0].text == "•":
            merger.next_piece()
        if _is_heading(sentence) and _CLOCK.match(sentence.tokens[0].text):
            merger.heading(None)  # the next piece of a live blog
        if told is None and when is not None and not when.note and _is_heading(sentence):
            merger.heading(when)
        if told is not None:
            merger.take(told)
    # Casualties alone may be of an accident: nothing in the text is an attack.
    found = finishing.settled(merger.events, published) if merger.armed else []
    return [finishing.draft_of(event, text, published, language) for event in found]


def _counted(told: events.Told | None, before: str) -> str:
    """Return what became of the weapons that a sentence counts; a line of a list goes on."""
    if told is None or told.kind != "tally":
        return ""
    return next((f.role for f in reversed(told.figures) if f.role in ARMS), before or "downed")


def _is_heading(sentence: Sentence) -> bool:
    return len(sentence.tokens) <= _HEADING and sentence.tokens[-1].text != "."


def _title(sentence: Sentence, found: list[Mention], title: list[Mention]) -> list[Mention]:
    """Return the place of a sentence that is nothing but its name, or that of the one before."""
    if len(sentence.tokens) > _TITLE:
        return []
    own = [m for m in found if m.place is not None and m.sure and m.kind == "settlement"]
    return own[:1] or title


def checked(text: str) -> None:
    """Raise `InputError` for what is no text.

    Raises
    ------
    InputError
        If the text is empty or longer than `LONGEST`.
    """
    if len(text) > LONGEST:
        raise InputError(
            f"the text has {len(text):,} characters; an article of at most {LONGEST:,} is expected"
        )
    if sum(char.isalpha() for char in text[:100_000]) < _SHORTEST:
        raise InputError("there is no text to read")


def _homes(named: list[list[Mention]]) -> list[list[str]]:
    """Return the regions that each sentence names as regions."""
    for found in named:
        for mention in found:
            if mention.kind == "region":
                mention.place = lookup.whole(mention)
    return [
        [m.place.region for m in found if m.kind == "region" and m.place and m.place.region]
        + [code for m in found if (code := lookup.home_of_town(m))]
        for found in named
    ]


def _said(homes: list[list[str]]) -> dict[str, list[tuple[int, int]]]:
    """Return which sentences name each region or the land around it, and as which one there."""
    said: dict[str, list[tuple[int, int]]] = {}
    for at, regions in enumerate(homes):
        with_land = (code for region in regions for code in (region, AROUND.get(region)) if code)
        for rank, code in enumerate(dict.fromkeys(with_land)):
            said.setdefault(code, []).append((at, rank))
    return said


def _around(said: dict[str, list[tuple[int, int]]], at: int) -> tuple[str, ...]:
    """Return the regions that a text names, the nearest to a sentence first."""

    def nearness(code: str) -> tuple[int, bool, int]:
        there = said[code]
        after = bisect_right(there, at, key=itemgetter(0))
        nearest = there[max(0, after - 1) : after + 1]
        return min((abs(other - at), other > at, rank) for other, rank in nearest)

    return tuple(sorted(said, key=nearness))


__all__ = ["LONGEST", "Sentence", "checked", "draft"]
