"""Figures with the number of incidents that they are known for, and who attacked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo import query
from geo.i18n import _, decimal
from geo.maps import ends_text
from geo.texts import plain, short

if TYPE_CHECKING:
    from geo.query import Figure, Figures, Filters
    from geo.store import Store


def metric(label: str, figure: Figure, *, about: str | None = None) -> None:
    """Draw a figure: its number, for how many incidents it is known, and what is shared.

    Parameters
    ----------
    label : str
    figure : Figure
    about : str, optional
        Help beside the label.
    """
    st.metric(
        label,
        number(figure),
        delta=", ".join(notes(figure)) or None,
        delta_color="off",
        delta_arrow="off",
        help=about,
        width="content",
    )


def number(figure: Figure) -> str:
    """Write a figure's own number."""
    return _("not reported") if figure.value is None else decimal(figure.value)


def notes(figure: Figure) -> list[str]:
    """Say a figure's range, for how many incidents it is known, and what is shared, if it is."""
    found = [ends_text(figure)] if figure.ends else []
    if figure.known_for:
        found.append(_("known for {n}").format(n=decimal(figure.known_for)))
    if figure.shared:
        found.append(_("+{n} shared").format(n=decimal(figure.shared)))
    return found


def sides_text(store: Store, filters: Filters) -> str:
    """Say what was launched and downed by whose attack it was; empty where one side alone has it.

    The two sides report in different ways: the one's nightly reports give both numbers, the other's
    only what was downed.
    """
    sides = {
        actor: own
        for actor, own in query.by_actor(store, filters).items()
        if own.launched.known_for or own.downed.known_for
    }
    if len(sides) < 2:  # noqa: PLR2004 - one side's figures are the headline's
        return ""
    texts = [_side(actor, own) for actor, own in sides.items()]
    if any(own.downed.known_for > own.launched.known_for for own in sides.values()):
        texts.append(
            _("Many reports say only what was downed, so it can be more than what was launched.")
        )
    return " ".join(texts)


def _side(actor: str, own: Figures) -> str:
    return _(
        "Attacks by {actor}: drones launched {launched}, downed {downed}; known for {launched_for}"
        " and {downed_for} incidents."
    ).format(
        actor=plain(short(actor)),
        launched=number(own.launched),
        launched_for=decimal(own.launched.known_for),
        downed=number(own.downed),
        downed_for=decimal(own.downed.known_for),
    )
