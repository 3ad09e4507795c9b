"""The SQL by which `geo.store.beside` reads a small store and a large one as one.

The large one is attached as `store`, the small one by a name of its own (`{own}`), and the views
over both stand in a schema of the connection's memory (`{place}`).
"""

from __future__ import annotations

from typing import Final

from geo.schema import (
    INCIDENT_COLUMNS,
    LINK_COLUMNS,
    LOCATION_COLUMNS,
    PLACE_COUNTS,
    REJECTED_COLUMNS,
)
from geo.store.sql import TOUCHES, UNIT_TOUCHES

#: Keys between two rows of the large store.
STEP: Final = 2**20

_INCIDENTS: Final = ", ".join((*INCIDENT_COLUMNS, "search"))
_LOCATIONS: Final = ", ".join((*LOCATION_COLUMNS, "area", "alone", "x", "y"))
_TOUCHED: Final = ("touches_together", "unit_touches_together")

#: In the small store: what of the large store is not read; and `changed`, the datasets of which
#: some incidents are moved.
PREPARE: Final = (
    "CREATE TABLE replaced AS SELECT unnest($replaced::VARCHAR[]) AS dataset",
    "CREATE TEMP TABLE moved AS SELECT unnest($moved::VARCHAR[]) AS incident_id",
    """CREATE TABLE hidden AS SELECT incident_id, dataset FROM store.main.incidents
    WHERE dataset IN (FROM replaced) OR incident_id IN (FROM moved)""",
    """CREATE TABLE changed AS
    SELECT DISTINCT dataset FROM hidden SEMI JOIN moved USING (incident_id)""",
    "DELETE FROM duplicates",
    """DELETE FROM spellings s WHERE EXISTS (FROM store.main.spellings t
    WHERE t.region = s.region AND t.place_name = s.place_name)""",
    "CREATE TABLE links_gone (id_a VARCHAR, id_b VARCHAR)",
    "CREATE TABLE duplicates_gone (incident_id VARCHAR, other_id VARCHAR)",
    "CREATE TABLE clustered_gone (incident_id VARCHAR)",
)

#: How many incidents of the large store come before each of the small one.
POSITIONS: Final = """
CREATE TEMP TABLE positions AS
WITH days AS (
    SELECT date_start, min(rowid) AS first FROM store.main.incidents GROUP BY 1
), together AS (
    SELECT CAST(NULL AS BIGINT) AS spot, date_start, date_end, dataset, incident_id
    FROM store.main.incidents SEMI JOIN incidents USING (date_start)
    UNION ALL SELECT rowid, date_start, date_end, dataset, incident_id FROM incidents
), ranked AS (
    SELECT spot, date_start, count(*) FILTER (spot IS NULL) OVER (
        PARTITION BY date_start ORDER BY date_end, dataset, incident_id ROWS UNBOUNDED PRECEDING
    ) AS before FROM together
)
SELECT r.spot, r.before + coalesce(d.first, (SELECT count(*) FROM store.main.incidents)) AS position
FROM (FROM ranked WHERE spot IS NOT NULL) r ASOF LEFT JOIN days d ON d.date_start >= r.date_start
"""
#: At which place of the large store the incident of a position begins.
PLACES: Final = """
CREATE TEMP TABLE places AS
WITH asked AS (SELECT DISTINCT position FROM positions), found AS (
    SELECT i.rowid AS position, min(l.rowid) AS place
    FROM store.main.locations l JOIN store.main.incidents i USING (incident_id)
    WHERE i.rowid IN (SELECT position FROM asked) GROUP BY 1
)
SELECT position, coalesce(place, (SELECT count(*) FROM store.main.locations)) AS place
FROM asked LEFT JOIN found USING (position)
"""
KEYS: Final = (
    "ALTER TABLE incidents ADD COLUMN key BIGINT",
    "ALTER TABLE locations ADD COLUMN key BIGINT",
    f"""
    UPDATE incidents SET key = n.key FROM (
        SELECT spot, (position + 1) * {STEP} - count(*) OVER (PARTITION BY position)
            + row_number() OVER (PARTITION BY position ORDER BY spot) - 1 AS key FROM positions
    ) n WHERE incidents.rowid = n.spot""",
    f"""
    UPDATE locations SET key = n.key FROM (
        SELECT spot, (place + 1) * {STEP} - count(*) OVER (PARTITION BY place)
            + row_number() OVER (PARTITION BY place ORDER BY spot) - 1 AS key
        FROM (
            SELECT l.rowid AS spot, p.place FROM locations l JOIN incidents i USING (incident_id)
                JOIN positions n ON n.spot = i.rowid JOIN places p USING (position)
        )
    ) n WHERE locations.rowid = n.spot""",
    "DROP TABLE positions",
    "DROP TABLE places",
)
HIDDEN_ROWS: Final = """
SELECT l.rowid AS row FROM store.main.locations l SEMI JOIN hidden USING (incident_id) ORDER BY 1
"""


