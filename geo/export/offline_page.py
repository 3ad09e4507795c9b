"""A page in one file that opens without a network: map, figures, tables, manifest.

Leaflet, boundaries and data stand inside it; its own content policy forbids any request.  All text
is escaped, and a source's address becomes a link only if it is http or https.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo import query
from geo.export.figures import FIRST_FIGURE, REGION_COLUMNS, region_rows
from geo.export.manifest import BOUNDARIES, as_json
from geo.export.shapes import FIRST_VIEW, labels, region_labels, region_shapes
from geo.i18n import N_, _, decimal, language, ngettext
from geo.maps import corners_css
from geo.regions import basemap_path, display_path, region_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from geo.maps import Drawing
    from geo.query import Filters
    from geo.store import Store

#: Rows of the table of records at most; the CSV has all of them.
MOST_RECORDS: Final = 2_000
_STATIC: Final = Path(__file__).parent / "static"
_REGION_HEADS: Final = {
    "region_name": N_("Region"),
    "region": N_("Code"),
    "region_p_code": N_("P-code"),
    "incidents": N_("Incidents"),
    "killed": N_("Killed"),
    "killed_shared": N_("Killed, shared"),
    "injured": N_("Injured"),
    "injured_shared": N_("Injured, shared"),
    "launched": N_("Launched"),
    "launched_shared": N_("Launched, shared"),
    "downed": N_("Downed"),
    "downed_shared": N_("Downed, shared"),
}
_RECORD_HEADS: Final = {
    "date_start": N_("From"),
    "date_end": N_("To"),
    "region": N_("Region"),
    "location": N_("Place as reported"),
    "place_name": N_("Place as understood"),
    "raion": N_("Raion"),
    "place_code": N_("Code of the place"),
    "precision": N_("Precision"),
    "sub_event_type": N_("Type"),
    "actor": N_("Actor"),
    "fatalities": N_("Killed"),
    "injuries": N_("Injured"),
    "launched": N_("Launched"),
    "downed": N_("Downed"),
}
_LAST_HEADS: Final = (N_("Source"), N_("Notes"), N_("Incident"))


def html(  # noqa: PLR0913 - a page has this many parts
    store: Store,
    filters: Filters,
    drawing: Drawing,
    *,
    title: str,
    figures: Sequence[tuple[str, str, str]],
    described: Mapping[str, Any],
) -> Iterator[bytes]:
    """Write the page of a selection, in the language spoken here.

    Parameters
    ----------
    store, filters
        What it shows.
    drawing : Drawing
        Its map.
    title : str
        Its heading.
    figures : sequence of (label, value, note)
        The headline.
    described : mapping
        The manifest; its filters in words stand under the heading.
    """
    from jinja2 import Environment
    from jinja2.utils import htmlsafe_json_dumps

    link = str(described["permalink"])
    template = Environment(autoescape=True).from_string(_static("offline.html"))
    pieces = template.generate(
        **_assets(),
        **_tables(store, filters),
        _=_,
        language=language(),
        title=title,
        lines=described["filters"]["words"],
        figures=figures,
        placement=_placement(store, filters),
        about=_about(described),
        link=link if link.startswith(("https://", "http://")) else "",
        permalink=link,
        manifest_text=as_json(described),
        manifest_json=htmlsafe_json_dumps(described),
        data_json=htmlsafe_json_dumps(_map_data(drawing, filters)),
    )
    for piece in pieces:
        yield piece.encode("utf-8", "replace")


def _tables(store: Store, filters: Filters) -> dict[str, Any]:
    return {
        "region_heads": [_(head) for head in _REGION_HEADS.values()],
        "region_rows": _region_cells(store, filters),
        "record_heads": [_(head) for head in (*_RECORD_HEADS.values(), *_LAST_HEADS)],
        "record_rows": _record_cells(store, filters),
        "limit_text": _limit_text(query.record_count(store, filters)),
    }


def _assets() -> dict[str, str]:
    scripts = {"leaflet_js": _leaflet("leaflet.js"), "own_js": _static("offline.js")}
    styles = {"leaflet_css": _leaflet("leaflet.css"), "own_css": _static("offline.css")}
    return scripts | styles | {"policy": _policy(scripts.values())}


@cache
def _static(name: str) -> str:
    return (_STATIC / name).read_text(encoding="utf-8")


@cache
def _leaflet(name: str) -> str:
    """Return a file of Leaflet without what would make a browser ask for more."""
    from xstatic.pkg import leaflet

    text = Path(leaflet.BASE_DIR, name).read_text(encoding="utf-8")
    text = re.sub(r"//# sourceMappingURL=\S*", "", text)
    return re.sub(r"url\((?!#)[^)]*\)", "none", text) if name.endswith(".css") else text


def _policy(scripts: Iterable[str]) -> str:
    """Return the content policy: these scripts, styles within the file, nothing from elsewhere."""
    digests = (hashlib.sha256(text.encode()).digest() for text in scripts)
    allowed = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:;"
        " base-uri 'none'; form-action 'none'"
    )


def _placement(store: Store, filters: Filters) -> str:
    placed = query.placement(store, filters)
    return _(
        "{all} records, one per incident and place: {points} as points, {region_only} known by"
        " region or district only (shaded, no point), {country} for a whole country, {outside} at"
        " sea or abroad, {review} in review."
    ).format(**{name: decimal(number) for name, number in vars(placed).items()})


def _limit_text(count: int) -> str:
    if count > MOST_RECORDS:
        return _(
            "The newest {shown} of {all} records; CSV and GeoPackage have all of them."
        ).format(shown=decimal(MOST_RECORDS), all=decimal(count))
    if not count:
        return _("No incident fits these filters.")
    return ngettext("{n} record.", "{n} records.", count)


def _region_cells(store: Store, filters: Filters) -> list[list[str]]:
    """Return the regions with an incident, the most first."""
    names = region_names()
    numbers = REGION_COLUMNS[FIRST_FIGURE:]
    found = [row for row in region_rows(store, filters) if row["incidents"]]
    found.sort(key=lambda row: -int(row["incidents"] or 0))
    return [
        [
            names[str(row["region"])],
            str(row["region"]),
            str(row["region_p_code"] or ""),
            *(_number(row[name]) for name in _REGION_HEADS if name in numbers),
        ]
        for row in found
    ]


def _number(value: Any) -> str:
    return "" if value is None else decimal(value)


def _record_cells(store: Store, filters: Filters) -> Iterator[dict[str, Any]]:
    names = region_names()
    table = query.records(store, filters, limit=MOST_RECORDS, newest_first=True)
    table = table.astype(object).where(table.notna(), None)
    for row in table.to_dict("records"):
        url = row["source_url"] or ""
        shown = row | {
            "date_start": f"{row['date_start']:%Y-%m-%d}",
            "date_end": f"{row['date_end']:%Y-%m-%d}",
            "region": names.get(row["region"] or "", ""),
        }
        yield {
            "cells": [_cell(shown[name]) for name in _RECORD_HEADS],
            "url": url if re.match(r"https?://", url, re.IGNORECASE) else "",
            "source": row["source"] or (url or ""),
            "notes": row["notes"] or "",
            "incident_id": row["incident_id"],
        }


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else decimal(value)


def _about(described: Mapping[str, Any]) -> list[str]:
    terms = [
        _("Dataset {name}: licence {licence}; citation: {citation}").format(
            name=own["dataset"], licence=own["licence"], citation=own["citation"]
        )
        for own in described["datasets"]
    ]
    return [
        *described["notes"],
        *terms,
        _("Boundaries: {source}; {policy}.").format(
            source=BOUNDARIES["source"], policy=BOUNDARIES["policy"]
        ),
        _("Made {made} (UTC) from store version {version}.").format(
            made=described["made"], version=described["store"]["version"]
        ),
    ]


def _map_data(drawing: Drawing, filters: Filters) -> dict[str, Any]:
    spoken = language()
    base = json.loads(basemap_path().read_text(encoding="utf-8"))
    land = [f for f in base["features"] if f["properties"]["kind"] == "land"]
    shapes = json.loads(display_path().read_text(encoding="utf-8"))
    for feature in (*land, *shapes["features"]):
        kept = feature["properties"].get("region")
        feature["properties"] = {"region": kept} if kept else {}
    return {
        "title": drawing.title,
        "unit": _("{unit}, per region").format(unit=drawing.unit),
        "points": _("points: incidents placed in a settlement"),
        "regions": drawing.regions,
        "shared": sorted(drawing.shared),
        "numbers": [(*region_labels()[code], number) for code, number in drawing.numbers.items()],
        "legend": drawing.legend,
        "dot_legend": [(*entry, corners_css(entry[0])) for entry in drawing.dot_legend],
        "colours": dict(drawing.colours),
        "dots": [
            (
                *(round(d.lat, 5), round(d.lon, 5), d.incidents, d.colour, d.label),
                ngettext("{n} incident", "{n} incidents", d.incidents),
                corners_css(d.colour),
            )
            for d in drawing.dots
        ],
        "labels": [
            (label.kind, label.rank, label.lat, label.lon, label.names.get(spoken) or "")
            for label in labels()
        ],
        "land": {"type": "FeatureCollection", "features": land},
        "shapes": shapes,
        "view": _view(filters.region),
        "credit": _("Boundaries: {source}; {policy}.").format(
            source=BOUNDARIES["source"], policy="UN GA 68/262, ES-11/4"
        ),
    }


def _view(focus: Sequence[str]) -> list[list[float]]:
    """Return the south-west and north-east corner of the first view, in degrees."""
    import shapely

    west, south, east, north = FIRST_VIEW
    if focus:
        chosen = [region_shapes()[code] for code in focus]
        west, south, east, north = (float(edge) for edge in shapely.total_bounds(chosen))
    return [[south, west], [north, east]]
