"""What a measure makes of figures: by what a count is multiplied, and what it is compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.maps import periods
from geo.maps.change import Comparison
from geo.maps.metrics import COUNT, PER_DAY, PER_PEOPLE
from geo.query import Figures

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.maps.levels import Level
    from geo.maps.metrics import Measure
    from geo.maps.periods import Period
    from geo.maps.view import View
    from geo.query import Facets
    from geo.regions import Population

PEOPLE: Final = 100_000
_NOTHING: Final = Figures()


def _factor(measure: Measure, days: int, people: Population | None) -> float | None:
    """Return what an area's figure is multiplied by; None where that is not known."""
    if measure is PER_DAY:
        return 1 / days
    if measure is PER_PEOPLE:
        return PEOPLE / people.people if people else None
    return 1


def measure_of(level: Level, view: View) -> Measure:
    """Return the view's measure; counts where the inhabitants of a layer's areas are not known."""
    return COUNT if view.measure is PER_PEOPLE and level.layer else view.measure


def factors(
    level: Level, view: View, facets: Facets, areas: Iterable[str]
) -> dict[str, float | None]:
    """Return by what the figure of each area is multiplied; None where that is not known."""
    measure, period = measure_of(level, view), periods.selected(view.filters, facets)
    days = period.days if period else 1
    return {area: _factor(measure, days, level.people.get(area)) for area in areas}


def compared(view: View, facets: Facets) -> tuple[Period | None, Period | None, bool]:
    """Return the selected period, the one it is compared with, and whether the data has both."""
    now, data = periods.selected(view.filters, facets), periods.whole(facets)
    then = (view.compare or now.before()) if now else None
    return now, then, data is not None and then is not None and then.within(data)


def comparisons(level: Level, view: View, facets: Facets) -> dict[str, Comparison] | None:
    """Return both figures of each area that has them; None with nothing to compare with."""
    now, then, known = compared(view, facets)
    if now is None or then is None or not known:
        return None
    found, earlier = level.figures(view.filters), level.figures(then.of(view.filters))
    return {
        area: Comparison(
            view.metric, now, then, found.get(area, _NOTHING), earlier.get(area, _NOTHING)
        )
        for area in (found.keys() | earlier.keys()) & level.names.keys()
    }
