"""News texts that a visitor pastes or drops: drafts of incidents, reviewed one by one.

Nothing becomes a record by itself.  What is accepted goes into the visitor's own data like a file.
"""

from __future__ import annotations

import datetime as dt
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo import drafts
from geo.errors import AtlasError
from geo.i18n import N_, _, ngettext
from geo.ingest import Choices
from geo.links import LinkDecision
from geo.sentences import told, translated
from geo.texts import plain, short, visible
from geo.web.add import draft_review, reading, upload, waiting
from geo.web.visitor import session

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.web.add.upload import Offer

#: Name of the dataset that accepted drafts go into.
DATASET: Final = "texts"
_FOUND: Final = "texts_found"
_PASTED: Final = "pasted"
_LONGEST: Final = 200_000
_ENDINGS: Final = frozenset([".html", ".htm", ".eml", ".docx", ".rss", ".atom"])
#: Of these, files that may hold tables of records.
_TABLES: Final = frozenset([".html", ".htm", ".eml", ".docx"])
#: Words of a first line that is no heading of a table.
_WORDS: Final = 9
_HELP: Final = N_(
    "The text is read here, by rules; it is not stored or sent anywhere. Drafts point at the words"
    " that they come from, and nothing is added before you have accepted it."
)


def is_text(offer: Offer) -> bool:
    """Return whether a file is a text to read and no table."""
    ending = PurePath(offer.name).suffix.lower()
    if ending == ".xml":
        return b"<rss" in offer.content[:500] or b"<feed" in offer.content[:500]
    if ending != ".txt":
        return ending in _ENDINGS
    first = offer.content[:4_000].strip().split(b"\n")[0]
    return len(first.split()) >= _WORDS and b"\t" not in first and b";" not in first


def is_wanted(offer: Offer) -> bool:
    """Return whether a file is to be read as texts; ask where it may be either."""
    ending = PurePath(offer.name).suffix.lower()
    messages = ending == ".json" and b'"messages"' in offer.content[:5_000]
    if not messages and not is_text(offer):
        return False
    if not messages and not (ending in _TABLES and reading.holds_records(upload.look(offer))):
        return True
    label = _("Read the messages of {name} as texts") if messages else _("Read {name} as a text")
    return st.toggle(plain(label.format(name=short(offer.name, 60))), key=f"messages:{offer.key}")


def paste() -> None:
    """Draw the box for a text, and the drafts of what was pasted."""
    with st.expander(_("Paste a text"), expanded=_PASTED in _remembered(), key="paste_a_text"):
        text = st.text_area(
            _("Text"), key="pasted_text", height=180, max_chars=_LONGEST, help=_(_HELP)
        )
        row = st.container(horizontal=True, vertical_alignment="bottom")
        day = row.date_input(
            _("Day of publication"), None, key="pasted_day", format="YYYY-MM-DD", width=220
        )
        pressed = row.button(_("Find incidents"), key="find_incidents", disabled=not text.strip())
        if pressed:
            found = _read(_PASTED, "pasted.txt", text.encode(), day)
            _remembered()[_PASTED] = found
        if _PASTED in _remembered():
            _review(_PASTED, _remembered()[_PASTED])


def dropped(offer: Offer) -> None:
    """Draw a file of texts with its drafts."""
    with st.container(border=True):
        st.subheader(plain(short(offer.name, 80)), anchor=False)
        if offer.key not in _remembered():
            _remembered()[offer.key] = _read(offer.key, offer.name, offer.content, None)
        _review(offer.key, _remembered()[offer.key])


def forget(kept: set[str]) -> None:
    """Drop what is remembered of files that are no longer there."""
    for key in set(_remembered()) - kept - {_PASTED}:
        del _remembered()[key]
        draft_review.leave_keyboard(key)


def _remembered() -> dict[str, Any]:
    found: dict[str, Any] = st.session_state.setdefault(_FOUND, {})
    return found


def _read(key: str, name: str, content: bytes, day: dt.date | None) -> Any:
    """Return the texts with their drafts, or why there are none."""
    found = waiting.done(
        "texts", key, file=name, content=content, published=day.isoformat() if day else None
    )
    if isinstance(found, AtlasError):
        return found
    number = st.session_state["texts_read"] = st.session_state.get("texts_read", 0) + 1
    for source in found:
        source["name"] = f"{source['name']}-{number}"
        for record in source["records"]:
            record["state"] = "open"
    return found


def _review(key: str, found: Any) -> None:
    if isinstance(found, AtlasError):
        st.error(plain(told(found)))
        return
    for problem in sorted({source["problem"] for source in found if source["problem"]}):
        st.warning(plain(f"{translated(problem)}."))
    texts = [source for source in found if source["records"]]
    if not texts:
        st.info(_("No incident was found in it."))
        return
    at = 0
    if len(texts) > 1:
        at = st.selectbox(
            _("Text"),
            range(len(texts)),
            format_func=lambda n: visible(short(texts[n]["text"].strip().replace("\n", " "), 90)),
            key=f"text_of:{key}",
        )
    draft_review.show(f"{key}:{texts[at]['name']}", texts[at])
    _offer_to_add(found)


def _offer_to_add(found: Iterable[dict[str, Any]]) -> None:
    """Offer to add what was accepted."""
    accepted = [
        (source, record)
        for source in found
        for record in source["records"]
        if record["state"] == "accepted"
    ]
    label = ngettext("Add {n} draft to my map", "Add {n} drafts to my map", len(accepted))
    st.button(
        label,
        key=f"add_drafts:{id(found)}",
        type="primary",
        icon=":material/add_location_alt:",
        disabled=not accepted,
        on_click=_add,
        args=(accepted,),
    )


def _add(accepted: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    """Add accepted drafts to this visitor's map, with those added before; for use in a callback."""
    kept: list[dict[str, Any]] = st.session_state.setdefault("texts_added", [])
    fresh = [row for source, record in accepted for row in _rows(source, record)]
    rows = [*kept, *fresh]
    content = drafts.csv_text(rows).encode()
    found = waiting.done(
        "prepare", DATASET, file=f"{DATASET}.csv", content=content, choices=Choices(DATASET)
    )
    try:
        if isinstance(found, AtlasError):
            raise found
        session.visitor().add(session.base_store(), DATASET, found, links=_links(accepted))
    except AtlasError as error:
        st.session_state["add_problem"] = told(error)
        return
    st.session_state["texts_added"] = rows
    for _source, record in accepted:
        record["state"] = "added"
    incidents = ngettext("{n} incident", "{n} incidents", len(accepted))
    session.tell(
        _("Added {name} with {incidents}: see the map, and what is left in review.").format(
            name=DATASET, incidents=incidents
        )
    )


def _links(accepted: list[tuple[dict[str, Any], dict[str, Any]]]) -> list[LinkDecision]:
    """Return the decisions that join drafts to records which tell of the same incident."""
    today = dt.datetime.now(dt.UTC).date().isoformat()
    return [
        LinkDecision(
            DATASET, _id(source, record), same["dataset"], same["incident_id"], "same", date=today
        )
        for source, record in accepted
        if (same := record.get("same_as"))
    ]


def _id(source: dict[str, Any], record: dict[str, Any]) -> str:
    number = next(at for at, other in enumerate(source["records"], 1) if other is record)
    return f"{source['name']}-{number}"


def _rows(source: dict[str, Any], record: dict[str, Any]) -> list[dict[str, Any]]:
    text = drafts.Source(source["name"], source["text"], None, source["title"], source["url"])
    rows = drafts.long_form([record], text, notes=drafts.REVIEWED)
    return [row | {"incident_id": _id(source, record)} for row in rows]
