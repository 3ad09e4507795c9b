"""What is filtered, as files: exactly the records that the page shows.

A download is in our own long form, and reading it again changes nothing: what the source reported
comes first, what we made of it beside it, and the source's own further columns last (`geo.cells`
says how texts and names are written).  Rows of a source that are in review because they are no
incident are not in it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo import query
from geo.cells import column_of, inert, plain, printable
from geo.regions import english_names

if TYPE_CHECKING:
    from geo.query import Filters
    from geo.store import Store

#: Columns of a download that are ours; those of the sources come after them.
COLUMNS: Final = (*query.RECORD_COLUMNS, "region_name", "precision_limit", "source_row")

#: Texts that may need a change; whether one does, `inert` and `printable` decide.
_UNSAFE: Final = r"^'*[=+\-@\t\r]|[\x00-\x08\x0e-\x1f]"

__all__ = ["COLUMNS", "csv", "file_name", "inert", "own_columns", "plain", "record_table"]


def record_table(store: Store, filters: Filters) -> pd.DataFrame:
    """Records of the selection with their regions' names, text cells inert.

    Returns
    -------
    DataFrame
        `query.RECORD_COLUMNS` with `region_name` after `region`, then `precision_limit` and
        `source_row`, then the source's own columns; one row per incident and place.
    """
    table = query.records(store, filters, reported=True)
    at = list(table.columns).index("region") + 1
    table.insert(at, "region_name", table["region"].map(english_names()))
    for name in ("date_start", "date_end"):
        table[name] = table[name].dt.strftime("%Y-%m-%d")
    table = pd.concat([table.drop(columns="extra"), own_columns(table["extra"])], axis=1)
    for name in table.select_dtypes(["object", "string"]).columns:
        table[name] = _safe(table[name])
    return table


def own_columns(extra: pd.Series[str]) -> pd.DataFrame:
    """Return the sources' own columns, from the JSON objects that keep them.

    Parameters
    ----------
    extra : Series of string
        JSON objects of texts; missing where a record has none.

    Returns
    -------
    DataFrame
        One column per key, in order of appearance, under the name that `cells.column_of` gives.

    >>> own_columns(pd.Series(['{"region": "Europe"}', None])).to_dict("list")
    {'source_region': ['Europe', None]}
    """
    columns: dict[str, list[str | None]] = {}
    for at, text in enumerate(extra):
        if isinstance(text, str):
            for key, value in json.loads(text).items():
                if key not in columns:
                    columns[key] = [None] * len(extra)
                columns[key][at] = value
    named = {column_of(printable(key)): values for key, values in columns.items()}
    return pd.DataFrame(named, index=extra.index, dtype=object)


def _safe(text: pd.Series[str]) -> pd.Series[str]:
    """Texts that neither run in a spreadsheet nor hold control characters; few need a change."""
    text = text.astype("string")
    odd = text.str.contains(_UNSAFE).fillna(value=False)
    return text.mask(odd, text[odd].map(_cell).astype("string")) if odd.any() else text


def _cell(text: str) -> str:
    return inert(printable(text))


def csv(store: Store, filters: Filters) -> bytes:
    """The selection as CSV: UTF-8 with a byte order mark, one row per incident and place."""
    return b"\xef\xbb\xbf" + record_table(store, filters).to_csv(
        index=False, lineterminator="\r\n"
    ).encode("utf-8")


def file_name(filters: Filters, ending: str) -> str:
    """Name for a download, saying what days it covers."""
    days = [day.isoformat() for day in (filters.date_from, filters.date_to) if day]
    return "_".join(["incidents", *days]) + f".{ending}"