def views(own: str, *, hidden: bool) -> dict[str, str]:
    """Return the SQL of each view, by the name of the table that it is read as.

    `hidden` says whether any incident of the large store is not read.
    """
    without = f"ANTI JOIN {own}.main.hidden h ON h.incident_id = t.incident_id" if hidden else ""

    def both(name: str, columns: str, key: tuple[str, str] = ("", "")) -> str:
        named = ", ".join(f"t.{column}" for column in columns.split(", "))
        return (
            f"SELECT {named}{key[0]} FROM store.main.{name} t {without}"
            f" UNION ALL SELECT {named}{key[1]} FROM {own}.main.{name} t"
        )

    key = (f", (t.rowid + 1) * {STEP} AS rowid", ", t.key")
    found = {
        "incidents": both("incidents", _INCIDENTS, key),
        "locations": both("locations", _LOCATIONS, key),
        **{name: both(name, "*") for name in _TOUCHED},
        "touches": TOUCHES,
        "unit_touches": UNIT_TOUCHES,
    }
    columns = ", ".join(f't."{name}"' for name in REJECTED_COLUMNS)
    clustered = ", ".join(
        f"(t.{name} + 1) * {STEP} AS {name}"
        if name in {"cluster", "parent", "root"}
        else f"t.{name}"
        for name in ("strictness", "incident_id", "cluster", "parent", "root", "depth", "rank")
    )
    return found | {
        "spellings": f"FROM store.main.spellings UNION ALL FROM {own}.main.spellings",
        "rejected": f"SELECT {columns} FROM store.main.rejected t"
        f" ANTI JOIN {own}.main.replaced r ON r.dataset = t.dataset"
        f" UNION ALL SELECT {columns} FROM {own}.main.rejected t",
        "duplicates": f"SELECT t.* FROM store.main.duplicates t ANTI JOIN"
        f" {own}.main.duplicates_gone g ON g.incident_id = t.incident_id"
        f" AND g.other_id = t.other_id UNION ALL FROM {own}.main.duplicates",
        "links": f"SELECT t.* FROM store.main.links t ANTI JOIN {own}.main.links_gone g"
        f" ON g.id_a = t.id_a AND g.id_b = t.id_b UNION ALL FROM {own}.main.links",
        "clustered": f"SELECT {clustered} FROM store.main.clustered t ANTI JOIN"
        f" {own}.main.clustered_gone g ON g.incident_id = t.incident_id"
        f" UNION ALL FROM {own}.main.clustered",
        **{
            name: f"FROM {own}.main.{name}"
            for name in (
                *("revisions", "meta", "layers", "layer_areas", "layer_places", "layer_touches"),
            )
        },
    }


#: What is near the own rows, so that it may tell of the same incidents: about the same days, and
#: within 16 km, or in the same region where one of the two has no point or may be a wave of a night
#: over a region.  Whatever `geo.links` compares with an own row is among it.
_DAYS: Final = """date_start - DATE '1970-01-01' AS first,
        least(date_end, date_start + 7) - DATE '1970-01-01' AS last"""
