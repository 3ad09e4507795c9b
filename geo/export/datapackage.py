"""`datapackage.json` (Frictionless Data Package v1) beside a download in its ZIP."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from geo import query
from geo.export.certainty import HOTSPOT_COLUMNS, INTERVAL_COLUMNS
from geo.export.figures import RAION_COLUMNS, REGION_COLUMNS
from geo.schema import COUNT_COLUMNS, PLACE_COUNTS
from geo.store import NOT_STATED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Its name in a ZIP.
NAME: Final = "datapackage.json"
_INTEGERS: Final = frozenset((*COUNT_COLUMNS, *PLACE_COUNTS, "source_row"))
_NUMBERS: Final = frozenset(
    ("latitude", "longitude", "lat", "lon", "circle_lat", "circle_lon", "radius_km", "score")
)
_DATES: Final = frozenset(("date_start", "date_end"))


def _field(name: str) -> dict[str, str]:
    kinds = ((_INTEGERS, "integer"), (_NUMBERS, "number"), (_DATES, "date"))
    kind = next((kind for names, kind in kinds if name in names), "string")
    return {"name": name, "type": kind}


def _fields(what: str, own: Iterable[str]) -> list[dict[str, str]] | None:
    """Return the columns of a CSV, or None where they are not told."""
    if what == "incidents":
        return [_field(name) for name in query.EXPORT_COLUMNS] + [
            {"name": name, "type": "string"} for name in own
        ]
    if what in ("regions", "raions"):
        columns = REGION_COLUMNS if what == "regions" else RAION_COLUMNS
        return [
            {"name": name, "type": "integer" if at >= columns.index("incidents") else "string"}
            for at, name in enumerate(columns)
        ]
    kinds = {
        "timeline": {"day": "date", "type": "string", "incidents": "integer"},
        "intervals": INTERVAL_COLUMNS,
        "hotspots": HOTSPOT_COLUMNS,
    }.get(what)
    return [{"name": name, "type": kind} for name, kind in kinds.items()] if kinds else None


def datapackage(
    described: Mapping[str, Any], file: Mapping[str, Any], media_type: str, own: Iterable[str]
) -> str:
    """Return the descriptor's text.

    Parameters
    ----------
    described : mapping
        The manifest.
    file : mapping
        name, bytes and sha256 of the file that it describes.
    media_type : str
        Its Content-Type.
    own : iterable of str
        The sources' own columns, which come after ours.
    """
    kind, form = media_type.partition(";")[0], described["form"]
    resource: dict[str, Any] = {
        "name": described["holds"],
        "path": file["name"],
        "format": form,
        "mediatype": kind,
        "bytes": file["bytes"],
        "hash": f"sha256:{file['sha256']}",
    }
    fields = _fields(described["holds"], own) if form == "csv" else None
    if fields is not None:
        resource |= {
            "profile": "tabular-data-resource",
            "encoding": "utf-8-sig",
            "dialect": {"delimiter": ",", "lineTerminator": "\r\n"},
            "schema": {"fields": fields, "missingValues": [""]},
        }
    package = {
        "profile": "data-package",
        "name": re.sub(r"[^a-z0-9._-]+", "-", f"incident-atlas-{described['holds']}"),
        "title": described["title"],
        "description": "\n".join([*described["filters"]["words"], *described["notes"]]),
        "version": described["store"]["version"],
        "created": described["made"],
        "licenses": [
            {"title": own["licence"], "name": re.sub(r"[^\w.-]+", "-", own["licence"])}
            for own in described["datasets"]
            if own["licence"] != NOT_STATED
        ],
        "sources": [
            {"title": own["dataset"] if own["citation"] == NOT_STATED else own["citation"]}
            for own in described["datasets"]
        ],
        "resources": [resource],
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"
