"""What the texts of records speak of: kinds of targets, means and deeds, in three languages."""

from __future__ import annotations

import csv
from functools import cache
from typing import Final, NamedTuple

from geo.regions import DATA

#: The table of words, one row a concept: its kind, its name, and the beginnings of words (regular
#: expressions, separated by |) that stand for it in English, Ukrainian and Russian.
FILE: Final = DATA / "link_words.csv"
#: Letters of Ukrainian and Russian and the Latin ones that they become; letters for sounds that the
#: languages spell differently (i and y, h and g) become one, in Latin words too.
_LETTERS: Final = (
    "абвгґдеєёжзиіїйклмнопрстуфхцчшщыэюяijhъьʼ’'`",
    "abvggdeeezzyyyyklmnoprstufgccssyeuayyg",
)
_SOUNDS: Final = (("kh", "h"), ("zh", "z"), ("sh", "s"), ("ch", "c"), ("ts", "c"))


class Concept(NamedTuple):
    """One row of the table of words."""

    kind: str
    name: str
    words: str

    @property
    def pattern(self) -> str:
        """A regular expression (RE2) that a folded text holds where it speaks of this."""
        return rf"(?:^|[^\pL])(?:{self.words})"


@cache
def concepts(kind: str) -> tuple[Concept, ...]:
    """Return the concepts of a kind: target, home, means, deed or scope."""
    with FILE.open(encoding="utf-8", newline="") as file:
        found = tuple(Concept(**row) for row in csv.DictReader(file))
    return tuple(concept for concept in found if concept.kind == kind)


def bits_sql(kind: str, text: str) -> str:
    """Return SQL for a number whose bits say which concepts of a kind a folded text speaks of."""
    parts = [
        f"(regexp_matches({text}, {quoted(concept.pattern)})::UBIGINT << {number})"
        for number, concept in enumerate(concepts(kind))
    ]
    return " | ".join(parts)


def names_of(kind: str, bits: int) -> list[str]:
    """Return the names of the concepts whose bits are set."""
    return [concept.name for n, concept in enumerate(concepts(kind)) if bits >> n & 1]


def bit(kind: str, name: str) -> int:
    """Return the bit of a concept."""
    return 1 << [concept.name for concept in concepts(kind)].index(name)


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
