"""What is filtered, as files: exactly the records that the page shows.

A download of records is in our own long form, and reading it again changes nothing: what the source
reported comes first, what we made of it beside it, and the source's own further columns last
(`geo.cells` says how texts and names are written).  Rows of a source that are in review because
they are no incident are not in it; `rejected_csv` has them.

CSV and GeoJSON come piece by piece, whatever their size in little memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.export import csv_form, geojson
from geo.export.names import MEDIA_TYPES, file_name
from geo.query import EXPORT_COLUMNS as COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.query import Filters
    from geo.store import Store

__all__ = [
    "COLUMNS",
    "MEDIA_TYPES",
    "file_name",
    "regions_stream",
    "rejected_csv",
    "stream",
    "timeline_csv",
]


def stream(store: Store, filters: Filters, form: str) -> Iterator[bytes]:
    """Records of the selection, one per incident and place.

    Parameters
    ----------
    store, filters
        What to write.
    form : {"csv", "geojson"}

    Yields
    ------
    bytes
        Pieces of the file, of some megabytes at most.
    """
    return {"csv": csv_form.records, "geojson": geojson.records}[form](store, filters)


def regions_stream(store: Store, filters: Filters, form: str) -> Iterator[bytes]:
    """Regions that the filters let through, with their figures (`figures.REGION_COLUMNS`).

    Parameters
    ----------
    store, filters
        What to count.
    form : {"csv", "geojson"}
        GeoJSON has the boundaries besides, simplified for display.
    """
    return {"csv": csv_form.regions, "geojson": geojson.regions}[form](store, filters)


def timeline_csv(store: Store, filters: Filters, step: str = "day") -> Iterator[bytes]:
    """Incidents per day (or week, named by its Monday) and type, as CSV."""
    return csv_form.timeline(store, filters, step)


def rejected_csv(store: Store) -> Iterator[bytes]:
    """Rows of all sources that are no incident as they stand, each with its reason, as CSV."""
    return csv_form.rejected(store)
