from .endpoint import asked
from .known import alike
from .model import FIGURES, Draft, Evidence, Field, Place
from .reading import draft
from .sources import Source, sources_of
from .table import COLUMNS, REVIEWED, UNREVIEWED, long_form, records
from .words import LANGUAGES, language_of

__all__ = [
    "COLUMNS",
    "FIGURES",
    "LANGUAGES",
    "REVIEWED",
    "UNREVIEWED",
    "Draft",
    "Evidence",
    "Field",
    "Place",
    "Source",
    "alike",
    "asked",
    "draft",
    "language_of",
    "long_form",
    "records",
    "sources_of",
]
