"""An Atom feed (RFC 4287) of the newest incidents of a selection; all texts are escaped.

Addresses are relative to the feed's own, `api/incidents.atom`, so that it works wherever it is.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode
from xml.sax.saxutils import escape, quoteattr

from geo import query
from geo.spreadsheet import printable, xml_text
from geo.store import NOT_STATED, UNSTATED, terms_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.query import Filters, New
    from geo.store import Store, Terms

MOST: Final = 100
MEDIA_TYPE: Final = "application/atom+xml; charset=utf-8"
_WEB: Final = re.compile(r"https?://", re.IGNORECASE)


def atom(store: Store, filters: Filters) -> Iterator[bytes]:
    """Yield the feed; one entry for each of the `MOST` incidents that are new or changed last."""
    asked = urlencode(filters.to_params(), doseq=True)
    found = query.newest(store, filters, MOST)
    built = _moment(store.meta.get("built", ""))
    name = hashlib.sha256(asked.encode()).hexdigest()[:16]
    yield (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<id>urn:incident-atlas:feed:{name}</id>\n"
        "<title>Incident atlas: new records</title>\n"
        f"<updated>{built}</updated>\n"
        f'<link rel="self" href={quoteattr(_address("incidents.atom", asked))}/>\n'
        f'<link rel="alternate" href={quoteattr(_address("../", asked))}/>\n'
        "<author><name>Incident atlas</name></author>\n"
    ).encode()
    terms = terms_of(store)
    for incident in found:
        yield _entry(incident, built, terms.get(incident.dataset, UNSTATED)).encode()
    yield b"</feed>\n"


def _entry(incident: New, built: str, terms: Terms) -> str:
    days = incident.first.isoformat()
    if incident.last != incident.first:
        days += f" to {incident.last.isoformat()}"
    title = f"{incident.type}, {', '.join(filter(None, incident.places))}, {days}"
    name = quote(incident.incident_id, safe="")
    lines = [
        "<entry>",
        f"<id>urn:incident-atlas:incident:{name}</id>",
        f"<title>{_text(title)}</title>",
        f"<updated>{_moment(incident.since) if incident.since else built}</updated>",
        f'<link rel="alternate" href="../?incident={name}"/>',
    ]
    if incident.source_url and _WEB.match(incident.source_url):
        lines.append(f'<link rel="via" href={quoteattr(_clean(incident.source_url))}/>')
    if incident.source:
        lines.append(f"<author><name>{_text(incident.source)}</name></author>")
    lines.append(f'<category term={quoteattr(_clean(incident.dataset))} label="dataset"/>')
    if incident.notes:
        lines.append(f'<summary type="text">{_text(incident.notes)}</summary>')
    if terms.licence != NOT_STATED:
        lines.append(f"<rights>{_text(terms.licence)}</rights>")
    return "\n".join([*lines, "</entry>\n"])


def _address(path: str, asked: str) -> str:
    return f"{path}?{asked}" if asked else path


def _clean(text: str) -> str:
    return xml_text(printable(text))


def _text(text: str) -> str:
    return escape(_clean(text))


def _moment(text: str) -> str:
    """Return a moment as RFC 3339 wants it."""
    return text if "T" in text else "1970-01-01T00:00:00+00:00"
