"""What became of the rows of one ingest, and what it changed, in words and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from geo.schema import REVIEW_STATUSES, STATUSES

if TYPE_CHECKING:
    import pandas as pd

    from geo.store import Revision


@dataclass(frozen=True)
class Report:
    """What became of the rows of one ingest.

    Attributes
    ----------
    files : tuple of str
        Names of the files read.
    rows : int
        Source rows that hold a record; rows in.
    incidents, locations : int
        Incidents (a row of several events is as many), and incident-and-place rows (a row that
        names several places gives several).
    statuses : dict
        Locations by `schema.STATUSES`.
    rejected : int
        Rows that are not an incident as they stand; they are in review with their reason.
    reasons : list of (reason, count, example)
        Why locations are not in a region and rows not read, most frequent first.
    gazetteer : str
        Which gazetteer was used.
    corrections : dict
        Corrections that were used, by place as written, with how many locations each decided.
    version : str
        The store's version.
    remarks : tuple of str
        What readers noticed about whole files.
    revision : Revision or None
        What has changed against the store that was there, if there was one.
    """

    files: tuple[str, ...]
    rows: int
    incidents: int
    locations: int
    statuses: dict[str, int]
    rejected: int
    reasons: list[tuple[str, int, str]]
    gazetteer: str
    corrections: dict[str, int]
    version: str
    remarks: tuple[str, ...] = ()
    revision: Revision | None = None

    def lines(self) -> list[str]:
        """Return the report as plain text lines."""
        status = ", ".join(f"{self.statuses.get(name, 0):,} {name}" for name in STATUSES)
        read = f"Read {self.rows:,} rows of {', '.join(self.files)}:"
        out = [
            f"{read} {self.incidents:,} incidents at {self.locations:,} places.",
            f"Places: {status}.",
        ]
        if self.rejected:
            out.append(f"{self.rejected:,} rows are no incident as they stand; they are in review.")
        out += [
            f"  {count:,} x {reason} (for example {example})"
            for reason, count, example in self.reasons
        ]
        used = ", ".join(f"{place} ({n:,})" for place, n in self.corrections.items())
        out.append(f"Corrections used: {used or 'none'}.")
        out += [f"{remark}." for remark in self.remarks]
        if self.revision is not None:
            out += self.revision.lines()
        out.append(f"Gazetteer: {self.gazetteer}.")
        out.append(f"Store version {self.version}.")
        return out

    def as_json(self) -> str:
        """Return the report as a JSON object."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2)


def reasons(locations: pd.DataFrame, rejected: pd.DataFrame) -> list[tuple[str, int, str]]:
    """Return why rows are not in a region: reason, how many, an example; most frequent first.

    Parameters
    ----------
    locations : DataFrame
        `schema.LOCATION_COLUMNS`.
    rejected : DataFrame
        `schema.REJECTED_COLUMNS`.
    """
    doubtful = locations[locations["status"].isin([*REVIEW_STATUSES, "outside"])]
    found = [
        (str(status), len(group), str(group["place"].iloc[0]))
        for status, group in doubtful.groupby("status")
    ]
    found += [
        (str(problem), len(group), f"row {group['source_row'].iloc[0]}")
        for problem, group in rejected.groupby("problem")
    ]
    return sorted(found, key=lambda reason: (-reason[1], reason[0]))


def corrections_used(locations: pd.DataFrame) -> dict[str, int]:
    """Return how many locations each correction decided, by place as written."""
    corrected = locations.loc[locations["method"] == "correction", "place"]
    return dict(Counter(corrected.astype(str)))
