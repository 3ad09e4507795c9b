"""An RSS or Atom feed: its entries, as texts to draft records of."""

from __future__ import annotations

import datetime as dt
import html
import re
from contextlib import suppress
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from geo.sources.client import file_of
from geo.sources.pages import Row, Rows
from geo.sources.source import Haul, Source, SourceError
from geo.sources.texts import kept

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from geo.sources.source import Visit

_TAG: Final = re.compile(r"<[^>]*>")
_LONGEST: Final = 20_000


def collect(visit: Visit) -> Haul:
    """Collect the entries that the feed has now, beside those that it had."""
    found = file_of(visit.client, visit.text("address"), None, visit.now)
    try:
        root = fromstring(found.content)
    except (ParseError, DefusedXmlException, ValueError):
        raise SourceError("the feed is no whole XML.") from None
    entries = [one for one in root.iter() if _name(one) in ("item", "entry")]
    title = next((_text(one) for one in root.iter() if _name(one) == "title"), "")
    rows = Rows()
    for entry in entries:
        row = _row(entry, title)
        if row["id"]:
            rows[str(row["id"])] = row
    if not rows:
        raise SourceError("the feed has no entry; expected RSS or Atom.")
    return kept(visit, rows)


def _row(entry: Element, source: str) -> Row:
    told = dict[str, str]()
    for one in entry:
        name = _name(one)
        text = str(one.get("href") or "") if name == "link" and one.get("href") else _text(one)
        if name == "link" and one.get("rel", "alternate") != "alternate":
            continue
        told.setdefault(name, text)
    body = next(
        (told[n] for n in ("encoded", "content", "description", "summary") if told.get(n)), ""
    )
    when = next((told[n] for n in ("pubDate", "published", "updated", "date") if told.get(n)), "")
    return {
        "id": told.get("guid") or told.get("id") or told.get("link", ""),
        "date": _date(when),
        "title": _plain(told.get("title", "")),
        "text": _plain(body),
        "url": told.get("link", ""),
        "source": _plain(source),
    }


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _text(element: Element) -> str:
    return "".join(element.itertext()).strip()


def _plain(text: str) -> str:
    """Return a text without its marks."""
    return " ".join(html.unescape(_TAG.sub(" ", text)).split())[:_LONGEST]


def _date(text: str) -> str:
    """Return a date as ISO 8601; as it stands, where it is none of the usual."""
    with suppress(ValueError, TypeError):
        return parsedate_to_datetime(text).isoformat()
    with suppress(ValueError):
        return dt.datetime.fromisoformat(text).isoformat()
    return text[:40]


SOURCE: Final = Source(
    name="feed",
    title="An RSS or Atom feed",
    doc="Its entries, kept as texts to draft records of; they are no records.",
    collect=collect,
    options={"address": (None, "Address of the feed.")},
    due=dt.timedelta(days=2),
    texts=True,
)
