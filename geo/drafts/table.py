"""Drafts as files: a line of records a text, or the long form that `atlas ingest` takes."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any, Final

from geo.drafts.model import FIGURES
from geo.schema import COUNTRIES, EVENT_TYPE_OF
from geo.spreadsheet import inert, printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.drafts.model import Draft, Evidence, Field, Place
    from geo.drafts.sources import Source

#: Columns of the long form that drafts have.
COLUMNS: Final = (
    "incident_id", "date_start", "date_end", "sub_event_type", "actor", "location", "country",
    "admin1", "launched", "downed", "lost", "downed_here", "fatalities", "injuries", "source",
    "source_url", "notes", "evidence",
)  # fmt: skip
#: What the notes of a draft begin with that nobody has looked at.
UNREVIEWED: Final = "coded from a text, not reviewed"
#: The same after review.
REVIEWED: Final = "coded from a text, reviewed by a person"
_LONG: Final = {"killed": "fatalities", "injured": "injuries"}


def records(drafts: Iterable[Draft]) -> list[dict[str, Any]]:
    """Return drafts as JSON objects.

    Each has `date_start`, `date_end` (ISO 8601 or None), `event_type`, `sub_event_type`, `actor`,
    `places` (`name`, `region`, `precision`, `downed_here`), the five figures, `evidence` (field to
    its words), `spans` (field to [start, end] of each evidence, in characters), `confidence`
    (field to 0 to 1), `notes` (field to a sentence) and `sentences` ([start, end] of each sentence
    that tells of it).
    """
    return [_record(draft) for draft in drafts]


def _record(draft: Draft) -> dict[str, Any]:
    fields = _fields(draft)
    kind = draft.sub_event_type.value
    return {
        "date_start": _iso(draft.date_start),
        "date_end": _iso(draft.date_end),
        "event_type": EVENT_TYPE_OF[kind],
        "sub_event_type": kind,
        "actor": draft.actor.value,
        "places": [_place(place) for place in draft.places],
        **{role: _value(draft.figures.get(role)) for role in FIGURES},
        "evidence": {name: f.evidence[0].text for name, f in fields.items() if f.evidence},
        "spans": {name: _spans(f.evidence) for name, f in fields.items() if f.evidence},
        "confidence": {name: f.confidence for name, f in fields.items()},
        "notes": {name: f.note for name, f in fields.items() if f.note},
        "sentences": [[e.start, e.end] for e in draft.sentences],
    }


def _fields(draft: Draft) -> dict[str, Field]:
    here = {
        f"downed_here:{p.name}": p.downed_here for p in draft.places if p.downed_here is not None
    }
    return {
        "date_start": draft.date_start,
        "date_end": draft.date_end,
        "sub_event_type": draft.sub_event_type,
        "actor": draft.actor,
        **draft.figures,
        **here,
    }


def _iso(field: Field) -> str | None:
    return None if field.value is None else str(field.value.isoformat())


def _value(field: Field | None) -> Any:
    return None if field is None else field.value


def _spans(evidence: tuple[Evidence, ...]) -> list[list[int]]:
    return [[e.start, e.end] for e in evidence]


def _place(place: Place) -> dict[str, Any]:
    return {
        "name": place.name,
        "asked": place.asked,
        "start": place.start,
        "end": place.end,
        "region": place.region,
        "precision": place.precision,
        "downed_here": _value(place.downed_here),
        "confidence": place.confidence,
        "note": place.note,
    }


def long_form(
    found: Iterable[dict[str, Any]], source: Source, *, notes: str = UNREVIEWED
) -> list[dict[str, Any]]:
    """Return the rows of the long form, one per incident and place, with `COLUMNS`.

    A draft without a day keeps the column empty and has "date?" in its notes, so that ingest turns
    the row over to review.

    Parameters
    ----------
    found : iterable of dict
        Drafts of one text, as `records` gives them, perhaps changed by a person.
    source : Source
        The text.
    notes : str
        What the notes begin with.
    """
    rows = []
    for number, record in enumerate(found, start=1):
        told = " … ".join(source.text[start:end] for start, end in record["sentences"])
        said = [notes, *record.get("changed", ()), *([] if record["date_start"] else ["date?"])]
        common = {
            "incident_id": f"{source.name}-{number}",
            "date_start": record["date_start"],
            "date_end": record["date_end"],
            "sub_event_type": record["sub_event_type"],
            "actor": record["actor"],
            **{_LONG.get(role, role): record[role] for role in FIGURES},
            "source": source.title or source.name,
            "source_url": source.url or None,
            "notes": f"{'; '.join(said)}: {told}",
            "evidence": json.dumps(_proof(record), ensure_ascii=False),
        }
        rows += [common | _location(place) for place in record["places"]] or [common]
    return [{column: row.get(column) for column in COLUMNS} for row in rows]


def csv_text(rows: Iterable[dict[str, Any]]) -> str:
    """Return rows of the long form as a CSV, its texts inert."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(
        {k: inert(printable(v)) if isinstance(v, str) else v for k, v in row.items()}
        for row in rows
    )
    return text.getvalue()


def _location(place: dict[str, Any]) -> dict[str, Any]:
    region = place["region"] or ""
    return {
        "location": place["asked"] if place["precision"] == "region" else place["name"],
        "country": COUNTRIES.get(region[:2]),
        "admin1": None if region in COUNTRIES else region or None,
        "downed_here": place["downed_here"],
    }


def _proof(record: dict[str, Any]) -> dict[str, Any]:
    """Return the words, their places, the confidence and the note of each field."""
    return {
        name: {
            "text": record["evidence"].get(name, ""),
            "spans": record["spans"].get(name, []),
            "confidence": confidence,
            "note": record["notes"].get(name, ""),
        }
        for name, confidence in record["confidence"].items()
    }
