"""Head nouns that hold for several names of a list: "Bryansk, Kursk and Oryol regions"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geo.gazetteer import (
    CITY,
    CUES,
    DISTRICT,
    NEAR,
    REGION,
    REGION_CUES,
    SETTLEMENT,
    SMALL,
    adjective_stem,
    fold,
)
from geo.geocoding.parse import names_something

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.geocoding.lexicon import Lexicon
    from geo.geocoding.parse import Phrase, Segment

#: Letters at the end of adjectives that stand for one noun: "Київська, Черкаська області".
_ENDING: Final = 2


def with_head(phrases: list[Phrase]) -> list[Phrase]:
    """Let the first or last one's head noun hold for all: "between Sumy and Kharkiv regions"."""
    heads = [p for p in (phrases[-1], phrases[0]) if p.regional or DISTRICT in p.cues]
    if not heads:
        return phrases
    given = heads[0].cues & (REGION_CUES | {DISTRICT})
    blocked = {CITY, SETTLEMENT}
    return [
        p if p.cues & blocked or not p.bare else replace(p, cues=p.cues | given) for p in phrases
    ]


def in_order(found: list[Segment], lexicon: Lexicon) -> list[Segment]:
    """Read "Korenevo, Korenevsky, Kursk", as tables join a town, its district and its region."""
    if len(found) not in {3, 4} or any(s.joined or s.context or s.main.cues for s in found):
        return found
    _, district, region, *rest = found
    if rest and not lexicon.is_country(rest[0].main):
        return found
    of_region = replace(region.main, cues=frozenset({REGION}))
    if not lexicon.has_district(lexicon.regions_of(of_region), district.main.core):
        return found
    of_district = replace(district.main, cues=frozenset({DISTRICT}))
    return [found[0], replace(district, main=of_district), replace(region, main=of_region), *rest]


def with_heads(found: list[Segment], lexicon: Lexicon) -> list[Segment]:
    """Let head nouns hold for the names beside them: "Bryansk, Kursk and Oryol regions"."""
    made = list(found)
    for at, segment in enumerate(found):
        head = segment.main
        given = head.cues & (REGION_CUES | {DISTRICT})
        if not given or not names_something(segment.text):
            continue
        if _head_first(segment):
            order: Iterable[int] = range(at + 1, len(found)) if head.plural else ()
        else:
            order = range(at - 1, -1, -1)
        for other in order:
            name = made[other].main
            if not _takes_head(name, segment, found[other], lexicon):
                break
            made[other] = replace(made[other], main=replace(name, cues=name.cues | given))
    return made


def _head_first(segment: Segment) -> bool:
    """Tell whether the head noun stands before the name: "regions of Sumy"."""
    cues = [CUES.get(word) for word in fold(segment.text).split()]
    first = next((cue for cue in cues if cue != SMALL), None)
    return first in REGION_CUES or first == DISTRICT


def _takes_head(name: Phrase, head: Segment, segment: Segment, lexicon: Lexicon) -> bool:
    """Tell whether a name shares the head noun of another segment."""
    if not name.bare or name.cues & {CITY, SETTLEMENT, NEAR} or segment.context:
        return False
    if DISTRICT in head.main.cues:
        return head.main.plural
    core = head.main.core
    if not lexicon.is_region(name.core) and not _shares_noun(name, head.main):
        return False
    if adjective_stem(core) and not core.isdigit() and not head.main.raw.isascii():
        # "Київ, Київська, Черкаська області": the noun is the city itself
        alike = adjective_stem(name.core) is not None
        if not head.main.plural and not head.joined:  # "Полтавская, Краснодарский край"
            alike = alike and not lexicon.lies_in(name, lexicon.regions_of(head.main))
        return alike and (head.main.plural or name.core[-_ENDING:] == core[-_ENDING:])
    if head.main.plural:
        return True
    city = lexicon.is_around(name, lexicon.regions_of(replace(name, cues=frozenset({REGION}))))
    return head.joined and not city


def _shares_noun(name: Phrase, head: Phrase) -> bool:
    """Tell "Гомельская и Брянская области", where no region here is called by the first."""
    if adjective_stem(name.core) is None or name.raw.isascii():
        return False
    # Other forms of "области" may be one oblast's: "станицы Вешенской, Ростовской области".
    plural = head.plural or (head.core.endswith(("aia", "ska")) and "oblasti" in head.folded)
    return plural and name.core[-_ENDING:] == head.core[-_ENDING:]
