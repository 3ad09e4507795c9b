"""Charts of the page: the timeline, and bars by weekday and by hour.

All are bars of incidents stacked by type, in the colours of the map's points (`geo.maps.colours`).
Days reach Vega as numbers since 1970-01-01 and are drawn in UTC, so that the visitor's own time
zone moves none of them.  Numbers, months and weekdays are written as the page's language does.
"""

from __future__ import annotations

import datetime as dt
import html
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import pandas as pd

from geo import i18n
from geo.i18n import N_, _
from geo.maps import type_colours, type_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    import altair as alt

#: Name of the timeline's selection: what is dragged over it.
BRUSH: Final = "brush"
#: Field of the timeline in which the selection is given, in milliseconds of UTC.
MOMENT: Final = "moment"
#: Longest period, in days, of which every day has a bar; and every week.
DAILY_UP_TO: Final = 200
WEEKLY_UP_TO: Final = 1500
#: What an axis of incidents is called, by the step of its bars.
PER_STEP: Final = {
    "day": N_("Incidents per day"),
    "week": N_("Incidents per week"),
    "month": N_("Incidents per month"),
}
_HEIGHT: Final = 170
#: Of a timeline on which days are chosen, which stands on one screen with the map.
_LOW: Final = 110
_SMALL_HEIGHT: Final = 150
#: Pixels beside the bars of a timeline that is as wide as the page: numbers stand there.
EDGE: Final = 44
_DAY_MS: Final = 86_400_000
_EPOCH: Final = dt.date(1970, 1, 1)
_MONTHS: Final = range(1, 13)
#: d3's weeks begin on Sunday, Babel's days are numbered from Monday.
_FROM_SUNDAY: Final = (6, 0, 1, 2, 3, 4, 5)


def step_of(days: tuple[dt.date, dt.date]) -> str:
    """Return what one bar stands for from one day to another: day, week or month."""
    length = (days[1] - days[0]).days + 1
    if length <= DAILY_UP_TO:
        return "day"
    return "week" if length <= WEEKLY_UP_TO else "month"


def legend(types: list[str]) -> str:
    """Return the legend of the types as HTML, each with its colour."""
    colours = type_colours()
    entries = (
        f'<span style="white-space:nowrap;margin-right:1.1rem"><span style="display:inline-block;'
        f'width:0.75rem;height:0.75rem;margin-right:0.35rem;background:{colours[name]}"></span>'
        f"{html.escape(type_name(name))}</span>"
        for name in types
    )
    return f'<div style="font-size:0.85rem;opacity:0.9">{" ".join(entries)}</div>'


def weekday_names() -> list[str]:
    """Return the days' short names from Monday to Sunday, in the language spoken here."""
    from babel.dates import get_day_names

    names = get_day_names("abbreviated", "stand-alone", locale=i18n.language())
    return [str(names[day]) for day in range(7)]


def _locale(*, days: bool) -> dict[str, Any]:
    """Return how Vega writes numbers and dates; months are declined after a day."""
    from babel import Locale
    from babel.dates import get_day_names, get_month_names
    from babel.numbers import get_decimal_symbol, get_group_symbol

    spoken = Locale.parse(i18n.language())
    form: Literal["format", "stand-alone"] = "format" if days else "stand-alone"
    long, short = (get_month_names(width, form, locale=spoken) for width in _WIDTHS)
    long_days, short_days = (
        get_day_names(width, "stand-alone", locale=spoken) for width in _WIDTHS
    )
    return {
        "number": {
            "decimal": get_decimal_symbol(spoken),
            "thousands": get_group_symbol(spoken),
            "grouping": [3],
            "currency": ["", ""],
        },
        "time": {
            "dateTime": "%-d %B %Y %H:%M",
            "date": "%-d %B %Y",
            "time": "%H:%M",
            "periods": ["AM", "PM"],
            "days": [long_days[day] for day in _FROM_SUNDAY],
            "shortDays": [short_days[day] for day in _FROM_SUNDAY],
            "months": [long[month] for month in _MONTHS],
            "shortMonths": [short[month] for month in _MONTHS],
        },
    }


