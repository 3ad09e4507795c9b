"""What a newer version of a dataset changes: incidents added, changed field by field, and gone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.schema import INCIDENT_COLUMNS, REPORTED_COLUMNS
from geo.store import Revision

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from geo.store import Tables

#: Columns of an incident's places that a source reports; its row number in the file is not one,
#: and its own columns are a field by themselves.
_PLACE_FIELDS: Final = tuple(
    name for name in REPORTED_COLUMNS if name not in ("incident_id", "source_row", "extra")
)
_INCIDENT_FIELDS: Final = tuple(name for name in INCIDENT_COLUMNS if name != "incident_id")


def compare(before: Tables, after: Tables) -> Revision:
    """Compare two versions of the same datasets, as reported.

    Parameters
    ----------
    before, after : Tables
        Each incident once, its places in one or more rows.

    Returns
    -------
    Revision
        An incident's places count as one field, `places`, and its source's own columns as another,
        `own columns`.
    """
    old, new = _fields(before), _fields(after)
    both = old.index.intersection(new.index)
    old_both, new_both = old.loc[both], new.loc[both]
    changed: list[tuple[str, str, str, str]] = []
    for name in old:
        was, now = old_both[name], new_both[name]
        differs = (was != now).to_numpy()
        rows = zip(both[differs], was[differs], now[differs], strict=True)
        changed += [
            (str(key), str(name), a, b)
            for key, a, b in rows
            if name != "own columns" or _columns_of(a) != _columns_of(b)
        ]
    gone = _ordered(old.index.difference(new.index))
    return Revision(
        tuple(_ordered(new.index.difference(old.index))),
        tuple(gone),
        tuple(sorted(changed)),
        tuple(_said(fields) for fields in old.loc[gone].to_dict("records")),
    )


def _said(fields: Mapping[Hashable, str]) -> str:
    return json.dumps({name: text for name, text in fields.items() if text}, ensure_ascii=False)


def _ordered(names: Iterable[object]) -> list[str]:
    return sorted(str(name) for name in names)


def _columns_of(text: str) -> list[object]:
    """Return the own columns of an incident's places; their order in a file is no change."""
    return [json.loads(line) if line else None for line in text.split("\n")]


def _fields(tables: Tables) -> pd.DataFrame:
    """Return one row of text per incident id: its fields, places, and source's own columns."""
    table = tables.incidents.set_index("incident_id")[list(_INCIDENT_FIELDS)]
    for name in ("date_start", "date_end"):
        table[name] = table[name].dt.strftime("%Y-%m-%d")
    table = table.astype("string").fillna("")
    # A row that names several places stands there once for each of them.
    rows = tables.locations.drop_duplicates(["incident_id", "source_row"])
    parts = rows[list(_PLACE_FIELDS)].astype("string").fillna("")
    line = parts.iloc[:, 0]
    for name in _PLACE_FIELDS[1:]:
        line = line + " | " + parts[name]
    extra = rows["extra"].astype("string").fillna("")
    gathered = {"places": (line, "; "), "own columns": (extra, "\n")}
    # In the order of the places, so that the two versions are the same where the places are.
    order = line.argsort(kind="stable").to_numpy()
    for name, (text, mark) in gathered.items():
        joined = _joined(rows["incident_id"].iloc[order], text.iloc[order], mark)
        table[name] = joined.reindex(table.index).fillna("")
    return table


def _joined(ids: pd.Series[str], text: pd.Series[str], mark: str) -> pd.Series[str]:
    """Join texts by id; most ids have one, and only the others are put together."""
    several = ids.duplicated(keep=False)
    single: pd.Series[str] = pd.Series(
        text[~several].to_numpy(), index=ids[~several], dtype="string"
    )
    if not several.any():
        return single
    together: pd.Series[str] = text[several].groupby(ids[several]).agg(mark.join).astype("string")
    return pd.concat([single, together])
