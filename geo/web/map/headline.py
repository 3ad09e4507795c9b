"""What stands around the map: headline figures, and what is not drawn as a point."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo import query
from geo.i18n import _, days_text, decimal, ngettext, short_date
from geo.maps import FIGURE_LABELS, grouped_text, incidents_text
from geo.store import AGGREGATED, FORBIDDEN, shipped, withheld
from geo.texts import plain
from geo.web import known

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.query import Facets, Figure, Filters, Headline, Placement
    from geo.sources import Freshness
    from geo.store import Store

_STYLE: Final = """<style>
.atlas-figures { display: flex; gap: 0 1.5rem; overflow: auto hidden; margin: 0 !important;
  padding: 0 !important; white-space: nowrap;
  scrollbar-width: none; }
.atlas-figures dt { font-size: 0.75rem; line-height: 1.15; opacity: 0.8; font-weight: 400; }
.atlas-figures:focus-visible { outline: 2px solid currentColor; }
.atlas-figures :is(dt, dd) { margin: 0 !important; padding: 0 !important; }
.atlas-figures dd { display: flex; align-items: center; gap: 0.4rem; }
.atlas-figures b { font-size: 1.15rem; font-weight: 600; line-height: 1.3;
  font-variant-numeric: tabular-nums; }
.atlas-figures .atlas-plain b { font-size: 1.4rem; line-height: 1.1; }
.atlas-figures small { font-size: 0.69rem; line-height: 1.05; opacity: 0.8; }
.atlas-notes { font-size: 0.8rem; line-height: 1.35; opacity: 0.85; min-height: 2.7em; margin: 0;
  max-width: none; }
@media (max-width: 760px) { .atlas-figures { gap: 0 1rem; } }
@media (max-width: 640px) {
  .atlas-notes { font-size: 0.75rem; min-height: 4.05em; }
}
</style>"""


def data_texts(store: Store, base: Store, facets: Facets, fresh: Sequence[Freshness]) -> list[str]:
    """Say what the data shown is, and how fresh the fetched datasets of the store below it are."""
    if facets.first is None or facets.last is None:
        return []
    sample = (
        _("A sample, August to December 2024; connect a source to go on.")
        if shipped(store)
        else _("{days}: a sample of what was reported, not a complete count.").format(
            days=days_text(facets.first, facets.last)
        )
    )
    told = [f"{fresh_text(one)}." for one in fresh if one.is_fetched]
    return [*withheld_texts(base), sample, *told]


def withheld_texts(store: Store) -> list[str]:
    """Say which datasets are not shown here as they are; untrusted texts."""
    found = withheld(store)
    texts = {
        FORBIDDEN: _("Withheld here by their terms: {datasets}."),
        AGGREGATED: _(
            "Shown here by region, type and week only, as their terms demand: {datasets}."
        ),
    }
    named = {said: [name for name in found if found[name] == said] for said in texts}
    return [
        text.format(datasets=", ".join(named[said])) for said, text in texts.items() if named[said]
    ]


def late(fresh: Sequence[Freshness]) -> None:
    """Warn of the fetched datasets that are older than they should be."""
    found = [one for one in fresh if one.fetch_is_late or one.events_are_late]
    if found:
        names = ", ".join(one.dataset for one in found)
        text = _("Older than it should be: {datasets}.").format(datasets=names)
        st.warning(plain(text), icon=":material/schedule:")


def fresh_text(one: Freshness) -> str:
    """Say how fresh a dataset is; untrusted text."""
    text = _("{dataset}: last event {event}, last fetch {fetch}").format(
        dataset=one.dataset,
        event=short_date(one.last_event) if one.last_event else _("none"),
        fetch=short_date(one.last_fetch) if one.last_fetch else _("none"),
    )
    if one.fails and one.last_failure:
        failure = _("last failure {date}").format(date=short_date(one.last_failure))
        text = f"{text}, {failure}"
    return text


def figures(total: Headline, filters: Filters, facets: Facets, data: Sequence[str]) -> None:
    """Draw the figures of the selection in one line, and below them what is to be known of them.

    Parameters
    ----------
    total, filters, facets
        Of the selection, and of the store.
    data : sequence of str
        Sentences on the data that is shown.
    """
    values = {name: getattr(total, name) for name in FIGURE_LABELS}
    shown = [
        _figure(_("Incidents"), incidents_text(total), plain_=True),
        _figure(_("Regions touched"), decimal(total.regions), plain_=True),
        *(_figure(_(label), *_words(values[name])) for name, label in FIGURE_LABELS.items()),
    ]
    notes = escape(" ".join(_notes(total, filters, facets, data)))
    with st.container(key="headline"):
        st.html(
            f'{_STYLE}<dl class="atlas-figures" tabindex="0">{"".join(shown)}</dl>'
            f'<p class="atlas-notes" title="{notes}">{notes}</p>'
        )


def said(total: Headline) -> None:
    """Say the number of incidents to who does not see it, as soon as it has changed.

    The map's script makes a live region of its box.
    """
    with st.container(key="said"):
        text = ngettext("{n} incident", "{n} incidents", total.incidents)
        st.html(f"<p>{escape(text)}</p>")


def _figure(label: str, value: str, *notes: str, plain_: bool = False) -> str:
    below_ = f"<small>{'<br>'.join(map(escape, notes))}</small>" if notes else ""
    return (
        f'<div class="atlas-figure{" atlas-plain" * plain_}"><dt>{escape(label)}</dt>'
        f'<dd><b translate="no">{escape(value)}</b>{below_}</dd></div>'
    )


def _words(figure: Figure) -> list[str]:
    """Return a figure's number, for how many incidents it is known, and what is shared."""
    return [known.number(figure), *known.notes(figure)]


