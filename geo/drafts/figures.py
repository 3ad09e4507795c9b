"""The figures of a sentence: which number is of the dead, the injured, the launched, the downed.

A number belongs to the nearest word that says what became of those whom it counts.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Final

from geo.drafts.model import Evidence, Field
from geo.drafts.words import end_of_phrase, token_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.drafts.numbers import Quantity
    from geo.drafts.sentences import Sentence
    from geo.drafts.words import Token

#: Words between a number and what became of those counted.
_BEFORE: Final = 9
_AFTER: Final = 6
COMMA: Final = 3.0
NUMBER: Final = 4.0
#: A longer way than this is none.
TOO_FAR: Final = 12.0
#: Words beyond which nothing belongs together, whatever stands between.
_FAR: Final = 100
#: Words of one person's description: "an elderly woman", "a 52-year-old local".
_DESCRIPTION: Final = 5
#: Words of "the death toll from Friday's missile strike on Kryvyi Rih has risen to".
_TOLL: Final = 26
#: Words from "victims" to "there are none".
_NONE: Final = 8


#: "Ten of them" is a part of those told before.
_OF: Final = frozenset(["of", "из", "з", "із", "de", "von", "davon", "d'entre"])


@dataclass(slots=True)
class Figure:
    """A figure of a sentence.

    Attributes
    ----------
    role : str
        killed, injured, launched, downed, lost.
    value : int
        The number.
    first, last : int
        The tokens of its words.
    of : str
        drone, missile, target (drones and missiles together) or person.
    note : str
        Why it is not exact.
    """

    role: str
    value: int
    first: int
    last: int
    of: str
    note: str = ""
    confidence: float = 0.85
    rose: bool = False
    quantity: Quantity | None = None

    def field(self, sentence: Sentence, text: str) -> Field:
        """Return the figure as a field of a draft."""
        words = sentence.tokens
        start, end = words[self.first].start, words[self.last].end
        proof = Evidence(text[start:end], start, end)
        return Field(self.value, (proof,), self.confidence, self.note)


@dataclass(slots=True)
class _Group:
    """People who are counted together: "two men and a woman"."""

    first: int
    last: int
    value: int
    unit: str
    note: str = ""
    used: bool = False


def casualties(sentence: Sentence, numbers: list[Quantity]) -> list[Figure]:
    """Return the figures of the dead and the injured of a sentence."""
    words = sentence.tokens
    groups = _groups(words, numbers)
    marks = [
        (at, role)
        for at, token in enumerate(words)
        for role in ("killed", "injured")
        if token.has(role) and not _is_negated(words, at)
    ]
    pairs = sorted(
        (cost, at, role, n)
        for at, role in marks
        for n, group in _near(groups, at)
        if (cost := _cost(words, at, role, group, groups, marks)) < TOO_FAR
    )
    found: list[Figure] = []
    taken: set[int] = set()
    for _, at, role, n in pairs:
        group = groups[n]
        if at in taken or group.used:
            continue
        taken.add(at)
        group.used = True
        found.append(_figure(words, role, group, at))
    found += _left_out(words, groups, found)
    return found or _nobody(sentence)


def _near(groups: list[_Group], at: int) -> Iterator[tuple[int, _Group]]:
    """Return the groups, with their numbers, that are not too far from a word to belong to it."""
    low, high = (bisect_left(groups, at + far, key=attrgetter("first")) for far in (-_FAR, _FAR))
    return zip(range(low, high), groups[low:high], strict=True)


def _figure(words: list[Token], role: str, group: _Group, at: int) -> Figure:
    first, last = min(group.first, at), max(group.last, at)
    sure = 0.9 if last - first <= _AFTER else 0.75
    rose = any(token.has("rose") for token in words[first : last + 1])
    return Figure(role, group.value, first, last, "person", group.note, sure, rose)


def _is_negated(words: list[Token], at: int) -> bool:
    return any(t.has("nobody", "no_dead") for t in words[max(0, at - 2) : at + 1])


def _groups(words: list[Token], numbers: list[Quantity]) -> list[_Group]:
    """Return the people that are counted, without those who are a part of others."""
    found = [
        _Group(q.first, _noun_of(words, q), q.value, q.unit, q.note)
        for q in numbers
        if q.unit in {"person", ""}
    ]
    covered = {at for g in found for at in range(g.first, g.last + 1)}
    found += [g for g in _single(words) if not covered & set(range(g.first, g.last + 1))]
    found.sort(key=lambda g: g.first)
    whole = [g for g in found if not _is_part(words, g)]
    return _added(words, whole)


def _noun_of(words: list[Token], quantity: Quantity) -> int:
    if quantity.unit != "person":
        return quantity.last
    for at in range(quantity.last + 1, min(quantity.last + _AFTER, len(words))):
        if words[at].has("person", "one_person"):
            return at
    return quantity.last


def _single(words: list[Token]) -> list[_Group]:
    """Return persons that are named without a number: "a woman", "загинув чоловік"."""
    found = []
    for at, token in enumerate(words):
        if not token.has("one_person") or token.has("killed", "injured"):
            continue
        before = words[max(0, at - _DESCRIPTION) : at]
        if token.text[0].isascii() or "ß" in token.lower:
            article = next(
                (i for i in range(at - 1, max(-1, at - 1 - _DESCRIPTION), -1)
                 if words[i].has("article")), None,
            )  # fmt: skip
            if article is None or any(t.has("person", "thing", "said") for t in words[article:at]):
                continue
            found.append(_Group(article, at, 1, "one"))
        elif not any(t.value is not None or t.text.isdecimal() for t in before[-2:]):
            found.append(_Group(at, at, 1, "one"))
    return found


def _is_part(words: list[Token], group: _Group) -> bool:
    """Tell "including two children" and "ten of them"."""
    before = words[max(0, group.first - 4) : group.first]
    for token in reversed(before):
        if token.text in {".", ";"} or token.has("killed", "injured"):
            break
        if token.has("part"):
            return True
    after = words[group.last + 1 : group.last + 4]
    for token in after:
        if token.has("part") and token.lower in _OF and not token.has("injured"):
            return True
        if token.has("killed", "injured") or token.text in ",.;":
            break
    return False


def _added(words: list[Token], groups: list[_Group]) -> list[_Group]:
    """Add up groups that "and" joins: "two men and a woman were injured"."""
    made: list[_Group] = []
    for group in groups:
        last = made[-1] if made else None
        between = words[last.last + 1 : group.first] if last else []
        joined = (
            last is not None
            and {last.unit, group.unit} <= {"person", "one"}
            and 0 < len(between) <= 3  # noqa: PLR2004
            and any(t.has("and") or t.text == "," for t in between)
            and not any(t.has("killed", "injured", "part", "locative", "at_least") and
                        not t.has("and") for t in between)
            and not _own_mark(words, last, group)
            and not words[last.last].has("killed", "injured")
        )  # fmt: skip
        if joined and last is not None:
            last.value, last.last = last.value + group.value, group.last
            last.note = "the groups that the sentence names, added"
        else:
            made.append(group)
    return made


def _own_mark(words: list[Token], last: _Group, group: _Group) -> bool:
    """Tell "two people were killed and a woman was injured"."""
    if any(t.has("killed", "injured") for t in words[group.first : group.last + 1]):
        return True
    before = words[max(0, last.first - 3) : last.first]
    after = words[group.last + 1 : group.last + 4]
    return all(any(t.has("killed", "injured") for t in side) for side in (before, after))


def _cost(  # noqa: PLR0913, PLR0917
    words: list[Token], at: int, role: str, group: _Group, groups: list[_Group],
    marks: list[tuple[int, str]],
) -> float:  # fmt: skip
    """Return how far a number is from a word of what became of people."""
    if group.first <= at <= group.last:
        return 0.0
    after = group.first > at
    between = words[at + 1 : group.first] if after else words[group.last + 1 : at]
    low, high = (at, group.first) if after else (group.last, at)
    where = itemgetter(0)
    inside = slice(bisect_right(marks, low, key=where), bisect_left(marks, high, key=where))
    others = sum(r != role and not words[m].has(role) for m, r in marks[inside]) + sum(
        low < g.first < high for _n, g in _near(groups, at)
    )
    if after and not others and _rises(between):
        return 2.0
    between = _without_aside(between)
    commas = sum(t.text in {",", "(", ")"} for t in between)
    joined = any(t.has("and") for t in between)
    if any(t.text in {";", "."} for t in between) or len(between) > _BEFORE:
        return TOO_FAR
    if after:
        ends = any(t.text in {":", "-", "–", "—"} for t in between)
        far = commas or joined or len(between) > _AFTER
        if far or not (ends or words[at].has(f"{role}_before")):
            return TOO_FAR
    else:
        commas += joined
    cost = len(between) + NUMBER * others + 0.5 * (not after) + COMMA * commas
    return cost + _unlikely(group, between)


def _rises(between: list[Token]) -> bool:
    """Tell "the death toll from Friday's missile strike on Kryvyi Rih has risen to 20"."""
    return len(between) <= _TOLL and any(t.has("rose") for t in between)


def _unlikely(group: _Group, between: list[Token]) -> float:
    """Return how much farther a number seems that does not say what it counts."""
    if group.unit == "person":
        return 0.0
    near = len(between) <= 3 + (group.unit == "one")
    return (1.0 if near else 4.0) + 0.5 * (group.unit == "one") * near


def _without_aside(between: list[Token]) -> list[Token]:
    """Leave out ", including a child," between a number and what became of those counted."""
    if not between or between[0].text not in {",", "("}:
        return between
    ends = [at for at, t in enumerate(between) if at and t.text in {",", ")"}]
    said = any(t.has("killed", "injured") for t in between[: ends[-1]]) if ends else True
    return between if said else between[ends[-1] + 1 :]


def _left_out(words: list[Token], groups: list[_Group], found: list[Figure]) -> list[Figure]:
    """Read "three deaths in the Kyiv region, and one in Mykolaiv": the second says no more."""
    made = []
    for group in groups:
        earlier = [f for f in found if f.last < group.first]
        after = token_at(words, group.last + 1)
        if group.used or not earlier or after is None or group.unit != "":
            continue
        dash = after.text in {"-", "–", "—"} and group.last + 2 < len(words)
        place = words[group.last + 2] if dash else after
        if place.has("locative") and not place.has("attack", "and"):
            group.used = True
            role = earlier[-1].role
            made.append(Figure(role, group.value, group.first, group.last, "person", "", 0.7))
    return made


def _nobody(sentence: Sentence) -> list[Figure]:
    """Return the zeros of "no casualties"."""
    words = sentence.tokens
    for at, token in enumerate(words):
        last = at
        if token.has("nobody", "no_dead"):
            last = end_of_phrase(words, at)
        elif token.has("victims"):
            gone = next(
                (i for i in range(at + 1, min(at + _NONE, len(words))) if words[i].has("none")), at
            )
            last = gone if not any(t.text in ",;" for t in words[at:gone]) else at
        if last > at:
            roles = ("killed",) if token.has("no_dead") else ("killed", "injured")
            note = "the text says there are none"
            return [Figure(role, 0, at, last, "person", note) for role in roles]
    return []
