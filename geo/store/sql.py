"""The SQL by which `geo.store.opened` builds a store."""

from __future__ import annotations

from typing import Final

from geo.schema import (
    COUNT_COLUMNS,
    INCIDENT_COLUMNS,
    LOCATION_COLUMNS,
    POINT_PRECISIONS,
    REJECTED_COLUMNS,
)

_POINTS = ", ".join(f"'{precision}'" for precision in POINT_PRECISIONS)

_TYPES: Final = {
    **dict.fromkeys(INCIDENT_COLUMNS, "VARCHAR"),
    **dict.fromkeys(("date_start", "date_end"), "DATE"),
    **dict.fromkeys(COUNT_COLUMNS, "BIGINT"),
    # Long texts, each of them another: half the time and space of what DuckDB would choose.
    **dict.fromkeys(("notes", "search"), "VARCHAR USING COMPRESSION zstd"),
}
_INCIDENTS: Final = ", ".join(_TYPES)

#: The incidents, from the registered table incidents_given, which is in the order of the store
#: (`geo.store.order`).
BUILD_INCIDENTS: Final = f"""
CREATE TABLE incidents ({", ".join(f"{name} {kind}" for name, kind in _TYPES.items())});
INSERT INTO incidents SELECT {_INCIDENTS} FROM incidents_given
"""

#: All other tables, from the registered tables locations_given, which is in the order of the store
#: too, spellings_given and rejected_given.
BUILD: Final = f"""
CREATE TABLE locations AS WITH placed AS (
    SELECT *, precision IN ({_POINTS}) AND status = 'located' AND region IS NOT NULL
            AND abs(lat) < 85.05 AND lon IS NOT NULL AS drawn,
        CASE WHEN region IS NOT NULL THEN region
            WHEN status = 'located' AND precision = 'country'
                THEN CASE place_name WHEN 'Russia' THEN 'RU' ELSE 'UA' END
            WHEN status = 'outside' THEN 'outside'
            ELSE 'review' END AS area
    FROM locations_given
)
    SELECT {", ".join(LOCATION_COLUMNS)}, area, alone,
        CASE WHEN drawn THEN (lon + 180) / 360 END AS x,
        CASE WHEN drawn THEN 0.5 - ln(tan(pi() / 4 + radians(lat) / 2)) / (2 * pi()) END AS y
    FROM placed;
CREATE TABLE touches_together AS
    SELECT incident_id, area, count(*) AS places, CAST(sum(downed_here) AS BIGINT) AS downed_known,
        count(*) FILTER (downed_here IS NULL) AS downed_unknown,
        count(*) = sum(count(*)) OVER incident AS whole,
        CAST(sum(sum(downed_here)) OVER incident AS BIGINT) AS downed_allocated
    FROM locations WHERE NOT alone GROUP BY incident_id, area
    WINDOW incident AS (PARTITION BY incident_id);
CREATE VIEW touches AS
    SELECT incident_id, area, CAST(1 AS BIGINT) AS places, downed_here AS downed_known,
        CAST(downed_here IS NULL AS BIGINT) AS downed_unknown, true AS whole,
        downed_here AS downed_allocated
    FROM locations WHERE alone
    UNION ALL FROM touches_together;
CREATE TABLE spellings AS SELECT region, place_name, search FROM spellings_given ORDER BY ALL;
CREATE TABLE rejected AS SELECT {", ".join(f'"{c}"' for c in REJECTED_COLUMNS)} FROM rejected_given;
CREATE TABLE duplicates (incident_id VARCHAR, other_id VARCHAR, kilometres DOUBLE);
CREATE TABLE revisions (
    version VARCHAR, built VARCHAR, incident_id VARCHAR, change VARCHAR, field VARCHAR,
    before VARCHAR, after VARCHAR
);
CREATE TABLE layers (layer VARCHAR PRIMARY KEY, position INTEGER);
CREATE TABLE layer_areas (layer VARCHAR, name VARCHAR, shape BLOB, display VARCHAR);
CREATE TABLE layer_touches (
    layer VARCHAR, incident_id VARCHAR, area VARCHAR, kind VARCHAR, name VARCHAR, places BIGINT,
    incident_places BIGINT, downed_known BIGINT, downed_unknown BIGINT, downed_allocated BIGINT
);
CREATE TABLE meta (key VARCHAR PRIMARY KEY, value VARCHAR);
"""

