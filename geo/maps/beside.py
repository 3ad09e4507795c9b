"""The second of two maps side by side: the same selection of other days, or by another figure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo import query
from geo.i18n import _, days_text
from geo.maps import periods
from geo.maps.metrics import METRICS, figure_text, incidents_text
from geo.maps.shading import held, shading
from geo.maps.view import DATES

if TYPE_CHECKING:
    from geo.maps.scale import Scale
    from geo.maps.shading import Shading
    from geo.maps.view import View
    from geo.query import Facets
    from geo.store import Store


@dataclass(frozen=True)
class Beside:
    """Two maps side by side.

    Attributes
    ----------
    first, second : View
        What each shows.
    known : bool
        Whether the data has all days of the second; if not, it shows nothing.
    """

    first: View
    second: View
    known: bool

    def scale(self, store: Store, facets: Facets) -> Scale | None:
        """Return the classes that shade both maps, where they show the same figure."""
        if self.first.metric is not self.second.metric or not self.known:
            return None
        spans = [periods.selected(one.filters, facets) for one in (self.first, self.second)]
        days = [(span.first, span.last) for span in spans if span]
        return held(store, self.first, facets, days)

    def shading(self, store: Store, facets: Facets, scale: Scale | None) -> Shading:
        """Return what shades the second map; `scale` is that of the first."""
        same = scale if self.first.metric is self.second.metric and self.known else None
        return shading(store, self.second, facets, scale=same)

    def text(self, store: Store, facets: Facets, *, second: bool) -> str:
        """Say in a line what one of the maps shows, with its figures; untrusted text."""
        view = self.second if second else self.first
        span, data = periods.selected(view.filters, facets), periods.whole(facets)
        if span is None or data is None:
            return ""
        if second and not self.known:
            text = _("The data has nothing of {days}: it has {data}.")
            return text.format(
                days=days_text(span.first, span.last), data=days_text(data.first, data.last)
            )
        total = query.headline(store, view.filters)
        figures = [(_("Incidents"), incidents_text(total))]
        if view.metric.name != "incidents":
            figure = figure_text(view.metric, view.metric.of(total))
            figures.append((_(view.metric.label), figure))
        text = ", ".join(" ".join(pair) for pair in figures)
        return f"{days_text(span.first, span.last)}: {text}"


def beside(view: View, facets: Facets) -> Beside | None:
    """Return both maps of a view; None where it has one."""
    now, data = periods.selected(view.filters, facets), periods.whole(facets)
    if not view.beside or now is None or data is None:
        return None
    if view.beside in METRICS:
        metric = METRICS[view.beside]
        return Beside(view, replace(view, metric=metric, beside=""), known=True)
    days = (view.beside_days if view.beside == DATES else None) or now.before()
    known = days.within(data)
    layers = view.layers if known else ()
    other = replace(view, filters=days.of(view.filters), layers=layers, beside="")
    return Beside(view, other, known)