_WIDTHS: Final = ("wide", "abbreviated")


def _days_since_epoch(day: dt.date) -> int:
    return (day - _EPOCH).days


def _after(period: pd.Series[pd.Timestamp], step: str) -> pd.Series[pd.Timestamp]:
    """Return the beginning of the next day, week or month."""
    if step == "month":
        return period + pd.offsets.MonthBegin(1)
    return period + pd.Timedelta(days=1 if step == "day" else 7)


def timeline_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return a timeline's bars as they are sent to the browser, in small types.

    Parameters
    ----------
    table : DataFrame
        From `query.timeline`: period, type, incidents.

    Returns
    -------
    DataFrame
        Columns day (days since 1970-01-01), type, incidents.
    """
    day = (table["period"].astype("datetime64[s]") - pd.Timestamp(_EPOCH)).dt.days
    return pd.DataFrame(
        {
            "day": pd.to_numeric(day, downcast="integer"),
            "type": _type_names(table),
            "incidents": pd.to_numeric(table["incidents"], downcast="integer"),
        }
    )


def inside(
    period: pd.Series[pd.Timestamp], step: str, chosen: tuple[dt.date, dt.date]
) -> pd.Series[bool]:
    """Return whether a day, week or month that begins then has one of the chosen days."""
    period = period.astype("datetime64[s]")
    first, last = (pd.Timestamp(day) for day in chosen)
    return (_after(period, step) > first) & (period <= last)


class Drawing(NamedTuple):
    """A chart as `st.vega_lite_chart` takes it: its data and its Vega-Lite specification."""

    data: pd.DataFrame
    spec: dict[str, Any]


def timeline(
    table: pd.DataFrame,
    step: str,
    period: tuple[dt.date, dt.date],
    *,
    brush: bool = False,
) -> Drawing:
    """Draw the incidents per day, week or month, stacked by type in the points' colours.

    A chart of all days is the same whatever days are chosen, so that it is neither sent nor drawn
    anew; those that are not chosen lie behind a `curtain`.

    Parameters
    ----------
    table : DataFrame
        From `query.timeline`: period, type, incidents.
    step : {"day", "week", "month"}
        What a bar stands for.
    period : pair of dates
        First and last day of the axis.
    brush : bool
        Whether a period can be chosen by dragging (see `days_of`), and may have a `curtain`.
    """
    sums, types = table.groupby("period")["incidents"].sum(), tuple(sorted(table["type"].unique()))
    spec = _timeline_spec(i18n.language(), step, period, types, _highest(sums), brush=brush)
    return Drawing(timeline_table(table), spec)


def curtain(step: str, period: tuple[dt.date, dt.date], chosen: tuple[dt.date, dt.date]) -> str:
    """Return the style of what dims the days that are not chosen, as long as its chart is wide.

    Parameters
    ----------
    step : {"day", "week", "month"}
        What a bar stands for.
    period, chosen : pair of dates
        First and last day of the axis, and of what is chosen.
    """
    low, high = _span(period, step)
    days = _days_since_epoch(chosen[0]), _days_since_epoch(chosen[1]) + 1
    parts = [min(max((day - low) / (high - low), 0), 1) for day in days]
    left, right = (f"calc({EDGE}px + (100% - {2 * EDGE}px) * {part:.5f})" for part in parts)
    dim, end = "var(--atlas-dim)", f"calc(100% - {EDGE}px)"
    return (
        f"linear-gradient(to right, transparent {EDGE}px, {dim} {EDGE}px, {dim} {left},"
        f" transparent {left}, transparent {right}, {dim} {right}, {dim} {end}, transparent {end})"
    )


@lru_cache(256)
def _timeline_spec(  # noqa: PLR0913 - all that the specification depends on
    language: str,  # noqa: ARG001 - that is spoken here
    step: str,
    period: tuple[dt.date, dt.date],
    types: tuple[str, ...],
    highest: int,
    *,
    brush: bool,
) -> dict[str, Any]:
    """Make and check a specification once: it takes longer than all else about a chart."""
    import altair as alt

    written = _("%A, %-d %B %Y") if step != "month" else "%B %Y"
    titles = {"day": _("Day"), "week": _("Week from"), "month": _("Month")}
    chart = (
        alt.Chart()
        .transform_calculate(
            **{MOMENT: _START},
            end=_END[step],
            label=f"utcFormat({_START}, '{written}')",
        )
        .mark_bar(orient="vertical", binSpacing=0, clip=True)
        .encode(
            x=alt.X(
                f"{MOMENT}:T",
                title=None,
                scale=alt.Scale(
                    type="utc", domain=_domain(period, step), padding=EDGE if brush else 0
                ),
                axis=alt.Axis(
                    format="%b %Y" if step == "month" else "%-d %b %Y",
                    labelOverlap="greedy",
                    labelSeparation=8,
                    tickCount=10,
                ),
            ),
            x2="end",
            y=_incidents_axis(_(PER_STEP[step]), highest, within=brush),
            color=_type_colour(types),
            tooltip=[
                alt.Tooltip("label:N", title=titles[step]),
                alt.Tooltip("type:N", title=_("Type")),
                alt.Tooltip("incidents:Q", title=_("Incidents"), format=",d"),
            ],
        )
        .properties(height=_LOW if brush else _HEIGHT)
    )
    if brush:
        chart = chart.add_params(_brush()).properties(padding=0)
    return _spec(chart, days=step != "month")


def _domain(days: tuple[dt.date, dt.date], step: str) -> alt.ExprRef:
    """Return the axis' first and last moment, in UTC; weeks and months are shown whole.

    It is an expression because Vega-Lite reads a list once for x and once for x2, in two ways, and
    warns that they differ.
    """
    import altair as alt

    low, high = (day * _DAY_MS for day in _span(days, step))
    return alt.ExprRef(f"[{low}, {high}]")


def _span(days: tuple[dt.date, dt.date], step: str) -> tuple[int, int]:
    """Return the axis' first day and the one after its last, as days since 1970."""
    periods = pd.Series([_period_of(day, step) for day in days])
    first, end = periods[0], _after(periods, step)[1]
    return _days_since_epoch(first.date()), _days_since_epoch(end.date())


