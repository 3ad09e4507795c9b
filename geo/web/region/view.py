"""One region's own view: its figures, timeline, types, actors, sources, spellings and records.

Its address is `region?code=UA-63`, with the filters of the page behind it (a region or country
among them is left aside).  Every number is the count of records that the table at the end lists
when its row is ticked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo import query
from geo.i18n import N_, _, decimal, ngettext, short_date
from geo.maps import country_name, type_name
from geo.query import FilterError, Filters, Part
from geo.regions import catalogue, region_names
from geo.texts import plain
from geo.web.controls import links
from geo.web.records import drawer, records_table
from geo.web.region.parts import chosen, parts, unchoose
from geo.web.time import charts
from geo.web.visitor import session

if TYPE_CHECKING:
    from geo.query import Facets, Figure
    from geo.store import Store

_CODE: Final = "code"
_CHOICE: Final = "region_choice"
_TABLE: Final = "region_records"
#: Days from which on the timeline counts by week.
_WEEKLY_FROM: Final = 120
_FIGURES: Final = (
    ("launched", N_("Drones launched")),
    ("downed", N_("Drones downed")),
    ("killed", N_("People killed")),
    ("injured", N_("People injured")),
)


def show() -> None:
    """Draw the view."""
    store = session.current_store()
    facets = query.facets(store)
    params = {key: st.query_params.get_all(key) for key in st.query_params}
    given, problem = _filters(params)
    code = params.get(_CODE, [""])[-1]
    back = given.to_params() | ({"region": [code]} if code in catalogue() else {})
    links.link("", _("Back to the map"), back, icon="arrow_back")
    code = _choose(code)
    if problem:
        st.warning(plain(problem))
    if not code:
        st.title(_("One region"), anchor=False)
        st.info(_("Choose a region to see what was reported of it."))
        return
    _head(code)
    filters = query.in_region(given, code)
    st.caption(plain(filters_text(given, facets)))
    _content(store, filters, code, facets)
    drawer.draw(store, on_map=False)


def _filters(params: dict[str, list[str]]) -> tuple[Filters, str]:
    """The page's filters, and one sentence if they could not be read."""
    try:
        return Filters.from_params(params), ""
    except FilterError as error:
        text = _("This address could not be read: {error} All is shown.").format(error=error)
        return Filters(), text


def _choose(code: str) -> str:
    """Draw the choice of the region, and return it; empty where there is none."""
    names = region_names()
    ordered = sorted(names, key=lambda other: (catalogue()[other].country != "UA", names[other]))
    st.session_state[_CHOICE] = code if code in names else None
    st.selectbox(
        _("Region"),
        ordered,
        key=_CHOICE,
        index=None,
        format_func=names.__getitem__,
        placeholder=_("Choose a region"),
        on_change=_chosen,
        width=340,
    )
    if code and code not in names:
        st.warning(plain(_("There is no region {code}.").format(code=code[:80])))
    return code if code in names else ""


def _chosen() -> None:
    if code := st.session_state[_CHOICE]:
        st.query_params[_CODE] = code
    unchoose()


def _head(code: str) -> None:
    region = catalogue()[code]
    names = [region.name(language) for language in ("en", "uk", "ru")]
    shown = region_names()[code]
    st.title(plain(shown), anchor=False)
    others = [name for name in dict.fromkeys(names) if name != shown]
    st.markdown(plain(" · ".join([*others, country_name(region.country), code])))


def filters_text(filters: Filters, facets: Facets) -> str:
    """What the page's filters say, as sentences; a region or country among them is left aside."""
    first, last = filters.date_from or facets.first, filters.date_to or facets.last
    texts = []
    if first and last:
        texts.append(
            _("{first} to {last}, both included.").format(
                first=short_date(first), last=short_date(last)
            )
        )
    for text, values in (
        (_("Only these types: {values}."), [type_name(name) for name in filters.type]),
        (_("Only these actors: {values}."), list(filters.actor)),
        (_("Only these incidents: {values}."), list(filters.incident)),
        (_("Only what the search “{values}” finds."), [filters.text] if filters.text else []),
    ):
        if values:
            texts.append(text.format(values=", ".join(values)))
    if len(texts) <= 1:
        texts.append(_("No other filter."))
    return " ".join(texts)


def _content(store: Store, filters: Filters, code: str, facets: Facets) -> None:
    figures = query.region_figures(store, filters).get(code)
    if figures is None:
        st.info(
            _(
                "No incident was reported here with these filters. Widen them on the map, or"
                " choose another region."
            )
            if facets.incidents
            else _("The store holds no incident yet. Add some under Add data.")
        )
        return
    with st.container(horizontal=True, key="headline"):
        st.metric(_("Incidents"), decimal(figures.incidents), width="content")
        for name, label in _FIGURES:
            _metric(_(label), getattr(figures, name))
    if any(getattr(figures, name).shared for name, _label in _FIGURES):
        st.caption(
            _(
                "The figures are of incidents wholly in this region. “shared” was reported for"
                " this region together with others; sources give no split."
            )
        )
    _timeline(store, filters, facets)
    parts(store, filters, code, figures)
    _records(store, filters, code)


def _metric(label: str, figure: Figure) -> None:
    shared = _("+{number} shared").format(number=decimal(figure.shared)) if figure.shared else None
    value = _("not reported") if figure.value is None else decimal(figure.value)
    st.metric(label, value, delta=shared, delta_color="off", delta_arrow="off", width="content")


def _timeline(store: Store, filters: Filters, facets: Facets) -> None:
    first, last = filters.date_from or facets.first, filters.date_to or facets.last
    if not first or not last:
        return
    step = "week" if (last - first).days + 1 > _WEEKLY_FROM else "day"
    table = query.timeline(store, filters, step)
    title = _("Incidents per week") if step == "week" else _("Incidents per day")
    st.subheader(title, anchor=False)
    st.vega_lite_chart(*charts.timeline(table, step, (first, last)), width="stretch")
    st.html(charts.legend(sorted(table["type"].unique())))


def _records(store: Store, filters: Filters, code: str) -> None:
    part, words = chosen(code)
    count, table = query.part_records(store, filters, part, limit=records_table.TABLE_ROWS)
    heading = ngettext("{n} record", "{n} records", count)
    st.subheader(f"{heading}: {plain(words)}" if part else heading, anchor=False)
    if part:
        st.button(_("Show all records"), on_click=unchoose, icon=":material/close:")
    records_table.table(table, _table_key(part))
    if count > len(table):
        text = _("The newest {shown} of {all}.")
        st.caption(text.format(shown=decimal(len(table)), all=decimal(count)))


def _table_key(part: Part | None) -> str:
    return f"{_TABLE}_{part.kind}" if part else _TABLE
