"""Telegram: the JSON export of a channel or chat, message by message.

A message is a text and no record of an incident: what it says is its notes, its day the day on
which it was sent, and its place what stands before a colon at its beginning ("Харків: ...").  All
other messages are turned down with the reason, for a person to say where it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.readers.columns.draft import Draft
from geo.readers.columns.incident_types import read_types
from geo.readers.columns.messages import plain_text
from geo.readers.reader import Reader

if TYPE_CHECKING:
    from geo.readers.base import Records, Request, Sheet

COLUMNS: Final = ("id", "type", "date", "date_unixtime", "from", "from_id", "text", "text_entities")
_REQUIRED: Final = ("id", "type", "date", "text")
#: A place before a colon: up to five words, without marks of a sentence.
_PLACE: Final = r"^\W*((?:[^\W\d_][\w'’ʼ.-]*\s?){1,5})\s*:"
_TOLD: Final = ("date", "date_unixtime", "text", "text_entities")


def build(sheet: Sheet, request: Request) -> Records:
    """Read a channel's messages; one incident for each `id`."""
    draft = Draft(sheet, request)
    start, end = draft.days("date")
    text = draft.text("text").map(plain_text, na_action="ignore").astype("string")
    service = draft.text("type") != "message"
    draft.reject_where(service, "type", "not a message but a note of Telegram's own")
    place = text.str.extract(_PLACE, expand=False).astype("string").str.strip()
    draft.reject_where(
        place.isna(),
        "text",
        "the message does not begin with a place and a colon; say where it was",
    )
    types, _ = read_types(text)
    ids = draft.ids("id")
    if "above / id" in sheet.table:  # each chat of a whole account counts its own
        ids = draft.text("above / id").str.cat(ids, sep="-")
    draft.once(ids, "id")
    return draft.records(
        {
            "incident_id": f"{request.dataset}-" + ids,
            "dataset": request.dataset,
            "date_start": start,
            "date_end": end,
            "time_start": draft.times("date"),
            "sub_event_type": types,
            "notes": text,
            "source": draft.text("from").fillna("Telegram"),
        },
        {"place": place},
        told=_TOLD,
    )


def _score(sheet: Sheet) -> float:
    there = all(name in sheet.table for name in _REQUIRED)
    if not there:
        return 0.0
    marks = ("date_unixtime", "from_id", "text_entities")
    messages = sheet.table["type"].isin(["message", "service"]).all()
    return 0.9 if messages or any(name in sheet.table for name in marks) else 0.0


READER: Final = Reader(
    name="telegram",
    title="Telegram export of a channel, as JSON",
    doc=(
        "One record for each message that begins with a place and a colon; all others are kept as"
        " rows not read, with the reason."
    ),
    columns=COLUMNS,
    required=_REQUIRED,
    build=build,
    score=_score,
)
