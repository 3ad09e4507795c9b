"""Files of polygons: GeoPackage, GeoJSON, KML, FlatGeobuf, zipped shapefile or geodatabase.

A ZIP of GeoJSON and GeoPackage files or of further zipped shapefiles has one file a day, with the
day in its name; one of a single file without a day is that file.

A file is read from a private copy under a name of ours, by GDAL without a network.
"""

from __future__ import annotations

import json
import re
import warnings
from typing import TYPE_CHECKING, Any, Final

from geo.disk import private_folder
from geo.errors import InputError
from geo.layers.dated import DAY, FILE, day_of, has_day
from geo.readers import (
    DEFAULT_LIMITS,
    LONE_SHP,
    NO_CRS,
    SHAPES,
    Limits,
    Origin,
    check_geopackage,
    features_of_kml,
    features_of_topojson,
    is_geodatabase,
    is_topojson,
    keep_gdal_offline,
    load_json,
    member_names,
    open_archive,
    open_layer,
    packed_with,
    read_member,
    unpack,
    unpack_geodatabase,
    unpack_shapefile,
)

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

EXPECTED: Final = "expected a GeoPackage, a GeoJSON, a KML or a zipped shapefile of polygons"
_CRS_NAME: Final = re.compile(r"(urn:ogc:def:crs:(EPSG|OGC):[\d.]*:\w+|EPSG:\d+)")
_LONGEST: Final = 200
_FLAT: Final = b"fgb\x03fgb"
_HEAD: Final = 1024
#: What a GeoJSON may be of one area alone.
_ALONE: Final = ("Feature", "Polygon", "MultiPolygon")
#: How the names of files in a ZIP of several days end.
_LAYERS: Final = (".geojson", ".json", ".gpkg", ".kml", ".zip")


def read_polygons(
    content: bytes, *, file: str, limits: Limits = DEFAULT_LIMITS
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Read the first layer of shapes of a file, with all its columns.

    Parameters
    ----------
    content : bytes
        A GeoPackage, a GeoJSON, a KML, a FlatGeobuf, a zipped shapefile or File Geodatabase, in any
        coordinate system that it names, packed or not; or a ZIP with one such file a day.
    file : str
        Its name, for messages.
    limits : Limits
        What is refused.

    Returns
    -------
    tuple of GeoDataFrame and list of str
        The features in EPSG:4326, their shapes not checked, and what was left out.  Of one file a
        day they have the columns `dated.DAY` and `dated.FILE` besides.

    Raises
    ------
    InputError
        In one sentence, if the file is damaged, too large, no layer or without a coordinate system,
        or one of the files of several days has no day in its name.
    """
    limits.check_bytes(len(content), file=file)
    if how := packed_with(content):
        content, _ = unpack(content, how, file=file, limits=limits)
    days = _files_of_days(content, file, limits)
    if len(days) == 1 and not has_day(days[0][0]):
        return _read_one(days[0][1], file, limits)
    return _read_days(days, file, limits) if days else _read_one(content, file, limits)


def _files_of_days(content: bytes, file: str, limits: Limits) -> list[tuple[str, bytes]]:
    """Return name and content of each file of a ZIP that has one file a day; else none."""
    if not content.startswith(b"PK"):
        return []
    archive = open_archive(content, file=file, limits=limits)
    names = member_names(archive)
    if any(name.lower().endswith(".shp") for name in names):
        return []  # a zipped shapefile, whatever else is beside it
    names = [name for name in names if name.lower().endswith(_LAYERS)]
    return [(name, read_member(archive, name, file=file)) for name in sorted(names)]


def _read_days(
    files: list[tuple[str, bytes]], file: str, limits: Limits
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Read one file a day, one below the other."""
    import geopandas as gpd
    import pandas as pd

    frames, notes, seen, rows = [], list[str](), dict[str, str](), 0
    for path, content in files:
        name, day = path.rsplit("/", 1)[-1], day_of(path)
        if day in seen:
            raise InputError(f"{seen[day]!r} and {name!r} are of the same day, {day}", file=file)
        seen[day] = name
        frame, remarks = _read_one(content, name, limits)
        rows += len(frame)
        limits.check_shape(rows, 0, file=file)
        frames.append(frame.assign(**{DAY: day, FILE: name}))
        notes += [f"{name}: {remark}" for remark in remarks]
    whole = pd.concat(frames, ignore_index=True)
    return gpd.GeoDataFrame(whole, geometry="geometry", crs="EPSG:4326"), notes


def _read_one(content: bytes, file: str, limits: Limits) -> tuple[gpd.GeoDataFrame, list[str]]:
    with private_folder() as folder:
        path, encoding = _private_copy(content, folder, file, limits)
        return _read(path, encoding, file, limits)


def _private_copy(
    content: bytes, folder: Path, file: str, limits: Limits
) -> tuple[Path, str | None]:
    """Write the file under a name of ours, once its first bytes say what it is."""
    if content.startswith(b"PK"):
        archive = open_archive(content, file=file, limits=limits)
        if is_geodatabase(member_names(archive)):
            return unpack_geodatabase(archive, folder, file=file), None
        return unpack_shapefile(content, folder, file=file, limits=limits)
    if content.startswith(_FLAT):
        path = folder / "layer.fgb"
        path.write_bytes(content)
        return path, None
    if content.startswith(b"SQLite format 3\x00"):
        path = folder / "layer.gpkg"
        path.write_bytes(content)
        check_geopackage(path, Origin(file, "gpkg", limits))
        return path, None
    if content.startswith(SHAPES):
        raise InputError(LONE_SHP, file=file)
    document = _document(content, file, limits)
    _check_crs(document, file)
    path = folder / "layer.geojson"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path, None


def _document(content: bytes, file: str, limits: Limits) -> dict[str, Any]:
    """Return the FeatureCollection that a GeoJSON, a TopoJSON or a KML is."""
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:_HEAD]
    if b"<kml" in start:
        return features_of_kml(content, file=file, limits=limits)
    if start[:1] != b"{":
        raise InputError(f"the file is no layer; {EXPECTED}", file=file)
    document = load_json(content, file=file)
    if isinstance(document, dict) and is_topojson(document):
        document = features_of_topojson(document, file=file)
    if isinstance(document, dict) and document.get("type") in _ALONE:
        document = _collection(document)
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise InputError("the JSON is not a GeoJSON FeatureCollection", file=file)
    return document


