"""Which records are compared: those of about the same days and places.

Records are met through cells of days and of degrees around them, by joins on equal values alone, so
that the cost grows with records and with the pairs that are near, not with all pairs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.links.records import LONGEST
from geo.store import KILOMETRES

if TYPE_CHECKING:
    import duckdb

#: Kilometres within which two points may tell of one incident: both the records' own, one of them
#: that of a town (whose edge may be so far from it), both those of towns.
OWN: Final = 2.0
MIXED: Final = 16.0
TOWNS: Final = 6.0
#: Cells of latitude and longitude that are wider than `MIXED`, up to 60 degrees north.
_CELL: Final = (
    "CAST(floor({0}lat * 6.5) AS INTEGER) AS cy, CAST(floor({0}lon * 3.4) AS INTEGER) AS cx"
)
#: Of two datasets the records of the smaller one look around, and in one of reports all of them.
_NEAR: Final = f"""
WITH sizes AS (
    SELECT dataset, row_number() OVER (ORDER BY count(*), dataset) AS size,
        count(*) OVER () AS datasets
    FROM compared GROUP BY dataset
), points AS MATERIALIZED (
    SELECT rid, dataset, size, report, size < datasets OR report AS looking, first, last, lat, lon,
        own, reach, unnest(range(first, last + 1)) AS day, {_CELL.format("")}
    FROM compared_places JOIN compared USING (rid) JOIN sizes USING (dataset)
    WHERE pointed AND last - first < {LONGEST}
), around AS (
    SELECT rid, size, report, lat, lon, own, reach,
        day + step // 9 - 1 AS day, cy + step // 3 % 3 - 1 AS cy, cx + step % 3 - 1 AS cx
    FROM (SELECT *, unnest(range(27)) AS step FROM points WHERE looking)
), met AS (
    SELECT least(a.rid, b.rid) AS a, greatest(a.rid, b.rid) AS b, a.own AS own_a, b.own AS own_b,
        greatest(a.reach, b.reach) AS reach, {KILOMETRES} AS km
    FROM around a JOIN points b USING (day, cy, cx)
    WHERE a.size < b.size OR (a.report AND a.size = b.size AND a.rid < b.rid)
)
SELECT a, b, min(km) AS km, arg_min(own_a AND own_b, km) AS own,
    arg_min(own_a OR own_b, km) AS mixed, arg_min(reach, km) AS reach
FROM met WHERE km <= CASE WHEN own_a AND own_b THEN {OWN} WHEN own_a OR own_b THEN {MIXED}
    ELSE {TOWNS} END
GROUP BY a, b
"""
#: Waves with waves of about the same days, and with what was struck in their night, by region.
_WAVES: Final = f"""
WITH places AS MATERIALIZED (
    SELECT rid, dataset, wave, first, last, night, region
    FROM compared JOIN (SELECT DISTINCT rid, region FROM compared_places) USING (rid)
    WHERE region IS NOT NULL AND last - first < {LONGEST} AND (wave OR night IS NOT NULL)
), waves AS (
    SELECT rid, dataset, region, unnest(range(first - 1, last + 2)) AS day FROM places WHERE wave
), met AS (
    SELECT a.rid AS a, b.rid AS b
    FROM waves a JOIN (SELECT rid, dataset, region, unnest(range(first, last + 1)) AS day
        FROM places WHERE wave) b USING (day, region)
    WHERE a.dataset < b.dataset
    UNION ALL
    SELECT least(a.rid, b.rid), greatest(a.rid, b.rid)
    FROM (FROM places WHERE wave) a JOIN (FROM places WHERE NOT wave) b
        ON a.last = b.night AND a.region = b.region
    WHERE a.dataset <> b.dataset
)
SELECT DISTINCT a, b, CAST(NULL AS DOUBLE), false, false, CAST(NULL AS DOUBLE) FROM met
"""


#: What the data itself says is told twice, wherever.
_MARKED: Final = """
SELECT DISTINCT least(x.rid, y.rid), greatest(x.rid, y.rid), CAST(NULL AS DOUBLE), false, false,
    CAST(NULL AS DOUBLE)
FROM compared x JOIN compared y ON x.same_as = y.id AND x.rid <> y.rid
"""


def find(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table compared_pairs: a < b (rid), km, own, mixed and reach.

    A pair that is met both ways, by a point and by a wave, stands there once, with its point.
    """
    connection.execute(f"CREATE OR REPLACE TEMP TABLE compared_pairs AS {_NEAR}")
    for more in (_WAVES, _MARKED):
        connection.execute(
            f"INSERT INTO compared_pairs FROM ({more}) AS met(a, b, km, own, mixed, reach)"
            " ANTI JOIN compared_pairs USING (a, b)"
        )
