"""A place text as analysts and newspapers write it becomes a region, a point, and an honest score.

`geocode` answers for one place, `geocode_frame` and `geocode_rows` (`geo.geocoding.table`) for a
table.  What decides, in
this order: a correction made by a person, the record's coordinates, the name in its scope (the
text's own qualifiers, the record's country and regions, the incident's other places).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from geo.gazetteer import (
    CUES,
    adjective_stem,
    clean,
    current,
    fold,
    key,
    no_place,
    region_names,
    region_of_code,
)
from geo.geocoding.answer import Answer, Candidate, expand, unmatched
from geo.geocoding.choice import Question, choose
from geo.geocoding.coordinates import located_point, reconcile, usable_point
from geo.geocoding.corrections import shipped_corrections
from geo.geocoding.lexicon import Lexicon
from geo.geocoding.lists import read
from geo.geocoding.match import as_official, by_name_as_written
from geo.geocoding.parse import Reading, phrase
from geo.geocoding.readings import by_shape, by_unit
from geo.geocoding.rules import country_alone
from geo.geocoding.scope import EVERYWHERE, NO_HINTS, Hints, country_of
from geo.geocoding.spelled import spelled_out
from geo.geocoding.written import by_pair, pair_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.gazetteer import Gazetteer, RegionNames

#: Line breaks, which separate the places of a list.
_LINES: Final = re.compile(r"[\n\r\v\f\x85\u2028\u2029]+")

#: Words and nothing else.
_PLAIN: Final = re.compile(r"[A-Za-z]+(?:[ -][A-Za-z]+)*")

#: One word with a digit or a dot or stroke in it.
_MAY_BE_CODE: Final = re.compile(r"(?=.*[\d.\-_])[\w.\-]{3,25}")

#: The reading of a text that names nothing.
NOTHING: Final = Reading("nothing", ())

__all__ = ["Answer", "Candidate", "expand", "geocode"]


def geocode(  # noqa: PLR0913
    place: str,
    *,
    country: str | None = None,
    admin1: str | None = None,
    admin2: str | None = None,
    lat: float | None = None,
    lon: float | None = None,
    siblings: Sequence[str] = (),
    dataset: str | None = None,
    text: str | None = None,
) -> Answer:
    """Return where a place is.

    Parameters
    ----------
    place : str
        The place as reported, in any language and spelling.
    country : str, optional
        Country as reported: a code or a name in any language.
    admin1, admin2 : str, optional
        Region and district as reported.
    lat, lon : float, optional
        The record's own coordinates, in degrees.
    siblings : sequence of str
        The incident's other places.
    dataset : str, optional
        Which dataset the record is from; some corrections hold for one dataset only.
    text : str, optional
        What else the record says: headline, notes.

    Returns
    -------
    Answer

    Examples
    --------
    >>> geocode("Kyiv region").region, geocode("Kyiv").region
    ('UA-32', 'UA-30')
    >>> geocode("Bryansk, Kursk and Oryol regions").region
    'RU-BRY;RU-KRS;RU-ORL'
    """
    from geo.geocoding.context import beside_text

    name = "" if place is None else str(place)
    corrected = shipped_corrections().find(name, country or "", dataset or "")
    if corrected is not None:
        return corrected
    hints = hints_of(country, admin1, admin2, siblings)
    reading, answer = read_and_answered(name, hints)
    point = usable_point(lat, lon)
    if point is not None:
        answer = reconcile(name, hints, answer, located_point(*point), by_name)
    answer = answer if not text else beside_text(name, hints, answer, text, by_name)
    return answer.with_(reading=reading)


@lru_cache(maxsize=4096)
def country_code(country: str) -> str:
    """Return a country's ISO 3166-1 code, or an empty text where it is not known."""
    text = clean(country)
    if len(text) == 2 and text.isascii() and text.isalpha():  # noqa: PLR2004
        return text.upper()
    return country_of(fold(text), current(), region_names())


@lru_cache(maxsize=4096)
def admin1_regions(admin1: str) -> frozenset[str]:
    """Return the regions that a region's name or code, as reported, stands for."""
    names = region_names()
    text = clean(admin1)
    code = region_of_code(text)
    if code is not None:
        return frozenset({code})
    whole = names.whole(text)
    if whole:
        return frozenset(whole)
    asked = phrase(spelled_out(text))
    found = names.find(asked.core, asked.cues) if asked.core else None
    return frozenset(found.regions) if found is not None else frozenset()


