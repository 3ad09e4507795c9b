"""The headline's figures as texts, for what shows the page without being it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo import query
from geo.i18n import _, decimal, ngettext
from geo.maps import FIGURE_LABELS, ends_text, grouped_text, incidents_text, once_text

if TYPE_CHECKING:
    from geo.query import Figure, Filters
    from geo.store import Store


def headline_texts(store: Store, filters: Filters) -> list[tuple[str, str, str]]:
    """Return label, value and note of the page's headline figures, in the language spoken here."""
    total = query.headline(store, filters)
    said = (grouped_text(total), once_text(total, query.record_count(store, filters)))
    return [
        (_("Incidents"), incidents_text(total), " ".join(filter(None, said)).removesuffix(".")),
        (_("Regions touched"), decimal(total.regions), ""),
        *(_figure(_(label), getattr(total, name)) for name, label in FIGURE_LABELS.items()),
    ]


def _figure(label: str, figure: Figure) -> tuple[str, str, str]:
    value = _("not reported") if figure.value is None else decimal(figure.value)
    notes = [ends_text(figure)] if figure.ends else []
    notes += [_("+{shared} shared").format(shared=decimal(figure.shared))] if figure.shared else []
    if figure.known_for:
        known = ngettext("known for {n} incident", "known for {n} incidents", figure.known_for)
        notes.append(known)
    return label, value, ", ".join(notes)
