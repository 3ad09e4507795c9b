"""Metrics of the choropleth: one list of figures, one of measures, and the classes of both.

A *figure* is what is counted (incidents, people killed); a *measure* is what the map makes of it:
the count itself, the count per day or per inhabitant, or its change against another period.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from geo.i18n import N_, _, decimal, ngettext
from geo.query import Figure, Figures

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geo.query import Headline

#: The figures of a headline, in its order, and what they are called.
FIGURE_LABELS: Final = {
    "launched": N_("Drones launched"),
    "downed": N_("Drones downed"),
    "killed": N_("People killed"),
    "injured": N_("People injured"),
}
#: Classes of the choropleth above zero at most, and of a change on either side of zero.
CLASSES: Final = 5
CHANGE_CLASSES: Final = 3
#: Natural breaks of more values than this are those of a sample: their cost grows with its square.
_MOST_VALUES: Final = 300
_SMALL: Final = 1000


@dataclass(frozen=True)
class Metric:
    """A figure that regions can be shaded by.

    Attributes
    ----------
    name : str
        Its name in the address.
    label, unit : str
        What the page and the legend call it, in English; translated where it is shown.
    of : callable
        Figures of a region -> its Figure.
    """

    name: str
    label: str
    unit: str
    of: Callable[[Figures], Figure]

    def value(self, figures: Figures) -> int | None:
        """Return its number of an area's figures; None where it is not reported."""
        return self.of(figures).value


#: A new metric is one entry here.
METRICS: Final[dict[str, Metric]] = {
    metric.name: metric
    for metric in (
        Metric(
            "incidents",
            N_("Incidents"),
            N_("reported incidents"),
            lambda f: Figure(f.incidents, None, f.incidents),
        ),
        Metric("killed", N_("People killed"), N_("people reported killed"), lambda f: f.killed),
        Metric("injured", N_("People injured"), N_("people reported injured"), lambda f: f.injured),
        Metric("downed", N_("Drones downed"), N_("drones reported downed"), lambda f: f.downed),
    )
}


@dataclass(frozen=True)
class Measure:
    """What is made of a figure.

    Attributes
    ----------
    name : str
        Its name in the address.
    label : str
        What the page calls it, in English.
    pattern : str
        What it makes of the name of a figure, `{figure}`, in English.
    """

    name: str
    label: str
    pattern: str


COUNT: Final = Measure("count", N_("Count"), "{figure}")
PER_DAY: Final = Measure("per_day", N_("Per day"), N_("{figure} per day"))
PER_PEOPLE: Final = Measure(
    "per_100k", N_("Per 100,000 inhabitants"), N_("{figure} per 100,000 inhabitants")
)
CHANGE: Final = Measure("change", N_("Change"), N_("{figure}: change"))
HOT: Final = Measure("hot", N_("Hot spots"), N_("{figure}: hot spots"))
MEASURES: Final[dict[str, Measure]] = {
    measure.name: measure for measure in (COUNT, PER_DAY, PER_PEOPLE, CHANGE, HOT)
}


class Shaded(Protocol):
    """What a region is shaded by: a `Figure`, or a `Shade`."""

    @property
    def kind(self) -> str:
        """`number`, or what there is instead of one: `zero`, `none`, `shared`, `empty`."""

    @property
    def value(self) -> float | None:
        """The number, where there is one."""


@dataclass(frozen=True)
class Shade:
    """What a measure makes of a region's figure; see `Shaded`."""

    kind: str
    value: float | None = None


def scaled(figure: Figure, factor: float) -> Shade:
    """Multiply a figure by `factor`, such as one through the number of days."""
    return Shade(figure.kind, None if figure.value is None else figure.value * factor)


def natural_breaks(values: Sequence[float], classes: int) -> list[float]:
    """Return the upper ends of the classes with the least squared deviations from their means.

    The method is Fisher's exact grouping for maximum homogeneity (W. D. Fisher, Journal of the
    American Statistical Association 53, 1958), which cartography knows by the name of Jenks.  It
    stands here and not in a dependency because the libraries that have it are loaded longer than
    all the rest of a server, and take longer for a map's classes than all the rest of a change.

    Parameters
    ----------
    values : sequence of float
        The numbers, in any order; equal ones are in the same class.  Time and memory grow with the
        square of how many different ones there are.
    classes : int
        How many classes, at most as many as there are different numbers.

    Returns
    -------
    list of float
        Ascending; the last is the greatest number.

    >>> natural_breaks([1, 2, 2, 9, 10, 40], 3)
    [2.0, 10.0, 40.0]
    """
    distinct, counts = np.unique(np.asarray(values, dtype=np.float64), return_counts=True)
    centred = distinct - distinct.mean()
    weight, total, square = (
        np.concatenate([[0.0], np.cumsum(counts * centred**power)]) for power in range(3)
    )
    # spread[i, j]: squared deviations of the numbers from i to j, both included
    heads, tails = np.arange(len(distinct))[:, None], np.arange(len(distinct))[None, :] + 1
    many = np.where(tails > heads, weight[tails] - weight[heads], 1.0)
    spread = square[tails] - square[heads] - (total[tails] - total[heads]) ** 2 / many
    spread = np.where(tails > heads, np.maximum(spread, 0.0), np.inf)
    least, begins = spread[0], []
    for _class in range(1, classes):
        before = np.concatenate([[np.inf], least[:-1]])
        sums = before[:, None] + spread
        begins.append(sums.argmin(axis=0))
        least = sums.min(axis=0)
    ends = [len(distinct) - 1]
    for begin in reversed(begins):
        ends.append(int(begin[ends[-1]]) - 1)
    return [float(distinct[end]) for end in reversed(ends)]


