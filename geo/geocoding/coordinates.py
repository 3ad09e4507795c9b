"""Name and coordinates together: which of them decides, and when they disagree.

The record's coordinates decide as long as the name does not speak against them.  A name that has
a namesake near the coordinates agrees with them, however far its best-known bearer is.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from geo.gazetteer import current, region_names
from geo.geocoding.answer import UNITS, Answer, Candidate
from geo.geocoding.circles import distance_km
from geo.geocoding.scope import Hints

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.gazetteer import Gazetteer

    #: Answers for a name with hints.
    Ask = Callable[[str, Hints], Answer]
    #: Latitudes and longitudes by region.
    Settlements = dict[str, tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]]
    Numbers = np.ndarray[Any, Any]

#: Name and coordinates farther apart than this, in km, disagree.
AGREE_KM: Final = 50.0
#: A name that is less sure than this says nothing against coordinates.
SURE: Final = 0.8
KM_PER_DEGREE: Final = 111.0
#: A point this near, in km, to the region that name and record agree on lies in it.
BORDER_KM: Final = 10.0
COUNTRIES: Final = {"UA": "Ukraine", "RU": "Russia"}
#: Coordinates that lists and geocoders give for a country as a whole.
MIDDLES: Final = (
    # GeoNames (geonameid 690791, 2017370) and the CIA's World Factbook, "Geographic coordinates"
    ("UA", 49.0, 32.0),
    ("RU", 60.0, 100.0),
    # Google's Dataset Publishing Language, canonical concepts, countries.csv
    ("UA", 48.379433, 31.16558),
    ("RU", 61.52401, 105.318756),
    # Google Maps
    ("UA", 48.383022, 31.18287),
    # OpenStreetMap's Nominatim, relations 60199 and 60189
    ("UA", 49.487197, 31.271832),
    ("RU", 64.686314, 97.745306),
    # Natural Earth 5, admin 0 countries: LABEL_Y and LABEL_X
    ("UA", 49.724739, 32.140865),
    ("RU", 58.249357, 44.686469),
    # centroids of Natural Earth's polygons, as lists made with rworldmap and GEOS have them
    ("UA", 48.996568, 31.383258),
    ("RU", 61.980522, 96.686561),
)
#: Coordinates that differ by less are the same: some lists round to two places.
SAME_DEGREES: Final = 0.006
#: Degrees of latitude that are a little more than `AGREE_KM`.
_REACH: Final = 0.5
#: Far more than rounding errs in a distance.
_ROUNDING_KM: Final = 1e-6


class Point(NamedTuple):
    """Coordinates, and the region that they lie in; None abroad and at sea."""

    lat: float
    lon: float
    region: str | None


def usable_point(lat: float | None, lon: float | None) -> tuple[float, float] | None:
    """Return coordinates as numbers; None where one is missing, impossible, or both are 0."""
    if lat is None or lon is None:
        return None
    try:
        pair = float(lat), float(lon)
    except (TypeError, ValueError):
        return None
    possible = all(map(math.isfinite, pair)) and abs(pair[0]) <= 90 and abs(pair[1]) <= 180  # noqa: PLR2004
    return pair if possible and pair != (0.0, 0.0) else None


def located_point(lat: float, lon: float) -> Point:
    """Return one pair of coordinates with its region."""
    from geo.regions import locate

    region = locate([lon], [lat])["region"].iloc[0]
    return Point(lat, lon, region if isinstance(region, str) else None)


def _exact(
    point: Point, name: str | None, score: float, note: str, method: str = "coordinates"
) -> Answer:
    names = region_names()
    title = name or (names.titles[point.region] if point.region else None)
    return Answer(
        point.region, title, point.lat, point.lon, "exact", method, score, "located", note=note
    )


def reconcile(  # noqa: PLR0911 - one case after the other
    place: str, hints: Hints, answer: Answer, point: Point, ask: Ask
) -> Answer:
    """Return what a name's answer and the record's coordinates make together.

    `ask` answers for a name and hints; for a table one that remembers, as `functools.cache` does.
    """
    if answer.precision == "country":
        return _of_country(answer, point)
    if country_of_middle(point) and not _agrees(answer, point):
        return _without_point(answer, point)
    if answer.parts:
        return _with_list(answer, point)
    border = _across_a_border(answer, hints, point)
    if border is not None:
        return border
    if point.region is None:
        return _abroad(answer, point)
    if answer.status == "outside":
        return _disagree(answer, point)
    return _in_a_region(place, hints, answer, point, ask)


def _in_a_region(place: str, hints: Hints, answer: Answer, point: Point, ask: Ask) -> Answer:
    """Return the answer for a name beside coordinates that lie in a region."""
    if answer.region == point.region:
        return _within(answer, point)
    if answer.region and _agrees(answer, point):
        note = f"The coordinates lie just across the border from {answer.place_name}."
        return _exact(point, answer.place_name, 0.9, note)
    here = _asked_here(place, hints, point, ask)
    if here is not None:
        return _within(here, point)
    if (answer.region and answer.score >= SURE) or answer.status == "disagreeing":
        return _disagree(answer, point)
    return _exact(point, None, 0.9, "By its coordinates; the name decides nothing.")


def _within(answer: Answer, point: Point) -> Answer:
    """Return the answer for a name and coordinates of one region: at the coordinates."""
    if answer.lat is None or _agrees(answer, point):
        exact = _exact(point, answer.place_name, 0.99, "Name and coordinates agree.")
        return exact.with_(**{name: getattr(answer, name) for name in UNITS})
    note = f"The coordinates are kept; {answer.place_name} is elsewhere in that region."
    return _exact(point, None, 0.95, note)


def _of_country(answer: Answer, point: Point) -> Answer:
    """Return the answer for a country's name beside coordinates."""
    same = next((code for code, name in COUNTRIES.items() if name == answer.place_name), None)
    if country_of_middle(point) or _whole_degrees(point):
        return answer.with_(note=f"{answer.note} The coordinates stand for the whole country.")
    if point.region is not None and point.region[:2] == same:
        return _exact(point, None, 0.95, "By its coordinates.")
    return _disagree(answer, point)


