"""Pairs of records that may tell of one incident, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.i18n import N_, _, decimal, ngettext
from geo.maps import type_name
from geo.texts import short

if TYPE_CHECKING:
    from geo.query import Pair, Side

_NOTE: Final = 280


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
