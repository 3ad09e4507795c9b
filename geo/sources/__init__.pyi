from .client import Client, Patience
from .fetching import ALLOWED_LOSS, Outcome, Wanted, fetch
from .freshness import Freshness, freshness
from .memory import Known, all_known, folder_of
from .plan import Plan, as_choices, read_plan, saved_mapping, seconds_of, sync
from .registry import SOURCES, source_of
from .source import Source, SourceError

__all__ = [
    "ALLOWED_LOSS",
    "SOURCES",
    "Client",
    "Freshness",
    "Known",
    "Outcome",
    "Patience",
    "Plan",
    "Source",
    "SourceError",
    "Wanted",
    "all_known",
    "as_choices",
    "fetch",
    "folder_of",
    "freshness",
    "read_plan",
    "saved_mapping",
    "seconds_of",
    "source_of",
    "sync",
]
