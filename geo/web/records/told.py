"""All records that tell of one incident, side by side: where they agree and where they do not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo.i18n import N_, _, decimal
from geo.maps import Period, type_name
from geo.texts import short
from geo.web import markup
from geo.web.markup import escaped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.query import Side, Told

#: Records beside each other; more go into a further table.
_BESIDE: Final = 3
_NOTE: Final = 400


def _number(value: int | None) -> str | None:
    return None if value is None else decimal(value)


def _killed(side: Side) -> str | None:
    """Return the best number, and the least and the most where the source gives them."""
    best, low, high = side.fatalities, side.fatalities_low, side.fatalities_high
    if best is None or (low in (None, best) and high in (None, best)):
        return _number(best)
    ends = _("{low} to {high}").format(
        low=decimal(best if low is None else low), high=decimal(best if high is None else high)
    )
    return f"{decimal(best)} ({ends})"


#: What is compared, and what each record says of it.
_COMPARED: Final[dict[str, Callable[[Side], Any]]] = {
    N_("Date"): lambda side: Period(side.date_start, side.date_end).text(),
    N_("Type"): lambda side: type_name(side.type),
    N_("Actor"): lambda side: side.actor,
    N_("Place"): lambda side: side.places,
    N_("Killed"): _killed,
    N_("Injured"): lambda side: _number(side.injuries),
    N_("Launched"): lambda side: _number(side.launched),
    N_("Downed"): lambda side: _number(side.downed),
}


def compared(records: Sequence[Side]) -> list[tuple[str, bool, list[str | None]]]:
    """Compare records.

    Returns
    -------
    list of (label, agree, values)
        What is compared, in the page's language; whether all that say something of it say the same;
        and what each says, None for nothing.  What none says is left out.
    """
    found = []
    for label, of in _COMPARED.items():
        values = [of(side) for side in records]
        said = {value for value in values if value}
        if said:
            found.append((_(label), len(said) == 1, values))
    return found


def show(told: Told, open_: Callable[[str], None]) -> None:
    """Draw the records; `open_` draws the way to one of them, given its id."""
    if len(told.same) > 1:
        st.subheader(_("All records of this incident"), anchor=False)
        st.caption(
            _("They count as one incident where it is counted once. ≠ marks what they differ in.")
        )
        rows = compared(told.same)
        for at in range(0, len(told.same), _BESIDE):
            st.html(_table(told, rows, slice(at, at + _BESIDE)))
        for side in told.same[1:]:
            open_(side.incident_id)
    for heading, sides in (
        (_("Part of"), told.wholes),
        (_("Its parts, whose figures do not add to its own"), told.parts),
    ):
        if sides:
            st.subheader(heading, anchor=False)
            for side in sides:
                st.text(
                    f"{side.dataset}: {Period(side.date_start, side.date_end).text()},"
                    f" {short(side.places)}. {short(side.notes or '', _NOTE)}"
                )
                open_(side.incident_id)


def _table(told: Told, rows: Sequence[tuple[str, bool, list[str | None]]], cut: slice) -> str:
    records = told.same[cut]
    cells = [
        (escaped(label if agree else f"≠ {label}"), *map(escaped, values[cut]))
        for label, agree, values in rows
    ]
    cells.append((escaped(_("Source")), *map(_source, records)))
    cells.append((escaped(_("Notes")), *(escaped(short(s.notes or "", _NOTE)) for s in records)))
    cells.append((escaped(_("Why")), *(_why(told, side) for side in records)))
    return markup.table(cells, ["", *(side.dataset for side in records)])


def _source(side: Side) -> str:
    links = [markup.anchor(address) for address in markup.addresses(side.source_url)]
    return "<br>".join(([escaped(side.source)] if side.source else []) + links) or escaped(None)


def _why(told: Told, side: Side) -> str:
    """Say how surely a record is linked with the first, and why."""
    link = (told.links or {}).get(side.incident_id)
    if link is None:
        return escaped(None)
    return escaped(f"{decimal(100 * link.score)} %: {link.reasons}")
