"""How many weapons were shot down over each place of a list, as both air forces report it.

"26 over Rostov region, 12 over Kursk", "two each over A and B", "eleven over A, the rest over B and
C": the numbers and the places are read from left to right.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo.drafts.model import Evidence, Field
from geo.drafts.numbers import Quantity
from geo.drafts.words import token_at

if TYPE_CHECKING:
    from geo.drafts.mention import Mention
    from geo.drafts.sentences import Sentence
    from geo.drafts.words import Token


@dataclass(slots=True)
class _Share:
    """A number and the places that it is of."""

    quantity: Quantity | None
    each: bool
    places: list[Mention] = field(default_factory=list)


def share(
    sentence: Sentence, numbers: list[Quantity], found: list[Mention], text: str
) -> Quantity | None:
    """Give the places of a sentence the numbers said of them, and return the whole's number.

    Parameters
    ----------
    sentence : Sentence
        A sentence that tells of weapons shot down.
    numbers : list of Quantity
        Its numbers of weapons.
    found : list of Mention
        Its places; their `downed_here` is set.
    """
    words = sentence.tokens
    places = [
        m for m in found
        if m.place is not None and m.role in {"at", "plain"} and m.kind != "country"
    ]  # fmt: skip
    if not places or not numbers:
        return numbers[0] if numbers else None
    among = any(t.has("part") for t in words[max(0, places[0].first - 2) : places[0].first])
    if len(numbers) == 1 == len(places) and among:
        return numbers[0]  # "95 over several regions, including Moscow"
    shares = _shares(words, numbers, places)
    whole = _given(shares, words, text)
    if len(numbers) == 1 == len(places) and places[0].place and not places[0].place.downed_here:
        _set(places[0], numbers[0], words, text)
    counted = [part for part in shares if part.quantity is not None]
    if whole is None and len(counted) == 1 and not counted[0].each:
        whole = counted[0].quantity
    return whole


def _given(shares: list[_Share], words: list[Token], text: str) -> Quantity | None:
    """Give each place its number, and return the number that is of no place."""
    whole = None
    for at, part in enumerate(shares):
        if part.quantity is None:
            continue
        later = [p.quantity.value for p in shares[at + 1 :] if p.quantity is not None]
        sums = at == 0 and len(part.places) > 1 and later and part.quantity.value >= sum(later)
        if not part.places or (sums and not part.each):
            whole = whole or part.quantity
        elif len(part.places) == 1 or part.each:
            for place in part.places:
                _set(place, part.quantity, words, text)
        elif whole is None and len(shares) == 1:
            whole = part.quantity
    return whole


def _shares(words: list[Token], numbers: list[Quantity], places: list[Mention]) -> list[_Share]:
    """Return the numbers with their places, in the order of the sentence."""
    rests = [at for at, token in enumerate(words) if token.has("rest")]
    marks: list[tuple[int, Quantity | Mention | None]] = [
        *((q.first, q) for q in numbers),
        *((m.first, m) for m in places),
        *((at, None) for at in rests),
    ]
    made: list[_Share] = []
    turned = _places_first(words, numbers, places)
    waiting: list[Mention] = []
    for _, mark in sorted(marks, key=lambda pair: pair[0]):
        if mark is None:
            made.append(_Share(None, each=False))
        elif isinstance(mark, Quantity):
            made.append(_Share(mark, _is_each(words, mark)))
            if turned and waiting:
                taken = waiting if made[-1].each else waiting[-1:]
                made[-1].places, waiting = taken, []
        elif turned:
            waiting.append(mark)
        elif made:
            made[-1].places.append(mark)
    return made


def _places_first(words: list[Token], numbers: list[Quantity], places: list[Mention]) -> bool:
    """Tell "Kursk region - 12, Belgorod region - 5" from the other order."""
    starts = [*((m.first, 0) for m in places), *((q.first, 1) for q in numbers)]
    order = [kind for _, kind in sorted(starts)]
    if len(places) > 1 and order[0] == 0 and order[-1] == 1:
        return True
    signs = {"-", "–", "—", ":", "("}
    numbered = {q.first for q in numbers}
    by_sign = [
        m for m in places
        if m.last + 2 in numbered and words[m.last + 1].text in signs
    ]  # fmt: skip
    return len(by_sign) > len(places) / 2


def _is_each(words: list[Token], quantity: Quantity) -> bool:
    before = token_at(words, quantity.first - 1)
    return (before is not None and before.has("each")) or any(
        token.has("each") and token.is_word and token.text.isascii()
        for token in words[quantity.last + 1 : quantity.last + 4]
    )


def _set(mention: Mention, quantity: Quantity, words: list[Token], text: str) -> None:
    if mention.place is None or quantity.unit == "thing":
        return
    first, last = min(quantity.first, mention.first), max(quantity.last, mention.last)
    start, end = words[first].start, words[last].end
    if last - first > 14:  # noqa: PLR2004
        start, end = words[quantity.first].start, words[quantity.last].end
    proof = Evidence(text[start:end], start, end)
    mention.place.downed_here = Field(quantity.value, (proof,), 0.9, quantity.note)
