"""What the page counts and how, where it all comes from, and how to cite it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from geo import __version__, config, query
from geo.i18n import _, decimal, long_date, ngettext, short_date
from geo.links import QUALITY
from geo.sources import freshness
from geo.store import licence_of, shipped, terms_of
from geo.texts import plain, shown
from geo.web.map.headline import withheld_texts
from geo.web.visitor import session

if TYPE_CHECKING:
    from geo.query import Facets
    from geo.store import Store

#: Withdrawn records that are listed at most.
_LISTED: Final = 500


def show() -> None:
    """Draw the view."""
    store = session.current_store()
    facets = query.facets(store)
    st.title(_("About this atlas"), anchor=False)
    st.markdown(
        _(
            "It shows what was reported to have happened in the Russia-Ukraine war, by Ukrainian"
            " oblast and Russian region. Figures are claims of the sources that are named with"
            " each record and were not checked here."
        )
    )
    _counting()
    _boundaries()
    _data(store, facets)
    _gaps(store)
    _citing(store, facets)
    _errors()
    _licences(store)
    _privacy()


def _section(title: str, *points: str) -> None:
    st.subheader(title, anchor=False)
    st.markdown("\n".join(f"- {point}" for point in points))


def _counting() -> None:
    _section(
        _("What is counted, and how"),
        _(
            "An **incident** is something reported to have happened between two days. A **record**"
            " is one incident at one place; an incident may have several."
        ),
        _(
            "An incident counts once in every region that it touches, and once in any total. The"
            " regions may therefore add up to more than the total, and the page says so."
        ),
        _(
            "A row that stands for several events of its source, such as a week of a region, counts"
            " as so many incidents."
        ),
        _(
            "People killed or injured and drones launched or downed belong to the incident as a"
            " whole. A region's figure counts incidents wholly inside it: those of which the report"
            " names no place elsewhere and speaks of none that it does not name. What was reported"
            " for several regions together, or for a region and places without a name, stands"
            " beside it as “shared” and is never split."
        ),
        _(
            "A source may give the part of one place: that part is known there, and the rest"
            " belongs to the other places; of drones downed it is an upper bound (“2 to 7”). Where"
            " a source gives parts alone, the incident's number is their sum."
        ),
        _(
            "Unknown is not zero: a figure that nobody reported is left blank, and each figure says"
            " for how many incidents it is known."
        ),
        _(
            "An overnight attack is two days long. A date filter keeps every incident that overlaps"
            " it, and the timeline shows an incident on each of its days."
        ),
        _(
            "A record that is known only by its region shades the region and is never drawn as a"
            " point. A place that cannot be told for certain is in review, with the reason."
        ),
        _links(),
        _(
            "A search finds incidents in which each of its words begins a word of the places,"
            " notes, source or actor. Alphabet, case and accents do not matter, and a place is"
            " found under any of its names."
        ),
    )


def _links() -> str:
    """Say how records of several datasets are linked, and how well."""
    return _(
        "Records of several datasets that tell of the same incident are linked by a model that"
        " compares days, places, targets, means, tolls, sources and words; of a dataset of posts or"
        " pictures, which has no figures, those of one spot are one incident. Measured on {pairs}"
        " pairs labelled by reading both texts: {precision}% of those that it calls the same are,"
        " and it finds {recall}% of those that are; of parts of a wider incident, {part_precision}%"
        " and {part_recall}%. Doubtful pairs stand in Review."
    ).format(
        pairs=decimal(QUALITY.pairs),
        precision=decimal(100 * QUALITY.same_precision),
        recall=decimal(100 * QUALITY.same_recall),
        part_precision=decimal(100 * QUALITY.part_precision),
        part_recall=decimal(100 * QUALITY.part_recall),
    )


def _boundaries() -> None:
    _section(
        _("Boundaries"),
        _(
            "Boundaries follow the resolutions 68/262 and ES-11/4 of the United Nations General"
            " Assembly: Crimea, Sevastopol and the oblasts of Donetsk, Luhansk, Zaporizhzhia and"
            " Kherson are regions of Ukraine."
        ),
        _(
            "There are 27 regions of Ukraine and 83 of Russia, by their ISO 3166-2 codes. Their"
            " lines are generalised, and may be a few kilometres off where no town is near."
        ),
    )


def _data(store: Store, facets: Facets) -> None:
    st.subheader(_("Data on this page"), anchor=False)
    for text in withheld_texts(session.base_store()):
        st.caption(plain(text))
    if not (facets.first and facets.last):
        st.info(_("The store holds no incident yet. Add some under Add data."))
        return
    found, terms = query.datasets(store), terms_of(store)
    table = pd.DataFrame(
        {
            "dataset": [dataset.name for dataset in found],
            "incidents": [dataset.incidents for dataset in found],
            "records": [dataset.records for dataset in found],
            "days": [
                _("{first} to {last}").format(
                    first=short_date(dataset.first), last=short_date(dataset.last)
                )
                for dataset in found
            ],
            "sources": [dataset.sources for dataset in found],
            "in_review": [dataset.in_review for dataset in found],
            "rejected": [dataset.rejected for dataset in found],
            **_fetches([dataset.name for dataset in found]),
            "licence": [licence_of(store, dataset.name) for dataset in found],
            "citation": [_(terms[dataset.name].citation) for dataset in found],
            "republish": [_(terms[dataset.name].republish) for dataset in found],
        }
    )
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            "dataset": _("Dataset"),
            **{
                name: st.column_config.NumberColumn(label, format="localized")
                for name, label in (
                    ("incidents", _("Incidents")),
                    ("records", _("Records")),
                    ("sources", _("Sources")),
                    ("in_review", _("Records in review")),
                    ("rejected", _("Rows not read")),
                )
            },
            "days": _("Days"),
            "last_fetch": _("Last fetch"),
            "last_failure": _("Last failure"),
            "licence": _("Licence"),
            "citation": _("Citation"),
            "republish": _("May be republished"),
        },
        alt=_("Datasets on this page"),
    )
    if own := session.own_text():
        st.caption(own)
    _withdrawn(session.base_store())


def _withdrawn(store: Store) -> None:
    """List the records that their sources no longer have: they count no longer, and stay known."""
    count = query.withdrawn_count(store)
    if not count:
        return
    title = ngettext(
        "{n} record withdrawn by its source", "{n} records withdrawn by their sources", count
    )
    with st.expander(title.format(n=decimal(count))):
        found = query.withdrawn(store, limit=_LISTED)
        said = {
            "dataset": _("Dataset"),
            "date_start": _("Date"),
            "places": _("Place"),
            "notes": _("Notes"),
            "source_url": _("Source"),
        }
        table = pd.DataFrame(
            {
                _("Withdrawn on"): [short_date(dt.datetime.fromisoformat(r.built)) for r in found],
                _("Incident"): [r.incident_id for r in found],
                **{label: [_told(r.said, name) for r in found] for name, label in said.items()},
            }
        )
        st.dataframe(shown(table), hide_index=True, alt=_("Records withdrawn by their sources"))
        if count > len(found):
            st.caption(
                _("The last {shown} of {all}.").format(
                    shown=decimal(len(found)), all=decimal(count)
                )
            )


def _told(said: dict[str, str], name: str) -> str:
    """Return what a record said last, of its places the parts that are there."""
    text = said.get(name, "")
    if name != "places":
        return text
    places = (", ".join(filter(None, place.split(" | "))) for place in text.split("; "))
    return "; ".join(place.strip(" ,|") for place in places)


def _fetches(names: list[str]) -> dict[str, list[str]]:
    """Return two columns, when each dataset was fetched and when that failed; none if none is."""
    fresh = {one.dataset: one for one in freshness(session.base_store()) if one.is_fetched}
    if not fresh:
        return {}
    told = [fresh.get(name) for name in names]
    return {
        "last_fetch": [_short(one.last_fetch) if one else "" for one in told],
        "last_failure": [_short(one.last_failure) if one else "" for one in told],
    }


def _short(moment: dt.datetime | None) -> str:
    return short_date(moment) if moment else ""


def _gaps(store: Store) -> None:
    points = [
        _("It is not complete: what no source in the data reported is missing."),
        _("Reports are claims of the side or the source that made them, and may contradict."),
        _(
            "Two datasets may report the same incident: counted once, records that are linked count"
            " as one."
        ),
    ]
    if shipped(store):
        points.insert(
            0,
            _(
                "The data that ships with the atlas is a sample of August to December 2024: the"
                " nightly reports of the two sides' air defence, and strikes in Ukraine and in"
                " Russia, read from published news pages."
            ),
        )
    _section(_("Known gaps"), *points)


def _citing(store: Store, facets: Facets) -> None:
    st.subheader(_("How to cite"), anchor=False)
    names = ", ".join(dataset.name for dataset in query.datasets(store)) or _("no data")
    st.code(citation(store, facets, names), language=None, wrap_lines=True)
    st.caption(
        _(
            "The version names the content: the same version always shows the same numbers. Give"
            " the address of the page with it, which holds the filters, and name the source of a"
            " single record beside it."
        )
    )


def citation(store: Store, facets: Facets, datasets: str) -> str:
    """Return one line that names the atlas, its data, their days, the store's version and date."""
    days = (
        _("{first} to {last}").format(first=long_date(facets.first), last=long_date(facets.last))
        if facets.first and facets.last
        else ""
    )
    built = store.meta.get("built", "")[:10]
    text = _("Incident atlas {number}, data: {datasets}").format(
        number=__version__, datasets=datasets
    )
    parts = [text, days, _("store version {version}").format(version=store.version)]
    if built:
        parts.append(_("of {date}").format(date=long_date(dt.date.fromisoformat(built))))
    whole = ", ".join(part for part in parts if part)
    return whole if whole.endswith(".") else whole + "."  # a date may end in "г."


