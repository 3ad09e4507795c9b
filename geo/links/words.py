"""What the texts of records speak of: kinds of targets, means and deeds, in three languages."""

from __future__ import annotations

import csv
from functools import cache
from typing import Final, NamedTuple

from geo.regions import shipped

#: The table of words, one row a concept: its kind, its name, and what stands for it in English,
#: Ukrainian and Russian, separated by semicolons: beginnings of words (regular expressions, $ is
#: the end of the word), phrases, and regular expressions with spaces.
FILE: Final = "link_words.csv"
#: Letters of Ukrainian and Russian and the Latin ones that they become; letters for sounds that the
#: languages spell differently (i and y, h and g) become one, in Latin words too.
_LETTERS: Final = (
    "абвгґдеєёжзиіїйклмнопрстуфхцчшщыэюяijhъьʼ’'`",
    "abvggdeeezzyyyyklmnoprstufgccssyeuayyg",
)
_SOUNDS: Final = (("kh", "h"), ("zh", "z"), ("sh", "s"), ("ch", "c"), ("ts", "c"))
_REGULAR: Final = frozenset("()?[]\\*")


class Concept(NamedTuple):
    """One row of the table of words."""

    kind: str
    name: str
    words: tuple[str, ...]
    phrases: tuple[str, ...]
    patterns: tuple[str, ...]

    @property
    def beginning(self) -> str:
        """A regular expression (RE2) for the words that stand for it."""
        return f"^(?:{'|'.join(self.words)})"


@cache
def concepts(kind: str = "") -> tuple[Concept, ...]:
    """Return the concepts of a kind (target, home, means, deed, scope or time), or all."""
    with shipped(FILE).open(encoding="utf-8", newline="") as file:
        found = tuple(_concept(**row) for row in csv.DictReader(file))
    return tuple(concept for concept in found if kind in ("", concept.kind))


def _concept(kind: str, name: str, words: str) -> Concept:
    told = words.split(";")
    several = [words for words in told if " " in words]
    patterns = tuple(rf"\b{words}" for words in several if _REGULAR.intersection(words))
    phrases = tuple(words for words in several if not _REGULAR.intersection(words))
    return Concept(
        kind, name, tuple(words for words in told if " " not in words), phrases, patterns
    )


def bit(kind: str, name: str) -> int:
    """Return the bit of a concept among those of its kind."""
    return 1 << [concept.name for concept in concepts(kind)].index(name)


def kind_sql(kind: str, bits: str) -> str:
    """Return SQL for the bits of one kind out of those of all."""
    places = [place for place, concept in enumerate(concepts()) if concept.kind == kind]
    return f"({bits} >> {places[0]}) & {(1 << len(places)) - 1}"


def word_bits_sql(word: str) -> str:
    """Return SQL for the bits of all concepts that one folded word stands for."""
    parts = [
        f"(regexp_matches({word}, {quoted(concept.beginning)})::UBIGINT << {place})"
        for place, concept in enumerate(concepts())
        if concept.words
    ]
    return " | ".join(parts)


def text_bits_sql(text: str) -> str:
    """Return SQL for the bits of the concepts whose phrases or patterns a folded text holds."""
    parts = []
    for place, concept in enumerate(concepts()):
        tests = [f"contains({text}, {quoted(phrase)})" for phrase in concept.phrases]
        tests += [f"regexp_matches({text}, {quoted(one)})" for one in concept.patterns]
        if tests:
            parts.append(f"(({' OR '.join(tests)})::UBIGINT << {place})")
    return " | ".join(parts)


def latin_sql(text: str) -> str:
    """Return SQL for a folded text in Latin letters, whichever of the languages it is in."""
    for sound, letter in _SOUNDS:
        text = f"replace({text}, '{sound}', '{letter}')"
    return f"translate({text}, {quoted(_LETTERS[0])}, {quoted(_LETTERS[1])})"


def quoted(text: str) -> str:
    """Return `text` as a string of SQL.

    >>> quoted("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"
