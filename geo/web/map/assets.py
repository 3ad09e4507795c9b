"""What the map loads: scripts, styles and shapes, as bytes with an address of their own."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from geo import regions
from geo.maps import style_sheet
from geo.web.map import words as map_words

if TYPE_CHECKING:
    import datetime as dt

_STATIC: Final = Path(__file__).parents[1] / "static"

_JSON: Final = "application/json"

#: How hard assets are packed at the start: 9 would take three times as long for 0.2% less.
_PACKED: Final = 6


@dataclass(frozen=True)
class Asset:
    """A file that the map loads, as bytes and packed."""

    body: bytes
    packed: bytes
    media_type: str
    etag: str


#: Parts of the map's script, in the order in which they run.
_SCRIPTS: Final = (
    "tools",
    "keys",
    "regions",
    "base",
    "legend",
    "records",
    "circles",
    "points",
    "buttons",
    "place",
    "gestures",
    "twin",
)


def _asset_source(name: str) -> tuple[list[Path], str]:
    """Return the files that an asset is made of, one after the other, and its media type."""
    from xstatic.pkg import leaflet

    vendor = Path(leaflet.BASE_DIR)
    script = [_STATIC / f"map_{part}.js" for part in _SCRIPTS]
    return {
        "leaflet.js": ([vendor / "leaflet.js"], "text/javascript"),
        "leaflet.css": ([vendor / "leaflet.css"], "text/css"),
        "atlas_map.js": ([*script, _STATIC / "atlas_map.js"], "text/javascript"),
        "pick_map.js": ([_STATIC / "pick_map.js"], "text/javascript"),
        "atlas_map.css": ([_STATIC / "atlas_map.css"], "text/css"),
        "embed.js": ([_STATIC / "embed.js"], "text/javascript"),
        "embed.css": ([_STATIC / "embed.css"], "text/css"),
        "regions.json": ([regions.display_path()], _JSON),
        "basemap.json": ([regions.basemap_path()], _JSON),
    }[name]


ASSETS: Final = (
    "leaflet.js",
    "leaflet.css",
    "atlas_map.js",
    "pick_map.js",
    "atlas_map.css",
    "embed.js",
    "embed.css",
    "regions.json",
    "basemap.json",
)


@cache
def asset(name: str) -> Asset:
    """Read and pack one of `ASSETS`; kept for the life of the process."""
    paths, media_type = _asset_source(name)
    body = b"".join(path.read_bytes() for path in paths)
    if name == "atlas_map.js":
        body = map_words.script().encode() + body
    elif name == "atlas_map.css":
        body = style_sheet().encode() + body
    etag = hashlib.sha256(body).hexdigest()[:20]
    return Asset(body, gzip.compress(body, _PACKED, mtime=0), media_type, etag)


def asset_url(name: str) -> str:
    """Return an asset's address relative to the map's frame; a new version has a new address.

    The frame lies two levels below the page, whatever path the page itself is served under.
    """
    return f"../../assets/{name}?v={asset(name).etag}"


def layer_url(layer: str, version: str, token: str = "", day: dt.date | None = None) -> str:
    """Return the address of a layer's shapes relative to the map's frame.

    Of a dated layer they are those of `day`.
    """
    asked = {"layer": layer, "v": version}
    asked |= {"token": token} if token else {}
    asked |= {"day": day.isoformat()} if day else {}
    return f"../../api/layer.json?{urlencode(asked)}"
