"""The context of a name: what the record and the text's own qualifiers allow it to be.

A `Scope` says in which regions the place may lie, near which towns, in which country, and who said
so.  It never chooses; choosing is `geocode_rules`' work.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from geo.gazetteer import (
    AROUND,
    BANKS,
    CITY,
    CUES,
    DISTRICT,
    LINES,
    NEAR,
    REGION,
    SETTLEMENT,
    SIDE,
    adjective_stem,
    fold,
    is_cyrillic,
    key,
    russian_districts,
)
from geo.geocoding.abroad import city_abroad
from geo.geocoding.choice import BIG, KNOWN
from geo.geocoding.match import UKRAINIAN, lemmas, stages
from geo.geocoding.units import names_unit, says_hromada, units_named

if TYPE_CHECKING:
    from geo.gazetteer import Alias, Gazetteer, RegionNames, RussianDistrict
    from geo.geocoding.parse import Phrase

#: A town with more people is not the country whose name it has in another language.
LARGER: Final = 5_000
CRIMEA: Final = frozenset({"UA-40", "UA-43"})


@dataclass(frozen=True, slots=True)
class Hints:
    """What the record says beside the place text.

    Parameters
    ----------
    country : str
        "UA", "RU", another ISO 3166-1 code, or empty.
    regions : frozenset of str
        Regions that admin1 names.
    district : str
        admin2 as reported.
    siblings : frozenset of str
        Regions of the incident's other places.
    regional : bool
        The incident's other places are regions.
    """

    country: str = ""
    regions: frozenset[str] = frozenset()
    district: str = ""
    siblings: frozenset[str] = frozenset()
    regional: bool = False


NO_HINTS: Final = Hints()


#: Quality of a match by a name as written or by another case of it.
LITERAL: Final = 0.97
#: A city abroad that qualifies is so many times larger than the place at home.
MUCH_LARGER: Final = 20
#: Letters of a place abroad that qualifies.
LONG_ENOUGH: Final = 4
#: Letters of a qualifier that may be a town's name misspelt.
SHORTEST_LIKE: Final = 7
#: The ending of a raion's adjective in Latin letters.
_RAION: Final = re.compile("[sc]kyi$")


@dataclass(slots=True)
class Scope:
    """Where a name may lie, by its qualifiers and by the record."""

    country: str = ""
    regions: frozenset[str] = frozenset()
    towns: list[int] = field(default_factory=list)
    town_name: str = ""
    near: bool = False
    units: tuple[int, ...] = ()
    districts: tuple[RussianDistrict, ...] = ()
    foreign: str = ""
    said: list[str] = field(default_factory=list)
    conflict: bool = False
    against: frozenset[str] = frozenset()
    explicit: bool = False
    unknown: bool = False  # a qualifier that is not known
    loose: bool = False  # a town that only sounds like the qualifier narrows it

    def narrow(self, regions: frozenset[str], said: str) -> None:
        """Keep only these regions; note a conflict where none is left."""
        if self.regions and not self.regions & regions:
            self.conflict = True
            self.against |= regions
            self.said.append(said)
            return
        self.regions = self.regions & regions if self.regions else regions
        self.said.append(said)


EVERYWHERE: Final = Scope()


def scope_of(
    context: tuple[Phrase, ...], hints: Hints, gazetteer: Gazetteer, names: RegionNames
) -> Scope:
    """Return what qualifiers and record allow; not to be changed by the caller."""
    if not context and hints is NO_HINTS:
        return EVERYWHERE
    scope = Scope(country=hints.country)
    if hints.country == "RU" and hints.regions and hints.regions <= CRIMEA:
        scope.country = ""  # many lists say so of Crimea; there is no other
    of_country = {names.countries[region] for region in hints.regions}
    if of_country and scope.country in {"UA", "RU"} and scope.country not in of_country:
        scope.conflict = True
        scope.said.append(f"the record's country {hints.country}")
        scope.country = ""
    if hints.regions:
        named = " and ".join(names.titles[region] for region in sorted(hints.regions)[:2])
        scope.narrow(hints.regions, f"the record's region {named}")
        scope.explicit = True
    if hints.district:
        units = names_unit(gazetteer, hints.district)
        _add_units(scope, units, hints.district, gazetteer)
        _add_districts(scope, units, fold(hints.district), hints.district)
    of_names = names.aliases
    for qualifier in sorted(
        context,
        key=lambda p: (not p.regional and key(p.core) not in of_names, not p.regional, not p.bare),
    ):
        _qualify(scope, qualifier, gazetteer, names)
    if scope.country not in {"", "UA", "RU"}:
        scope.foreign = scope.foreign or scope.country
    return scope


def known_name(folded: str, gazetteer: Gazetteer, names: RegionNames) -> bool:
    """Tell whether a text is the name of something as it stands."""
    own = key(folded)
    return own in gazetteer.names or own in names.aliases or own in gazetteer.others


def alias_of(phrase: Phrase, names: RegionNames) -> Alias | None:
    """Return what a phrase is a byname of: whole, by its core, or less the words before it.

    A byname of regions is known in any case, too: "над Крымом".
    """
    found = names.aliases.get(key(phrase.folded)) or names.aliases.get(key(phrase.core))
    words = phrase.folded.split()
    while found is None and len(words) > 1 and words[0] in CUES:
        words = words[1:]
        found = names.aliases.get(key(" ".join(words)))
    if found is None and not phrase.raw.isascii():
        return _alias_in_case(phrase.raw, phrase.core, names)
    return found


def _alias_in_case(raw: str, core: str, names: RegionNames) -> Alias | None:
    """Return the byname of regions of which a Cyrillic name is another case."""
    if not names.may_be_byname(core):
        return None
    found = (names.bynames.get(key(form)) for form in lemmas(raw))
    return next((alias for alias in found if alias is not None), None)


def country_of(core: str, gazetteer: Gazetteer, names: RegionNames) -> str:
    """Return the ISO 3166-1 code of a country's name in any language, or an empty text."""
    alias = names.aliases.get(key(core))
    if alias is not None:
        return alias.country
    for row in gazetteer.abroad.get(key(core), ()):
        if gazetteer.kinds[row] == "country":
            return gazetteer.countries[row]
    return ""


