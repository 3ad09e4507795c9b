from .deciding import (
    DECIDED,
    LinkDecision,
    decided,
    decisions_of,
    links_csv,
    read_links,
)
from .grouping import THRESHOLDS, clusters
from .linking import link
from .quality import QUALITY

__all__ = [
    "DECIDED",
    "QUALITY",
    "THRESHOLDS",
    "LinkDecision",
    "clusters",
    "decided",
    "decisions_of",
    "link",
    "links_csv",
    "read_links",
]
