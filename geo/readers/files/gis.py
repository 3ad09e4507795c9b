"""Map layers as a `Sheet`: GeoJSON, GeoPackage, zipped shapefiles and File Geodatabase.

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
from geo.readers.base import AS_FOUND, Origin, ReadOptions, Sheet
from geo.readers.files.archive import member_names, read_member
from geo.readers.files.database import read_database
from geo.readers.files.geometry import NO_CRS, corners_of_geojson, corners_of_wkb, spots_of
from geo.readers.files.geopackage import check_geopackage, is_geopackage
from geo.readers.files.points import with_points
from geo.readers.files.shapefile import attributes_encoding, names_of_shapefiles, unpack_shapefile
from geo.readers.files.tables import sheet_of_tables
from geo.readers.files.values import as_text, sheet_of_rows

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from geo.readers.base import Limits


_WHAT: Final = {
    "gpkg": "the GeoPackage",
    "shp": "the shapefile",
    "fgb": "the FlatGeobuf",
    "dbf": "the DBF",
    "gdb": "the File Geodatabase",
}
_EPSG = re.compile(r"EPSG:(?:[\d.]*:)?(\d{4,6})")
_DEGREES = "4326"
_DAMAGED = "is damaged; open it in a GIS and save it again"
#: GDAL may neither fetch anything nor follow a link out of the file.  Whatever driver asks for an
#: address is sent to a proxy that is not there.
_MOST_LAYERS: Final = 100
#: A table of a File Geodatabase, and the other files that GDAL reads of one.
_GDB_TABLE: Final = re.compile(r"a[0-9a-f]{8}\.gdbtable")
_GDB_PART: Final = re.compile(
    r"a[0-9a-f]{8}\.(?:gdbtable|gdbtablx|gdbindexes|atx|spx|freelist)|gdb|timestamps"
)
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
    ids = [feature.get("id") for feature in whole]
    # Running numbers, as programs write of themselves, tell nothing apart in another file.
    numbered = all(str(one) == str(at) for at, one in enumerate(ids))
    if "id" not in names and not numbered and any(one is not None for one in ids):
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


def read_geopackage(
    content: bytes, *, file: str, limits: Limits, options: ReadOptions = AS_FOUND
) -> Sheet:
    """Read the layers of a GeoPackage that hold the records, or the tables of another database.

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
        return _read_layers(path, Origin(file, "gpkg", limits), options)


def is_geodatabase(names: list[str]) -> bool:
    """Return whether an archive with members of these names holds a File Geodatabase."""
    return any(_GDB_TABLE.fullmatch(name.rpartition("/")[2].lower()) for name in names)


def read_geodatabase(archive: zipfile.ZipFile, origin: Origin, options: ReadOptions) -> Sheet:
    """Read the layers of a zipped File Geodatabase that hold the records.

    Raises
    ------
    InputError
        If it is damaged, or has no layer or no coordinate system.
    """
    with private_folder() as folder:
        path = unpack_geodatabase(archive, folder, file=origin.file)
        return _read_layers(path, replace(origin, kind="gdb"), options)


def unpack_geodatabase(archive: zipfile.ZipFile, folder: Path, *, file: str) -> Path:
    """Write the first File Geodatabase of an archive into `folder`, under a name of ours."""
    names = member_names(archive)
    top = next(n.rpartition("/")[0] for n in sorted(names) if is_geodatabase([n]))
    path = folder / "layer.gdb"
    path.mkdir()
    for name in names:
        above, _, own = name.rpartition("/")
        if above == top and _GDB_PART.fullmatch(own.lower()):
            (path / own.lower()).write_bytes(read_member(archive, name, file=file))
    return path


def _read_layers(path: Path, origin: Origin, options: ReadOptions) -> Sheet:
    """Read the one layer with geometry, the one that is asked for, or those of records."""
    import pyogrio

    keep_gdal_offline()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            layers = pyogrio.list_layers(path)
    except Exception:  # noqa: BLE001 - GDAL's errors come as several classes
        raise InputError(f"{_WHAT[origin.kind]} {_DAMAGED}", file=origin.file) from None
    names = [str(name) for name, geometry in layers if geometry]
    if not 1 < len(names) <= _MOST_LAYERS:
        return _read_layer(path, origin)
    return _of_several(
        {n: functools.partial(_read_layer, path, origin, layer=n) for n in names}, origin, options
    )


def _of_several(
    layers: Mapping[str, Callable[[], Sheet]], origin: Origin, options: ReadOptions
) -> Sheet:
    """Read the layer that is asked for, or those that hold the records."""
    if options.sheet is None or options.sheet not in layers:
        return sheet_of_tables(layers, origin)
    sheet = layers[options.sheet]()
    return replace(sheet, sheets=tuple(layers), found=replace(sheet.found, sheet=options.sheet))


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


def read_shapefile(
    content: bytes, *, file: str, limits: Limits, options: ReadOptions = AS_FOUND
) -> Sheet:
    """Read the shapefile of a ZIP, or those of several that hold the records.

    Raises
    ------
    InputError
        If the shapefile is damaged or has no .prj.
    """
    origin = Origin(file, "shp", limits)

    def read(name: str) -> Sheet:
        with private_folder() as folder:
            path, encoding = unpack_shapefile(content, folder, file=file, limits=limits, name=name)
            return _read_layer(path, origin, encoding=encoding)

    names = names_of_shapefiles(content, file=file, limits=limits)
    if not 1 < len(names) <= _MOST_LAYERS:
        return read(names[0])
    return _of_several({n[:-4]: functools.partial(read, n) for n in names}, origin, options)


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


def _read_layer(
    path: Path, origin: Origin, *, encoding: str | None = None, layer: str | None = None
) -> Sheet:
    """Read a layer, by default the first with geometry, or else the first table."""
    import pyogrio

    what = _WHAT[origin.kind]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # GDAL warns of much that does not matter here
            first, others, info = open_layer(path, encoding, layer)
            origin.limits.check_shape(info["features"], len(info["fields"]), file=origin.file)
            meta, _, geometries, fields = pyogrio.raw.read(
                path, layer=first, encoding=encoding, datetime_as_string=True
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
    told = others and layer is None
    notes = (f"further layers are not read: {', '.join(others)[:200]}",) if told else ()
    return replace(sheet, notes=(*sheet.notes, *notes))


def open_layer(
    path: Path, encoding: str | None, layer: str | None = None
) -> tuple[str, list[str], dict[str, Any]]:
    """Return the layer to read, the names of the others, and what GDAL knows of it."""
    import pyogrio

    keep_gdal_offline()
    layers = pyogrio.list_layers(path)
    spatial = [layer or next((name for name, shape in layers if shape), layers[0][0])]
    others = [name for name, _ in layers if name != spatial[0]]
    return spatial[0], others, pyogrio.read_info(path, layer=spatial[0], encoding=encoding)


def _plain(column: Any) -> list[object]:
    """Return the values of a field as Python's own types."""
    if column.dtype.kind == "M":
        days = pd.Series(column)
        return [None if pd.isna(day) else day.to_pydatetime() for day in days]
    return list(column.tolist())
