"""Likely duplicates, side by side; nothing is merged by itself."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

import streamlit as st

from geo import query
from geo.i18n import N_, _, decimal, ngettext
from geo.maps import type_name
from geo.texts import short

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.query import Pair, Side
    from geo.store import Store

#: A pair, of whatever kind.
Found = TypeVar("Found")

_PER_PAGE: Final = 10
_NOTE: Final = 280


def show(store: Store, total: int) -> None:
    """Draw the pairs of a store, a page of them at a time."""
    if not total:
        st.info(_("No two records tell what is likely the same incident."))
        return
    st.caption(
        _(
            "Incidents that the data marks as the same; of two datasets, those with the same type"
            " within a day, under 10 km apart or known by the same region only; of one dataset, the"
            " only two of a day with the same figure for a region. Nothing is merged by this list."
        )
    )
    for pair in page_of(partial(query.pairs, store), total, key="pairs_page"):
        with st.container(border=True):
            st.caption(apart(pair))
            side_by_side(pair.one, pair.other)


def page_of(ask: Callable[..., Sequence[Found]], total: int, *, key: str) -> Sequence[Found]:
    """Draw the choice of a page of pairs, and return the pairs on it.

    Parameters
    ----------
    ask : callable
        With `limit` and `skip`, gives so many pairs after so many others.
    total : int
        How many there are; not 0.
    key : str
        Session key of the choice.
    """
    pages = -(-total // _PER_PAGE)
    page = 1
    if pages > 1:
        label = _("Page of {n}").format(n=decimal(pages))
        page = int(st.number_input(label, 1, pages, key=key, width=160))
    skip = (page - 1) * _PER_PAGE
    found = ask(limit=_PER_PAGE, skip=skip)
    st.caption(
        _("Pairs {first} to {last} of {all}.").format(
            first=decimal(skip + 1), last=decimal(skip + len(found)), all=decimal(total)
        )
    )
    return found


def side_by_side(*sides: Side) -> None:
    """Draw incidents beside each other."""
    for column, side in zip(st.columns(len(sides)), sides, strict=True):
        with column:
            st.text("\n".join(lines(side)))


def apart(pair: Pair) -> str:
    """Say how far apart a pair is reported, and what else puts it together."""
    said = [_("The data marks both as the same event.")] if pair.marked else []
    if pair.figure and pair.number is not None:
        figure = _(_FIGURES[pair.figure]).format(n=decimal(pair.number))
        said.append(_("Both report {figure} for the same region.").format(figure=figure))
    if not pair.marked or pair.kilometres is not None:
        said.append(_distance(pair))
    return " ".join(said)


def _distance(pair: Pair) -> str:
    if pair.kilometres is None:
        distance = _("in the same region, without a point")
    elif pair.kilometres < 0.1:  # noqa: PLR2004 - nearer than any source is exact
        distance = _("at the same point")
    else:
        distance = _("{n} km apart").format(n=decimal(pair.kilometres, 1))
    days = abs((pair.other.date_start - pair.one.date_start).days)
    when = ngettext("{n} day apart", "{n} days apart", days) if days else _("on the same day")
    return _("Reported {distance}, {when}.").format(distance=distance, when=when)


#: What the figures of an incident are called.
_FIGURES: Final = {
    "fatalities": N_("{n} killed"),
    "injuries": N_("{n} injured"),
    "launched": N_("{n} launched"),
    "downed": N_("{n} downed"),
}


def lines(side: Side) -> list[str]:
    """Write one incident as lines of plain text."""
    days = f"{side.date_start:%Y-%m-%d}"
    if side.date_end != side.date_start:
        days += f" – {side.date_end:%Y-%m-%d}"
    figures = [
        _(text).format(n=decimal(number))
        for name, text in _FIGURES.items()
        if (number := getattr(side, name)) is not None
    ]
    parts = [
        (_("Dataset"), short(side.dataset, 80)),
        (_("Date"), days),
        (_("Type"), type_name(side.type)),
        (_("Place"), short(side.places)),
        (_("Reported"), ", ".join(figures) or _("no figures")),
        (_("Actor"), short(side.actor or _("not stated"), 80)),
        (_("Source"), short(side.source or side.source_url or _("not stated"))),
        *([(_("Notes"), short(side.notes, _NOTE))] if side.notes else []),
        (_("Id"), short(side.incident_id, 80)),
    ]
    return [f"{name}: {text}" for name, text in parts]
