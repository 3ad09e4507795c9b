"""Latitude and longitude out of one cell: two numbers, degrees and minutes, WKT, a map's address.

>>> pair_of("50°27'N 30°31'E"), pair_of("POINT (30.5 50.4)"), pair_of("50,45; 30,52")
(("50°27'N", "30°31'E"), ('50.4', '30.5'), ('50,45', '30,52'))
>>> pair_of("https://maps.google.com/?q=50.45,30.52"), pair_of("E 30.52 N 50.45"), pair_of("50.45")
(('50.45', '30.52'), ('N 50.45', 'E 30.52'), None)
"""

from __future__ import annotations

import re
from typing import Final

from geo.readers.columns.degrees import degrees_of

_LONGEST: Final = 200
_NUMBER = r"[-+]?\d{1,3}(?:\.\d+)?"
_PLAIN = re.compile(rf"\W*?({_NUMBER})\s*°?\s*[NnСсПп]?\s*[,;\s]\s*({_NUMBER})\s*°?\s*[EeВвСс]?\W*")
_WKT = re.compile(
    r"(?:srid=4326;)?point\s*z?\s*\(\s*([-+]?[\d.]+)\s+([-+]?[\d.]+)[^)]*\)", re.IGNORECASE
)
_ADDRESS = re.compile(
    rf"https?://\S*?(?:[@=/!]|%3D)({_NUMBER})(?:,|%2C|!4d)({_NUMBER})", re.IGNORECASE
)
_GEOJSON = re.compile(
    rf'\{{(?=.*"type":\s*"Point").*"coordinates":\s*\[\s*({_NUMBER})\s*,\s*({_NUMBER})\s*[\],].*'
)
_KEYED = re.compile(
    rf"\{{\W*lat\w*\W*:\W*?({_NUMBER})\W+(?:lon|lng)\w*\W*:\W*?({_NUMBER})\W*\}}", re.IGNORECASE
)
_BETWEEN = re.compile(r"\s*[,;/|]\s*|\s+")
_EAST_WEST = re.compile(
    r"^\W*(?:[ew]|сх|зх|в\.|з\.)|(?:[ew]|east|west|сх\.? ?д\.?|зх\.? ?д\.?|[вз]\.? ?д\.?)\W*$"
)


def pair_of(text: str) -> tuple[str, str] | None:
    """Return the texts of latitude and longitude in a cell; None if it holds no such pair."""
    said = " ".join(text[: _LONGEST + 1].split())
    if len(said) > _LONGEST:
        return None
    if found := _PLAIN.fullmatch(said) or _KEYED.fullmatch(said):
        return found[1], found[2]
    if found := _WKT.fullmatch(said) or _GEOJSON.fullmatch(said):
        return found[2], found[1]
    if found := _ADDRESS.match(said):
        return found[1], found[2]
    halves = {
        (said[: cut.start()], said[cut.end() :])
        for cut in _BETWEEN.finditer(said)
        if _reads(said[: cut.start()]) and _reads(said[cut.end() :])
    }
    if len(halves) != 1:
        return None
    first, second = halves.pop()
    return (second, first) if _EAST_WEST.search(first.casefold()) else (first, second)


def _reads(half: str) -> bool:
    return degrees_of(half) is not None
