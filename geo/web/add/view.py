"""The view in which a visitor adds files: recognised, checked, and only then added.

What is added belongs to this visitor alone.  Names of files, columns and cells are untrusted: they
are shown as text or in tables, never as Markdown.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal

import streamlit as st

from geo import confined, logs, readers
from geo.errors import AtlasError
from geo.export import of_rejected
from geo.i18n import _, decimal, ngettext
from geo.maps import status_name
from geo.readers import Mapped
from geo.schema import REVIEW_STATUSES
from geo.sentences import told, translated
from geo.texts import plain, short
from geo.web import controls
from geo.web.add import boundaries, outcome, reading, texts, upload, waiting
from geo.web.visitor import session
from geo.web.visitor.own_data import datasets

if TYPE_CHECKING:
    from geo.ingest import Choices, Prepared
    from geo.readers import Inspection
    from geo.web.add.outcome import Outcome
    from geo.web.add.upload import Offer
    from geo.web.controls import State

_CHECKED: Final = "checked"
_UPLOADER: Final = "uploads"
_KEPT: Final = "kept_mappings"


def show() -> None:
    """Draw the view."""
    confined.prewarm()
    st.title(_("Add data of your own"), anchor=False)
    st.caption(
        _(
            "Any table with dates and places, or an export of ACLED, UCDP, VIINA, Bellingcat,"
            " GeoConfirmed and others. {limits} What you add is seen by you alone, until you close"
            " or reload the page; it is not stored or sent anywhere."
        ).format(limits=upload.limits_text())
    )
    files = st.file_uploader(
        _("Files"),
        accept_multiple_files=True,
        max_upload_size=upload.max_mb(),
        key=_UPLOADER,
        help=_(
            "CSV, XLSX, ODS, Parquet, JSON, GeoJSON, KML, GeoPackage, a zipped shapefile, a table"
            " in a Word document or a web page; a saved mapping may be given with them. News texts"
            " (.txt, .html, .eml, .docx) too."
        ),
    )
    offers = [upload.Offer(file.file_id, file.name, file.getvalue()) for file in files]
    saved = _saved([offer for offer in offers if readers.is_mapping(offer.content)])
    offers = [offer for offer in offers if not readers.is_mapping(offer.content)]
    _forget({offer.key for offer in offers})
    texts.forget({offer.key for offer in offers})
    for offer in offers:
        if texts.is_wanted(offer):
            texts.dropped(offer)
        else:
            _file(offer, saved)
    texts.paste()
    _added()
    boundaries.show()


def _saved(offers: list[Offer]) -> list[Mapped]:
    """Read the mappings that were given together with files, the last one first."""
    found = []
    for offer in reversed(offers):
        mapped = upload.tried(
            partial(readers.read_mapping, offer.content, file=offer.name), offer.name
        )
        if isinstance(mapped, AtlasError):
            st.error(plain(told(mapped)))
        else:
            found.append(mapped)
    return found


def _offered(offer: Offer, saved: list[Mapped]) -> Mapped | None:
    """Return the first saved mapping that fits a file's columns, of this visit's too."""
    kept: dict[str, Mapped] = st.session_state.setdefault(_KEPT, {})
    every = [*saved, *(mapped for key, mapped in kept.items() if key != offer.key)]
    if not every:
        return None
    seen = upload.look(offer)
    columns = [] if isinstance(seen, AtlasError) else seen.columns
    fitting = (mapped for mapped in every if mapped.fits(columns))
    given = saved[0] if saved else None  # its sheet or row of headings may be what is needed
    return next(fitting, given)


def _forget(kept: set[str]) -> None:
    """Drop what is remembered of files that are no longer there."""
    for name in (_CHECKED, "looked_at", reading.PREVIEWS, reading.UNDERSTOOD):
        remembered: dict[str, Any] = st.session_state.setdefault(name, {})
        for key in set(remembered) - kept:
            del remembered[key]


def _file(offer: Offer, saved: list[Mapped]) -> None:
    """Draw one offered file: choices, check, outcome."""
    with st.container(border=True):
        st.subheader(plain(short(offer.name, 80)), anchor=False)
        checked: tuple[Choices, Prepared | AtlasError] | None
        checked = st.session_state[_CHECKED].get(offer.key)
        undecided = checked is not None and _undecided(checked[1])
        chosen = reading.choose(offer, _offered(offer, saved), undecided=undecided)
        if isinstance(chosen, AtlasError):
            st.error(plain(told(chosen)))
            if said := upload.advice(chosen):
                st.caption(said)
            return
        choices, seen = chosen
        kind: Literal["primary", "secondary"] = "secondary" if checked else "primary"
        if st.button(_("Check"), key=f"check:{offer.key}", type=kind):
            checked = choices, _prepare(offer, choices)
            _keep(offer, choices, seen)
            st.session_state[_CHECKED][offer.key] = checked
            if _undecided(checked[1]) and not undecided:
                st.rerun()  # the choice of the date order stands above
        if checked is None:
            st.caption(_("Nothing is added before you have seen what becomes of each row."))
        elif checked[0] != choices:
            st.info(_("The choices have changed; check again."))
        elif isinstance(checked[1], AtlasError):
            st.error(plain(told(checked[1])))
        else:
            before = {f"{offer.name}: {note}" for note in seen.notes}
            notes = [note for note in checked[1].remarks if note not in before]
            _result(offer, choices, checked[1], notes)


def _keep(offer: Offer, choices: Choices, seen: Inspection) -> None:
    """Remember how a file was read in which a person changed what was recognised."""
    columns = {field: column for field, column in (choices.mapping or {}).items() if column}
    as_found = choices.mapping is None or columns == seen.mapping
    if as_found and choices.date_order is None and choices.options == readers.AS_FOUND:
        return
    st.session_state.setdefault(_KEPT, {})[offer.key] = reading.remembered(
        Mapped(
            tuple(seen.columns),
            choices.file_format,
            dict(choices.mapping or {}),
            choices.date_order,
            choices.options,
        )
    )


def _undecided(prepared: Prepared | AtlasError) -> bool:
    return not isinstance(prepared, AtlasError) and outcome.outcome(prepared).undecided


def _prepare(offer: Offer, choices: Choices) -> Prepared | AtlasError:
    with logs.timed("added file") as told:
        prepared: Prepared | AtlasError = waiting.done(
            "prepare", offer.key, file=offer.name, content=offer.content, choices=choices
        )
        told["rows"] = None if isinstance(prepared, AtlasError) else prepared.rows
    return prepared


def _result(offer: Offer, choices: Choices, prepared: Prepared, notes: list[str]) -> None:
    """Say what becomes of the rows, and offer to add or to download them."""
    counted = outcome.outcome(prepared)
    with st.container(horizontal=True, key=f"outcome:{offer.key}"):
        st.metric(_("Rows in the file"), decimal(counted.rows), width="content")
        for part, number in counted.parts.items():
            st.metric(
                status_name(part).capitalize(),
                decimal(number),
                help=outcome.meaning(part),
                width="content",
            )
    st.caption(outcome.sum_text(counted))
    if counted.undecided:
        st.warning(
            _(
                "Some dates may be read with the day or with the month first, and the file does not"
                " decide it: choose how above, and check again."
            )
        )
    for note in notes:
        st.caption(plain(short(translated(note.removeprefix(f"{offer.name}: ")), 400)))
    _examples(counted, prepared)
    _replaced(prepared)
    with st.container(horizontal=True):
        st.button(
            _("Add to my map"),
            key=f"add:{offer.key}",
            on_click=_add,
            args=(controls.state(), choices.dataset or offer.name, prepared),
            type="primary",
            icon=":material/add_location_alt:",
            disabled=prepared.rows == 0,
        )
        st.download_button(
            _("Download the geocoded result (CSV)"),
            data=lambda: outcome.result_csv(prepared.tables),
            file_name="geocoded.csv",
            mime="text/csv",
            on_click="ignore",
            key=f"result:{offer.key}",
            icon=":material/download:",
        )
        if len(prepared.tables.rejected):
            st.download_button(
                _("Download the rows not read (CSV)"),
                data=lambda: b"".join(
                    of_rejected(lambda: prepared.tables.rejected.itertuples(index=False, name=None))
                ),
                file_name="rejected.csv",
                mime="text/csv",
                on_click="ignore",
                key=f"rejected:{offer.key}",
                icon=":material/download:",
            )


def _examples(counted: Outcome, prepared: Prepared) -> None:
    parts = [part for part, number in counted.parts.items() if number]
    if not parts:
        return
    titles = [status_name(part).capitalize() for part in parts]
    for part, tab in zip(parts, st.tabs(titles), strict=True):
        with tab:
            table = outcome.examples(prepared.tables, part)
            first = ngettext("First {n} row:", "First {n} rows:", len(table))
            st.caption(f"{outcome.meaning(part).capitalize()}. {first}")
            st.dataframe(table, hide_index=True, placeholder="")


def _replaced(prepared: Prepared) -> None:
    """Say which datasets of the shared data would be replaced for this visitor."""
    base = session.base_store().datasets()
    if same := sorted(datasets(prepared) & set(base)):
        st.warning(
            plain(
                _(
                    "The dataset {names} is in the shared data; on your map yours takes its place."
                    " Give it another name to keep both."
                ).format(names=", ".join(same))
            )
        )


def _add(now: State, name: str, prepared: Prepared) -> None:
    """Add a checked file to this visitor's map, coloured by dataset; for use in a callback."""
    try:
        session.visitor().add(session.base_store(), name, prepared)
    except AtlasError as error:
        st.session_state["add_problem"] = told(error)
        return
    now.show(look=replace(now.view.look, colour="dataset"))
    incidents = ngettext("{n} incident", "{n} incidents", prepared.tables.incident_count())
    session.tell(
        _("Added {name} with {incidents}: see the map, and what is left in review.").format(
            name=name, incidents=incidents
        )
    )


