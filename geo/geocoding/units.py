"""Ukraine's raions and hromadas: which a text or a record names, and which a place belongs to."""

from __future__ import annotations

import csv
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypedDict

from rapidfuzz.distance import Levenshtein

from geo.gazetteer import adjective_stem, current, fold, key, p_code_of, units
from geo.regions import shipped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.gazetteer import Gazetteer, Unit

#: Beginnings of the words for a hromada; other words of the kind say raion.
_HROMADA: Final = ("hromad", "gromad", "otg", "communit", "municipalit", "tg")
#: Letters that a noun has at least of which a unit's adjective is made.
SHORTEST: Final = 4
#: People of a town whose district is meant by its name.
TOWN: Final = 20_000
#: Similarity of a unit's name to what it is called.
ALIKE: Final = 0.5
_KINDS: Final = ("raion", "community", "city_district")
#: What a hromada's seat is, by the beginnings of the words that say so: міська, сільська.
_SEATS: Final = {
    "city": ("misk", "gorodsk", "horodsk", "urban", "city", "town", "miejsk", "stadt"),
    "settlement": ("selishch", "selyshch", "poselk", "settlement"),
    "village": ("silsk", "selsk", "rural", "village", "wiejsk"),
}


class Membership(TypedDict):
    """The raion and hromada of a place, with their codes; empty where they are not known."""

    raion: str
    raion_code: str
    hromada: str
    hromada_code: str
    p_code: str


def says_hromada(folded: str) -> bool:
    """Tell whether a phrase says hromada, community or ОТГ."""
    return any(word.startswith(_HROMADA) for word in folded.split())


def of_seat(gazetteer: Gazetteer, rows: list[int], folded: str) -> list[int]:
    """Leave out hromadas whose seat is not what the phrase says: "Донецька міська громада"."""
    words = folded.split()
    said = {
        kind
        for kind, beginnings in _SEATS.items()
        if any(word.startswith(beginnings) and not word.endswith("skii") for word in words)
    }
    seats = gazetteer.columns["seat"]
    fitting = [row for row in rows if seats[row] is None or seats[row] in said]
    return fitting if said and says_hromada(folded) and fitting else rows


