"""What questions about figures are answered with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence


#: The figures of an area, each with the column of table `incidents` that has an incident's own.
FIGURES: Final[dict[str, str]] = {
    "killed": "fatalities",
    "injured": "injuries",
    "launched": "launched",
    "downed": "downed",
}

#: Of these a source may give the least and the most besides: columns of table `incidents`.
RANGED: Final[dict[str, tuple[str, str]]] = {"killed": ("fatalities_low", "fatalities_high")}


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
    low, high : int or None
        The least and the most that `value` may be, as sources say or because they differ; None
        where it is `value` itself.
    """

    value: int | None = None
    shared: int | None = None
    known_for: int = 0
    shared_for: int = 0
    low: int | None = None
    high: int | None = None

    @classmethod
    def of(cls, told: Sequence[int | None]) -> Self:
        """Return a figure of its fields, in which `low` and `high` may be `value`."""
        value, shared, known_for, shared_for, *ends = told
        low, high = (None if end == value else end for end in ends)
        return cls(value, shared, known_for or 0, shared_for or 0, low, high)

    def plus(self, other: Figure) -> Figure:
        """Return the figure of two groups of incidents together."""
        both = (self, other)
        ends = ([own.value if end is None else end for own, end in zip(both, told, strict=True)]
                for told in ((self.low, other.low), (self.high, other.high)))  # fmt: skip
        told = [[own.value for own in both], [own.shared for own in both]]
        value, shared = (_added(numbers) for numbers in told)
        counts = self.known_for + other.known_for, self.shared_for + other.shared_for
        return Figure.of((value, shared, *counts, *(_added(numbers) for numbers in ends)))

    @property
    def ends(self) -> tuple[int, int] | None:
        """The least and the most that `value` may be, where they differ."""
        if self.value is None or (self.low is None and self.high is None):
            return None
        return (
            self.value if self.low is None else self.low,
            self.value if self.high is None else self.high,
        )

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


def _added(numbers: Sequence[int | None]) -> int | None:
    """Return the sum of what is known, None where nothing is."""
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


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
    #: Where incidents are counted once: by the loosest and by the strictest links, and the datasets
    #: that are shown; otherwise None and 0.
    fewest: int | None = None
    most: int | None = None
    datasets: int = 0


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
    datasets: tuple[str, ...] = ()