def class_breaks(values: Sequence[float], classes: int = CLASSES) -> list[float]:
    """Return the upper ends of classes of positive numbers, ascending; the last is the maximum.

    Natural breaks (`natural_breaks`), at most `classes` of them; of very many values, those of a
    sample spread evenly over the different ones.

    >>> class_breaks([1, 1, 2, 3, 40])
    [1, 2, 3, 40]
    """
    distinct = sorted(set(values))
    if len(distinct) <= classes:
        return distinct
    if len(values) > _MOST_VALUES:
        steps = np.linspace(0, len(distinct) - 1, min(len(distinct), _MOST_VALUES))
        values = [distinct[at] for at in steps.round().astype(int)]
    return [*natural_breaks(values, classes)[:-1], float(distinct[-1])]


def class_of(shade: Shaded, breaks: Sequence[float]) -> str:
    """Return a region's class: `c0` to `c4`, or what it is instead (`zero`, `none`, `shared`)."""
    if shade.kind != "number":
        return shade.kind
    return f"c{_place(shade.value or 0, breaks)}"


def _place(value: float, breaks: Sequence[float]) -> int:
    """Return the number of a value's class, from 0; the last class has all above the last break."""
    return max(0, min(bisect_left(breaks, value), len(breaks) - 1))


def change_class(shade: Shaded, breaks: Sequence[float]) -> str:
    """Return a change's class: `m3` to `m1`, `z` for none, `p1` to `p3`, or what it is instead.

    `breaks` are upper ends for the size of a change, so that rise and fall have the same classes.
    """
    if shade.kind != "number" or shade.value is None:
        return shade.kind
    if not shade.value:
        return "z"
    return f"{'p' if shade.value > 0 else 'm'}{_place(abs(shade.value), breaks) + 1}"


def number(value: float) -> str:
    """Write a whole number as it is, any other with two significant digits.

    >>> number(1234), number(12.34), number(1.26), number(0.0456)
    ('1,234', '12', '1.3', '0.046')
    """
    if value == round(value):
        # Most figures are small, and these are the same in every language.
        return str(int(value)) if 0 <= value < _SMALL else decimal(int(value))
    digits = max(0, 1 - math.floor(math.log10(abs(value))))
    return decimal(value, digits)


def signed(value: float) -> str:
    """Write a change with its sign.

    >>> signed(4), signed(-0.25), signed(0)
    ('+4', '−0.25', '0')
    """
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return sign + number(abs(value))


def figure_text(metric: Metric, figure: Figure, factor: float = 1) -> str:
    """Write a figure in words and numbers: `11`, `0 to 7`, `2 (+3 shared)`, `not reported`.

    Parameters
    ----------
    metric : Metric
        Whose figure it is.
    figure : Figure
        What to write.
    factor : float
        By which its numbers are multiplied.

    >>> figure_text(METRICS["downed"], Figure(0, 7)), figure_text(METRICS["killed"], Figure(2, 3))
    ('0 to 7', '2 (+3 shared)')
    >>> figure_text(METRICS["killed"], Figure()), figure_text(METRICS["killed"], Figure(3), 1 / 7)
    ('not reported', '0.43')
    >>> figure_text(METRICS["killed"], Figure(None, 3))
    'not reported (+3 shared)'
    >>> figure_text(METRICS["killed"], Figure(5, low=3, high=6))
    '5 (3 to 6)'
    """
    if figure.value is None and not figure.shared:
        return _("not reported")
    if metric.name == "downed" and figure.shared:
        low, high = figure.ends or (figure.value or 0, figure.value or 0)
        most = number(max(high, figure.upper) * factor)
        return _("{low} to {high}").format(low=number(low * factor), high=most)
    value = number((figure.value or 0) * factor)
    if text := ends_text(figure, factor):
        value = f"{value} ({text})"
    if not figure.shared:
        return value
    if figure.value is None:
        value = _("not reported")
    return _("{value} (+{shared} shared)").format(
        value=value, shared=number(figure.shared * factor)
    )


def ends_text(figure: Figure, factor: float = 1) -> str:
    """Write the least and the most that a figure may be; empty where it is no range."""
    if figure.ends is None:
        return ""
    low, high = (number(end * factor) for end in figure.ends)
    return _("{low} to {high}").format(low=low, high=high)


