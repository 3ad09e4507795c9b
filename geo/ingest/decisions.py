"""What a visitor decides about places in review, in the format of data/corrections.csv.

A decision holds for every row that has the same place text, country and dataset.
"""

from __future__ import annotations

import csv
import io
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.errors import InputError
from geo.geocoding import CORRECTION_COLUMNS, Corrections, load_corrections, shipped_corrections
from geo.ingest.placing import place
from geo.regions import locate
from geo.schema import REPORTED_COLUMNS
from geo.spreadsheet import inert, plain
from geo.store import Tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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


def as_csv(decisions: Iterable[Decision]) -> str:
    """Decisions as the text of a corrections.csv; cells that a spreadsheet would run are inert."""
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


def corrections_of(text: str) -> Corrections:
    """What a corrections.csv says, on top of the corrections that ship with the project.

    Raises
    ------
    InputError
        For a file that is no such table: row, column, and what was expected.
    """
    with tempfile.TemporaryDirectory(prefix="atlas-") as folder:
        path = Path(folder, FILE_NAME)
        path.write_text(text, encoding="utf-8", newline="")
        try:
            own = load_corrections(path)
        except csv.Error as error:
            raise InputError(f"the file is not a CSV ({error})", file=FILE_NAME) from None
    return Corrections({**shipped_corrections().answers, **own.answers})


def read_decisions(content: bytes) -> list[Decision]:
    """Decisions of an uploaded corrections.csv.

    Raises
    ------
    InputError
        For a file that is no such table: row, column, and what was expected.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(
            "the file is not in UTF-8; save it as CSV in UTF-8", file=FILE_NAME
        ) from None
    if "\0" in text:
        raise InputError("the file is not text; expected a CSV", file=FILE_NAME)
    corrections_of(text)
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return [
        Decision(**{name: plain((row.get(name) or "").strip()) for name in CORRECTION_COLUMNS})
        for row in rows
    ]


def place_again(tables: Tables, fixed: Corrections, decisions: Mapping[Key, Decision]) -> Tables:
    """Tables in which the places that decisions are about are placed by them.

    Parameters
    ----------
    tables : Tables
        Placed tables; they stay as they are.
    fixed : Corrections
        What `corrections_of` makes of the decisions.
    decisions : mapping
        The decisions, to find the places by.
    """
    if not decisions or tables.locations.empty:
        return tables
    locations = tables.locations.reset_index(drop=True)
    hit = _concerned(locations, tables.incidents, decisions)
    if not hit.any():
        return tables
    # A text that named several places stands there once for each of them.
    reported = locations.loc[hit, list(REPORTED_COLUMNS)].drop_duplicates(ignore_index=True)
    placed = place(reported, tables.incidents, fixed)
    joined = pd.concat([locations[~hit], placed.astype(locations.dtypes)], ignore_index=True)
    return Tables(tables.incidents, joined, tables.rejected)


def _concerned(
    locations: pd.DataFrame, incidents: pd.DataFrame, decisions: Mapping[Key, Decision]
) -> pd.Series[bool]:
    """Which locations a decision is about."""
    own = corrections_of(as_csv(decisions.values()))
    shipped = shipped_corrections().answers
    own.answers = {key: value for key, value in own.answers.items() if shipped.get(key) != value}
    dataset = locations["incident_id"].map(incidents.set_index("incident_id")["dataset"])
    asked = pd.DataFrame(
        {
            "place": locations["place"].fillna(""),
            "country": locations["country"].fillna(""),
            "dataset": dataset.fillna(""),
        }
    ).astype(object)
    distinct = asked.drop_duplicates()
    found = {key: own.find(*key) is not None for key in distinct.itertuples(index=False, name=None)}
    return pd.Series(
        [found[key] for key in asked.itertuples(index=False, name=None)],
        index=locations.index,
        dtype=bool,
    )
