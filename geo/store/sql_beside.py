"""The SQL by which `geo.store.beside` reads a small store and a large one as one.

The large one is attached as `store`, the small one by a name of its own (`{own}`), and the views
over both stand in a schema of the connection's memory (`{place}`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.schema import (
    INCIDENT_COLUMNS,
    LINK_COLUMNS,
    LOCATION_COLUMNS,
    PLACE_COUNTS,
    REJECTED_COLUMNS,
)
from geo.store.sql import KILOMETRES, TOUCHES, UNIT_TOUCHES, layer_touches

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    """DELETE FROM spellings s WHERE EXISTS (FROM store.main.spellings t
    WHERE t.region = s.region AND t.place_name = s.place_name)""",
    "CREATE TABLE links_gone (id_a VARCHAR, id_b VARCHAR)",
    "CREATE TABLE duplicates_gone (incident_id VARCHAR, other_id VARCHAR)",
    "CREATE TABLE clustered_gone (incident_id VARCHAR)",
)

#: Gives the rows of the small store their keys: by how many incidents of the large one come before
#: each (`positions`), and at which place of the large one an incident begins (`places`), those of
#: the positions and the first of each day (`days`).
ORDER: Final = (
    """
    CREATE TEMP TABLE days AS
    SELECT date_start, min(rowid) AS first FROM store.main.incidents GROUP BY 1""",
    """
    CREATE TEMP TABLE positions AS
    WITH together AS (
        SELECT CAST(NULL AS BIGINT) AS spot, date_start, date_end, dataset, incident_id
        FROM store.main.incidents SEMI JOIN incidents USING (date_start)
        UNION ALL SELECT rowid, date_start, date_end, dataset, incident_id FROM incidents
    ), ranked AS (
        SELECT spot, date_start, count(*) FILTER (spot IS NULL) OVER (
            PARTITION BY date_start ORDER BY date_end, dataset, incident_id
            ROWS UNBOUNDED PRECEDING
        ) AS before FROM together
    )
    SELECT r.spot,
        r.before + coalesce(d.first, (SELECT count(*) FROM store.main.incidents)) AS position
    FROM (FROM ranked WHERE spot IS NOT NULL) r
        ASOF LEFT JOIN days d ON d.date_start >= r.date_start""",
    """
    CREATE TEMP TABLE places AS
    WITH asked AS (SELECT position FROM positions UNION SELECT first FROM days), named AS (
        SELECT rowid AS position, incident_id FROM store.main.incidents
        WHERE rowid IN (FROM asked)
    ), found AS (
        SELECT position, min(l.rowid) AS place
        FROM store.main.locations l JOIN named USING (incident_id) GROUP BY 1
    )
    SELECT position, coalesce(place, (SELECT count(*) FROM store.main.locations)) AS place
    FROM asked LEFT JOIN found USING (position)""",
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
)
#: Own layers (those that have areas) have all points beside the large store; of that one's layers
#: the points of own rows stand there, where it has not the same.  Of own layers that were there
#: `earlier` already, the large store's points are taken from there.
OWN_LAYERS: Final = """
CREATE TABLE own_layers AS SELECT layer, dated FROM layers SEMI JOIN layer_areas USING (layer)
"""
_SAME_PLACE: Final = """o.layer = p.layer AND o.lon = p.lon AND o.lat = p.lat
    AND o.day IS NOT DISTINCT FROM p.day"""
LAYER_PLACES: Final = f"""
DELETE FROM layer_places p WHERE layer NOT IN (SELECT layer FROM own_layers)
    AND EXISTS (FROM store.main.layer_places o WHERE {_SAME_PLACE})
"""
EARLIER_PLACES: Final = f"""
INSERT INTO layer_places SELECT p.* FROM {{earlier}}.main.layer_places p
WHERE list_contains($joined, p.layer) AND NOT EXISTS (FROM layer_places o WHERE {_SAME_PLACE})
"""
HIDDEN_ROWS: Final = """
SELECT l.rowid AS row FROM store.main.locations l SEMI JOIN hidden USING (incident_id) ORDER BY 1
"""


def views(own: str, *, hidden: bool, layers: Sequence[str]) -> dict[str, str]:
    """Return the SQL of each view, by the name of the table that it is read as.

    Parameters
    ----------
    own : str
        The small store.
    hidden : bool
        Whether any incident of the large store is not read.
    layers : sequence of str
        Own layers; of each the table `kinds_N` says what the large store's places are to it.
    """
    leave_out = f"ANTI JOIN {own}.main.hidden h ON h.incident_id = {{}}.incident_id"
    without = leave_out.format("t") if hidden else ""

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
        **{name: f"FROM {own}.main.{name}" for name in ("revisions", "meta", "layers")},
        **_of_layers(own, without, leave_out.format("l") if hidden else "", layers),
    }


def _of_layers(
    own: str, without: str, without_places: str, layers: Sequence[str]
) -> dict[str, str]:
    """Return the views of what layers say: of the store's own layers what is there already."""
    kept = f"ANTI JOIN {own}.main.own_layers k ON k.layer = t.layer"
    found = {
        name: f"SELECT t.* FROM store.main.{name} t {kept} UNION ALL FROM {own}.main.{name}"
        for name in ("layer_areas", "layer_places")
    }
    touches = [
        f"SELECT t.* FROM store.main.layer_touches t {kept} {without}",
        f"FROM {own}.main.layer_touches",
        *(
            layer_touches(
                f"decode('{_hexed(layer)}'::BLOB)",
                f"{own}.main.kinds_{number}",
                source="store.main",
                without=without_places,
            )
            for number, layer in enumerate(layers)
        ),
    ]
    return found | {"layer_touches": " UNION ALL ".join(touches)}


