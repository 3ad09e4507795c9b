"""The atlas in a notebook: files, places and figures as pandas' and GeoPandas' own tables.

All of it stands in `geo` itself (`geo.read_file`, `geo.geocode` ...).  Coordinates are degrees,
EPSG:4326; regions are ISO 3166-2 codes; a number that nobody reported is missing, not 0.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import geopandas as gpd
import pandas as pd

from geo import query
from geo.config import shipped_incidents
from geo.export import region_table
from geo.geocoding import Columns, geocode_frame
from geo.ingest import Choices, ensure_store, prepare
from geo.query import Filters
from geo.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from geo.readers import DateOrder

_CRS = "EPSG:4326"
_EVERYTHING = Filters()


def read_file(
    path: Path | str | None = None,
    *,
    file_format: str | None = None,
    mapping: Mapping[str, str] | None = None,
    date_order: DateOrder | None = None,
) -> gpd.GeoDataFrame:
    """Read incidents from a file of any format, and find the region of each of their places.

    Parameters
    ----------
    path : Path or str, optional
        The file; the incidents that ship with the atlas by default.
    file_format : str, optional
        Name of the format, one of `python -m geo formats`; by default the content decides.
    mapping : mapping, optional
        For a plain table: our field to the file's column, `{"place": "Where"}`.
    date_order : {"day", "month"}, optional
        What stands first in dates such as 03/04/2024.

    Returns
    -------
    GeoDataFrame
        EPSG:4326, one row per incident and place, in the order of the file.  Columns as in
        `data/incidents.csv`; of the geocoding `region`, `precision`, `method`, `score` and
        `status` (located, ambiguous, unmatched, outside).  The geometry is a point, and missing
        where the place is known by its region, its country or a circle only (`circle_lat`,
        `circle_lon`, `radius_km`).  `attrs["rejected"]` lists the rows that are no incident as
        they stand, each a dictionary with its problem (`pd.DataFrame(...)` makes a table of
        them); `attrs["remarks"]` a tuple of sentences on the file.

    Raises
    ------
    InputError
        If the file cannot be read: row, column, and what was expected.

    Examples
    --------
    >>> incidents = read_file()
    >>> len(incidents), incidents["incident_id"].nunique()
    (1109, 437)
    >>> incidents.crs.to_string(), bool(incidents["status"].eq("located").mean() > 0.9)
    ('EPSG:4326', True)
    """
    file = shipped_incidents() if path is None else Path(path)
    choices = Choices(file.stem, file_format, mapping, date_order)
    made = prepare([(file.name, file.read_bytes())], choices)
    rows = made.tables.locations.merge(made.tables.incidents, on="incident_id", how="left")
    found = gpd.GeoDataFrame(rows, geometry=gpd.points_from_xy(rows["lon"], rows["lat"], crs=_CRS))
    found.loc[rows["lat"].isna(), "geometry"] = None
    # No table: pandas compares attributes wherever frames are joined, and a table has no truth.
    found.attrs = {
        "rejected": made.tables.rejected.to_dict("records"),
        "remarks": made.remarks,
    }
    return found


def geocode(
    places: pd.Series[str],
    *,
    country: pd.Series[str] | str | None = None,
    admin1: pd.Series[str] | str | None = None,
    latitude: pd.Series[float] | None = None,
    longitude: pd.Series[float] | None = None,
) -> pd.DataFrame:
    """Find the region of each place text.

    Parameters
    ----------
    places : Series
        Places as reported, in any language and spelling.
    country, admin1 : Series or str, optional
        Country and region as reported, by row or for all.
    latitude, longitude : Series, optional
        The records' own coordinates, degrees, EPSG:4326.

    Returns
    -------
    DataFrame
        With the index of `places`: `region` (codes of a list of places joined by ";"),
        `region_name`, `place_name`, `latitude`, `longitude`, `precision`, `method`, `score` (0 to
        1), `status`, `candidates`, `note`; in Ukraine `raion`, `raion_code`, `hromada`,
        `hromada_code` (KATOTTG), `p_code` and `place_code`; and `radius_km`, how far from its point
        a place of precision "hromada" is at most.  Latitudes and longitudes are degrees, EPSG:4326.

    Examples
    --------
    >>> geocode(pd.Series(["Ніжин", "Kursk and Belgorod regions"]))["region"].tolist()
    ['UA-74', 'RU-KRS;RU-BEL']
    """
    given = {"country": country, "admin1": admin1, "lat": latitude, "lon": longitude}
    columns = {name: values for name, values in given.items() if values is not None}
    frame = pd.DataFrame({"place": places}).assign(**columns)
    named: dict[str, Any] = {name: name for name in columns}
    return geocode_frame(frame, Columns("place", **named))


class Atlas:
    """A store of incidents, asked for figures as the page asks.

    Parameters
    ----------
    path : Path or str, optional
        A store made by `atlas ingest`; by default that of the incidents that ship with the atlas,
        which is built if it is not there.

    Raises
    ------
    StoreError
        If there is no store at `path`, or it cannot be read.

    Examples
    --------
    >>> with Atlas() as atlas:
    ...     regions = atlas.regions(Filters(country=("UA",)))
    ...     months = atlas.timeline(step="month")
    >>> int(regions.set_index("region")["incidents"]["UA-63"])
    68
    >>> months["period"].min()
    Timestamp('2024-08-01 00:00:00')
    """

    def __init__(self, path: Path | str | None = None) -> None:
        self.store = Store(ensure_store() if path is None else Path(path))

    def __enter__(self) -> Self:
        """Return the atlas itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the store."""
        self.store.close()

    def regions(self, filters: Filters = _EVERYTHING) -> pd.DataFrame:
        """Return the figures of every region that the filters let through, one row each.

        An incident counts once in every region that it touches.  `killed`, `injured`, `launched`
        and `downed` are of incidents wholly inside the region; `killed_shared` and its like were
        reported for the region together with others, and are never split; `killed_known_for` and
        its like say of how many incidents the figure is the sum.
        """
        query.check_layers(self.store, filters)
        return region_table(self.store, filters)

    def totals(self, filters: Filters = _EVERYTHING) -> pd.Series[Any]:
        """Return the figures of the whole selection, each incident counted once.

        `killed_known_for` and its like say of how many incidents the figure is the sum.
        """
        query.check_layers(self.store, filters)
        found = query.headline(self.store, filters)
        numbers = {"incidents": found.incidents}
        for name in query.FIGURES:
            figure = getattr(found, name)
            numbers |= {name: figure.value, f"{name}_known_for": figure.known_for}
        return pd.Series(numbers, dtype="Int64")

    def timeline(self, filters: Filters = _EVERYTHING, *, step: str = "day") -> pd.DataFrame:
        """Return incidents by period (`step` is day, week or month) and type.

        Columns `period` (the period's first day), `type`, `incidents`; an incident of several
        days counts in each period that it touches.
        """
        query.check_layers(self.store, filters)
        return query.timeline(self.store, filters, step)

    def records(self, filters: Filters = _EVERYTHING) -> gpd.GeoDataFrame:
        """Return the records, one row per incident and place, as the page downloads them.

        EPSG:4326; the geometry is missing where the place is known by its region, its country or a
        circle only.
        """
        query.check_layers(self.store, filters)
        tables = [table.to_pandas() for table in query.record_tables(self.store, filters)]
        rows = pd.concat(tables, ignore_index=True)
        points = gpd.points_from_xy(rows["lon"], rows["lat"], crs=_CRS)
        found = gpd.GeoDataFrame(rows, geometry=points)
        found.loc[rows["lat"].isna(), "geometry"] = None
        return found
