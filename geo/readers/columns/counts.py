"""What a text says of a number of people or things: exactly, at least, at most, or about.

The *best* of a count is the least number that is sure: "10+" and "at least 10" are 10, "2-3" is 2.
Where the source gives only a most ("up to 5") there is no best.  What follows a number in brackets
or after "of them" is a part of it.

>>> count_of("2-3")
Count(low=2, best=2, high=3)
>>> [count_of(text).best for text in ("щонайменше 4", "2, з них 1 дитина", "п'ятеро")]
[4, 2, 5]
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

_LONGEST: Final = 200
_WORDS: Final = (
    ("0", "zero nil nobody жодного жодної жодних нуль ноль ніхто никто немає нема ні нет no"),
    ("0", "nein keine keiner niemand aucun aucune ninguno ninguna żaden brak"),
    ("1", "one single одна один одне одного однієї одно одной ein eine einer un une uno una jeden"),
    ("2", "two both couple pair дві два двоє двох двое пара zwei deux dos dwa dwie dwoje"),
    ("3", "three три троє трьох трое трех трёх drei trois tres trzy troje"),
    ("4", "four чотири четверо чотирьох четыре четырех четырёх"),
    ("5", "five п'ять п'ятеро п'яти п'ятьох пять пятеро пяти"),
    ("6", "six шість шестеро шести шістьох шесть"),
    ("7", "seven сім семеро семи сімох семь"),
    ("8", "eight вісім восьмеро восьми восемь"),
    ("9", "nine дев'ять дев'ятеро дев'яти девять девятеро девяти"),
    ("10", "ten десять десятеро десяти"),
    ("11", "eleven одинадцять одиннадцать"),
    ("12", "twelve dozen дванадцять двенадцать дюжина"),
    ("13", "thirteen тринадцять тринадцать"),
    ("14", "fourteen чотирнадцять четырнадцать"),
    ("15", "fifteen п'ятнадцять пятнадцать"),
    ("16", "sixteen шістнадцять шестнадцать"),
    ("17", "seventeen сімнадцять семнадцать"),
    ("18", "eighteen вісімнадцять восемнадцать"),
    ("19", "nineteen дев'ятнадцять девятнадцать"),
    ("20", "twenty двадцять двадцать"),
)
_NUMBERS: Final = {word: number for number, words in _WORDS for word in words.split()}
#: Words that mean that nobody and nothing was hurt.
_NONE = re.compile(
    r"(?:без|no|немає|нема|нет|обійшлося без|обошлось без|не(?=\s+по)|нікого не|никто не)\s+"
    r"(?:жертв\w*|потерпіл\w*|потерпевш\w*|постраждав|пострадал\w*|постраждал\w*|пострадавш\w*|загибл\w*|погибш\w*|поранен\w*|ранен\w*|casualties"
    r"|injur\w*|fatalit\w*|deaths?|victims?|втрат|потерь)"
    r"|no one\b|нікого$|(?:жертв|потерпіл\w*|потерпевш\w*)\s+(?:немає|нема|нет)$"
)
_AT_LEAST = re.compile(
    r"^(?:at least|no (?:less|fewer) than|not (?:less|fewer) than|minimum|min\.?|щонайменше"
    r"|mindestens|au moins|al menos|por lo menos|co najmniej"
    r"|принаймні|як мінімум|мінімум|не менше?|не менш ніж|від|по меньшей мере|минимум|не менее|от"
    r"|≥|>=|⩾)\s*(?=\d)"
)
_OVER = re.compile(
    r"^(?:more than|over|above|mehr als|über|plus de|más de|ponad"
    r"|понад|більше|більш ніж|більше ніж|свыше|более|более чем|больше|>|＞)"
    r"\s*(?=\d)"
)
_AT_MOST = re.compile(
    r"^(?:up to|at most|bis zu|höchstens|jusqu'à|hasta"
    r"|no more than|not more than|less than|fewer than|under|maximum|max\.?|до"
    r"|не більше|менше|максимум|не более|менее|меньше|≤|<=|<)\s*(?=\d)"
)
_ABOUT = re.compile(
    r"^(?:about|around|approximately|approx\.?|circa|ca?\.|some|nearly|almost|etwa|rund|environ|około|близько|приблизно"
    r"|орієнтовно|майже|около|примерно|почти|~|≈)\s*(?=\d)"
)
_BEFORE = re.compile(
    r"^(?:killed|dead|injured|wounded|загинул\w*|загибл\w*|поранен\w*|постражда\w*|вбит\w*|убит\w*"
    r"|погиб\w*|ранен\w*|пострада\w*|total|всього|усього|разом|всего)\s*[:\-–—]?\s*(?=\D{0,25}\d)"
)
_PART = re.compile(
    r"\s*(?:[([,;]\s*)?(?:of (?:them|which|whom)|including|incl\.?|among them|з них|із них"
    r"|серед них|у тому числі|в тому числі|у т\.? ?ч\.?|в т\.? ?ч\.?|из них|в том числе|включая"
    r"|включно)\b.*$"
)
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_MARKS = re.compile(r"(?<=\d)\s*[*†‡?!¹²³]+$")
_RANGE = re.compile(
    r"(?:from |between |від |з |от )?(\d+)\s*(?:-|–|—|−|\.\.\.?|…|to|or|and|до|або|чи|или)\s*(\d+)"
)
_PLAIN = re.compile(r"\d+")
#: "a dozen", "a couple of": what is left of the words before and after their number.
_ARTICLE = re.compile(r"\ba (?=\d)|(?<=\d) of\b(?= [^\W\d])")
_THOUSANDS = re.compile(r"(?<=\d)[\s,.](?=\d{3}(?!\d))")
_MULTIPLIED = re.compile(r"^\d+(?:[.,]\d+)?\s*(?:тис|тыс|thousand|k\b|млн|million|m\b|%|‰)")
#: Units that may follow: people, drones, whatever word; two words are enough.
_UNIT = re.compile(
    r"(?<=\d)\s*\+?\s*(?:[^\W\d]+[.'-]?[^\W\d]*\.?)(?:\s+[^\W\d]+[.'-]?[^\W\d]*\.?)?$"
)


class Count(NamedTuple):
    """A number of people or things, each bound None if the text does not give it."""

    low: int | None
    best: int | None
    high: int | None


@lru_cache(maxsize=100_000)
def count_of(text: str) -> Count | None:
    """Return what a text says of a number, None if it says none that can be told."""
    if len(text) > _LONGEST:
        return None
    said = " ".join(text.casefold().replace("\u2019", "'").replace("ʼ", "'").split())
    said = said.replace("’", "'").replace("`", "'").strip(" .;:'")
    if _NONE.match(said):
        return Count(0, 0, 0)
    said = _BRACKETS.sub("", _PART.sub("", said)).strip(" .,;:")
    said = " ".join(_NUMBERS.get(word, word) for word in said.split(" "))
    said = _ARTICLE.sub("", _THOUSANDS.sub("", _BEFORE.sub("", said)))
    for pattern, kind in ((_AT_LEAST, "+"), (_OVER, "+"), (_AT_MOST, "-"), (_ABOUT, "~")):
        bare = pattern.sub("", said)
        if bare != said:
            return _bounded(bare, kind)
    return _bounded(said, "")


def _bounded(said: str, kind: str) -> Count | None:
    if _MULTIPLIED.match(said):
        return None
    said = _MARKS.sub("", said)
    plus = re.match(r"(\d+)\s*\+", said)
    said = _UNIT.sub("", said).strip().removesuffix("+").strip()
    if _PLAIN.fullmatch(said):
        number = int(said)
        if kind == "+" or plus:
            return Count(number, number, None)
        if kind == "-":
            return Count(None, None, number)
        return Count(None, number, None) if kind else Count(number, number, number)
    found = _RANGE.fullmatch(said)
    if not found or kind not in ("", "+"):
        return None
    low, high = int(found[1]), int(found[2])
    return Count(low, low, high) if low <= high else None