def _errors() -> None:
    contact = config.contact()
    who = (
        _("Write to the operator of this server: {contact}.").format(contact=plain(contact))
        if contact
        else _("Write to whoever runs this server; they have not given an address here.")
    )
    _section(
        _("How to report an error"),
        f"{who} "
        + _("Name the incident's id, which stands at the end of its row and in its details."),
        _(
            "A place that is understood wrongly can be put right under Review: a decision changes"
            " your own view at once, and downloads as corrections.csv for the operator."
        ),
    )


def _licences(store: Store) -> None:
    gazetteer = store.meta.get("gazetteer", "")
    _section(
        _("Licences and credits"),
        _("Software: MIT licence."),
        _("Boundaries: Natural Earth 1:10m, public domain; corrected with GeoNames, CC BY 4.0."),
        _(
            "Places: GeoNames (geonames.org), CC BY 4.0; KATOTTG, Ukraine's codifier of"
            " administrative units, an official document."
        ),
        *(
            [_("Gazetteer of this store: {text}.").format(text=plain(gazetteer))]
            if gazetteer
            else []
        ),
        _("Map library: Leaflet, BSD 2-Clause. Types of incidents: after ACLED's codebook."),
    )


def _privacy() -> None:
    _section(
        _("Privacy"),
        _(
            "The page loads nothing from other servers and sends nothing to them, unless you switch"
            " on an online layer of the map. It has no cookie beyond the session, and no tracking."
        ),
        _(
            "Files that you add and decisions that you make are seen by you alone, and are gone"
            " when you close or reload the page."
        ),
    )