def _notes(total: Headline, filters: Filters, facets: Facets, data: Sequence[str]) -> list[str]:
    """Return one sentence about what is shown, and one about each figure that looks wrong."""
    if facets.first is None or facets.last is None:
        return [
            _(
                "The store holds no incident yet. Add some with `python -m geo ingest`, or under"
                " Add data."
            )
        ]
    found = [*data, grouped_text(total)]
    values = {name: getattr(total, name) for name in FIGURE_LABELS}
    launched, downed = (values[name].value or 0 for name in ("launched", "downed"))
    if downed > launched:
        found.append(_("More downed than launched: many reports give only the downed."))
    if total.region_incidents > total.incidents:
        found.append(
            _("Regions add up to {sum}: an incident counts in each it touches.").format(
                sum=decimal(total.region_incidents)
            )
        )
    if filters.areas() is not None and any(figure.shared for figure in values.values()):
        found.append(
            _(
                "“shared”: for incidents that also touch other regions, or places that are not"
                " named; no source gives a split."
            )
        )
    if total.incidents and any(figure.value is None for figure in values.values()):
        found.append(_("“not reported”: no source gives a number; it is not 0."))
    return [text for text in found if text]


def below(store: Store, filters: Filters) -> None:
    """Say under the map what is no point on it, and whose attacks the figures are of."""
    placed = query.placement(store, filters)
    if placed.all:
        st.caption(_placed(placed))
    if text := known.sides_text(store, filters):
        st.caption(text)


def _placed(placed: Placement) -> str:
    """Say what is not on the map as a point, so that the parts add up to the whole."""
    parts = [
        (_("**{n}** as points"), placed.points),
        (_("**{n}** known by region or district only (shaded, no point)"), placed.region_only),
        (_("**{n}** for a whole country"), placed.country),
        (_("**{n}** at sea or abroad"), placed.outside),
        (_("**{n}** in review"), placed.review),
    ]
    return _("{n} records, one per incident and place: {parts}.").format(
        n=decimal(placed.all),
        parts=", ".join(part.format(n=decimal(number)) for part, number in parts if number),
    )
