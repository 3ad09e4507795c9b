"""Records as they are compared: one row an incident, one row each of its places, and its words.

Tables that `prepare` makes in a connection, all of them temporary:

compared
    rid (a number in the order of dataset and id), dataset, id, first and last (days since 1970),
    its figures, the targets and means that its text speaks of as bits, its `kind` (see `_kind`),
    `side` (of the attacker: 1 Ukraine, 2 Russia, 0 unknown), and whether it is a `report` (one of
    several, perhaps, of the same incident) or a `wave` of a night over several regions; `night` is
    the day on whose morning the wave ends that it may be a strike of.
compared_places
    rid, lat, lon, region, `own`: whether it is the record's own point, or that of its town, and
    `reach`: the kilometres around a town's point that belong to it.
compared_words
    rid, word (a hash of the beginning of a word that few records have) and its weight.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from geo.gazetteer import SHIPPED
from geo.links.reading import read_texts
from geo.links.words import bit, kind_sql

if TYPE_CHECKING:
    import duckdb

#: Intervals of more days than these tell of many incidents, and are compared with none.
LONGEST: Final = 7
#: Hours, by the source's own clock, at which a day's strikes and the next night's begin.
_DAY_HOUR: Final = 9
_EVENING_HOUR: Final = 18

_GIVEN: Final = """
CREATE OR REPLACE TEMP TABLE compared_given AS
SELECT row_number() OVER (ORDER BY dataset, incident_id) - 1 AS rid, dataset, incident_id AS id,
    CAST(date_start - DATE '1970-01-01' AS INTEGER) AS first,
    CAST(date_end - DATE '1970-01-01' AS INTEGER) AS last,
    TRY_CAST(time_start[:2] AS INTEGER) AS hour, event_type, sub_event_type, actor,
    coalesce(fatalities_low, fatalities) AS low, coalesce(fatalities_high, fatalities) AS high,
    injuries, launched, downed, same_as,
    list_distinct(regexp_extract_all(lower(source_url), 'https?://[^ ,;|/]+/[^ ,;|]{4,}')) AS urls,
    lower(coalesce(notes, '') || ' ; ' || coalesce(p.place, '')) AS text,
    lower(coalesce(p.names, '')) AS names, coalesce(p.regions, 0) AS regions
FROM incidents LEFT JOIN (
    SELECT incident_id, array_to_string(list_sort(list_distinct(list(place))), ' ; ') AS place,
        array_to_string(list_distinct(list(concat_ws(' ', place, place_name))), ' ; ') AS names,
        len(list_distinct(list(region))) AS regions
    FROM locations GROUP BY incident_id
) p USING (incident_id)
"""


#: What a record tells of: 1 a strike, 2 something downed, 3 a clash, 4 people harmed at close
#: quarters, 5 no attack, 0 unknown.  Its words count before its type, for types are the source's.
def _kind() -> str:
    strike, downed, clash, people, other, protest = (
        f"deeds & {bit('deed', name)} > 0"
        for name in ("strike", "interception", "clash", "civilians", "other", "protest")
    )
    return f"""
    CASE WHEN {protest} OR {other} AND NOT {strike} OR event_type IN ('Protests', 'Riots') THEN 5
        WHEN sub_event_type = 'Disrupted weapons use' OR {downed} AND NOT {strike} THEN 2
        WHEN event_type = 'Violence against civilians' OR {people} AND NOT {strike} THEN 4
        WHEN event_type = 'Strategic developments' THEN 5
        WHEN {strike} THEN 1
        WHEN event_type = 'Battles' OR {clash} THEN 3
        WHEN event_type = 'Explosions/Remote violence' THEN 1 ELSE 0 END"""


_BY_GROUND: Final = sum(bit("means", name) for name in ("artillery", "rockets", "bomb"))
_NIGHT: Final = bit("time", "night")
_EVENING: Final = bit("time", "evening")
_DAY: Final = bit("time", "day")
#: A dataset is one of reports if none of its records has a figure, and most have no type: what it
#: counts are posts and pictures, of which several may show one incident.
_LINKED: Final = f"""
CREATE OR REPLACE TEMP TABLE compared AS
WITH datasets AS (
    SELECT dataset, dense_rank() OVER (ORDER BY dataset) AS number,
        count(coalesce(low, injuries, launched, downed)) = 0
            AND 2 * count_if(event_type = 'Unspecified') >= count(*) AS report
    FROM compared_given GROUP BY dataset
), told AS (
    SELECT rid, dataset, id, number, report, first, last, hour, event_type, sub_event_type, same_as,
        urls, {kind_sql("target", "bits")} AS targets, {kind_sql("home", "bits")} AS home,
        {kind_sql("means", "bits")} AS means, {kind_sql("deed", "bits")} AS deeds,
        {kind_sql("scope", "bits")} AS scope, {kind_sql("time", "bits")} AS times,
        side, least(low, dead) AS low, greatest(high, dead) AS high,
        coalesce(injuries, hurt) AS hurt, launched, downed, regions,
        CASE WHEN regions > 0 AND coalesce(launched, downed) IS NOT NULL
            THEN list_transform(regexp_extract_all(text, '[0-9]{{1,3}}'), lambda n: n::BIGINT)
            END AS numbers
    FROM compared_given JOIN datasets USING (dataset) JOIN compared_told USING (rid)
), kinds AS (
    SELECT *, {_kind()} AS kind FROM told
)
SELECT * EXCLUDE (event_type, deeds, sub_event_type),
    (times & {_NIGHT} > 0 OR times & {_EVENING} > 0 OR sub_event_type = 'Air/drone strike') AS dark,
    kind <= 2 AND (regions > 2 OR regions > 1 AND coalesce(launched, downed) IS NOT NULL
        OR regions > 0 AND coalesce(greatest(launched, downed) >= 10, false)) AS wave,
    CASE WHEN kind <= 2 AND means & {_BY_GROUND} = 0
            AND times & {_DAY | _EVENING | _NIGHT} <> {_DAY}
            AND coalesce(hour < {_DAY_HOUR} OR hour >= {_EVENING_HOUR}, true)
        THEN CASE WHEN last > first THEN last
            ELSE first + CAST(times & {_EVENING} > 0 OR coalesce(hour >= {_EVENING_HOUR}, false)
                AS INTEGER) END END AS night
