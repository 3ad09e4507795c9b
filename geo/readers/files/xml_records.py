"""Any other XML as a `Sheet`: a workbook saved as XML, or the element that repeats as the record.

Programs answer in XML as they do in JSON: elements around a list of records, each with its values
in elements or attributes.  Values inside others are named by their way, as in "location / city".
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from geo.errors import InputError
from geo.readers.base import AS_FOUND, Origin, ReadOptions
from geo.readers.files.kml import read_kml
from geo.readers.files.opendocument import grids_of_document
from geo.readers.files.sheets import Grid, sheet_of_grids
from geo.readers.files.values import sheet_of_rows
from geo.readers.files.xml import elements, local_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.readers.base import Limits, Sheet

_OFFICE: Final = "{urn:schemas-microsoft-com:office:spreadsheet}"
_JOINED: Final = " / "
_LIST: Final = "; "
#: Elements among which the record is looked for.
_LOOKED_AT: Final = 100_000
Path = tuple[str, ...]


def read_xml(
    content: bytes, *, file: str, limits: Limits, options: ReadOptions = AS_FOUND
) -> Sheet:
    """Read KML, GPX, a workbook that is one XML document, or records in XML.

    Raises
    ------
    InputError
        If the document is damaged, or no element of it could be a record.
    """
    origin = Origin(file, "xml", limits)
    root = local_name(next(elements(content, origin))[1].tag)
    if root in ("kml", "gpx"):
        return read_kml(content, file=file, limits=limits)
    if root == "Workbook":
        return sheet_of_grids(_grids(content, origin), origin, options)
    if root == "document":
        return sheet_of_grids(grids_of_document(content, origin), origin, options)
    record = _record(content, origin)
    if record is None:
        raise InputError(
            f"the file is an XML document of {root[:40]!r} without an element for each record",
            file=file,
        )
    records = list[dict[str, str]]()
    for path, element, above in _ends(content, origin):
        if path == record:
            records.append(_values(element))
            limits.check_shape(len(records), len(records[-1]), file=file)
        if (above is not None and path[: len(record)] != record) or path == record:
            del above[-1]  # or the whole document stays in memory
    names = list(dict.fromkeys(name for one in records for name in one))
    limits.check_shape(len(records), len(names), file=file)
    rows = [[one.get(name) for name in names] for one in records]
    return sheet_of_rows(names, rows, range(2, 2 + len(rows)), origin)


def _ends(content: bytes, origin: Origin) -> Iterator[tuple[Path, Any, Any]]:
    """Yield each element at its end: the names of those that it is in and its own, it, its parent.

    The parent's last part is then the element, which may be taken out.
    """
    path: Path = ()
    within = list[Any]()
    for event, element in elements(content, origin):
        if event == "start":
            path = (*path, local_name(element.tag))
            within.append(element)
        else:
            within.pop()
            yield path, element, within[-1] if within else None
            path = path[:-1]


def _record(content: bytes, origin: Origin) -> Path | None:
    """Return which element is the record: the outermost that repeats and holds the most values."""
    times, parts, children = Counter[Path](), Counter[Path](), Counter[Path]()
    for path, element, above in islice(_ends(content, origin), _LOOKED_AT):
        values = children.pop(path, 0) + len(element.attrib)
        children[path[:-1]] += 1
        if values:
            times[path] += 1
            parts[path] += values
        if above is not None:
            del above[-1]
        if len(times) > origin.limits.columns:
            break
    inner = [path for path in times if len(path) > 1]
    several = [path for path in inner if times[path] > 1] or inner
    if not several:
        return None
    depth = min(map(len, several))
    return max((path for path in several if len(path) == depth), key=lambda path: parts[path])


def _values(record: Any) -> dict[str, str]:
    """Return the texts of a record by the names of their columns."""
    found = dict[str, str]()

    def take(element: Any, way: Path) -> None:
        text = (element.text or "").strip()
        pairs = [(way, text), *(((*way, local_name(k)), v) for k, v in element.attrib.items())]
        for key, value in pairs:
            if value and key:
                name = _JOINED.join(key)
                found[name] = f"{found[name]}{_LIST}{value}" if name in found else value
        for part in element:
            take(part, (*way, local_name(part.tag)))

    take(record, ())
    return found


def _grids(content: bytes, origin: Origin) -> list[Grid]:
    """Return the sheets of a workbook of Excel 2003's XML."""
    grids, rows, cells = list[Grid](), list[list[object]](), 0
    for path, element, above in _ends(content, origin):
        if path[-1] == "Row" and above is not None:
            at = _index(element, len(rows))
            origin.limits.check_shape(at + 1, 0, file=origin.file)
            rows += [[] for _ in range(at - len(rows))]
            rows.append(_row(element, origin))
            cells += at + len(rows[-1])
            origin.limits.check_cells(cells, file=origin.file)
            del above[-1]
        elif path[-1] == "Worksheet":
            grids.append(Grid(element.get(f"{_OFFICE}Name") or f"sheet {len(grids) + 1}", rows))
            rows = []
    return grids


def _row(element: Any, origin: Origin) -> list[object]:
    row = list[object]()
    for cell in element:
        at = _index(cell, len(row))
        origin.limits.check_shape(0, at + 1, file=origin.file)
        row += [None] * (at - len(row))
        row.append(next((_value(part) for part in cell if local_name(part.tag) == "Data"), None))
        across = cell.get(f"{_OFFICE}MergeAcross")
        if across and across.isdecimal():
            row += [None] * min(int(across[:9]), origin.limits.columns)
    return row


def _index(element: Any, here: int) -> int:
    """Return where a row or a cell stands: right behind the last, or where it says (from 1)."""
    said = element.get(f"{_OFFICE}Index") or ""
    return max(int(said[:9]) - 1, here) if said.isdecimal() else here


def _value(data: Any) -> object:
    text = "".join(data.itertext()).strip()
    if data.get(f"{_OFFICE}Type") == "DateTime":
        with suppress(ValueError):
            return dt.datetime.fromisoformat(text)
    return text or None
