"""Whose weapons or attack a sentence tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.drafts.words import token_at

if TYPE_CHECKING:
    from geo.drafts.sentences import Sentence
    from geo.drafts.words import Token

_OPPONENT: Final = {"Russia": "Ukraine", "Ukraine": "Russia"}


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
    subjects = [
        (at, side) for at in range(verbs[0])
        if (side := side_of(words, at)) is not None
        and not (at and words[at - 1].has("locative", "from")) and not _is_source(words, at)
    ]  # fmt: skip
    if not subjects and verbs[0] + 1 < len(words) and words[verbs[0] + 1].has("de"):
        return side_of(words, verbs[0] + 1)  # "setzte Russland 70 Raketen ein"
    at, side = subjects[0] if subjects else (0, None)
    if kind == "tally" and side is not None and _is_report(words, at):
        return _OPPONENT[side]  # "the Ukrainian air force said 90 drones were launched"
    downed = words[verbs[0]].has("shot") and not words[verbs[0]].has("attack", "launch")
    return _OPPONENT.get(side or "") if downed else side


def _is_report(words: list[Token], at: int) -> bool:
    """Return whether a side stands beside the name of its air force or ministry."""
    return any(token.has("national") for token in words[max(0, at - 2) : at + 2])


def _is_source(words: list[Token], at: int) -> bool:
    """Tell "nach Angaben der ukrainischen Luftwaffe": who says it is not who did it."""
    after = token_at(words, at + 1)
    return words[at].has("de") and after is not None and after.has("national")


def _side_after(words: list[Token], at: int) -> str | None:
    """Return who did it, behind what was done: "launched by Russia"."""
    for ahead in range(at + 1, min(at + 3, len(words))):
        if words[ahead].has("by"):
            sides = (
                side_of(words, place) for place in range(ahead + 1, min(ahead + 4, len(words)))
            )
            return next((side for side in sides if side is not None), None)
    return None


def _side_before(words: list[Token], at: int) -> str | None:
    """Return whose weapons or attack it is: "Russian drones", "the attack by Ukraine's forces"."""
    for back in range(at - 1, max(-1, at - 5), -1):
        token = words[back]
        if token.text in ",;.:" or token.has("from", "said"):
            return None
        side = None if _is_source(words, back) else side_of(words, back)
        whole = token.has("country_ua", "country_ru") and not token.lower.endswith("'s")
        if whole and words[at].has("drone", "missile", "gun", "bomb"):
            continue  # "attacked Ukraine with drones"
        if side is not None:
            other = words[at].has("attack") and token.has("country_ua", "country_ru", "locative")
            return None if other else side
    return None


def side_of(words: list[Token], at: int) -> str | None:
    """Return the side that a word names."""
    if words[at].has("russia"):
        return "Russia"
    return "Ukraine" if words[at].has("ukraine") else None
