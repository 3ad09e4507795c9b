"""What is filtered, as files: exactly the records that the page shows.

A cell of text that a spreadsheet would read as a formula (it begins with ``= + - @``, a tab or a
carriage return) gets an apostrophe in front, the sign by which spreadsheets mark text; `plain`
takes it off again.  Numbers are written as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo import query
from geo.regions import catalogue

if TYPE_CHECKING:
    import pandas as pd

    from geo.query import Filters
    from geo.store import Store

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


def inert(text: str) -> str:
    """`text` with an apostrophe in front if a spreadsheet would run it.

    >>> inert("=1+1"), inert("Odesa")
    ("'=1+1", 'Odesa')
    """
    # A text that has the apostrophe already gets a second one, so that `plain` is exact.
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA_STARTS) else text


def plain(text: str) -> str:
    """Undo `inert`.

    >>> plain(inert("=1+1")), plain("'quoted'")
    ('=1+1', "'quoted'")
    """
    return text[1:] if text.startswith("'") and inert(text[1:]) == text else text


def record_table(store: Store, filters: Filters) -> pd.DataFrame:
    """Records of the selection with their regions' names, text cells inert.

    Returns
    -------
    DataFrame
        `query.RECORD_COLUMNS` with `region_name` after `region`; one row per incident and place.
    """
    table = query.records(store, filters)
    names = {code: region.name_en for code, region in catalogue().items()}
    after = list(table.columns).index("region") + 1
    table.insert(after, "region_name", table["region"].map(names))
    for name in ("date_start", "date_end"):
        table[name] = table[name].dt.strftime("%Y-%m-%d")
    for column in table.select_dtypes(["object", "string"]).columns:
        table[column] = table[column].map(inert, na_action="ignore")
    return table


def csv(store: Store, filters: Filters) -> bytes:
    """The selection as CSV: UTF-8 with a byte order mark, one row per incident and place."""
    return b"\xef\xbb\xbf" + record_table(store, filters).to_csv(
        index=False, lineterminator="\r\n"
    ).encode("utf-8")


def file_name(filters: Filters, ending: str) -> str:
    """Name for a download, saying what days it covers."""
    days = [day.isoformat() for day in (filters.date_from, filters.date_to) if day]
    return "_".join(["incidents", *days]) + f".{ending}"
