"""Charts under the map."""

from __future__ import annotations

import datetime as dt
import html
from typing import Final

import altair as alt
import pandas as pd

from geo.web.palette import type_colours

#: Days from which on the timeline counts by week.
WEEKLY_FROM: Final = 120
_HEIGHT: Final = 180


def legend(types: list[str]) -> str:
    """Legend of the types as HTML, each with its colour."""
    colours = type_colours()
    entries = (
        f'<span style="white-space:nowrap;margin-right:1.1rem"><span style="display:inline-block;'
        f'width:0.75rem;height:0.75rem;margin-right:0.35rem;background:{colours[name]}"></span>'
        f"{html.escape(name)}</span>"
        for name in types
    )
    return f'<div style="font-size:0.85rem;opacity:0.9">{" ".join(entries)}</div>'


def _domain(days: tuple[dt.date, dt.date], step: str) -> list[int]:
    """First and last moment of the axis, milliseconds of UTC; weeks are shown whole."""
    first, last = days
    if step == "week":
        first -= dt.timedelta(days=first.weekday())
    ends = (first, last + dt.timedelta(days=1))
    return [int(pd.Timestamp(end).timestamp() * 1000) for end in ends]


def timeline(
    table: pd.DataFrame, step: str, days: tuple[dt.date, dt.date] | None = None
) -> alt.Chart:
    """Bars of incidents per day or week, stacked by type in the points' colours.

    Parameters
    ----------
    table : DataFrame
        From `query.timeline`: period, type, incidents.
    step : {"day", "week"}
        What a bar stands for.
    days : pair of dates, optional
        First and last day of the axis; by default those of the table.
    """
    # Days are days of the records, not of the visitor's clock: the axis is in UTC, as they are.
    scale = alt.Scale(type="utc")
    if days is not None:
        scale = alt.Scale(type="utc", domain=_domain(days, step))
    colours = type_colours()
    types = sorted(table["type"].unique())
    title = "Day" if step == "day" else "Week beginning"
    table = table.assign(
        until=table["period"] + pd.Timedelta(days=1 if step == "day" else 7),
        label=table["period"].dt.strftime("%Y-%m-%d"),
    )
    chart: alt.Chart = (
        alt.Chart(table)
        .mark_bar(orient="vertical", binSpacing=0)
        .encode(
            x=alt.X(
                "period:T",
                title=None,
                scale=scale,
                axis=alt.Axis(format="%-d %b %Y", labelOverlap=True),
            ),
            x2="until:T",
            y=alt.Y(
                "incidents:Q",
                title="Incidents",
                stack="zero",
                axis=alt.Axis(tickMinStep=1, format="d"),
            ),
            color=alt.Color(
                "type:N",
                title=None,
                scale=alt.Scale(domain=types, range=[colours[name] for name in types]),
                legend=None,  # it stands below as text, which wraps on a phone
            ),
            tooltip=[
                alt.Tooltip("label:N", title=title),
                alt.Tooltip("type:N", title="Type"),
                alt.Tooltip("incidents:Q", title="Incidents"),
            ],
        )
        .properties(height=_HEIGHT)
    )
    return chart
