"""Which sentences tell of an incident, and what each of them tells.

A sentence that tells of threats, plans, alerts, totals over a longer time or anniversaries is none;
what tells of casualties or damage without an attack belongs to the attack told before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from geo.drafts import arms as arms_of
from geo.drafts import figures, lookup, numbers, tallies
from geo.drafts.actors import actor_of, side_of
from geo.drafts.mention import Mention
from geo.drafts.merging import attacker_of
from geo.drafts.roles import is_only_possible
from geo.drafts.words import token_at
from geo.schema import COUNTRIES

if TYPE_CHECKING:
    from geo.drafts.dates import When
    from geo.drafts.figures import Figure
    from geo.drafts.sentences import Sentence
    from geo.drafts.words import Token

#: Older than so many days is background.
NEWS: Final = timedelta(7)
OLD: Final = "older than a week"
#: What follows in the paragraph without a place of its own is of that war too.
ELSEWHERE: Final = "another war"
#: Words and signs between a place and its number behind it.
_SIGNS: Final = 3
#: So many missiles at once are a wave, not one strike.
_WAVE: Final = 5
#: Words of "Most of them over Odesa region".
_SHORT: Final = 9
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
    people = sentence.has("killed", "injured")
    reasons = (
        (_is_elsewhere(sentence), ELSEWHERE),
        (sentence.has("armour") and not people and not _counts_drones(sentence), "arms destroyed"),
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


def _is_elsewhere(sentence: Sentence) -> bool:
    """Tell another war: "jets struck targets in Lebanon"."""
    return sentence.has("elsewhere") and not sentence.has("russia", "ukraine")


def _counts_drones(sentence: Sentence) -> bool:
    return any(q.unit == "drone" for q in numbers.quantities(sentence))


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
    ranks = sentence.at("superlative")
    for at, token in enumerate(words):
        if ranks and ranks[0] < at:
            break  # "the previous record of 267 set in February"
        if token.month and not (token.lower in {"may", "march"} and not token.is_name):
            before = token_at(words, at - 1)
            return before is not None and before.lower in {
                "in", "у", "в", "during", "im", "en", "w", "last", "earlier", "since",
            }  # fmt: skip
        if token.text.isdecimal() and 1900 < int(token.text) < published.year:  # noqa: PLR2004
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
    tally: str,
    enemy: str | None,
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
    tally : str
        What became of the weapons that the sentence before counted, or "".
    enemy : str or None
        The side that the text calls "the enemy".
    found : list of Mention
        The places that the sentence names.
    title : list of Mention
        The place that stands alone before the sentence: "Kramatorsk."
    """
    marks = _marks(sentence)
    counted = numbers.quantities(sentence)
    lookup.look_up(found, sentence.tokens, around)
    arms = arms_of.weapons(sentence, counted, tally=tally)
    people = _people(sentence, counted, found)
    weapons = {tag for tag in _WEAPONS if sentence.has(tag)}
    kind = _kind(marks, arms, people, weapons, sentence)
    if kind == "strike" and not people and _is_wave(arms, found):
        kind = "tally"
    if kind in {None, "detail"} and tally and not people:
        kind = _goes_on(sentence, counted, found)
    if kind is None:
        return None
    if kind == "tally":
        arms = _tally(sentence, counted, arms, found, text)
    frame = next((m.place.region for m in found if m.place and m.role == "speaker"), None)
    actor = actor_of(sentence, kind) or (enemy if sentence.has("enemy") else None)
    here = _here(sentence, kind, found, actor)
    if kind == "tally":
        here = _without_launch_sites(here, arms, actor) or _over_the_region(
            sentence, arms, found, around, text
        )
    if not here and kind == "strike":
        here = title
    if not here and kind != "tally":
        here = [m for m in found if m.place is not None and m.role == "speaker"][:1]
    if sentence.has("open_cause"):
        marks = marks | {"open"}
    if "injured" in marks and not people:
        marks = marks | {"suffered"}  # "Sumy and Kharkiv regions suffered"
    return Told(
        kind, sentence, here, [*people, *arms], when, actor, weapons, frame, marks,
    )  # fmt: skip


def _here(sentence: Sentence, kind: str, found: list[Mention], actor: str | None) -> list[Mention]:
    """Return the places where it happened."""
    here = [m for m in found if m.place is not None and _is_here(m, kind)]
    # "Russia attacks with 94 drones": the country is who did it.
    here = [m for m in here if m.kind != "country" or COUNTRIES.get(m.core) != actor]
    wholly = any(m.kind != "country" for m in here) and not _is_nationwide(sentence, here)
    if len({m.core for m in here if m.kind == "country"}) > 1:
        wholly = True
    return [m for m in here if m.kind != "country"] if wholly and kind != "tally" else here


