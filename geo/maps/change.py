"""The change of an area's figure between two periods, and what is said of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.i18n import _
from geo.maps.metrics import Shade, figure_text, hover_lines, line, signed

if TYPE_CHECKING:
    from geo.maps.metrics import Metric
    from geo.maps.periods import Period
    from geo.query import Figure, Figures


@dataclass(frozen=True)
class Comparison:
    """The figures of one area in two periods.

    Attributes
    ----------
    metric : Metric
        Which of them is compared.
    now, then : Period
        The selected period and the one that it is compared with.
    found, before : Figures
        The area's figures in each.
    """

    metric: Metric
    now: Period
    then: Period
    found: Figures
    before: Figures

    @property
    def figures(self) -> tuple[Figure, Figure]:
        """The figure that is compared, now and then."""
        return self.metric.of(self.found), self.metric.of(self.before)

    @property
    def daily(self) -> bool:
        """Whether figures per day are compared: the periods differ in length."""
        return self.now.days != self.then.days

    def shade(self) -> Shade:
        """Return the change; not a number where a figure is unknown or shared with other areas."""
        now, then = self.figures
        if "shared" in (now.kind, then.kind):
            return Shade("shared")
        if now.value is None or then.value is None:
            return Shade("none")
        if not self.daily:
            return Shade("number", now.value - then.value)
        # One division, so that equal figures per day differ by exactly nothing.
        rise = now.value * self.then.days - then.value * self.now.days
        return Shade("number", rise / (self.now.days * self.then.days))

    def lines(self) -> list[str]:
        """Return the tooltip's lines: both figures, their difference, and all that is counted."""
        shade = self.shade()
        change = _("Change per day") if self.daily else _("Change")
        return [
            self._line(self.found, self.now),
            self._line(self.before, self.then),
            line(change, _("not known") if shade.value is None else signed(shade.value)),
            *hover_lines(self.found, leave_out=self.metric),
        ]

    def _line(self, figures: Figures, period: Period) -> str:
        name = _("{figure} ({period})").format(figure=_(self.metric.label), period=period.text())
        return line(name, self._text(figures, period))

    def _text(self, figures: Figures, period: Period) -> str:
        figure = self.metric.of(figures)
        if not figures.incidents:
            return _("no incident reported")
        text = figure_text(self.metric, figure)
        if not self.daily or figure.value is None:
            return text
        per_day = figure_text(self.metric, figure, 1 / period.days)
        return _("{figure}, {daily} per day").format(figure=text, daily=per_day)
