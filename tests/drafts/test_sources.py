"""Files of every kind become texts with their day."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date

import pytest

from geo.drafts import sources_of
from geo.errors import InputError

PARAGRAPH = "A missile hit a residential building in Sumy and killed two people on Tuesday. " * 5


def docx(text):
    """A Word document of one paragraph."""
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    paragraph = f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
    body = f'<w:document xmlns:w="{name}"><w:body>{paragraph}</w:body></w:document>'
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        packed.writestr("word/document.xml", body)
    return content.getvalue()


def test_plain_text_in_an_old_encoding():
    text = "Внаслідок обстрілу Сум загинули двоє людей, ще троє поранені, повідомили у поліції."
    assert sources_of(text.encode("cp1251"), "post.txt")[0].text == text


def test_a_web_page_with_its_day():
    page = (
        "<!doctype html><html lang=en><head><title>Two killed in Sumy</title>"
        '<meta property="article:published_time" content="2025-03-12T08:00:00Z"></head>'
        f"<body><article><h1>Two killed in Sumy</h1><p>{PARAGRAPH}</p><p>{PARAGRAPH[:300]}</p>"
        "</article></body></html>"
    )
    (found,) = sources_of(page.encode(), "page.html")
    assert "residential building in Sumy" in found.text
    assert found.published == date(2025, 3, 12)
    assert found.title == "Two killed in Sumy"


def test_a_page_that_only_asks_about_cookies():
    page = "<html><body><p>We use cookies. Please accept all cookies to go on.</p></body></html>"
    with pytest.raises(InputError, match="asks about cookies"):
        sources_of(page.encode(), "page.html")


def test_a_mail_with_its_day():
    mail = (
        "Date: Wed, 12 Mar 2025 09:00:00 +0200\nSubject: Sumy\nFrom: a@example.org\n"
        "Content-Type: text/plain; charset=utf-8\n\nA missile hit a school in Sumy.\n"
    )
    (found,) = sources_of(mail.encode(), "post.eml")
    assert found.text.strip() == "A missile hit a school in Sumy."
    assert (found.published, found.title) == (date(2025, 3, 12), "Sumy")


def test_a_word_document():
    assert sources_of(docx("Drones over Sumy"), "a.docx")[0].text == "Drones over Sumy"
    with pytest.raises(InputError, match="not a Word document"):
        sources_of(b"PK nothing", "a.docx")


def test_a_telegram_export():
    export = {
        "name": "Channel",
        "messages": [
            {"id": 1, "type": "service", "text": ""},
            {"id": 2, "type": "message", "date": "2025-03-12T07:00:00",
             "text": ["Удар по ", {"type": "bold", "text": "Сумах"}]},
        ],
    }  # fmt: skip
    (found,) = sources_of(json.dumps(export).encode(), "result.json")
    assert (found.text, found.published) == ("Удар по Сумах", date(2025, 3, 12))


def test_a_feed():
    feed = (
        '<?xml version="1.0"?><rss version="2.0"><channel><item><title>Sumy</title>'
        "<description>&lt;p&gt;A missile hit Sumy.&lt;/p&gt;</description>"
        "<link>https://example.org/1</link><pubDate>Wed, 12 Mar 2025 08:00:00 GMT</pubDate>"
        "</item></channel></rss>"
    )
    (found,) = sources_of(feed.encode(), "news.xml")
    assert found.text == "Sumy\nA missile hit Sumy."
    assert (found.published, found.url) == (date(2025, 3, 12), "https://example.org/1")


@pytest.mark.parametrize("name", ["a.txt", "a.html"])
def test_an_empty_file(name):
    with pytest.raises(InputError, match=r"the file is empty"):
        sources_of(b"  ", name)


def test_a_file_that_is_too_large():
    with pytest.raises(InputError, match="at most 20 MB"):
        sources_of(b"x" * 20_000_001, "a.txt")
