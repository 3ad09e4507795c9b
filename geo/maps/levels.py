"""The areas that can be shaded, regions or those of a layer, and where their figures come from.

A dated layer is shown as it is on the last day that is chosen.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from geo import query
from geo.i18n import _, decimal, long_date, ngettext
from geo.regions import population, region_names
from geo.texts import plain, short

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geo.maps.view import View
    from geo.query import Figures, Filters, LayerDay, LayerFigures
    from geo.regions import Population
    from geo.store import Store


@dataclass(frozen=True)
class Level:
    """The areas that can be shaded, and where their figures come from."""

    names: Mapping[str, str]
    figures: Callable[[Filters], Mapping[str, Figures]]
    people: Mapping[str, Population] = field(default_factory=dict)
    allowed: frozenset[str] | None = None
    notes: tuple[str, ...] = ()
    layer: str = ""
    day: dt.date | None = None
    source: str = ""


#: Files and areas that are named one by one.
_MOST_FILES: Final = 2
_MOST_NAMED: Final = 5


def level_of(store: Store, view: View) -> Level:
    """Return the areas that a view shades.

    Parameters
    ----------
    store : Store
        What to ask.
    view : View
        Selection and level.

    Raises
    ------
    FilterError
        If the store has no such layer.
    """
    return _layer(store, view) if view.level else _regions(store, view.filters)


def _regions(store: Store, filters: Filters) -> Level:
    allowed = filters.areas()
    return Level(
        region_names(),
        partial(query.region_figures, store),
        population(),
        None if allowed is None else frozenset(allowed),
    )


def _layer(store: Store, view: View) -> Level:
    found = query.layer_figures(store, view.filters, view.level)
    day = query.layer_day(store, view.level, _last_day(store, view.filters))
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

    names = query.layer_areas(store, view.level, day.day if day else None)
    return Level(
        {name: name for name in names},
        figures,
        notes=(*_day_notes(day, found, names), note),
        layer=view.level,
        day=day.as_of if day else None,
        source=_source(view.level, day) if day else "",
    )


def _last_day(store: Store, filters: Filters) -> dt.date:
    """Return the day that a dated layer is shown for: the last that is chosen."""
    return filters.date_to or query.facets(store).last or dt.date.max


def _source(layer: str, day: LayerDay) -> str:
    """Say which day of a layer is shown, and from which file."""
    if day.as_of is None:
        text = _("{layer}: nothing before {first}")
        return text.format(layer=short(layer), first=long_date(day.first))
    files = ", ".join(short(file) for file in day.files[:_MOST_FILES])
    text = _("{layer}, {day}, file {file}").format(
        layer=short(layer), day=long_date(day.as_of), file=files
    )
    if day.as_of == day.day:
        return text
    missing = _("nothing of {wanted}; shown is {shown}")
    return f"{text} ({missing.format(wanted=long_date(day.day), shown=long_date(day.as_of))})"


def _day_notes(day: LayerDay | None, found: LayerFigures, names: Sequence[str]) -> list[str]:
    """Say how records are joined with a dated layer, as Markdown."""
    if day is None:
        return []
    notes = [
        _(
            "Areas are those of the last chosen day; each record counts in the area that it lay in"
            " on its own first day."
        )
    ]
    if gone := sorted(set(found.areas) - set(names)):
        listed = ", ".join(short(name) for name in gone[:_MOST_NAMED])
        text = ngettext(
            "{n} area of other days has records, too: {names}.",
            "{n} areas of other days have records, too: {names}.",
            len(gone),
        )
        notes.append(plain(text.format(names=listed)))
    if too_early := found.too_early:
        text = ngettext(
            "{n} record is from before {first} and not counted there.",
            "{n} records are from before {first} and not counted there.",
            too_early,
        )
        notes.append(text.format(first=long_date(day.first)))
    return notes