def incidents_text(total: Headline) -> str:
    """Write how many incidents there are: from the loosest links to the strictest, if linked.

    >>> from geo.query import Headline
    >>> incidents_text(Headline(1900, fewest=1840, most=2010)), incidents_text(Headline(437))
    ('1,840 to 2,010', '437')
    """
    if total.fewest is None or total.most is None or total.fewest == total.most:
        return decimal(total.incidents)
    low, high = decimal(total.fewest), decimal(total.most)
    return _("{low} to {high}").format(low=low, high=high)


def once_text(total: Headline, records: int) -> str:
    """Say that incidents are counted once, however many records tell of them; empty if not.

    >>> from geo.query import Headline
    >>> once_text(Headline(1900, fewest=1840, most=2010, datasets=4), 2950)[:68]
    '1,840 to 2,010 incidents (2,950 records of 4 datasets), each counted'
    """
    if total.fewest is None:
        return ""
    text = ngettext(
        "{incidents} incidents ({records} records of {n} dataset), each counted once however many"
        " tell of it.",
        "{incidents} incidents ({records} records of {n} datasets), each counted once however many"
        " tell of it.",
        total.datasets,
    ).format(incidents=incidents_text(total), records=decimal(records))
    if total.fewest == total.most:
        return text
    return (
        text
        + " "
        + _(
            "The range is by the loosest and the strictest links between records; regions and"
            " charts count {n}."
        ).format(n=decimal(total.incidents))
    )


def hover_lines(figures: Figures, leave_out: Metric | None = None) -> list[str]:
    """Return an area's tooltip: the count of every metric, whichever shades the map."""
    return [
        line(_(metric.label), _known_for(figure_text(metric, metric.of(figures)), metric, figures))
        for metric in METRICS.values()
        if metric is not leave_out
    ]


def _known_for(text: str, metric: Metric, figures: Figures) -> str:
    """Add to a figure for how many incidents it is known, where these are not all."""
    known_for = metric.of(figures).known_for
    if known_for in (0, figures.incidents):
        return text
    return _("{figure}, known for {n}").format(figure=text, n=decimal(known_for))


def grouped_text(total: Headline) -> str:
    """Say that rows stand for several events each, which count as incidents; empty if none do.

    >>> from geo.query import Headline
    >>> grouped_text(Headline(1340, grouped_rows=12, grouped_events=1340)), grouped_text(Headline())
    ('12 rows stand for 1,340 events.', '')
    """
    if not total.grouped_rows:
        return ""
    return ngettext(
        "{n} row stands for {events} events.",
        "{n} rows stand for {events} events.",
        total.grouped_rows,
    ).format(events=decimal(total.grouped_events))


def line(name: str, text: str) -> str:
    """Write a line of a tooltip."""
    return f"{name}: {text}"


_KINDS: Final = (
    ("shared", N_("shared with other regions only")),
    ("zero", N_("0 reported")),
    ("none", N_("incidents, but no figure reported")),
)


def legend_items(shades: Mapping[str, Shaded], breaks: Sequence[float]) -> list[tuple[str, str]]:
    """Return class and text of each legend entry that the map needs, in reading order."""
    values = [shade.value for shade in shades.values() if shade.kind == "number" and shade.value]
    items = [
        (f"c{at}", _between(number(low), number(high)))
        for at, (low, high) in enumerate(_class_ends(values, breaks))
    ]
    kinds = {shade.kind for shade in shades.values()}
    return items + [(kind, _(text)) for kind, text in _KINDS if kind in kinds]


def _class_ends(values: Sequence[float], breaks: Sequence[float]) -> list[tuple[float, float]]:
    """Return lower and upper end of every class: each begins where the one before has ended.

    >>> _class_ends([1, 12, 14, 29], [12, 29])
    [(1, 12), (13, 29)]
    >>> _class_ends([0.5, 1.5, 2.25], [1.5, 2.25])
    [(0.5, 1.5), (1.5, 2.25)]
    """
    whole = all(value == round(value) for value in (*values, *breaks))
    first = min(values, default=breaks[0] if breaks else 0)
    lows = [first, *(high + 1 if whole else high for high in breaks[:-1])]
    return list(zip(lows, breaks, strict=False))


def _between(low: str, high: str) -> str:
    return low if low == high else _("{low} to {high}").format(low=low, high=high)


_CHANGE_KINDS: Final = (
    ("shared", N_("figures shared with other regions: change not known")),
    ("none", N_("no figure reported in one of the periods")),
    ("empty", N_("no incident in either period")),
)


def change_items(shades: Mapping[str, Shaded], breaks: Sequence[float]) -> list[tuple[str, str]]:
    """Return class and text of a change's legend entries, from the greatest fall to the rise."""
    sizes = [abs(s.value) for s in shades.values() if s.kind == "number" and s.value]
    falls, rises = list[tuple[str, str]](), list[tuple[str, str]]()
    for at, (low, high) in enumerate(_class_ends(sizes, breaks), start=1):
        rises.append((f"p{at}", _between(signed(low), signed(high))))
        falls.insert(0, (f"m{at}", _between(signed(-high), signed(-low))))
    kinds = {shade.kind for shade in shades.values()}
    return [
        *falls,
        ("z", _("no change")),
        *rises,
        *((kind, _(text)) for kind, text in _CHANGE_KINDS if kind in kinds),
    ]
