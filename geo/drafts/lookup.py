"""Where the places of a text are: the geocoder is asked, and what stands around decides.

What stands beside a name in its sentence (its region, its district) and the regions of the whole
text decide between namesakes.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from geo.drafts.model import Place
from geo.drafts.words import dictionary_forms
from geo.geocoding import Answer, geocode, is_name_of_place, largest_town

if TYPE_CHECKING:
    from geo.drafts.mention import Mention
    from geo.drafts.words import Token

#: Below this a name alone is not sure enough.
SURE: Final = 0.84
#: From here on the regions of the text are not asked.
WELL: Final = 0.77
#: Letters that the cases of a name have in common.
_STEM: Final = 4
#: Another case has to be so much surer.
_BETTER: Final = 0.02
#: No other case is looked for.
_CERTAIN: Final = 0.95
#: Words between "in the region" and its place.
_GAP: Final = 4
_JOINED: Final = frozenset(
    ["in", "of", "the", "в", "у", "на", ",", "(", "during", "у", "і", "russia's", "ukraine's"]
)


@lru_cache(maxsize=20_000)
def ask(name: str, country: str = "", admin1: str = "") -> Answer:
    """Return the geocoder's answer for a name."""
    return geocode(name, country=country or None, admin1=admin1 or None)


#: Endings of Polish cases, and what stands in the nominative: "w Saratowie", "na Odessę".
_POLISH: Final = (("ie", ""), ("u", ""), ("em", ""), ("ę", "a"), ("y", "a"), ("owie", "ów"))


def polish(name: str) -> str | None:
    """Return the nominative of a place's Polish name, where the geocoder knows it."""
    made = (name.removesuffix(end) + own for end, own in _POLISH if name.endswith(end))
    return next((form for form in made if is_name_of_place(form)), None)


def best(name: str, admin1: str = "") -> Answer:
    """Return the geocoder's answer for a name in a sentence, in whatever case it stands.

    A village may be called as another case of a town is: after a preposition it is the town.
    """
    own = ask(name, admin1=admin1)
    if name.isascii() and own.status == "unmatched" and (form := polish(name)):
        return ask(form, admin1=admin1)
    if name.isascii() or " " in name or own.score >= _CERTAIN:
        return own
    alike = [form for form in dictionary_forms(name) if form[:_STEM] == name[:_STEM]]
    forms = [ask(form, admin1=admin1) for form in alike]
    known = [
        (_alike(name, form), answer)
        for form, answer in zip(alike, forms, strict=True)
        if answer.status == "located" and answer.score > own.score + _BETTER
    ]
    sure = [pair for pair in known if pair[1].score >= SURE] or known
    return max(sure, key=lambda pair: (pair[0], pair[1].score), default=(0, own))[1]


def _alike(first: str, second: str) -> int:
    """Return how many letters two words begin with alike."""
    return next((at for at, (a, b) in enumerate(zip(first, second, strict=False)) if a != b),
                min(len(first), len(second)))  # fmt: skip


def look_up(found: list[Mention], words: list[Token], around: tuple[str, ...]) -> None:
    """Find the places of a sentence's mentions.

    Parameters
    ----------
    found : list of Mention
        The mentions; their `place` and `role` are set.
    words : list of Token
        The sentence.
    around : tuple of str
        Codes of the regions that the text names, the nearest first.
    """
    for mention in found:
        if mention.place is None and mention.kind in {"region", "country", "sea", "capital"}:
            mention.place = whole(mention)
    _leave_to_cities(found, words)
    for kinds in ({"district", "front"}, {"settlement"}):
        for at, mention in enumerate(found):
            if mention.place is None and mention.kind in kinds:
                mention.place = _part(mention, _beside(found, at, words), around)


def _leave_to_cities(found: list[Mention], words: list[Token]) -> None:
    """Let the city be the place of "Дніпровський район Херсона", not a district elsewhere."""
    for mention, city in pairwise(found):
        if mention.kind != "district" or city.kind != "settlement":
            continue
        gap = words[mention.last + 1 : city.first]
        if mention.last > mention.first and (not gap or [t.lower for t in gap] == ["of"]):
            if mention.core.isascii() is bool(not gap):
                continue
            city.role = mention.role if mention.role == "at" else city.role
            mention.role = "context"


def home_of_town(mention: Mention) -> str | None:
    """Return the region of a well-known town."""
    if mention.kind != "settlement":
        return None
    answer = best(mention.core)
    sure = answer.status == "located" and answer.score >= SURE
    return answer.region if sure else None


