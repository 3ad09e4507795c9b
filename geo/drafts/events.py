"""Which sentences tell of an incident, and what each of them tells.

A sentence that tells of threats, plans, alerts, totals over a longer time or anniversaries is none;
what tells of casualties or damage without an attack belongs to the attack told before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from geo.drafts import figures, lookup, numbers, tallies
from geo.drafts.roles import is_only_possible
from geo.drafts.words import token_at
from geo.schema import COUNTRIES

if TYPE_CHECKING:
    from geo.drafts.dates import When
    from geo.drafts.figures import Figure
    from geo.drafts.mention import Mention
    from geo.drafts.sentences import Sentence
    from geo.drafts.words import Token

#: Older than so many days is background.
NEWS: Final = timedelta(7)
OLD: Final = "older than a week"
#: Words of "Most of them over Odesa region".
_SHORT: Final = 9
_OPPONENT: Final = {"Russia": "Ukraine", "Ukraine": "Russia"}
_WEAPONS: Final = ("drone", "missile", "gun", "bomb")


@dataclass(slots=True)
class Told:
    """What a sentence tells of an incident.

    Attributes
    ----------
    kind : str
        tally (weapons launched and shot down), strike, or detail (casualties or damage alone).
    mentions : list of Mention
        The places where it happened.
    figures : list of Figure
        Its figures.
    when : When or None
        The days that it says.
    actor : str or None
        The side that attacked, as the words say it.
    weapons : set of str
        drone, missile, gun, bomb.
    frame : str or None
        The region that somebody speaks for who is quoted.
    """

    kind: str
    sentence: Sentence
    mentions: list[Mention]
    figures: list[Figure]
    when: When | None
    actor: str | None
    weapons: set[str]
    frame: str | None = None
    marks: set[str] = field(default_factory=set)


def hidden_by(sentence: Sentence, published: date | None, when: When | None) -> str:
    """Return why a sentence tells of no incident of these days, or an empty text.

    `when` is what the sentence says of days.
    """
    harmed = sentence.has("killed", "injured", "damage", "shot")
    reasons = (
        (sentence.has("cyber"), "another kind of attack"),
        (sentence.has("total") and not _is_ranked(sentence), "a total over a longer time"),
        (sentence.has("past"), "the past"),
        (sentence.has("court"), "a court or an exercise"),
        (sentence.has("denied"), "it is said not to have happened"),
        (sentence.has("evacuated") and not harmed, "an evacuation"),
        (sentence.has("warning") and not sentence.has("shot", "damage", "killed"), "a warning"),
    )
    said = next((reason for holds, reason in reasons if holds), "")
    return said or (OLD if _is_old(sentence, published, when) else "")


def _is_ranked(sentence: Sentence) -> bool:
    """Tell "one of the largest attacks since the start of the war"."""
    ranks, totals = sentence.at("superlative"), sentence.at("total")
    return bool(ranks) and ranks[0] < totals[0]


def _is_old(sentence: Sentence, published: date | None, when: When | None) -> bool:
    """Tell a day long ago, a month alone, a year that is over."""
    words = sentence.tokens
    if published is None:
        return False
    if when is not None:
        return published - when.last > NEWS or when.first > published + timedelta(1)
    for at, token in enumerate(words):
        if token.month and not (token.lower in {"may", "march"} and not token.is_name):
            before = token_at(words, at - 1)
            return before is not None and before.lower in {
                "in", "у", "в", "during", "im", "en", "w", "last", "earlier", "since",
            }  # fmt: skip
        if token.text.isdigit() and 1900 < int(token.text) < published.year:  # noqa: PLR2004
            before = token_at(words, at - 1)
            if before is not None and before.lower in {"in", "у", "в", "im", "en", "since", "w"}:
                return True
    return False


def _is_of_things(words: list[Token], at: int) -> bool:
    """Tell "destroyed 20 houses" from "destroyed 18 drones"."""
    for token in words[at + 1 : at + 5]:
        if token.has("thing", "locative"):
            return not token.has("locative")
    return not any(t.has("drone", "missile", "unit_of_weapon") for t in words)


def _marks(sentence: Sentence) -> set[str]:
    """Return what a sentence says has happened: attack, shot, launch, blast, damage, casualties."""
    words, found = sentence.tokens, set()
    for at, token in enumerate(words):
        for tag in ("attack", "shot", "launch", "blast", "damage", "killed", "injured", "lost"):
            if tag == "damage" and token.has("shot") and not _is_of_things(words, at):
                continue
            if token.has(tag) and tag not in found and not is_only_possible(words, at):
                found.add(tag)
    return found


def tell(  # noqa: PLR0913
    sentence: Sentence,
    text: str,
    when: When | None,
    *,
    around: tuple[str, ...],
    tally: bool,
    found: list[Mention],
    title: list[Mention],
) -> Told | None:
    """Return what a sentence tells of an incident, or None.

    Parameters
    ----------
    when : When or None
        The days that it says.
    around : tuple of str
        The regions that the text names, the nearest first.
    tally : bool
        Whether the sentence before told of weapons shot down.
    found : list of Mention
        The places that the sentence names.
    title : list of Mention
        The place that stands alone before the sentence: "Kramatorsk."
    """
    marks = _marks(sentence)
    counted = numbers.quantities(sentence)
    lookup.look_up(found, sentence.tokens, around)
    arms = figures.weapons(sentence, counted, tally=tally)
    people = figures.casualties(sentence, [q for q in counted if not q.used])
    weapons = {tag for tag in _WEAPONS if sentence.has(tag)}
    kind = _kind(marks, arms, people, weapons, sentence)
    if kind in {None, "detail"} and tally and not people:
        kind = _goes_on(sentence, counted, found)
    if kind is None:
        return None
    if kind == "tally":
        arms = _tally(sentence, counted, arms, found, text)
    frame = next((m.place.region for m in found if m.place and m.role == "speaker"), None)
    here = [m for m in found if m.place is not None and _is_here(m, kind)]
    actor = actor_of(sentence, kind)
    # "Russia attacks with 94 drones": the country is who did it.
    here = [m for m in here if m.kind != "country" or COUNTRIES.get(m.core) != actor]
    if len({m.core for m in here if m.kind == "country"}) > 1:
        here = [m for m in here if m.kind != "country"]
    if kind != "tally" and any(m.kind != "country" for m in here):
        here = [m for m in here if m.kind != "country"]
    if not here and kind == "strike":
        here = title
    if not here and kind != "tally":
        here = [m for m in found if m.place is not None and m.role == "speaker"][:1]
    if sentence.has("open_cause"):
        marks = marks | {"open"}
    return Told(
        kind, sentence, here, [*people, *arms], when, actor, weapons, frame, marks,
    )  # fmt: skip


def _goes_on(
    sentence: Sentence, counted: list[numbers.Quantity], found: list[Mention]
) -> str | None:
    """Tell "Most of them over Odesa region" and "126 over Kursk region, 91 over Bryansk"."""
    here = [m for m in found if m.place is not None and m.role == "at"]
    listed = len(here) > 1 and sum(not q.unit for q in counted) > 1
    return "tally" if here and (listed or len(sentence.tokens) <= _SHORT) else None


def _kind(
    marks: set[str], arms: list[Figure], people: list[Figure], weapons: set[str], sentence: Sentence
) -> str | None:
    if _is_tally(marks, arms, people, weapons, sentence):
        return "tally"
    struck = "attack" in marks or "blast" in marks
    if struck or (weapons and marks & {"damage", "launch", "shot"}):
        return "strike"
    if _is_destroyed(sentence):
        return "strike"
    if people:
        return "detail"
    return "detail" if marks & {"killed", "injured", "damage"} else None


def _is_tally(
    marks: set[str], arms: list[Figure], people: list[Figure], weapons: set[str], sentence: Sentence
) -> bool:
    """Return whether a sentence counts weapons, or tells that they were shot down and no more."""
    launched = any(f.role == "launched" for f in arms) and (
        bool(marks & {"launch", "attack"}) or sentence.has("detected")
    )
    missiles = launched and all(f.of == "missile" for f in arms)
    if any(f.role in {"downed", "lost"} for f in arms):
        return True
    if launched and (weapons or not people) and not missiles:
        return True
    shot = "shot" in marks and (bool(weapons & {"drone", "missile", "bomb"}) or bool(arms))
    harmed = people or marks & {"injured", "killed"}
    return shot and not harmed and not ("attack" in marks and sentence.has("damage"))


def _is_destroyed(sentence: Sentence) -> bool:
    """Tell "Russia destroyed a refinery": a side, and at once what it did."""
    words = sentence.tokens
    return any(
        words[at].has("damage", "shot", "killed", "injured")
        and not sentence.has("armour")
        and any(_side(words, back) for back in range(max(0, at - 2), at))
        and not is_only_possible(words, at)
        for at in range(len(words))
    )


def _is_here(mention: Mention, kind: str) -> bool:
    """Return whether something happened in a place that a sentence names."""
    if mention.place is None:
        return False
    if mention.kind == "country":
        outer = {"from", "speaker", "context"}
        return mention.role == "at" or (kind == "tally" and mention.role not in outer)
    if mention.role in {"from", "speaker", "context", "government"}:
        return False
    if mention.kind == "sea":
        return mention.place.downed_here is not None or (kind == "strike" and mention.role == "at")
    return mention.role == "at" or mention.sure or mention.kind != "settlement"


def _tally(
    sentence: Sentence, counted: list[numbers.Quantity], arms: list[Figure],
    found: list[Mention], text: str,
) -> list[Figure]:  # fmt: skip
    """Give places their numbers, and return the figures of the whole."""
    downed = [f for f in arms if f.role == "downed"]
    listed = [
        q for q in counted
        if q.unit in {"drone", "missile", ""} and q.used not in {"launched", "lost"}
        and not _is_another(sentence.tokens, q)
    ]  # fmt: skip
    if not listed or (not downed and len(listed) <= 1):
        return arms
    drones = [q for q in listed if q.unit != "missile"]
    whole = tallies.share(sentence, drones or listed, found, text)
    parts = [m for m in found if m.place is not None and m.place.downed_here is not None]
    kept = [f for f in arms if f.role != "downed" or f.quantity is whole or not parts]
    return [f for f in kept if f.role != "downed" or f.quantity is whole or f.of == "missile"]


def _is_another(words: list[Token], quantity: numbers.Quantity) -> bool:
    """Tell "one hit the port" from "one over Crimea"."""
    after = token_at(words, quantity.last + 1)
    bare = quantity.value == 1 and not quantity.unit and not quantity.used
    return bare and after is not None and after.is_word and not after.has("locative", "shot")


def actor_of(sentence: Sentence, kind: str) -> str | None:
    """Return the side whose weapons or attack a sentence tells of, where it says it."""
    words = sentence.tokens
    for at, token in enumerate(words):
        if token.has("of_russia", "of_ukraine"):
            return "Russia" if token.has("of_russia") else "Ukraine"
        if token.has("attack", "drone", "missile", "gun", "bomb", "launch", "enemy"):
            side = _side_after(words, at) or _side_before(words, at)
            if side is not None:
                return side
    return _by_subject(sentence, kind)


def _by_subject(sentence: Sentence, kind: str) -> str | None:
    """Return who attacked by the subject of the first verb: "Russia attacked", "Ukraine downed"."""
    words = sentence.tokens
    verbs = sentence.at("attack", "launch", *(["shot"] if kind == "tally" else []))
    if not verbs:
        return None
    subjects = (
        _side(words, at) for at in range(verbs[0])
        if not (at and words[at - 1].has("locative", "from"))
    )  # fmt: skip
    side = next((side for side in subjects if side is not None), None)
    downed = words[verbs[0]].has("shot") and not words[verbs[0]].has("attack", "launch")
    return _OPPONENT.get(side or "") if downed else side


def _side_after(words: list[Token], at: int) -> str | None:
    """Return who did it, behind what was done: "launched by Russia"."""
    for ahead in range(at + 1, min(at + 3, len(words))):
        if words[ahead].has("by"):
            sides = (_side(words, place) for place in range(ahead + 1, min(ahead + 4, len(words))))
            return next((side for side in sides if side is not None), None)
    return None


def _side_before(words: list[Token], at: int) -> str | None:
    """Return whose weapons or attack it is: "Russian drones", "the attack by Ukraine's forces"."""
    for back in range(at - 1, max(-1, at - 5), -1):
        token = words[back]
        if token.text in ",;.:" or token.has("from", "said"):
            return None
        side = _side(words, back)
        whole = token.has("country_ua", "country_ru") and not token.lower.endswith("'s")
        if whole and words[at].has("drone", "missile", "gun", "bomb"):
            continue  # "attacked Ukraine with drones"
        if side is not None:
            other = words[at].has("attack") and token.has("country_ua", "country_ru", "locative")
            return None if other else side
    return None


def _side(words: list[Token], at: int) -> str | None:
    if words[at].has("russia"):
        return "Russia"
    return "Ukraine" if words[at].has("ukraine") else None
