"""Files to texts: plain text, web pages, mails, Word documents, Telegram exports, feeds."""

from __future__ import annotations

import email
import email.policy
import json
import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from io import BytesIO
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

from geo.errors import InputError
from geo.readers import decode

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import EmailMessage
    from xml.etree.ElementTree import Element

#: Bytes of the largest file that is read as a text.
LARGEST: Final = 20_000_000
#: Bytes of a Word document's text, unpacked.
_UNPACKED: Final = 50_000_000
_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: What a page says that shows no article before its visitor has agreed to cookies.
_COOKIES: Final = re.compile(
    r"accept (?:all )?cookies|cookie (?:policy|settings|consent)|we use cookies|enable javascript"
    r"|файл[иіы]?\w* cookie|cookies akzeptieren|политик\w+ cookie",
    re.IGNORECASE,
)
#: An article is longer than a page that only asks about cookies.
_ARTICLE: Final = 600


@dataclass(frozen=True, slots=True)
class Source:
    """A text and where it is from.

    Attributes
    ----------
    name : str
        Its id: the file's name without its ending, or that with the message's number.
    text : str
        The text, paragraphs in lines.
    published : date or None
        The day of publication, where the file says it.
    title, url : str
        As the file says them, or empty.
    """

    name: str
    text: str
    published: date | None = None
    title: str = ""
    url: str = ""


def sources_of(content: bytes, file: str) -> list[Source]:
    """Return the texts of a file; its name and content say which kind it is.

    Raises
    ------
    InputError
        If the file is too large, empty, damaged, or has no article in it.
    """
    if len(content) > LARGEST:
        raise InputError(
            f"the file has {len(content) / 1e6:.0f} MB; at most {LARGEST // 10**6} MB are expected",
            file=file,
        )
    ending = PurePath(file).suffix.lower()
    head = content[:2_000].lstrip().lower()
    kinds: dict[str, Callable[[bytes, str], list[Source]]] = {
        ".docx": _docx, ".eml": _mail, ".html": _page, ".htm": _page, ".json": _telegram,
        ".rss": _feed, ".atom": _feed, ".xml": _feed,
    }  # fmt: skip
    read = kinds.get(ending)
    if read is None and head.startswith((b"<!doctype html", b"<html")):
        read = _page
    if read is None and (head.startswith((b"<rss", b"<feed")) or b"<rss" in head):
        read = _feed
    return (read or _plain)(content, file)


def _stem(file: str) -> str:
    return PurePath(file).stem or "text"


def _plain(content: bytes, file: str) -> list[Source]:
    if not content.strip():
        raise InputError("the file is empty; a text is expected", file=file)
    text = decode(content, file=file).text
    return [Source(_stem(file), text)]


def _page(content: bytes, file: str) -> list[Source]:
    """Return the article of a web page, with the day that it says."""
    import trafilatura

    if not content.strip():
        raise InputError("the file is empty; a web page is expected", file=file)
    found: Any = trafilatura.bare_extraction(
        content, with_metadata=True, include_comments=False, include_tables=False
    )
    text = (found.text or "") if found is not None else ""
    if len(text) < _ARTICLE and _COOKIES.search(text or content.decode("utf-8", "ignore")):
        raise InputError(
            "the page asks about cookies and has no article; open it, agree, and save it again",
            file=file,
        )
    if found is None or not text.strip():
        raise InputError("the page has no article that can be read", file=file)
    title = found.title or ""
    if title and title not in text:
        text = f"{title}\n{text}"
    return [Source(_stem(file), text, _day(found.date), title, found.url or "")]


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None


def _mail(content: bytes, file: str) -> list[Source]:
    """Return the text of a mail; its day is that on which it was sent."""
    mail: EmailMessage = email.message_from_bytes(content, policy=email.policy.default)
    body = mail.get_body(("plain", "html"))
    if body is None:
        raise InputError("the mail has no text", file=file)
    text = str(body.get_content())
    if body.get_content_type() == "text/html":
        text = _page(text.encode(), file)[0].text
    sent = mail.get("date")
    try:
        day = parsedate_to_datetime(str(sent)).date() if sent else None
    except ValueError:
        day = None
    return [Source(_stem(file), text, day, str(mail.get("subject") or ""))]


def _docx(content: bytes, file: str) -> list[Source]:
    """Return the paragraphs of a Word document."""
    from defusedxml.ElementTree import fromstring

    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            if packed.getinfo("word/document.xml").file_size > _UNPACKED:
                raise InputError("the document is too large when unpacked", file=file)
            root: Element = fromstring(packed.read("word/document.xml"))
    except (KeyError, zipfile.BadZipFile, SyntaxError, ValueError) as error:
        raise InputError("the file is not a Word document, or is damaged", file=file) from error
    lines = [
        "".join(part.text or "" for part in paragraph.iter(f"{_WORD}t"))
        for paragraph in root.iter(f"{_WORD}p")
    ]
    return [Source(_stem(file), "\n".join(lines))]


def _telegram(content: bytes, file: str) -> list[Source]:
    """Return the messages of a Telegram export, each with its day."""
    try:
        export = json.loads(decode(content, file=file).text)
        messages = export["messages"]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            "the file is no Telegram export; a JSON object with messages is expected", file=file
        ) from error
    name = str(export.get("name") or _stem(file))
    return [
        Source(f"{_stem(file)}-{message.get('id')}", text, _day(message.get("date")), name)
        for message in messages
        if isinstance(message, dict) and (text := _message(message.get("text"))).strip()
    ]


def _message(parts: Any) -> str:
    if isinstance(parts, str):
        return parts
    if not isinstance(parts, list):
        return ""
    return "".join(p if isinstance(p, str) else str(p.get("text", "")) for p in parts)


def _feed(content: bytes, file: str) -> list[Source]:
    """Return the entries of an RSS or Atom feed."""
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(content)
    except (SyntaxError, ValueError) as error:
        raise InputError("the feed is damaged, or no RSS or Atom", file=file) from error
    entries = [e for e in root.iter() if _tag(e) in {"item", "entry"}]
    if not entries:
        raise InputError("the feed has no entries", file=file)
    return [_entry(entry, f"{_stem(file)}-{n}") for n, entry in enumerate(entries, start=1)]


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _entry(entry: Element, name: str) -> Source:
    said = {_tag(part): part for part in entry}
    title = _plain_of(said.get("title"))
    body = max((_plain_of(said.get(t)) for t in ("encoded", "content", "description", "summary")),
               key=len)  # fmt: skip
    link = said.get("link")
    url = "" if link is None else (link.text or link.get("href") or "").strip()
    when = next(
        (said[t].text for t in ("pubDate", "published", "updated", "date") if t in said), ""
    )
    return Source(name, f"{title}\n{body}".strip(), _feed_day(when or ""), title, url)


def _plain_of(element: Element | None) -> str:
    """Return the text of an element, without the marks of HTML in it."""
    import html

    text = "" if element is None else "".join(element.itertext())
    text = re.sub(r"<(?:br|/p|/div|/li)[^>]*>", "\n", text)
    return html.unescape(re.sub(r"<[^>]+>", " ", text)).strip()


def _feed_day(text: str) -> date | None:
    try:
        found: datetime = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return _day(text)
    return found.date()
