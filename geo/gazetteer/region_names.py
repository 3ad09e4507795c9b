"""Region names in any language and form, and the aliases of data/aliases.csv.

A region is asked for by the core of its name, that is without words such as oblast or krai:
"Kharkiv", "харківська", "charkowskim", "Járkov".  The answer may hold several codes, because
"Kyiv" is a city and an oblast, and "Donbas" is two oblasts.

A region's name as a list of regions has it (`data/region_names.csv`: Natural Earth, GADM, GeoNames,
CLDR, ISO 3166-2, OCHA, UCDP and usual short forms) is asked for whole.  Some lists have the bare
name of a city for the oblast around it: "Kiev" in GADM, "Kyiv" in ACLED.  There the other values of
the column tell, or nothing does.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA, Levenshtein

from geo.gazetteer.folding import (
    adjective_stem,
    fold,
    is_cyrillic,
    key,
    shchyna_stem,
    sound,
    sounds,
)
from geo.gazetteer.words import CITY, CUES, KRAI, OKRUG, REGION, REGION_CUES, REPUBLIC, SMALL
from geo.regions import shipped

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from geo.gazetteer.places import Gazetteer

#: Letters that a byname in another case has at least, and in common with it.
_BEGINNING: Final = 4
#: The oblast around each city that is a region of its own; "Kyiv region" is Kyiv Oblast.
AROUND: Final = {"UA-30": "UA-32", "RU-MOW": "RU-MOS", "RU-SPE": "RU-LEN"}
#: A city that is a region of its own on the land that another region's name stands for.
ON_LAND_OF: Final = {"UA-40": "UA-43"}
#: A sound proves nothing by itself: the spellings must be this similar too.
SIMILAR: Final = 0.6
#: The same of what stands before -shchyna: villages have such names.
ALIKE: Final = 0.8
#: A core of fewer letters is a region's only as part of its whole name: КБР, ЕАО.
SHORTEST_CORE: Final = 4
#: "So-called" before a name, and a country after it.
_SO_CALLED: Final = re.compile(
    r"^(?:т\.?\s*зв\.?|т\.?\s*н\.?|так\s+зван\w+|так\s+называем\w+|so[- ]called|sogenannte\w*"
    r"|soi-disant|tzw\.?)\s+",
    re.IGNORECASE,
)
_OF_COUNTRY: Final = re.compile(
    r"(?:,?\s+(?:RU|UA))?(?:,\s*|\s+)"
    r"(?:Росси[яи]|РФ|Росі[яї]|Росії|Україн[аи]|Украин[аы]|Russia|Ukraine)$"
)
#: Letters of a name that may be a region's misspelt.
SHORTEST: Final = 5
_KIND_OF_CUE: Final = {REPUBLIC: "republic", KRAI: "krai", OKRUG: "okrug", CITY: "city"}


class Alias(NamedTuple):
    """What an alias stands for: regions, one place in a region, a country, or a place abroad."""

    name: str
    regions: tuple[str, ...]
    place: str
    country: str
    outside: bool


class Found(NamedTuple):
    """Region codes that a name stands for, and how surely (1 exact, less by sound or typo)."""

    regions: tuple[str, ...]
    quality: float


NOTHING: Final = Found((), 0.0)


@dataclass(slots=True)
class RegionNames:
    """Lookup tables over all spellings of the regions' names.

    `bynames` are the aliases of regions that are no places, and `beginnings` their first letters.
    """

    kinds: dict[str, str]
    countries: dict[str, str]
    titles: dict[str, str]
    exact: dict[str, tuple[str, ...]] = field(default_factory=dict)
    stems: dict[str, tuple[str, ...]] = field(default_factory=dict)
    by_sound: dict[str, tuple[str, ...]] = field(default_factory=dict)
    spellings: dict[str, list[str]] = field(default_factory=dict)
    aliases: dict[str, Alias] = field(default_factory=dict)
    bynames: dict[str, Alias] = field(default_factory=dict)
    beginnings: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()
    whole_names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    beside: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def may_be_byname(self, core: str) -> bool:
        """Return whether a folded name begins as a byname does, so that it may be one in a case."""
        return len(core) >= _BEGINNING and key(core)[:_BEGINNING] in self.beginnings

    def whole(self, text: str) -> tuple[str, ...]:
        """Return the regions that a text names from its first to its last word, by no likeness.

        Parameters
        ----------
        text : str
            A whole cell, best of a column of regions: there "Kirowski" is no village.

        >>> from geo.gazetteer import region_names
        >>> region_names().whole("Autonome Republik Krim"), region_names().whole("ХМАО")
        (('UA-43',), ('RU-KHM',))
        """
        bare = _OF_COUNTRY.sub("", _SO_CALLED.sub("", text.strip())).strip("\"«»“”„' ")
        folded = fold(bare)
        regions = self.whole_names.get(key(folded), ())
        if regions:
            cities = tuple(region for region in regions if self.kinds[region] == "city")
            return cities if cities and is_cyrillic(bare) else regions
        alias = self.aliases.get(key(folded))
        if alias is not None and not alias.place:
            return alias.regions
        words = folded.split()
        core = " ".join(word for word in words if word not in CUES)
        found = self.find(core, {CUES[w] for w in words if w in CUES}, loose=False).regions
        return found or (alias.regions if alias is not None else ())

    def column(self, values: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return the regions that each value of one column of regions names.

        Where a value may be a city or the oblast around it, it is the one that no other value
        names: "Kiev" beside "Kiev City" is the oblast.

        >>> from geo.gazetteer import region_names
        >>> region_names().column(["Kiev", "Kiev City"])["Kiev"]
        ('UA-32',)
        """
        found = {value: regions for value in values if (regions := self.whole(value))}
        named = {regions[0] for regions in found.values() if len(regions) == 1}
        left = {v: tuple(r for r in regions if r not in named) for v, regions in found.items()}
        return {v: left[v] if len(left[v]) == 1 < len(r) else r for v, r in found.items()}

    def find(self, core: str, cues: Collection[str] = (), *, loose: bool = True) -> Found:
        """Return the regions of a name's core; `loose` allows sounds and typing errors.

        Parameters
        ----------
        core : str
            Folded name without region words.
        cues : collection of str
            Cues of the words beside it; they tell Kyiv Oblast from Kyiv City.
        """
        if REGION_CUES & set(cues) and (regions := self._only_beside(core)):
            return Found(regions, 1.0)
        found = self._find(core, loose=loose)
        if len(found.regions) > 1:
            return Found(self._by_kind(found.regions, cues), found.quality)
        return found

    def _find(self, core: str, *, loose: bool) -> Found:
        regions = self.exact.get(key(core))
        if regions:
            return Found(regions, 1.0)
        stem = adjective_stem(core)
        if stem and (regions := self.stems.get(key(stem))):
            return Found(self._not_cities(regions), 0.98)
        base = shchyna_stem(core)
        if base and (
            regions := self.exact.get(key(base))
            or self.stems.get(key(base + "sk"))
            or self._sounding(base, ALIKE)
            or self._sounding(base + "sk", ALIKE)
        ):
            return Found(self._not_cities(regions), 0.97)
        if not loose or len(core) < SHORTEST:
            return NOTHING
        regions = self._sounding(core) or (self._sounding(stem) if stem else ())
        return Found(regions, 0.95) if regions else self._misspelt(core)

    def _only_beside(self, core: str) -> tuple[str, ...]:
        """Return the regions that a town's name means beside a region word: "Dnipro Oblast"."""
        stem = adjective_stem(core)
        return self.beside.get(key(core)) or self.beside.get(key(stem) if stem else "", ())

    def _not_cities(self, regions: tuple[str, ...]) -> tuple[str, ...]:
        """Return what an adjective or -shchyna means: the oblast around a city, not the city."""
        return tuple(r for r in regions if self.kinds[r] != "city") or regions

    def _sounding(self, core: str, least: float = SIMILAR) -> tuple[str, ...]:
        for heard in sounds(core):
            regions = self.by_sound.get(heard, ())
            near = [
                region
                for region in regions
                if any(
                    Levenshtein.normalized_similarity(core, s) >= least
                    for s in self.spellings[region]
                )
            ]
            if near:
                return tuple(near)
        return ()

    def _misspelt(self, core: str) -> Found:
        allowed = 2 if len(core) >= 10 else 1 if len(core) >= 5 else 0  # noqa: PLR2004
        if not allowed:
            return NOTHING
        core = key(core)
        found = process.extract(
            core, self.exact.keys(), scorer=OSA.distance, score_cutoff=allowed, limit=5
        )
        near = {self.exact[known] for known, _, _ in found}
        return Found(near.pop(), 0.85) if len(near) == 1 else NOTHING

    def _by_kind(self, regions: tuple[str, ...], cues: Collection[str]) -> tuple[str, ...]:
        kinds = {_KIND_OF_CUE[cue] for cue in cues if cue in _KIND_OF_CUE}
        if kinds:
            named = tuple(r for r in regions if self.kinds[r] in kinds)
        elif REGION in cues:
            named = tuple(r for r in regions if self.kinds[r] in {"oblast", "krai"})
        else:
            named = regions
        return named or regions


