"""What else a record says in words (headline, notes): it decides what the place leaves open.

Only regions that the text names as such are used: a sentence names many towns in passing.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from geo.gazetteer import current, region_names
from geo.geocoding.answer import Answer, Candidate
from geo.geocoding.choice import ambiguous
from geo.geocoding.lexicon import Lexicon
from geo.geocoding.scan import names_in

if TYPE_CHECKING:
    from geo.geocoding.coordinates import Ask
    from geo.geocoding.scope import Hints

#: A surer answer is not changed by what else the record says.
WEAK: Final = 0.8
#: Score of a region that only the text beside an unknown place names.
NAMED_BESIDE: Final = 0.7


@lru_cache(maxsize=4096)
def regions_named(text: str) -> frozenset[str]:
    """Return the regions that a text names as regions.

    >>> sorted(regions_named("Shelling of Kharkiv Oblast and Sumy Oblast killed two"))
    ['UA-59', 'UA-63']
    """
    lexicon = Lexicon(current(), region_names())
    named = (name for name in names_in(text, lexicon) if lexicon.stands_for_regions(name))
    return frozenset(region for name in named for region in lexicon.regions_of(name))


def is_weak(answer: Answer) -> bool:
    """Tell whether the text beside a place may change its answer."""
    if answer.method == "correction" or answer.parts:
        return False
    return answer.status in {"ambiguous", "unmatched"} or (
        answer.status == "located" and answer.region is not None and answer.score < WEAK
    )


def beside_text(place: str, hints: Hints, answer: Answer, text: str, ask: Ask) -> Answer:
    """Return what a weak answer and the regions that the record's text names make together."""
    regions = regions_named(text)
    if not regions or not is_weak(answer):
        return answer
    if answer.status == "ambiguous":
        here = {candidate.region for candidate in answer.candidates} & regions
        if len(here) != 1:
            return answer
        again = ask(place, replace(hints, siblings=frozenset(here)))
        return again if again.region in here else answer
    if answer.status == "unmatched":
        return answer if hints.regions else _region_alone(answer, regions)
    if answer.region in regions:
        return answer.with_(score=max(answer.score, WEAK))
    return _contradicted(answer, regions)


def _region_alone(answer: Answer, regions: frozenset[str]) -> Answer:
    """Return the one region that the text beside an unknown place names."""
    if len(regions) != 1:
        return answer
    region = next(iter(regions))
    title = region_names().titles[region]
    note = f"{answer.note} The record's text names {title}."
    return Answer(region, title, None, None, "region", "words", NAMED_BESIDE, "located", note=note)


def _contradicted(answer: Answer, regions: frozenset[str]) -> Answer:
    """Leave open which is right, a name that is not sure or the text beside it."""
    titles = region_names().titles
    said = (
        Candidate(r, titles[r], None, None, "region", "by the record's text")
        for r in sorted(regions)
    )
    own = Candidate(
        str(answer.region), str(answer.place_name), answer.lat, answer.lon, answer.precision,
        "by name",
    )  # fmt: skip
    return ambiguous((own, *said), "The name is not sure, and the record's text names another.")