_AT: Final = "coalesce(l.circle_lat, l.lat) AS lat, coalesce(l.circle_lon, l.lon) AS lon"
_WIDE: Final = (
    "(l.x IS NULL OR NOT l.alone OR coalesce(greatest(i.launched, i.downed) >= 10, false))"
)
_CELL: Final = "CAST(floor(lat * 6.5) AS INTEGER) AS cy, CAST(floor(lon * 1.7) AS INTEGER) AS cx"
_AROUND: Final = "unnest(range(first, last + 1)) AS day"
NEAR: Final = (
    "CREATE TEMP TABLE own_ids AS SELECT incident_id FROM {own}.main.incidents",
    f"""
    CREATE TEMP TABLE own_places AS
    SELECT DISTINCT l.region, {_WIDE} AS wide, {_AT}, i.first, i.last
    FROM (SELECT *, {_DAYS} FROM {{own}}.main.incidents) i
        JOIN {{own}}.main.locations l USING (incident_id)""",
    f"""
    CREATE TEMP TABLE own_cells AS
    SELECT DISTINCT lat, lon, unnest(range(first - 1, last + 2)) AS day,
        cy + step // 3 - 1 AS cy, cx + step % 3 - 1 AS cx
    FROM (SELECT *, {_CELL}, unnest(range(9)) AS step FROM own_places WHERE lat IS NOT NULL)""",
    """
    CREATE TEMP TABLE own_regions AS
    SELECT region, day, bool_or(wide) AS wide
    FROM (SELECT region, wide, unnest(range(first - 2, last + 3)) AS day FROM own_places)
    WHERE region IS NOT NULL GROUP BY ALL""",
    f"""
    CREATE TEMP TABLE near AS
    WITH days AS (
        SELECT incident_id, launched, downed, {_DAYS} FROM store.main.incidents
        WHERE date_start BETWEEN
            (SELECT DATE '1970-01-01' + CAST(min(first) AS INTEGER) - 9 FROM own_places)
            AND (SELECT DATE '1970-01-01' + CAST(max(last) AS INTEGER) + 2 FROM own_places)
    ), placed AS (
        SELECT incident_id, {_AT}, {_CELL} FROM store.main.locations l WHERE lat IS NOT NULL
    ), in_cells AS (
        SELECT *, {_AROUND} FROM placed SEMI JOIN own_cells USING (cy, cx)
            JOIN days USING (incident_id)
    ), in_regions AS (
        SELECT incident_id, l.region, {_WIDE} AS wide, {_AROUND}
        FROM store.main.locations l JOIN days i USING (incident_id)
        WHERE {_WIDE} OR l.region IN (SELECT region FROM own_regions WHERE wide)
    )
    SELECT incident_id FROM in_cells c JOIN own_cells o USING (day, cy, cx)
        WHERE abs(c.lat - o.lat) < 0.15 AND abs(c.lon - o.lon) * cos(radians(o.lat)) < 0.16
    UNION SELECT incident_id FROM in_regions r JOIN own_regions o USING (region, day)
        WHERE r.wide OR o.wide
    UNION SELECT incident_id FROM store.main.incidents WHERE same_as IN (FROM own_ids)
    UNION SELECT incident_id FROM store.main.incidents
        WHERE incident_id IN (SELECT same_as FROM {{own}}.main.incidents)
    EXCEPT SELECT incident_id FROM {{own}}.main.hidden
    UNION FROM own_ids""",
    f"""
    CREATE TEMP TABLE incidents AS SELECT {", ".join(INCIDENT_COLUMNS)}
    FROM {{place}}.incidents SEMI JOIN near USING (incident_id) ORDER BY rowid""",
    f"""
    CREATE TEMP TABLE locations AS SELECT {_LOCATIONS}
    FROM {{place}}.locations SEMI JOIN near USING (incident_id) ORDER BY rowid""",
)

