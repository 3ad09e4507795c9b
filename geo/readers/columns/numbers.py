"""Counts and coordinates out of text, column by column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Words that stand in a number's cell for "unknown".
_UNKNOWN: Final = (
    *("-", "--", "–", "—", "?", "n/a", "na", "nan", "null", "none given", "unknown", "tbd"),
    *("невідомо", "н/д", "немає даних", "неизвестно", "нет данных"),
)
_MOST = 2**31
_THOUSANDS = r"(?<=\d),(?=\d{3}(?!\d))"
_EXPECTED = "expected a whole number of 0 or more, or blank for unknown"
#: Where Ukraine and Russia lie: south, north, west, east; Chukotka reaches beyond 180 degrees.
_BOXES: Final = ((44.0, 52.6, 22.0, 40.4), (41.0, 82.0, 19.5, 180.0), (62.0, 73.0, -180.0, -168.0))


def read_numbers(text: pd.Series[str]) -> tuple[pd.Series[float], pd.Series[bool]]:
    """Numbers of a column, and where a text is none.

    A decimal comma, blanks between the thousands and words for "unknown" are understood.
    """
    clean = text.astype("string").str.strip()
    clean = clean.mask(clean.str.casefold().isin(_UNKNOWN))
    number = pd.to_numeric(clean, errors="coerce")
    odd = clean.notna() & number.isna()
    if odd.any():
        again = clean[odd].str.replace(r"(?<=\d)[\s\u00a0\u202f](?=\d{3}(?!\d))", "", regex=True)
        again = again.str.replace(r"^([+-]?\d+),(\d+)$", r"\1.\2", regex=True)
        number = number.copy()
        number[odd] = pd.to_numeric(again.str.strip("°"), errors="coerce")
    number = number.astype("float64").replace([np.inf, -np.inf], np.nan)
    return number, clean.notna() & number.isna()


def read_counts(text: pd.Series[str]) -> tuple[pd.Series[int], pd.Series[str]]:
    """Whole numbers of 0 or more, and why a text is none.

    Returns
    -------
    counts : Series of Int64
        Missing where the text is blank, says "unknown" or is at fault.
    problem : Series of string
        One sentence for each text that is not a count; missing elsewhere.
    """
    if text.isna().all():
        nothing = pd.Series(pd.NA, index=text.index)
        return nothing.astype("Int64"), nothing.astype("string")
    # 1,500 is a count with a separator, and 1,5 is none; in a count a comma is never decimal.
    plain = text.astype("string")
    marked = plain.str.contains(",", regex=False).fillna(value=False)
    if marked.any():
        plain = plain.mask(marked, plain.str.replace(_THOUSANDS, "", regex=True))
    number, odd = read_numbers(plain)
    whole = (number >= 0) & (number % 1 == 0) & (number < _MOST)
    wrong = odd | (number.notna() & ~whole)
    problem = pd.Series(pd.NA, index=text.index, dtype="string")
    if wrong.any():
        problem[wrong] = [
            f"{str(value)[:60]!r} is not a count; {_EXPECTED}" for value in text[wrong]
        ]
    return number.mask(wrong).astype("Int64"), problem


@dataclass(frozen=True)
class Points:
    """Latitude and longitude of each row.

    Attributes
    ----------
    latitude, longitude : Series of float64
        Degrees; both missing where there is no usable point.
    bad_latitude, bad_longitude : Series of string
        Why a row's latitude, or longitude, was not read; missing elsewhere.
    swapped : bool
        Whether the two columns had changed places, and were changed back.
    """

    latitude: pd.Series[float]
    longitude: pd.Series[float]
    bad_latitude: pd.Series[str]
    bad_longitude: pd.Series[str]
    swapped: bool


def read_points(
    latitude: pd.Series[str], longitude: pd.Series[str], *, foreign: pd.Series[bool]
) -> Points:
    """Coordinates out of two columns of text; 0,0 stands for unknown and is missing.

    A pair that lies in Ukraine or Russia only with its numbers exchanged looks swapped.  If no
    row contradicts, the columns were swapped and are taken the other way round; if some do, the
    rows that look swapped are faults, since what they mean would be a guess.

    Parameters
    ----------
    latitude, longitude : Series of string
        The columns; blank is missing.
    foreign : Series of bool
        Where the row names a country that is neither Ukraine nor Russia: nothing is concluded.
    """
    lat, lat_odd = read_numbers(latitude)
    lon, lon_odd = read_numbers(longitude)
    unknown = (lat == 0) & (lon == 0)
    lat, lon = lat.mask(unknown), lon.mask(unknown)
    y, x = lat.to_numpy(dtype=np.float64), lon.to_numpy(dtype=np.float64)
    home = ~foreign.to_numpy(dtype=bool)
    upright = _inside(y, x)
    turned = _inside(x, y) & ~upright & home
    settled = upright & ~_inside(x, y)
    swapped = bool(turned.any()) and not settled.any()
    if swapped:
        lat, lon, lat_odd, lon_odd = lon, lat, lon_odd, lat_odd
        latitude, longitude = longitude, latitude
        turned = np.zeros_like(turned)
    bad_lat = _say_degrees(latitude, lat, lat_odd, 90)
    bad_lon = _say_degrees(longitude, lon, lon_odd, 180)
    half = (lat.notna() != lon.notna()) & bad_lat.isna() & bad_lon.isna()
    bad_lat[half & lat.isna()] = "a longitude without its latitude"
    bad_lon[half & lon.isna()] = "a latitude without its longitude"
    for at in np.flatnonzero(turned):
        bad_lat.iloc[int(at)] = (
            f"latitude {y[at]:g} and longitude {x[at]:g} look swapped, unlike those of other rows"
        )
    bad = bad_lat.notna() | bad_lon.notna()
    return Points(lat.mask(bad), lon.mask(bad), bad_lat, bad_lon, swapped)


def _inside(lat: NDArray[np.floating], lon: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Tell which points lie in the boxes around Ukraine and Russia."""
    found = np.zeros(len(lat), dtype=bool)
    for south, north, west, east in _BOXES:
        found |= (lat >= south) & (lat <= north) & (lon >= west) & (lon <= east)
    return found


def _say_degrees(
    text: pd.Series[str], number: pd.Series[float], odd: pd.Series[bool], limit: int
) -> pd.Series[str]:
    problem = pd.Series(pd.NA, index=text.index, dtype="string")
    wrong = odd | (number.abs() > limit)
    if wrong.any():
        problem[wrong] = [
            f"{str(value)[:60]!r} is not in degrees between -{limit} and {limit}"
            for value in text[wrong]
        ]
    return problem
