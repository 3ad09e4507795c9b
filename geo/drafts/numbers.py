"""Numbers of a sentence: in digits and in words, what they count, and how exactly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.drafts.words import token_at

if TYPE_CHECKING:
    from geo.drafts.sentences import Sentence
    from geo.drafts.words import Token

_DIGITS: Final = re.compile(r"\d{1,3}(?:[ \u00a0\u202f.,]\d{3})+|\d+")
#: Case endings that Ukrainian and Russian write after a number: 50-ма, 38-ти.
_CASE: Final = re.compile(r"(\d+)[-–](?:ма|ти|х|ьох|ьома|ми|ю|тьма|мя|рьох|ох|ома)")
#: Words that may stand between a number and what it counts.
_AHEAD: Final = 5
_HUNDRED: Final = 100
#: Years that are no figures.
_YEARS: Final = range(1900, 2100)


#: What a number counts stands before words with these meanings.
_ENDS: Final = (
    "lost", "locative", "from", "and", "shot", "launch", "killed", "injured", "attack",
)  # fmt: skip
_STRIKES: Final = frozenset(["attack", "attacks", "strike", "strikes", "raid", "raids", "barrages"])


@dataclass(slots=True)
class Quantity:
    """A number of a sentence.

    Attributes
    ----------
    first, last : int
        Its first and last token.
    value : int
        The number; of a range its lower end.
    unit : str
        What it counts: drone, missile, person, thing, or "" where that is not said.
    note : str
        "at least", "a range".
    used : str
        The role of the figure that it was taken for.
    mixed : bool
        It counts drones and missiles together: "823 air targets".
    """

    first: int
    last: int
    value: int
    unit: str = ""
    note: str = ""
    used: str = ""
    mixed: bool = False


def quantities(sentence: Sentence) -> list[Quantity]:
    """Return the numbers of a sentence that may be figures."""
    words, found, at = sentence.tokens, [], 0
    while at < len(words):
        made = _digits(words, at) or _spelled(words, at)
        if made is None:
            at += 1
            continue
        at = made.last + 1
        _take_range(words, made)
        at = max(at, made.last + 1)
        if not _is_date(words, made):
            found.append(made)
    ends = {q.first for q in found}
    for quantity in found:
        pair = words[quantity.first].has("person")  # "a couple"
        quantity.unit = "person" if pair else _unit(words, quantity, ends)
        quantity.note = quantity.note or _at_least(words, quantity)
    return [q for q in found if q.value != 1 or _counts_one(words, q)]


def _digits(words: list[Token], at: int) -> Quantity | None:
    text = words[at].text
    if not text[0].isdecimal():
        return None
    case = _CASE.fullmatch(text)
    if case:
        return Quantity(at, at, int(case[1]))
    if not _DIGITS.fullmatch(text):
        return None
    before = words[at - 1].text if at else ""
    if before in {"/", "№", "#", ":", "$", "€", "£"} and (
        before != ":" or words[at - 1].start == words[at - 1].end - 1 == words[at].start - 1
    ):
        return None
    return Quantity(at, at, int(re.sub(r"\D", "", text)))


def _spelled(words: list[Token], at: int) -> Quantity | None:
    """Return a number in words, of one word or several: "thirty-one", "сто двадцять три"."""
    total, last, least = 0, at - 1, 10_000
    for place in range(at, min(at + 4, len(words))):
        value = words[place].value
        if value is None:
            break
        if value == _HUNDRED and 0 < total < 10:  # noqa: PLR2004
            total, least = total * _HUNDRED, _HUNDRED
        elif value < least and (total == 0 or _fits(least, value)):
            total, least = total + value, value
        else:
            break
        last = place
    return Quantity(at, last, total) if last >= at else None


def _fits(least: int, value: int) -> bool:
    """Return whether a smaller number word goes on with a larger one: forty five, not six two."""
    if least >= _HUNDRED:
        return value < _HUNDRED
    return least >= 20 and least % 10 == 0 and value < 10  # noqa: PLR2004


def _take_range(words: list[Token], made: Quantity) -> None:
    """Let "5-7" and "five to seven" be their lower end."""
    after = words[made.last + 1 : made.last + 3]
    if len(after) < 2 or after[0].lower not in {"-", "to", "до", "bis", "a"}:  # noqa: PLR2004
        return
    upper = _digits(words, made.last + 2) or _spelled(words, made.last + 2)
    if upper is not None and upper.value > made.value and upper.first == made.last + 2:
        made.last, made.note = upper.last, f"a range, up to {upper.value}; its lower end is taken"


def _is_date(words: list[Token], made: Quantity) -> bool:
    """Tell a day, a year or an hour from a figure."""
    after, before = token_at(words, made.last + 1), token_at(words, made.first - 1)
    if after is not None and after.month and made.value <= 31 and words[made.last].text.isdecimal():  # noqa: PLR2004
        return True
    if any(t.has("age") for t in words[max(0, made.first - 3) : made.first]):
        return True
    if before is not None and before.month and words[made.last].text.isdecimal():
        dated = made.first > 1 and words[made.first - 2].text[0].isdecimal()
        return not dated or made.value in _YEARS
    if before is not None and before.text == "," and made.first > 1 and words[made.first - 2].month:
        return True
    if made.value in _YEARS and words[made.first].text.isdecimal():
        nouns = after is not None and after.has("drone", "person", "missile", "unit_of_weapon")
        return not nouns
    return after is not None and (after.text == "%" or after.lower in {"мск", "gmt", "год", "a.m"})


def _unit(words: list[Token], quantity: Quantity, firsts: set[int]) -> str:
    for at in range(quantity.last + 1, min(quantity.last + 1 + _AHEAD, len(words))):
        token, after = words[at], token_at(words, at + 1)
        if at in firsts or (not token.is_word and token.text not in {'"', "«", "“", "'"}):
            break
        if token.has("target") and not token.has("drone", "missile"):
            quantity.mixed = True
            return "drone"
        if token.has("attack") and after is not None and after.has("drone"):
            continue  # "19 attack drones"
        unit = _unit_of(token, after)
        if unit or token.has(*_ENDS):
            return unit
    return ""


def _unit_of(token: Token, after: Token | None) -> str:
    if token.has("drone", "missile", "bomb", "unit_of_weapon"):
        if token.has("attack") or (after is not None and after.lower in _STRIKES):
            return "thing"  # "two drone strikes"
        if token.has("drone", "unit_of_weapon"):
            return "drone"
        return "missile" if token.has("missile") else "thing"
    if token.has("one_person", "person") and not token.has("thing"):
        return "person"
    return "thing" if token.has("thing") else ""


def _at_least(words: list[Token], quantity: Quantity) -> str:
    for at in range(max(0, quantity.first - 3), quantity.first):
        token = words[at]
        if token.has("at_least") and token.till <= words[quantity.first].start:
            said = " ".join(t.text for t in words[at : quantity.first])
            return f"the text says “{said}”"
    return ""


def _counts_one(words: list[Token], quantity: Quantity) -> bool:
    """Tell "one man" and "one was killed" from "one of the largest" and "a"."""
    after = token_at(words, quantity.last + 1)
    if words[quantity.first].text == "1":
        return True
    if after is None:
        return True
    if after.lower in {"of", "из", "з", "із", "de", "von", "day"}:
        return False
    return not words[quantity.first].has("article") or quantity.unit in {"person", "drone"}