def _hexed(text: str) -> str:
    """Return a text as DuckDB writes bytes, in which no sign has a meaning."""
    return "".join(f"\\x{byte:02X}" for byte in text.encode())


#: What is near the own rows, so that it may tell of the same incidents: within 16 km and a day, or
#: where one of the two may be a wave of a night over several regions, what was struck in one of
#: them that night.  Whatever `geo.links` compares with an own row is among it.  Places of the large
#: store are looked for among the rows of the days around, which begin at `edges`.
_LONGEST: Final = 7
_DAYS: Final = """date_start - DATE '1970-01-01' AS first, date_end - DATE '1970-01-01' AS last"""
_AT: Final = "coalesce(l.circle_lat, l.lat) AS lat, coalesce(l.circle_lon, l.lon) AS lon"
_CELL: Final = "CAST(floor(lat * 6.5) AS INTEGER) AS cy, CAST(floor(lon * 1.7) AS INTEGER) AS cx"
#: Whether an incident of so many `regions` may be a wave; `flew` is what flew, if it is known.
_WAVE: Final = "(regions > 2 OR regions > 1 AND flew IS NOT NULL OR coalesce(flew >= 10, false))"
_FLEW: Final = "greatest(i.launched, i.downed) AS flew"
#: What `geo.links` reads of incidents and of their places.
_TOLD: Final = """incident_id, dataset, date_start, date_end, time_start, event_type,
    sub_event_type, actor, fatalities, fatalities_low, fatalities_high, injuries, launched, downed,
    notes, source_url, same_as"""
_PLACED: Final = """incident_id, place, place_name, region, lat, lon, precision, x, circle_lat,
    circle_lon, radius_km"""
NEAR: Final = (
    "CREATE TEMP TABLE own_ids AS SELECT incident_id FROM {own}.main.incidents",
    """
    CREATE TEMP TABLE edges AS
    SELECT date_start - DATE '1970-01-01' AS day, place
    FROM days JOIN places ON position = first
    WHERE place < (SELECT count(*) FROM store.main.locations)""",
    f"""
    CREATE TEMP TABLE own_places AS
    WITH told AS (
        SELECT incident_id, l.region, {_AT}, i.first, i.last, {_FLEW},
            count(DISTINCT l.region) OVER (PARTITION BY incident_id) AS regions
        FROM (SELECT *, {_DAYS} FROM {{own}}.main.incidents) i
            JOIN {{own}}.main.locations l USING (incident_id)
        WHERE i.last - i.first < {_LONGEST}
    )
    SELECT DISTINCT t.region, {_WAVE} AS wave, lat, lon, t.first, t.last,
        coalesce(b.place, 0) AS start, coalesce(e.place, {2**62}) AS stop
    FROM told t ASOF LEFT JOIN edges b ON t.first - {_LONGEST} >= b.day
        ASOF LEFT JOIN edges e ON t.last + 1 < e.day""",
    f"""
    CREATE TEMP TABLE near AS
    WITH cells AS (
        SELECT DISTINCT lat, lon, first, last, start, stop,
            cy + step // 3 - 1 AS cy, cx + step % 3 - 1 AS cx
        FROM (SELECT *, {_CELL}, unnest(range(9)) AS step FROM own_places WHERE lat IS NOT NULL)
    ), places AS (
        SELECT incident_id, place, lat, lon, {_CELL} FROM (
            SELECT incident_id, l.rowid AS place, {_AT} FROM store.main.locations l
        ) WHERE lat IS NOT NULL
    ), regions AS (
        SELECT region, bool_or(wave) AS wave, first, last, start, stop FROM own_places
        WHERE region IS NOT NULL GROUP BY ALL
    ), met AS (
        SELECT a.incident_id, true AS close, false AS wave, false AS several, b.first, b.last
        FROM places a JOIN cells b USING (cy, cx)
        WHERE a.place >= b.start AND a.place < b.stop AND abs(a.lat - b.lat) < 0.15
            AND {KILOMETRES} < 16.1
        UNION ALL SELECT l.incident_id, false, o.wave, NOT l.alone, o.first, o.last
        FROM store.main.locations l JOIN regions o USING (region)
        WHERE l.rowid >= o.start AND l.rowid < o.stop
    ), together AS MATERIALIZED (
        SELECT m.*, i.first AS i_first, i.last AS i_last, i.flew
        FROM met m JOIN (
            SELECT incident_id, {_DAYS}, {_FLEW} FROM store.main.incidents i
        ) i USING (incident_id)
        WHERE i.last - i.first < {_LONGEST} AND i.first <= m.last + 1 AND i.last >= m.first - 1
    ), wide AS (
        SELECT incident_id, count(*) AS regions FROM store.main.touches_together
        WHERE incident_id IN (SELECT incident_id FROM together WHERE several) GROUP BY 1
    ), found AS (
        SELECT t.*, coalesce(w.regions, 1) AS regions
        FROM together t LEFT JOIN wide w USING (incident_id)
    )
    SELECT incident_id FROM found WHERE close
        OR wave AND ({_WAVE} OR last IN (i_first, i_first + 1, i_last))
        OR {_WAVE} AND i_last IN (first, first + 1, last)
    UNION SELECT incident_id FROM store.main.incidents WHERE same_as IN (FROM own_ids)
    UNION SELECT incident_id FROM store.main.incidents
        WHERE incident_id IN (SELECT same_as FROM {{own}}.main.incidents)
    EXCEPT SELECT incident_id FROM {{own}}.main.hidden
    UNION FROM own_ids""",
    f"""
    CREATE TEMP VIEW incidents AS SELECT {_TOLD}
    FROM {{place}}.incidents SEMI JOIN near USING (incident_id)""",
    f"""
    CREATE TEMP TABLE locations AS SELECT {_PLACED}
    FROM {{place}}.locations SEMI JOIN near USING (incident_id)""",
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
    """CREATE TEMP TABLE incidents AS
    SELECT rowid, incident_id, dataset, events, event_type, sub_event_type
    FROM {place}.incidents WHERE incident_id IN (FROM reached)""",
    "CREATE TEMP TABLE clustered AS FROM {own}.main.clustered LIMIT 0",
    "CREATE TEMP TABLE links AS FROM {own}.main.links LIMIT 0",
)

