"""What a word or phrase is known as: the questions that reading a place text asks of the data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.gazetteer import (
    AROUND,
    CITY,
    DISTRICT,
    FACILITY,
    NEAR,
    ON_LAND_OF,
    PLANT,
    SETTLEMENT,
    SIDE,
    adjective_stem,
    current,
    fold,
    key,
    russian_districts,
)
from geo.geocoding.match import lemmas
from geo.geocoding.scope import alias_of, country_of, country_said, known_name

if TYPE_CHECKING:
    from geo.gazetteer import Alias, Gazetteer, RegionNames
    from geo.geocoding.parse import Phrase

#: A town of so many people is itself in a list, never a part of its neighbour.
LARGE: Final = 100_000
#: People of a town.
TOWN: Final = 20_000
#: The least that a namesake of a large town has to have, to be meant by its region's name.
NAMESAKE: Final = 1_000
#: As far from the front, in km, as a town is that lists name beside one across the border.
REACHED_KM: Final = 500
_FEMININE: Final = re.compile("(a|oi|oy|oiu|ui?u?)$")
_ONE_PLACE: Final = frozenset({CITY, SETTLEMENT, FACILITY, PLANT, NEAR, SIDE, DISTRICT})


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The gazetteer and the region names, asked what a phrase of a text is."""

    gazetteer: Gazetteer
    names: RegionNames

    def is_region(self, core: str) -> bool:
        """Tell whether a folded text is (a form of) a region's name."""
        return bool(self.names.find(core, loose=False).regions)

    def is_unit(self, folded: str) -> bool:
        """Tell whether a folded text is the name of a raion, a hromada or its seat."""
        return key(folded) in self.gazetteer.districts

    def has_unit(self, regions: frozenset[str], core: str) -> bool:
        """Tell whether one of these regions has a raion or hromada of this name."""
        rows = self.gazetteer.districts.get(key(core), ())
        return any(self.gazetteer.regions[row] in regions for row in rows)

    def has_district(self, regions: frozenset[str], core: str) -> bool:
        """Tell whether one of these regions has a raion or district of this adjective."""
        if adjective_stem(core) is None or not regions:
            return False
        rows = self.gazetteer.districts.get(key(adjective_stem(core) or core), ())
        of_ukraine = {
            self.gazetteer.regions[row] for row in rows if self.gazetteer.kinds[row] == "raion"
        }
        return bool(regions & ({each.region for each in russian_districts(core)} | of_ukraine))

    def is_name(self, folded: str) -> bool:
        """Tell whether a folded text is the name of something as it stands."""
        return known_name(folded, self.gazetteer, self.names)

    def is_country(self, phrase: Phrase) -> bool:
        """Tell whether a phrase is a country."""
        return self.country(phrase.folded) or (
            bool(phrase.cues) and not phrase.cues & _ONE_PLACE and self.country(phrase.core)
        )

    def is_home_name(self, phrase: Phrase) -> bool:
        """Tell whether another country's name is also that of a settlement: Pola, Oman."""
        country = country_of(phrase.folded, self.gazetteer, self.names)
        return country not in {"UA", "RU"} and bool(self._rows(phrase.folded))

    def country(self, folded: str) -> bool:
        """Tell whether a folded text is a country's name."""
        return bool(country_said(folded, self.gazetteer, self.names))

    def alias_of(self, phrase: Phrase) -> Alias | None:
        """Return what a phrase is a byname of, with or without the words before it."""
        return alias_of(phrase, self.names)

    def is_known(self, phrase: Phrase) -> bool:
        """Tell whether settlements have this name."""
        return self._forms_known(phrase)

    def regions_of(self, phrase: Phrase) -> frozenset[str]:
        """Return the regions that a phrase means as a region, with a region word or without."""
        alias = self.names.aliases.get(key(phrase.folded))
        if alias is None and not phrase.regional:
            alias = self.alias_of(phrase)
        if alias is not None and alias.regions and not alias.place:
            return frozenset(alias.regions)
        found = self.names.find(phrase.core, phrase.cues, loose=False).regions
        if not found:
            found = self.names.whole(phrase.text)
        if not found and phrase.regional:
            found = self.names.find(phrase.core, phrase.cues).regions
        return frozenset(found)

    def stands_for_regions(self, phrase: Phrase) -> bool:
        """Tell a region by its word, its byname or its -shchyna name."""
        if phrase.regional:
            return True
        if phrase.cues & _ONE_PLACE:
            return False
        names = self.names
        alias = self.alias_of(phrase)
        byname = alias is not None and bool(alias.regions) and not alias.place
        if byname or ("shch" in phrase.core and self.is_region(phrase.core)):
            return True
        if phrase.cues or self._forms_known(phrase):
            return False
        if self.is_region(phrase.core):
            return key(phrase.core) in names.exact and not adjective_stem(phrase.core)
        return bool(names.whole(phrase.text))  # a short form: "Ленобласть", "ХМАО"

    def is_byname(self, phrase: Phrase) -> bool:
        """Tell a byname of a single region, such as ДНР, that is no town's name."""
        alias = self.alias_of(phrase)
        return alias is not None and len(alias.regions) == 1 and not alias.place

    def is_adjective_of_region(self, phrase: Phrase) -> bool:
        """Tell a region's adjective alone, in the gender of область: "Сумська"."""
        if phrase.cues & _ONE_PLACE or not adjective_stem(phrase.core):
            return False
        return _FEMININE.search(phrase.core) is not None and self.is_region(phrase.core)

    def are_russian(self, regions: frozenset[str]) -> bool:
        """Tell a region of Russia, of whose settlements many are not known."""
        return len(regions) == 1 and all(self.names.countries[r] == "RU" for r in regions)

    def is_town(self, phrase: Phrase, *, usual: bool = False) -> bool:
        """Tell whether a town has this name; `usual` leaves out those that are called otherwise."""
        people, names = self.gazetteer.populations, self.gazetteer.columns["name"]
        return any(
            people[row] >= TOWN and (not usual or key(fold(names[row])) == key(form))
            for form in self._forms(phrase)
            for row in self._rows(form)
        )

    def home_of(self, phrase: Phrase) -> frozenset[str]:
        """Return the regions that a large town of this name is in, or is the name of.

        Empty where the phrase is neither a region's name nor a large town's.
        """
        if phrase.cues & (_ONE_PLACE - {CITY}):
            return frozenset()
        found = set(self.names.find(phrase.core, phrase.cues | {CITY}, loose=False).regions)
        if adjective_stem(phrase.core) and key(phrase.core) not in self.names.exact:
            found = set()
        people, region = self.gazetteer.populations, self.gazetteer.regions
        rows = [row for form in self._forms(phrase) for row in self._rows(form)]
        largest = max(rows, key=people.__getitem__, default=None)
        if largest is not None:
            home = str(region[largest])
            if people[largest] >= LARGE or self._largest(home) == largest:
                found.add(home)
        return frozenset(found)

    def is_itself(self, first: Phrase, second: Phrase) -> bool:
        """Tell two regional capitals or region names: neither is a part of the other.

        Of two in different countries both have to be where the war reaches: "Kirov, Donetsk" is
        rather a part of Donetsk.
        """
        capitals = [self._capital(first), self._capital(second)]
        towns = [row for row in capitals if row is not None]
        if len(towns) < len(capitals):
            return False
        columns = self.gazetteer.columns
        if len({columns["country"][row] for row in towns}) == 1:
            return True
        if all((columns["front_km"][row] or 0) <= REACHED_KM for row in towns):
            return True
        return not self._is_part(first, towns[1]) and not self._is_part(second, towns[0])

    def _is_part(self, phrase: Phrase, capital: int) -> bool:
        """Tell whether a capital's region has a part of a city that is named so: Kirov."""
        districts, gazetteer = self.gazetteer.districts, self.gazetteer
        rows = districts.get(key(phrase.core), []) + districts.get(key(phrase.core + "sk"), [])
        return any(
            gazetteer.kinds[row] == "city_district"
            and gazetteer.regions[row] == gazetteer.regions[capital]
            for row in rows
        )

    def _capital(self, phrase: Phrase) -> int | None:
        """Return the largest town of a region, or the largest one that has a region's name."""
        home = self.home_of(phrase)
        rows = [row for form in self._forms(phrase) for row in self._rows(form)]
        rows = [row for row in rows if self.gazetteer.regions[row] in home]
        row = max(rows, key=self.gazetteer.populations.__getitem__, default=None)
        if row is None:
            return None
        named = set(self.names.find(phrase.core, loose=False).regions)
        region = str(self.gazetteer.regions[row])
        return row if region in named or self._largest(region) == row else None

    def _largest(self, region: str) -> int:
        return largest_towns(self.gazetteer).get(region, -1)

    def lies_in(self, phrase: Phrase, regions: frozenset[str], least: int = 0) -> bool:
        """Tell whether these regions have a settlement of this name with so many people."""
        home = self.home_of(phrase)
        within = regions | {city for city, land in ON_LAND_OF.items() if land in regions}
        if home & within:
            return True
        gazetteer = self.gazetteer
        former = gazetteer.others.get(key(phrase.core), ())
        return any(
            gazetteer.regions[row] in within and gazetteer.populations[row] >= least
            for form in self._forms(phrase)
            for row in (*self._rows(form), *former)
        )

    def is_around(self, phrase: Phrase, regions: frozenset[str]) -> bool:
        """Tell whether the phrase is a city that one of the regions surrounds: Kyiv, Moscow."""
        return any(AROUND.get(city) in regions for city in self.home_of(phrase))

    def _forms_known(self, phrase: Phrase) -> bool:
        return any(self._rows(form) for form in self._forms(phrase))

    def _rows(self, folded: str) -> list[int]:
        own = key(folded)
        return self.gazetteer.names.get(own) or self.gazetteer.others.get(own) or []

    def _forms(self, phrase: Phrase) -> list[str]:
        """Return the name as it stands, or its dictionary forms where it is not known so."""
        if not phrase.inflected and self._rows(phrase.core):
            return [phrase.core]
        return [phrase.core, *lemmas(phrase.raw)] if not phrase.raw.isascii() else [phrase.core]


def largest_town(region: str) -> str | None:
    """Return the name of a region's largest settlement.

    >>> largest_town("UA-56")
    'Rivne'
    """
    gazetteer = current()
    row = largest_towns(gazetteer).get(region)
    return None if row is None else str(gazetteer.columns["name"][row])


_LARGEST: Final[list[tuple[Gazetteer, dict[str, int]]]] = []


def largest_towns(gazetteer: Gazetteer) -> dict[str, int]:
    """Return the row of each region's largest settlement."""
    if not _LARGEST or _LARGEST[0][0] is not gazetteer:
        found: dict[str, int] = {}
        people = gazetteer.populations
        for row, region in enumerate(gazetteer.regions):
            if gazetteer.kinds[row] != "settlement":
                continue
            if region and (region not in found or people[row] > people[found[region]]):
                found[region] = row
        _LARGEST[:] = [(gazetteer, found)]
    return _LARGEST[0][1]
