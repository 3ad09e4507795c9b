"""What a visitor decides about places in review, in the format of data/corrections.csv.

A decision holds for every row that has the same place text, country and dataset.
"""

from __future__ import annotations

import csv
import io
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.errors import InputError
from geo.geocoding import (
    CORRECTION_COLUMNS,
    Corrections,
    corrections_of,
    read_rows,
    shipped_corrections,
)
from geo.ingest.placing import place
from geo.regions import locate
from geo.schema import REPORTED_COLUMNS
from geo.spreadsheet import csv_lines, inert
from geo.store import Tables

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Name of the file that decisions come and go in.
FILE_NAME: Final = "corrections.csv"
#: What names one place text: as reported, with its country and dataset.
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Decision:
    """One row of corrections.csv; blank `country` and `dataset` hold for all."""

    place: str
    country: str = ""
    dataset: str = ""
    region: str = ""
    lat: str = ""
    lon: str = ""
    status: str = ""
    who: str = ""
    why: str = ""
    date: str = ""

    @property
    def key(self) -> Key:
        """What it is about."""
        return (self.place, self.country, self.dataset)


def at_point(key: Key, lat: float, lon: float, *, why: str, date: str) -> Decision:
    """Decide that a place is a point; its region is the one that the point lies in.

    Raises
    ------
    InputError
        If the point lies in no region of Ukraine or Russia.
    """
    region = locate([lon], [lat])["region"].iloc[0]
    if pd.isna(region):
        raise InputError("the point is at sea or abroad; choose a point in a region, or outside")
    return Decision(*key, str(region), f"{lat:.5f}", f"{lon:.5f}", why=why, date=date)


def decisions_csv(decisions: Iterable[Decision]) -> str:
    """Write decisions as a corrections.csv; cells that a spreadsheet would run are inert."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, CORRECTION_COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for decision in decisions:
        cells = {name: _one_line(value) for name, value in asdict(decision).items()}
        # A coordinate is a number, minus sign and all.
        writer.writerow({n: v if n in ("lat", "lon") else inert(v) for n, v in cells.items()})
    return out.getvalue()


def _one_line(text: str) -> str:
    return " ".join(text.split()) if "\n" in text or "\r" in text else text


def read_decisions(content: bytes) -> list[Decision]:
    """Read the decisions of an uploaded corrections.csv.

    Raises
    ------
    InputError
        For a file that is no such table: row, column, and what was expected.
    """
    rows = read_rows(csv_lines(content, file=FILE_NAME), FILE_NAME)
    corrections_of(rows, file=FILE_NAME)
    return [Decision(**row) for row in rows]


def place_again(tables: Tables, decisions: Iterable[Decision]) -> Tables:
    """Return tables in which the places that decisions are about are placed by them.

    The corrections that ship with the project hold beside the decisions, and give way to them.

    Parameters
    ----------
    tables : Tables
        Placed tables; they stay as they are.
    decisions : iterable of Decision
        Of two on the same place the later one holds.

    Raises
    ------
    InputError
        For a decision without a place, or with a region or coordinate that is none.
    """
    decisions = list(decisions)
    decided, shipped = corrections_of(map(asdict, decisions)), shipped_corrections()
    if not decided or tables.locations.empty:
        return tables
    locations = tables.locations.reset_index(drop=True)
    hit = _concerned(locations, tables.incidents, news_of(decisions))
    if not hit.any():
        return tables
    # A text that named several places stands there once for each of them.
    reported = locations.loc[hit, list(REPORTED_COLUMNS)].drop_duplicates(ignore_index=True)
    both = Corrections({**shipped.answers, **decided.answers})
    placed = place(reported, tables.incidents, both)
    joined = pd.concat([locations[~hit], placed.astype(locations.dtypes)], ignore_index=True)
    return Tables(tables.incidents, joined, tables.rejected)


def news_of(decisions: Iterable[Decision]) -> Corrections:
    """Return what decisions say that the corrections that ship with the project do not.

    Raises
    ------
    InputError
        For a decision without a place, or with a region or coordinate that is none.
    """
    decided, shipped = corrections_of(map(asdict, decisions)), shipped_corrections()
    return Corrections(
        {key: value for key, value in decided.answers.items() if shipped.answers.get(key) != value}
    )


def _concerned(
    locations: pd.DataFrame, incidents: pd.DataFrame, corrections: Corrections
) -> pd.Series[bool]:
    """Return which locations a correction is about."""
    dataset = locations["incident_id"].map(incidents.set_index("incident_id")["dataset"])
    keys = pd.DataFrame(
        {
            "place": locations["place"].fillna(""),
            "country": locations["country"].fillna(""),
            "dataset": dataset.fillna(""),
        }
    ).astype(object)
    distinct = keys.drop_duplicates().itertuples(index=False, name=None)
    concerned = {key: corrections.find(*key) is not None for key in distinct}
    return pd.Series(
        [concerned[key] for key in keys.itertuples(index=False, name=None)],
        index=locations.index,
        dtype=bool,
    )
