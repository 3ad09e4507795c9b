"""Blocks of records as tables with the sources' own columns beside ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo import query

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    import pyarrow as pa

    from geo.query import Filters, OwnKey
    from geo.store import Store

#: The column of a record's point.
GEOMETRY: Final = "geometry"


def with_own(table: pa.Table, own: Collection[str]) -> pa.Table:
    """Return `table` with its list column `own` as one column for each name."""
    import pyarrow as pa
    import pyarrow.compute as pc

    lists = table["own"]
    table = table.drop_columns(["own"])
    for at, name in enumerate(own):
        table = table.append_column(name, pc.cast(pc.list_element(lists, at), pa.string()))
    return table


def point_tables(store: Store, filters: Filters, names: Mapping[str, OwnKey]) -> Iterator[pa.Table]:
    """Yield the records of a selection, block by block, with their points.

    Parameters
    ----------
    store, filters
        The selection.
    names : mapping
        Names of the sources' own columns, and their keys, from `distinct_names`.

    Yields
    ------
    Table
        `query.EXPORT_COLUMNS`, the own columns, and `GEOMETRY`: a point (well-known binary,
        EPSG:4326) where the record may be drawn as one, else null.
    """
    for table in query.record_tables(store, filters, list(names.values())):
        yield _with_points(with_own(table, names))


def _with_points(table: pa.Table) -> pa.Table:
    import pyarrow as pa
    import shapely

    drawn = table["drawn"].to_numpy()
    points = shapely.to_wkb(shapely.points(table["lon"].to_numpy(), table["lat"].to_numpy()))
    shapes = pa.array(points, type=pa.binary(), mask=~drawn)
    return table.drop_columns(["drawn"]).append_column(GEOMETRY, shapes)


def distinct_names(own: Mapping[str, OwnKey]) -> dict[str, OwnKey]:
    """Return names that differ from all others by more than case, as SQLite and GDAL ask.

    Parameters
    ----------
    own : mapping
        Names of the sources' own columns, and their keys.

    >>> list(distinct_names({"Notes": "", "own": "", "OWN": ""}))
    ['Notes_', 'own', 'OWN_']
    """
    taken = {name.lower() for name in (*query.EXPORT_COLUMNS, "fid", "drawn", GEOMETRY)}
    names: dict[str, OwnKey] = {}
    for name, key in own.items():
        free = name
        while free.lower() in taken:
            free += "_"
        taken.add(free.lower())
        names[free] = key
    return names
