from . import search_text
from .asked import Question, StoppedError
from .opened import FORMAT, HISTORY, ORIGIN, Stamp, Store
from .search_text import LONGEST, MOST_WORDS, within
from .tables import LayerTables, Links, Revision, Tables
from .terms import (
    NOT_STATED,
    SHIPPED,
    SHIPPED_DATASET,
    UNSTATED,
    Terms,
    as_meta,
    licence_of,
    shipped,
    terms_of,
)
from .writer import Beginning, write

__all__ = [
    "FORMAT",
    "HISTORY",
    "LONGEST",
    "MOST_WORDS",
    "NOT_STATED",
    "ORIGIN",
    "SHIPPED",
    "SHIPPED_DATASET",
    "UNSTATED",
    "Beginning",
    "LayerTables",
    "Links",
    "Question",
    "Revision",
    "Stamp",
    "StoppedError",
    "Store",
    "Tables",
    "Terms",
    "as_meta",
    "licence_of",
    "search_text",
    "shipped",
    "terms_of",
    "within",
    "write",
]
