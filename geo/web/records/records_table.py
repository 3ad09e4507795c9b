"""The records under the map: a table of the newest, whose rows open the drawer.

One row is one incident at one place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo import query
from geo.i18n import _, decimal
from geo.maps import precision_name, type_name
from geo.regions import region_names
from geo.schema import PLACE_COUNTS
from geo.texts import shown
from geo.web import controls
from geo.web.records import drawer

if TYPE_CHECKING:
    import pandas as pd

    from geo.maps import View
    from geo.query import Filters
    from geo.store import Store
    from geo.web.controls import State

#: Rows of the table on the page; the download has all of them.
TABLE_ROWS: Final = 200
#: Session key of the table under the map.
TABLE: Final = "records_table"
#: Columns that are there only where one of the records has them.
_RARE: Final = ("time_start", *PLACE_COUNTS, "more_places", "same_as")
_BEGUN: Final = "records_begun"


def _read(value: Any, incidents: Any) -> tuple[tuple[int, str], ...]:
    """Read which row is ticked, and its incident, of a table that lists these incidents."""
    rows = value["selection"]["rows"]
    return tuple((row, incidents[row]) for row in rows if row < len(incidents))


@controls.sender(TABLE, _read)
def _ticked(now: State, before: Any, ticked: Any) -> None:
    """Open the drawer for a row that was ticked, and once more if it is ticked a second time."""
    now.ticked = ticked
    for _row, incident in (*before, *ticked):
        now.opened = incident


def show(store: Store, view: View) -> None:
    """Draw the records of a selection."""
    filters = view.filters
    count = query.record_count(store, filters)
    if not count:
        st.caption(_("No incident fits these filters."))
        return
    table(query.records(store, filters, limit=TABLE_ROWS, newest_first=True), TABLE)
    if count > TABLE_ROWS:
        text = _("The newest {shown} of {all}; the download has all of them.")
        st.caption(text.format(shown=decimal(TABLE_ROWS), all=decimal(count)))


def open_the_one(filters: Filters) -> None:
    """Open the drawer for an incident that the visitor's first address names."""
    if not st.session_state.get(_BEGUN) and len(filters.incident) == 1:
        controls.state().opened = filters.incident[0]
    st.session_state[_BEGUN] = True


def table(records: pd.DataFrame, key: str) -> None:
    """Draw records as a table; ticking a row opens its incident in the drawer.

    Parameters
    ----------
    records : DataFrame
        `query.RECORD_COLUMNS`, the newest first.
    key : str
        Name of the table's place on the page.
    """
    cells = shown(records).assign(
        region_name=records["region"].map(region_names()),
        sub_event_type=records["sub_event_type"].astype("category").map(type_name),
        precision=records["precision"].astype("category").map(precision_name),
        more_places=records["more_places"].map(drawer.more_places_text, na_action="ignore"),
        source_url=records["source_url"].where(
            records["source_url"].str.match(r"https?://", case=False, na=False)
        ),
    )
    columns = _column_config()
    columns |= {str(name): str(name) for name in records if name not in query.RECORD_COLUMNS}
    for name in _RARE:
        if not records[name].notna().any():
            del columns[name]
    now, incidents = controls.state(), tuple(records["incident_id"])
    ticked = tuple(row for row in enumerate(incidents) if row in now.ticked)
    with st.container(key=key):
        st.dataframe(
            cells[list(columns)],
            hide_index=True,
            height=min(420, 36 * (len(cells) + 1) + 2),
            placeholder="",
            column_config=columns,
            key=now.key(TABLE, ticked, incidents),
            selection_mode="single-row",
            on_select="rerun",
            selection_default={"selection": {"rows": [row for row, _incident in ticked]}},
            alt=_("Records, one row per incident and place, the newest first"),
        )
    st.caption(
        _("Tick a row for its details; with the keyboard, go to it and press Shift and Space.")
    )


def _column_config() -> dict[str, Any]:
    config = st.column_config
    return {
        "date_start": config.DateColumn(_("From"), format="YYYY-MM-DD"),
        "date_end": config.DateColumn(_("To"), format="YYYY-MM-DD"),
        "time_start": _("Time of day"),
        "region_name": _("Region"),
        "location": _("Place as reported"),
        "place_name": _("Place as understood"),
        "raion": _("Raion"),
        "hromada": _("Hromada"),
        "place_code": _("Code of the place"),
        "precision": _("Precision"),
        "sub_event_type": _("Type"),
        "actor": _("Actor"),
        "fatalities": _("Killed"),
        "fatalities_low": _("Killed, at least"),
        "fatalities_high": _("Killed, at most"),
        "events": _("Events"),
        "injuries": _("Injured"),
        "launched": _("Launched"),
        "downed": _("Downed"),
        "killed_here": _("Killed here"),
        "injured_here": _("Injured here"),
        "launched_here": _("Launched here"),
        "downed_here": _("Downed here"),
        "more_places": _("Further places"),
        "same_as": _("Also told in"),
        "source": _("Source"),
        "source_url": config.LinkColumn(_("Link"), display_text=_("open")),
        "notes": _("Notes"),
        "incident_id": _("Incident"),
    }
