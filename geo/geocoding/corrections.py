"""Corrections made by a person: a place as written belongs to a region or point, whatever else.

data/corrections.csv has the columns place, country, dataset, region, lat, lon, status, who, why,
date.  country and dataset may be blank: then the correction holds everywhere.  status is blank or
"outside".  A correction wins over coordinates, names and every rule.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from geo.errors import InputError
from geo.gazetteer import clean, fold, region_names
from geo.geocoding.answer import Answer, combine, outside
from geo.regions import DATA, shipped
from geo.spreadsheet import csv_cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

SHIPPED: Final = DATA / "corrections.csv"
CORRECTION_COLUMNS: Final = (
    "place", "country", "dataset", "region", "lat", "lon", "status", "who", "why", "date",
)  # fmt: skip
#: What of it says where a place is.
_ANSWER: Final = ("region", "lat", "lon", "status")


@dataclass(slots=True)
class Corrections:
    """Corrected answers by place, country and dataset."""

    answers: dict[tuple[str, str, str], Answer] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return the number of corrections."""
        return len(self.answers)

    def find(self, place: str, country: str = "", dataset: str = "") -> Answer | None:
        """Return the correction of a place; the one that says most about the record wins."""
        if not self.answers:
            return None
        key = _key(place)
        for whose in ((country.upper(), dataset), ("", dataset), (country.upper(), ""), ("", "")):
            answer = self.answers.get((key, *whose))
            if answer is not None:
                return answer
        return None


def _key(place: str) -> str:
    return fold(place) or clean(place).casefold()


def read_rows(file: Iterable[str], name: Path | str) -> list[dict[str, str]]:
    """Read the rows of a file of corrections, with every column of `CORRECTION_COLUMNS`.

    Parameters
    ----------
    file : iterable of str
        Lines of a CSV file with at least the columns place and region.
    name : Path or str
        The file, as an error calls it.

    Raises
    ------
    InputError
        If a column is missing, or the file is no CSV.
    """
    headings, rows = csv_cells(file, CORRECTION_COLUMNS, file=name)
    missing = {"place", "region"}.difference(headings)
    if missing:
        raise InputError(f"a file of corrections needs the column {min(missing)}", file=name, row=1)
    return rows


def corrections_of(
    rows: Iterable[Mapping[str, str]], *, file: Path | str | None = None
) -> Corrections:
    """Make corrections of rows.

    Parameters
    ----------
    rows : iterable of mapping
        Each with all of `CORRECTION_COLUMNS`.
    file : Path or str, optional
        Where they stand, below a header, as an error calls it.

    Raises
    ------
    InputError
        If a row has no place, a region or coordinate is none, or a file says two things of the
        same place.
    """
    made = Corrections()
    decided: dict[tuple[str, ...], tuple[int, list[str]]] = {}
    for number, row in enumerate(rows, start=2):
        at: dict[str, Any] = {"file": file, "row": number} if file else {}
        if not row["place"]:
            raise InputError("a correction needs a place", column="place", **at)
        key = (_key(row["place"]), row["country"].upper(), row["dataset"])
        says = [row[name] for name in _ANSWER]
        earlier, before = decided.setdefault(key, (number, says))
        if file and before != says:
            raise InputError(
                f"row {earlier} says something else of the same place; keep one of them", **at
            )
        made.answers[key] = _answer(row, at)
    return made


def load_corrections(path: Path = SHIPPED) -> Corrections:
    """Read a file of corrections.

    Parameters
    ----------
    path : Path
        A CSV file with at least the columns place and region.

    Raises
    ------
    InputError
        If a column is missing, or a place, region or coordinate is none.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return corrections_of(read_rows(file, path), file=path)
    except OSError as error:
        raise InputError(f"the file cannot be read ({error.strerror})", file=path) from None
    except UnicodeDecodeError:
        raise InputError("the file is not in UTF-8; save it as CSV in UTF-8", file=path) from None


def _answer(values: Mapping[str, str], at: dict[str, Any]) -> Answer:
    note = " ".join(
        part
        for part in (
            "Corrected",
            f"by {values['who']}" if values["who"] else "",
            f"on {values['date']}" if values["date"] else "",
        )
        if part
    )
    note += f": {values['why']}." if values["why"] else "."
    if values["status"] == "outside":
        return outside(values["place"], note, 1.0).with_(method="correction")
    titles = region_names().titles
    codes = [code.strip() for code in values["region"].split(";") if code.strip()]
    unknown = [code for code in codes if code not in titles]
    if unknown or not codes:
        problem = f"{unknown[0] if unknown else 'a blank'} is not the ISO 3166-2 code of a region"
        raise InputError(problem, column="region", **at)
    point = _point(values, at)
    if point is not None and len(codes) == 1:
        return Answer(
            codes[0], values["place"], *point, "settlement", "correction", 1.0, "located", note=note
        )
    parts = tuple(
        Answer(code, titles[code], None, None, "region", "correction", 1.0, "located", note=note)
        for code in codes
    )
    return combine(parts, note)


def _point(values: Mapping[str, str], at: dict[str, Any]) -> tuple[float, float] | None:
    if not values["lat"] and not values["lon"]:
        return None
    for column, limit in (("lat", 90.0), ("lon", 180.0)):
        try:
            good = abs(float(values[column])) <= limit
        except ValueError:
            good = False
        if not good:
            raise InputError("a coordinate must be a number of degrees", column=column, **at)
    return float(values["lat"]), float(values["lon"])


@lru_cache(maxsize=4)
def _cached(path: Path, _changed: int) -> Corrections:
    return load_corrections(path)


def shipped_corrections() -> Corrections:
    """Return the project's own corrections; a changed file is read anew."""
    try:
        changed = SHIPPED.stat().st_mtime_ns
    except FileNotFoundError:
        return Corrections()
    return _cached(shipped(SHIPPED.name), changed)
