"""In which region coordinates lie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo.errors import InputError
from geo.regions.polygons import boundaries

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd


#: From so many coordinates on it pays to have the grid (`geo.regions.grid`).
_GRID_FROM: Final = 40_000

#: Mercator stretches without end towards the poles; no region reaches this latitude.
_FARTHEST_NORTH: Final = 85.0


def locate(
    longitudes: Any, latitudes: Any, *, regions: gpd.GeoDataFrame | None = None
) -> pd.DataFrame:
    """Say in which region each coordinate lies.

    Parameters
    ----------
    longitudes, latitudes : array-like
        Degrees, EPSG:4326, of equal length; longitudes may go on beyond 180.  What is not a number
        counts as missing, and so does 0, 0.
    regions : GeoDataFrame, optional
        Polygons with a column `region`; by default `boundaries()`.

    Returns
    -------
    DataFrame
        One row per coordinate, in order, with the index of `longitudes` if it has one.  `region`
        (string) is missing where there is none.  `method` is one of

        inside
            in the region's polygon; on a shared border, the region whose code sorts first
        coast
            at sea, at most `COAST_KM` from the region, which is the nearest land
        outside
            farther out, abroad, or not a place on Earth
        missing
            there is no coordinate

        Distances to the coast are right within 1%.

    DataMissingError is raised if the shipped boundaries are not there, InputError if there are
    more longitudes than latitudes, or fewer.

    >>> found = locate([36.25, 36.6, 30.9, 21.0], [50.0, 50.6, 46.3, 52.2])
    >>> found["region"].tolist()
    ['UA-63', 'RU-BEL', 'UA-51', <NA>]
    >>> found["method"].tolist()
    ['inside', 'inside', 'coast', 'outside']
    """
    import numpy as np
    import pandas as pd

    from geo.regions import join

    lon, lat = _numbers(longitudes), _numbers(latitudes)
    if len(lon) != len(lat):
        raise InputError(f"{len(lon)} longitudes do not fit {len(lat)} latitudes")
    away = np.abs(lon)
    possible = (np.abs(lat) <= _FARTHEST_NORTH) & (away <= 360) & ~((lon == 0) & (lat == 0))  # noqa: PLR2004
    # A slice where all are possible: it picks without a copy.
    at = slice(None) if possible.all() else np.flatnonzero(possible)
    east, north, far = lon[at], lat[at], away[at] > 180  # noqa: PLR2004
    # Only what lies beyond 180 is shifted: it costs the last digit, and that decides on borders.
    if far.any():
        east = np.where(far, (east + 180) % 360 - 180, east)
    polygons = None if regions is None else regions.to_crs("EPSG:4326")
    if polygons is None and len(east) >= _GRID_FROM:
        found, coast = join.by_grid(east, north)
    else:
        found, coast = join.by_polygons(east, north, polygons)

    codes = (boundaries() if polygons is None else polygons)["region"]
    names = pd.array([*codes, None], dtype="string")
    way = np.where(found >= 0, np.int8(0), np.int8(2))
    way[coast] = 1
    region, method = found, way
    if len(found) < len(lon):
        missing = ~(np.isfinite(lon) & np.isfinite(lat)) | ((lon == 0) & (lat == 0))
        region, method = np.full(len(lon), -1), np.where(missing, np.int8(3), np.int8(2))
        region[at], method[at] = found, way
    methods = pd.array(["inside", "coast", "outside", "missing"], dtype="string")
    index = longitudes.index if isinstance(longitudes, pd.Series) else None
    return pd.DataFrame({"region": names.take(region), "method": methods.take(method)}, index=index)


def _numbers(values: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Turn anything array-like into floats, NaN where there is no number."""
    import numpy as np
    import pandas as pd

    if isinstance(values, np.ndarray) and values.dtype == np.float64:
        return values
    series = values if isinstance(values, pd.Series) else pd.Series(list(values), dtype=object)
    return pd.to_numeric(series, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
