"""The places that a sentence names: names that the geocoder knows, and their kinds."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Final

from geo.drafts.lookup import SURE, ask, best, polish
from geo.drafts.mention import ADJECTIVE, Mention, listed
from geo.drafts.roles import is_adjective_of_other, is_person, role_of
from geo.drafts.words import dictionary_forms, end_of_phrase, token_at
from geo.geocoding import is_name_of_place

if TYPE_CHECKING:
    from geo.drafts.sentences import Sentence
    from geo.drafts.words import Token

#: Words of the longest name.
LONGEST: Final = 3
#: Names of several words in other cases, behind a preposition.
_CASED: Final = 0.8
_POSSESSIVE: Final = re.compile("['’]s$")
_FEMININE: Final = re.compile("(?:ськ|цьк|зьк)(?:а|ої|ій|ою|у)$|(?:ск|цк)(?:ая|ой|ую|ою)$")
#: The land of a town: "Нікопольщину".
_LAND: Final = re.compile("щин(?:а|у|і|ою|и|е|ы|ой)$")
#: Words with these meanings are no places, though a village may be called so.
_NO_NAMES: Final = (
    "russia", "ukraine", "of_russia", "of_ukraine", "missile", "drone", "at_least", "each", "rest",
    "and", "until", "function", "said", "enemy", "thing", "person", "one_person", "shot", "killed",
    "injured", "attack", "launch", "night", "morning", "part", "damage", "blast", "yesterday",
    "modal", "number", "ground", "bomb", "gun",
)  # fmt: skip
#: Words between the first name of a list of districts and their word.
_FEW: Final = 6
#: Letters of the longest preposition.
_PREPOSITION: Final = 4


def mentions(sentence: Sentence, text: str) -> list[Mention]:
    """Return the places that a sentence names, in order, not yet looked up."""
    words, found, at = sentence.tokens, [], 0
    while at < len(words):
        made = _by_tag(words, at, text) or _by_name(words, at, text)
        if made is not None:
            found.append(made)
            at = made.last
        at += 1
    _share_heads(words, found)
    found = [m for m in found if not is_adjective_of_other(words, m)]
    found = [m for m in found if not is_person(words, m)]
    for mention in found:
        mention.role = role_of(words, mention, found)
    return found


def _by_tag(words: list[Token], at: int, text: str) -> Mention | None:
    token = words[at]
    for tag, kind in (("sea", "sea"), ("capital_ua", "capital"), ("capital_ru", "capital")):
        if token.has(tag):
            last = end_of_phrase(words, at)
            core = {"capital_ua": "Kyiv", "capital_ru": "Moscow"}.get(tag, "")
            return _mention(words, at, last, text, kind, core)
    if token.has("capital") and not token.has("capital_ua", "capital_ru"):
        return _the_capital(words, at, text)
    for tag, core in (("country_ua", "UA"), ("country_ru", "RU")):
        if token.has(tag):
            return _mention(words, at, at, text, "country", core)
    return None


def _the_capital(words: list[Token], at: int, text: str) -> Mention | None:
    """Return which capital "the capital" is: the one that the sentence has named before."""
    cities = {
        "moscow": "Moscow",
        "moskau": "Moscow",
        "kyiv": "Kyiv",
        "kiev": "Kyiv",
        "kyjiw": "Kyiv",
    }
    named = [cities[t.lower] for t in words[:at] if t.lower in cities]
    last = end_of_phrase(words, at)
    after = token_at(words, last + 1)
    if not named or (after is not None and after.is_name):
        return None
    return _mention(words, at, last, text, "capital", named[-1])


def _by_name(words: list[Token], at: int, text: str) -> Mention | None:
    token = words[at]
    if not token.is_word or not token.is_name or token.has("no_place", "+no_place"):
        return None
    if token.has("function") and len(token.text) <= _PREPOSITION:
        return None
    alone = token.has(*_NO_NAMES) and not token.has("government")
    if token.month is not None or token.weekday is not None:
        return None
    for size in range(LONGEST, 0, -1):
        own = words[at : at + size]
        if len(own) < size or not _in_a_row(own) or (alone and size == 1):
            continue
        written = text[own[0].start : own[-1].end]
        core = _POSSESSIVE.sub("", written)
        cased = size > 1 and not core.isascii() and at and words[at - 1].has("locative")
        if (
            _is_known(words, at + size, core)
            or _is_unit(words, at, size)
            or (cased and ask(core).score >= _CASED)
            or (size == 1 and _is_said_to_be_one(words, at))
        ):
            return _with_head(words, at, at + size - 1, text, core)
    return None


def _is_known(words: list[Token], after: int, core: str) -> bool:
    """Return whether a name is one that the geocoder has, alone or with its word of kind."""
    if is_name_of_place(core):
        return True
    head = token_at(words, after)
    if head is not None and head.has("regions_after") and is_name_of_place(f"{core} {head.text}"):
        return True
    if core.isascii():
        return words[after - 1].has("pl") and polish(core) is not None
    if _is_region_adjective(core) or (_LAND.search(core) and core[:1].isupper()):
        return True
    if any(is_name_of_place(form) for form in dictionary_forms(core)):
        return True
    return "-" in core and ask(core).score >= SURE


def _is_said_to_be_one(words: list[Token], at: int) -> bool:
    """Tell "the village of Marhalivka" and "с. Кути": a settlement, whether it is known or not."""
    before = words[max(0, at - 2) : at]
    if not before or len(words[at].text) <= 2:  # noqa: PLR2004
        return False
    near = before[-1] if before[-1].text != "." else before[0]
    return near.has("settlement") or (
        len(before) > 1 and before[0].has("settlement") and before[0].till == before[1].end
    )


def _is_region_adjective(core: str) -> bool:
    """Tell "Харківській" and "Курской"."""
    if not _FEMININE.search(core.lower()):
        return False
    region = ask(f"{core} область")
    sure = region.status == "located" and region.score >= _CASED
    return sure and region.precision == "region"


def _in_a_row(own: list[Token]) -> bool:
    return all(b.is_name and b.is_word and b.start == a.end + 1 for a, b in itertools.pairwise(own))


def _is_unit(words: list[Token], at: int, size: int) -> bool:
    """Tell an unknown name with a word for districts behind it: "Миллеровского района"."""
    if size > 1:
        return False
    adjective = ADJECTIVE.search(words[at].lower) is not None
    for token in words[at + 1 : at + 2 + _FEW * adjective]:
        if token.has("district"):
            return words[at].text.isascii() or adjective
        listed_one = token.is_name and ADJECTIVE.search(token.lower) is not None
        if not listed_one and token.text != "," and not token.has("and"):
            return False
    return False


def _with_head(words: list[Token], first: int, last: int, text: str, core: str) -> Mention:
    """Take in the word of kind that stands after or before a name."""
    after = token_at(words, last + 1)
    kind = "settlement"
    possessive = core != text[words[first].start : words[last].end]
    if after is not None and not possessive and after.start == words[last].end + 1:
        for tag, found in (("regions_after", "region"), ("district", "district"),
                           ("front", "front")):  # fmt: skip
            if after.has(tag) and after.lower != "територія":
                kind = found
                last += 1
                break
    if kind == "settlement" and first and words[first - 1].lower.startswith("республ"):
        first, kind = first - 1, "region"
    if kind == "settlement" and not core.isascii() and _is_region_adjective(core):
        kind = "adjective"
    if kind == "settlement" and best(core).precision == "region":
        kind = "region"
    if kind == "settlement" and _LAND.search(core) and not ask(core).region:
        core, kind = _LAND.sub("ський район", core), "district"
    made = _mention(words, first, last, text, kind, core)
    if possessive and kind == "settlement":
        made.end -= 2
        made.name = text[made.start : made.end]
    return made


def _mention(  # noqa: PLR0913, PLR0917
    words: list[Token], first: int, last: int, text: str, kind: str, core: str
) -> Mention:
    start, end = words[first].start, words[last].end
    return Mention(first, last, text[start:end], start, end, kind, core)


def _share_heads(words: list[Token], found: list[Mention]) -> None:
    """Let one word of kind hold for a list: "regions of A, B and C", "A, B and C regions"."""
    for at, mention in enumerate(found):
        headed = mention.kind in {"region", "district"} and mention.last > mention.first
        if headed and _is_plural(words[mention.last]):
            _share_back(words, found[: at + 1])
        if mention.kind in {"settlement", "adjective"} and _after_head(words, mention):
            mention.kind = "region"
            before = mention
            for other in found[at + 1 :]:
                if other.kind != "settlement" or not listed(words, before, other):
                    break
                other.kind, before = "region", other
    for mention in found:
        if mention.kind == "adjective":
            mention.kind = "region"


def _share_back(words: list[Token], names: list[Mention]) -> None:
    """Give the kind of the last of some names to those before it in the list."""
    last = nearer = names[-1]
    for other in reversed(names[:-1]):
        noun = not other.core.isascii() and not ADJECTIVE.search(other.core.lower())
        if (
            noun
            or other.kind not in {"settlement", "adjective"}
            or not listed(words, other, nearer)
        ):
            break
        other.kind, nearer = last.kind, other
        if last.kind == "district":
            other.core = f"{other.core} {words[last.last].text}"


def _is_plural(head: Token) -> bool:
    return head.lower.endswith(("ions", "asts", "nces", "ей", "ях", "ями", "ям", "ast")) or (
        head.lower in {"області", "области", "краї", "края"}
    )


def _after_head(words: list[Token], mention: Mention) -> bool:
    """Tell "the regions of Bryansk" and "областях: Сумській"."""
    for at in range(max(0, mention.first - 3), mention.first):
        token = words[at]
        if token.has("regions_of"):
            between = words[at + 1 : mention.first]
            return all(t.end <= token.till or t.lower in {":", "-", "(", "the"} for t in between)
    return False
