"""Which records are compared: those of about the same days and places.

Records are met through cells of days and of degrees around them, by joins on equal values alone, so
that the cost grows with records and with the pairs that are near, not with all pairs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.links.records import LONGEST

if TYPE_CHECKING:
    import duckdb

#: Kilometres within which two points may tell of one incident: both the records' own, one of them
#: that of a town (whose edge may be so far from it), both those of towns.
OWN: Final = 2.0
MIXED: Final = 16.0
TOWNS: Final = 6.0
#: Between points a and b, on a sphere.
_KILOMETRES: Final = """6371 * 2 * asin(sqrt(
    sin(radians(b.lat - a.lat) / 2) ** 2
    + cos(radians(a.lat)) * cos(radians(b.lat)) * sin(radians(b.lon - a.lon) / 2) ** 2))"""
#: Cells of latitude and longitude that are wider than `MIXED`, up to 60 degrees north.
_CELL: Final = (
    "CAST(floor({0}lat * 6.5) AS INTEGER) AS cy, CAST(floor({0}lon * 3.4) AS INTEGER) AS cx"
)
_NEAR: Final = f"""
CREATE OR REPLACE TEMP TABLE linked_pairs AS
WITH points AS MATERIALIZED (
    SELECT rid, dataset, report, first, last, lat, lon, own, reach,
        unnest(range(first, last + 1)) AS day, {_CELL.format("")}
    FROM linked_places JOIN linked USING (rid) WHERE pointed AND last - first < {LONGEST}
), around AS (
    SELECT rid, dataset, report, lat, lon, own, reach, first, last,
        day + step // 9 - 1 AS day, cy + step // 3 % 3 - 1 AS cy, cx + step % 3 - 1 AS cx
    FROM (SELECT *, unnest(range(27)) AS step FROM points)
), met AS (
    SELECT a.rid AS a, b.rid AS b, a.own AS own_a, b.own AS own_b,
        greatest(a.reach, b.reach) AS reach, {_KILOMETRES} AS km
    FROM around a JOIN points b USING (day, cy, cx)
    WHERE a.rid < b.rid AND (a.dataset <> b.dataset OR a.report)
)
SELECT a, b, min(km) AS km, arg_min(own_a AND own_b, km) AS own,
    arg_min(own_a OR own_b, km) AS mixed, arg_min(reach, km) AS reach
FROM met WHERE km <= CASE WHEN own_a AND own_b THEN {OWN} WHEN own_a OR own_b THEN {MIXED}
    ELSE {TOWNS} END
GROUP BY a, b
"""
#: Waves with waves, and with what they may have hit: by the day and the regions.
_WAVES: Final = f"""
INSERT INTO linked_pairs
WITH days AS MATERIALIZED (
    SELECT rid, dataset, wave, unnest(range(first, last + 1)) AS day, region
    FROM linked JOIN (SELECT DISTINCT rid, region FROM linked_places) USING (rid)
    WHERE region IS NOT NULL AND last - first < {LONGEST}
), around AS (
    SELECT * REPLACE (day + step AS day)
    FROM (SELECT *, unnest([-1, 0, 1]) AS step FROM days WHERE wave)
)
SELECT DISTINCT least(a.rid, b.rid) AS a, greatest(a.rid, b.rid) AS b, NULL, false, false, NULL
FROM around a JOIN days b USING (day, region)
WHERE a.dataset <> b.dataset AND (NOT b.wave OR a.rid < b.rid)
"""


def find(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table linked_pairs: a < b (rid), km, own, mixed and reach."""
    connection.execute(_NEAR)
    connection.execute(_WAVES)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE linked_pairs AS SELECT a, b, min(km) AS km,"
        " bool_or(own) AS own, bool_or(mixed) AS mixed, max(reach) AS reach"
        " FROM linked_pairs GROUP BY a, b"
    )
