"""The view in which a visitor decides about places in doubt; one decision settles all their rows.

Decisions apply to this visitor's map at once, and download as corrections.csv, which
``python -m geo ingest --corrections`` takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo import confined, query
from geo.export import of_rejected
from geo.i18n import _, decimal, ngettext
from geo.ingest import FILE_NAME, decisions_csv
from geo.links import links_csv
from geo.sentences import translated
from geo.texts import plain, short, shown
from geo.web.review import decide, links
from geo.web.visitor import session

if TYPE_CHECKING:
    from geo.ingest import Decision, Key
    from geo.query import ReviewCounts
    from geo.store import Store

#: Places and rows listed at most.
_LISTED: Final = 1000
_UNDONE: Final = 50


def show() -> None:
    """Draw the view."""
    store = session.current_store()
    counts, doubtful = query.review_counts(store), query.doubtful_count(store)
    st.title(_("Review"), anchor=False)
    st.caption(
        _("{rows} at {places} to decide, {rejected} not read, {pairs} of records in doubt.").format(
            rows=ngettext("{n} row", "{n} rows", counts.rows),
            places=ngettext("{n} place", "{n} places", counts.places),
            rejected=ngettext("{n} row", "{n} rows", counts.rejected),
            pairs=ngettext("{n} pair", "{n} pairs", doubtful),
        )
        + " "
        + _(
            "Decisions change your own map only, until you close or reload the page; download"
            " them to keep them."
        )
    )
    if news := session.news():
        st.success(plain(news))
    if problem := st.session_state.pop(decide.PROBLEM, ""):
        st.error(plain(problem))
    names = [_("Places"), _("Rows not read"), _("Doubtful links"), _("Decisions")]
    places, rejected, linked, decisions = st.tabs(names, key="review_tab", on_change="rerun")
    if places.open:
        with places:
            _places(store, counts)
    if rejected.open:
        with rejected:
            _rejected(store, counts)
    if linked.open:
        with linked:
            links.show(store, doubtful)
    if decisions.open:
        with decisions:
            _decisions()
            _link_decisions()


def _places(store: Store, counts: ReviewCounts) -> None:
    if not counts.places:
        st.info(_("No place waits for a decision."))
        return
    listed = query.doubts(store, limit=_LISTED)
    decide.show(store, listed)
    if counts.places > len(listed):
        st.caption(
            _("The {shown} places with the most rows of {all}.").format(
                shown=decimal(len(listed)), all=decimal(counts.places)
            )
        )


def _rejected(store: Store, counts: ReviewCounts) -> None:
    if not counts.rejected:
        st.info(_("Every row was read."))
        return
    st.caption(
        _("These rows are no incident as they stand. Mend them in the file and add it again.")
    )
    table = shown(query.rejected(store, limit=_LISTED))
    table["problem"] = table["problem"].map(translated)
    headings = {
        "dataset": _("Dataset"),
        "source_row": _("Row"),
        "column": _("Column"),
        "problem": _("Reason"),
        "row": _("As it stands"),
    }
    st.dataframe(table, column_config=headings, hide_index=True, placeholder="")
    st.download_button(
        _("Download the rows not read (CSV)"),
        data=lambda: b"".join(of_rejected(lambda: query.rejected_rows(store))),
        file_name="rejected.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
    )
    if counts.rejected > len(table):
        st.caption(
            _("The first {shown} of {all}; the download has all.").format(
                shown=decimal(len(table)), all=decimal(counts.rejected)
            )
        )


def _decisions() -> None:
    """List decisions, take them back, and let them out and in as a file."""
    wishes = session.visitor().wishes
    st.caption(
        _("The file is in the format of data/corrections.csv; this command applies it:")
        + " `python -m geo ingest FILE --store PATH --corrections corrections.csv`"
    )
    if wishes.decisions:
        text = decisions_csv(wishes.decisions.values())
        _download_decisions(len(wishes.decisions), FILE_NAME, text)
    else:
        st.info(_("Nothing is decided yet."))
    for decision in list(wishes.decisions.values())[-_UNDONE:]:
        with st.container(horizontal=True, vertical_alignment="center", border=True):
            st.text(short(_say(decision)), width="stretch")
            st.button(_("Undo"), key=f"undo:{decision.key}", on_click=_undo, args=(decision.key,))
    if len(wishes.decisions) > _UNDONE:
        st.caption(
            _("The last {shown} of {all}.").format(
                shown=decimal(_UNDONE), all=decimal(len(wishes.decisions))
            )
        )
    given = st.file_uploader(
        _("Load decisions (corrections.csv)"), key="corrections", max_upload_size=5
    )
    if given is not None:
        st.button(_("Apply these decisions"), on_click=_load, args=(given.getvalue(),))


def _link_decisions() -> None:
    """List decisions about links, take them back, and let them out and in as a file."""
    made = session.visitor().wishes.links
    st.subheader(_("Links"), anchor=False)
    st.caption(
        _("This command applies them:")
        + f" `python -m geo ingest FILE --store PATH --decisions {links.FILE_NAME}`"
    )
    if made:
        _download_decisions(len(made), links.FILE_NAME, links_csv(made.values()))
    for decision in list(made.values())[-_UNDONE:]:
        with st.container(horizontal=True, vertical_alignment="center", border=True):
            st.text(links.say(decision), width="stretch")
            key = "undo link:" + "\0".join(sorted("/".join(side) for side in decision.key))
            st.button(_("Undo"), key=key, on_click=_undo_link, args=(decision.key,))
    given = st.file_uploader(_("Load decisions (links.csv)"), key="links", max_upload_size=5)
    if given is not None:
        name = _("Apply these decisions about links")
        st.button(name, on_click=_load_links, args=(given.getvalue(),))


def _download_decisions(decisions: int, file: str, text: str) -> None:
    st.download_button(
        ngettext(
            "Download {n} decision ({file})", "Download {n} decisions ({file})", decisions
        ).format(file=file),
        data=b"\xef\xbb\xbf" + text.encode(),
        file_name=file,
        mime="text/csv",
        on_click="ignore",
        type="primary",
        icon=":material/download:",
    )


def _say(decision: Decision) -> str:
    where = _("outside") if decision.status == "outside" else decision.region
    if decision.lat:
        where += f" ({decision.lat}, {decision.lon})"
    whose = ", ".join(part for part in (decision.country, decision.dataset) if part)
    return f"{decision.place}{f' ({whose})' if whose else ''}: {where}"


def _undo(key: Key) -> None:
    with decide.problems_told():
        session.visitor().undo(session.base_store(), key)


def _undo_link(key: frozenset[tuple[str, str]]) -> None:
    with decide.problems_told():
        session.visitor().undo_link(session.base_store(), key)


def _load(content: bytes) -> None:
    """Apply an uploaded corrections.csv; for use in a callback."""
    with decide.problems_told():
        found = confined.run("decisions", file=FILE_NAME, content=content)
        session.visitor().decide(session.base_store(), *found)
        _tell_loaded(len(found))


def _load_links(content: bytes) -> None:
    """Apply an uploaded links.csv; for use in a callback."""
    with decide.problems_told():
        found = confined.run("link decisions", file=links.FILE_NAME, content=content)
        session.visitor().decide_links(session.base_store(), *found)
        _tell_loaded(len(found))


def _tell_loaded(decisions: int) -> None:
    session.tell(
        ngettext(
            "{n} decision of the file now holds on your map.",
            "{n} decisions of the file now hold on your map.",
            decisions,
        )
    )
