"""The map's figure by region and day, week or month, as a table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from geo.i18n import N_, _, days_text, ngettext, short_date
from geo.maps import CHANGE, COUNT, HOT, WINDOWS, fitting_window, over_time, windows
from geo.regions import region_names
from geo.web import controls

if TYPE_CHECKING:
    from geo.maps import Days, View
    from geo.query import Facets
    from geo.store import Store
    from geo.web.controls import State

#: The choice of what a column is.
STEP: Final = "times_step"
_STEPS: Final = dict(zip(WINDOWS, (N_("Day"), N_("Week"), N_("Month")), strict=True))
#: Columns that are shown at first, and at all: the last of the period.
_USUAL: Final = 12
_MOST: Final = 120
_WEEK: Final = 7
_HEIGHT: Final = 390
_DECIMALS: Final = "%.2f"
#: Measures that single days, weeks or months do not have.
_OF_ALL_DAYS: Final = (CHANGE, HOT)

controls.choice(STEP)


def show(now: State, store: Store, facets: Facets) -> None:
    """Draw the table, and the choice between days, weeks and months."""
    view = replace(now.view, level="")
    if view.measure in _OF_ALL_DAYS:
        view = replace(view, measure=COUNT)
    days = now.chosen_days()
    if days is None:
        st.caption(_("No incident fits these filters."))
        return
    step = now.choices.get(STEP) or fitting_window(days, _USUAL)
    st.segmented_control(
        _("A column is a"),
        list(_STEPS),
        default=step,
        key=now.key(STEP, step),
        format_func={name: _(text) for name, text in _STEPS.items()}.__getitem__,
        required=True,
        label_visibility="collapsed",
    )
    periods = windows(days, step)
    table = times_table(store, view, facets, periods[-_MOST:])
    if table.empty:
        st.caption(_("No incident fits these filters."))
        return
    number = st.column_config.NumberColumn(
        format="localized" if view.measure is COUNT else _DECIMALS
    )
    st.dataframe(
        table,
        hide_index=True,
        height=min(_HEIGHT, 36 * (len(table) + 1) + 2),
        placeholder="–",
        column_config={
            _("Region"): st.column_config.TextColumn(width="medium", pinned=True),
            **dict.fromkeys(table.columns[1:], number),
        },
        alt=_title(view),
    )
    st.caption(" ".join(_notes(view, step, len(periods))))


def _title(view: View) -> str:
    pattern = "{figure}" if view.measure in (CHANGE, HOT) else view.measure.pattern
    return _(pattern).format(figure=_(view.metric.label))


def _notes(view: View, step: str, periods: int) -> list[str]:
    """Return what there is to say of the table, a sentence each."""
    texts = [f"{_title(view)}."]
    if step == "week":
        texts.append(_("A week is named by its first day."))
    texts.append(_("An incident of several days counts in each period that it touches."))
    if view.metric.name != "incidents":
        texts.append(_("What was reported for several regions together is not in it."))
    if periods > _MOST:
        texts.append(
            ngettext("Shown is the last period.", "Shown are the last {n} periods.", _MOST)
        )
    return texts


def times_table(store: Store, view: View, facets: Facets, periods: list[Days]) -> pd.DataFrame:
    """Return the figure of every region in every period.

    Returns
    -------
    DataFrame
        A row a region with an incident, the highest sum first: its name, then a column a period.
        What nobody reported is missing; without an incident it is 0.
    """
    names = region_names()
    shades = over_time(store, view, facets, periods)
    seen = [code for code in names if any(code in found for found in shades)]
    rows = {code: [found[code].value if code in found else 0 for found in shades] for code in seen}
    seen.sort(key=lambda code: (-sum(value or 0 for value in rows[code]), names[code]))
    table = pd.DataFrame(
        [rows[code] for code in seen], columns=_headings(periods), dtype="Float64"
    ).convert_dtypes()
    table.insert(0, _("Region"), [names[code] for code in seen])
    return table


def _headings(periods: list[Days]) -> list[str]:
    """Name months, and days and weeks by their first day."""
    months = any((last - first).days > _WEEK for first, last in periods)
    return [days_text(*days) if months else short_date(days[0]) for days in periods]