def country_said(folded: str, gazetteer: Gazetteer, names: RegionNames) -> str:
    """Return the same, but for a name that a town at home has too: Uman, which is Oman."""
    country = country_of(folded, gazetteer, names)
    if country in {"", "UA", "RU"}:
        return country
    at_home = gazetteer.names.get(key(folded), ())
    return "" if any(gazetteer.populations[row] > LARGER for row in at_home) else country


def is_line(qualifier: Phrase) -> bool:
    """Tell a street, a river or its bank beside a name: it says nothing of where that is."""
    return not (LINES | BANKS).isdisjoint(qualifier.folded.split())


def _qualify(scope: Scope, qualifier: Phrase, gazetteer: Gazetteer, names: RegionNames) -> None:
    if is_line(qualifier):
        return
    core, said = qualifier.core, f"“{qualifier.text}”"
    country = country_said(qualifier.folded, gazetteer, names)
    country = country or country_said(core, gazetteer, names)
    if country and not qualifier.cues & {CITY, SETTLEMENT}:
        _add_country(scope, country, said)
        return
    if DISTRICT in qualifier.cues:
        units = units_named(gazetteer, core, qualifier.folded)
        russian = is_cyrillic(qualifier.raw) and not UKRAINIAN.search(qualifier.raw)
        if russian and not says_hromada(qualifier.folded):  # no hromada is a "район" in Russian
            units = [row for row in units if gazetteer.kinds[row] != "community"]
        if units and _perhaps_russian(scope, qualifier):
            scope.unknown = True
            return
        _add_units(scope, units, qualifier.text, gazetteer)
        _add_districts(scope, units, core, qualifier.text)
        return
    regions, certain = _named_regions(qualifier, names)
    around = qualifier.regional and not certain and not scope.country
    abroad = city_abroad(core, gazetteer) if around else ""
    raions = () if certain or regions or qualifier.cues else _bare_raions(qualifier, gazetteer)
    if abroad:
        _add_country(scope, scope.foreign or abroad, said)
    elif raions:
        _add_units(scope, raions, qualifier.text, gazetteer)
    elif certain:
        regions |= _towns_of_today(qualifier, regions, gazetteer, names)
        scope.narrow(regions, said)
        scope.explicit = True
    else:
        _add_town(scope, qualifier, regions, gazetteer)


