"""One region's own view: its figures, timeline, types, actors, sources, spellings and records.

Its address is `region?code=UA-63`, with the filters of the page behind it (a region or country
among them is left aside).  Its figures are split in tables by figure, type, actor, source, place
and dataset: each number is the count of records that the table at the end lists when its row is
ticked.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from geo import i18n, query
from geo.i18n import N_, _, decimal, ngettext, short_date
from geo.maps import (
    CHANCE,
    FIGURE_LABELS,
    chance,
    country_name,
    grouped_text,
    precision_name,
    status_name,
    type_name,
    unit_name,
)
from geo.query import NO_ACTOR, Part
from geo.regions import catalogue, region_names
from geo.texts import plain, short
from geo.web import known
from geo.web.controls import address, links
from geo.web.records import drawer, records_table
from geo.web.time import charts
from geo.web.visitor import session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.query import Facets, Figures, Filters, Group
    from geo.store import Store

_CODE: Final = "code"
_CHOICE: Final = "region_choice"
_TABLE: Final = "region_records"
_PART: Final = "region_part"
_PART_TURN: Final = "region_part_turn"
_HEIGHT: Final = 330
#: The tables: kind of `query.Part`, and what its tab is called.
_TABS: Final = (
    ("type", N_("Types")),
    ("actor", N_("Actors")),
    ("source", N_("Sources")),
    ("spelling", N_("Places as reported")),
    ("figure", N_("What the figures are made of")),
    ("dataset", N_("Datasets")),
)
#: Days from which on the timeline counts by week.
_WEEKLY_FROM: Final = 120


def show() -> None:
    """Draw the view."""
    store = session.current_store()
    facets = query.facets(store)
    params = address.held()
    given, problem = address.filters_of(params)
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
    _content(store, filters, code, facets, chance_too=params.get(CHANCE) == ["1"])
    drawer.draw(store, on_map=False)


def _choose(code: str) -> str:
    """Draw the choice of the region, and return it; empty where there is none."""
    names = region_names()
    ordered = sorted(names, key=lambda other: (catalogue()[other].country != "UA", names[other]))
    control = f"{_CHOICE}_{code if code in names else ''}_{i18n.language()}"
    st.selectbox(
        _("Region"),
        ordered,
        key=control,
        index=ordered.index(code) if code in names else None,
        format_func=names.__getitem__,
        placeholder=_("Choose a region"),
        on_change=_chosen,
        args=(control,),
        width=340,
    )
    if code and code not in names:
        st.warning(plain(_("There is no region {code}.").format(code=code[:80])))
    return code if code in names else ""


def _chosen(control: str) -> None:
    if code := st.session_state[control]:
        st.query_params[_CODE] = code
    _untick()


def _head(code: str) -> None:
    region = catalogue()[code]
    names = [region.name(language) for language in ("en", "uk", "ru")]
    shown = region_names()[code]
    st.title(plain(shown), anchor=False)
    others = [name for name in dict.fromkeys(names) if name != shown]
    st.markdown(plain(" · ".join([*others, country_name(region.country), code])))


def filters_text(filters: Filters, facets: Facets) -> str:
    """Write the page's filters as sentences; a region or country among them is left aside."""
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
        (_("Only in {values}."), [unit_name(u) for u in filters.unit]),
        (_("Inside that day") + ": {values}.", list(filters.inside)),
        (_("Outside that day") + ": {values}.", list(filters.outside)),
        (_("Within km of an edge that day") + ": {values}.", [filters.near][: bool(filters.near)]),
        (_("Only these datasets: {values}."), list(filters.dataset)),
        (_("Only these incidents: {values}."), list(filters.incident)),
        (_("Only what the search “{values}” finds."), [filters.text] if filters.text else []),
    ):
        if values:
            texts.append(text.format(values=", ".join(values)))
    if len(texts) <= 1:
        texts.append(_("No other filter."))
    return " ".join(texts)


def _content(
    store: Store, filters: Filters, code: str, facets: Facets, *, chance_too: bool
) -> None:
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
    with st.container(horizontal=True, key="figures"):
        st.metric(_("Incidents"), decimal(figures.incidents), width="content")
        for name, label in FIGURE_LABELS.items():
            known.metric(_(label), getattr(figures, name))
    texts = [
        grouped_text(query.headline(store, filters)),
        known.sides_text(store, filters),
    ]
    if chance_too:
        texts.insert(0, chance.count_text(figures.incidents))
    if any(getattr(figures, name).shared for name in FIGURE_LABELS):
        texts.append(
            _(
                "The figures are of incidents wholly in this region. “shared” was reported for"
                " this region together with others, or with places that are not named; sources"
                " give no split."
            )
        )
    st.caption(" ".join(filter(None, texts)))
    _timeline(store, filters, facets)
    _tables(store, filters, code, figures)
    _records(store, filters, code)


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
    part, words = _ticked_part(code)
    count, table = query.part_records(store, filters, part, limit=records_table.TABLE_ROWS)
    heading = ngettext("{n} record", "{n} records", count)
    st.subheader(f"{heading}: {plain(words)}" if part else heading, anchor=False)
    if part:
        st.button(_("Show all records"), on_click=_untick, icon=":material/close:")
    records_table.table(table, _table_key(part))
    if count > len(table):
        text = _("The newest {shown} of {all}.")
        st.caption(text.format(shown=decimal(len(table)), all=decimal(count)))