def _add(table: dict[str, tuple[str, ...]], name: str, regions: Iterable[str]) -> None:
    if name:
        table[name] = tuple(dict.fromkeys((*table.get(name, ()), *regions)))


def read_aliases() -> dict[str, Alias]:
    """Return the aliases by folded spelling."""
    aliases: dict[str, Alias] = {}
    with shipped("aliases.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            target = row["region"]
            codes = tuple(code for code in target.split(";") if "-" in code)
            country = target if len(target) == 2 else ""  # noqa: PLR2004
            alias = Alias(row["alias"], codes, row["place"], country, target == "outside")
            aliases.setdefault(key(fold(row["alias"])), alias)
    return aliases


def make(gazetteer: Gazetteer) -> RegionNames:
    """Return the lookup tables for one gazetteer's region rows."""
    with shipped("regions.csv").open(encoding="utf-8", newline="") as file:
        catalogue = list(csv.DictReader(file))
    made = RegionNames(
        kinds={row["region"]: row["kind"] for row in catalogue},
        countries={row["region"]: row["country"] for row in catalogue},
        titles={row["region"]: row["name_en"] for row in catalogue},
        aliases=read_aliases(),
        shared=_sharing(catalogue),
    )
    made.bynames = {
        own: alias for own, alias in made.aliases.items() if alias.regions and not alias.place
    }
    made.beginnings = frozenset(own[:_BEGINNING] for own in made.bynames)
    made.spellings = {row["region"]: [] for row in catalogue}
    for spelled, rows in gazetteer.region_keys.items():
        regions = tuple(str(gazetteer.regions[row]) for row in rows)
        around = tuple(AROUND[r] for r in regions if r in AROUND and AROUND[r] not in regions)
        _register(made, spelled, regions + around)
    for alias in made.bynames.values():
        words = fold(alias.name).split()
        core = " ".join(word for word in words if word not in CUES)
        regional = {CUES[word] for word in words if word in CUES} <= {*REGION_CUES, SMALL}
        if regional and key(core) not in made.exact:
            _register(made, core, alias.regions)
    _add_whole_names(made, gazetteer)
    return made


def _add_whole_names(made: RegionNames, gazetteer: Gazetteer) -> None:
    """Add the names of `data/region_names.csv`, and their cores where those are new."""
    with shipped("region_names.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            (fold(row["name"]), tuple(row["region"].split(";"))) for row in csv.DictReader(file)
        ]
    made.whole_names = {key(folded): regions for folded, regions in rows}
    taken = (gazetteer.names, gazetteer.others, gazetteer.abroad, made.exact, made.aliases)
    for folded, regions in rows:
        words = folded.split()
        core = " ".join(word for word in words if word not in CUES)
        own, stem = key(core), adjective_stem(core)
        initials = any(len(word) == 1 for word in words)
        if len(core) < SHORTEST_CORE or initials or len(regions) > 1 or own in made.exact:
            continue
        if any(own in index for index in taken):
            made.beside.setdefault(own, regions)
            if stem:
                made.beside.setdefault(key(stem), regions)
        else:
            _add(made.exact, own, regions)
            if stem and key(stem) not in made.stems:
                _add(made.stems, key(stem), regions)


def _sharing(catalogue: list[dict[str, str]]) -> frozenset[str]:
    """Return the cities whose name another region has too: Kyiv, Moscow."""
    cores = [
        (" ".join(word for word in fold(row["name_en"]).split() if word not in CUES), row)
        for row in catalogue
    ]
    regions = {core for core, row in cores if row["kind"] != "city"}
    return frozenset(r["region"] for core, r in cores if r["kind"] == "city" and core in regions)


def _register(made: RegionNames, spelled: str, regions: tuple[str, ...]) -> None:
    _add(made.exact, key(spelled), regions)
    stem = adjective_stem(spelled)
    if stem:
        _add(made.stems, key(stem), regions)
    for heard in {sound(spelled), *([sound(stem)] if stem else [])}:
        if len(heard) > 2:  # noqa: PLR2004
            _add(made.by_sound, heard, regions)
    for region in regions:
        made.spellings[region] += [spelled, stem] if stem else [spelled]