#: One layer: its areas, and how often each incident has a place in each of them.
ADD_LAYER: Final = (
    "INSERT INTO layers VALUES ($layer, (SELECT count(*) FROM layers))",
    "INSERT INTO layer_areas SELECT $layer, name, shape, display FROM areas_given ORDER BY name",
    """
    INSERT INTO layer_touches
    SELECT $layer, incident_id, area, kind, name, count(*), sum(count(*)) OVER incident,
        sum(downed_here), count(*) FILTER (downed_here IS NULL),
        sum(sum(downed_here)) OVER incident
    FROM (
        SELECT incident_id, area, downed_here, p.name,
            CASE WHEN l.x IS NULL THEN 'no point' WHEN p.name IS NULL THEN 'elsewhere'
                ELSE 'inside' END AS kind
        FROM locations l LEFT JOIN points_given p
            ON l.x IS NOT NULL AND p.lon = l.lon AND p.lat = l.lat
    ) GROUP BY incident_id, area, kind, name
    WINDOW incident AS (PARTITION BY incident_id)
    """,
)


#: Likely duplicates between datasets: the same type within a day of each other, and under 10 km
#: apart (found through cells wider than that, up to 74° N) or both known by the same region only.
#: Each place is repeated for the days and cells around it by unnesting, which no optimiser
#: reorders: the joins are on equal values alone, and their cost grows with places and pairs.
FIND_DUPLICATES: Final = """
INSERT INTO duplicates
WITH places AS MATERIALIZED (
    SELECT i.rowid AS id, CAST(dense_rank() OVER (ORDER BY i.dataset) AS INTEGER) AS dataset,
        CAST(dense_rank() OVER (ORDER BY i.sub_event_type) AS INTEGER) AS type,
        i.date_start - DATE '1970-01-01' AS day, l.region, l.x IS NOT NULL AS drawn, l.lat, l.lon,
        CAST(floor(l.lat * 8) AS INTEGER) AS cy, CAST(floor(l.lon * 3) AS INTEGER) AS cx
    FROM incidents i JOIN locations l USING (incident_id) WHERE l.region IS NOT NULL
), around AS (
    SELECT id, dataset, type, lat, lon, day + step // 9 - 1 AS day, cy + step // 3 % 3 - 1 AS cy,
        cx + step % 3 - 1 AS cx
    FROM (SELECT *, unnest(range(27)) AS step FROM places WHERE drawn)
), near AS (
    SELECT a.id AS one, b.id AS two,
        6371 * 2 * asin(sqrt(
            sin(radians(b.lat - a.lat) / 2) ** 2
            + cos(radians(a.lat)) * cos(radians(b.lat)) * sin(radians(b.lon - a.lon) / 2) ** 2
        )) AS kilometres
    FROM around a JOIN (SELECT * FROM places WHERE drawn) b USING (type, day, cy, cx)
    WHERE a.dataset < b.dataset
), together AS (
    SELECT a.id AS one, b.id AS two, CAST(NULL AS DOUBLE) AS kilometres
    FROM (
        SELECT * REPLACE (day + step AS day)
        FROM (SELECT *, unnest([-1, 0, 1]) AS step FROM places WHERE NOT drawn)
    ) a JOIN (SELECT * FROM places WHERE NOT drawn) b USING (type, day, region)
    WHERE a.dataset < b.dataset
), pairs AS (
    SELECT one, two, min(kilometres) AS kilometres FROM (
        SELECT * FROM near WHERE kilometres < 10 UNION ALL SELECT * FROM together
    ) GROUP BY one, two
)
SELECT a.incident_id, b.incident_id, kilometres
FROM pairs JOIN incidents a ON a.rowid = one JOIN incidents b ON b.rowid = two ORDER BY 1, 2
"""
