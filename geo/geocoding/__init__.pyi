from .answer import Answer, Candidate
from .corrections import (
    CORRECTION_COLUMNS,
    Corrections,
    load_corrections,
    shipped_corrections,
)
from .explanation import explain, facts
from .known import regions_of
from .place import geocode
from .table import COLUMNS, geocode_frame, geocode_rows

__all__ = [
    "COLUMNS",
    "CORRECTION_COLUMNS",
    "Answer",
    "Candidate",
    "Corrections",
    "explain",
    "facts",
    "geocode",
    "geocode_frame",
    "geocode_rows",
    "load_corrections",
    "regions_of",
    "shipped_corrections",
]