def hints_of(
    country: str | None,
    admin1: str | None,
    admin2: str | None,
    siblings: Sequence[str] = (),
) -> Hints:
    """Return what the record says beside the place text."""
    if not (country or admin1 or admin2 or siblings):
        return NO_HINTS
    if admin2 and not admin1 and phrase(spelled_out(admin2)).regional:
        admin1, admin2 = admin2, None  # "Kyiv region" as a district is the region
    regions, regional = sibling_regions(tuple(siblings))
    return Hints(
        country_code(country) if country else "",
        admin1_regions(admin1) if admin1 else _city_regions(admin2) if admin2 else frozenset(),
        clean(admin2) if admin2 else "",
        regions,
        regional,
    )


def _city_regions(admin2: str) -> frozenset[str]:
    """Return the city of Ukraine that is a region of its own, where a district is called so."""
    if adjective_stem(fold(admin2)):
        return frozenset()
    return admin1_regions(admin2) & {"UA-30", "UA-40"}


@lru_cache(maxsize=4096)
def sibling_regions(siblings: tuple[str, ...]) -> tuple[frozenset[str], bool]:
    """Return the regions of an incident's other places, and whether any is a region as a whole."""
    regions: set[str] = set()
    regional = False
    for sibling in siblings:
        for answer in expand(by_name(sibling, NO_HINTS)):
            if answer.region and answer.score >= 0.8:  # noqa: PLR2004
                regions.add(answer.region)
            regional = regional or (answer.precision == "region" and answer.method == "region name")
    return frozenset(regions), regional


def by_name(place: str, hints: Hints) -> Answer:
    """Return where a place is by its name and hints, without coordinates."""
    return read_and_answered(place, hints)[1]


def read_and_answered(place: str, hints: Hints) -> tuple[Reading, Answer]:
    """Return how a place's name is taken apart, and where it is by that and its hints."""
    text = clean(_LINES.sub(" ; ", place.strip()))
    countries = no_place(text)
    if countries is not None or not fold(text):
        return NOTHING, _nowhere(text, countries or frozenset(), hints)
    gazetteer, names = current(), region_names()
    if hints is NO_HINTS and text.isascii() and _PLAIN.fullmatch(text):
        plain = _plain(text, gazetteer, names)
        if plain is not None:
            return plain
    pair = pair_of(text)
    if pair is not None:
        return _whole(text), by_pair(pair, hints)
    if _MAY_BE_CODE.fullmatch(text):
        code = region_of_code(text)
        unit = gazetteer.unit(text) if code is None else None
        if unit is not None:
            return _whole(text), by_unit(unit, text, hints)
        if code is not None:
            return _whole(text), by_shape(_whole(names.titles[code]), hints)
    reading = read(text, Lexicon(gazetteer, names))
    return reading, by_shape(reading, hints)


def _whole(text: str) -> Reading:
    """Return the reading of a text that is one name."""
    return Reading("one", (phrase(text),))


def _plain(text: str, gazetteer: Gazetteer, names: RegionNames) -> tuple[Reading, Answer] | None:
    """Return the same for a bare settlement name, which is the commonest case, by a short cut.

    It is the answer that the rules would give; what they could see otherwise is left to them.
    """
    folded = fold(text)
    own = key(folded)
    rows = gazetteer.names.get(own)
    if rows and " " in folded and not CUES.keys().isdisjoint(folded.split()):
        return None
    if not rows or own in gazetteer.abroad or own in names.aliases or own in names.exact:
        return None
    if text.islower() or "sh" in own or "sch" in own:
        return None  # perhaps a word, or -shchyna
    if own.endswith(("ska", "cka")):
        return None  # perhaps a hromada
    match = as_official(gazetteer, own, text, by_name_as_written(gazetteer, own, rows))
    reading = _whole(text)
    q = Question(reading.items[0], EVERYWHERE, NO_HINTS, gazetteer, names)
    return reading, choose(q, match)


def _nowhere(text: str, countries: frozenset[str], hints: Hints) -> Answer:
    """Return the answer for a text that names no place, or a country only."""
    if len(hints.regions) == 1:
        return _hint_alone(hints)
    if len(countries) == 1:
        country = next(iter(countries))
        if hints.country not in {"", country}:
            return country_alone(country).with_(
                status="disagreeing",
                precision="none",
                note=f"The place says {country}, the record {hints.country}.",
            )
        return country_alone(country)
    if not fold(text) and text:
        return unmatched(f"{text} is in a script that is not read.")
    return unmatched(f"{text} names no place." if text else "The place is empty.")


def _hint_alone(hints: Hints) -> Answer:
    region = next(iter(hints.regions))
    return Answer(
        region, region_names().titles[region], None, None, "region", "region name", 0.95, "located",
        note="No place is named; the record's region is taken.",
    )  # fmt: skip
