"""JSON as a `Sheet`: a list of records, one in an envelope, one for each line, or by columns.

An *envelope* is an object around the list, as programs answer with: {"count": 2, "data": [...]}.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from geo.errors import InputError
from geo.readers.base import Fault, Origin, Sheet
from geo.readers.files.encoding import decode
from geo.readers.files.gis import read_geojson
from geo.readers.files.heading import looks_like_day
from geo.readers.files.json_broken import salvaged
from geo.readers.files.topojson import features_of_topojson, is_topojson
from geo.readers.files.values import as_text, filled, sheet_of_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geo.readers.base import Limits

_LONGEST_NAMES: Final = 200
#: What programs call the list in an envelope; any other name will do where there is one list.
_ENVELOPES: Final = ("data", "result", "results", "items", "records", "messages", "events", "value")
_DEEPEST: Final = 3
_MOST_LAYERS: Final = 1000
#: What programs call the name of a column where the columns are told beside the rows.
_TITLES: Final = ("fieldName", "name", "label", "title", "field", "id")
#: Web Mercator by the numbers of its maker, which EPSG does not know.
_ESRI_MERCATOR: Final = {"102100": "3857", "102113": "3857"}
_DAY_KEY = re.compile(r"\d{4}-\d\d-\d\d(?:T.*)?|\d{1,2}[./]\d{1,2}[./]\d{4}")
_FEWEST_ALIKE: Final = 0.5
#: Stands before each line of some JSON lines (RFC 8142).
_RECORD_SEPARATOR: Final = b"\x1e"
#: What stands before JSON where it is a script: `callback(`, `var data =`, `window.YTD.part0 =`.
SCRIPT: Final = re.compile(
    rb"(?:/\*.{0,200}?\*/\s*)?(?:(?:var|let|const|export\s+default|module\.exports\s*=)\s*)?"
    rb"(?:[A-Za-z_$][\w.$]{0,80}\s*[=(]\s*)?(?=[\[{])",
    re.DOTALL,
)
_SCRIPT_END: Final = b" \t\r\n;)"


def load_json(content: bytes, *, file: str) -> Any:
    """Parse JSON.

    Raises
    ------
    InputError
        If it is not JSON, cut off, or nested beyond reason.
    """
    return _parsed(decode(content, file=file).text.removeprefix("\ufeff"), file)


def _parsed(text: str, file: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError:
        raise InputError("the JSON is nested too deeply to be a table", file=file) from None
    except json.JSONDecodeError as error:
        raise InputError(
            f"the JSON is broken: {error.msg[:1].lower() + error.msg[1:]}",
            file=file,
            row=error.lineno,
        ) from None
    except ValueError:
        raise InputError("the JSON has a number of absurd length", file=file) from None


def without_script(content: bytes) -> bytes:
    """Return the JSON of a script that does nothing but hand it on; other content as it is."""
    found = SCRIPT.match(content.removeprefix(b"\xef\xbb\xbf").lstrip()[:400])
    if found is None or not found[0]:
        return content
    return content.removeprefix(b"\xef\xbb\xbf").lstrip()[found.end() :].rstrip(_SCRIPT_END)


def read_json(content: bytes, *, file: str, limits: Limits) -> Sheet:
    """Read records out of JSON, of JSON lines, or out of GeoJSON.

    Raises
    ------
    InputError
        If it is not JSON, or holds no list of records.
    """
    decoded = decode(content.replace(_RECORD_SEPARATOR, b""), file=file)
    text = decoded.text.removeprefix("\ufeff")
    origin = Origin(file, "json", limits)
    lines = _lines(text)
    sheet = _sheet_of_text(text, origin) if lines is None else _sheet_of_lines(lines, origin)
    return replace(sheet, notes=(*decoded.notes, *sheet.notes))


def _sheet_of_text(text: str, origin: Origin) -> Sheet:
    """Make a sheet of one document; of a broken one, of what is whole of it."""
    try:
        document = _parsed(text, origin.file)
    except InputError as error:
        found = salvaged(text, origin)
        if found is None:
            raise
        most = origin.limits.cell_characters
        records = [one[:most] if isinstance(one, str) else one for one in found.records]
        sheet = sheet_of_document(records, origin)
        note = (
            f"{error.problem}; {len(records) - found.broken:,} records are whole and are read,"
            f" {found.broken:,} are not"
        )
        return replace(sheet, notes=(note, *sheet.notes), broken=error.problem)
    return sheet_of_document(document, origin)


def _lines(text: str) -> list[tuple[int, str]] | None:
    """Return lines that hold a value each, with their numbers; None if the text is one value."""
    rows = [(number, line.strip()) for number, line in enumerate(text.split("\n"), start=1)]
    rows = [(number, line) for number, line in rows if line]
    if len(rows) < 2 or not all(line[:1] in "{[" for _, line in rows[:2]):  # noqa: PLR2004
        return None
    try:
        first = json.loads(rows[0][1])
    except (ValueError, RecursionError):
        return None
    return rows if isinstance(first, dict) else None


def _sheet_of_lines(lines: Sequence[tuple[int, str]], origin: Origin) -> Sheet:
    """Make a sheet of a record for each line; a line that is broken is a fault of its row."""
    origin.limits.check_shape(len(lines), 1, file=origin.file)
    records = list[object]()
    for _, line in lines:
        try:
            records.append(json.loads(line))
        except (ValueError, RecursionError):
            records.append(line[: origin.limits.cell_characters])
    if all(map(_is_feature, records)):
        return read_geojson(_collection(records), file=origin.file, limits=origin.limits)
    sheet = sheet_of_json(records, file=origin.file, limits=origin.limits)
    numbers = sheet.lines.map({at + 2: line for at, (line, _) in enumerate(lines)}).astype("int64")
    return replace(sheet, lines=numbers)


def _is_feature(value: object) -> bool:
    return isinstance(value, dict) and value.get("type") == "Feature"


def _collection(features: object) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}


def sheet_of_document(document: object, origin: Origin) -> Sheet:
    """Make a sheet of whatever form a document of lists and objects has.

    Raises
    ------
    InputError
        If it holds no list of records.
    """
    file, limits = origin.file, origin.limits
    if isinstance(document, dict) and is_topojson(document):
        document = features_of_topojson(document, file=file)
    features = _features_of(document)
    if features is not None:
        return read_geojson(features, file=file, limits=limits)
    if not isinstance(document, dict):
        whole = _taken_apart(_named_rows(document)) if isinstance(document, list) else document
        return sheet_of_json(whole, file=file, limits=limits)
    records, name = _unwrapped(document)
    records = _taken_apart(records)
    sheet = sheet_of_json(records, file=file, limits=limits)
    if not name:
        return sheet
    others = [key for key in _lists(document, "", _DEEPEST) if key not in name.split(", ")]
    left = f"; not read: {', '.join(others)[:_LONGEST_NAMES]}" if others else ""
    return replace(sheet, notes=(f"read the list {name!r} of the JSON{left}", *sheet.notes))


def _features_of(document: object) -> dict[str, Any] | None:
    """Return the collection of a document of features, None if it is none."""
    if isinstance(document, list):
        some = any(map(_is_feature, document))
        whole = all(isinstance(one, str) or _is_feature(one) for one in document)
        return _collection(document) if some and whole else None
    if not isinstance(document, dict):
        return None
    if _is_feature(document):
        return _collection([document])
    if isinstance(document.get("features"), list):
        return _of_esri(document)
    inner = list(_collections(document, _DEEPEST))
    return _collection([one for found in inner for one in found["features"]]) if inner else None


def _collections(value: object, deepest: int) -> Iterator[dict[str, Any]]:
    """Yield the collections of features inside an object, as programs keep maps of layers."""
    if isinstance(value, dict) and value.get("type") == "FeatureCollection":
        if isinstance(value.get("features"), list):
            yield value
    elif deepest and isinstance(value, dict | list):
        parts = value.values() if isinstance(value, dict) else value[:_MOST_LAYERS]
        for part in parts:
            yield from _collections(part, deepest - 1)


def _of_esri(document: dict[str, Any]) -> dict[str, Any]:
    """Turn the answer of an ArcGIS server into GeoJSON; GeoJSON stays as it is."""
    features = document["features"]
    if not all(
        isinstance(one, dict) and isinstance(one.get("attributes"), dict) for one in features
    ):
        return document if document.get("type") else {**document, "type": "FeatureCollection"}
    reference = document.get("spatialReference")
    known = reference if isinstance(reference, dict) else {}
    system = str(known.get("latestWkid", known.get("wkid", 4326)))
    return {
        **_collection(
            [
                {"properties": one["attributes"], "geometry": _point(one.get("geometry"))}
                for one in features
            ]
        ),
        "crs": f"EPSG:{_ESRI_MERCATOR.get(system, system)}",
    }


def _point(geometry: object) -> dict[str, Any] | None:
    if not isinstance(geometry, dict):
        return None
    if "rings" in geometry:
        return {"type": "Polygon", "coordinates": geometry["rings"]}
    if "paths" in geometry:
        return {"type": "MultiLineString", "coordinates": geometry["paths"]}
    return {"type": "Point", "coordinates": [geometry.get("x"), geometry.get("y")]}


def _unwrapped(document: dict[str, Any]) -> tuple[object, str]:
    """Return an object's records, and the name of the list that they were in ("" if in none)."""
    if (columns := _by_column(document)) is not None:
        return columns, ""
    lists = _lists(document, "", _DEEPEST)
    for name, rows in lists.items():
        if isinstance(rows[0], list) and (titles := _titles(document, len(rows[0]), _DEEPEST)):
            return _named_rows([titles, *rows]), name
    if lists:
        return _of_lists(lists)
    values = list(document.values())
    if len(values) > 1 and all(isinstance(value, dict) for value in values):
        return _by_key(document), ""
    if any(not isinstance(value, dict | list) and value is not None for value in values):
        return [document], ""
    return document, ""


