"""Named objects (power stations, refineries, air bases, ports ...) and sectors of the front.

An object is called by a stem and a word for its kind: "Рязанский НПЗ", "Ryazan oil refinery", "на
Рязанском нефтезаводе" are one.  Its stem is what is left of its names without such words, each word
without the ending of an adjective or a case; words for one kind are one.  A name without a word for
its kind stands for the object only where no settlement has that name: Dyagilevo is many villages.

The objects are rows of the gazetteer, from `data/objects.csv`; the sectors are `data/sectors.csv`.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from rapidfuzz.distance import Levenshtein

from geo.gazetteer.folding import adjective_stem, fold, key, sound
from geo.gazetteer.words import CITY, CUES, SETTLEMENT, SMALL
from geo.regions import shipped

#: Words of each kind, folded; a word may be the beginning of a word, marked by *.
_KINDS: Final = {
    "nuclear": "npp aes nuclear atomic atomn* iadern* kernkraftwerk akw nucleaire nucleare",
    "chp": "chp chpp tets tec heating cogeneration",
    "hydro": "hpp hpps ges hes hydro* gidro* pspp gaes haes wasserkraftwerk hydroelectric",
    "dam": "dam dams grebl* dambi damba plotin* staudamm barrage",
    "thermal": "tpp tes gres dres thermal teplov* teplo* coal vugiln* ugoln* warmekraftwerk",
    "wind": "wind vitro* vetro* ves windfarm windpark",
    "solar": "solar soniachn* solnechn* ses photovoltaic",
    "power": "powerplant elektrostan* elektrarna elektrowni* kraftwerk",
    "gas plant": "gpz gpp",
    "refinery": "refinery refineries npz neftezavod* naftozavod* neftepererab* naftopererob* "
    "raffinerie raffineria rafineria rafinerii rafinaria refineria orz oelraffinerie",
    "air base": "airbase airbases aviabaz* aviabas*",
    "airport": "airport airports aeroport* flughafen aeropuerto lotnisk*",
    "airfield": "airfield airfields aerodrom* letovi* flugplatz airstrip",
    "port": "port ports seaport seaports porta portu porte portom hafen harbour harbor morport",
    "terminal": "terminal* termina",
    "depot": "depot depots neftebaz* naftobaz* oildepot tanklager kombinat* reserv",
    "arsenal": "arsenal* grau boepripas* boiepripas* ammo ammunition munitions munition* sklad*",
    "bridge": "bridge bridges most mist mosta mostu moste mostom mostu mosti bruecke pont",
    "substation": "substation* pidstants* podstants* ps",
    "pumping station": "nps lpds pumping perekach*",
    "test site": "poligon* range ground grounds testing",
    "base": "base baza bazi bazu naval barracks",
    "railway station": "railway zheleznodorozhn* zaliznich* vokzal* stantsi* station stations hub "
    "junction vuzol uzel depo",
    "shipyard": "shipyard* sudoverf* sudostro* sudnobud* verf verfi",
    "plant": "plant plants factory zavod* works kombinat* fabrik* mill",
    "island": "island ostriv* ostrov*",
    "spit": "spit kosa kosi kosu kose",
    "cape": "cape mis mys misi mise",
    "mine": "mine mines shakht* colliery",
    "prison": "prison koloni* colony sizo viazni* tiurm*",
    "radar": "radar* rls",
    "reservoir": "reservoir vodokhran* vodoskh*",
    "gas storage": "pkhg psg ugs",
    "canal": "canal kanal*",
    "checkpoint": "checkpoint checkpoints kpvv eecp",
    "bay": "bay bukhta bukhti zatoka limani liman",
}  # fmt: skip
#: Kinds that a kind may be called too.
_ALSO: Final = {
    "power station": {"power"}, "nuclear": {"power"}, "thermal": {"power"}, "chp": {"power"},
    "hydro": {"power", "dam"}, "wind": {"power"}, "solar": {"power"}, "shipyard": {"plant"},
    "air base": {"airfield", "base"},
    "airport": {"airfield"},
    "gas plant": {"refinery"}, "terminal": {"port", "depot"},
    "port": {"terminal"}, "gas storage": {"depot"}, "arsenal": {"depot", "base"},
    "depot": {"terminal"}, "test site": {"base"}, "laboratory": {"plant"},
}  # fmt: skip
#: Kinds whose words are names too: Ostrov air base, Zatoka bridge.
_NAMES_TOO: Final = frozenset({"island", "bay", "spit", "cape", "mine", "plant", "depot"})
#: Makers with works in several places: without a word for a kind they are no place.
_MAKERS: Final = frozenset(
    ["motor sich", "motor sych", "beriev", "uralvagonzavod", "severstal", "antonov", "kalashnikov"]
)
#: Words that say nothing beside a kind's word.
_FILLERS: Final = frozenset(
    word
    for line in (
        "oil fuel gas air force military naval navy aviation strategic state district regional",
        "hydro electric electrical power station plant petroleum complex company named after",
        "imeni im oao ooo zao ao pao tov dp neft neftianoi neftianaia nafta naftova naftovii gaz",
        "gazovii palivno gorodskaia viiskovii viiskova voennii voennaia voiennii international",
        "mizhnarodnii mezhdunarodnii morskoi morska morskii torgovii torgovelnii zaliznichnii sea",
        "commercial trade sudnoplavnii kv kw farm park",
        "lukoil rosneft gazprom gazpromneft transneft tatneft bashneft surgutneftegaz dtek",
        "ukrnafta ukrtatnafta ukrenergo energoatom rushydro rushidro rosatom severstal evraz",
    )
    for word in line.split()
)
#: Letters by which a name is told from those of all areas.
BEGINNING: Final = 2
#: Shortest sound of a stem that is looked for by its sound.
SHORTEST_SOUND: Final = 4
#: Least likeness of two stems that sound alike.
SIMILAR: Final = 0.7
#: Numbers of an object among several: "Perovo II".
_DIGITS: Final = re.compile(r"\b(?:\d+|i{1,3}|iv)\b")
_VOLTAGE: Final = re.compile(r"\b\d{2,3}\s*k[vw]\b")
#: Beside these words "plant" and "station" are not kinds of their own.
_BESIDE: Final = {"plant", "railway station", "base", "test site", "power"}
_VOWELS: Final = "aeiou"
_WORDS: Final = {word: kind for kind, text in reversed(_KINDS.items()) for word in text.split()}
_PREFIXES: Final = {word[:-1]: kind for word, kind in _WORDS.items() if word.endswith("*")}
_BEGINNING: Final = re.compile("|".join(sorted(_PREFIXES, key=len, reverse=True)))
#: Two words that are one kind.
_PAIRS: Final = {
    ("air", "base"): "air base", ("power", "plant"): "power", ("power", "station"): "power",
    ("gas", "processing"): "gas plant", ("gas", "storage"): "gas storage",
    ("pumping", "station"): "pumping station", ("oil", "terminal"): "terminal",
    ("oil", "depot"): "depot", ("fuel", "depot"): "depot", ("training", "ground"): "test site",
}  # fmt: skip


class Called(NamedTuple):
    """What an object is called by: its stem, and the kinds that the words beside it name."""

    stem: str
    kinds: frozenset[str]


@lru_cache(maxsize=20_000)
def called(text: str) -> Called:
    """Take a name apart into its stem and the kinds that its words name.

    >>> called("на Рязанском НПЗ") == called("Ryazan oil refinery")
    True
    """
    folded = fold(text)
    if " " not in folded and not _kind_of(folded) and CUES.get(folded) is None:
        plain = folded and folded not in _FILLERS
        return Called(_stem(folded) if plain else "", frozenset())
    words = _VOLTAGE.sub(" ", folded).split()
    kinds: set[str] = {kind for pair, kind in _PAIRS.items() if pair in set(pairwise(words))}
    left, by_kind = [], []
    for word in words:
        kind = _kind_of(word)
        if kind:
            by_kind.append((word, kind))
        elif word not in _FILLERS and CUES.get(word) not in {SMALL, CITY, SETTLEMENT}:
            left.append(_stem(word))
    kinds |= {kind for _, kind in by_kind}
    named = [word for word, kind in by_kind if kind in _NAMES_TOO]
    if not left and named and len(kinds) > 1:
        left = [_stem(word) for word in named]
        kinds -= _NAMES_TOO
    if kinds - _BESIDE:
        kinds -= _BESIDE
    return Called(" ".join(sorted(left)), frozenset(kinds))


def _kind_of(word: str) -> str:
    kind = _WORDS.get(word, "")
    begins = None if kind else _BEGINNING.match(word)
    return _PREFIXES[begins[0]] if begins and adjective_stem(word) is None else kind


def _stem(word: str) -> str:
    """Return a word without the ending of an adjective or of a case."""
    stem = key(adjective_stem(word) or word)
    if stem.endswith("sk") and len(stem) > len("sk") + 1:
        stem = stem.removesuffix("sk")
    return stem.rstrip(_VOWELS) or stem


@dataclass(frozen=True, slots=True)
class Objects:
    """The objects' row numbers by the keys, stems and sounds of their names, and their kinds.

    `named` has the kinds of an object and those that its names say, `alike` what else it may be
    called.
    """

    by_key: dict[str, list[int]]
    by_stem: dict[str, list[int]]
    by_sound: dict[str, list[str]]
    alone: dict[str, list[int]]
    named: dict[int, frozenset[str]]
    alike: dict[int, frozenset[str]]

    def find(self, text: str) -> list[int]:
        """Return the objects that a text names; several of one stem where its kind is not told.

        Parameters
        ----------
        text : str
            A name with its words for a kind, in any case.
        """
        stem, kinds = called(text)
        if not kinds or not stem:
            return self.alone.get(stem, []) if stem else []
        listed = self.by_key.get(key(fold(text)))
        if listed:
            return listed
        for like in (stem, _DIGITS.sub("", stem).strip(), *self._sounding(stem)):
            rows = self.by_stem.get(like, ())
            fits = {
                row: 2 * len(self.named[row] & kinds) + len(self.alike[row] & kinds) for row in rows
            }
            best = max(fits.values(), default=0)
            if best:
                return [row for row, fit in fits.items() if fit == best]
        return []

    def _sounding(self, stem: str) -> list[str]:
        """Return the stems that sound like one and are spelled much like it."""
        heard = sound(stem)
        if len(heard) < SHORTEST_SOUND:
            return []
        return [
            like
            for like in self.by_sound.get(heard, ())
            if Levenshtein.normalized_similarity(stem, like) >= SIMILAR
        ]


def read_objects() -> list[dict[str, str]]:
    """Return the rows of the file of objects."""
    with shipped("objects.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def index_objects(listed: list[dict[str, str]], start: int) -> Objects:
    """Return the lookup tables of the objects, whose row numbers count from `start`."""
    made = Objects({}, {}, {}, {}, {}, {})
    for row, values in enumerate(listed, start=start):
        given = (values[name] for name in ("name_en", "name_uk", "name_ru"))
        names = dict.fromkeys(name for name in (*given, *values["aliases"].split("|")) if name)
        kinds = {values["kind"]}
        for name in names:
            stem, said = called(name)
            kinds |= said
            tables = [(made.by_key, key(fold(name))), (made.by_stem, stem)]
            if not said and fold(name) not in _MAKERS:
                tables.append((made.alone, stem))
            for table, own in tables:
                rows = table.setdefault(own, [])
                if row not in rows:
                    rows.append(row)
        made.named[row] = frozenset(kinds - {"power"})
        made.alike[row] = frozenset(also for kind in kinds for also in _ALSO.get(kind, ()))
    for stem in made.by_stem:
        made.by_sound.setdefault(sound(stem), []).append(stem)
    return made


@lru_cache(maxsize=1)
def _sectors() -> dict[str, tuple[tuple[str, ...], bool]]:
    """Return, by the key of each name, a sector's regions and whether it is an area by itself."""
    found: dict[str, tuple[tuple[str, ...], bool]] = {}
    with shipped("sectors.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names = (row["name_en"], row["name_uk"], row["name_ru"], *row["aliases"].split("|"))
            for name in filter(None, names):
                regions = tuple(row["regions"].split(";"))
                found.setdefault(sector_key(name), (regions, row["alone"] == "yes"))
    return found


def sector_key(name: str) -> str:
    """Return the key of a sector's name in any case, as a noun or an adjective.

    >>> sector_key("Покровському") == sector_key("Pokrovsk") == sector_key("Покровское")
    True
    """
    words = [word for word in fold(name).split() if CUES.get(word) != SMALL]
    return " ".join(key(adjective_stem(word) or word).rstrip(_VOWELS) for word in words)


@lru_cache(maxsize=1)
def _areas_begin() -> frozenset[str]:
    """Return the first letters of the keys of sectors that are areas by themselves."""
    return frozenset(name[:BEGINNING] for name, (_, by_itself) in _sectors().items() if by_itself)


def sector(text: str, *, alone: bool = False) -> tuple[str, ...]:
    """Return the regions of a sector or axis of the front, none if there is no such sector.

    Parameters
    ----------
    text : str
        Its name without the word for sector: "Pokrovsk", "Куп'янський", "Північна Таврія".
    alone : bool
        No word says that it is a sector: only areas that are called so by themselves are found.

    >>> sector("Куп'янському"), sector("Kupiansk", alone=True), sector("Donbas", alone=True)
    (('UA-63', 'UA-09'), (), ('UA-14', 'UA-09'))
    """
    if alone and " " not in text and key(fold(text))[:BEGINNING] not in _areas_begin():
        return ()
    regions, by_itself = _sectors().get(sector_key(text), ((), False))
    return regions if by_itself or not alone else ()
