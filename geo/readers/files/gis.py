"""Map layers as a `Sheet`: GeoJSON, GeoPackage and zipped shapefile.

A feature's point becomes two columns of degrees, EPSG:4326; of lines and areas see
`geo.readers.files.geometry`.  GeoJSON is parsed here; GeoPackage and
shapefile go through GDAL, which gets a private copy under a name of ours, and no network.
"""

from __future__ import annotations

import functools
import re
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.disk import private_folder
from geo.errors import InputError
from geo.readers.base import Origin, Sheet
from geo.readers.files.database import read_database
from geo.readers.files.geometry import NO_CRS, corners_of_geojson, corners_of_wkb, spots_of
from geo.readers.files.geopackage import check_geopackage, is_geopackage
from geo.readers.files.points import with_points
from geo.readers.files.shapefile import attributes_encoding, unpack_shapefile
from geo.readers.files.values import as_text, sheet_of_rows

if TYPE_CHECKING:
    from pathlib import Path

    from geo.readers.base import Limits


_WHAT: Final = {
    "gpkg": "the GeoPackage",
    "shp": "the shapefile",
    "fgb": "the FlatGeobuf",
    "dbf": "the DBF",
}
_EPSG = re.compile(r"EPSG:(?:[\d.]*:)?(\d{4,6})")
_DEGREES = "4326"
_DAMAGED = "is damaged; open it in a GIS and save it again"
#: GDAL may neither fetch anything nor follow a link out of the file.  Whatever driver asks for an
#: address is sent to a proxy that is not there.
_NOWHERE: Final = "http://127.0.0.1:9"
_GDAL_OFFLINE: Final = {
    "GDAL_HTTP_PROXY": _NOWHERE,
    "GDAL_HTTPS_PROXY": _NOWHERE,
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GDAL_HTTP_MAX_RETRY": "0",
    "OGR_SQLITE_ALLOW_EXTERNAL_ACCESS": "NO",
    "OGR_SQLITE_LOAD_EXTENSIONS": "NO",
}


def read_geojson(document: dict[str, Any], *, file: str, limits: Limits) -> Sheet:
    """Read a GeoJSON FeatureCollection.

    Raises
    ------
    InputError
        If it is not a FeatureCollection, or its coordinates are not in degrees.
    """
    features = document.get("features")
    if document.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise InputError(
            "the JSON is an object; expected a list of records or a GeoJSON FeatureCollection",
            file=file,
        )
    crs = _geojson_crs(document.get("crs"), file)
    whole = [one if isinstance(one, dict) else _broken(one) for one in features]
    own = [p if isinstance(p := feature.get("properties"), dict) else {} for feature in whole]
    names = list(dict.fromkeys(str(key) for row in own for key in row))
    limits.check_shape(len(features), len(names) + 3, file=file)
    if "id" not in names and any(feature.get("id") is not None for feature in whole):
        names.insert(0, "id")
        own = [{"id": f.get("id"), **row} for f, row in zip(whole, own, strict=True)]
    corners = [corners_of_geojson(feature.get("geometry")) for feature in whole]
    rows = [[row.get(name) for name in names] for row in own]
    spots = spots_of(corners, file=file, crs=crs)
    return with_points(names, rows, spots, Origin(file, "geojson", limits))


def _broken(feature: object) -> dict[str, Any]:
    """Return a feature that is none, with what stands there and a geometry that says so."""
    return {"properties": {"broken feature": feature}, "geometry": "of a broken feature"}


def _geojson_crs(crs: object, file: str) -> str | None:
    """Return the system that older files may name and RFC 7946 forbids; None for degrees."""
    said = as_text(crs) or ""
    if not said or "CRS84" in said:
        return None
    code = _EPSG.search(said)
    if code is None:
        raise InputError(
            "the GeoJSON is in another coordinate system than EPSG:4326; save it in degrees",
            file=file,
        )
    return None if code[1] == _DEGREES else f"EPSG:{code[1]}"


