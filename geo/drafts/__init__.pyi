from .endpoint import asked
from .known import alike
from .model import FIGURES, Draft, Evidence, Field, Place
from .reading import draft
from .sources import Source, sources_of
from .table import REVIEWED, UNREVIEWED, csv_text, long_form, records
from .words import LANGUAGES, language_of

__all__ = [
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
    "csv_text",
    "draft",
    "language_of",
    "long_form",
    "records",
    "sources_of",
]
