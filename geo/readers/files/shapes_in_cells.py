"""Columns of shapes in plain tables: well-known text and binary, GeoJSON, as databases write them.

Where a column holds more than plain points, its shapes are where the rows are, as those of a map
layer (`geo.readers.files.geometry`).
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.readers.base import Origin, Sheet
from geo.readers.files.geometry import (
    NOWHERE,
    Corners,
    Spot,
    corners_of_geojson,
    corners_of_wkb,
    spots_of,
)
from geo.readers.files.points import with_points

if TYPE_CHECKING:
    import pandas as pd

    from geo.readers.base import Limits

_LOOKED_AT: Final = 200
_MOST: Final = 0.5
_WKT: Final = re.compile(
    r"\s*(?:SRID=(\d{1,6});)?\s*(?:(MULTI)?(POINT|LINESTRING|POLYGON)|(GEOMETRYCOLLECTION))\s*[ZM]{0,2}\s*\(",
    re.IGNORECASE,
)
_NAMES: Final = {"POINT": "Point", "LINESTRING": "LineString", "POLYGON": "Polygon"}
_BINARY: Final = re.compile(r"(?:\\x)?0[01][0-9A-Fa-f]{40,}")
_GEOJSON: Final = re.compile(r'\s*\{(?=[^{}]*"type")(?=[^{}]*"coordinates")')
_NUMBER: Final = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_PAIR: Final = re.compile(rf"({_NUMBER})\s+({_NUMBER})(?:\s+{_NUMBER}){{0,2}}\s*(?=[,)])")
_SRID: Final = re.compile(r"(?:\\x)?(?:01[0-9A-Fa-f]{6}[2367AaBbEeFf]|00[2367AaBbEeFf])")
_DEGREES: Final = (0, 4326)


def with_shapes(sheet: Sheet, *, file: str, limits: Limits) -> Sheet:
    """Return a table that has a column of shapes with the points of these; any other as it is."""
    if sheet.geometry or sheet.faults or sheet.table.empty:
        return sheet
    name = next((str(name) for name in sheet.table if _holds_shapes(sheet.table[name])), None)
    if name is None:
        return sheet
    texts = sheet.table[name]
    table = sheet.table.drop(columns=name)
    names = [str(column) for column in table]
    systems = {_system(text) for text in texts.dropna()} - set(_DEGREES)
    crs = f"EPSG:{systems.pop()}" if len(systems) == 1 else None
    corners = [NOWHERE if text is None else _corners(text) for text in _values(texts)]
    spots = spots_of(corners, file=file, crs=crs)
    made = with_points(
        names, _rows(table), spots, Origin(file, sheet.kind, limits), lines=sheet.lines.tolist()
    )
    return replace(
        made,
        notes=(*sheet.notes, *made.notes),
        tags={column: tag for column, tag in sheet.tags.items() if column != name},
        found=sheet.found,
        sheets=sheet.sheets,
        epoch=sheet.epoch,
        broken=sheet.broken,
    )


def _values(column: pd.Series[str]) -> list[str | None]:
    return column.astype(object).where(column.notna(), None).tolist()


def _rows(table: pd.DataFrame) -> list[tuple[str | None, ...]]:
    columns = [_values(table[name]) for name in table]
    return list(zip(*columns, strict=True)) if columns else [()] * len(table)


def _holds_shapes(column: pd.Series[str]) -> bool:
    """Return whether most values are shapes, and not all of them plain points in a text."""
    head = column.dropna().head(_LOOKED_AT)
    kinds = [kind for text in head if (kind := _kind(text))]
    return bool(kinds) and len(kinds) >= _MOST * len(head) and set(kinds) != {"Point"}


def _kind(text: str) -> str | None:
    if found := _WKT.match(text):
        return "Collection" if found[4] else (found[2] or "").title() + _NAMES[found[3].upper()]
    if _BINARY.fullmatch(text):
        return "binary" if isinstance(_of_binary(text), Corners) else None
    if _GEOJSON.match(text):
        return "Point" if re.search(r'"type":\s*"Point"', text) else "GeoJSON"
    return None


def _system(text: str) -> int:
    """Return the code of the coordinate system that a shape names, 0 for none."""
    if found := _WKT.match(text):
        return int(found[1] or 0)
    if _SRID.match(text):
        content = bytes.fromhex(text.removeprefix("\\x")[:18])
        return int.from_bytes(content[5:9], "little" if content[0] else "big")
    return 0


def _of_binary(text: str) -> Corners | Spot:
    digits = text.removeprefix("\\x")
    return corners_of_wkb(bytes.fromhex(digits[: len(digits) // 2 * 2]))


def _corners(text: str) -> Corners | Spot:
    kind = _kind(text)
    if kind == "binary":
        return _of_binary(text)
    if _GEOJSON.match(text):
        try:
            return corners_of_geojson(json.loads(text))
        except (ValueError, RecursionError):
            return Spot(fault="the geometry is damaged")
    if kind is None:
        empty = text.strip().upper().endswith("EMPTY")
        return NOWHERE if empty else Spot(fault="the geometry is damaged")
    pairs = [(float(x), float(y)) for x, y in _PAIR.findall(text)]
    return Corners(kind, np.array(pairs)) if pairs else Spot(fault="the geometry is damaged")
