"""Whether what a draft tells is likely in a store already."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from geo.query import Filters, records

if TYPE_CHECKING:
    from geo.store import Store

#: Records that are compared, and told of at most.
_COMPARED: Final = 500
MOST: Final = 3
_COLUMNS: Final = {"killed": "fatalities", "injured": "injuries", "launched": "launched",
                   "downed": "downed", "lost": "lost"}  # fmt: skip


def alike(store: Store, record: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the incidents of a store that are likely the one that a draft tells of.

    They overlap its days, touch one of its regions, and none of the figures that both say differs;
    at least one figure is the same, or the draft has none.

    Returns
    -------
    list of dict
        At most `MOST`, each with `incident_id`, `dataset`, `place` and `date_start`.
    """
    regions = tuple(sorted({p["region"] for p in record["places"] if p["region"]} - {"UA", "RU"}))
    if not record["date_start"] or not regions:
        return []
    days = date.fromisoformat(record["date_start"]), date.fromisoformat(record["date_end"])
    found = records(store, Filters(days[0], days[1], region=regions), limit=_COMPARED)
    same: dict[str, dict[str, Any]] = {}
    for row in found.itertuples():
        if row.region in regions and _agrees(row, record):
            same.setdefault(
                str(row.incident_id),
                {
                    "incident_id": str(row.incident_id),
                    "dataset": str(row.dataset),
                    "place": str(row.location),
                    "date_start": str(row.date_start)[:10],
                },
            )
    return list(same.values())[:MOST]


def _agrees(row: Any, record: dict[str, Any]) -> bool:
    pairs = [
        (record[ours], getattr(row, theirs, None))
        for ours, theirs in _COLUMNS.items()
        if record[ours] is not None
    ]
    told = [(int(a), int(b)) for a, b in pairs if b is not None and not _is_missing(b)]
    return all(a == b for a, b in told) and (bool(told) or not pairs)


def _is_missing(value: Any) -> bool:
    import pandas as pd

    return bool(pd.isna(value))
