"""The raions of Ukraine as a ranked table, below that of the regions, for who asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from geo import query
from geo.gazetteer import units
from geo.i18n import _, decimal
from geo.maps import unit_name
from geo.regions import region_names

if TYPE_CHECKING:
    from geo.maps import View
    from geo.query import RaionFigures
    from geo.store import Store

SHOWN: Final = "raions"
_FIGURES: Final = ("killed", "injured", "downed")
_HEIGHT: Final = 400


def show(store: Store, view: View) -> None:
    """Draw the switch and, where it is on, the table."""
    if not st.toggle(_("Raions of Ukraine"), key=SHOWN):
        return
    found = query.raion_figures(store, view.filters)
    labels = (_("Killed"), _("Injured"), _("Downed"))
    config = st.column_config
    columns = {
        "raion": config.TextColumn(_("Raion"), width="medium", pinned=True),
        "region": config.TextColumn(_("Region"), width="medium"),
        "incidents": config.NumberColumn(_("Incidents"), width="small"),
    }
    for name, label in zip(_FIGURES, labels, strict=True):
        columns[name] = config.NumberColumn(label, width="small", format="localized")
        columns[f"{name}_shared"] = config.NumberColumn(_("+ shared"), width="small")
    st.dataframe(
        raions_table(found),
        hide_index=True,
        height=min(_HEIGHT, 36 * (len(found.raions) + 1) + 2),
        placeholder="–",
        column_config=columns,
        key="raions_table",
    )
    st.caption(
        _(
            "{inside} records lie in a raion that is known; of {not_located} the oblast alone is:"
            " not located at this level. A raion has no map here: add its boundaries as a layer."
        ).format(inside=decimal(found.inside), not_located=decimal(found.not_located))
    )


def raions_table(found: RaionFigures) -> pd.DataFrame:
    """Return one row per raion with an incident, the most incidents first.

    Returns
    -------
    DataFrame
        raion, region, incidents, and killed, injured and downed, each with what is shared.
    """
    names = region_names()
    rows = []
    for code, own in sorted(found.raions.items(), key=lambda pair: (-pair[1].incidents, pair[0])):
        row = {
            "raion": unit_name(code),
            "region": names[units()[code].region],
            "incidents": own.incidents,
        }
        for name in _FIGURES:
            figure = getattr(own, name)
            row |= {name: figure.value, f"{name}_shared": figure.shared}
        rows.append(row)
    numbers = ["incidents", *_FIGURES, *(f"{name}_shared" for name in _FIGURES)]
    table = pd.DataFrame(rows, columns=["raion", "region", *numbers])
    return table.astype(dict.fromkeys(numbers, "Int64"))
