"""A channel's export from Telegram (result.json): its messages, as texts to draft records of.

Nothing is asked of Telegram: the export is a file that a person has made.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.sources.pages import Rows
from geo.sources.source import Haul, Source, SourceError
from geo.sources.texts import kept

if TYPE_CHECKING:
    from geo.sources.source import Visit


def collect(visit: Visit) -> Haul:
    """Collect the messages of the export, beside those of earlier ones."""
    path = Path(visit.text("file"))
    try:
        found = json.loads(path.read_bytes())
    except OSError as error:
        raise SourceError(f"{path.name} cannot be read ({error.strerror}).") from None
    except (ValueError, RecursionError):
        raise SourceError(f"{path.name} is no whole JSON.") from None
    messages = found.get("messages") if isinstance(found, dict) else None
    if not isinstance(messages, list):
        raise SourceError(f"{path.name} is no export of a channel; it has no list `messages`.")
    channel = str(found.get("name") or "Telegram")
    rows = Rows()
    for message in messages:
        if not isinstance(message, dict) or message.get("type") != "message":
            continue
        if text := plain_text(message.get("text")).strip():
            name = f"{found.get('id', channel)}/{message.get('id')}"
            told = {"id": name, "date": str(message.get("date", "")), "title": ""}
            rows[name] = told | {"text": text, "url": "", "source": channel}
    return kept(visit, rows)


def plain_text(text: Any) -> str:
    """Return a message's text, whose parts may stand in a list with their forms.

    >>> plain_text([{"type": "bold", "text": "Харків"}, ": удар"])
    'Харків: удар'
    """
    if not isinstance(text, list):
        return str(text or "")
    return "".join(str(p.get("text", "") if isinstance(p, dict) else p) for p in text)


SOURCE: Final = Source(
    name="telegram",
    title="A channel's export from Telegram",
    doc="Its messages, kept as texts to draft records of; they are no records.",
    collect=collect,
    options={"file": (None, "The export, result.json.")},
    due=dt.timedelta(days=31),
    texts=True,
)