def _add_country(scope: Scope, country: str, said: str) -> None:
    """Let a country qualify; Crimea has no other."""
    if country not in {"UA", "RU"}:
        scope.foreign = country
    elif country == "RU" and scope.regions and scope.regions <= CRIMEA:
        return
    else:
        if scope.country and scope.country != country:
            scope.conflict = True
            scope.said.append(f"the record's country {scope.country}")
        scope.country = scope.country or country
    scope.said.append(said)


def _perhaps_russian(scope: Scope, qualifier: Phrase) -> bool:
    """Tell a district said in Russian that Russia has, too, where no country is known."""
    if scope.country or scope.regions or UKRAINIAN.search(qualifier.raw):
        return False
    return is_cyrillic(qualifier.raw) and bool(russian_districts(qualifier.core))


def _bare_raions(qualifier: Phrase, gazetteer: Gazetteer) -> list[int]:
    """Return the raions whose adjective a qualifier is, in Ukrainian: "Stare Selo (Lvivskyi)"."""
    ukrainian = UKRAINIAN.search(qualifier.raw) or _RAION.search(qualifier.core)
    if not ukrainian or adjective_stem(qualifier.core) is None:
        return []
    own, called = key(qualifier.core), gazetteer.columns["name"]
    if any(key(fold(called[row])) == own for row in gazetteer.names.get(own, ())):
        return []
    rows = units_named(gazetteer, qualifier.core, qualifier.folded)
    return [row for row in rows if gazetteer.kinds[row] == "raion"]


def _named_regions(qualifier: Phrase, names: RegionNames) -> tuple[frozenset[str], bool]:
    """Return the regions that a qualifier names, and whether it names them for certain."""
    core, regional = qualifier.core, qualifier.regional
    cues = qualifier.cues | ({REGION} if regional else set())
    found = names.find(core, cues, loose=False).regions
    if not found and not qualifier.cues:
        found = names.whole(qualifier.text)  # "Mari El", of which one word is an article
    alias = names.aliases.get(key(qualifier.folded))
    if alias is None and not (regional and found):
        alias = alias_of(qualifier, names)  # a region word asks the regions' names first
    if alias is not None and alias.regions:
        # Leningrad was a city, and is an oblast.
        also = frozenset(found) if alias.place and not qualifier.cues else frozenset()
        return frozenset(alias.regions) | also, True
    if regional and not found:
        found = names.whole(qualifier.text) or names.find(core, cues).regions
    return frozenset(found), regional and bool(found)


def _towns_of_today(
    qualifier: Phrase, regions: frozenset[str], gazetteer: Gazetteer, names: RegionNames
) -> frozenset[str]:
    """Return where else a town is called what another was called before: Dzerzhinsk."""
    alias = alias_of(qualifier, names)
    if alias is None or not alias.place or regions != frozenset(alias.regions):
        return frozenset()
    own, called = key(qualifier.core), gazetteer.columns["name"]
    return frozenset(
        str(gazetteer.regions[row])
        for row in gazetteer.names.get(own, ())
        if gazetteer.populations[row] >= BIG and key(fold(called[row])) == own
    )


def _add_units(scope: Scope, rows: list[int], text: str, gazetteer: Gazetteer) -> None:
    """Let raions or hromadas narrow the regions, and the settlements in them."""
    if scope.country == "RU":
        return
    allowed = [row for row in rows if not scope.regions or gazetteer.regions[row] in scope.regions]
    if rows and not allowed and all(gazetteer.kinds[row] == "raion" for row in rows):
        allowed = rows  # a raion elsewhere contradicts
    regions = frozenset(str(gazetteer.regions[row]) for row in allowed)
    if not regions:
        return
    scope.narrow(regions, f"“{text}”")
    scope.units = tuple(allowed)


