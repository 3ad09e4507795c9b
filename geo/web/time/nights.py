"""The ledger of nights: both sides' attacks beside each other, and what does not fit together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from geo import export, i18n, query
from geo.i18n import _, decimal, ngettext, short_date
from geo.maps import country_name, ends_text
from geo.regions import region_names
from geo.schema import COUNTRIES
from geo.texts import plain
from geo.web import known
from geo.web.controls import address, links
from geo.web.visitor import session

if TYPE_CHECKING:
    from geo.query import Attack, Figure, Ledger, Night

_HEIGHT = 560


def show() -> None:
    """Draw the view."""
    store = session.current_store()
    filters, problem = address.filters_of(address.held())
    links.link("", _("Back to the map"), filters.to_params(), icon="arrow_back")
    st.title(_("Night by night"), anchor=False)
    if problem:
        st.warning(plain(problem))
    st.caption(
        _(
            "What was launched and downed, as the reports of the side under attack say. A night has"
            " the date on which it begins."
        )
    )
    words = export.filter_words(store, filters)
    st.caption(plain(" · ".join(words)))
    found = query.nights(store, filters)
    if not found.nights:
        st.info(_("No report of these days says what was launched or downed."))
        return
    for side in query.SIDES:
        if side in found.totals:
            _total(side, found.totals[side], found)
    st.dataframe(
        table(found),
        hide_index=True,
        height=min(_HEIGHT, 36 * (len(found.nights) + 1) + 2),
        placeholder="–",
    )
    if found.longer:
        st.caption(
            ngettext(
                "{n} report of more than two days is in no night.",
                "{n} reports of more than two days are in no night.",
                found.longer,
            )
        )
    spoken = i18n.language()

    def made() -> bytes:
        with i18n.speaking(spoken):
            return b"".join(export.nights_csv(store, filters))

    st.download_button(
        _("Download as CSV"),
        made,
        "nights.csv",
        "text/csv",
        on_click="ignore",
        icon=":material/download:",
    )


def _side_name(side: str) -> str:
    return country_name({name: code for code, name in COUNTRIES.items()}[side])


def _total(side: str, attack: Attack, found: Ledger) -> None:
    """Say what the nights of a side sum to, and why more can be downed than launched."""
    nights = sum(side in night.attacks for night in found.nights)
    text = _(
        "Attacks by {side}: {nights} nights, launched {launched} (known for {launched_for}), downed"
        " {downed} (known for {downed_for})."
    ).format(
        side=_side_name(side),
        nights=decimal(nights),
        launched=_number(attack.launched),
        launched_for=decimal(attack.launched.known_for),
        downed=_number(attack.downed),
        downed_for=decimal(attack.downed.known_for),
    )
    if "more_downed" in attack.contradictions:
        text += " " + _(
            "More downed than launched: many of these reports give only the downed, so that the two"
            " sums are of different nights."
        )
    st.markdown(plain(text))


def _number(figure: Figure) -> str:
    """Write a figure with its range."""
    written, ends = known.number(figure), ends_text(figure)
    return f"{written} ({ends})" if ends else written


def table(found: Ledger) -> pd.DataFrame:
    """Return one row per night, the newest first, both sides beside each other, as texts."""
    rows = []
    for night in found.nights:
        row: dict[str, Any] = {}
        row[_("Night")] = short_date(night.first)
        for side in query.SIDES:
            row |= _cells(_side_name(side), night.attacks.get(side))
        row[_("Does not fit")] = "; ".join(contradictions(night))
        rows.append(row)
    return pd.DataFrame(rows)


def _cells(side: str, attack: Attack | None) -> dict[str, Any]:
    names = region_names()
    heads = _("Launched"), _("Downed"), _("Lost"), _("Where")
    values: tuple[str | None, ...] = (None,) * len(heads)
    if attack is not None:
        launched, downed = (
            None if figure.value is None else _number(figure)
            for figure in (attack.launched, attack.downed)
        )
        lost = None if attack.lost is None else decimal(attack.lost)
        values = launched, downed, lost, ", ".join(names[code] for code in attack.regions)
    return {f"{side}: {head}": value for head, value in zip(heads, values, strict=True)}


def contradictions(night: Night) -> list[str]:
    """Say what of a night's reports does not fit together."""
    found = [
        _("no report of attacks by {side}").format(side=_side_name(side)) for side in night.silent
    ]
    for side, attack in night.attacks.items():
        said = {
            "more_downed": _("more downed and lost than launched"),
            "only_downed": _("only the downed are reported"),
            "differ": _("sources differ"),
        }
        found += [f"{_side_name(side)}: {said[name]}" for name in attack.contradictions]
    return found
