"""Which records of different datasets tell of the same incident, or of a part of another's."""

from geo.links.deciding import (
    DECIDED,
    DECISION_COLUMNS,
    LinkDecision,
    decided,
    decisions_of,
    links_csv,
    read_links,
)
from geo.links.grouping import THRESHOLDS, clusters
from geo.links.linking import PAIR_COLUMNS, link
from geo.links.quality import QUALITY, Quality
from geo.schema import STRICTNESS

__all__ = [
    "DECIDED",
    "DECISION_COLUMNS",
    "PAIR_COLUMNS",
    "QUALITY",
    "STRICTNESS",
    "THRESHOLDS",
    "LinkDecision",
    "Quality",
    "clusters",
    "decided",
    "decisions_of",
    "link",
    "links_csv",
    "read_links",
]
