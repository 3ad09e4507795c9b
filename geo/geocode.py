"""A place text as analysts and newspapers write it becomes a region, a point, and an honest score.

`geocode` answers for one place, `geocode_frame` and `geocode_rows` for a table.  What decides, in
this order: a correction made by a person, the record's coordinates, the name in its scope (the
text's own qualifiers, the record's country and regions, the incident's other places).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geo.answers import Answer, Candidate, combine, expand, unmatched
from geo.corrections import shipped_corrections
from geo.gazetteer import current
from geo.geocode_choice import Question, choose
from geo.geocode_points import located_point, reconcile, usable_point
from geo.geocode_rules import decide
from geo.geocode_scope import EVERYWHERE, NO_HINTS, Hints, country_of, known_name, scope_of
from geo.placematch import Match, spelled
from geo.placeparse import phrase, read
from geo.placetext import clean, fold, key
from geo.placewords import NEAR
from geo.regionnames import AROUND, region_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.gazetteer import Gazetteer
    from geo.placeparse import Phrase, Reading
    from geo.regionnames import RegionNames

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
    text = "" if place is None else str(place)
    corrected = shipped_corrections().find(text, country or "", dataset or "")
    if corrected is not None:
        return corrected
    hints = hints_of(country, admin1, admin2, siblings)
    answer = by_name(text, hints)
    point = usable_point(lat, lon)
    if point is None:
        return answer
    return reconcile(text, hints, answer, located_point(*point))


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
    if text.upper() in names.kinds:
        return frozenset({text.upper()})
    asked = phrase(text)
    alias = names.aliases.get(key(asked.folded))
    if alias is not None and alias.regions:
        return frozenset(alias.regions)
    found = names.find(asked.core, asked.cues) if asked.core else None
    if found is None or not found.regions:
        return frozenset()
    return frozenset(found.regions)


def hints_of(
    country: str | None,
    admin1: str | None,
    admin2: str | None,
    siblings: Sequence[str] = (),
) -> Hints:
    """Return what the record says beside the place text."""
    if not (country or admin1 or admin2 or siblings):
        return NO_HINTS
    regions, regional = sibling_regions(tuple(siblings))
    return Hints(
        country_code(country) if country else "",
        admin1_regions(admin1) if admin1 else frozenset(),
        clean(admin2) if admin2 else "",
        regions,
        regional,
    )


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
    text = clean(place)
    if not fold(text):
        if hints.regions and len(hints.regions) == 1:
            return _hint_alone(hints)
        return unmatched(
            "The place is empty." if not text else f"{text} is in a script that is not read."
        )
    gazetteer, names = current(), region_names()
    if hints is NO_HINTS and text.isalpha() and text.isascii():
        plain = _plain(text, gazetteer, names)
        if plain is not None:
            return plain
    reading = read(
        text,
        lambda core: bool(names.find(core, loose=False).regions),
        lambda folded: known_name(folded, gazetteer, names),
    )
    return _by_shape(reading, hints)


def _plain(text: str, gazetteer: Gazetteer, names: RegionNames) -> Answer | None:
    """Return the answer for a bare settlement name, which is the commonest case, by a short cut.

    It is the answer that the rules would give; what they could see otherwise is left to them.
    """
    own = key(fold(text))
    rows = gazetteer.names.get(own)
    if not rows or own in gazetteer.abroad or own in names.aliases or own in names.exact:
        return None
    if "sh" in own or "sch" in own:
        return None  # perhaps -shchyna
    match = Match(rows, "name", 1.0, spelled(gazetteer, own, rows))
    return choose(
        Question(phrase(text), EVERYWHERE, hints=NO_HINTS, gazetteer=gazetteer, names=names), match
    )


def _hint_alone(hints: Hints) -> Answer:
    region = next(iter(hints.regions))
    return Answer(
        region, region_names().titles[region], None, None, "region", "region name", 0.95, "located",
        note="No place is named; the record's region is taken.",
    )  # fmt: skip


def _ask(item: Phrase, context: tuple[Phrase, ...], hints: Hints) -> Answer:
    gazetteer, names = current(), region_names()
    scope = scope_of(context, hints, gazetteer, names)
    return decide(Question(item, scope, hints, gazetteer, names))


def _by_shape(reading: Reading, hints: Hints) -> Answer:
    items, context = reading.items, reading.context
    if reading.shape == "one":
        items, context = _broad_last(items[0], context)
        answer = _ask(items[0], context, hints)
        listed = _perhaps_list(items[0], context, hints, answer)
        return listed or _perhaps_two(items[0], context, hints, answer) or answer
    if reading.shape == "list":
        return _list(items, context, hints)
    if reading.shape == "between":
        return _between(items, context, hints)
    return _either(items, context, hints)


def _broad_last(
    item: Phrase, context: tuple[Phrase, ...]
) -> tuple[tuple[Phrase, ...], tuple[Phrase, ...]]:
    """Let a country or a region's byname qualify: "Kherson Oblast, Ukraine", "Crimea, Kerch"."""
    if not context or not _broad(item):
        return (item,), context
    other = [p for p in context if not _broad(p)]
    main = next((p for p in other if p.bare and NEAR not in p.cues), other[0] if other else item)
    if main is not item and (_is_country(item) or main.bare):
        return (main,), (item, *(p for p in context if p is not main))
    return (item,), context