def _remove(name: str) -> None:
    try:
        session.visitor().remove(session.base_store(), name)
    except AtlasError as error:
        st.session_state["add_problem"] = told(error)
        return
    session.tell(_("Removed {name}.").format(name=name))


def _added() -> None:
    """List what this visitor has added."""
    if problem := st.session_state.pop("add_problem", ""):
        st.error(plain(problem))
    if news := session.news():
        st.success(plain(news))
    added = session.visitor().wishes.added
    if not added:
        return
    st.subheader(_("Added by you"), anchor=False)
    for name, prepared in added.items():
        tables = prepared.tables
        in_review = tables.locations["status"].isin(REVIEW_STATUSES).sum()
        with st.container(horizontal=True, vertical_alignment="center", border=True):
            counts = _(
                "{incidents}, {places}, of these {doubts} to review, {rows} not read"
            ).format(
                incidents=ngettext("{n} incident", "{n} incidents", tables.incident_count()),
                places=ngettext("{n} place", "{n} places", len(tables.locations)),
                doubts=decimal(int(in_review)),
                rows=ngettext("{n} row", "{n} rows", len(tables.rejected)),
            )
            st.text(f"{name}: {counts}", width="stretch")
            st.button(_("Remove"), key=f"remove:{name}", on_click=_remove, args=(name,))
