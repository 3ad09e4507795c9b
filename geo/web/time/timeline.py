"""The timeline under the map, and incidents by weekday and hour.

The timeline always shows the whole period of the data, with the chosen days in full colour, so that
other days can be chosen by dragging over it.  Where the dates are changed elsewhere afterwards, the
drag's frame is out of date, and the chart is drawn anew without it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo import query
from geo.i18n import N_, _, days_text, decimal, short_date
from geo.maps import type_name
from geo.web import controls
from geo.web.controls import Drag, links
from geo.web.time import charts, play

if TYPE_CHECKING:
    import pandas as pd

    from geo.maps import Days
    from geo.query import Facets, Filters
    from geo.store import Store
    from geo.web.controls import State

_CHART: Final = "timeline_chart"
_TABLE: Final = "timeline_table"
_RHYTHM: Final = "timeline_rhythm"
_HOURS_A_DAY: Final = 24
#: Fewer chosen days than this are not drawn one by one.
_FEWEST_DAYS: Final = 3
#: What one step is called in a heading of the table.
_PERIODS: Final = {"day": N_("Day"), "week": N_("Week from"), "month": N_("Month")}
#: A finger that moves across the chart chooses days; up and down it scrolls the page.
_STYLE: Final = """
<style>
.st-key-timeline_head { row-gap: 0; min-height: 2.2rem; }
.st-key-timeline_head h3 { font-size: 1rem !important; padding: 0 !important; }
.st-key-timeline_head button { min-height: 2rem; padding: 0 0.6rem; }
.st-key-timeline_box svg, .st-key-timeline_box canvas { touch-action: pan-y; cursor: crosshair; }
.st-key-timeline_box {
  --atlas-dim: light-dark(rgb(255 255 255 / 0.68), rgb(16 22 29 / 0.68)); }
[class*="st-key-timeline_chart_"] { position: relative; min-height: 110px; }
[class*="st-key-timeline_chart_"]::after { content: ""; position: absolute; inset: 0 0 auto;
  height: 82px; pointer-events: none; background: var(--atlas-curtain); }