def _of_lists(lists: Mapping[str, list[Any]]) -> tuple[object, str]:
    """Return the records of all lists if they are of one table, else of the likeliest."""
    if len(lists) > 1 and _alike(list(lists.values())):
        return _joined(lists), ", ".join(lists)[:_LONGEST_NAMES]
    known = {name: -place for place, name in enumerate(_ENVELOPES)}
    name = max(
        lists,
        key=lambda one: (known.get(one.rpartition(".")[2].casefold(), -99), len(lists[one])),
    )
    return _named_rows(lists[name]), name


def _titles(value: object, width: int, deepest: int) -> list[str] | None:
    """Return the names of `width` columns, which stand beside rows that are lists of values."""
    if isinstance(value, list):
        names = [
            next((one[key] for key in _TITLES if key in one), None)
            if isinstance(one, dict)
            else one
            for one in value
        ]
        texts = [name for name in names if isinstance(name, str)]
        return texts if len(set(texts)) == len(names) == width else None
    inner = value.values() if isinstance(value, dict) and deepest else ()
    return next((t for one in inner if (t := _titles(one, width, deepest - 1))), None)


def _by_column(document: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """Return the records of an object that has a list of values for each column."""
    columns = list(document.values())
    if len(columns) < 2 or not all(map(_is_row, columns)):  # noqa: PLR2004
        return None
    if len({len(column) for column in columns}) > 1 or not columns[0]:
        return None
    return [dict(zip(document, row, strict=True)) for row in zip(*columns, strict=True)]


def _alike(lists: Sequence[list[Any]]) -> bool:
    """Return whether lists of objects have the same fields, so that together they are one table."""
    fields = [set(one[0]) for one in lists if isinstance(one[0], dict)]
    if len(fields) < len(lists):
        return False
    every, any_of = set.intersection(*fields), set.union(*fields)
    return bool(every) and len(every) >= _FEWEST_ALIKE * len(any_of)


def _joined(lists: Mapping[str, list[Any]]) -> list[dict[str, Any]]:
    """Return the records of several lists, each with its list's name: often the day."""
    name = "date" if all(_DAY_KEY.fullmatch(key) for key in lists) else "key"
    return [{name: key, **record} for key, records in lists.items() for record in records]


def _lists(document: Mapping[str, Any], above: str, deepest: int) -> dict[str, list[Any]]:
    """Return the lists of objects, or of lists, that an object holds, by their names."""
    found = {}
    for key, value in document.items():
        name = f"{above}{key}"
        if isinstance(value, list) and value and (_all_objects(value) or _is_table(value)):
            found[name] = value
        elif isinstance(value, dict) and deepest > 1:
            found |= _lists(value, f"{name}.", deepest - 1)
    return found


def _all_objects(value: list[Any]) -> bool:
    return all(isinstance(one, dict) for one in value)


def _is_table(value: list[Any]) -> bool:
    return len(value) > 1 and all(map(_is_row, value))


def _is_row(value: object) -> bool:
    return isinstance(value, list) and not any(isinstance(cell, dict | list) for cell in value)


def _named_rows(records: list[Any]) -> object:
    """Return records of rows of which the first holds the names; other lists as they are."""
    if (
        not _is_table(records)
        or not all(isinstance(name, str) for name in records[0])
        or not records[0]
    ):
        return records
    names = records[0]
    return [
        dict(zip(names, row, strict=False))
        | {f"cell {n + 1}": row[n] for n in range(len(names), len(row))}
        for row in records[1:]
    ]


def _taken_apart(records: object) -> object:
    """Return the records of the lists that each of a list's objects holds, with what is above them.

    >>> _taken_apart([{"date": "2024-10-20", "events": [{"place": "Sumy"}, {"place": "Lviv"}]}])
    [{'date': '2024-10-20', 'place': 'Sumy'}, {'date': '2024-10-20', 'place': 'Lviv'}]
    """
    if not isinstance(records, list) or not records or not _all_objects(records):
        return records
    name = next((key for key in _ENVELOPES if all(_is_list(one.get(key)) for one in records)), None)
    name = name or _dated_list(records)
    if name is None or not any(one[name] for one in records):
        return records
    out = list[dict[str, Any]]()
    for one in records:
        above = {key: value for key, value in one.items() if key != name}
        for record in one[name] or [{}]:
            other = {f"above / {key}": value for key, value in above.items() if key in record}
            out.append({**above, **record, **other})
    return out


def _dated_list(records: list[dict[str, Any]]) -> str | None:
    """Return the name of the lists that have the days, where what is above them has none."""
    first = records[0]
    if any(_has_day(one) for one in records):
        return None
    lists = [key for key in first if all(_is_list(one.get(key)) for one in records)]
    dated = [k for k in lists if any(_has_day(inner) for one in records for inner in one[k][:1])]
    return dated[0] if len(dated) == 1 else None


def _has_day(record: Mapping[str, Any]) -> bool:
    return any(isinstance(value, str) and looks_like_day(value) for value in record.values())


def _is_list(value: object) -> bool:
    return isinstance(value, list) and _all_objects(value)


def _by_key(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the records of an object of objects: one for each key, or one column for each."""
    inner = [set(value) for value in document.values()]
    if all(keys == inner[0] for keys in inner) and all(key.isdecimal() for key in inner[0]):
        keys = list(next(iter(document.values())))
        return [{name: column[key] for name, column in document.items()} for key in keys]
    return [{"key": key, **value} for key, value in document.items()]


def _flat(record: Mapping[str, Any], above: str = "", deepest: int = _DEEPEST) -> dict[str, Any]:
    """Return a record with the values of the objects inside it, named as headings of two rows are.

    >>> _flat({"day": "2024-10-22", "place": {"name": "Sumy", "at": {"lat": 50.9}}, "tags": [1]})
    {'day': '2024-10-22', 'place / name': 'Sumy', 'place / at / lat': 50.9, 'tags': [1]}
    >>> _flat({"where": {"type": "Point", "coordinates": [34.8, 50.9]}})
    {'where': 'POINT (34.8 50.9)'}
    """
    flat = {}
    for key, value in record.items():
        name = f"{above}{key}"
        if not isinstance(value, dict) or not value or not deepest or key == "extra":
            flat[name] = value
        elif (point := _point_text(value)) is not None:
            flat[name] = point
        else:
            flat |= _flat(value, f"{name} / ", deepest - 1)
    return flat


def _point_text(value: Mapping[str, Any]) -> str | None:
    """Return a GeoJSON point as WKT, None for any other object."""
    at = value.get("coordinates")
    if value.get("type") != "Point" or not isinstance(at, list) or len(at) < 2:  # noqa: PLR2004
        return None
    return f"POINT ({at[0]} {at[1]})"


def sheet_of_json(records: object, *, file: str, limits: Limits) -> Sheet:
    """Build a `Sheet` of a JSON list of objects.

    Raises
    ------
    InputError
        If it is anything else than a list.
    """
    if not isinstance(records, list):
        what = "an object" if isinstance(records, dict) else "a single value"
        raise InputError(
            f"the JSON is {what}; expected a list of records or a GeoJSON FeatureCollection",
            file=file,
        )
    objects = [_flat(record) if isinstance(record, dict) else {} for record in records]
    names = list(dict.fromkeys(str(key) for record in objects for key in record))
    limits.check_shape(len(objects), len(names), file=file)
    if not names:
        raise InputError("the JSON list holds no records; expected a list of objects", file=file)
    rows: list[list[object]] = [[record.get(name) for name in names] for record in objects]
    faults = {}
    for at, (record, row) in enumerate(zip(records, rows, strict=True)):
        if not isinstance(record, dict) or not filled(row):
            text = (as_text([record]) or "")[1:-1][: limits.cell_characters]
            faults[at] = Fault("the record is not an object with values", row=text)
            row[0] = "?"  # keeps the row, which is a fault, from being left out as blank
    sheet = sheet_of_rows(names, rows, range(2, 2 + len(rows)), Origin(file, "json", limits))
    return Sheet(sheet.table, sheet.lines, "json", faults=faults)
