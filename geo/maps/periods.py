"""Periods of days that figures are for, and are compared with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.i18n import _, short_date

if TYPE_CHECKING:
    from geo.query import Facets, Filters


@dataclass(frozen=True)
class Period:
    """Days from `first` to `last`, both included."""

    first: dt.date
    last: dt.date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def before(self) -> Period:
        """Return the period of the same length that ends the day before.

        >>> Period(dt.date(2024, 3, 1), dt.date(2024, 3, 7)).before()
        Period(first=datetime.date(2024, 2, 23), last=datetime.date(2024, 2, 29))
        """
        last = self.first - dt.timedelta(days=1)
        return Period(last - dt.timedelta(days=self.days - 1), last)

    def within(self, other: Period) -> bool:
        """Return whether each of its days is one of `other`."""
        return other.first <= self.first and self.last <= other.last

    def of(self, filters: Filters) -> Filters:
        """Return the same selection for the days of this period."""
        return replace(filters, date_from=self.first, date_to=self.last)

    def text(self) -> str:
        """Write the period in words."""
        if self.first == self.last:
            return short_date(self.first)
        return _("{first} to {last}").format(
            first=short_date(self.first), last=short_date(self.last)
        )


def whole(facets: Facets) -> Period | None:
    """Return all days of the data; None if there is none."""
    if facets.first is None or facets.last is None:
        return None
    return Period(facets.first, facets.last)


def selected(filters: Filters, facets: Facets) -> Period | None:
    """Return the days that a selection is for; the data's where it does not say."""
    data = whole(facets)
    if data is None:
        return None
    return Period(filters.date_from or data.first, filters.date_to or data.last)


Days = tuple[dt.date, dt.date]
