"""The figures of weapons in a sentence: how many were launched, shot down, lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.drafts.figures import COMMA, NUMBER, TOO_FAR, Figure
from geo.drafts.numbers import Quantity
from geo.drafts.roles import is_only_possible

if TYPE_CHECKING:
    from geo.drafts.sentences import Sentence
    from geo.drafts.words import Token

#: "Of which 277 drones" begins anew.
_OF_THEM: Final = frozenset(["which", "whom", "них", "яких", "которых"])
#: What stands between a part and the whole: "three of the four missiles".
_SHARES: Final = (["of"], ["of", "the"], ["out", "of"], ["of", "a", "total", "of"], ["of", "all"])
_WEAPON: Final = 10
#: Words between "a drone" and "was shot down".
_SHOT: Final = 4
#: Words of a weapon's name.
_LONG_NAME: Final = 4


def weapons(sentence: Sentence, numbers: list[Quantity], *, tally: str) -> list[Figure]:
    """Return the figures of weapons launched, downed and lost.

    Parameters
    ----------
    tally : str
        What became of the weapons that the sentence before counted, so that a bare number counts
        them, and a line of a list goes on with them; "" if it counted none.
    """
    words = sentence.tokens
    bare = len(numbers) > 1 and not any(q.unit for q in numbers) and sentence.has("shot")
    talks = sentence.has("drone", "missile", "unit_of_weapon", "bomb") or bool(tally) or bare
    found: list[Figure] = []
    for quantity in numbers if talks else ():
        if words[quantity.last + 1 : quantity.last + 2] and _is_others(sentence, quantity):
            quantity.unit = ""
    for at, quantity in enumerate(numbers):
        if quantity.unit not in {"drone", "missile", ""} or (quantity.unit == "" and not talks):
            continue
        of_all = numbers[at + 1] if at + 1 < len(numbers) else None
        if of_all is not None and _is_share(words, quantity, of_all):
            quantity.unit = quantity.unit or of_all.unit
            found.append(_weapon(words, "downed", quantity, of_all.first))
            found.append(_weapon(words, "launched", of_all, of_all.last))
            of_all.used = "launched"
            continue
        if not quantity.used:
            found += _counted(sentence, numbers, at, tally)
    if not found and not any(q.unit in {"drone", "missile"} for q in numbers):
        found = _one_downed(words, numbers)
    return found


def _counted(sentence: Sentence, numbers: list[Quantity], at: int, tally: str) -> list[Figure]:
    """Return the figure of a number of weapons, both of "all 14 drones were shot down"."""
    words, quantity = sentence.tokens, numbers[at]
    cost, role, mark = _nearest(words, quantity, numbers)
    before, after = (numbers[at - 1] if at else None), numbers[at + 1 : at + 2]
    every = quantity.first > 0 and words[quantity.first - 1].has("every_one")
    if before is not None and before.used and _is_listed(words, before, quantity):
        role, mark, cost = "downed" if every else before.used, quantity.first, 0.0
    elif after and _is_pair(words, quantity, after[0]):
        cost, role, mark = min((cost, role, mark), _nearest(words, after[0], numbers))
    if not role and tally and at == 0 and _is_line(words, quantity):
        role, mark, cost = tally, quantity.first, 0.0
    if not role and _is_instrument(sentence, quantity):
        role, mark, cost = "launched", quantity.first, 0.0
    least = TOO_FAR if quantity.unit else 6.0
    if not role or role == "impact" or cost >= least:
        return []
    quantity.used = role
    made = [_weapon(words, role, quantity, mark)]
    if every and role == "downed" and quantity.unit:
        made.append(_weapon(words, "launched", quantity, mark))
    return made


def _is_others(sentence: Sentence, quantity: Quantity) -> bool:
    """Tell "10 others were lost" of drones from people."""
    noun = sentence.tokens[quantity.last + 1].lower
    return noun in {"others", "more"} and not sentence.has("killed", "injured")


def _is_pair(words: list[Token], first: Quantity, second: Quantity) -> bool:
    """Tell "277 drones and all seven missiles were shot down": what is said is of both."""
    between = words[first.last + 1 : second.first]
    joined = any(t.has("and") for t in between) and bool(first.unit and second.unit)
    return joined and len(between) <= _LONG_NAME and not any(t.has(*_MARKS) for t in between)


def _is_instrument(sentence: Sentence, quantity: Quantity) -> bool:
    """Tell "завдав удару 16-ма дронами": the weapons that it was done with."""
    words = sentence.tokens[quantity.first : quantity.last + 4]
    with_them = any(t.lower.endswith(("ами", "-ма", "-ми")) for t in words)
    return with_them and sentence.has("attack", "launch") and not sentence.has("shot", "lost")


def _is_line(words: list[Token], quantity: Quantity) -> bool:
    """Tell a line of a list: "- 747 drones"."""
    return bool(quantity.unit) and quantity.first <= 1 and words[0].text in "-–—•▪🔹🔸"


def _one_downed(words: list[Token], numbers: list[Quantity]) -> list[Figure]:
    """Read "a drone was shot down" and "збили дрон": one that is named without a number."""
    for at, token in enumerate(words):
        if not token.has("one_drone") or (token.text.isascii() and not _has_article(words, at)):
            continue
        for mark in range(max(0, at - _SHOT), min(at + _SHOT + 1, len(words))):
            between = words[min(at, mark) + 1 : max(at, mark)]
            if (
                words[mark].has("shot")
                and not any(t.text in ",.;:" or t.has("attack", "damage") for t in between)
                and not is_only_possible(words, mark)
            ):
                one = Quantity(at, at, 1, "drone", used="downed")
                numbers.append(one)
                return [_weapon(words, "downed", one, mark)]
    return []


def _has_article(words: list[Token], at: int) -> bool:
    return any(t.has("article") for t in words[max(0, at - 3) : at])


def _weapon(words: list[Token], role: str, quantity: Quantity, mark: int) -> Figure:
    last = quantity.last
    while (
        last + 1 < len(words)
        and last - quantity.last < _LONG_NAME
        and words[last + 1].is_word
        and not (
            words[last].has("drone", "missile", "unit_of_weapon") or words[last + 1].has("locative")
        )
    ):
        last += 1
    first, last = min(quantity.first, mark), max(last if quantity.unit else quantity.last, mark)
    of = "target" if quantity.mixed else quantity.unit or "drone"
    return Figure(role, quantity.value, first, last, of, quantity.note, 0.9, quantity=quantity)


def _is_share(words: list[Token], first: Quantity, second: Quantity) -> bool:
    """Tell "107 of 131 drones"."""
    between = words[first.last + 1 : second.first]
    said = [t.lower for t in between]
    joined = said in _SHARES or (len(said) == 1 and said[0] in {"з", "із", "из", "von", "z", "de"})
    return joined and first.value <= second.value and second.unit in {"drone", "missile", ""}


def _is_listed(words: list[Token], first: Quantity, second: Quantity) -> bool:
    """Tell "3 missiles and 133 drones": nothing else is said of the second."""
    between = words[first.last + 1 : second.first]
    joined = any(t.has("and") or t.text == "," for t in between) and second.unit
    if any(t.lower in _OF_THEM for t in between):
        return False
    around = (*between, *words[second.last + 1 : second.last + 6])
    return bool(joined) and not any(t.has(*_MARKS) for t in around)


_MARKS: Final = {
    "shot": ("downed", 0.0), "lost": ("lost", -0.5), "impact": ("impact", 0.2),
    "launch": ("launched", 0.3), "attack": ("launched", 1.0), "detected": ("launched", 2.0),
}  # fmt: skip


def _nearest(
    words: list[Token], quantity: Quantity, numbers: list[Quantity]
) -> tuple[float, str, int]:
    """Return the nearest word that says what became of the weapons counted."""
    best = (TOO_FAR, "", quantity.first)
    low, high = max(0, quantity.first - _WEAPON), min(len(words), quantity.last + _WEAPON)
    for at in range(low, high):
        if quantity.first <= at <= quantity.last:
            continue
        after = at > quantity.last
        between = words[quantity.last + 1 : at] if after else words[at + 1 : quantity.first]
        if any(t.text in {";", "."} for t in between):
            continue
        own = (quantity.last, at) if after else (at, quantity.first)
        crossed = sum(own[0] < q.first < own[1] for q in numbers if q is not quantity)
        far = len(between) + 0.6 * after + NUMBER * crossed
        far += COMMA * sum(t.text in {",", "(", ")"} for t in between)
        far += 1.5 * any(t.has("and") for t in between)
        for tag, (role, more) in _MARKS.items():
            if not words[at].has(tag) or (tag == "attack" and not quantity.unit):
                continue
            if tag in {"attack", "launch"} and words[at].has("shot"):
                continue
            if quantity.mixed and words[at].lower == "targets":
                continue
            if far + more < best[0]:
                best = (far + more, role, at)
    return best