def whole(mention: Mention) -> Place | None:
    """Return a region, a country, a sea, a capital."""
    if mention.kind == "sea":
        return _place(mention, None, "outside", mention.name, 0.95)
    if mention.kind == "country":
        return _place(mention, mention.core, "country", mention.core, 0.95)
    if mention.kind == "capital":
        region = {"Kyiv": "UA-30", "Moscow": "RU-MOW"}[mention.core]
        return _place(mention, region, "settlement", mention.core, 0.9)
    headed = mention.last > mention.first and not mention.name.endswith("regional")
    alone = best(mention.core)
    if not headed and alone.precision == "region" and alone.region and not alone.parts:
        return _place(mention, alone.region, "region", mention.core, alone.score, known=alone)
    for name in (mention.name if headed else "", f"{mention.core} {_noun(mention)}"):
        answer = ask(name) if name else alone
        whole_one = answer.precision == "region" and not answer.parts
        if answer.status == "located" and answer.region and whole_one:
            return _place(mention, answer.region, "region", name, answer.score, known=answer)
    return None


def _noun(mention: Mention) -> str:
    return "region" if mention.core.isascii() else "область"


def _part(mention: Mention, beside: Mention | None, around: tuple[str, ...]) -> Place | None:
    """Return a settlement or a district, by what stands beside it and by the text's regions."""
    headed = mention.kind in {"district", "front"} and mention.last > mention.first
    name = mention.name if headed else mention.core
    precision = mention.kind if mention.kind == "district" else "settlement"
    region = beside.place.region if beside is not None and beside.place is not None else None
    if beside is not None and region:
        return _within(mention, name, beside.name, region)
    answer = best(name)
    located = answer.status == "located" and bool(answer.region)
    mention.sure = located and answer.score >= SURE
    large = located and answer.precision != "hromada" and (
        answer.score >= WELL or answer.place_name == largest_town(answer.region or "")
    )  # fmt: skip
    if not large or (mention.kind == "district" and answer.region not in around):
        near = (best(name, other) for other in around)
        found = next((a for a, other in zip(near, around, strict=True) if _is_in(a, other)), answer)
        answer = found
        unsure = bool(around) or found.score < SURE
        if mention.kind == "district" and unsure and found.region not in around:
            return None
    if answer.status == "located" and answer.region:
        return _found(mention, answer, name, precision)
    if answer.status == "ambiguous" and mention.role == "at" and mention.core[:1].isupper():
        return _place(mention, None, "none", name, 0.3, answer.note)
    return None


def _within(mention: Mention, name: str, beside: str, region: str) -> Place:
    """Return a place whose region stands beside it; that is right, whether it is known or not."""
    said = f"{name}, {beside}"
    precision = mention.kind if mention.kind == "district" else "settlement"
    for answer in (best(name, region), ask(said)):
        if _is_in(answer, region):
            return _found(mention, answer, said, precision)
    note = "The village is not known; its region is said beside it."
    return _place(mention, region, precision, said, 0.7, note)


def _is_in(answer: Answer, region: str) -> bool:
    return answer.status == "located" and answer.region == region and answer.score >= 0.7  # noqa: PLR2004


def _found(mention: Mention, answer: Answer, asked: str, precision: str) -> Place:
    if mention.kind == "front" or answer.precision == "region":
        precision = "region"
    return _place(mention, answer.region, precision, asked, answer.score, answer.note, answer)


def _place(  # noqa: PLR0913, PLR0917
    mention: Mention,
    region: str | None,
    precision: str,
    asked: str,
    score: float,
    note: str = "",
    known: Answer | None = None,
) -> Place:
    name = (known.place_name if known is not None else None) or asked
    return Place(
        mention.name, mention.start, mention.end, asked, region, precision, round(score, 2), note,
        name,
    )  # fmt: skip


def _beside(found: list[Mention], at: int, words: list[Token]) -> Mention | None:
    """Return the region that stands beside a place to say where it is.

    "Shebekino in Russia's Belgorod region", "Долотинка Миллеровского района Ростовской области",
    "В Белгородской области в селе".
    """
    mention = found[at]
    home = None
    for other in found[at + 1 : at + 3]:
        if other.kind not in {"region", "district", "country"} or not _qualifies(
            words, mention if home is None else home, other
        ):
            break
        home = other
        if other.kind == "region":
            other.role = "context" if other.role != "speaker" else other.role
            return other
        if other.kind == "district":
            other.role = "context"
    before = found[at - 1] if at else None
    if home is None and before is not None and before.kind == "region" and before.place:
        gap = words[before.last + 1 : mention.first]
        owner = words[before.last].lower.endswith("'s")
        if (
            len(gap) <= _GAP
            and (owner or any(t.has("locative") for t in gap))
            and not any(t.text in ".;" or t.has("and") for t in gap)
        ):
            answer = ask(mention.core, admin1=before.place.region or "")
            if _is_in(answer, before.place.region or ""):
                before.role = "context"
                return before
    return home if home is not None and home.kind != "country" else None


def _qualifies(words: list[Token], mention: Mention, other: Mention) -> bool:
    gap = words[mention.last + 1 : other.first]
    if len(gap) > 5 or any(t.has("and") and not t.has("locative") for t in gap):  # noqa: PLR2004
        return False
    if not gap:
        return not mention.core.isascii() or other.kind != "country"
    joined = gap[0].lower in _JOINED or gap[0].has("district")
    comma = gap[0].text == "," and len(gap) == 1 and other.last > other.first
    return (joined and gap[0].text != ",") or comma
