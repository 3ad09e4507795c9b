"""Layers of polygons that a user adds: raions, hromadas, a front-line zone.

A *layer* is a set of areas, each with its own name.  Records are joined with it by their
coordinates only: a record that is not a point on the map is not located at this level, and is
counted as such.  Features of one name are one area.  Where areas overlap, a point belongs to the
one whose name sorts first.

A file is read from a private copy under a name of ours, by GDAL without a network.
"""

from __future__ import annotations

import json
import re
import warnings
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.errors import InputError
from geo.layershapes import display_of, repaired
from geo.placing import BLOCK_ROWS, in_turn
from geo.readers.base import DEFAULT_LIMITS, Limits, Origin
from geo.readers.containers import as_text, load_json
from geo.readers.geopackage import check_geopackage
from geo.readers.layers import keep_gdal_offline, open_layer
from geo.readers.shapefile import unpack_shapefile
from geo.readers.wkb import NO_CRS
from geo.scratch import private_folder
from geo.store import LayerTables

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.placing import Run
    from geo.store import Store

#: Columns that names are looked for in, the likeliest first.
NAME_COLUMNS: Final = (
    *(
        "name",
        "name_en",
        "name:en",
        "name_uk",
        "name:uk",
        "name_ru",
        "name:ru",
        "назва",
        "название",
    ),
    *("наименование", "імʼя", "имя", "nazva", "shapename", "adm3_en", "adm2_en", "adm1_en"),
    *("admin3name_en", "admin2name_en", "admin1name_en", "admin3", "admin2", "admin1"),
    *("район", "громада", "raion", "rayon", "hromada", "zone", "зона", "title", "label"),
)
_EXPECTED = "expected a GeoPackage, a GeoJSON or a zipped shapefile of polygons"
_CRS_NAME: Final = re.compile(r"(urn:ogc:def:crs:(EPSG|OGC):[\d.]*:\w+|EPSG:\d+)")
_LONGEST = 200


@dataclass(frozen=True)
class Layer:
    """A layer of polygons.

    Attributes
    ----------
    name : str
        The layer's name: that of its file, without the ending.
    areas : GeoDataFrame
        Columns name and geometry, sorted by name, each name once; EPSG:4326.
    notes : tuple of str
        What was repaired or put together, for a person.
    """

    name: str
    areas: gpd.GeoDataFrame
    notes: tuple[str, ...] = ()


