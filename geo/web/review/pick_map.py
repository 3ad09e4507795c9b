"""The small map of the review: candidates of a place, and a click that chooses a point or region.

It is the atlas's own map (`geo.web.map.component`) without figures and points.  It is mounted once;
another place to decide changes what is on it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geo import i18n
from geo.regions import catalogue
from geo.web.map.component import AtlasMap, Change

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: Session key of the component.
PICK_KEY: Final = "pick_map"
_HEIGHT: Final = 420
_POLE: Final = 90
#: Candidates on the map at most.
MOST_MARKS: Final = 9


@dataclass(frozen=True)
class Mark:
    """A candidate on the map, numbered as in the list beside it."""

    number: int
    lat: float
    lon: float
    name: str


@dataclass(frozen=True)
class Picked:
    """What a click on the map chose: a point, a candidate, or with the keyboard a region."""

    lat: float | None = None
    lon: float | None = None
    region: str | None = None
    mark: int | None = None


def pick_state(
    marks: Sequence[Mark], *, subject: str, point: tuple[float, float] | None, region: str | None
) -> dict[str, Any]:
    """Return what the map shows.

    Parameters
    ----------
    marks : sequence of Mark
        The candidates that are points.
    subject : str
        What is decided; another one makes the map move to its candidates.
    point : pair of float, optional
        Latitude and longitude of the chosen point.
    region : str, optional
        Code of the chosen region.
    """
    return {
        "regions": {code: ["plain", []] for code in catalogue()},
        "selected": [region] if region else [],
        "language": i18n.language(),
        "marks": [[mark.number, mark.lat, mark.lon, mark.name] for mark in marks],
        "subject": subject,
        "point": list(point) if point else None,
    }


def show(state: dict[str, Any], on_change: Callable[[], None]) -> None:
    """Draw the map, or change what is on it.

    Parameters
    ----------
    state : dict
        From `pick_state`.
    on_change : callable
        Called after a click; `picked` then says what was chosen.
    """
    from streamlit_folium import st_folium

    st_folium(
        AtlasMap(pick=True),
        key=PICK_KEY,
        height=_HEIGHT,
        width=None,
        use_container_width=True,
        returned_objects=[],
        feature_group_to_add=Change(state),
        on_change=on_change,
    )


def picked(value: Any) -> Picked | None:
    """Return what the component's value says was chosen, if the map offers it."""
    if not isinstance(value, dict):
        return None
    if isinstance(region := value.get("region"), str) and region in catalogue():
        return Picked(region=region)
    if isinstance(mark := value.get("mark"), int) and 1 <= mark <= MOST_MARKS:
        return Picked(mark=mark)
    lat, lon = _degrees(value.get("lat")), _degrees(value.get("lon"))
    if lat is None or lon is None or abs(lat) > _POLE:
        return None
    return Picked(lat, (lon + 180) % 360 - 180)


def _degrees(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None