def _period_of(day: dt.date, step: str) -> pd.Timestamp:
    """Return the first day of the day's own week or month, or itself."""
    moment = pd.Timestamp(day)
    if step == "week":
        return moment - pd.Timedelta(days=moment.weekday())
    return moment.replace(day=1) if step == "month" else moment


def _brush() -> alt.Parameter:
    import altair as alt

    mark = alt.BrushConfig(fill="#808080", fillOpacity=0.14, stroke="#808080", strokeOpacity=0.8)
    return alt.selection_interval(name=BRUSH, encodings=["x"], mark=mark, zoom=False)


def days_of(selection: Any) -> tuple[dt.date, dt.date] | None:
    """Return first and last day of what has been dragged over a timeline; None for nothing.

    A day is taken if half of it or more is covered, and at least one day always is.

    Parameters
    ----------
    selection : mapping
        The selection part of the chart's state.

    >>> days_of({"brush": {"moment": [86400000 * 0.4, 86400000 * 2.6]}})
    (datetime.date(1970, 1, 1), datetime.date(1970, 1, 3))
    >>> days_of({"brush": {}}) is None
    True
    """
    span = ((selection or {}).get(BRUSH) or {}).get(MOMENT) or ()
    if len(span) != 2:  # noqa: PLR2004 - from and to
        return None
    low, high = sorted(float(moment) / _DAY_MS for moment in span)
    first, end = int(low + 0.5), int(high + 0.5)
    if end <= first:
        first = int((low + high) / 2)
        end = first + 1
    return _EPOCH + dt.timedelta(days=first), _EPOCH + dt.timedelta(days=end - 1)


