"""Coordinates that stand where a place's name should: "50°27'N 30°31'E", "50.4501, 30.5234".

Degrees alone, degrees and minutes, and seconds, with the letters of Latin and Cyrillic writing.
Bare numbers count only as a pair with decimals, latitude first: "21, 03" is a date.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from geo.gazetteer import region_names
from geo.geocoding.answer import Answer, Candidate, outside, unmatched
from geo.geocoding.coordinates import (
    COUNTRIES,
    country_of_middle,
    located_point,
    usable_point,
)

if TYPE_CHECKING:
    from geo.geocoding.scope import Hints

#: Score of a region by coordinates without a name.
WRITTEN: Final = 0.95
_ANGLE: Final = (
    r"(?P<d#>[-+]?\d{1,3}(?:[.,]\d+)?)\s*(?:°|º|˚|deg\b)?\s*"
    r"(?:(?P<m#>\d{1,2}(?:[.,]\d+)?)\s*['′’]\s*"
    r"(?:(?P<s#>\d{1,2}(?:[.,]\d+)?)\s*(?:[\"″”]|''|′′)\s*)?)?"
)
_FIRST, _SECOND = (_ANGLE.replace("#", number) for number in "12")
_NORTH: Final = r"[NSС]|с\.?\s*ш\.?|пн\.?\s*ш\.?|lat\w*\.?"
_EAST: Final = r"[EWОВ]|в\.?\s*д\.?|сх\.?\s*д\.?|lon\w*\.?"
_BETWEEN: Final = r"\s*[,;/]?\s*"
_AFTER: Final = re.compile(
    rf"\W*?{_FIRST}(?P<n>{_NORTH}){_BETWEEN}{_SECOND}(?P<e>{_EAST})\W*",
    re.IGNORECASE,
)
_BEFORE: Final = re.compile(
    rf"\W*?(?P<n>{_NORTH})\s*[:=]?\s*{_FIRST}{_BETWEEN}"
    rf"(?P<e>{_EAST})\s*[:=]?\s*{_SECOND}\W*",
    re.IGNORECASE,
)
#: Bare numbers, which have two decimals at least.
_DEGREES: Final = re.compile(
    r"\W*?(?P<d1>[-+]?\d{1,3}[.]\d{2,})\s*°?\s*[,;/\s]\s*(?P<d2>[-+]?\d{1,3}[.]\d{2,})\s*°?\W*"
    r"|\W*?(?P<c1>[-+]?\d{1,3},\d{2,})\s*°?\s*[;/\s]\s*(?P<c2>[-+]?\d{1,3},\d{2,})\s*°?\W*"
)
_MAY_BE: Final = re.compile(r"\d.*\d")


class Pair(NamedTuple):
    """Latitude and longitude in degrees, EPSG:4326, and whether letters tell which is which."""

    lat: float
    lon: float
    told: bool


def pair_of(text: str) -> Pair | None:
    """Return the coordinates that a text consists of, None where it is no such text.

    >>> pair_of("50°27'N 30°31'E")
    Pair(lat=50.45, lon=30.516667, told=True)
    >>> pair_of("50.4501, 30.5234"), pair_of("21/03/2022")
    (Pair(lat=50.4501, lon=30.5234, told=False), None)
    """
    if not _MAY_BE.search(text):
        return None
    found = _AFTER.fullmatch(text) or _BEFORE.fullmatch(text)
    if found is not None:
        south, west = found["n"][0] in "Ss", found["e"][0] in "Ww"
        lat, lon = (_degrees(found, number) for number in "12")
        return _usable(-lat if south else lat, -lon if west else lon, told=True)
    bare = _DEGREES.fullmatch(text)
    if bare is None:
        return None
    first, second = (bare[f"d{n}"] or bare[f"c{n}"].replace(",", ".") for n in "12")
    return _usable(float(first), float(second), told=False)


def _degrees(found: re.Match[str], number: str) -> float:
    degrees, minutes, seconds = (
        float((found[f"{part}{number}"] or "0").replace(",", ".")) for part in "dms"
    )
    return degrees + minutes / 60 + seconds / 3600


def _usable(lat: float, lon: float, *, told: bool) -> Pair | None:
    point = usable_point(round(lat, 6), round(lon, 6))
    return None if point is None else Pair(*point, told)


def by_pair(pair: Pair, hints: Hints) -> Answer:
    """Return the answer for coordinates in place of a name.

    Where nothing tells which number is the latitude, and only the other way round they lie in
    Ukraine or Russia, they are left open.
    """
    answer = _answer(pair)
    region = answer.region
    if region is None or not (hints.regions or hints.country):
        return answer
    if region in hints.regions or (not hints.regions and region[:2] == hints.country):
        return answer
    here = Candidate(
        region, str(answer.place_name), pair.lat, pair.lon, "exact", "by its coordinates"
    )
    return Answer(
        None, None, None, None, "none", "none", 0.0, "disagreeing", (here,),
        note=f"The coordinates lie in {answer.place_name}, which the record does not say.",
    )  # fmt: skip


def _answer(pair: Pair) -> Answer:
    point = located_point(pair.lat, pair.lon)
    country = country_of_middle(point)
    if country:
        note = f"The coordinates stand for all of {COUNTRIES[country]}."
        return Answer(
            None, COUNTRIES[country], None, None, "country", "country", 0.9, "located", note=note
        )
    titles = region_names().titles
    if point.region is not None:
        return Answer(
            point.region, titles[point.region], pair.lat, pair.lon, "exact", "coordinates", WRITTEN,
            "located", note="The place is given by its coordinates.",
        )  # fmt: skip
    where = f"{pair.lat}, {pair.lon}"
    if pair.told:
        return outside(where, "The coordinates are at sea or in another country.")
    turned = usable_point(pair.lon, pair.lat) and located_point(pair.lon, pair.lat)
    if not turned or turned.region is None:
        return unmatched(f"{where} may be coordinates at sea or in another country.")
    there = Candidate(
        turned.region, titles[turned.region], turned.lat, turned.lon, "exact",
        "by the coordinates the other way round",
    )  # fmt: skip
    note = "Latitude first, the coordinates are abroad; longitude first, they are not."
    return Answer(None, None, None, None, "none", "none", 0.0, "ambiguous", (there,), note=note)
