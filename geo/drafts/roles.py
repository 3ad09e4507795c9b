"""What part a place plays in its sentence: it happened there, it came from there, it speaks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from geo.drafts.mention import ADJECTIVE, Mention, listed
from geo.drafts.words import token_at
from geo.geocoding import is_name_of_place

if TYPE_CHECKING:
    from geo.drafts.words import Token

#: Words between "could" and "strike".
_MODAL: Final = 5
#: Words of a list of the places that drones were launched from, and of a way to a hospital.
_LAUNCHED: Final = 40
_TAKEN: Final = 8
#: Adjectives of Ukrainian and Russian that need not be made of names.
_OF_NOUN: Final = re.compile("(?:[оыи]й|ая|ую|ого|ому|[оі]ї|ій|ою|их|ых)$")
#: Words that may stand between a preposition and its place: "in the southern city of".
_BEFORE: Final = 6


def is_only_possible(words: list[Token], at: int) -> bool:
    """Tell "could strike" and "warned of an attack" from what has happened."""
    for back in range(at - 1, max(-1, at - 1 - _MODAL), -1):
        token = words[back]
        if token.text in {",", ";", ":", ".", "—", "–"}:
            return False
        if token.has("modal") and not (token.lower == "may" and token.is_name):
            return True
        if token.has("said") or (token.has("and") and back < at - 1):
            return False
    return words[at].has("modal")


def is_adjective_of_other(words: list[Token], mention: Mention) -> bool:
    """Tell "Курская АЭС" and "Харківська прокуратура" from a region."""
    if mention.kind not in {"region", "settlement"} or mention.last != mention.first:
        return False
    if mention.core.isascii():
        return False
    if not ADJECTIVE.search(mention.core.lower()):
        return _is_adjective(words, mention)
    if mention.core[-1] in "ау" and is_name_of_place(mention.core[:-1]):
        return False  # "у Куп'янську загинули"
    after = token_at(words, mention.last + 1)
    noun = after is not None and after.is_word and not after.has("and", "function", "until")
    return noun and after is not None and not after.has("shot", "part", "locative")


def _is_adjective(words: list[Token], mention: Mention) -> bool:
    """Tell "на Северной стороне" from "в Северной": a common noun stands right behind it."""
    after = token_at(words, mention.last + 1)
    if after is None or not after.is_word or after.is_name or mention.kind != "settlement":
        return False
    return not after.tags and _OF_NOUN.search(mention.core.lower()) is not None


def is_person(words: list[Token], mention: Mention) -> bool:
    """Tell a first or family name from a settlement: a name stands right beside it."""
    if mention.kind != "settlement":
        return False
    before, after = token_at(words, mention.first - 1), token_at(words, mention.last + 1)
    if before is not None and before.has("locative") and not before.is_name:
        return False
    named = before is not None and before.has("said", "speaker")
    if (named and not _passive(words, mention.last + 1)) or (after and after.has("said")):
        return not words[mention.first].has("government")
    if words[mention.first].has("de"):
        return False  # in German every noun has a capital
    near = [
        t for t in (before, after)
        if t is not None and t.is_word and t.is_name and not t.text.isupper()
        and not t.lower.endswith("'s")
        and (t.end + 1 == words[mention.first].start or t.start == words[mention.last].end + 1)
    ]  # fmt: skip
    return any(
        not t.has("russia", "ukraine", "locative", "function", "attack", "drone", "missile",
                  "night", "speaker", "capital", "the_region", "morning", "gun", "bomb",
                  "enemy", "until")
        and t.month is None
        and t.weekday is None
        for t in near
    )  # fmt: skip


def role_of(words: list[Token], mention: Mention, found: list[Mention]) -> str:
    """Return what part a place plays in its sentence."""
    before = _preposition(words, mention.first)
    if _is_left(words, mention, before):
        return "from"
    if _speaks(words, mention, before):
        return "speaker"
    if _is_beside_it(words, mention, before):
        return "context"
    whole = mention.kind == "country"
    earlier = [
        m for m in found
        if m.last < mention.first and m.role != "context" and (m.kind == "country") == whole
        and listed(words, m, mention)
    ]  # fmt: skip
    return earlier[-1].role if earlier else _by_itself(words, mention, before)


def _is_beside_it(words: list[Token], mention: Mention, before: Token | None) -> bool:
    """Return whether a place says where something else is, or nothing has happened there."""
    after = token_at(words, mention.last + 1)
    if before is not None and after is not None and after.has("said") and mention.kind != "country":
        return True  # "a source in Kyiv told"
    if before is not None and before.has("attack") and is_only_possible(words, words.index(before)):
        return True
    if _is_on_the_way(words, mention, before):
        return True
    ahead = words[max(0, mention.first - 3) : mention.first]
    return any(t.has("compass") for t in ahead) or _is_fought_for(words, mention.first)


def _by_itself(words: list[Token], mention: Mention, before: Token | None) -> str:
    """Return the part of a place that stands in no list."""
    country = mention.kind == "country"
    government = country or words[mention.first].has("government")
    said = before is not None and before.lower not in {"of", "with", "for", "to"}
    if before is not None and (not government or said or _is_of_attack(words, before)):
        return "at"
    if _passive(words, mention.last + 1):
        return "at"
    if not government:
        return "plain"
    if country or words[mention.first].has("seat"):
        return "government"
    article = mention.first and words[mention.first - 1].lower in {"a", "the", "an"}
    return "at" if article else "government"


def _is_of_attack(words: list[Token], before: Token) -> bool:
    """Tell "the bombardment of Kyiv" from "the mayor of Kyiv"."""
    noun = token_at(words, words.index(before) - 1)
    return before.lower == "of" and noun is not None and noun.has("attack", "gun")


def _is_left(words: list[Token], mention: Mention, before: Token | None) -> bool:
    """Tell where something came from."""
    if mention.first > 1 and words[mention.first - 1].text == ":":
        ahead = words[max(0, mention.first - 4) : mention.first - 1]
        if any(t.has("from") and not t.has("locative") for t in ahead):
            return True
    if mention.kind in {"country", "sea"}:
        ahead = words[max(0, mention.first - 5) : mention.first]
        return any(t.has("from") and not t.has("locative") for t in ahead)
    own = before is not None and before.has("from") and not before.has("locative", "settlement")
    return own or _is_launch_site(words, mention.first)


def _is_launch_site(words: list[Token], first: int) -> bool:
    """Tell the places of "із напрямків: Орел, Курськ – рф": a list behind "from"."""
    for at in range(first - 1, max(-1, first - 1 - _LAUNCHED), -1):
        token, after = words[at], words[at + 1]
        if token.text == ".":
            return False
        if token.has("from") and not token.has("locative") and not after.text[0].isdecimal():
            return not token.has("settlement") or not after.is_name
        between = token.is_name or token.has("launch_site", "and", "country_ru", "front")
        if token.is_word and (token.has("attack", "launch", "shot") or not between):
            return False
        if token.text[0].isdecimal():
            return False
    return False


def _is_on_the_way(words: list[Token], mention: Mention, before: Token | None) -> bool:
    """Tell "drones flying to Moscow" and "taken to a hospital in Kherson"."""
    if before is not None and not before.has("attack"):
        ahead = token_at(words, words.index(before) - 1)
        if before.has("flying") or (ahead is not None and ahead.has("flying")):
            return True
    for token in reversed(words[max(0, mention.first - _TAKEN) : mention.first]):
        if token.has("taken"):
            return True
        if token.text in {",", ";", "."} or token.has("attack", "shot", "damage"):
            return False
    return False


def _speaks(words: list[Token], mention: Mention, before: Token | None) -> bool:
    """Tell "Kharkiv's mayor" and "the governor of Kursk region"."""
    after = [t for t in words[mention.last + 1 : mention.last + 4] if t.text != ","]
    direct = token_at(words, mention.last + 1)
    attacked = before is not None and before.has("attack")
    follows = direct is not None and direct.text != "," and not attacked
    if follows and any(t.has("speaker") for t in after[:2]):
        return True
    ahead = words[max(0, mention.first - 3) : mention.first]
    if any(t.text in ",.:" for t in ahead) or not any(t.has("speaker") for t in ahead):
        return False
    return not any(t.has("locative") and t.lower not in {"of", "de"} for t in ahead)


def _is_fought_for(words: list[Token], first: int) -> bool:
    """Tell "troops captured the city of X", and where there was only an alert."""
    for token in reversed(words[max(0, first - 7) : first]):
        if token.text in {",", ";", "."} or (
            token.has("attack", "shot") and not token.has("alert")
        ):
            threat = words[max(0, first - 9) : words.index(token)]
            return any(t.has("alert") for t in threat[-2:])
        if token.has("ground") or (token.has("alert") and token.has("modal")):
            return True
    return False


def _passive(words: list[Token], at: int) -> bool:
    """Tell "was attacked", "came under" behind a place."""
    return at < len(words) and words[at].has("passive")


def _preposition(words: list[Token], first: int) -> Token | None:
    """Return the word that says what happens with a place: the nearest preposition or verb."""
    for at in range(first - 1, max(-1, first - 1 - _BEFORE), -1):
        token = words[at]
        if not token.is_word:
            if token.text in {"«", '"', "“"}:
                continue
            return None
        if token.has("night", "night_of", "morning", "yesterday", "past_day"):
            continue  # "in the night Russia attacked": a time, no place
        if token.is_name and token.lower.endswith("'s") and at:
            continue  # "attacked North Ossetia's Mozdok"
        if token.has("locative", "from", "attack") and not token.is_name:
            return token
        if token.has("attack", "locative") and (at == 0 or token.text.isupper() or token.is_name):
            return token
        if token.has("killed", "injured", "said", "until", "person") or (
            token.is_name and not token.has("russia", "ukraine", "the_region", "de")
        ):
            return None
    return None
