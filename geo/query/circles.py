"""Circles: places without a point, of which is known how far from a middle they are at most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.query.conditions import rows, where
from geo.query.counting import counting
from geo.query.events import distinct_sql
from geo.query.points import behind

if TYPE_CHECKING:
    from geo.query.filters import Filters
    from geo.query.points import Behind
    from geo.store import Store

#: Circles drawn at most, those with most incidents first.
MAX_CIRCLES: Final = 300
#: The zoom from which on circles are drawn; one of 17 km is then some 80 pixels wide to a side.
CIRCLE_ZOOM: Final = 9
#: Kilometres of a degree of latitude, on a sphere.
_KM_PER_DEGREE: Final = 111.2
_CELL: Final = "circle"
_HERE: Final = "l.radius_km IS NOT NULL AND l.status = 'located' AND l.region IS NOT NULL"
_IN_VIEW: Final = f"""{_HERE}
    AND l.circle_lat - l.radius_km / {_KM_PER_DEGREE} <= $north
    AND l.circle_lat + l.radius_km / {_KM_PER_DEGREE} >= $south
    AND l.circle_lon - l.radius_km / ({_KM_PER_DEGREE} * cos(radians(l.circle_lat))) <= $east
    AND l.circle_lon + l.radius_km / ({_KM_PER_DEGREE} * cos(radians(l.circle_lat))) >= $west"""


@dataclass(frozen=True)
class Circle:
    """One circle on the map: all located records that are known by it.

    Attributes
    ----------
    lat, lon : float
        Its middle, degrees, EPSG:4326.
    radius_km : float
        How far from it the places are at most, in kilometres.
    incidents : int
        How many incidents there are.
    label : str or None
        Name of the place, if they are all at one.
    """

    lat: float
    lon: float
    radius_km: float
    incidents: int
    label: str | None

    @property
    def cell(self) -> str:
        """Its name, for `circle_records`."""
        return f"{_CELL}/{self.lat}/{self.lon}/{self.radius_km}"


def circles(
    store: Store, filters: Filters, bounds: tuple[float, float, float, float]
) -> list[Circle]:
    """Return the circles that reach into a view of the map.

    Parameters
    ----------
    store, filters
        What to draw; only located records with a precision of "hromada" are.
    bounds : (west, south, east, north)
        Degrees, EPSG:4326.

    Returns
    -------
    list of Circle
        At most `MAX_CIRCLES`, most incidents first.
    """
    condition, parameters = where(filters, "l")
    parameters |= dict(zip(("west", "south", "east", "north"), bounds, strict=True))
    how = counting(store, filters)
    sql = f"""
        SELECT l.circle_lat, l.circle_lon, l.radius_km, {distinct_sql(store, how.key)} AS incidents,
            CASE WHEN min(l.place_name) = max(l.place_name) THEN min(l.place_name) END
        FROM locations l JOIN {how.incidents} i USING (incident_id) WHERE {_IN_VIEW} AND {condition}
        GROUP BY 1, 2, 3 ORDER BY incidents DESC, 1, 2, 3 LIMIT {MAX_CIRCLES}"""
    return [Circle(*row) for row in rows(store, sql, parameters)]


def is_circle(cell: str) -> bool:
    """Return whether a cell's name is a circle's."""
    return cell.startswith(f"{_CELL}/")


def circle_records(store: Store, filters: Filters, cell: str, *, limit: int = 40) -> Behind:
    """Return the records behind one circle.

    Parameters
    ----------
    store, filters
        As the circle was made.
    cell : str
        `Circle.cell`.
    limit : int
        Records at most.

    Raises
    ------
    ValueError
        If `cell` is not the name of a circle.
    """
    lat, lon, radius = (float(part) for part in cell.removeprefix(f"{_CELL}/").split("/"))
    here = f"{_HERE} AND l.circle_lat = $lat AND l.circle_lon = $lon AND l.radius_km = $radius"
    return behind(store, filters, here, {"lat": lat, "lon": lon, "radius": radius}, limit=limit)