def _without_point(answer: Answer, point: Point) -> Answer:
    """Return the answer by the name alone, where the coordinates are a country's middle."""
    country = COUNTRIES[country_of_middle(point)]
    note = f"The coordinates stand for all of {country}."
    if answer.status == "unmatched":
        return Answer(None, country, None, None, "country", "country", 0.9, "located", note=note)
    return answer.with_(note=f"{answer.note} {note}".strip())


def country_of_middle(point: Point) -> str:
    """Return the country that coordinates stand for as a whole (see `MIDDLES`), else nothing."""
    near = (
        country
        for country, lat, lon in MIDDLES
        if abs(lat - point.lat) <= SAME_DEGREES and abs(lon - point.lon) <= SAME_DEGREES
    )
    return next(near, "")


def _whole_degrees(point: Point) -> bool:
    return point.lat == round(point.lat) and point.lon == round(point.lon)


def _across_a_border(answer: Answer, hints: Hints, point: Point) -> Answer | None:
    """Return the region that name and record agree on, where the point is just outside of it.

    Boundaries are generalised: what name, region and country say of a village counts for more
    than a few kilometres.
    """
    region = answer.region
    if region is None or answer.parts or region == point.region or answer.score < SURE:
        return None
    said = region in hints.regions or (hints.country == region[:2] and _agrees(answer, point))
    if not said or not within_km(region, point, BORDER_KM):
        return None
    note = "Name and record agree; the coordinates lie at the region's border."
    return _exact(point._replace(region=region), answer.place_name, 0.95, note)


def within_km(region: str, point: Point, limit: float) -> bool:
    """Tell whether a point lies in a region or at most `limit` km from it."""
    from shapely import Point as ShapelyPoint
    from shapely import shortest_line

    polygon = _polygons().get(region)
    if polygon is None:
        return False
    spot = ShapelyPoint(point.lon, point.lat)
    north_south = limit / KM_PER_DEGREE
    east_west = north_south / max(0.1, math.cos(math.radians(point.lat)))
    west, south, east, north = polygon.bounds
    if not west - east_west <= point.lon <= east + east_west:
        return False
    if not south - north_south <= point.lat <= north + north_south:
        return False
    line = shortest_line(spot, polygon).coords
    return distance_km(line[0][1], line[0][0], line[1][1], line[1][0]) <= limit


@lru_cache(maxsize=1)
def _polygons() -> dict[str, Any]:
    from geo.regions import boundaries

    shapes = boundaries()
    return dict(zip(shapes["region"], shapes.geometry, strict=True))


def _asked_here(place: str, hints: Hints, point: Point, ask: Ask) -> Answer | None:
    """Return the answer for a namesake near the coordinates, if there is one."""
    assert point.region is not None  # noqa: S101
    here = namesake(place, hints, point.region, ask)
    return here if here is not None and (here.lat is None or _agrees(here, point)) else None


def namesake(place: str, hints: Hints, region: str, ask: Ask) -> Answer | None:
    """Return the answer for a place of this name in a region, if there is one."""
    if hints.regions and region not in hints.regions:
        return None
    here = ask(place, Hints(hints.country, frozenset({region}), hints.district))
    found = here.region == region and here.method not in {"qualifier", "none", "typing error"}
    return here if found else None


