"""Names of downloaded files."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import datetime as dt

    from geo.query import Filters

#: Longest part of a name that tells the filters.
_LONGEST: Final = 60


def file_name(
    filters: Filters,
    form: str,
    *,
    what: str = "incidents",
    span: tuple[dt.date | None, dt.date | None] = (None, None),
) -> str:
    """Return a name for a download that says its days and what it was filtered by.

    Parameters
    ----------
    filters : Filters
        The selection.
    form : str
        The name's ending.
    what : str
        What it holds, "incidents" or "regions".
    span : (date or None, date or None)
        First and last day of the store, told where the filters name no day.

    >>> from geo.query import Filters
    >>> file_name(Filters.from_params({"to": ["2024-10-21"], "region": ["UA-63"]}), "csv")
    'incidents_2024-10-21_UA-63.csv'
    """
    chosen = (filters.date_from or span[0], filters.date_to or span[1])
    days = [day.isoformat() for day in chosen if day]
    parts = filters.to_params()
    values = [_plain(v) for name in parts if name not in ("from", "to") for v in parts[name]]
    told = "_".join(value for value in values if value)
    if len(told) > _LONGEST:
        told = "filtered"
    return "_".join(part for part in (what, *days, told) if part) + f".{form}"


def _plain(value: str) -> str:
    """Return a filter's value as part of a file name: letters, digits and hyphens alone."""
    kept = re.sub(r"[^\w]+", "-", unicodedata.normalize("NFC", value)).strip("-")
    return kept.replace("_", "-")
