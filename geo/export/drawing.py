"""What a map shows, classified by whoever knows the page's metrics and colours."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo import query
from geo.export.manifest import FIGURE_NAMES
from geo.i18n import N_, _, decimal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.query import Figure, Filters
    from geo.store import Store


@dataclass(frozen=True)
class Dot:
    """A symbol for all incidents at one spot; `label` names it, if they are all at one place."""

    lat: float
    lon: float
    incidents: int
    colour: str
    label: str | None = None


@dataclass(frozen=True)
class Drawing:
    """A map, ready to be drawn.

    Attributes
    ----------
    title, unit : str
        What the regions are shaded by.
    regions : mapping
        Region code -> its class, and the lines that say what it has; the first is its name.
    legend : tuple of (class, text)
        Classes in reading order.
    colours : mapping
        Class -> colour, "#rrggbb"; of shared, none and zero the colour of their hatching.
    dots : tuple of Dot
        What is placed in a settlement or more exactly; degrees, EPSG:4326.
    dot_legend : tuple of (colour, text)
    """

    title: str
    unit: str
    regions: Mapping[str, tuple[str, tuple[str, ...]]]
    legend: tuple[tuple[str, str], ...]
    colours: Mapping[str, str]
    dots: tuple[Dot, ...] = ()
    dot_legend: tuple[tuple[str, str], ...] = field(default=())


_LABELS = {
    "launched": N_("Drones launched"),
    "downed": N_("Drones downed"),
    "killed": N_("People killed"),
    "injured": N_("People injured"),
}


def headline_texts(store: Store, filters: Filters) -> list[tuple[str, str, str]]:
    """The figures above the page's map: label, value and note, in the language spoken here."""
    total = query.headline(store, filters)
    return [
        (_("Incidents"), decimal(total.incidents), ""),
        (_("Regions touched"), decimal(total.regions), ""),
        *(_figure(_(_LABELS[name]), getattr(total, name)) for name in FIGURE_NAMES),
    ]


def _figure(label: str, figure: Figure) -> tuple[str, str, str]:
    value = _("not reported") if figure.value is None else decimal(figure.value)
    note = _("+{shared} shared").format(shared=decimal(figure.shared)) if figure.shared else ""
    return label, value, note