def _collection(document: dict[str, Any]) -> dict[str, Any]:
    """Return a collection of one feature, or of one geometry."""
    crs = document.get("crs")
    whole = document if document["type"] == "Feature" else {"type": "Feature", "geometry": document}
    feature = {"properties": {}, **whole}
    return {"type": "FeatureCollection", "features": [feature]} | ({"crs": crs} if crs else {})


def _check_crs(document: dict[str, Any], file: str) -> None:
    """Refuse a coordinate system that is named by a link or in another unusual way."""
    crs = document.get("crs")
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str) or not _CRS_NAME.fullmatch(name):
        raise InputError(NO_CRS, file=file)


def _read(
    path: Path, encoding: str | None, file: str, limits: Limits
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Read the first layer of shapes, in degrees."""
    import geopandas as gpd
    import pyogrio

    keep_gdal_offline()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # GDAL warns of much that does not matter here
            layer, others, info = open_layer(path, encoding)
            limits.check_shape(info["features"], len(info["fields"]), file=file)
            frame = pyogrio.read_dataframe(path, layer=layer, encoding=encoding)
    except InputError:
        raise
    except Exception:  # noqa: BLE001 - GDAL's errors come as several classes
        raise InputError(
            "the layer is damaged; open it in a GIS and save it again", file=file
        ) from None
    if not isinstance(frame, gpd.GeoDataFrame) or not len(frame):
        raise InputError(f"the layer has no areas; {EXPECTED}", file=file)
    if frame.crs is None:
        raise InputError(NO_CRS, file=file)
    try:
        frame = frame.to_crs("EPSG:4326")
    except Exception:  # noqa: BLE001 - PROJ raises classes of its own
        raise InputError(NO_CRS, file=file) from None
    more = ", ".join(others)[:_LONGEST]
    return frame, [f"further layers are not read: {more}"] if others else []
