"""What stands around the map: title, headline figures, and what is not drawn as a point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo import query
from geo.i18n import N_, _, decimal, long_date, short_date
from geo.maps import FIGURE_LABELS, grouped_text
from geo.sources import freshness
from geo.store import AGGREGATED, FORBIDDEN, shipped, withheld
from geo.texts import plain
from geo.web import known

if TYPE_CHECKING:
    from geo.query import Facets, Figure, Filters, Headline, Placement
    from geo.sources import Freshness
    from geo.store import Store

_UNSPLIT: Final = N_(
    "shared: further, for incidents that also touch regions outside the filter, or places that are"
    " not named; sources give no split."
)


def title(store: Store, facets: Facets) -> None:
    """Draw the title, and what the data is."""
    st.title(_("Reported incidents of the Russia-Ukraine war"), anchor=False)
    if facets.first is None or facets.last is None:
        st.caption(
            _(
                "The store holds no incident yet. Add some with `python -m geo ingest`, or under"
                " Add data."
            )
        )
        return
    text = _(
        "{incidents} incidents in {records} records, {first} to {last}: a sample of what was"
        " reported, not a complete count. Figures are claims of the sources."
    ).format(
        incidents=decimal(facets.incidents),
        records=decimal(facets.records),
        first=long_date(facets.first),
        last=long_date(facets.last),
    )
    if shipped(store):
        text += " " + _("A sample, August to December 2024; connect a source to go on.")
    st.caption(text)


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


def fresh(store: Store) -> None:
    """Say what is withheld, how fresh the datasets are, and which are older than they should be."""
    for text in withheld_texts(store):
        st.caption(plain(text))
    found = [one for one in freshness(store) if one.is_fetched]
    if not found:
        return
    st.caption(plain("; ".join(map(fresh_text, found)) + "."))
    if late := [one.dataset for one in found if one.fetch_is_late or one.events_are_late]:
        text = _("Older than it should be: {datasets}.").format(datasets=", ".join(late))
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


def figures(total: Headline, filters: Filters) -> None:
    """Draw the figures of the selection as a whole, and for how many incidents they are known."""
    values = {name: getattr(total, name) for name in FIGURE_LABELS}
    with st.container(horizontal=True, key="headline"):
        st.metric(_("Incidents"), decimal(total.incidents), width="content")
        st.metric(_("Regions touched"), decimal(total.regions), width="content")
        for name, label in FIGURE_LABELS.items():
            _figure(_(label), values[name])
    texts = [grouped_text(total)]
    if filters.areas() is not None and any(figure.shared for figure in values.values()):
        texts.append(_(_UNSPLIT))
    if text := " ".join(filter(None, texts)):
        st.caption(text)


def _figure(label: str, figure: Figure) -> None:
    reported = (
        _("As reported;") + " " + _(_UNSPLIT)
        if figure.shared
        else _("As reported; unknown is not counted as 0.")
    )
    said = _("“known for” says how many of the incidents it is the sum of.")
    known.metric(label, figure, about=f"{reported} {said}")


def below(store: Store, total: Headline, filters: Filters) -> None:
    """Say under the map what is no point on it, and whose attacks the figures are of."""
    st.caption(_placed(query.placement(store, filters), total))
    if text := known.sides_text(store, filters):
        st.caption(text)


def _placed(placed: Placement, total: Headline) -> str:
    """Say what is not on the map as a point, so that the parts add up to the whole."""
    parts = [
        (_("**{n}** as points"), placed.points),
        (_("**{n}** known by region or district only (shaded, no point)"), placed.region_only),
        (_("**{n}** for a whole country"), placed.country),
        (_("**{n}** at sea or abroad"), placed.outside),
        (_("**{n}** in review"), placed.review),
    ]
    text = _("{n} records, one per incident and place: {parts}.").format(
        n=decimal(placed.all),
        parts=", ".join(part.format(n=decimal(number)) for part, number in parts),
    )
    if total.region_incidents > total.incidents:
        further = _(
            "Regions add up to {sum} incidents, more than {n}: an incident counts once in every"
            " region that it touches."
        )
        text += " " + further.format(
            sum=decimal(total.region_incidents), n=decimal(total.incidents)
        )
    return text
