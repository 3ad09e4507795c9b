"""KML, KMZ and GPX as a `Sheet`: a row for each placemark or waypoint, with its own point.

Columns are name, description, folder (with the folders that it is in), when and end (of a
TimeStamp or TimeSpan) and address, as far as they are there; further values of a placemark's
ExtendedData are columns of their own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from geo.errors import InputError
from geo.readers.base import Origin
from geo.readers.files.archive import member_names, read_member
from geo.readers.files.geometry import corners_of_geojson, spots_of
from geo.readers.files.points import with_points
from geo.readers.files.xml import elements, local_name

if TYPE_CHECKING:
    import zipfile

    from geo.readers.base import Limits, Sheet

_JOINED: Final = " / "
_FOLDERS: Final = ("Folder", "Document")
_RECORDS: Final = ("Placemark", "wpt")
_OWN: Final = {
    "name": "name",
    "description": "description",
    "desc": "description",
    "address": "address",
    "when": "when",
    "begin": "when",
    "time": "when",
    "end": "end",
    "cmt": "comment",
}
_GEOMETRIES: Final = ("Point", "LineString", "LinearRing", "Polygon", "MultiGeometry")
_PAIR: Final = 2


def read_kml(content: bytes, *, file: str, limits: Limits) -> Sheet:
    """Read the placemarks of a KML document, or the waypoints of a GPX one.

    Raises
    ------
    InputError
        If the document is damaged or has neither.
    """
    origin = Origin(file, "kml", limits)
    records, shapes = _placemarks(content, origin)
    names = list(dict.fromkeys(name for record in records for name in record))
    names = [name for name in names if any(record.get(name) for record in records)]
    rows = [[record.get(name) for name in names] for record in records]
    spots = spots_of([corners_of_geojson(shape) for shape in shapes], file=file)
    return with_points(names, rows, spots, origin)


def features_of_kml(content: bytes, *, file: str, limits: Limits) -> dict[str, Any]:
    """Return the placemarks of a KML document as a GeoJSON FeatureCollection.

    Raises
    ------
    InputError
        If the document is damaged or has none.
    """
    records, shapes = _placemarks(content, Origin(file, "kml", limits))
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": record, "geometry": shape}
            for record, shape in zip(records, shapes, strict=True)
        ],
    }


def _placemarks(
    content: bytes, origin: Origin
) -> tuple[list[dict[str, object]], list[dict[str, Any] | None]]:
    """Return the values of each placemark or waypoint, and its geometry as GeoJSON has it."""
    file, limits = origin.file, origin.limits
    folders, records, linked = list[str](), list[dict[str, object]](), False
    shapes = list[dict[str, Any] | None]()
    open_names = list[str]()
    for event, element in elements(content, origin):
        name = local_name(element.tag)
        if event == "start":
            open_names.append(name)
            if name in _FOLDERS:
                folders.append("")
            continue
        open_names.pop()
        above = open_names[-1] if open_names else ""
        linked |= name == "NetworkLink"
        if name == "name" and above in _FOLDERS:
            folders[-1] = " ".join((element.text or "").split())
        elif name in _FOLDERS:
            folders.pop()
            element.clear()
        elif name in _RECORDS:
            folder = _JOINED.join(one for one in folders[1:] if one)
            records.append({"folder": folder or None, **_values(element)})
            shapes.append(_shape(element))
            element.clear()
            limits.check_shape(len(records), 1, file=file)
    if not records:
        why = (
            "the KML only links to another file; open the link and save what it holds"
            if linked
            else "the document has no placemarks; expected one for each record"
        )
        raise InputError(why, file=file)
    return records, shapes


def is_kmz(names: list[str]) -> bool:
    """Return whether the members of a ZIP are those of a KMZ."""
    return any(name.lower().endswith(".kml") for name in names)


def read_kmz(archive: zipfile.ZipFile, *, file: str, limits: Limits) -> Sheet:
    """Read the document of a KMZ: doc.kml, or the first that there is."""
    names = [name for name in member_names(archive) if name.lower().endswith(".kml")]
    first = min(names, key=lambda name: (name.lower() != "doc.kml", name.count("/")))
    sheet = read_kml(read_member(archive, first, file=file), file=file, limits=limits)
    others = ", ".join(name.rsplit("/", 1)[-1] for name in names if name != first)[:200]
    note = (f"further documents of the KMZ are not read: {others}",) if others else ()
    return replace(sheet, notes=(*sheet.notes, *note))


def _values(placemark: Any) -> dict[str, object]:
    """Return the texts of a placemark by the names of their columns."""
    found = dict[str, object]()
    for part in placemark.iter():
        name = local_name(part.tag)
        if name in ("Data", "SimpleData"):
            texts = [
                one.text for one in part.iter() if local_name(one.tag) in ("value", "SimpleData")
            ]
            key = " ".join((part.get("name") or "value").split())
            while key in found:
                key += " 2"
            found[key] = texts[0] if texts else None
        elif (own := _OWN.get(name)) and own not in found and part.text and part.text.strip():
            found[own] = part.text
    return found


def _shape(placemark: Any) -> dict[str, Any] | None:
    """Return a placemark's geometry as GeoJSON has it, None if it has none."""
    if local_name(placemark.tag) == "wpt":
        return {
            "type": "Point",
            "coordinates": [_degrees(placemark.get(n)) for n in ("lon", "lat")],
        }
    whole = next((one for one in placemark if local_name(one.tag) in _GEOMETRIES), None)
    return None if whole is None else _geometry(whole)


def _geometry(element: Any) -> dict[str, Any] | None:
    kind = local_name(element.tag)
    if kind == "MultiGeometry":
        parts = [_geometry(one) for one in element if local_name(one.tag) in _GEOMETRIES]
        whole = [part for part in parts if part]
        if len(whole) > 1 and all(part["type"] == "Polygon" for part in whole):
            return {"type": "MultiPolygon", "coordinates": [p["coordinates"] for p in whole]}
        return whole[0] if len(whole) == 1 else {"type": "GeometryCollection", "geometries": whole}
    rings = [
        [[_degrees(number) for number in corner.split(",")[:_PAIR]] for corner in text.split()]
        for part in element.iter()
        if local_name(part.tag) == "coordinates" and (text := part.text)
    ]
    if kind == "Polygon":
        return {"type": "Polygon", "coordinates": rings}
    corners = [corner for ring in rings for corner in ring]
    if kind == "Point":
        return {"type": "Point", "coordinates": corners[0] if corners else []}
    return {"type": "LineString", "coordinates": corners}


def _degrees(text: str | None) -> float | str | None:
    try:
        return float(text or "")
    except ValueError:
        return text
