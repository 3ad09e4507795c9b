"""What a region's figures are made of: tables by figure, type, actor, source, place and dataset.

A row that is ticked is the part of the region's records that its number counts.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from geo import query
from geo.i18n import N_, _
from geo.maps import precision_name, status_name, type_name
from geo.query import NO_ACTOR, Part
from geo.texts import short

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.query import Figures, Filters, Group
    from geo.store import Store

_CHOSEN: Final = "region_part"
_TURN: Final = "region_part_turn"
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
_FIGURES: Final = (
    ("killed", N_("People killed")),
    ("injured", N_("People injured")),
    ("launched", N_("Drones launched")),
    ("downed", N_("Drones downed")),
)


def chosen(code: str) -> tuple[Part | None, str]:
    """The part of the region's records that is ticked, and what the page calls it."""
    region, part, words = st.session_state.get(_CHOSEN, ("", None, ""))
    return (part, words) if region == code else (None, "")


def unchoose() -> None:
    """Tick nothing; for use in a callback."""
    st.session_state.pop(_CHOSEN, None)
    # Tables of other keys begin without a tick.
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def parts(store: Store, filters: Filters, code: str, figures: Figures) -> None:
    """Draw the tables of a region."""
    for tab, (kind, _label) in zip(
        st.tabs([_(label) for _kind, label in _TABS]), _TABS, strict=True
    ):
        with tab:
            if kind == "figure":
                keys, names, table = figure_rows(figures, query.summed(store, filters))
            else:
                found = query.groups(store, filters, kind)
                keys, names, table = group_rows(kind, found)
            _table(code, kind, keys, names, table)
    st.caption(_("Tick a row to see its records below."))


def _table(
    code: str, kind: str, keys: Sequence[str], names: Sequence[str], table: pd.DataFrame
) -> None:
    key = f"region_{kind}_{code}_{st.session_state.get(_TURN, 0)}"
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
    part, _words = chosen(code)
    if rows and rows[0] < len(listed):
        value, words = listed[rows[0]]
        if part is not None and part.kind != kind:
            unchoose()
            st.session_state[f"region_{kind}_{code}_{st.session_state[_TURN]}"] = {
                "selection": {"rows": rows, "columns": [], "cells": []}
            }
        st.session_state[_CHOSEN] = (code, Part(kind, value), words)
    elif part is not None and part.kind == kind:
        st.session_state.pop(_CHOSEN, None)


def figure_rows(
    figures: Figures, summed: dict[str, int]
) -> tuple[list[str], list[str], pd.DataFrame]:
    """Keys, names and table of the figures and of the incidents that each is summed over."""
    keys, names, rows = [], [], []
    for name, label in _FIGURES:
        figure = getattr(figures, name)
        for key, value, text in (
            (name, figure.value, _("reported for this region")),
            (f"{name} shared", figure.shared, _("shared with other regions")),
        ):
            if summed[key]:
                keys.append(key)
                names.append(f"{_(label)}, {text}")
                rows.append((_(label), text, value, summed[key]))
    table = pd.DataFrame(rows, columns=["figure", "of", "number", "incidents"])
    return keys, names, table


def group_rows(kind: str, found: list[Group]) -> tuple[list[str], list[str], pd.DataFrame]:
    """Keys, names and table of the groups of one kind."""
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
