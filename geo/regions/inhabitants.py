"""How many people live in each region: `data/population.csv`, for figures per inhabitant.

The numbers are official ones from before the full-scale invasion: estimates of the State Statistics
Service of Ukraine and the Russian census of 2021.  Millions have been displaced since, so that a
figure per inhabitant compares regions by their size before the war, not by who lives there now.
Each row names its day and its source; `data/README.md` says how the figures were checked.
"""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from geo.regions.region import shipped

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Population:
    """The inhabitants of one region.

    Attributes
    ----------
    people : int
        How many they are.
    as_of : date
        The day that the number is for.
    source, source_url : str
        Who counted or estimated them, and where it can be read.
    note : str
        What the number leaves out or how it is rounded; may be empty.
    """

    people: int
    as_of: dt.date
    source: str
    source_url: str
    note: str


@cache
def population() -> Mapping[str, Population]:
    """Return the inhabitants of every region by its ISO 3166-2 code.

    DataMissingError is raised if `data/population.csv` is not there.

    >>> population()["UA-63"].people
    2618200
    """
    text = shipped("population.csv").read_text(encoding="utf-8")
    return MappingProxyType(
        {
            row["region"]: Population(
                int(row["population"]),
                dt.date.fromisoformat(row["as_of"]),
                row["source"],
                row["source_url"],
                row["note"],
            )
            for row in csv.DictReader(text.splitlines())
        }
    )