</style>
"""


def _frame(value: Any, _choices: Any) -> Days | None:
    """Read the days of the frame that stands on the chart."""
    return charts.days_of(value["selection"])


@controls.sender(_CHART, _frame)
def _dragged(now: State, _before: Any, frame: Any) -> None:
    """Choose the days of a frame; those from before, once it is taken away."""
    drag, chosen = now.drag, now.chosen_days()
    known = drag is not None and chosen == drag.taken
    if frame is not None:
        now.put_days(frame)
        before = drag.before if drag and known else chosen
        now.drag = Drag(frame, now.chosen_days(), before)
    elif known:
        _clear(now)


def _clear(now: State) -> None:
    """Choose the days from before the frame."""
    if now.drag and now.drag.before:
        now.put_days(now.drag.before)
    now.drag = None


def show(now: State, store: Store, facets: Facets) -> None:
    """Draw the timeline, and what moves through it; an empty store or selection has none."""
    chosen, filters = now.chosen_days(), now.view.filters
    if facets.first is None or facets.last is None or chosen is None:
        return
    period = (facets.first, facets.last)
    if now.drag and now.drag.taken != chosen:
        now.drag = None
    step = charts.step_of(period)
    table = _context(store, filters, step)
    with st.container(key="timeline_box", gap="xxsmall"):
        st.html(_STYLE)
        _heading(now, step, chosen, period)
        if table.empty:
            now.drag = None
            st.caption(_("No incident fits these filters on any day of the data."))
            return
        _timeline(now, table, step, period, chosen)
        st.html(charts.legend(sorted({*table["type"]})))


def further(now: State, store: Store, facets: Facets) -> None:
    """Draw the chosen days one by one and as a table, and incidents by weekday and hour."""
    chosen, filters = now.chosen_days(), now.view.filters
    if facets.first is None or facets.last is None or chosen is None:
        return
    step = charts.step_of((facets.first, facets.last))
    table = _context(store, filters, step)
    if table.empty:
        return
    detail = None if play.running(now) else _detail(store, filters, step, chosen)
    _as_table(table if detail is None else detail, step if detail is None else "day", chosen)
    _rhythm(store, filters)
    links.link("nights", _("Night by night"), filters.to_params(), icon="dark_mode")


def _context(store: Store, filters: Filters, step: str) -> pd.DataFrame:
    """Count the incidents over the whole period of the data, whatever days are chosen."""
    return _cached(str(store.stamp), replace(filters, date_from=None, date_to=None), step, store)


@st.cache_data(max_entries=64, show_spinner=False)
def _cached(stamp: str, filters: Filters, step: str, _store: Store) -> pd.DataFrame:  # noqa: ARG001
    """Ask the store once for each stamp, which tells one store from another."""
    return query.timeline(_store, filters, step)


def _heading(now: State, step: str, chosen: Days, period: Days) -> None:
    about = _(
        "An incident of several days counts on each of them. Drag over the bars to choose days;"
        " a click beside the frame goes back."
    )
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key="timeline_head"
    ):
        st.subheader(_(charts.PER_STEP[step]), anchor=False, width="content", help=about)
        if not play.open_(now):
            controls.draw_presets(now)
        play.bar(now)
        if now.drag and now.drag.before and chosen != period:
            st.button(
                _("Back to {days}").format(days=days_text(*now.drag.before)),
                icon=":material/undo:",
                on_click=_clear,
                args=(now,),
                type="tertiary",
                key="timeline_clear",
            )


def _timeline(now: State, table: pd.DataFrame, step: str, period: Days, chosen: Days) -> None:
    st.html(
        "<style>.st-key-timeline_box { --atlas-curtain: "
        f"{charts.curtain(step, period, chosen)}; }}</style>"
    )
    sums = table.groupby("period", as_index=False)["incidents"].sum()
    most = sums.loc[sums["incidents"].idxmax()]
    st.vega_lite_chart(
        *charts.timeline(table, step, period, brush=True),
        width="stretch",
        key=now.key(_CHART, now.drag.frame if now.drag else None),
        on_select="rerun",
        selection_mode=charts.BRUSH,
        # The same for every choice of days: a change of it would draw the chart anew.
        alt=_("{title}, {days}; the most, {most}, at {day}").format(
            title=_(charts.PER_STEP[step]),
            days=days_text(*period),
            most=decimal(int(most["incidents"])),
            day=short_date(most["period"].date()),
        ),
    )


def _detail(store: Store, filters: Filters, step: str, chosen: Days) -> pd.DataFrame | None:
    """Draw the chosen days one by one where a bar of the timeline is longer than a day.

    While a window moves, the timeline alone shows where it is.
    """
    length = (chosen[1] - chosen[0]).days + 1
    fits = _FEWEST_DAYS <= length <= charts.DAILY_UP_TO
    if step == "day" or not fits:
        return None
    table = query.timeline(store, filters, "day")
    if table.empty:
        return None
    title = _("Incidents per day, {days}").format(days=days_text(*chosen))
    st.markdown(f"**{title}**")
    st.vega_lite_chart(*charts.timeline(table, "day", chosen), width="stretch", alt=title)
    return table


def _as_table(table: pd.DataFrame, step: str, chosen: Days) -> None:
    """Offer the chosen bars as a table, made when it is opened."""
    box = st.expander(_("These figures as a table"), key=_TABLE, on_change="rerun")
    if not box.open:
        return
    rows = table[charts.inside(table["period"], step, chosen)].assign(
        period=lambda t: t["period"].dt.strftime("%Y-%m-%d"),
        type=lambda t: t["type"].astype("category").map(type_name),
    )
    wide = rows.pivot_table(
        index="period", columns="type", values="incidents", aggfunc="sum", fill_value=0
    )
    wide.insert(0, _("All types"), wide.sum(axis=1))
    wide.index.name = _(_PERIODS[step])
    wide.columns.name = None
    if wide.empty:
        box.caption(_("No incident fits these filters on these days."))
    else:
        box.dataframe(wide, height=min(320, 36 * (len(wide) + 1) + 2))


def _rhythm(store: Store, filters: Filters) -> None:
    """Offer incidents by weekday and by hour, made when they are opened."""
    box = st.expander(_("By weekday and time of day"), key=_RHYTHM, on_change="rerun")
    if not box.open:
        return
    table, hours = query.weekdays(store, filters), query.hours(store, filters)
    with box:
        if table.empty:
            st.caption(_("No incident fits these filters on these days."))
            return
        _bars(table, "weekday", charts.weekday_names(), _("Weekday"))
        st.caption(_("An incident counts once, on the weekday of its first day."))
        timed, all_ = int(hours["incidents"].sum()), int(table["incidents"].sum())
        if not timed:
            st.caption(_("None of these incidents has a time of day in its source."))
            return
        names = [f"{hour:02}:00" for hour in range(_HOURS_A_DAY)]
        _bars(hours, "hour", names, _("Hour"))
        st.caption(
            _(
                "{timed} of {all} incidents have a time of day. It is the source's own, by its"
                " clock, and not converted between time zones."
            ).format(timed=decimal(timed), all=decimal(all_))
        )


def _bars(table: pd.DataFrame, column: str, labels: list[str], title: str) -> None:
    sums = table.groupby(column)["incidents"].sum()
    first = 1 if column == "weekday" else 0
    parts = [
        f"{label} {decimal(int(sums.get(number, 0)))}"
        for number, label in enumerate(labels, start=first)
    ]
    st.vega_lite_chart(
        *charts.bars(table, column, labels, title=title),
        width="stretch",
        alt=_("Incidents by {what}: {figures}").format(
            what=title.lower(), figures=", ".join(parts)
        ),
    )
