"""Doubtful links between records, side by side, and what a visitor decides about them."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo import query
from geo.i18n import N_, _, decimal
from geo.links import LinkDecision
from geo.texts import short
from geo.web.records import duplicates
from geo.web.review import decide
from geo.web.visitor import session

if TYPE_CHECKING:
    from geo.query import DoubtfulLink, Side
    from geo.store import Store

#: Name of the file that decisions about links come and go in.
FILE_NAME: Final = "links.csv"
_SAID: Final = {
    "same": N_("Likely the same incident: {n}%."),
    "part_of": N_("The left is likely a part of the right: {n}%."),
}
_LABELS: Final = {
    "same": N_("{one} and {other}: the same"),
    "part_of": N_("{one} is a part of {other}"),
    "different": N_("{one} and {other}: different"),
}


def show(store: Store) -> None:
    """Draw the doubtful links of a store, a page of them at a time."""
    total = query.doubtful_count(store)
    if not total:
        st.info(_("No link between two datasets is in doubt."))
        return
    st.caption(
        _(
            "Pairs that count as one incident where links are loose and not where they are strict,"
            " those that change the totals most first. What you decide wins over the model."
        )
    )
    for link in duplicates.page_of(partial(query.doubtful_links, store), total, key="links_page"):
        _link(link)


def _link(link: DoubtfulLink) -> None:
    with st.container(border=True):
        reasons = ", ".join(_(reason) for reason in link.reasons if reason)
        said = _(_SAID[link.label]).format(n=decimal(100 * link.score))
        st.caption(f"{said} {reasons}")
        duplicates.side_by_side(link.one, link.other)
        key = f"{link.one.incident_id}\0{link.other.incident_id}"
        with st.container(horizontal=True):
            for name, label, sides in (
                (_("The same"), "same", (link.one, link.other)),
                (_("Left is part of right"), "part_of", (link.one, link.other)),
                (_("Right is part of left"), "part_of", (link.other, link.one)),
                (_("Different"), "different", (link.one, link.other)),
            ):
                st.button(name, key=f"link:{name}:{key}", on_click=_decide, args=(label, *sides))


def _decide(label: str, one: Side, other: Side) -> None:
    """Take a decision; for use in a callback."""
    today = dt.datetime.now(dt.UTC).date().isoformat()
    decision = LinkDecision(
        one.dataset, one.incident_id, other.dataset, other.incident_id, label, date=today
    )
    with decide.problems_told():
        session.visitor().decide_links(session.base_store(), decision)
        session.tell(f"{say(decision)}.")


def say(decision: LinkDecision) -> str:
    """Say a decision about a link in one line."""
    return _(_LABELS[decision.label]).format(
        one=short(decision.id_a, 80), other=short(decision.id_b, 80)
    )
