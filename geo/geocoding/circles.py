"""Circles: where a place is whose own point is not known, or one of several close together."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer

#: Settlements of one name within so many km are one circle, and so many of them at most.
NEAR_EACH_OTHER_KM: Final = 40.0
MOST_NEAR: Final = 4


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the great-circle distance.

    >>> round(distance_km(50.45, 30.52, 49.99, 36.23))
    409
    """
    a, b = radians(lat1), radians(lat2)
    h = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(lon2 - lon1) / 2) ** 2
    return 12742 * asin(sqrt(min(1.0, h)))


def circle_of(
    gazetteer: Gazetteer, row: int, rivals: list[int], others: list[int]
) -> tuple[float, float, float] | None:
    """Return the circle of a settlement's hromada where the point is open and that is not.

    `rivals` are those of the `others` of its name in the region that may be meant as well.
    """
    hromada = gazetteer.community(row)
    if rivals:
        one = hromada is not None and {gazetteer.community(r) for r in rivals} == {hromada}
        if one and hromada is not None:
            return gazetteer.circle(hromada)
        return _around(gazetteer, [row, *rivals]) if rivals == others else None
    return gazetteer.circle(row) if gazetteer.columns["lat"][row] is None else None


def _around(gazetteer: Gazetteer, rows: list[int]) -> tuple[float, float, float] | None:
    """Return a circle around settlements of one name and theirs, if it is a small one."""
    lat, lon = gazetteer.columns["lat"], gazetteer.columns["lon"]
    circles = [
        gazetteer.circle(r) if lat[r] is None else (lat[r], lon[r], 0.0) for r in rows[:MOST_NEAR]
    ]
    known = [circle for circle in circles if circle is not None]
    if len(known) < len(rows):
        return None
    middle = [sum(values) / len(known) for values in list(zip(*known, strict=True))[:2]]
    radius = max(distance_km(*middle, *point) + own for *point, own in known)
    return (*middle, round(radius, 1)) if radius <= NEAR_EACH_OTHER_KM else None


def same_spot(gazetteer: Gazetteer, row: int, other: int) -> bool:
    """Tell whether two rows are probably one settlement from two sources."""
    lat, lon = gazetteer.columns["lat"], gazetteer.columns["lon"]
    if lat[row] is None or lat[other] is None:
        return False
    return distance_km(lat[row], lon[row], lat[other], lon[other]) < 5  # noqa: PLR2004