FROM kinds
"""
#: A dataset's points are those of towns where all records of one place name have the same point.
_PLACES: Final = """
CREATE OR REPLACE TEMP TABLE compared_places AS
WITH places AS (
    SELECT rid, dataset, l.lat, l.lon, l.region, l.precision, lower(l.place) AS place,
        l.x IS NOT NULL AS drawn, l.circle_lat, l.circle_lon, l.radius_km
    FROM compared JOIN locations l ON l.incident_id = compared.id
), names AS (
    SELECT dataset, place, lat, lon, count(*) AS many FROM places
    WHERE drawn AND place <> '' GROUP BY ALL
), repeated AS (
    SELECT dataset, place, sum(many) AS many, max(many) AS top FROM names
    GROUP BY ALL HAVING sum(many) > 1
), datasets AS (
    SELECT dataset, 2 * sum(top - 1) >= sum(many - 1) AS centred FROM repeated GROUP BY dataset
)
SELECT rid, coalesce(circle_lat, lat) AS lat, coalesce(circle_lon, lon) AS lon, region, radius_km,
    precision = 'exact' AND NOT coalesce(centred, false) AS own,
    drawn OR radius_km IS NOT NULL AS pointed, CAST(0 AS DOUBLE) AS reach
FROM places LEFT JOIN datasets USING (dataset)
"""
#: How far from a town's point an incident may be that is told of the town: as far as it is built,
#: at 2,000 inhabitants a square kilometre, and some kilometres around it.
_REACH: Final = """
UPDATE compared_places SET reach = coalesce(radius_km, 0) + $around + coalesce(sqrt((
    SELECT max(people) FROM (
        SELECT unnest($lat) AS y, unnest($lon) AS x, unnest($people) AS people
    ) WHERE abs(y - lat) < 0.04 AND abs(x - lon) < 0.06
) / 2000 / pi()), 0)
WHERE pointed AND NOT own
"""
#: Kilometres around a town's built-up land that belong to it: its airfield, its depots.
_AROUND: Final = 3.0
_LEAST_PEOPLE: Final = 5_000


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary tables compared, compared_places and compared_words."""
    connection.execute(_GIVEN)
    read_texts(connection)
    connection.execute(_LINKED)
    connection.execute(_PLACES)
    connection.execute(_REACH, {"around": _AROUND, **_towns()})
    for name in ("given", "vocabulary", "read", "told"):
        connection.execute(f"DROP TABLE compared_{name}")


def drop(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop what `prepare` and `geo.links.candidates.find` made."""
    for name in ("", "_places", "_words", "_pairs"):
        connection.execute(f"DROP TABLE compared{name}")


@cache
def _towns() -> dict[str, list[float]]:
    """Return latitudes, longitudes and inhabitants of the larger settlements."""
    from pyarrow import compute, parquet

    columns = ["kind", "lat", "lon", "population"]
    table = parquet.read_table(SHIPPED, columns=columns)
    large = compute.and_(
        compute.equal(table["kind"], "settlement"),
        compute.greater_equal(table["population"], _LEAST_PEOPLE),
    )
    lat, lon, people = (table.filter(large)[name].to_pylist() for name in columns[1:])
    return {"lat": lat, "lon": lon, "people": people}
