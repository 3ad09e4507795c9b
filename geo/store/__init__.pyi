from . import search_text
from .asked import Question, StoppedError
from .beside import Beside, Layers, Linking, Own
from .opened import FORMAT, HISTORY, ORIGIN, Excerpt, Stamp, Store
from .search_text import LONGEST, MOST_WORDS, within
from .sql import KILOMETRES
from .tables import LayerTables, Links, Revision, Tables
from .terms import (
    AGGREGATED,
    FORBIDDEN,
    FREE,
    NOT_STATED,
    REPUBLISH,
    SHIPPED,
    SHIPPED_DATASET,
    UNSTATED,
    WITHHELD,
    Terms,
    as_meta,
    licence_of,
    shipped,
    stated_terms,
    terms_of,
    withheld,
)
from .writer import Beginning, write

__all__ = [
    "AGGREGATED",
    "FORBIDDEN",
    "FORMAT",
    "FREE",
    "HISTORY",
    "KILOMETRES",
    "LONGEST",
    "MOST_WORDS",
    "NOT_STATED",
    "ORIGIN",
    "REPUBLISH",
    "SHIPPED",
    "SHIPPED_DATASET",
    "UNSTATED",
    "WITHHELD",
    "Beginning",
    "Beside",
    "Excerpt",
    "LayerTables",
    "Layers",
    "Linking",
    "Links",
    "Own",
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
    "stated_terms",
    "terms_of",
    "withheld",
    "within",
    "write",
]