def _table_key(part: Part | None) -> str:
    return f"{_TABLE}_{part.kind}" if part else _TABLE


def _ticked_part(code: str) -> tuple[Part | None, str]:
    """Return the part of the region's records that is ticked, and what the page calls it."""
    region, part, words = st.session_state.get(_PART, ("", None, ""))
    return (part, words) if region == code else (None, "")


def _untick() -> None:
    """Tick nothing; for use in a callback."""
    st.session_state.pop(_PART, None)
    # Tables of other keys begin without a tick.
    st.session_state[_PART_TURN] = st.session_state.get(_PART_TURN, 0) + 1


def _tables(store: Store, filters: Filters, code: str, figures: Figures) -> None:
    """Draw the tables of a region."""
    for tab, (kind, _label) in zip(
        st.tabs([_(label) for _kind, label in _TABS]), _TABS, strict=True
    ):
        with tab:
            if kind == "figure":
                keys, names, table = figure_rows(figures)
            else:
                found = query.groups(store, filters, kind)
                keys, names, table = group_rows(kind, found)
            _table(code, kind, keys, names, table)
    st.caption(_("Tick a row to see its records below."))


def _table(
    code: str, kind: str, keys: Sequence[str], names: Sequence[str], table: pd.DataFrame
) -> None:
    key = f"region_{kind}_{code}_{st.session_state.get(_PART_TURN, 0)}"
    st.dataframe(
        table,
        hide_index=True,
        height=min(_HEIGHT, 36 * (len(table) + 1) + 2),
        placeholder="–",
        column_config=_columns(table),
        key=key,
        selection_mode="single-row",
        on_select=partial(_ticked, key, code, kind, list(zip(keys, names, strict=True))),
        alt=_(dict(_TABS)[kind]),
    )


def _ticked(key: str, code: str, kind: str, listed: list[tuple[str, str]]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    part, _words = _ticked_part(code)
    if rows and rows[0] < len(listed):
        value, words = listed[rows[0]]
        if part is not None and part.kind != kind:
            _untick()
            st.session_state[f"region_{kind}_{code}_{st.session_state[_PART_TURN]}"] = {
                "selection": {"rows": rows, "columns": [], "cells": []}
            }
        st.session_state[_PART] = (code, Part(kind, value), words)
    elif part is not None and part.kind == kind:
        st.session_state.pop(_PART, None)


def figure_rows(figures: Figures) -> tuple[list[str], list[str], pd.DataFrame]:
    """Return keys, names and table of the figures and of the incidents each is summed over."""
    keys, names, rows = [], [], []
    for name, label in FIGURE_LABELS.items():
        figure = getattr(figures, name)
        for key, value, known_for, text in (
            (name, figure.value, figure.known_for, _("reported for this region")),
            (
                f"{name} shared",
                figure.shared,
                figure.shared_for,
                _("shared with other regions"),
            ),
        ):
            if value is not None:
                keys.append(key)
                names.append(f"{_(label)}, {text}")
                rows.append((_(label), text, value, known_for))
    table = pd.DataFrame(rows, columns=["figure", "of", "number", "incidents"])
    return keys, names, table


def group_rows(kind: str, found: list[Group]) -> tuple[list[str], list[str], pd.DataFrame]:
    """Return keys, names and table of the groups of one kind."""
    names = [_name(kind, group) for group in found]
    table = pd.DataFrame({"name": names, "incidents": [group.incidents for group in found]})
    if kind == "spelling":
        table = pd.DataFrame(
            {
                "place": [group.place for group in found],
                "place_name": [group.place_name for group in found],
                "precision": [precision_name(group.precision or "") for group in found],
                "status": [status_name(group.status or "") for group in found],
                "incidents": table["incidents"],
            }
        )
    if kind in ("source", "dataset", "spelling"):
        table["records"] = [group.records for group in found]
    if kind == "source":
        table["url"] = [group.url for group in found]
    return [group.key for group in found], names, table


def _name(kind: str, group: Group) -> str:
    if kind == "type":
        return type_name(group.key)
    if kind == "actor":
        return _("Not stated") if group.key == NO_ACTOR else group.key
    if kind == "spelling":
        words = [short(text or _("no place"), 60) for text in (group.place, group.place_name)]
        return " → ".join(words)
    return group.key or _("not stated")


def _columns(table: pd.DataFrame) -> dict[str, Any]:
    config = st.column_config
    most = int(table["incidents"].max()) if len(table) else 1
    incidents = _("Incidents")
    return {
        "name": config.TextColumn(_("Name"), width="large"),
        "figure": _("Figure"),
        "of": _("Which part"),
        "number": _("Number"),
        "place": config.TextColumn(_("As reported"), width="medium"),
        "place_name": config.TextColumn(_("As understood"), width="medium"),
        "precision": _("Precision"),
        "status": _("Status"),
        "incidents": config.ProgressColumn(
            incidents, format="%d", min_value=0, max_value=max(most, 1)
        ),
        "records": _("Records"),
        "url": config.LinkColumn(_("Newest link"), display_text=_("open")),
    }