def read_geopackage(content: bytes, *, file: str, limits: Limits) -> Sheet:
    """Read the first layer of a GeoPackage, or the tables of another SQLite database.

    Raises
    ------
    InputError
        If the file is damaged, has no layer or no coordinate system.
    """
    with private_folder() as folder:
        path = folder / "layer.gpkg"
        path.write_bytes(content)
        if not is_geopackage(path):
            return read_database(path, Origin(file, "sqlite", limits))
        check_geopackage(path, Origin(file, "gpkg", limits))
        return _read_layer(path, Origin(file, "gpkg", limits))


def read_flatgeobuf(content: bytes, *, file: str, limits: Limits) -> Sheet:
    """Read the layer of a FlatGeobuf.

    Raises
    ------
    InputError
        If the file is damaged or has no coordinate system.
    """
    with private_folder() as folder:
        path = folder / "layer.fgb"
        path.write_bytes(content)
        return _read_layer(path, Origin(file, "fgb", limits))


def read_shapefile(content: bytes, *, file: str, limits: Limits) -> Sheet:
    """Read the one shapefile of a ZIP.

    Raises
    ------
    InputError
        If the ZIP holds no shapefile or several, or the shapefile is damaged or has no .prj.
    """
    with private_folder() as folder:
        path, encoding = unpack_shapefile(content, folder, file=file, limits=limits)
        return _read_layer(path, Origin(file, "shp", limits), encoding=encoding)


def read_dbf(content: bytes, *, file: str, limits: Limits) -> Sheet:
    """Read a table of dBase, such as the attributes of a shapefile without its shapes.

    Raises
    ------
    InputError
        If the file is damaged.
    """
    with private_folder() as folder:
        path = folder / "layer.dbf"
        path.write_bytes(content)
        encoding = attributes_encoding(content, None)
        return _read_layer(path, Origin(file, "dbf", limits), encoding=encoding)


@functools.cache
def keep_gdal_offline() -> None:
    """Forbid GDAL the network and links out of a file, for the whole process."""
    import pyogrio

    pyogrio.set_gdal_config_options(_GDAL_OFFLINE)


def _read_layer(path: Path, origin: Origin, *, encoding: str | None = None) -> Sheet:
    """Read the first layer with geometry, or else the first table."""
    import pyogrio

    what = _WHAT[origin.kind]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # GDAL warns of much that does not matter here
            layer, others, info = open_layer(path, encoding)
            origin.limits.check_shape(info["features"], len(info["fields"]), file=origin.file)
            meta, _, geometries, fields = pyogrio.raw.read(
                path, layer=layer, encoding=encoding, datetime_as_string=True
            )
    except InputError:
        raise
    except Exception:  # noqa: BLE001 - GDAL's errors come as several classes
        raise InputError(f"{what} {_DAMAGED}", file=origin.file) from None
    names = [str(name) for name in meta["fields"]]
    rows = list(zip(*(_plain(column) for column in fields), strict=True)) or [()] * info["features"]
    if geometries is None:
        return sheet_of_rows(names, rows, range(2, 2 + len(rows)), origin)
    if not meta["crs"]:
        raise InputError(NO_CRS, file=origin.file)
    corners = [corners_of_wkb(geometry) for geometry in geometries]
    spots = spots_of(corners, file=origin.file, crs=meta["crs"])
    sheet = with_points(names, rows, spots, origin)
    notes = (f"further layers are not read: {', '.join(others)[:200]}",) if others else ()
    return replace(sheet, notes=(*sheet.notes, *notes))


def open_layer(path: Path, encoding: str | None) -> tuple[str, list[str], dict[str, Any]]:
    """Return the layer to read, the names of the others, and what GDAL knows of it."""
    import pyogrio

    keep_gdal_offline()
    layers = pyogrio.list_layers(path)
    spatial = [name for name, geometry in layers if geometry] or [layers[0][0]]
    others = [name for name, _ in layers if name != spatial[0]]
    return spatial[0], others, pyogrio.read_info(path, layer=spatial[0], encoding=encoding)


def _plain(column: Any) -> list[object]:
    """Return the values of a field as Python's own types."""
    if column.dtype.kind == "M":
        days = pd.Series(column)
        return [None if pd.isna(day) else day.to_pydatetime() for day in days]
    return list(column.tolist())
