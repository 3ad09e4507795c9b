"""For how many incidents figures are known, and who attacked, in a sentence each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo import query
from geo.i18n import _, decimal
from geo.texts import plain, short

if TYPE_CHECKING:
    from geo.query import Figure, Figures, Filters
    from geo.store import Store


def known_text(figures: Figures) -> str:
    """Say for how many of the incidents each figure is known; empty if there are none."""
    if not figures.incidents:
        return ""
    return _(
        "For how many of the {incidents} incidents a figure is known: launched {launched}, downed"
        " {downed}, killed {killed}, injured {injured}."
    ).format(
        incidents=decimal(figures.incidents),
        launched=decimal(figures.launched.known_for),
        downed=decimal(figures.downed.known_for),
        killed=decimal(figures.killed.known_for),
        injured=decimal(figures.injured.known_for),
    )


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
        launched=_number(own.launched),
        launched_for=decimal(own.launched.known_for),
        downed=_number(own.downed),
        downed_for=decimal(own.downed.known_for),
    )


def _number(figure: Figure) -> str:
    return _("not reported") if figure.value is None else decimal(figure.value)
