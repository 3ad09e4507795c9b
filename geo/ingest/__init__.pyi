from . import cluster
from .decisions import (
    FILE_NAME,
    Decision,
    Key,
    at_point,
    decisions_csv,
    place_again,
    read_decisions,
)
from .linking import kept_decisions, links_of, links_with, read_decided
from .merging import apart
from .own_part import MOST_OWN, links_beside, own_part
from .own_store import ensure_store
from .pipeline import Choices, Prepared, ingest, prepare
from .publish import publish
from .stamps import stamp_of
from .versions import hash_of, version_of

__all__ = [
    "FILE_NAME",
    "MOST_OWN",
    "Choices",
    "Decision",
    "Key",
    "Prepared",
    "apart",
    "at_point",
    "cluster",
    "decisions_csv",
    "ensure_store",
    "hash_of",
    "ingest",
    "kept_decisions",
    "links_beside",
    "links_of",
    "links_with",
    "own_part",
    "place_again",
    "prepare",
    "publish",
    "read_decided",
    "read_decisions",
    "stamp_of",
    "version_of",
]
