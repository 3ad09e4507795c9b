"""What became of a checked file: counts that add up, examples with reasons, and the result."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.export import of_table
from geo.i18n import N_, _, decimal, ngettext
from geo.maps import status_name
from geo.query import RECORD_COLUMNS
from geo.regions import english_names, region_names
from geo.schema import STATUSES
from geo.sentences import translated
from geo.spreadsheet import column_of
from geo.texts import visible

if TYPE_CHECKING:
    from geo.ingest import Prepared
    from geo.store import Tables

#: What each status means, for a person.
MEANINGS: Final = {
    "located": N_("in one region, or a country as a whole; shown on the map"),
    "ambiguous": N_("several regions have a place of this name; in review"),
    "unmatched": N_("no place of this name is known; in review"),
    "outside": N_("at sea or in another country; counted, and not on the map"),
    "disagreeing": N_("name, region and coordinates contradict each other; in review"),
    "rejected": N_("not an incident as the row stands; in review with the reason"),
}
_EXAMPLES: Final = 5
_LONGEST_CELL: Final = 300
#: By this part of the reason a row is known whose date may be read in two ways.
_UNDECIDED: Final = "choose the date order"


@dataclass(frozen=True)
class Outcome:
    """Counts of one checked file.

    Attributes
    ----------
    rows : int
        Rows in the file.
    further : int
        Further places named in them: a row that names several counts once for each.
    parts : dict
        Places by status, and `rejected` rows; they add up to `rows + further`.
    undecided : bool
        Whether some dates may be read with the day or with the month first.
    """

    rows: int
    further: int
    parts: dict[str, int]
    undecided: bool


def meaning(part: str) -> str:
    """Return what a part of the outcome means, in the language of the page."""
    return _(MEANINGS[part])


def outcome(prepared: Prepared) -> Outcome:
    """Count what became of a file's rows."""
    tables = prepared.tables
    found = tables.locations["status"].value_counts()
    rejected = len(tables.rejected)
    return Outcome(
        rows=prepared.rows,
        further=len(tables.locations) - (prepared.rows - rejected),
        parts={name: int(found.get(name, 0)) for name in STATUSES} | {"rejected": rejected},
        undecided=bool(tables.rejected["problem"].str.contains(_UNDECIDED, regex=False).any()),
    )


def sum_text(counted: Outcome) -> str:
    """Write the counts as a sum.

    >>> sum_text(Outcome(3, 1, {"located": 3, "rejected": 1}, False))
    '3 rows and 1 further place named in them = 3 located + 1 not read.'
    """
    left = ngettext("{n} row", "{n} rows", counted.rows)
    if counted.further:
        left += ngettext(
            " and {n} further place named in them",
            " and {n} further places named in them",
            counted.further,
        )
    parts = (f"{decimal(n)} {status_name(name)}" for name, n in counted.parts.items())
    return f"{left} = {' + '.join(parts)}."


def examples(tables: Tables, part: str) -> pd.DataFrame:
    """Return the first rows of one part of the outcome, with their reasons."""
    if part == "rejected":
        found = tables.rejected.head(_EXAMPLES)
        return pd.DataFrame(
            {
                _("Row"): found["source_row"],
                _("Column"): found["column"],
                _("Reason"): _cut(found["problem"].map(translated)),
                _("As it stands"): _cut(found["row"]),
            }
        )
    found = tables.locations[tables.locations["status"] == part].head(_EXAMPLES)
    shown = {
        _("Row"): found["source_row"],
        _("Place"): _cut(found["place"]),
        _("Region as reported"): _cut(found["admin1"]),
        _("Understood as"): _cut(found["place_name"]),
        _("Region"): found["region"].map(region_names()),
        _("Reason"): _cut(found["note"].map(translated, na_action="ignore")),
        _("May be"): _cut(found["candidates"]),
    }
    return pd.DataFrame(shown).dropna(axis="columns", how="all")


def _cut(column: pd.Series[str]) -> pd.Series[str]:
    return column.astype("string").str[:_LONGEST_CELL].map(visible, na_action="ignore")


def result_csv(tables: Tables) -> bytes:
    """Write the geocoded places as CSV: one row per incident and place, text cells inert.

    The columns are those of the download under the map, so that the file can be read again, and the
    reason and the candidates.
    """
    names = {"place": "location"}
    table = tables.locations.rename(columns=names).merge(tables.incidents, on="incident_id")
    regions = table.groupby("incident_id")["region"]
    table = table.assign(
        region_name=table["region"].map(english_names()),
        incident_regions=regions.transform(lambda codes: " ".join(sorted(set(codes.dropna())))),
    )
    ours = [name for name in RECORD_COLUMNS if name in table]
    ours.insert(ours.index("region") + 1, "region_name")
    rest = ["admin2", "admin3", "precision_limit", "source_row", "note", "candidates"]
    extra = pd.DataFrame(
        [json.loads(text) if isinstance(text, str) else {} for text in table["extra"]],
        index=table.index,
        dtype="string",
    ).rename(columns=column_of)
    table = pd.concat([table[[*ours, *rest]], extra], axis=1)
    return of_table(table)