def _add_districts(scope: Scope, units: list[int], folded: str, text: str) -> None:
    """Let a district of Russia narrow the regions, and the settlements in them."""
    if scope.country == "UA" or scope.units or (units and scope.country != "RU"):
        return
    words = [word for word in folded.split() if word not in CUES] or [folded]
    found = [
        each
        for each in russian_districts(" ".join(words))
        if not scope.regions or each.region in scope.regions
    ]
    regions = frozenset(each.region for each in found)
    if scope.regions or len(regions) == 1:  # cities have districts of the others' names, too
        scope.districts = tuple(found)
        if regions:
            scope.narrow(regions, f"“{text}”")


def _is_rather_abroad(
    scope: Scope, qualifier: Phrase, gazetteer: Gazetteer, rows: list[int]
) -> bool:
    """Tell a city abroad from a village at home that has the name, too: "Babruysk, Mogilev"."""
    own, people = key(qualifier.core), gazetteer.populations
    if scope.country or scope.regions or qualifier.cues & {SETTLEMENT}:
        return False
    there = max((people[row] for row in gazetteer.abroad.get(own, ())), default=0)
    return there >= max(BIG, MUCH_LARGER * people[rows[0]])


def _add_abroad(scope: Scope, qualifier: Phrase, gazetteer: Gazetteer) -> None:
    """Let a place abroad qualify, and note a name that is not known at all: "Kirov, Gomel"."""
    abroad = gazetteer.abroad.get(key(qualifier.core), ())
    if abroad and not scope.country and not scope.regions and len(qualifier.core) >= LONG_ENOUGH:
        scope.foreign = scope.foreign or gazetteer.countries[abroad[0]]
        scope.said.append(f"“{qualifier.text}”")
    elif qualifier.bare and not qualifier.cues and qualifier.raw[:1].isupper():
        scope.unknown = True


def _towns_named(
    scope: Scope, qualifier: Phrase, gazetteer: Gazetteer, *, literal: bool
) -> list[int]:
    """Return the towns that a qualifier names, as the scope allows; `literal` is by no likeness."""
    for match in stages(gazetteer, qualifier.core, qualifier.raw):
        if match.quality < LITERAL and len(qualifier.core) < SHORTEST_LIKE:
            return []
        if literal and match.how not in {"name", "other name"}:
            return []  # "Mordovia" is the republic, not like a town
        rows = [
            row
            for row in match.rows
            if (not scope.country or gazetteer.countries[row] == scope.country)
            and (not scope.regions or gazetteer.regions[row] in scope.regions)
        ]
        if rows:
            scope.loose = scope.loose or match.quality < LITERAL
            return rows
    return []


def _add_town(
    scope: Scope, qualifier: Phrase, regions: frozenset[str], gazetteer: Gazetteer
) -> None:
    """Let a town as qualifier ("near Kyiv", "Kirov district, Donetsk") narrow the regions."""
    itself = bool(regions) and not qualifier.cues & {CITY, SETTLEMENT}
    rows = _towns_named(scope, qualifier, gazetteer, literal=itself)
    if itself and all(gazetteer.populations[row] < LARGER for row in rows):
        rows = [row for row in rows if gazetteer.regions[row] in regions]  # no hamlet Mary
    rows.sort(key=lambda row: -gazetteer.populations[row])
    if not rows and regions:
        scope.narrow(regions, f"“{qualifier.text}”")
        scope.explicit = scope.explicit or itself
        return
    if not rows or (not itself and _is_rather_abroad(scope, qualifier, gazetteer, rows)):
        _add_abroad(scope, qualifier, gazetteer)
        return
    top = gazetteer.populations[rows[0]]
    named, rows = rows, [row for row in rows if gazetteer.populations[row] * 5 >= top]
    if top < KNOWN and len({gazetteer.regions[row] for row in named}) > 1:
        scope.loose = True  # villages elsewhere have the name, too
    scope.near = scope.near or bool(qualifier.cues & {NEAR, SIDE})
    scope.towns = rows
    scope.town_name = gazetteer.columns["name"][rows[0]]
    of_towns = {str(gazetteer.regions[row]) for row in rows}
    if top >= BIG:
        of_towns |= regions
    if scope.near or regions:
        of_towns |= {AROUND[region] for region in of_towns if region in AROUND}
    scope.narrow(frozenset(of_towns), f"“{qualifier.text}”")
