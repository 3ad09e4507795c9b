"""What the regions, or the areas of a layer, are shaded by, and what they say of themselves.

Counts per day are divided by the days of the selected period, counts per inhabitant by the official
population (`geo.population`).  A change is the figure of the selected period less that of another
one, each from a query of its own; where a figure is not known in one of them, neither is the
change.  Periods of different lengths are compared by their figures per day.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from geo import i18n, query
from geo.i18n import _, decimal, long_date
from geo.population import population
from geo.query import Figures
from geo.web import periods
from geo.web.change import Pair
from geo.web.layer_api import layer_url
from geo.web.metrics import (
    CHANGE,
    CHANGE_CLASSES,
    COUNT,
    PER_DAY,
    PER_PEOPLE,
    Shade,
    change_class,
    change_items,
    class_breaks,
    class_of,
    figure_text,
    hover_lines,
    legend_items,
    line,
    scaled,
)
from geo.web.words import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.population import Population
    from geo.query import Facets, Figure, Filters
    from geo.store import Store
    from geo.web.controls import View
    from geo.web.metrics import Measure
    from geo.web.periods import Period

#: Class of an area that has shared figures besides its own.
HAS_SHARED: Final = "atlas-has-shared"
_PEOPLE: Final = 100_000
_NOTHING: Final = Figures()


@dataclass(frozen=True)
class Shading:
    """The choropleth as the map's script takes it.

    Attributes
    ----------
    regions : dict
        Area -> its class, the lines of its tooltip, further classes.
    legend : dict
        `title`, `unit` and `items`: pairs of a class and its text.
    notes : tuple of str
        Sentences to show below the map, as Markdown.
    level : dict or None
        `name` and `url` of the layer whose areas are shaded; None for the regions.
    """

    regions: dict[str, list[Any]]
    legend: dict[str, Any]
    notes: tuple[str, ...] = ()
    level: dict[str, str] | None = None


@dataclass(frozen=True)
class _Level:
    """The areas that can be shaded, and where their figures come from."""

    names: Mapping[str, str]
    figures: Callable[[Filters], Mapping[str, Figures]]
    people: Mapping[str, Population] = field(default_factory=dict)
    allowed: frozenset[str] | None = None
    notes: tuple[str, ...] = ()
    layer: dict[str, str] | None = None


def shading(store: Store, view: View, facets: Facets, *, token: str = "") -> Shading:
    """Work out the choropleth of a view.

    Parameters
    ----------
    store : Store
        What to ask.
    view : View
        Selection, figure, measure and level.
    facets : Facets
        What the store has; its days limit what can be compared.
    token : str
        Token of the visitor's own store, if that is the one to ask.
    """
    # Told once: asking the session for its language costs more than a line.
    with i18n.speaking(i18n.language()):
        level = _layer(store, view, token) if view.level else _regions(store, view.filters)
        if view.measure is CHANGE:
            return _change(level, view, facets)
        return _scaled(level, view, facets)


def _regions(store: Store, filters: Filters) -> _Level:
    allowed = filters.areas()
    return _Level(
        i18n.region_names(),
        partial(query.region_figures, store),
        population(),
        None if allowed is None else frozenset(allowed),
    )


def _layer(store: Store, view: View, token: str) -> _Level:
    found = query.layer_figures(store, view.filters, view.level)
    note = _(
        "At the level {layer}, {inside} records lie in an area; {elsewhere} at a point in none and"
        " {not_located} without a point are not counted there."
    ).format(
        layer=plain(view.level),
        inside=decimal(found.inside),
        elsewhere=decimal(found.elsewhere),
        not_located=decimal(found.not_located),
    )

    def figures(filters: Filters) -> Mapping[str, Figures]:
        if filters == view.filters:
            return found.areas
        return query.layer_figures(store, filters, view.level).areas

    return _Level(
        {name: name for name in query.layer_areas(store, view.level)},
        figures,
        notes=(note,),
        layer={"name": view.level, "url": layer_url(view.level, store.version, token)},
    )


def _factor(measure: Measure, days: int, people: Population | None) -> float | None:
    """What an area's figure is multiplied by; None where that is not known."""
    if measure is PER_DAY:
        return 1 / days
    if measure is PER_PEOPLE:
        return _PEOPLE / people.people if people else None
    return 1


