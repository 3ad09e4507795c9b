"""How far settlements are from where the war is and was, from 2014 on.

Records reach from 2014 to today.  In Ukraine a settlement is as near to the war as all its lines
together make it: the inverse squares of the distances, each with the line's weight, add up.  In
Russia, which is reported from since 2022, only the line of today counts.  Lines are pairs of
latitude and longitude, generalised to some 20 km; the towns and villages that they run by are those
that the OSCE's monitoring mission and the general staff's daily reports name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.gazetteer.register import HROMADA, RAION

if TYPE_CHECKING:
    from geo.gazetteer.rows import Row

#: The line of contact at the end of 2024, and from there on the border between Ukraine's north and
#: Russia as `data/boundaries` has it, to some 3 km.
FRONT: Final = (
    (46.5, 31.6), (46.5, 32.3), (46.7, 32.8), (46.8, 33.4), (47.2, 34.0), (47.5, 34.5),
    (47.5, 35.5), (47.6, 36.3), (47.8, 37.0), (48.1, 37.3), (48.4, 37.8), (48.7, 38.0),
    (49.0, 38.1), (49.5, 37.8), (49.9, 37.8),
    (50.08, 37.73), (50.21, 37.6), (50.29, 37.6), (50.34, 37.48), (50.44, 37.42), (50.33, 36.85),
    (50.21, 36.59), (50.31, 36.41), (50.31, 36.25), (50.43, 36.21), (50.43, 35.84), (50.35, 35.69),
    (50.37, 35.6), (50.47, 35.49), (50.52, 35.5), (50.53, 35.42), (50.63, 35.38), (50.67, 35.47),
    (50.81, 35.42), (50.96, 35.29), (51.04, 35.35), (51.06, 35.15), (51.21, 35.08), (51.17, 34.68),
    (51.24, 34.61), (51.25, 34.2), (51.3, 34.29), (51.37, 34.31), (51.4, 34.19), (51.52, 34.23),
    (51.66, 34.09), (51.7, 34.38), (51.78, 34.42), (51.96, 34.1), (52.2, 34.08), (52.36, 33.81),
    (52.29, 33.51), (52.36, 33.48), (52.37, 33.18), (52.25, 32.91), (52.33, 32.35), (52.25, 32.36),
    (52.09, 32.23), (52.03, 31.91), (52.1, 31.86), (52.11, 31.75),
)  # fmt: skip

#: The line of contact from February 2015 to February 2022, as the Minsk agreements left it.
CONTACT: Final = (
    (47.1, 37.8), (47.27, 37.83), (47.42, 37.88), (47.55, 37.85), (47.75, 37.68), (47.94, 37.5),
    (48.06, 37.68), (48.14, 37.75), (48.27, 37.85), (48.38, 37.95), (48.42, 38.2), (48.35, 38.42),
    (48.62, 38.42), (48.69, 38.52), (48.73, 38.75), (48.73, 39.2), (48.65, 39.47), (48.6, 39.75),
)  # fmt: skip

#: How far Russia's troops came in 2022: west and east of Kyiv, to Chernihiv, by Romny, Lebedyn and
#: Okhtyrka, by Kharkiv, Izium and Lysychansk, and from Mykolaiv to Vysokopillia.
FARTHEST: Final = (
    ((51.3, 29.9), (50.93, 29.9), (50.5, 29.8), (50.42, 30.1), (50.5, 30.28), (50.62, 30.35),
     (50.8, 30.5)),
    ((51.0, 30.6), (50.8, 30.8), (50.53, 30.85), (50.5, 31.2), (50.6, 31.6), (51.0, 31.7),
     (51.35, 31.2), (51.52, 31.2), (51.6, 31.1)),
    ((51.1, 31.9), (50.8, 32.4), (50.75, 33.4), (50.6, 34.5), (50.31, 34.9), (50.3, 35.3)),
    ((50.3, 36.2), (50.1, 36.25), (50.0, 36.4), (49.83, 36.65), (49.45, 36.85), (49.2, 36.9),
     (49.0, 37.1), (49.03, 37.5), (48.95, 37.8), (48.9, 38.2), (48.9, 38.45), (48.62, 38.4)),
    ((46.6, 31.9), (46.85, 32.1), (47.0, 32.5), (47.1, 32.85), (47.24, 33.2), (47.5, 33.55),
     (47.45, 34.0)),
)  # fmt: skip

#: What is added to a distance in km before its square: each front is a broad one.
CLOSE_KM: Final = 10.0
#: Weights of the three lines in Ukraine, seven years of a war in two oblasts, and some weeks in
#: eight; and in Russia.
_WEIGHTS: Final = {"UA": (1.0, 0.5, 0.5), "RU": (1.0, 0.0, 0.0)}
_FARTHEST_KM: Final = 30_000


def add_front_distances(rows: list[Row]) -> None:
    """Set `front_km`, the distance to the front, of every settlement."""
    import shapely

    chosen = [r for r in rows if r["kind"] == "settlement" and r["lat"] is not None]
    points = shapely.points(_plane([(r["lat"], r["lon"]) for r in chosen]))
    weights = np.array([_WEIGHTS[r["country"]] for r in chosen], dtype=float).reshape(-1, 3)
    near = np.zeros(len(chosen))
    for lines, weight in zip(((FRONT,), (CONTACT,), FARTHEST), weights.T, strict=True):
        front = shapely.MultiLineString([_plane(line) for line in lines])
        near += weight / (shapely.distance(points, front) + CLOSE_KM) ** 2
    for row, distance in zip(chosen, near**-0.5 - CLOSE_KM, strict=True):
        row["front_km"] = min(_FARTHEST_KM, max(0, round(float(distance))))
    around: dict[int, list[int]] = {}
    for row in chosen:
        for unit in _units(row):
            around.setdefault(unit, []).append(row["front_km"])
    for row in rows:
        if row["kind"] == "register":  # no coordinates: the middle of its surroundings' distances
            known = next((sorted(around[unit]) for unit in _units(row) if unit in around), None)
            row["front_km"] = known[len(known) // 2] if known else row["front_km"]


def _units(row: Row) -> list[int]:
    """Return what a settlement of Ukraine is known to belong to, the smallest first."""
    code = row["katottg"]
    return [code // HROMADA, code // RAION] if code else []


def _plane(pairs: Any) -> Any:
    """Return pairs of latitude and longitude as x and y in km."""
    lat, lon = np.array(pairs, dtype=float).reshape(-1, 2).T
    return np.column_stack([lon * 111.32 * np.cos(np.radians(50)), lat * 111.32])
