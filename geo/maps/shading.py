"""What the regions, or the areas of a layer, are shaded by, and what they say of themselves.

Counts per day are divided by the days of the selected period, counts per inhabitant by the official
population (`geo.regions.inhabitants`).  A change is the figure of the selected period less that of
another one, each from a query of its own; where a figure is not known in one of them, neither is
the change.  Periods of different lengths are compared by their figures per day.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from geo import i18n, query
from geo.i18n import _, decimal, long_date
from geo.maps import chance, hot, measured, periods
from geo.maps.levels import Level, level_of
from geo.maps.metrics import (
    CHANGE,
    COUNT,
    HOT,
    PER_PEOPLE,
    Shade,
    figure_text,
    hover_lines,
    line,
    number,
    scaled,
    signed,
)
from geo.maps.scale import Scale, scale_of, scale_over

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from geo.maps.periods import Period
    from geo.maps.view import View
    from geo.query import Facets, Figure, Figures
    from geo.regions import Population
    from geo.store import Store

#: Class of an area that has shared figures besides its own.
HAS_SHARED: Final = "atlas-has-shared"


@dataclass(frozen=True)
class Shading:
    """The choropleth as the map's script takes it.

    Attributes
    ----------
    regions : dict
        Area -> its class, the lines of its tooltip, further classes.
    legend : dict
        `title`, `unit`, `items`: pairs of a class and its text; and of a dated layer `source`,
        which day of it is shown and from which file.
    notes : tuple of str
        Sentences to show below the map, as Markdown.
    layer : str
        Name of the layer whose areas are shaded; empty for the regions.
    day : date, optional
        The day of a dated layer whose areas are shown.
    numbers : mapping
        Area -> the number that it is shaded by, as the map writes it; those without one are left
        out.
    """

    regions: dict[str, list[Any]]
    legend: dict[str, Any]
    notes: tuple[str, ...] = ()
    layer: str = ""
    day: date | None = None
    numbers: Mapping[str, str] = field(default_factory=dict)


def shading(store: Store, view: View, facets: Facets, *, scale: Scale | None = None) -> Shading:
    """Work out the choropleth of a view.

    Parameters
    ----------
    store : Store
        What to ask.
    view : View
        Selection, figure, measure and level.
    facets : Facets
        What the store has; its days limit what can be compared.
    scale : Scale, optional
        Classes to shade by, from `held`; without it, those of this selection.

    Raises
    ------
    FilterError
        If the store has no layer of the view's level.
    """
    # Told once: asking the session for its language costs more than a line.
    with i18n.speaking(i18n.language()):
        level = level_of(store, view)
        if view.measure is HOT:
            return _hot(store, level, view)
        if view.measure is CHANGE:
            return _change(level, view, facets, scale)
        return _scaled(level, view, facets, scale)


def held(store: Store, view: View, facets: Facets, windows: Sequence[tuple[date, date]]) -> Scale:
    """Return the classes of a view over many windows of days together; see `shading`.

    Parameters
    ----------
    store, view, facets
        As for `shading`; the view's own days have no part in it.
    windows : sequence of (first, last)
        Days, both included.

    Raises
    ------
    FilterError
        If the store has no layer of the view's level.
    """
    if view.measure is HOT:
        return hot.scale()
    level = level_of(store, view)

    def shades_of(days: tuple[date, date]) -> tuple[list[Shade], bool]:
        seen = view.during(*days)
        if view.measure is CHANGE:
            comparisons = measured.comparisons(level, seen, facets) or {}
            figures: list[tuple[Figure, ...]] = [
                compared.figures for compared in comparisons.values()
            ]
            shades = [compared.shade() for compared in comparisons.values()]
        else:
            found = level.figures(seen.filters)
            figures = [(view.metric.of(one),) for one in found.values()]
            shades = list(_counted(level, seen, facets, found).values())
        marked = any(_marks(s.kind, *of) for s, of in zip(shades, figures, strict=True))
        return shades, marked

    with i18n.speaking(i18n.language()):
        return scale_over(windows, shades_of, change=view.measure is CHANGE)


def over_time(
    store: Store, view: View, facets: Facets, windows: Sequence[tuple[date, date]]
) -> list[dict[str, Shade]]:
    """Return what each area is shaded by in each of several windows of days.

    Parameters
    ----------
    store, view, facets
        As for `shading`; the view's own days have no part in it, and a change or a hot spot is
        told by counts.
    windows : sequence of (first, last)
        Days, both included.

    Returns
    -------
    list of dict
        Area -> its shade, a dict a window; areas without an incident in it are left out.  An
        incident of several days counts in every window that it touches.

    Raises
    ------
    FilterError
        If the store has no layer of the view's level.
    """
    level, found = level_of(store, view), list[dict[str, Shade]]()
    for days in windows:
        seen = view.during(*days)
        found.append(_counted(level, seen, facets, level.figures(seen.filters)))
    return found


def _counted(
    level: Level, view: View, facets: Facets, found: Mapping[str, Figures]
) -> dict[str, Shade]:
    """Return what each area is shaded by, of the figures that were found."""
    return {
        area: Shade("none") if factor is None else scaled(view.metric.of(found[area]), factor)
        for area, factor in measured.factors(level, view, facets, found).items()
    }


def _people_notes(level: Level, view: View) -> list[str]:
    if view.measure is not PER_PEOPLE:
        return []
    if level.layer:
        return [_("The number of inhabitants of these areas is not known: counts are shown.")]
    return [
        _(
            "Inhabitants: official figures from before the full-scale invasion; millions of"
            " people have been displaced since."
        )
    ]


def _scaled(level: Level, view: View, facets: Facets, scale: Scale | None) -> Shading:
    measure, metric = measured.measure_of(level, view), view.metric
    found = level.figures(view.filters)
    shades = _counted(level, view, facets, found)
    factors = measured.factors(level, view, facets, found)
    title = _(measure.pattern).format(figure=_(metric.label))
    scale = scale or scale_of(shades.values(), change=False)
    sure = chance.uncertain(level, view, facets)
    regions = _blank(level, empty := _("no incident reported"))
    for area in found.keys() & regions.keys():
        figure, lines = metric.of(found[area]), hover_lines(found[area])
        if (factor := factors[area]) and measure is not COUNT:
            lines.insert(0, line(title, figure_text(metric, figure, factor)))
            lines[1:1] = chance.lines(sure.get(area))
        if measure is PER_PEOPLE:
            lines.append(_inhabitants(level.people.get(area)))
        kind = scale.class_of(shades[area]) if view.choropleth else "plain"
        kind = chance.paler(kind, sure.get(area))
        regions[area] = [kind, [level.names[area], *lines], _marks(kind, figure)]
    notes = [*level.notes, *_people_notes(level, view), *chance.notes(level, view, sure)]
    scale = chance.with_paler(scale, sure)
    made = _finished(level, view, regions, (scale, empty), (title, _(metric.unit)), notes)
    return replace(made, numbers=_numbers(shades, regions, number))


def _numbers(
    shades: Mapping[str, Shade], regions: Mapping[str, Any], write: Callable[[float], str]
) -> dict[str, str]:
    """Write what each area is shaded by, where that is a number other than 0."""
    return {
        area: write(shade.value)
        for area, shade in shades.items()
        if shade.kind == "number" and shade.value and area in regions
    }


def _blank(level: Level, empty: str) -> dict[str, list[Any]]:
    """Return every area as it is where nothing is reported, which `empty` says."""
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
    level: Level,
    view: View,
    regions: dict[str, list[Any]],
    classes: tuple[Scale, str],
    words: tuple[str, str],
    notes: list[str],
) -> Shading:
    scale, empty = classes
    items = [*(item for item in scale.items if item[0] != "empty"), ("empty", empty)]
    if level.allowed is not None:
        items = [*items, ("filtered", _("outside the filter"))]
    if scale.shared or any(HAS_SHARED in entry[2] for entry in regions.values()):
        items = [*items, ("has-shared", _("and further figures, shared with others"))]
    legend = {"title": words[0], "unit": words[1], "items": items if view.choropleth else []}
    if level.source:
        legend["source"] = level.source
    return Shading(regions, legend, tuple(notes), level.layer, level.day)


def _change(level: Level, view: View, facets: Facets, scale: Scale | None) -> Shading:
    now, then, _known = measured.compared(view, facets)
    comparisons = measured.comparisons(level, view, facets)
    if comparisons is None or now is None or then is None:
        counts = _scaled(level, _counts_only(view), facets, None)
        return _no_change(counts, then, periods.whole(facets))
    notes = list(level.notes)
    if now.days != then.days:
        notes.append(_("The two periods differ in length, so figures per day are compared."))
    sure = chance.uncertain(level, view, facets)
    notes += chance.notes(level, view, sure)
    regions = _blank(level, either := _("no incident in either period"))
    shades = {area: compared.shade() for area, compared in comparisons.items()}
    scale = scale or scale_of(shades.values(), change=True)
    for area, compared in comparisons.items():
        kind = scale.class_of(shades[area]) if view.choropleth else "plain"
        kind = chance.paler(kind, sure.get(area))
        lines = [level.names[area], *compared.lines()]
        lines[4:4] = chance.lines(sure.get(area), change=True)
        regions[area] = [kind, lines, _marks(kind, *compared.figures)]
    unit = _("{unit}, {now} against {then}").format(
        unit=_(view.metric.unit), now=now.text(), then=then.text()
    )
    pattern = _("{figure}: change per day") if now.days != then.days else _(CHANGE.pattern)
    title = pattern.format(figure=_(view.metric.label))
    scale = chance.with_paler(scale, sure)
    made = _finished(level, view, regions, (scale, either), (title, unit), notes)
    return replace(made, numbers=_numbers(shades, regions, signed))


def _hot(store: Store, level: Level, view: View) -> Shading:
    """Shade by hot spots; by nothing where there can be none, which a note says."""
    found = level.figures(view.filters)
    spots = {} if level.layer else query.hot_spots(store, view.filters, view.metric.value)
    regions = _blank(level, empty := _("no incident reported"))
    for area in level.names.keys() & (found.keys() | spots.keys()):
        if level.allowed is not None and area not in level.allowed:
            continue
        spot = spots.get(area)
        if area not in found and not (spot and spot.kind):
            continue
        kind = hot.class_of(spot) if view.choropleth and spot else "plain"
        said = hover_lines(found[area]) if area in found else [empty]
        lines = [*([hot.text(spot)] if spot else []), *said]
        regions[area] = [kind, [level.names[area], *lines], []]
    title = _(HOT.pattern).format(figure=_(view.metric.label))
    unit, note = hot.words(store, view.filters, known=bool(spots), layer=bool(level.layer))
    scale = hot.scale() if spots else Scale((), (("plain", _("no hot spot is shown")),))
    return _finished(level, view, regions, (scale, empty), (title, unit), [*level.notes, note])


def _counts_only(view: View) -> View:
    return replace(view, measure=COUNT, layers=())


def _no_change(counts: Shading, then: Period | None, data: Period | None) -> Shading:
    """Return counts without a shade, and why: the data has not the days to compare with."""
    legend = counts.legend | {"items": [("plain", _("no change is shown"))]}
    if then is None or data is None:
        return replace(counts, legend=legend)
    note = _(
        "No change is shown: the period to compare with, {period}, is not within the days of the"
        " data, {days}."
    ).format(period=then.text(), days=data.text())
    return replace(counts, legend=legend, notes=(*counts.notes, note))