_LINK_COLUMNS: Final = ", ".join(LINK_COLUMNS)
#: Given the links of own rows and all decisions (links_given): what of the large store's links is
#: not read, and which incidents are linked with what has changed, over any number of steps.
LINKS: Final = (
    """
    INSERT INTO {own}.main.links_gone
    SELECT id_a, id_b FROM store.main.links l
    WHERE reasons = $decided OR id_a IN (SELECT incident_id FROM {own}.main.hidden)
        OR id_b IN (SELECT incident_id FROM {own}.main.hidden)
        OR (id_a, id_b) IN (SELECT (id_a, id_b) FROM links_given)
        OR (id_a, id_b) IN (SELECT (id_b, id_a) FROM links_given)""",
    f"INSERT INTO {{own}}.main.links SELECT {_LINK_COLUMNS} FROM links_given",
    """
    CREATE TEMP TABLE reached AS
    WITH RECURSIVE ends AS MATERIALIZED (
        SELECT id_a AS a, id_b AS b FROM links UNION ALL SELECT id_b, id_a FROM links
    ), reached(id) AS (
        SELECT id FROM (
            SELECT unnest([id_a, id_b]) AS id FROM {own}.main.links_gone
            UNION ALL SELECT unnest([id_a, id_b]) FROM {own}.main.links
        )
        UNION SELECT b FROM reached JOIN ends ON a = id
    )
    SELECT DISTINCT id FROM reached""",
    """INSERT INTO {own}.main.clustered_gone
    FROM reached UNION SELECT incident_id FROM {own}.main.hidden""",
)
TOGETHER: Final = f"SELECT {_LINK_COLUMNS} FROM links WHERE id_a IN (FROM reached)"
BEFORE_CLUSTERS: Final = (
    "CREATE TEMP TABLE clustered AS FROM {own}.main.clustered LIMIT 0",
    "CREATE TEMP TABLE links AS FROM {own}.main.links LIMIT 0",
)

NO_DUPLICATES: Final = "CREATE TEMP TABLE duplicates AS FROM {own}.main.duplicates LIMIT 0"
_COUNTED: Final = ", ".join(dict.fromkeys((*PLACE_COUNTS, *PLACE_COUNTS.values())))
#: The datasets that have own rows, whole: what is alike within one may be anywhere in it.
WHOLE_DATASETS: Final = (
    f"""
    CREATE OR REPLACE TEMP TABLE incidents AS
    SELECT incident_id, dataset, date_start, date_end, more_places,
        {", ".join(PLACE_COUNTS.values())}
    FROM {{place}}.incidents
    WHERE dataset IN (SELECT dataset FROM {{own}}.main.incidents) ORDER BY rowid""",
    f"""
    CREATE OR REPLACE TEMP TABLE locations AS
    SELECT incident_id, region, alone, x, lat, lon, {", ".join(PLACE_COUNTS)}
    FROM {{place}}.locations SEMI JOIN temp.incidents USING (incident_id) ORDER BY rowid""",
)
#: What the data marks, of an own row or within a dataset that is looked through anew.
SAID: Final = (
    "DROP TABLE temp.incidents",
    "DROP TABLE temp.locations",
    """
    CREATE TEMP TABLE said AS
    SELECT DISTINCT least(i.incident_id, i.same_as) AS one,
        greatest(i.incident_id, i.same_as) AS two
    FROM incidents i JOIN incidents o ON o.incident_id = i.same_as
    WHERE i.same_as IS NOT NULL AND i.same_as <> i.incident_id AND (
        i.incident_id IN (FROM own_ids) OR o.incident_id IN (FROM own_ids)
        OR (i.dataset = o.dataset AND i.dataset IN (FROM {own}.main.changed))
    )""",
)
DUPLICATES: Final = (
    """
    INSERT INTO {own}.main.duplicates_gone
    SELECT incident_id, other_id FROM store.main.duplicates
    WHERE incident_id IN (SELECT incident_id FROM {own}.main.hidden)
        OR other_id IN (SELECT incident_id FROM {own}.main.hidden)
    UNION SELECT d.incident_id, d.other_id FROM store.main.duplicates d
        JOIN store.main.incidents a ON a.incident_id = d.incident_id
        JOIN store.main.incidents b ON b.incident_id = d.other_id
    WHERE a.dataset = b.dataset AND a.dataset IN (FROM {own}.main.changed)""",
    "INSERT INTO {own}.main.duplicates FROM temp.duplicates",
)
