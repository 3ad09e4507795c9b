"""Layers of polygons that a user adds: raions, hromadas, a front-line zone.

A *layer* is a set of areas, each with its own name.  Records are joined with it by their
coordinates only: a record that is not a point on the map is not located at this level, and is
counted as such.  Features of one name are one area, unless the file says that they are parts of
several.  Where areas overlap, a point belongs to the
one whose name sorts first.  In a dated layer (`geo.layers.dated`) each area holds for certain days,
and a record is joined with those that hold on its own day, the first of its incident's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from geo.blocks import BLOCK_ROWS, in_turn
from geo.errors import InputError
from geo.layers.dated import FILE, HOLDS, days_of, likely_days, once_a_day
from geo.layers.edges import places_of
from geo.layers.file import EXPECTED, read_polygons
from geo.layers.names import area_names, likely_name_column
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
        Columns name and geometry, sorted by name, each name once; EPSG:4326.  Those of a dated
        layer have `dated.HOLDS` besides, and each name is there once for each day.
    notes : tuple of str
        What was repaired or put together, for a person.
    """

    name: str
    areas: gpd.GeoDataFrame
    notes: tuple[str, ...] = ()

    @property
    def dated(self) -> bool:
        """Whether its areas hold for certain days."""
        return HOLDS[0] in self.areas


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
    day_columns: Sequence[str] | None = None,
    notes: Sequence[str] = (),
) -> Layer:
    """Make a layer of polygons that have been read.

    Parameters
    ----------
    frame : GeoDataFrame
        From `geo.layers.file.read_polygons`.
    file, name_column
        As for `read_layer`.
    day_columns : sequence of str, optional
        One of `dated.day_columns`, or none of them; by default what `dated.likely_days` says.
    notes : sequence of str
        What is to be said of the file besides what is repaired here.

    Raises
    ------
    InputError
        As `read_layer` does.
    """
    if day_columns is None:
        known = name_column or likely_name_column(frame)
        day_columns = likely_days(frame, frame.get(known))
    holds, notes = None, list(notes)
    if day_columns:
        days = days_of(frame, tuple(day_columns))
        files = frame.get(FILE, file)
        holds = pd.DataFrame({"day_from": days.start, "day_to": days.end}).assign(file=files)
        known_days = holds["day_from"].notna() & holds["day_to"].notna()
        frame, holds = frame[known_days], holds[known_days]
        notes += days.notes
        if frame.empty:
            raise InputError("none of the areas has a day that can be read", file=file)
    names, decided = _names(frame, name_column, file, holds)
    shapes, remarks = repaired(frame.geometry, file)
    areas = frame.set_geometry(shapes).assign(name=names)[["name", "geometry"]]
    if holds is not None:
        areas[list(HOLDS)] = holds
    areas = areas[areas.geometry.notna().to_numpy()]
    if areas.empty:
        raise InputError(f"the layer has no areas; {EXPECTED}", file=file)
    areas, joined = _once(areas)
    stem, notes = Path(file).stem, [*notes, *decided, *joined, *remarks]
    return Layer(stem, areas, tuple(f"{file}: {note}" for note in dict.fromkeys(notes)))


def _names(
    frame: gpd.GeoDataFrame, column: str | None, file: str, holds: pd.DataFrame | None
) -> tuple[pd.Series[str], list[str]]:
    """Name the areas, in a dated layer those of each day by themselves."""
    if holds is None:
        return area_names(frame, column, file)
    column = column or likely_name_column(frame)
    named = [
        area_names(part, column, file) for _day, part in frame.groupby(holds["day_from"].to_numpy())
    ]
    notes = [note for _part, remarks in named for note in remarks]
    return pd.concat([part for part, _notes in named]).reindex(frame.index), notes


def _once(areas: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Return each name once, in a dated layer once for each day, and what was put together."""
    dated = HOLDS[0] in areas
    keys = ["name", *HOLDS[:2]] if dated else ["name"]
    repeated = int(areas.duplicated(keys).sum())
    notes = [f"{repeated:,} features share a name with another; they are one area together"]
    if dated:
        return once_a_day(areas), notes if repeated else []
    if repeated:
        areas = areas.dissolve("name").reset_index()[["name", "geometry"]]
    return areas.sort_values("name", ignore_index=True), notes if repeated else []


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


def tables_of(
    layer: Layer, points: pd.DataFrame, *, run: Run = in_turn, areas: bool = True
) -> LayerTables:
    """Join a layer with located records, for a store.

    Parameters
    ----------
    layer : Layer
        The layer.
    points : DataFrame
        Columns lon, lat and day, from `geo.store.Tables.points`; each distinct point is looked up
        once, in a dated layer once a day.
    run : callable
        Does the join on blocks of points; in this process by default.
    areas : bool
        Whether the areas are given back; a store that stands beside one that has them needs none.

    Returns
    -------
    LayerTables
        The areas with their shapes, and the area of each distinct point that lies in one; of a
        dated layer all points, with the day and the kilometres that `edges.places_of` gives.
    """
    keys = ["lon", "lat", *(["day"] if layer.dated else [])]
    points = points[keys].dropna().drop_duplicates(ignore_index=True)
    cuts = range(0, max(len(points), 1), BLOCK_ROWS)
    parts = [points.iloc[cut : cut + BLOCK_ROWS] for cut in cuts]
    points = pd.concat(run(partial(_named, layer=layer), parts), ignore_index=True)
    given = layer if areas else replace(layer, areas=layer.areas.head(0))
    return LayerTables(layer.name, _areas(given), points, dated=layer.dated)


def _areas(layer: Layer) -> pd.DataFrame:
    areas = pd.DataFrame(
        {
            "name": layer.areas["name"].astype("string"),
            "shape": layer.areas.geometry.to_wkb().astype(object),
            "display": pd.Series(_display(layer) if len(layer.areas) else [], dtype="string"),
        }
    )
    missing = pd.Series(pd.NA, index=areas.index, dtype="string")
    for name in HOLDS:
        areas[name] = layer.areas[name].astype("string") if layer.dated else missing
    return areas


def _display(layer: Layer) -> list[str]:
    """Simplify the shapes for display, those of each day together."""
    shapes = layer.areas.geometry
    if not layer.dated:
        return display_of(shapes)
    spans = layer.areas.groupby(list(HOLDS[:2]), sort=False).ngroup()
    made = dict[int, str]()
    for _span, part in shapes.groupby(spans.to_numpy()):
        made |= zip(part.index, display_of(part), strict=True)
    return [made[at] for at in shapes.index]


def _named(points: pd.DataFrame, layer: Layer) -> pd.DataFrame:
    if layer.dated:
        return places_of(layer.areas, points)
    return points.assign(name=locate(layer, points["lon"], points["lat"])).dropna()


def of_store(store: Store | None) -> list[Layer]:
    """Return the layers that a store has.

    The areas are in EPSG:4326; without a store there are none.
    """
    import geopandas as gpd

    found = []
    for name, rows in (store.layer_shapes() if store else {}).items():
        areas = gpd.GeoDataFrame(
            {"name": pd.Series([row[0] for row in rows], dtype="string")},
            geometry=gpd.GeoSeries.from_wkb([bytes(row[1]) for row in rows]),
            crs="EPSG:4326",
        )
        if any(row[2] for row in rows):
            for at, column in enumerate(HOLDS, start=2):
                areas[column] = pd.Series([row[at] for row in rows], dtype="string")
        found.append(Layer(name, areas))
    return found
