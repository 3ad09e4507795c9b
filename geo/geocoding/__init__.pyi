from .answer import Answer, Candidate
from .columns import Columns
from .corrections import (
    CORRECTION_COLUMNS,
    Corrections,
    corrections_of,
    load_corrections,
    read_rows,
    shipped_corrections,
)
from .explanation import explain, facts
from .known import regions_of
from .lexicon import largest_town
from .match import analyser
from .place import geocode
from .scan import is_name_of_place
from .table import COLUMNS, geocode_frame, geocode_rows
from .units import unit_named

__all__ = [
    "COLUMNS",
    "CORRECTION_COLUMNS",
    "Answer",
    "Candidate",
    "Columns",
    "Corrections",
    "analyser",
    "corrections_of",
    "explain",
    "facts",
    "geocode",
    "geocode_frame",
    "geocode_rows",
    "is_name_of_place",
    "largest_town",
    "load_corrections",
    "read_rows",
    "regions_of",
    "shipped_corrections",
    "unit_named",
]
