"""The SQL by which `geo.store.opened` builds a store."""

from __future__ import annotations

from typing import Final

from geo.schema import (
    COUNT_COLUMNS,
    INCIDENT_COLUMNS,
    LOCATION_COLUMNS,
    PLACE_COUNTS,
    POINT_PRECISIONS,
    REJECTED_COLUMNS,
    STRICTNESS,
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


def _parts(one: str) -> str:
    """Write SQL for the parts of all figures; `{here}` is a column, `{name}` its figure's name."""
    names = {here: here.removesuffix("_here") for here in PLACE_COUNTS}
    return ", ".join(one.format(here=here, name=name) for here, name in names.items())


#: Of each figure over some of an incident's places: the sum of their parts, and how many of them
#: have none; and the sum of the parts of all its places.
_PARTS_TOGETHER: Final = _parts(
    "CAST(sum({here}) AS BIGINT) AS {name}_known,"
    " count(*) - count({here}) AS {name}_unknown,"
    " CAST(sum(sum({here})) OVER incident AS BIGINT) AS {name}_allocated"
)
_PARTS_ALONE: Final = _parts(
    "{here} AS {name}_known, CAST({here} IS NULL AS BIGINT) AS {name}_unknown,"
    " {here} AS {name}_allocated"
)
_PARTS_COLUMNS: Final = _parts(
    "{name}_known BIGINT, {name}_unknown BIGINT, {name}_allocated BIGINT"
)

#: The incidents, from the registered table incidents_given, which is in the order of the store
#: (`geo.store.order`).
BUILD_INCIDENTS: Final = f"""
CREATE TABLE incidents ({", ".join(f"{name} {kind}" for name, kind in _TYPES.items())});
INSERT INTO incidents SELECT {_INCIDENTS} FROM incidents_given
"""

#: The views that are made of the tables.
TOUCHES: Final = f"""
    SELECT incident_id, area, CAST(1 AS BIGINT) AS places, true AS whole, {_PARTS_ALONE}
    FROM locations WHERE alone
    UNION ALL FROM touches_together"""
UNIT_TOUCHES: Final = f"""
    SELECT incident_id, area, raion_code, hromada_code, CAST(1 AS BIGINT) AS places,
        CAST(1 AS BIGINT) AS incident_places, {_PARTS_ALONE}
    FROM locations WHERE alone
    UNION ALL FROM unit_touches_together"""
#: The incidents of one strictness, each with its cluster (see `geo.store.clusters`).
COUNTED: Final = """
CREATE VIEW counted_{strictness} AS
    SELECT i.*, coalesce(k.cluster, i.rowid) AS cluster, k.parent, k.root, k.depth,
        coalesce(k.rank, 1) AS rank
    FROM incidents i LEFT JOIN (FROM clustered WHERE strictness = '{strictness}') k
        ON k.incident_id = i.incident_id;
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
    SELECT incident_id, area, count(*) AS places, count(*) = sum(count(*)) OVER incident AS whole,
        {_PARTS_TOGETHER}
    FROM locations WHERE NOT alone GROUP BY incident_id, area
    WINDOW incident AS (PARTITION BY incident_id);
CREATE VIEW touches AS {TOUCHES};
CREATE TABLE unit_touches_together AS
    SELECT incident_id, area, raion_code, hromada_code, count(*) AS places,
        CAST(sum(count(*)) OVER incident AS BIGINT) AS incident_places, {_PARTS_TOGETHER}
    FROM locations WHERE NOT alone GROUP BY incident_id, area, raion_code, hromada_code
    WINDOW incident AS (PARTITION BY incident_id);
CREATE VIEW unit_touches AS {UNIT_TOUCHES};
CREATE TABLE spellings AS SELECT region, place_name, search FROM spellings_given ORDER BY ALL;
CREATE TABLE rejected AS SELECT {", ".join(f'"{c}"' for c in REJECTED_COLUMNS)} FROM rejected_given;
CREATE TABLE duplicates (
    incident_id VARCHAR, other_id VARCHAR, kilometres DOUBLE, marked BOOLEAN, figure VARCHAR,
    number BIGINT
);
CREATE TABLE revisions (
    version VARCHAR, built VARCHAR, incident_id VARCHAR, change VARCHAR, field VARCHAR,
    before VARCHAR, after VARCHAR
);
CREATE TABLE layers (layer VARCHAR PRIMARY KEY, position INTEGER, dated BOOLEAN);
CREATE TABLE layer_areas (
    layer VARCHAR, name VARCHAR, shape BLOB, display VARCHAR, day_from DATE, day_to DATE,
    file VARCHAR
);
CREATE TABLE layer_places (
    layer VARCHAR, lon DOUBLE, lat DOUBLE, day DATE, as_of DATE, name VARCHAR, km DOUBLE
);
CREATE TABLE layer_touches (
    layer VARCHAR, incident_id VARCHAR, area VARCHAR, raion_code VARCHAR, hromada_code VARCHAR,
    kind VARCHAR, name VARCHAR, places BIGINT, incident_places BIGINT, {_PARTS_COLUMNS}
);
CREATE TABLE meta (key VARCHAR PRIMARY KEY, value VARCHAR);
CREATE TABLE links (
    dataset_a VARCHAR, id_a VARCHAR, dataset_b VARCHAR, id_b VARCHAR, label VARCHAR, score DOUBLE,
    reasons VARCHAR
);
CREATE TABLE clustered (
    strictness VARCHAR, incident_id VARCHAR, cluster BIGINT, parent BIGINT, root BIGINT,
    depth INTEGER, rank BIGINT
);
{"".join(COUNTED.format(strictness=strictness) for strictness in STRICTNESS)}
"""


_AREAS: Final = (
    "INSERT INTO layer_areas SELECT $layer, name, shape, display, CAST(day_from AS DATE),"
    " CAST(day_to AS DATE), file FROM areas_given ORDER BY day_from, name"
)


def add_layer(*, dated: bool) -> tuple[str, ...]:
    """Return what adds a layer: its areas, and how often each incident has a place in each of them.

    A place of an incident before the first day of a dated layer is of kind "no day".
    """
    day = "CAST(day AS DATE), CAST(as_of AS DATE), name, km" if dated else "NULL, NULL, name, NULL"
    same = "p.lon = l.lon AND p.lat = l.lat" + (" AND p.day = i.day" if dated else "")
    return (
        f"INSERT INTO layers VALUES ($layer, (SELECT count(*) FROM layers), {dated})",
        _AREAS,
        f"INSERT INTO layer_places SELECT $layer, lon, lat, {day} FROM points_given",
        f"""
    INSERT INTO layer_touches
    SELECT $layer, incident_id, area, raion_code, hromada_code, kind, name, count(*),
        sum(count(*)) OVER incident, {_PARTS_TOGETHER}
    FROM (
        SELECT incident_id, area, raion_code, hromada_code, {", ".join(PLACE_COUNTS)}, p.name,
            {_kind(dated)} AS kind
        FROM locations l JOIN (
                SELECT incident_id, CAST(date_start AS VARCHAR) AS day FROM incidents
            ) i USING (incident_id) LEFT JOIN points_given p ON l.x IS NOT NULL AND {same}
    ) GROUP BY incident_id, area, raion_code, hromada_code, kind, name
    WINDOW incident AS (PARTITION BY incident_id)
    """,
    )


def _kind(dated: bool) -> str:  # noqa: FBT001
    """Return SQL for what a place `l` is to a layer that has `p` of its point."""
    return f"""CASE WHEN l.x IS NULL THEN 'no point' WHEN p.name IS NOT NULL THEN 'inside'
                WHEN p.lon IS NULL AND {dated} THEN 'no day' ELSE 'elsewhere' END"""


def layer_kinds(*, dated: bool, source: str) -> str:
    """Return SQL for what a store's places are to a layer, `$layer`: name and kind of each.

    They stand in the order of the places.  `source` is the database and schema of the store;
    `layer_places` is asked for the points.
    """
    same = "AND p.day = i.date_start" if dated else ""
    return f"""
    SELECT p.name, {_kind(dated)} AS kind
    FROM {source}.locations l LEFT JOIN {source}.incidents i ON i.incident_id = l.incident_id
        LEFT JOIN (
            SELECT lon, lat, day, min(name) AS name FROM layer_places WHERE layer = $layer
            GROUP BY lon, lat, day
        ) p ON l.x IS NOT NULL AND p.lon = l.lon AND p.lat = l.lat {same}
    ORDER BY l.rowid"""


def layer_touches(layer: str, kinds: str, *, source: str, without: str = "") -> str:
    """Return what `add_layer` puts into `layer_touches`, as a question of a store's tables.

    Parameters
    ----------
    layer : str
        SQL of its name.
    kinds : str
        The table made of `layer_kinds`.
    source : str
        The database and schema of the store.
    without : str
        Joins that leave places `l` out.
    """
    columns = ("incident_id", "alone", "area", "raion_code", "hromada_code", *PLACE_COUNTS)
    places = f"""(
        SELECT {", ".join(f"l.{name}" for name in columns)}, k.name, k.kind
        FROM {source}.locations l POSITIONAL JOIN {kinds} k
    ) l {without}"""
    keys = "incident_id, area, raion_code, hromada_code, kind, name"
    return f"""
    SELECT {layer} AS layer, {keys}, CAST(1 AS BIGINT) AS places,
        CAST(1 AS BIGINT) AS incident_places, {_PARTS_ALONE}
    FROM {places} WHERE alone
    UNION ALL SELECT {layer}, {keys}, count(*), CAST(sum(count(*)) OVER incident AS BIGINT),
        {_PARTS_TOGETHER}
    FROM {places} WHERE NOT alone GROUP BY {keys} WINDOW incident AS (PARTITION BY l.incident_id)"""


#: Between places a and b, on a sphere.
KILOMETRES: Final = """6371 * 2 * asin(sqrt(
            sin(radians(b.lat - a.lat) / 2) ** 2
            + cos(radians(a.lat)) * cos(radians(b.lat)) * sin(radians(b.lon - a.lon) / 2) ** 2
        ))"""

#: Figures that say something when two reports have the same; many have a 1 or a 2.
_TELLING: Final = 3
_WHOLE: Final = tuple(PLACE_COUNTS.items())
_NAMES: Final = ", ".join(f"'{whole}'" for whole in PLACE_COUNTS.values())
#: Likely duplicates within a dataset (those of several are links): the only two places of a day
#: with the same figure for the same region, under 10 km apart where both have a point.  A place's
#: figure is its part, or its incident's where it has no other place.  Few rows are left before
#: anything is joined.
FIND_DUPLICATES_WITHIN: Final = f"""
INSERT INTO duplicates
WITH told AS (
    SELECT l.rowid AS spot, region, i.rowid AS id, dataset, date_start, date_end,
        [{", ".join(PLACE_COUNTS)}] AS numbers
    FROM locations l JOIN incidents i USING (incident_id)
    WHERE region IS NOT NULL AND greatest({", ".join(PLACE_COUNTS)}) >= {_TELLING}
    UNION ALL
    SELECT l.rowid, region, i.rowid, dataset, date_start, date_end,
        [{", ".join(f"CASE WHEN {h} IS NULL THEN {w} END" for h, w in _WHOLE)}]
    FROM locations l JOIN incidents i USING (incident_id)
    WHERE alone AND region IS NOT NULL AND coalesce(more_places, 'no') = 'no'
        AND greatest({", ".join(PLACE_COUNTS.values())}) >= {_TELLING}
), figures AS (
    SELECT * EXCLUDE (numbers), unnest(numbers) AS number, unnest([{_NAMES}]) AS figure FROM told
), days AS (
    SELECT *, unnest(range(0, least(date_end - date_start, 7) + 1))
            + (date_start - DATE '1970-01-01') AS day
    FROM figures WHERE number >= {_TELLING}
), alike AS (
    SELECT DISTINCT min(spot) AS one, max(spot) AS two, figure, number
    FROM days GROUP BY dataset, region, day, figure, number
    HAVING count(*) = 2 AND min(id) < max(id)
), pairs AS (
    SELECT a.incident_id, b.incident_id AS other_id, figure, number,
        CASE WHEN a.x IS NOT NULL AND b.x IS NOT NULL THEN {KILOMETRES} END AS kilometres
    FROM alike JOIN locations a ON a.rowid = one JOIN locations b ON b.rowid = two
)
SELECT incident_id, other_id, min(kilometres), false, arg_max(figure, number), max(number)
FROM pairs WHERE coalesce(kilometres, 0) < 10 GROUP BY ALL ORDER BY 1, 2
"""

#: What the data itself marks as the same event told twice.
MARK_DUPLICATES: Final = (
    """
    CREATE TEMP TABLE said AS
    SELECT DISTINCT
        least(i.incident_id, i.same_as) AS one, greatest(i.incident_id, i.same_as) AS two
    FROM incidents i JOIN incidents o ON o.incident_id = i.same_as
    WHERE i.same_as IS NOT NULL AND i.same_as <> i.incident_id
    """,
    """
    UPDATE duplicates SET marked = true
    WHERE (least(incident_id, other_id), greatest(incident_id, other_id)) IN (FROM said)
    """,
    """
    INSERT INTO duplicates SELECT one, two, NULL, true, NULL, NULL FROM said
    WHERE (one, two) NOT IN (
        SELECT (least(incident_id, other_id), greatest(incident_id, other_id)) FROM duplicates
    ) ORDER BY one, two
    """,
    "DROP TABLE said",
)
