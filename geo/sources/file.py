"""A file at any address that one of the readers understands.

A CSV, JSON or KML file; a Google Sheet, published or shared by its link, which makes a colleague's
sheet a live source; a resource of a CKAN server such as HDX, by the address of its page.  A mapping
that was saved under Add data says what the columns mean, where they do not say it themselves.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from geo.sources.client import file_of
from geo.sources.source import Haul, Source, SourceError

if TYPE_CHECKING:
    from geo.sources.source import Visit

_SHEET: Final = re.compile(
    r"https://docs\.google\.com/spreadsheets/d/(?!e/)([\w-]+)/?(?:edit|view|$)"
)
_GID: Final = re.compile(r"gid=(\d+)")
_CKAN: Final = re.compile(
    r"(https?://[^?#]+?)/dataset/[^/?#]+/resource/([0-9a-f-]{36})/?(?:[?#].*)?$"
)


def collect(visit: Visit) -> Haul:
    """Collect the file."""
    url = _address(visit, visit.text("address"))
    name = PurePosixPath(unquote(urlsplit(url).path)).name or "file"
    if "." not in name:
        name += ".csv" if "output=csv" in url or "format=csv" in url else ""
    held = next(iter(visit.before.parts.values()), None) if visit.before else None
    return Haul({name[-80:]: file_of(visit.client, url, held, visit.now)})


def _address(visit: Visit, url: str) -> str:
    """Return where the file itself is, for addresses of pages about it."""
    if found := _SHEET.match(url):
        gid = _GID.search(url)
        sheet = f"&gid={gid[1]}" if gid else ""
        return f"https://docs.google.com/spreadsheets/d/{found[1]}/export?format=csv{sheet}"
    if found := _CKAN.match(url):
        asked = visit.client.get(f"{found[1]}/api/3/action/resource_show", params={"id": found[2]})
        said = asked.json()
        told = said.get("result", {}).get("url") if isinstance(said, dict) else None
        if not isinstance(told, str) or not told.startswith(("http://", "https://")):
            raise SourceError("the CKAN server does not say where the resource's file is.")
        return told
    return url


SOURCE: Final = Source(
    name="url",
    title="A file at an address",
    doc="Any file that can be ingested: CSV, JSON, KML, Excel; a Google Sheet; a CKAN resource.",
    collect=collect,
    options={"address": (None, "Address of the file, the sheet or the resource's page.")},
    due=dt.timedelta(days=2),
)
