"""Files of polygons: GeoPackage, GeoJSON and zipped shapefile, in any coordinate system.

A file is read from a private copy under a name of ours, by GDAL without a network.
"""

from __future__ import annotations

import json
import re
import warnings
from typing import TYPE_CHECKING, Any, Final

from geo.disk import private_folder
from geo.errors import InputError
from geo.readers import (
    DEFAULT_LIMITS,
    LONE_SHP,
    NO_CRS,
    SHAPES,
    Limits,
    Origin,
    check_geopackage,
    keep_gdal_offline,
    load_json,
    open_layer,
    unpack_shapefile,
)

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

EXPECTED: Final = "expected a GeoPackage, a GeoJSON or a zipped shapefile of polygons"
_CRS_NAME: Final = re.compile(r"(urn:ogc:def:crs:(EPSG|OGC):[\d.]*:\w+|EPSG:\d+)")
_LONGEST: Final = 200


def read_polygons(
    content: bytes, *, file: str, limits: Limits = DEFAULT_LIMITS
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Read the first layer of shapes of a file, with all its columns.

    Parameters
    ----------
    content : bytes
        A GeoPackage, a GeoJSON or a zipped shapefile, in any coordinate system that it names.
    file : str
        Its name, for messages.
    limits : Limits
        What is refused.

    Returns
    -------
    tuple of GeoDataFrame and list of str
        The features in EPSG:4326, their shapes not checked, and what was left out.

    Raises
    ------
    InputError
        In one sentence, if the file is damaged, too large, no layer or without a coordinate system.
    """
    limits.check_bytes(len(content), file=file)
    with private_folder() as folder:
        path, encoding = _private_copy(content, folder, file, limits)
        return _read(path, encoding, file, limits)


def _private_copy(
    content: bytes, folder: Path, file: str, limits: Limits
) -> tuple[Path, str | None]:
    """Write the file under a name of ours, once its first bytes say what it is."""
    if content.startswith(b"PK"):
        return unpack_shapefile(content, folder, file=file, limits=limits)
    if content.startswith(b"SQLite format 3\x00"):
        path = folder / "layer.gpkg"
        path.write_bytes(content)
        check_geopackage(path, Origin(file, "gpkg", limits))
        return path, None
    if content.startswith(SHAPES):
        raise InputError(LONE_SHP, file=file)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{":
        raise InputError(f"the file is no layer; {EXPECTED}", file=file)
    document = load_json(content, file=file)
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise InputError("the JSON is not a GeoJSON FeatureCollection", file=file)
    _check_crs(document, file)
    path = folder / "layer.geojson"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path, None


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