def _scaled(level: _Level, view: View, facets: Facets) -> Shading:
    measure, notes = view.measure, list(level.notes)
    if measure is PER_PEOPLE and level.layer:
        measure = COUNT
        notes.append(_("The number of inhabitants of these areas is not known: counts are shown."))
    elif measure is PER_PEOPLE:
        notes.append(
            _(
                "Inhabitants: official figures from before the full-scale invasion; millions of"
                " people have been displaced since."
            )
        )
    period, metric = periods.selected(view.filters, facets), view.metric
    days = period.days if period else 1
    found = level.figures(view.filters)
    factors = {area: _factor(measure, days, level.people.get(area)) for area in found}
    shades = {
        area: Shade("none") if factors[area] is None else scaled(metric.of(one), factors[area] or 0)
        for area, one in found.items()
    }
    title = _(measure.pattern).format(figure=_(metric.label))
    breaks = class_breaks([shade.value for shade in shades.values() if shade.value])
    regions = _blank(level, empty := _("no incident reported"))
    for area in found.keys() & regions.keys():
        figure, lines = metric.of(found[area]), hover_lines(found[area])
        if (factor := factors[area]) and measure is not COUNT:
            lines.insert(0, line(title, figure_text(metric, figure, factor)))
        if measure is PER_PEOPLE:
            lines.append(_inhabitants(level.people.get(area)))
        kind = class_of(shades[area], breaks) if view.choropleth else "plain"
        regions[area] = [kind, [level.names[area], *lines], _marks(kind, figure)]
    items = [*legend_items(shades, breaks), ("empty", empty)]
    return _finished(level, view, regions, items, (title, _(metric.unit)), notes)


def _blank(level: _Level, empty: str) -> dict[str, list[Any]]:
    """Every area as it is where nothing is reported, which `empty` says."""
    outside = _("outside the filter")
    return {
        area: ["empty", [name, empty], []]
        if level.allowed is None or area in level.allowed
        else ["filtered", [name, outside], []]
        for area, name in level.names.items()
    }


def _marks(kind: str, *figures: Figure) -> list[str]:
    own = kind not in ("plain", "shared", "none", "empty")
    return [HAS_SHARED] if own and any(figure.shared for figure in figures) else []


def _inhabitants(people: Population | None) -> str:
    if people is None:
        return _("Inhabitants not known")
    return _("{people} inhabitants on {day}").format(
        people=decimal(people.people), day=long_date(people.as_of)
    )


def _finished(  # noqa: PLR0913, PLR0917 - what all measures have
    level: _Level,
    view: View,
    regions: dict[str, list[Any]],
    items: list[tuple[str, str]],
    words: tuple[str, str],
    notes: list[str],
) -> Shading:
    if level.allowed is not None:
        items = [*items, ("filtered", _("outside the filter"))]
    if any(HAS_SHARED in entry[2] for entry in regions.values()):
        items = [*items, ("has-shared", _("and further figures, shared with others"))]
    legend = {"title": words[0], "unit": words[1], "items": items if view.choropleth else []}
    return Shading(regions, legend, tuple(notes), level.layer)


def _change(level: _Level, view: View, facets: Facets) -> Shading:
    now, data = periods.selected(view.filters, facets), periods.whole(facets)
    then = (view.compare or now.before()) if now else None
    if now is None or then is None or data is None or not then.within(data):
        return _no_change(_scaled(level, _counts_only(view), facets), then, data)
    notes = list(level.notes)
    if now.days != then.days:
        notes.append(_("The two periods differ in length, so figures per day are compared."))
    found, earlier = level.figures(view.filters), level.figures(then.of(view.filters))
    regions = _blank(level, either := _("no incident in either period"))
    pairs = {
        area: Pair(view.metric, now, then, found.get(area, _NOTHING), earlier.get(area, _NOTHING))
        for area in (found.keys() | earlier.keys()) & regions.keys()
    }
    shades = {area: pair.shade() for area, pair in pairs.items()}
    sizes = [abs(shade.value) for shade in shades.values() if shade.value]
    breaks = class_breaks(sizes, CHANGE_CLASSES)
    for area, pair in pairs.items():
        kind = change_class(shades[area], breaks) if view.choropleth else "plain"
        lines = [level.names[area], *pair.lines()]
        regions[area] = [kind, lines, _marks(kind, *pair.figures)]
    unit = _("{unit}, {now} against {then}").format(
        unit=_(view.metric.unit), now=now.text(), then=then.text()
    )
    pattern = _("{figure}: change per day") if now.days != then.days else _(CHANGE.pattern)
    title = pattern.format(figure=_(view.metric.label))
    items = [*change_items(shades, breaks), ("empty", either)]
    return _finished(level, view, regions, items, (title, unit), notes)


def _counts_only(view: View) -> View:
    return replace(view, measure=COUNT, choropleth=False)


def _no_change(counts: Shading, then: Period | None, data: Period | None) -> Shading:
    """Counts without a shade, and why: nothing is compared with days that the data has not."""
    legend = counts.legend | {"items": [("plain", _("no change is shown"))]}
    if then is None or data is None:
        return replace(counts, legend=legend)
    note = _(
        "No change is shown: the period to compare with, {period}, is not within the days of the"
        " data, {days}."
    ).format(period=then.text(), days=data.text())
    return replace(counts, legend=legend, notes=(*counts.notes, note))