@lru_cache(maxsize=1)
def renamed() -> frozenset[int]:
    """Return the numbers of the codes of units and settlements that had another name in 2021."""
    with shipped("former_names.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(int(row["code"].removeprefix("UA")) for row in csv.DictReader(file))


def of_raions_time(gazetteer: Gazetteer, rows: list[int], core: str) -> list[int]:
    """Leave out hromadas that have a name only since the raions of that name are no more."""
    codes, names = gazetteer.columns["katottg"], gazetteer.columns["name"]
    stem = adjective_stem(core) or core
    older = [
        row
        for row in rows
        if codes[row] not in renamed() or key(adjective_stem(fold(names[row])) or "") != key(stem)
    ]
    return older or rows


def units_named(gazetteer: Gazetteer, core: str, folded: str) -> list[int]:
    """Return the rows of the raions, hromadas or parts of cities that a phrase names.

    Parameters
    ----------
    gazetteer : Gazetteer
        Where to look.
    core, folded : str
        The phrase without and with its words of kind.  Where they say hromada, only hromadas
        count; else raions come before hromadas, and these before parts of cities.
    """
    stem = adjective_stem(core)
    index = gazetteer.districts
    rows = index.get(key(core)) or (index.get(key(stem)) if stem else None) or []
    rows = _of_today(gazetteer, rows, core)
    hromada = says_hromada(folded)
    if not (stem or hromada or any(gazetteer.kinds[row] == "raion" for row in rows)):
        made = _by_noun(gazetteer, core)
        rows = [*rows, *(row for row in made if not rows or gazetteer.kinds[row] == "raion")]
    kinds = ("community",) if hromada else _KINDS
    for kind in kinds:
        found = [row for row in rows if gazetteer.kinds[row] == kind]
        if found and kind == "community":
            found = of_seat(gazetteer, found, folded)
            return found if hromada else of_raions_time(gazetteer, found, core)
        if found:
            return found
    return []


def _by_noun(gazetteer: Gazetteer, core: str) -> list[int]:
    """Return the units whose adjective a noun makes, though no seat has the name: Perekop."""
    if len(core) < SHORTEST:
        return []
    bases = (core, core.rstrip("aeiouy"), core.removesuffix("ets") + "ts")
    tries = (base + ("k" if base.endswith("s") else "sk") for base in dict.fromkeys(bases))
    index = gazetteer.districts
    return next((rows for own in tries if (rows := index.get(key(own)))), [])


def _of_today(gazetteer: Gazetteer, rows: list[int], core: str) -> list[int]:
    """Leave out units by a name that their seat had long ago, where a town has it today.

    Nikopol was called Sloviansk; a Sloviansk district is not Nikopol's.
    """
    own = key(core)
    stem = own if core.endswith("a") else key(adjective_stem(core) or core)
    towns = [
        row
        for row in gazetteer.names.get(own) or gazetteer.names.get(stem) or ()
        if gazetteer.countries[row] == "UA"
        and gazetteer.populations[row] >= TOWN
        and key(fold(gazetteer.columns["name"][row])) in {own, stem}
    ]
    if not towns:
        return rows
    regions = {gazetteer.regions[row] for row in towns}
    names = gazetteer.columns["name"]
    return [
        row
        for row in rows
        if gazetteer.regions[row] in regions
        or Levenshtein.normalized_similarity(stem, key(fold(names[row]))) >= ALIKE
    ]


def lies_in_one_of(gazetteer: Gazetteer, row: int, units: Iterable[int]) -> bool:
    """Tell whether a settlement belongs to one of these raions and hromadas."""
    own = {gazetteer.raion(row), gazetteer.community(row), row}
    return any(unit in own for unit in units)


def membership(gazetteer: Gazetteer, rows: Iterable[int]) -> Membership:
    """Return the raion and hromada that all these rows share."""
    first, *more = rows
    raion, hromada = gazetteer.raion(first), gazetteer.community(first)
    for row in more:
        raion = raion if gazetteer.raion(row) == raion else None
        hromada = hromada if gazetteer.community(row) == hromada else None
    if raion is None and hromada is None:
        return _NOWHERE
    known = gazetteer.memberships.get((raion, hromada))
    if known is None:
        known = gazetteer.memberships[raion, hromada] = _membership(gazetteer, raion, hromada)
    return known


_NOWHERE: Final[Membership] = {
    "raion": "", "raion_code": "", "hromada": "", "hromada_code": "", "p_code": "",
}  # fmt: skip


def _membership(gazetteer: Gazetteer, raion: int | None, hromada: int | None) -> Membership:
    names = gazetteer.columns["name"]
    smallest = raion if hromada is None else hromada
    return {
        "raion": "" if raion is None else names[raion],
        "raion_code": "" if raion is None else gazetteer.code(raion),
        "hromada": "" if hromada is None else names[hromada],
        "hromada_code": "" if hromada is None else gazetteer.code(hromada),
        "p_code": "" if smallest is None else gazetteer.p_code(smallest),
    }


def names_unit(gazetteer: Gazetteer, text: str) -> list[int]:
    """Return the rows that a record's second-level unit names, by code or by name."""
    row = gazetteer.unit(text)
    if row is not None:
        return [row]
    from geo.geocoding.parse import phrase

    asked = phrase(text)
    rows = units_named(gazetteer, asked.core or fold(text), asked.folded)
    if adjective_stem(asked.core) or asked.cues:
        return rows
    return [row for row in rows if gazetteer.kinds[row] != "city_district"]  # "Kyiv" is none


def unit_named(text: str, region: str, kind: str) -> Unit | None:
    """Return the only raion or hromada of a region that a text names, by code or by name.

    Parameters
    ----------
    text : str
        What a record says of its district.
    region : str
        ISO 3166-2 code of the region that it lies in.
    kind : str
        raion or hromada.
    """
    code = p_code_of(text)
    if code is None:
        gazetteer = current()
        hromada = kind == "hromada" and not says_hromada(fold(text))
        rows = names_unit(gazetteer, f"{text} hromada" if hromada else text)
        codes = {gazetteer.p_code(row) for row in rows if gazetteer.regions[row] == region}
        code = codes.pop() if len(codes) == 1 else None
    unit = units().get(code or "")
    return unit if unit and (unit.kind, unit.region) == (kind, region) else None
