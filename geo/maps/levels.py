"""The areas that can be shaded, regions or those of a layer, and where their figures come from."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from geo import query
from geo.i18n import _, decimal
from geo.regions import population, region_names
from geo.texts import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.maps.view import View
    from geo.query import Figures, Filters
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

    return Level(
        {name: name for name in query.layer_areas(store, view.level)},
        figures,
        notes=(note,),
        layer=view.level,
    )
