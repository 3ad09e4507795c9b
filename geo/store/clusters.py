"""Clusters as a store keeps them: which incidents count once, and which are parts of others.

Terms
-----
cluster
    Incidents that are one and the same; named by the row of its first in table `incidents`.
parent
    The cluster of the whole that a cluster is a part of.
root, depth
    The whole that is no part of anything, and how many steps it is away.
rank
    Which incident of a cluster speaks for it, where one has to: the one of the lowest rank among
    those that are chosen.  One that says what happened comes before one that does not.

A row that stands for another number of events than one is no incident and shares no cluster; it may
be a whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.schema import CLUSTER_COLUMNS, LINK_COLUMNS, UNKNOWN_TYPE

if TYPE_CHECKING:
    import duckdb

    from geo.store.tables import Links

_CLUSTERS: Final = f"""
CREATE TEMP TABLE named AS
WITH given AS (
    SELECT i.rowid AS number, coalesce(i.events, 1) = 1 AS one, g.cluster AS name, g.parent,
        i.incident_id, i.sub_event_type = '{UNKNOWN_TYPE}' AS untold,
        i.sub_event_type = i.event_type AS general
    FROM clusters_given g JOIN incidents i ON i.incident_id = g.id AND i.dataset = g.dataset
)
SELECT *, CASE WHEN one THEN min(number) FILTER (one) OVER alike ELSE number END AS cluster,
    coalesce(min(number) FILTER (one) OVER alike, min(number) OVER alike) AS first,
    row_number() OVER (PARTITION BY name ORDER BY untold, general, number) AS rank
FROM given WINDOW alike AS (PARTITION BY name)
"""
_WHOLES: Final = """
SELECT DISTINCT part.cluster, whole.first FROM named part
JOIN (SELECT DISTINCT name, first FROM named) whole ON whole.name = part.parent
WHERE whole.first <> part.cluster ORDER BY ALL
"""
_LINKED: Final = """
INSERT INTO clustered
SELECT $strictness, incident_id, n.cluster, w.parent, coalesce(w.root, n.cluster),
    coalesce(w.depth, 0), rank
FROM named n LEFT JOIN (
    SELECT unnest($clusters::BIGINT[]) AS cluster, unnest($parents::BIGINT[]) AS parent,
        unnest($roots::BIGINT[]) AS root, unnest($depths::BIGINT[]) AS depth
) w ON w.cluster = n.cluster
QUALIFY count(*) OVER (PARTITION BY n.cluster) > 1 OR w.parent IS NOT NULL
    OR list_contains($parents::BIGINT[], n.cluster)
ORDER BY number
"""


def add_links(connection: duckdb.DuckDBPyConnection, links: Links) -> None:
    """Write the tables `links` and `clustered` of a store whose incidents are there."""
    connection.register("links_given", links.pairs[list(LINK_COLUMNS)])
    connection.execute(f"INSERT INTO links SELECT {', '.join(LINK_COLUMNS)} FROM links_given")
    connection.unregister("links_given")
    for strictness, clusters in links.clusters.items():
        connection.register("clusters_given", clusters[list(CLUSTER_COLUMNS)])
        connection.execute(_CLUSTERS)
        connection.unregister("clusters_given")
        parent: dict[int, int] = {}
        for part, whole in connection.execute(_WHOLES).fetchall():
            if part not in parent and part not in _above(parent, whole):
                parent[part] = whole
        above = {part: _above(parent, part) for part in parent}
        parameters = {
            "strictness": strictness,
            "clusters": list(parent),
            "parents": list(parent.values()),
            "roots": [wholes[-1] for wholes in above.values()],
            "depths": [len(wholes) - 1 for wholes in above.values()],
        }
        connection.execute(_LINKED, parameters)
        connection.execute("DROP TABLE named")


def _above(parent: dict[int, int], cluster: int) -> list[int]:
    """Return a cluster, its whole, the whole of that, and so on."""
    found = [cluster]
    while found[-1] in parent:
        found.append(parent[found[-1]])
    return found
