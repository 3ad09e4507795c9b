"""Which settlements of a name the text and its scope allow: by kind, unit and distance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.gazetteer import AROUND, CITY, SETTLEMENT
from geo.geocoding.choice import EXACT, NEAR_KM, TOWN, fits, is_city
from geo.geocoding.circles import distance_km
from geo.geocoding.match import UKRAINIAN
from geo.geocoding.russia import in_district
from geo.geocoding.units import lies_in_one_of

if TYPE_CHECKING:
    from geo.geocoding.choice import Question
    from geo.geocoding.match import Match

#: People of a city that is a region, itself and not one of its parts.
LARGE: Final = 1_000_000
#: People of a place that is no selo, as Ukrainian and Russian use the word.
TOWNLET: Final = 5_000
_VILLAGE: Final = frozenset(["selo", "sela", "sele", "seli", "selu", "selom"])


def allowed(q: Question, match: Match) -> list[int]:
    """Return the rows of a match that the text and its scope allow."""
    rows = [row for row in match.rows if fits(q, row)]
    rows = _by_distance(q, _in_units(q, _of_kind(q, rows)))
    if match.quality < EXACT and not q.scope.country and UKRAINIAN.search(q.phrase.raw):
        return [row for row in rows if q.gazetteer.countries[row] == "UA"]  # no slip in Russia
    return rows


def _of_kind(q: Question, rows: list[int]) -> list[int]:
    """Keep cities where the text says city, and no parts of capitals where it says village.

    "м. Долина" is the city of that name, not one of the villages.
    """
    if CITY in q.phrase.cues:
        people, countries = q.gazetteer.populations, q.gazetteer.countries
        return [
            row
            for row in rows
            if is_city(q.gazetteer, row) or (countries[row] == "RU" and people[row] >= TOWN)
        ] or rows
    if SETTLEMENT not in q.phrase.cues:
        return rows
    people, regions = q.gazetteer.populations, q.gazetteer.regions
    if not _VILLAGE.isdisjoint(q.phrase.folded.split()):
        rows = [row for row in rows if people[row] < TOWNLET or regions[row] in AROUND] or rows
    villages = [row for row in rows if regions[row] not in AROUND or people[row] >= LARGE]
    return villages or rows


def _in_units(q: Question, rows: list[int]) -> list[int]:
    """Keep what belongs to the raion or hromada that is said, if anything does."""
    if q.scope.units:
        inside = [row for row in rows if lies_in_one_of(q.gazetteer, row, q.scope.units)]
        return inside or rows
    if q.scope.districts:
        lat, lon = q.gazetteer.columns["lat"], q.gazetteer.columns["lon"]
        inside = [
            row
            for row in rows
            if lat[row] is not None
            and any(in_district(each, lat[row], lon[row]) for each in q.scope.districts)
        ]
        return inside or rows
    return rows


def _by_distance(q: Question, rows: list[int]) -> list[int]:
    """Keep what is near the qualifying town; a row without coordinates stays."""
    if not q.scope.towns:
        return rows
    same = [row for row in rows if row in q.scope.towns]
    if same and not q.scope.near:
        return same  # "Horlivka (Gorlovka)": the town under another name
    lat, lon = q.gazetteer.columns["lat"], q.gazetteer.columns["lon"]
    kept = []
    for row in rows:
        for town in q.scope.towns:
            if row == town:
                continue
            known = lat[row] is not None and lat[town] is not None
            if not known or distance_km(lat[row], lon[row], lat[town], lon[town]) <= NEAR_KM * (
                1 if q.scope.near else 3
            ):
                kept.append(row)
                break
    return kept
