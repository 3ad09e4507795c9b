"""What a newer version of a dataset changes: incidents added, changed field by field, and gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.report import Revision
from geo.schema import INCIDENT_COLUMNS, REPORTED_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Columns of an incident's places that a source reports; its row number in the file is not one.
_PLACE_FIELDS: Final = tuple(
    name for name in REPORTED_COLUMNS if name not in ("incident_id", "source_row")
)
_INCIDENT_FIELDS: Final = tuple(name for name in INCIDENT_COLUMNS if name != "incident_id")


def compare(
    before: tuple[pd.DataFrame, pd.DataFrame], after: tuple[pd.DataFrame, pd.DataFrame]
) -> Revision:
    """Compare two versions of the same datasets, as reported.

    Parameters
    ----------
    before, after : pair of DataFrame
        Tables `incidents` and `locations`.

    Returns
    -------
    Revision
        An incident's places count as one field, `places`.
    """
    old, new = _reported(*before), _reported(*after)
    both = old.index.intersection(new.index)
    differs = old.loc[both] != new.loc[both]
    names, fields = [str(name) for name in both], [str(name) for name in differs.columns]
    rows, columns = differs.to_numpy().nonzero()
    earlier, later = old.loc[both].to_numpy(), new.loc[both].to_numpy()
    changed = [
        (names[row], fields[at], str(earlier[row, at]), str(later[row, at]))
        for row, at in zip(rows, columns, strict=True)
    ]
    return Revision(
        tuple(_ordered(new.index.difference(old.index))),
        tuple(_ordered(old.index.difference(new.index))),
        tuple(changed),
    )


def _ordered(names: Iterable[object]) -> list[str]:
    return sorted(str(name) for name in names)


def _reported(incidents: pd.DataFrame, locations: pd.DataFrame) -> pd.DataFrame:
    """One row of text per incident id: its fields, and its places in one cell."""
    table = incidents.set_index("incident_id")[list(_INCIDENT_FIELDS)]
    for name in ("date_start", "date_end"):
        table[name] = table[name].dt.strftime("%Y-%m-%d")
    table = table.astype("string").fillna("")
    # A row that names several places stands there once for each of them.
    rows = locations.drop_duplicates(["incident_id", "source_row"])
    parts = rows[list(_PLACE_FIELDS)].astype("string").fillna("")
    parts["downed_here"] = _whole(locations, rows)
    line = parts.agg(" | ".join, axis=1) if len(parts) else pd.Series(dtype="string")
    places = line.groupby(rows["incident_id"]).agg(lambda lines: "; ".join(sorted(lines)))
    return table.assign(places=places.reindex(table.index).fillna(""))


def _whole(locations: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
    """`downed_here` of each source row as text."""
    texts: pd.Series = locations.loc[rows.index, "downed_here"].astype("string").fillna("")
    return texts
