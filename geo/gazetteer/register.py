"""Ukraine's register of units (KATOTTG): its codes, which settlement is which, and circles.

A code is UA and 17 digits: two of the oblast, two of the raion, three of the hromada, three of the
settlement, two of the city's district, five of its own.  It is kept as the number that the digits
make.  OCHA's p-codes are the beginnings: UA63 an oblast, UA6308 a raion, UA6308001 a hromada.

Most settlements have no coordinates in any open list.  A *circle* stands in for them: the mean of
the known points of their hromada, and a radius that holds 93% of such places, as found by leaving
each known point out in turn (`data/build_gazetteer.py` prints the shares).
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.gazetteer.rows import Row

#: What a code's number is divided by to leave the digits of its raion, of its hromada.
RAION: Final = 10**13
HROMADA: Final = 10**10
_CODE: Final = re.compile(r"UA[ -]?(\d{17}|\d{7}|\d{4})", re.IGNORECASE)
_DIGITS: Final = 17
#: Share of the places that a circle holds.
HELD: Final = 0.93
#: A namesake farther away from every other point of its raion is another one, kilometres.
FARTHEST_KM: Final = 60.0
#: One namesake is taken for another only if it is so many times nearer than the next.
CLEARLY: Final = 1.6
NEAREST_KM: Final = 35.0
#: Fewest known points in a hromada from which their spread says something.
_SEVERAL: Final = (1, 2, 4, 7)


def digits_of_code(text: str) -> int | None:
    """Return the digits of a KATOTTG code, or of a raion's or hromada's p-code, as a number.

    An oblast's codes are not among them (see `region_of_code`).

    >>> digits_of_code("UA63080010000012345"), digits_of_code("UA6308"), digits_of_code("UA63")
    (63080010000012345, 6308, None)
    """
    found = _CODE.fullmatch(text.strip())
    return int(found[1]) if found else None


def code_of_number(number: int) -> str:
    """Return the code as it is written, empty for 0.

    >>> code_of_number(1020000000022387)
    'UA01020000000022387'
    """
    return f"UA{number:0{_DIGITS}d}" if number else ""


def p_code_of_number(number: int) -> str:
    """Return OCHA's p-code of a raion, a hromada or the hromada of a settlement.

    >>> p_code_of_number(1020000000022387), p_code_of_number(1020010010075540)
    ('UA0102', 'UA0102001')
    """
    if not number:
        return ""
    whole_raion = number // HROMADA % 1000 == 0
    return code_of_number(number)[: 6 if whole_raion else 9]


def assign(places: Sequence[Row], entries: Sequence[Row], centres: dict[int, Any]) -> None:
    """Give places with a point the code of the register's entry that they are.

    Where a name stands once in a region it is that one; of namesakes it is the one in whose hromada
    or raion the point lies, if another is not almost as near.  Sets `katottg` of the places.

    Parameters
    ----------
    places : sequence of Row
        Settlements of Ukraine with a point; those with a code are passed over.
    entries : sequence of Row
        Settlements of the register: region, katottg, keys.
    centres : dict
        Latitude and longitude by the digits of a hromada or raion.
    """
    by_name: dict[tuple[str, str], list[int]] = defaultdict(list)
    taken = {row["katottg"] for row in places if row["katottg"]}
    for entry in entries:
        if entry["katottg"] not in taken:
            for key in entry["keys"]:
                by_name[entry["region"], key].append(entry["katottg"])
    wanted: dict[int, list[tuple[float, Row]]] = defaultdict(list)
    for row in places:
        if row["katottg"] or row["country"] != "UA":
            continue
        codes = sorted({c for key in row["keys"] for c in by_name.get((row["region"], key), ())})
        chosen = _nearest(row, codes, centres)
        if chosen is not None:
            wanted[chosen[1]].append((chosen[0], row))
    for code, rows in wanted.items():
        rows.sort(key=lambda pair: (-pair[1]["population"], pair[0], pair[1]["id"]))
        rows[0][1]["katottg"] = code


def _nearest(row: Row, codes: list[int], centres: dict[int, Any]) -> tuple[float, int] | None:
    """Return the distance and code of the entry that a point belongs to, None if in doubt."""
    if len(codes) == 1 and not centres:
        return 0.0, codes[0]
    measured = []
    for code in codes:
        centre = centres.get(code // HROMADA, centres.get(code // RAION))
        if centre is not None:
            measured.append((float(_km(row["lat"], row["lon"], *centre)), code))
    if not measured:
        return (0.0, codes[0]) if len(codes) == 1 else None
    measured.sort()
    near, code = measured[0]
    if near > (FARTHEST_KM if len(codes) == 1 else NEAREST_KM) or len(measured) < len(codes):
        return None
    if len(measured) > 1 and measured[1][0] < max(CLEARLY * near, near + 5):
        return None
    return near, code


def _km(lat: Any, lon: Any, other_lat: Any, other_lon: Any) -> Any:
    """Return distances in kilometres, plane, good to 1% within some 200 km."""
    mid = np.radians((np.asarray(lat) + np.asarray(other_lat)) / 2)
    east = (np.asarray(lon) - np.asarray(other_lon)) * np.cos(mid)
    return 111.2 * np.hypot(np.asarray(lat) - np.asarray(other_lat), east)


def points_of(rows: Iterable[Row], unit: int) -> dict[int, Any]:
    """Return the known points of the settlements in each hromada or raion, as arrays.

    Parameters
    ----------
    rows : iterable of Row
        Any rows; settlements with a code and a point are taken.
    unit : int
        `HROMADA` or `RAION`.
    """
    points: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for row in rows:
        if row["kind"] == "settlement" and row["katottg"] and row["lat"] is not None:
            points[row["katottg"] // unit].append((row["lat"], row["lon"]))
    return {digits: np.array(found) for digits, found in sorted(points.items())}


def centres_of(rows: Iterable[Row]) -> dict[int, Any]:
    """Return the means of the known points of hromadas and raions, by their digits."""
    rows = list(rows)
    both = {**points_of(rows, RAION), **points_of(rows, HROMADA)}
    return {digits: tuple(points.mean(axis=0)) for digits, points in both.items()}


def errors(points: dict[int, Any]) -> list[tuple[int, float, float]]:
    """Return, for each point left out, how many others there are, their spread and its distance.

    Distances in kilometres, from the mean of the others.
    """
    found = []
    for own in points.values():
        for left_out in range(len(own)) if len(own) > 1 else ():
            others = np.delete(own, left_out, axis=0)
            centre = others.mean(axis=0)
            spread = float(np.sqrt(np.mean(_km(*others.T, *centre) ** 2)))
            found.append((len(others), spread, float(_km(*own[left_out], *centre))))
    return found


def radius_rule(found: list[tuple[int, float, float]]) -> list[tuple[int, float]]:
    """Return the radius that holds `HELD` of the points, by the least number of known points."""
    rule = []
    for least, next_one in zip(_SEVERAL, (*_SEVERAL[1:], 10**9), strict=True):
        distances = [km for count, _, km in found if least <= count < next_one]
        if distances:
            rule.append((least, float(np.quantile(distances, HELD))))
    return rule


def add_circles(rows: Sequence[Row]) -> dict[str, float]:
    """Give hromadas and raions without a point a circle: lat, lon, radius_km.

    Returns
    -------
    dict
        Shares of the known points that lie within 5 and 25 km of the mean of the others in their
        hromada and within the circle, and how many there are.
    """
    hromadas, raions = points_of(rows, HROMADA), points_of(rows, RAION)
    found = errors(hromadas)
    rule = radius_rule(found)
    within = [km <= _radius(rule, count) for count, _, km in found]
    for row in rows:
        if row["kind"] == "community":
            digits = row["katottg"] // HROMADA
            if digits in hromadas:
                points = hromadas[digits]
                _set(row, points.mean(axis=0), _radius(rule, len(points)))
            elif digits // 1000 in raions:
                _raion_circle(row, raions[digits // 1000])
        elif row["kind"] == "raion" and row["katottg"] // RAION in raions:
            _raion_circle(row, raions[row["katottg"] // RAION])
    far = np.array([km for _, _, km in found] or [0.0])
    return {
        "points": len(found),
        "5 km": float(np.mean(far <= 5)),  # noqa: PLR2004
        "25 km": float(np.mean(far <= 25)),  # noqa: PLR2004
        "circle": float(np.mean(within or [False])),
    }


def _radius(rule: list[tuple[int, float]], count: int) -> float:
    fitting = [radius for least, radius in rule if least <= count]
    return fitting[-1] if fitting else rule[0][1] if rule else NEAREST_KM


def _raion_circle(row: Row, points: Any) -> None:
    """Set a circle that holds `HELD` of a raion's known points."""
    centre = points.mean(axis=0)
    _set(row, centre, max(10.0, float(np.quantile(_km(*points.T, *centre), HELD))))


def _set(row: Row, centre: Any, radius: float) -> None:
    row["lat"], row["lon"] = (round(float(value), 4) for value in centre)
    row["radius_km"] = round(radius, 1)
