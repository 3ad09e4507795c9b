"""Pairs of records in doubt, side by side, and what a visitor decides about them."""

from __future__ import annotations

import datetime as dt
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
_PER_PAGE: Final = 10
_SAID: Final = {
    "same": N_("Likely the same incident: {n}%."),
    "part_of": N_("The left is likely a part of the right: {n}%."),
}
_LABELS: Final = {
    "same": N_("{one} and {other}: the same"),
    "part_of": N_("{one} is a part of {other}"),
    "different": N_("{one} and {other}: different"),
}


def show(store: Store, total: int) -> None:
    """Draw the pairs in doubt of a store, a page of them at a time."""
    if not total:
        st.info(_("No two records are in doubt."))
        return
    st.caption(
        _(
            "Pairs that count as one incident where links are loose and not where they are strict,"
            " and records of one dataset with the same figure for a region and day; those that"
            " change the totals most first. What you decide wins over the model."
        )
    )
    for link in _page_of(store, total):
        _link(link)


def _page_of(store: Store, total: int) -> list[DoubtfulLink]:
    """Draw the choice of a page, and return the pairs on it."""
    pages = -(-total // _PER_PAGE)
    page = 1
    if pages > 1:
        label = _("Page of {n}").format(n=decimal(pages))
        page = int(st.number_input(label, 1, pages, key="links_page", width=160))
    skip = (page - 1) * _PER_PAGE
    found = query.doubtful_links(store, limit=_PER_PAGE, skip=skip)
    st.caption(
        _("Pairs {first} to {last} of {all}.").format(
            first=decimal(skip + 1), last=decimal(skip + len(found)), all=decimal(total)
        )
    )
    return found


def _link(link: DoubtfulLink) -> None:
    one, other = link.pair.one, link.pair.other
    with st.container(border=True):
        st.caption(_said(link))
        for column, side in zip(st.columns(2), (one, other), strict=True):
            with column:
                st.text("\n".join(duplicates.lines(side)))
        key = f"{one.incident_id}\0{other.incident_id}"
        with st.container(horizontal=True):
            for name, label, sides in (
                (_("The same"), "same", (one, other)),
                (_("Left is part of right"), "part_of", (one, other)),
                (_("Right is part of left"), "part_of", (other, one)),
                (_("Different"), "different", (one, other)),
            ):
                st.button(name, key=f"link:{name}:{key}", on_click=_decide, args=(label, *sides))


def _said(link: DoubtfulLink) -> str:
    """Say how likely it is, and why."""
    if link.score is None:
        return duplicates.apart(link.pair)
    said = _(_SAID[link.label]).format(n=decimal(100 * link.score))
    return f"{said} {', '.join(_(reason) for reason in link.reasons if reason)}"


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
