"""Which records of different datasets tell of the same incident, or of a part of another's."""

from geo.links.deciding import DECISION_COLUMNS, LinkDecision, links_csv, read_links
from geo.links.grouping import THRESHOLDS, clusters
from geo.links.linking import PAIR_COLUMNS, link
from geo.schema import STRICTNESS

__all__ = [
    "DECISION_COLUMNS",
    "PAIR_COLUMNS",
    "STRICTNESS",
    "THRESHOLDS",
    "LinkDecision",
    "clusters",
    "link",
    "links_csv",
    "read_links",
]