def near(lat: Numbers, lon: Numbers, to_lat: Numbers, to_lon: Numbers) -> Numbers:
    """Tell which pairs of points are near enough to agree; what is not a number is not near."""
    a, b = np.radians(lat), np.radians(to_lat)
    half = np.sin((b - a) / 2) ** 2
    half += np.cos(a) * np.cos(b) * np.sin(np.radians(to_lon - lon) / 2) ** 2
    away = 12742 * np.arcsin(np.sqrt(np.minimum(half, 1)))
    found: Numbers = away <= AGREE_KM
    # NumPy's functions may differ from those of `distance_km` in the last digit.
    for at in np.flatnonzero(np.abs(away - AGREE_KM) < _ROUNDING_KM).tolist():
        pair = float(lat[at]), float(lon[at]), float(to_lat[at]), float(to_lon[at])
        found[at] = distance_km(*pair) <= AGREE_KM
    return found


def _agrees(answer: Answer, point: Point) -> bool:
    if answer.lat is not None and answer.lon is not None:
        return distance_km(answer.lat, answer.lon, point.lat, point.lon) <= AGREE_KM
    return answer.region == point.region or _reaches(str(answer.region), point)


def _reaches(region: str, point: Point) -> bool:
    """Tell whether a settlement of the region is near the point."""
    there = _settlements(current()).get(region)
    if there is None:
        return False
    lat, lon = there
    first, last = np.searchsorted(lat, (point.lat - _REACH, point.lat + _REACH))
    away = np.abs(lon[first:last] - point.lon)
    narrowest = max(math.cos(math.radians(abs(point.lat) + _REACH)), 0.01)
    at = first + np.flatnonzero(np.minimum(away, 360 - away) <= _REACH / narrowest)
    here = (np.full(len(at), value) for value in (point.lat, point.lon))
    return bool(near(lat[at], lon[at], *here).any())


_BY_REGION: Final[list[tuple[Gazetteer, Settlements]]] = []


def _settlements(gazetteer: Gazetteer) -> Settlements:
    """Coordinates of each region's settlements, from south to north; kept for one gazetteer."""
    if not _BY_REGION or _BY_REGION[0][0] is not gazetteer:
        region = np.array([code or "" for code in gazetteer.regions])
        lat, lon = (np.array(gazetteer.columns[name], dtype=float) for name in ("lat", "lon"))
        order = np.lexsort((lat, region))
        order = order[np.isfinite(lat[order]) & (region[order] != "")]
        names, starts = np.unique(region[order], return_index=True)
        parts = np.split(order, starts[1:])
        found = {str(n): (lat[part], lon[part]) for n, part in zip(names, parts, strict=True)}
        _BY_REGION[:] = [(gazetteer, found)]
    return _BY_REGION[0][1]


def _abroad(answer: Answer, point: Point) -> Answer:
    """Return the answer for coordinates at sea or in another country."""
    if answer.region and answer.score >= SURE:
        if answer.lat is not None and _agrees(answer, point):
            near = point._replace(region=answer.region)
            return _exact(
                near, answer.place_name, 0.9, f"At sea or abroad, but near {answer.place_name}."
            )
        return _disagree(answer, point)
    return Answer(
        None, answer.place_name, point.lat, point.lon, "outside", "coordinates", 0.95, "outside",
        note="The coordinates are at sea or in another country.",
    )  # fmt: skip


def _with_list(answer: Answer, point: Point) -> Answer:
    if point.region in {part.region for part in answer.parts}:
        return answer.with_(note=f"{answer.note} The coordinates lie in one of them.")
    return _disagree(answer, point)


def _disagree(answer: Answer, point: Point) -> Answer:
    """Return the answer where name and coordinates contradict each other."""
    titles = region_names().titles
    where = titles[point.region] if point.region else "the sea or another country"
    by_name = tuple(
        Candidate(part.region, str(part.place_name), part.lat, part.lon, part.precision, "by name")
        for part in (answer.parts or (answer,))
        if part.region
    )
    here = Candidate(point.region or "", where, point.lat, point.lon, "exact", "by coordinates")
    agreed = answer.region if answer.region == point.region else None
    note = f"The name says {answer.place_name or 'something else'}, the coordinates lie in {where}."
    return Answer(
        agreed, answer.place_name if agreed else None, None, None, "none", "none", 0.0,
        "disagreeing",
        (*(by_name or answer.candidates), here), note=note,
    )  # fmt: skip
