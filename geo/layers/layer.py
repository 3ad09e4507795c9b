"""Layers of polygons that a user adds: raions, hromadas, a front-line zone.

A *layer* is a set of areas, each with its own name.  Records are joined with it by their
coordinates only: a record that is not a point on the map is not located at this level, and is
counted as such.  Features of one name are one area, unless the file says that they are parts of
several.  Where areas overlap, a point belongs to the
one whose name sorts first.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from geo.blocks import BLOCK_ROWS, in_turn
from geo.errors import InputError
from geo.layers.file import EXPECTED, read_polygons
from geo.layers.names import area_names
from geo.layers.shapes import display_of, repaired
from geo.readers import DEFAULT_LIMITS, Limits
from geo.store import LayerTables

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from geo.blocks import Run
    from geo.store import Store


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
        The column that holds the areas' names; by default the likeliest
        (`names.likely_name_column`).  A lone area without a name takes the file's.
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
        its coordinate system, or has names of which it is not clear which they are.
    """
    frame, notes = read_polygons(content, file=file, limits=limits)
    return layer_of(frame, file=file, name_column=name_column, notes=notes)


def layer_of(
    frame: gpd.GeoDataFrame,
    *,
    file: str,
    name_column: str | None = None,
    notes: Sequence[str] = (),
) -> Layer:
    """Make a layer of polygons that have been read.

    Parameters
    ----------
    frame : GeoDataFrame
        From `geo.layers.file.read_polygons`.
    file, name_column
        As for `read_layer`.
    notes : sequence of str
        What is to be said of the file besides what is repaired here.

    Raises
    ------
    InputError
        As `read_layer` does.
    """
    names, decided = area_names(frame, name_column, file)
    notes = [*notes, *decided]
    shapes, remarks = repaired(frame.geometry, file)
    areas = frame.set_geometry(shapes).assign(name=names)[["name", "geometry"]]
    areas = areas[areas.geometry.notna().to_numpy()]
    if areas.empty:
        raise InputError(f"the layer has no areas; {EXPECTED}", file=file)
    if repeated := int(areas["name"].duplicated().sum()):
        notes = [
            *notes,
            f"{repeated:,} features share a name with another; they are one area together",
        ]
        areas = areas.dissolve("name").reset_index()[["name", "geometry"]]
    areas = areas.sort_values("name", ignore_index=True)
    stem = Path(file).stem
    return Layer(stem, areas, tuple(f"{file}: {note}" for note in [*notes, *remarks]))


def locate(
    layer: Layer, longitudes: pd.Series[float], latitudes: pd.Series[float]
) -> pd.Series[str]:
    """Return the name of the area that each coordinate lies in.

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

    Returns
    -------
    LayerTables
        The areas with their shapes, and the area of each distinct point that lies in one.
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
    """Return the layers that a store has.

    The areas are in EPSG:4326; without a store there are none.
    """
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