def read_layer(
    content: bytes, *, file: str, name_column: str | None = None, limits: Limits = DEFAULT_LIMITS
) -> Layer:
    """Read a layer of polygons.

    Parameters
    ----------
    content : bytes
        A GeoPackage, a GeoJSON or a zipped shapefile, in any coordinate system that it names.
    file : str
        Its name, for the layer's name and for messages.
    name_column : str, optional
        The column that holds the areas' names; by default the first of `NAME_COLUMNS` that is
        there, or the only column of text.
    limits : Limits
        What is refused.

    Returns
    -------
    Layer
        Invalid polygons are repaired, and the notes say how many.

    Raises
    ------
    InputError
        In one sentence, if the file is damaged, holds something other than polygons, does not name
        its coordinate system, or has no names.
    """
    limits.check_bytes(len(content), file=file)
    with private_folder() as folder:
        path, encoding = _private_copy(content, folder, file, limits)
        frame, notes = _read(path, encoding, file, limits)
    names = _names(frame, name_column, file)
    shapes, remarks = repaired(frame.geometry, file)
    areas = frame.set_geometry(shapes).assign(name=names)[["name", "geometry"]]
    areas = areas[areas.geometry.notna().to_numpy()]
    if areas.empty:
        raise InputError(f"the layer has no areas; {_EXPECTED}", file=file)
    if repeated := int(areas["name"].duplicated().sum()):
        notes.append(f"{repeated:,} features share a name with another; they are one area together")
        areas = areas.dissolve("name").reset_index()[["name", "geometry"]]
    areas = areas.sort_values("name", ignore_index=True)
    stem = Path(file).stem
    return Layer(stem, areas, tuple(f"{file}: {note}" for note in [*notes, *remarks]))


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
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{":
        raise InputError(f"the file is no layer; {_EXPECTED}", file=file)
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
        raise InputError(f"the layer has no areas; {_EXPECTED}", file=file)
    if frame.crs is None:
        raise InputError(NO_CRS, file=file)
    try:
        frame = frame.to_crs("EPSG:4326")
    except Exception:  # noqa: BLE001 - PROJ raises classes of its own
        raise InputError(NO_CRS, file=file) from None
    more = ", ".join(others)[:_LONGEST]
    return frame, [f"further layers are not read: {more}"] if others else []


def _names(frame: gpd.GeoDataFrame, wanted: str | None, file: str) -> pd.Series[str]:
    """Return the areas' names, none of them blank."""
    column = _name_column(frame, wanted, file)
    names = pd.Series([as_text(value) for value in frame[column]], dtype="string")
    if names.isna().any():
        row = int(names.isna().to_numpy().argmax()) + 2
        raise InputError("an area has no name", file=file, row=row, column=column)
    return names.set_axis(frame.index)


def _name_column(frame: gpd.GeoDataFrame, wanted: str | None, file: str) -> str:
    columns = [str(name) for name in frame.columns if name != frame.geometry.name]
    listed = ", ".join(columns)[:_LONGEST] or "none"
    if wanted is not None:
        if wanted not in columns:
            raise InputError(f"there is no column {wanted!r}; the file has {listed}", file=file)
        return wanted
    folded = {name.casefold(): name for name in reversed(columns)}
    for name in NAME_COLUMNS:
        if name in folded:
            return folded[name]
    text = [name for name in columns if not pd.api.types.is_numeric_dtype(frame[name])]
    if len(text) != 1:
        raise InputError(
            f"which column holds the areas' names is not clear; name one of {listed} after the"
            " file and a colon",
            file=file,
        )
    return text[0]


def locate(
    layer: Layer, longitudes: pd.Series[float], latitudes: pd.Series[float]
) -> pd.Series[str]:
    """Name of the area that each coordinate lies in.

    Parameters
    ----------
    layer : Layer
        The layer.
    longitudes, latitudes : Series of float
        Degrees, EPSG:4326.

    Returns
    -------
    Series of string
        With the index of `longitudes`; missing where a point lies in no area.
    """
    import geopandas as gpd

    places = gpd.points_from_xy(longitudes, latitudes, crs="EPSG:4326")
    points = gpd.GeoDataFrame(geometry=places)
    pairs = layer.areas.sjoin(points, predicate="intersects")
    pairs = pairs.sort_values(["index_right", "name"]).drop_duplicates("index_right")
    named = pairs.set_index("index_right")["name"].astype("string")
    found: pd.Series[str] = named.reindex(range(len(points))).set_axis(longitudes.index)
    return found


def tables_of(layer: Layer, locations: pd.DataFrame, *, run: Run = in_turn) -> LayerTables:
    """Join a layer with located records, for a store.

    Parameters
    ----------
    layer : Layer
        The layer.
    locations : DataFrame
        `schema.LOCATION_COLUMNS`; each distinct point is looked up once.
    run : callable
        Does the join on blocks of points; in this process by default.
    """
    points = locations[["lon", "lat"]].dropna().drop_duplicates(ignore_index=True)
    cuts = range(0, max(len(points), 1), BLOCK_ROWS)
    parts = [points.iloc[cut : cut + BLOCK_ROWS] for cut in cuts]
    points = pd.concat(run(partial(_named, layer=layer), parts), ignore_index=True)
    areas = pd.DataFrame(
        {
            "name": layer.areas["name"].astype("string"),
            "shape": layer.areas.geometry.to_wkb().astype(object),
            "display": pd.Series(display_of(layer.areas.geometry), dtype="string"),
        }
    )
    return LayerTables(layer.name, areas, points)


def _named(points: pd.DataFrame, layer: Layer) -> pd.DataFrame:
    return points.assign(name=locate(layer, points["lon"], points["lat"])).dropna()


def of_store(store: Store | None) -> list[Layer]:
    """Return the layers that a store has."""
    import geopandas as gpd

    return [
        Layer(
            layer,
            gpd.GeoDataFrame(
                {"name": pd.Series([name for name, _ in areas], dtype="string")},
                geometry=gpd.GeoSeries.from_wkb([bytes(shape) for _, shape in areas]),
                crs="EPSG:4326",
            ),
        )
        for layer, areas in (store.layer_shapes() if store else {}).items()
    ]
