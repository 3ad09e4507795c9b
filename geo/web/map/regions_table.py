"""The regions as a ranked table: what the map shows, in numbers, and linked with it both ways.

The table lists every region that the filters let through, those without an incident too, so that it
says all that the map does.  Regions that are chosen are ticked and the others stay in the list, so
that more can be ticked.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from geo import query
from geo.i18n import _, ngettext
from geo.maps import CHANCE, CHANGE, HOT, chance, country_name, ends_text, hot
from geo.query import Figures
from geo.regions import catalogue, region_names
from geo.web import controls
from geo.web.controls import links

if TYPE_CHECKING:
    from geo.maps import View
    from geo.query import Facets, Filters
    from geo.store import Store
    from geo.web.controls import State

#: Session key of the table.
TABLE: Final = "regions_table"
#: Chosen regions that have a link to their own view.
_MOST_LINKS: Final = 6
_HEIGHT: Final = 390


def _ticked(value: Any, codes: Any) -> tuple[str, ...]:
    """Read the rows that are ticked, of a table that lists these regions."""
    return tuple(codes[row] for row in sorted(value["selection"]["rows"]) if row < len(codes))


@controls.sender(TABLE, _ticked)
def _choose(now: State, before: Any, ticked: Any) -> None:
    now.filter(region=controls.merged(now.view.filters.region, before, ticked))


def show(now: State, store: Store, facets: Facets) -> None:
    """Draw the table of regions, if one of them has an incident.

    Another ranking is another table: a tick never means the region that has come to its row.
    """
    view = now.view
    filters = replace(view.filters, region=())
    figures = query.region_figures(store, filters)
    if not figures:
        st.caption(_("No incident fits these filters."))
        return
    codes = ranked(figures, view, filters)
    days = filters.date_from or facets.first, filters.date_to or facets.last
    step, bars = (
        query.region_bars(store, filters, (days[0], days[1])) if days[0] and days[1] else (1, {})
    )
    more = _certainty(store, view, facets)
    rows = [at for at, code in enumerate(codes) if code in view.filters.region]
    with st.container(key=TABLE):
        st.dataframe(
            with_certainty(figures_table(codes, figures, bars), codes, more),
            hide_index=True,
            height=min(_HEIGHT, 36 * (len(codes) + 1) + 2),
            placeholder="–",
            column_config=_columns(step) | _certainty_columns(view),
            key=now.key(TABLE, tuple(codes[row] for row in rows), tuple(codes)),
            selection_mode="multi-row",
            on_select="rerun",
            selection_default={"selection": {"rows": rows}},
            alt=_("Regions with their figures, the highest of the map's figure first"),
        )
    none = sum(not figures.get(code, Figures()).incidents for code in codes)
    texts = [_("The map as a table. Ticking a region chooses it, as a click on the map does.")]
    if none:
        texts.append(
            ngettext(
                "{n} region without a reported incident is at the end.",
                "{n} regions without a reported incident are at the end.",
                none,
            )
        )
    if any(_shares(figure) for figure in figures.values()):
        texts.append(_("“+ shared” was reported for several regions together and is not split."))
    st.caption(" ".join(texts))


def ranked(figures: dict[str, Figures], view: View, filters: Filters) -> list[str]:
    """Return the regions' codes that the filters let through, the map's highest figure first."""
    names, allowed = region_names(), filters.areas()

    def rank(code: str) -> tuple[int, int, int, str]:
        here = figures.get(code, Figures())
        figure = view.metric.of(here)
        return (-(figure.value or 0), -figure.upper, -here.incidents, names[code])

    return sorted((code for code in catalogue() if allowed is None or code in allowed), key=rank)


def _shares(figures: Figures) -> bool:
    return any(figure.shared for figure in (figures.killed, figures.injured, figures.downed))


def figures_table(
    codes: list[str], figures: dict[str, Figures], bars: dict[str, list[int]]
) -> pd.DataFrame:
    """Return one row per region, in the order of `codes`; what nobody reported is missing.

    Returns
    -------
    DataFrame
        region, incidents, bars (incidents per step), killed, injured and downed, each with what is
        shared with other regions (`killed_shared`) where anything is, and the least and the most
        (`killed_range`) where they differ; country.
    """
    names = region_names()
    here = [figures.get(code, Figures()) for code in codes]
    length = max((len(line) for line in bars.values()), default=1)
    table = pd.DataFrame(
        {
            "region": [names[code] for code in codes],
            "incidents": [figure.incidents for figure in here],
            # Small numbers make a small message.
            "bars": [np.array(bars.get(code, [0] * length), dtype=np.int32) for code in codes],
        }
    )
    for name in ("killed", "injured", "downed"):
        pairs = [getattr(figure, name) for figure in here]
        table[name] = pd.array([pair.value for pair in pairs], dtype="Int32")
        shared = pd.array([pair.shared or None for pair in pairs], dtype="Int32")
        if not shared.isna().all():
            table[f"{name}_shared"] = shared
        if any(pair.ends for pair in pairs):
            table[f"{name}_range"] = [ends_text(pair) or None for pair in pairs]
    table["country"] = [country_name(catalogue()[code].country) for code in codes]
    return table


def _certainty(store: Store, view: View, facets: Facets) -> dict[str, dict[str, Any]]:
    """Return further columns of each region: what it is in time, or how sure its figure is."""
    if view.measure is HOT:
        spots = query.hot_spots(store, view.filters, view.metric.value)
        return {
            code: {"hot_spot": _(hot.NAMES[spot.kind]) if spot.kind else None, "hot": spot.hot}
            for code, spot in spots.items()
        }
    shown = replace(view, filters=replace(view.filters, region=()))
    return {
        code: {
            "value": sure.value,
            "low": sure.interval.low,
            "high": sure.interval.high if math.isfinite(sure.interval.high) else None,
            "by_chance": _("yes") if sure.by_chance else _("no"),
        }
        for code, sure in chance.chances(store, shown, facets).items()
    }


def with_certainty(
    table: pd.DataFrame, codes: list[str], more: dict[str, dict[str, Any]]
) -> pd.DataFrame:
    """Return the table of the regions with further columns after the incidents."""
    if not more:
        return table
    names = next(iter(more.values()))
    for at, name in enumerate(names, start=list(table.columns).index("incidents") + 1):
        table.insert(at, name, [more.get(code, {}).get(name) for code in codes])
    return table


def _certainty_columns(view: View) -> dict[str, Any]:
    config = st.column_config
    name, about = (
        (_("Times"), _("How many times as frequent as before."))
        if view.measure is CHANGE
        else (_("Rate"), _(view.measure.label))
    )
    ends = _("95% interval of the column before.")
    return {
        "value": config.NumberColumn(name, width="small", format="%.3g", help=about),
        "low": config.NumberColumn(_("Low"), width="small", format="%.3g", help=ends),
        "high": config.NumberColumn(_("High"), width="small", format="%.3g", help=ends),
        "by_chance": config.TextColumn(
            _("Chance"), width="small", help=_("Whether chance alone would give it.")
        ),
        "hot_spot": config.TextColumn(_("Hot spot"), width="small"),
        "hot": config.NumberColumn(
            _("Times hot"), width="small", help=_("In how many steps the region was hot.")
        ),
    }


def _columns(step: int) -> dict[str, Any]:
    config = st.column_config
    shared = _("Reported for several regions together; not split.")
    ranged = _("The least and the most that sources give.")
    columns: dict[str, Any] = {
        "region": config.TextColumn(_("Region"), width="medium", pinned=True),
        "country": config.TextColumn(_("Country"), width="small"),
        "incidents": config.NumberColumn(_("Incidents"), width="small"),
        "bars": config.BarChartColumn(
            _("Over time"),
            y_min=0,
            width="medium",
            help=ngettext(
                "Incidents per day, each region on its own scale.",
                "Incidents per {n} days, each region on its own scale.",
                step,
            ),
        ),
    }
    for name, label in (
        ("killed", _("Killed")),
        ("injured", _("Injured")),
        ("downed", _("Downed")),
    ):
        columns[name] = config.NumberColumn(label, width="small", format="localized")
        columns[f"{name}_shared"] = config.NumberColumn(
            _("+ shared"), width="small", format="localized", help=f"{label}. {shared}"
        )
        columns[f"{name}_range"] = config.TextColumn(
            _("Range"), width="small", help=f"{label}. {ranged}"
        )
    return columns


def detail_links(view: View) -> None:
    """Link to the own views of the chosen regions."""
    filters, more = view.filters, {CHANCE: ["1"]} if view.chance else {}
    if not filters.region:
        return
    names = region_names()
    with st.container(horizontal=True, key="region_links"):
        for code in filters.region[:_MOST_LINKS]:
            params = replace(filters, region=()).to_params() | {"code": [code]} | more
            text = _("{region} in detail").format(region=names[code])
            links.link("region", text, params, icon="location_on")
