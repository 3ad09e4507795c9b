"""Small pieces of HTML for `st.html`; every text that comes from data is escaped here."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_ADDRESS: Final = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
STYLE: Final = """<style>
.atlas-facts { border-collapse: collapse; width: 100%; font-size: 0.875rem; }
.atlas-facts th, .atlas-facts td { padding: 0.2rem 0.6rem 0.2rem 0; text-align: left;
  vertical-align: top; border: 0; border-bottom: 1px solid rgba(128, 128, 128, 0.25);
  overflow-wrap: anywhere; }
.atlas-facts th { font-weight: 600; }
.atlas-facts a { color: inherit; }
.atlas-facts tbody th { width: 32%; font-weight: 400; opacity: 0.8; overflow-wrap: normal; }
</style>"""


def addresses(text: str | None) -> list[str]:
    """Return the web addresses (http, https) in a text; nothing else may become a link.

    >>> addresses("https://a.example/x; javascript:alert(1)")
    ['https://a.example/x']
    """
    return [found.rstrip(";,") for found in _ADDRESS.findall(text or "")]


def anchor(address: str, label: str | None = None) -> str:
    """Return a link that says nothing about where it was followed from."""
    return (
        f'<a href="{html.escape(address)}" target="_blank" rel="noopener noreferrer nofollow">'
        f"{html.escape(label or address)}</a>"
    )


def escaped(text: object) -> str:
    """Return a text from data as HTML; missing is a dash.

    >>> escaped("<b>"), escaped(None)
    ('&lt;b&gt;', '–')
    """
    return "–" if text is None or text == "" else html.escape(str(text))


def table(rows: Iterable[Sequence[str]], head: Sequence[str] = ()) -> str:
    """Return a table whose first column says what the others are.

    Parameters
    ----------
    rows : iterable of sequences
        Cells that are HTML already.
    head : sequence of str
        Headings, if there are several columns.
    """
    top = "".join(f'<th scope="col">{html.escape(text)}</th>' for text in head)
    body = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'
        for first, *cells in rows
    )
    heading = f"<thead><tr>{top}</tr></thead>" if head else ""
    return f'<table class="atlas-facts">{heading}<tbody>{body}</tbody></table>'
