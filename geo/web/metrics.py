"""Metrics of the choropleth: one list, one entry each."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.query import Figure, Figures

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: Classes of the choropleth above zero at most.
CLASSES: Final = 5


# mapclassify says that it would be faster with Numba: 13 ms for 110 regions need no such weight.
warnings.filterwarnings("ignore", message="Numba not installed")


@dataclass(frozen=True)
class Metric:
    """A figure that regions can be shaded by.

    Attributes
    ----------
    name : str
        Its name in the address.
    label, unit : str
        What the page and the legend call it.
    of : callable
        Figures of a region -> its Figure.
    """

    name: str
    label: str
    unit: str
    of: Callable[[Figures], Figure]


#: A new metric is one entry here.
METRICS: Final[dict[str, Metric]] = {
    metric.name: metric
    for metric in (
        Metric("incidents", "Incidents", "reported incidents", lambda f: Figure(f.incidents)),
        Metric("killed", "People killed", "people reported killed", lambda f: f.killed),
        Metric("injured", "People injured", "people reported injured", lambda f: f.injured),
        Metric("downed", "Drones downed", "drones reported downed", lambda f: f.downed),
    )
}


def class_breaks(values: list[int]) -> list[int]:
    """Upper ends of the classes for positive whole numbers, ascending; the last is the maximum.

    Natural breaks by Fisher and Jenks (mapclassify), at most `CLASSES` of them.

    >>> class_breaks([1, 1, 2, 3, 40])
    [1, 2, 3, 40]
    """
    distinct = sorted(set(values))
    if len(distinct) <= CLASSES:
        return distinct
    import mapclassify

    bins = mapclassify.FisherJenks(np.asarray(values, dtype=float), k=CLASSES).bins
    return [int(edge) for edge in bins]


def class_of(figure: Figure, breaks: list[int]) -> str:
    """Class of a region: `c0` to `c4`, or what it is instead (`zero`, `none`, `shared`)."""
    if figure.kind != "number":
        return figure.kind
    return f"c{int(np.searchsorted(breaks, figure.value or 0))}"


def figure_text(metric: Metric, figure: Figure) -> str:
    """A figure in words and numbers: `11`, `0 to 7`, `2 (+3 shared)`, `not reported`.

    >>> figure_text(METRICS["downed"], Figure(0, 7)), figure_text(METRICS["killed"], Figure(2, 3))
    ('0 to 7', '2 (+3 shared)')
    >>> figure_text(METRICS["killed"], Figure())
    'not reported'
    """
    if figure.value is None and not figure.shared:
        return "not reported"
    value = figure.value or 0
    if not figure.shared:
        return f"{value:,}"
    if metric.name == "downed":
        return f"{value:,} to {figure.upper:,}"
    return f"{value:,} (+{figure.shared:,} shared)"


def legend_items(figures: Mapping[str, Figure], breaks: list[int]) -> list[tuple[str, str]]:
    """Class and text of each legend entry that the map needs, in reading order."""
    items = []
    for index, high in enumerate(breaks):
        own = [f.value for f in figures.values() if f.value and class_of(f, breaks) == f"c{index}"]
        low = min(own, default=high)
        items.append((f"c{index}", f"{low:,}" if low == high else f"{low:,} to {high:,}"))
    kinds = {figure.kind for figure in figures.values()}
    for kind, text in (
        ("shared", "shared with other regions only"),
        ("zero", "0 reported"),
        ("none", "incidents, but no figure reported"),
    ):
        if kind in kinds:
            items.append((kind, text))
    return items
