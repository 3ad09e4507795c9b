"""Likely duplicates between datasets, side by side; nothing is merged by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo import query
from geo.web.words import count, short

if TYPE_CHECKING:
    from geo.query import Pair, Side
    from geo.store import Store

_PER_PAGE: Final = 10
_NOTE: Final = 280


def show(store: Store, total: int) -> None:
    """Draw the pairs of a store, a page of them at a time."""
    if not total:
        st.info("No two datasets report what is likely the same incident.")
        return
    st.caption(
        "Incidents of two datasets with the same type within a day, under 10 km apart or known by"
        " the same region only. Both are counted; nothing is merged."
    )
    pages = -(-total // _PER_PAGE)
    page = 1
    if pages > 1:
        page = int(st.number_input(f"Page of {pages:,}", 1, pages, key="pairs_page", width=160))
    skip = (page - 1) * _PER_PAGE
    found = query.pairs(store, limit=_PER_PAGE, skip=skip)
    st.caption(f"Pairs {skip + 1:,} to {skip + len(found):,} of {total:,}.")
    for pair in found:
        _pair(pair)


def _pair(pair: Pair) -> None:
    with st.container(border=True):
        st.caption(apart(pair))
        for column, side in zip(st.columns(2), (pair.one, pair.other), strict=True):
            with column:
                st.text("\n".join(lines(side)))


def apart(pair: Pair) -> str:
    """How far apart a pair is reported."""
    if pair.kilometres is None:
        distance = "in the same region, without a point"
    elif pair.kilometres < 0.1:  # noqa: PLR2004 - nearer than any source is exact
        distance = "at the same point"
    else:
        distance = f"{pair.kilometres:.1f} km apart"
    days = abs((pair.other.date_start - pair.one.date_start).days)
    return (
        f"Reported {distance}, {'on the same day' if not days else count(days, 'day') + ' apart'}."
    )


def lines(side: Side) -> list[str]:
    """One incident as lines of plain text."""
    days = f"{side.date_start:%Y-%m-%d}"
    if side.date_end != side.date_start:
        days += f" to {side.date_end:%Y-%m-%d}"
    figures = [
        f"{number:,} {word}"
        for number, word in (
            (side.fatalities, "killed"),
            (side.injuries, "injured"),
            (side.launched, "launched"),
            (side.downed, "downed"),
        )
        if number is not None
    ]
    return [
        f"Dataset: {short(side.dataset, 80)}",
        f"Date: {days}",
        f"Type: {side.type}",
        f"Place: {short(side.places)}",
        f"Reported: {', '.join(figures) or 'no figures'}",
        f"Actor: {short(side.actor or 'not stated', 80)}",
        f"Source: {short(side.source or side.source_url or 'not stated')}",
        *([f"Notes: {short(side.notes, _NOTE)}"] if side.notes else []),
        f"Id: {short(side.incident_id, 80)}",
    ]
