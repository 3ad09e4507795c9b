"""Small files that would cost gigabytes or hours, one of each kind.

The workbooks pack to a little more than the least that is believed.
"""

from __future__ import annotations

import io
import json
import math
import random
import sqlite3
import tempfile
import zipfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.readers import samples

if TYPE_CHECKING:
    from collections.abc import Callable

_MB: Final = 10**6
#: So many times its size an archive may unpack to, and be believed.
_GROWTH: Final = 380
_PIECES: Final = 10_000
_SHEET: Final = "xl/worksheets/sheet1.xml"


def _book(part: str, head: bytes, piece: bytes, tail: bytes, megabytes: int) -> bytes:
    """A workbook of which one part is a piece again and again."""
    out, times = io.BytesIO(), megabytes * _MB // (len(piece) * _PIECES)
    noise = random.Random(1).randbytes(megabytes * _MB // _GROWTH)  # noqa: S311 - does not pack
    with (
        zipfile.ZipFile(io.BytesIO(samples.table_xlsx())) as given,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in given.namelist():
            if name != part:
                made.writestr(name, given.read(name))
        with made.open(part, "w") as member:
            member.write(head)
            for _ in range(times):
                member.write(piece * _PIECES)
            member.write(tail)
        made.writestr("xl/media/x.png", noise, zipfile.ZIP_STORED)
    return out.getvalue()


def _features(geometry: object) -> bytes:
    feature = {"type": "Feature", "properties": {"name": "a"}, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def star(corners: int) -> bytes:
    """A polygon of which nearly each side crosses each other side."""
    turns = [2 * math.pi * (n * (corners // 2) % corners) / corners for n in range(corners)]
    ring = [[30 + math.cos(turn), 50 + math.sin(turn)] for turn in turns]
    return _features({"type": "Polygon", "coordinates": [[*ring, ring[0]]]})


def triangles(count: int) -> bytes:
    """An area of triangles that all lie upon each other."""
    dice, parts = random.Random(1), []  # noqa: S311 - seeded, to come again
    for _ in range(count):
        x, y = 30 + 8 * dice.random(), 46 + 5 * dice.random()
        parts.append([[[x, y], [x + 4, y + 0.01], [x + 4, y + 4], [x, y]]])
    return _features({"type": "MultiPolygon", "coordinates": parts})


def digits() -> bytes:
    """A coordinate of 400 digits."""
    return _features({"type": "Point", "coordinates": [1, 2]}).replace(
        b"[1,", b"[" + b"9" * 400 + b","
    )


def unlisted_view() -> bytes:
    """A GeoPackage with a view that never ends, of which its list of contents says nothing."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.gpkg"
        path.write_bytes(samples.table_gpkg(Path(folder)))
        base = sqlite3.connect(path)
        base.execute("DELETE FROM gpkg_contents")
        base.execute(
            "CREATE VIEW aaa AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
            " SELECT i AS fid, '2024-10-21' AS date, 'Sumy' AS place FROM n"
        )
        base.commit()
        base.close()
        return path.read_bytes()


#: Name -> what makes it; the workbooks take the megabytes that they unpack to.
WORKBOOKS: Final[dict[str, Callable[..., bytes]]] = {
    "one-row.xlsx": partial(
        _book, _SHEET, b"<worksheet><sheetData><row>", b"<c/>", b"</row></sheetData></worksheet>"
    ),
    "empty-shared-strings.xlsx": partial(
        _book, "xl/sharedStrings.xml", b"<sst>", b"<si><t/></si>", b"</sst>"
    ),
    "styles.xlsx": partial(
        _book, "xl/styles.xml", b"<styleSheet><cellXfs>", b"<xf/>", b"</cellXfs></styleSheet>"
    ),
}
OTHERS: Final[dict[str, Callable[[], bytes]]] = {
    "unlisted-view.gpkg": unlisted_view,
    "star.geojson": partial(star, 1_001),
    "triangles.geojson": partial(triangles, 4_000),
    "digits.geojson": digits,
}
