"""Web addresses in a column of text, and the sites that they are of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import pandas as pd

_URL: Final = re.compile(r"https?://[^\s\"',;<>\]}]+")


def find_urls(text: str) -> list[str]:
    """Return all web addresses in a text, in their order.

    >>> find_urls('[{"path": "https://t.me/a/1"}, {"path": "https://t.me/b/2"}]')
    ['https://t.me/a/1', 'https://t.me/b/2']
    """
    return _URL.findall(text)


def first_url(text: pd.Series[str]) -> pd.Series[str]:
    """Return the first web address in each text."""
    return text.map(lambda value: next(iter(find_urls(value)), None), na_action="ignore").astype(
        "string"
    )


def hosts(text: pd.Series[str]) -> pd.Series[str]:
    """Return the sites of the web addresses in each text, joined, each once."""
    return text.map(_hosts, na_action="ignore").astype("string")


def _hosts(text: str) -> str | None:
    sites = (_host(url) for url in find_urls(text))
    return ", ".join(dict.fromkeys(site for site in sites if site)) or None


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # an address such as https://[x
        return ""