def bars(table: pd.DataFrame, column: str, labels: Sequence[str], *, title: str) -> Drawing:
    """Draw the incidents by weekday or by hour, stacked by type.

    Parameters
    ----------
    table : DataFrame
        From `query.weekdays` or `query.hours`.
    column : {"weekday", "hour"}
        The column of the bars.
    labels : sequence of str
        What each bar is called, in their order; those without incidents are there as well.
    title : str
        What the bars stand for.
    """
    import altair as alt

    first = 1 if column == "weekday" else 0
    named = pd.DataFrame(
        {
            "bar": [labels[int(value) - first] for value in table[column]],
            "type": _type_names(table),
            "incidents": table["incidents"].astype("int32"),
        }
    )
    sums = table.groupby(column)["incidents"].sum()
    chart = (
        alt.Chart()
        .mark_bar()
        .encode(
            x=alt.X(
                "bar:N",
                title=None,
                scale=alt.Scale(domain=list(labels), paddingInner=0.12),
                axis=alt.Axis(labelAngle=0, labelOverlap="greedy"),
            ),
            y=_incidents_axis(_("Incidents"), _highest(sums)),
            color=_type_colour(tuple(sorted(table["type"].unique()))),
            tooltip=[
                alt.Tooltip("bar:N", title=title),
                alt.Tooltip("type:N", title=_("Type")),
                alt.Tooltip("incidents:Q", title=_("Incidents"), format=",d"),
            ],
        )
        .properties(height=_SMALL_HEIGHT)
    )
    return Drawing(named, _spec(chart, days=True))


def _type_names(table: pd.DataFrame) -> pd.Series[pd.CategoricalDtype]:
    kinds = table["type"].astype("category")
    return kinds.cat.rename_categories([type_name(kind) for kind in kinds.cat.categories])


#: End of a bar, from its first day, in Vega's expressions.
_START: Final = f"datum.day * {_DAY_MS}"
_END: Final = {
    "day": f"(datum.day + 1) * {_DAY_MS}",
    "week": f"(datum.day + 7) * {_DAY_MS}",
    "month": f"utc(utcyear({_START}), utcmonth({_START}) + 1, 1)",
}


def _highest(sums: pd.Series[int]) -> int:
    return int(sums.max()) if len(sums) else 1


def _incidents_axis(title: str | None, highest: int, *, within: bool = False) -> alt.Y:
    """Return the axis of incidents, beside the bars or in the `EDGE`, where it takes no room.

    There its title would be the second: the chart has one above it.
    """
    import altair as alt

    look: dict[str, Any] = {}
    if within:
        title = None
        look = {"ticks": False, "domain": False, "labelAlign": "left", "labelBaseline": "bottom"}
        look |= {"labelPadding": 0, "labelOffset": -2}
    axis = alt.Axis(tickMinStep=1, format=",d", tickCount=5, **look)
    # Vega knows the spec before it has the data: it is told how high the bars are.
    scale = alt.Scale(domain=[0, highest], nice=True)
    return alt.Y("incidents:Q", title=title, stack="zero", axis=axis, scale=scale)


def _type_colour(types: Sequence[str]) -> alt.Color:
    import altair as alt

    colours = type_colours()
    names = [type_name(name) for name in types]
    scale = alt.Scale(domain=names, range=[colours[name] for name in types])
    # The legend stands below as text, which wraps on a phone.
    return alt.Color("type:N", title=None, scale=scale, legend=None)


def _spec(chart: alt.Chart, *, days: bool) -> dict[str, Any]:
    """Return a chart's specification without its data."""
    configured = chart.configure(locale=_locale(days=days)).configure_mark(aria=False)
    spec: dict[str, Any] = configured.to_dict()
    return {key: value for key, value in spec.items() if key not in ("data", "datasets")}
