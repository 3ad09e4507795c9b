from .decisions import (
    FILE_NAME,
    Decision,
    Key,
    as_csv,
    at_point,
    corrections_of,
    place_again,
    read_decisions,
)
from .merging import apart
from .own_store import ensure_store
from .pipeline import Choices, Prepared, ingest, prepare

__all__ = [
    "FILE_NAME",
    "Choices",
    "Decision",
    "Key",
    "Prepared",
    "apart",
    "as_csv",
    "at_point",
    "corrections_of",
    "ensure_store",
    "ingest",
    "place_again",
    "prepare",
    "read_decisions",
]