#: What counts otherwise than in the large store: own incidents, those hidden, and all that is
#: linked with these.  `was` has them as the large store does, `now` as they are read; a cluster, a
#: whole and a root are named by their new rows.
_SUMMED: Final = ", ".join(
    (
        *("incident_id", "sub_event_type", "actor", "dataset", "date_start", "date_end"),
        *("more_places", "events"),
        *dict.fromkeys(PLACE_COUNTS.values()),
        *("fatalities_low", "fatalities_high"),
    )
)
_DRAWN: Final = ", ".join(
    ("incident_id", "area", "x", "y", "lon", "lat", "place_name", *PLACE_COUNTS)
)
CONCERNED: Final = """
CREATE TEMP TABLE concerned AS SELECT incident_id FROM {own}.main.incidents
UNION SELECT incident_id FROM {own}.main.hidden UNION FROM {own}.main.clustered_gone
UNION SELECT incident_id FROM {own}.main.clustered"""
_RENUMBERED: Final = """
    CREATE TABLE {{own}}.{when}.clustered AS
    SELECT strictness, t.incident_id, c.rowid AS cluster, p.rowid AS parent, r.rowid AS root,
        depth, rank
    FROM {source}.main.clustered t JOIN {{own}}.{when}.incidents c ON c.key = t.cluster
        LEFT JOIN {{own}}.{when}.incidents p ON p.key = t.parent
        LEFT JOIN {{own}}.{when}.incidents r ON r.key = t.root"""
_NOW: Final = f"""
    CREATE TABLE {{{{own}}}}.now.{{name}} AS
    SELECT {{columns}}, (key + 1) * {STEP} AS key
    FROM {{{{own}}}}.was.{{name}} ANTI JOIN {{{{own}}}}.main.hidden USING (incident_id)
    UNION ALL SELECT {{columns}}, key FROM {{{{own}}}}.main.{{name}} ORDER BY key"""
EXCERPTS: Final = (
    "CREATE SCHEMA {own}.was",
    "CREATE SCHEMA {own}.now",
    *(
        f"""
    CREATE TABLE {{own}}.was.{name} AS SELECT {columns}, t.rowid AS key
    FROM store.main.{name} t SEMI JOIN concerned USING (incident_id) ORDER BY key"""
        for name, columns in (("incidents", _SUMMED), ("locations", _DRAWN))
    ),
    *(
        _NOW.format(name=name, columns=columns)
        for name, columns in (("incidents", _SUMMED), ("locations", _DRAWN))
    ),
    _RENUMBERED.format(when="was", source="store"),
    _RENUMBERED.format(when="now", source="{own}"),
)

NO_DUPLICATES: Final = "CREATE TEMP TABLE duplicates AS FROM {own}.main.duplicates LIMIT 0"
_COUNTED: Final = ", ".join(dict.fromkeys((*PLACE_COUNTS, *PLACE_COUNTS.values())))
#: The datasets that have own rows, whole: what is alike within one may be anywhere in it.
WHOLE_DATASETS: Final = (
    "DROP VIEW temp.incidents",
    f"""
    CREATE TEMP TABLE incidents AS
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