def _is_nationwide(sentence: Sentence, here: list[Mention]) -> bool:
    """Tell "a missile hit a hospital in Kyiv, and others cities across Ukraine": one sum of all."""
    words = sentence.tokens
    return any(
        m.kind == "country" and any(t.has("across") for t in words[max(0, m.first - 2) : m.first])
        for m in here
    )


def _people(
    sentence: Sentence, counted: list[numbers.Quantity], found: list[Mention]
) -> list[Figure]:
    """Return the casualties, without "67 across the country" where a town is told of."""
    people = figures.casualties(sentence, [q for q in counted if not q.used])
    if all(m.kind in {"country", "sea"} for m in found):
        return people
    words = sentence.tokens
    return [
        f for f in people
        if not any(t.has("countrywide") for t in words[f.last + 1 : f.last + 3])
    ]  # fmt: skip


def _is_wave(arms: list[Figure], found: list[Mention]) -> bool:
    """Tell "76 missiles were launched" from a strike on a town with two."""
    towns = any(m.kind != "country" and m.place is not None for m in found)
    return not towns and any(f.role == "launched" and f.value >= _WAVE for f in arms)


def _without_launch_sites(
    here: list[Mention], arms: list[Figure], actor: str | None
) -> list[Mention]:
    """Leave out what the side that launched a wave holds itself."""
    if actor is None or not any(f.role == "launched" for f in arms):
        return here
    return [
        m for m in here
        if m.kind in {"country", "sea"} or m.place is None or m.role == "at"
        or attacker_of([m.place]) in {None, actor}
    ]  # fmt: skip


def _over_the_region(
    sentence: Sentence, arms: list[Figure], found: list[Mention], around: tuple[str, ...], text: str
) -> list[Mention]:
    """Return the place of what was shot down in a speaker's region: "over the region", or his."""
    words = sentence.tokens
    only = [f for f in arms if f.role == "downed"]
    if len(only) != len(arms) or sentence.has("national"):
        return []
    at = next((at for at in sentence.at("the_region") if at and words[at - 1].has("locative")), -1)
    regions = set(around)
    if at >= 0 and len(regions) == 1:
        return [Mention.named(words[at], text, around[0])]
    named_in = [m for m in found if m.place is not None and m.kind in {"region", "settlement"}]
    spoken = [m for m in named_in if m.role in {"speaker", "context"}]
    return spoken[:1] if len(named_in) == 1 and sentence.has("shot") and only else []


def _goes_on(
    sentence: Sentence, counted: list[numbers.Quantity], found: list[Mention]
) -> str | None:
    """Tell "Most of them over Odesa region" and "126 over Kursk region, 91 over Bryansk"."""
    here = [m for m in found if m.place is not None and m.role == "at"]
    listed = len(here) > 1 and sum(not q.unit for q in counted) > 1
    short = len(sentence.tokens) <= _SHORT and (
        bool(counted)
        or sentence.has("rest", "most", "part", "each")
        or sentence.tokens[0].has("locative")
    )
    return "tally" if here and (listed or short) else None


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
        and any(side_of(words, back) for back in range(max(0, at - 2), at))
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
        and (q.unit or q.used or _has_place(q, counted, found))
    ]  # fmt: skip
    goes_on = not arms and any(m.place is not None and m.role == "at" for m in found)
    if not listed or (not downed and len(listed) <= 1 and not goes_on):
        return arms
    drones = [q for q in listed if q.unit != "missile"]
    whole = tallies.share(sentence, drones or listed, found, text)
    parts = [m for m in found if m.place is not None and m.place.downed_here is not None]
    kept = [f for f in arms if f.role != "downed" or f.quantity is whole or not parts]
    parts_of_it = {"missile", "drone"} if whole is not None and whole.mixed else {"missile"}
    return [f for f in kept if f.role != "downed" or f.quantity is whole or f.of in parts_of_it]


def _has_place(
    quantity: numbers.Quantity, counted: list[numbers.Quantity], found: list[Mention]
) -> bool:
    """Tell "one over Crimea" from "six hit houses": a place stands before the next number."""
    after = min((q.first for q in counted if q.first > quantity.last), default=10_000)
    return any(
        quantity.last < m.first < after or quantity.first - _SIGNS <= m.last < quantity.first
        for m in found if m.place is not None
    )  # fmt: skip


def _is_another(words: list[Token], quantity: numbers.Quantity) -> bool:
    """Tell "one hit the port" from "one over Crimea"."""
    after = token_at(words, quantity.last + 1)
    bare = quantity.value == 1 and not quantity.unit and not quantity.used
    return bare and after is not None and after.is_word and not after.has("locative", "shot")