def _is_country(item: Phrase) -> bool:
    return bool(country_of(item.folded, current(), region_names()))


def _broad(item: Phrase) -> bool:
    """Tell a country, a region's nickname or its -shchyna name."""
    names = region_names()
    alias = names.aliases.get(key(item.folded))
    nickname = alias is not None and bool(alias.regions) and not alias.place
    abstract = "shch" in item.core and bool(names.find(item.core, loose=False).regions)
    return nickname or abstract or _is_country(item)


def _list(items: tuple[Phrase, ...], context: tuple[Phrase, ...], hints: Hints) -> Answer:
    parts: list[Answer] = []
    for item in items:
        parts += expand(_ask(item, context, hints))
    return combine(tuple(parts))


def _perhaps_list(
    item: Phrase, context: tuple[Phrase, ...], hints: Hints, answer: Answer
) -> Answer | None:
    """Read "Kharkiv, Sumy, Poltava" as a list, where each is a large town of another region."""
    if answer.status != "disagreeing" or not context or not all(p.bare for p in context):
        return None
    parts = [_ask(each, (), hints) for each in (item, *context)]
    smaller = _smaller_beside(parts)
    if smaller is not None:
        return smaller
    large = all(p.status == "located" and p.score >= 0.75 and p.region for p in parts)  # noqa: PLR2004
    return combine(tuple(parts)) if large else None


def _perhaps_two(
    item: Phrase, context: tuple[Phrase, ...], hints: Hints, answer: Answer
) -> Answer | None:
    """Read "Bakhmut-Soledar" as what lies between two places, where it is no place's name."""
    ends = item.raw.replace("–", "-").split("-")
    if answer.status != "unmatched" or len(ends) != 2 or min(map(len, ends)) < 4:  # noqa: PLR2004
        return None
    between = _between(tuple(phrase(end) for end in ends), context, hints)
    return between if between.region else None


def _smaller_beside(parts: list[Answer]) -> Answer | None:
    """Read "Kyiv, Borodianka" from large to small: a city, and a place in the region around it."""
    if len(parts) != 2 or not all(p.region and p.lat is not None for p in parts):  # noqa: PLR2004
        return None
    city, place = parts
    if AROUND.get(str(city.region)) == place.region or city.region == AROUND.get(str(place.region)):
        small = place if str(city.region) in AROUND else city
        return small.with_(score=min(small.score, 0.85), note=f"Beside {city.place_name}.")
    return None


def _between(items: tuple[Phrase, ...], context: tuple[Phrase, ...], hints: Hints) -> Answer:
    """Read "between A and B": the region if both are in one, else open."""
    parts = [_ask(item, context, hints) for item in items]
    regions = list(dict.fromkeys(p.region for p in parts if p.region))
    names = " and ".join(item.raw for item in items)
    if len(regions) == 1 and all(p.region for p in parts):
        return Answer(
            regions[0], f"between {names}", None, None, "region", "qualifier",
            round(min(0.9, *(p.score for p in parts)), 3), "located",
            note=f"Between {names}, both in one region.",
        )  # fmt: skip
    found = tuple(
        Candidate(str(p.region), str(p.place_name), p.lat, p.lon, p.precision, "one end")
        for p in parts
        if p.region
    )
    if not found:
        return unmatched(f"Between {names}: neither is known.")
    return Answer(
        None, None, None, None, "none", "none", 0.0, "ambiguous", found,
        note=f"Between {names}, which are in different regions or not both known.",
    )  # fmt: skip


def _either(items: tuple[Phrase, ...], context: tuple[Phrase, ...], hints: Hints) -> Answer:
    """Read "A/B": one place under two names, or a place and what it belongs to."""
    parts = [_ask(item, context, hints) for item in items]
    located = [p for p in parts if p.status == "located" and p.region]
    regions = {p.region for p in located}
    if len(regions) > 1:
        narrowed = [
            _ask(item, (*context, *(i for i in items if i is not item)), hints) for item in items
        ]
        agreed = [p for p in narrowed if p.status == "located" and p.region]
        if agreed and len({p.region for p in agreed}) == 1:
            return agreed[0]
        return combine(tuple(located))
    if not located:
        narrowed = [
            _ask(item, (*context, *(i for i in items if i is not item)), hints) for item in items
        ]
        return max(narrowed, key=lambda p: p.score)
    best = located[0]
    if len(located) == len(parts):
        same = all(p.place_name == best.place_name for p in located)
        return (
            best if same else best.with_(note="Both names are in one region; the first is taken.")
        )
    if parts[0].status == "located":
        return best
    return best.with_(
        lat=None, lon=None, precision="district", score=round(best.score * 0.95, 3),
        note=f"{items[0].text} is not known; the place beside it is.",
    )  # fmt: skip


def __getattr__(name: str) -> Any:
    """Offer the table functions here too, without importing pandas for a single place."""
    if name in {"geocode_frame", "geocode_rows", "load_corrections"}:
        from geo import corrections, geocode_table

        return getattr(corrections if name == "load_corrections" else geocode_table, name)
    raise AttributeError(name)
