"""What questions about figures are answered with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import datetime as dt


#: The figures of an area, each with the column of table `incidents` that has an incident's own.
FIGURES: Final[dict[str, str]] = {
    "killed": "fatalities",
    "injured": "injuries",
    "launched": "launched",
    "downed": "downed",
}


@dataclass(frozen=True)
class Figure:
    """A reported number of an area.

    Attributes
    ----------
    value : int or None
        Reported for this area; None if nothing was reported.
    shared : int or None
        Reported for this area together with others, over and above `value`.
    known_for, shared_for : int
        Incidents whose reports `value` and `shared` are the sums of; those of all other incidents
        here do not say this number.
    """

    value: int | None = None
    shared: int | None = None
    known_for: int = 0
    shared_for: int = 0

    @property
    def upper(self) -> int:
        """The most that can have been here."""
        return (self.value or 0) + (self.shared or 0)

    @property
    def kind(self) -> str:
        """`none` reported, `zero`, `shared` with other areas only, or a `number` of its own."""
        if self.value:
            return "number"
        if self.shared:
            return "shared"
        return "none" if self.value is None else "zero"


@dataclass(frozen=True)
class Figures:
    """The figures of one area, or of the whole selection."""

    incidents: int = 0
    killed: Figure = Figure()
    injured: Figure = Figure()
    launched: Figure = Figure()
    downed: Figure = Figure()


@dataclass(frozen=True)
class Headline(Figures):
    """Figures of the whole selection, each incident counted once."""

    regions: int = 0
    #: Sum of the regions' incident counts: more than `incidents` where incidents touch several.
    region_incidents: int = 0
    #: Rows that stand for another number of events than one, and for how many these stand together.
    grouped_rows: int = 0
    grouped_events: int = 0


@dataclass(frozen=True)
class Placement:
    """Where the records (incident and place) of a selection are shown; parts add up to `all`."""

    all: int = 0
    points: int = 0
    region_only: int = 0
    country: int = 0
    outside: int = 0
    review: int = 0


@dataclass(frozen=True)
class Facets:
    """What there is to choose from in a store; types and actors with most incidents first."""

    first: dt.date | None
    last: dt.date | None
    types: tuple[str, ...]
    actors: tuple[str, ...]
    incidents: int
    records: int
    rejected: int
