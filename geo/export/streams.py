"""Downloads that come piece by piece, whatever their size in little memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.export import csv_text, geojson

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.query import Filters
    from geo.store import Store


def stream(store: Store, filters: Filters, form: str, *, hxl: bool = False) -> Iterator[bytes]:
    """Return the records of the selection, one per incident and place.

    Parameters
    ----------
    store, filters
        What to write.
    form : {"csv", "geojson"}
    hxl : bool
        Whether a CSV has a row of HXL tags under its heading.

    Returns
    -------
    iterator of bytes
        Pieces of the file, of some megabytes at most.
    """
    if form == "csv":
        return csv_text.records(store, filters, hxl=hxl)
    return {"geojson": geojson.records}[form](store, filters)


def regions_stream(
    store: Store, filters: Filters, form: str, *, hxl: bool = False
) -> Iterator[bytes]:
    """Return the regions that the filters let through, with figures (`figures.REGION_COLUMNS`).

    Parameters
    ----------
    store, filters
        What to count.
    form : {"csv", "geojson"}
        GeoJSON has the boundaries besides, simplified for display.
    hxl : bool
        Whether a CSV has a row of HXL tags under its heading.
    """
    if form == "csv":
        return csv_text.regions(store, filters, hxl=hxl)
    return {"geojson": geojson.regions}[form](store, filters)


def raions_csv(store: Store, filters: Filters, *, hxl: bool = False) -> Iterator[bytes]:
    """Return the raions that the filters let through (`figures.RAION_COLUMNS`), as CSV."""
    return csv_text.raions(store, filters, hxl=hxl)


def timeline_csv(store: Store, filters: Filters, step: str = "day") -> Iterator[bytes]:
    """Return the incidents per day (or week, named by its Monday) and type, as CSV.

    Columns: the step (the first day of each, as YYYY-MM-DD), type, incidents.
    """
    return csv_text.timeline(store, filters, step)


def nights_csv(store: Store, filters: Filters) -> Iterator[bytes]:
    """Return the nights with both sides' attacks (`csv_text.nights`), as CSV."""
    return csv_text.nights(store, filters)


def intervals_csv(store: Store, filters: Filters) -> Iterator[bytes]:
    """Return the regions with 95% intervals (`certainty.INTERVAL_COLUMNS`), as CSV."""
    return csv_text.intervals(store, filters)


def hotspots_csv(store: Store, filters: Filters) -> Iterator[bytes]:
    """Return the regions with their hot spots (`certainty.HOTSPOT_COLUMNS`), as CSV."""
    return csv_text.hotspots(store, filters)
