"""Counts and coordinates out of text, column by column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.readers.columns.counts import Count, count_of
from geo.readers.columns.degrees import degrees_of
from geo.readers.columns.distinct import Distinct, missing

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Words that stand in a number's cell for "unknown".
_UNKNOWN: Final = (
    *("-", "--", "–", "—", "?", "n/a", "na", "nan", "null", "none given", "unknown", "tbd"),
    *("none", "<na>", "#n/a", "#n/a n/a", "#value!", "#ref!", "n.a.", "nil.", "no data", "missing"),
    *("not known", "not reported", "unk", "unk.", "unspecified", "...", "…", "\\n"),
    *("невідомо", "не відомо", "н/д", "н.д.", "немає даних", "немає інформації", "уточнюється"),
    *("дані уточнюються", "неизвестно", "нет данных", "нет информации", "уточняется", "неизв."),
)
#: A decimal number as programs write it.
_DECIMAL: Final = r"^[+-]?\d{1,15}(?:\.\d{1,20})?$"
_NO_COUNT: Final = Count(None, None, None)
_MOST = 2**31
_THOUSANDS = r"(?<=\d),(?=\d{3}(?!\d))"
_EXPECTED = "expected a whole number of 0 or more, or blank for unknown"
#: Where Ukraine and Russia lie: south, north, west, east; Chukotka reaches beyond 180 degrees.
_BOXES: Final = ((44.0, 52.6, 22.0, 40.4), (41.0, 82.0, 19.5, 180.0), (62.0, 73.0, -180.0, -168.0))
#: Armenia, Azerbaijan and Georgia, where incidents are reported that would lie in Russia if turned.
_CAUCASUS: Final = (38.3, 43.6, 39.9, 50.5)
_NEARLY_ALL: Final = 0.95
_FEW: Final = 0.5
_HALF: Final = 180.0


def read_numbers(text: pd.Series[str]) -> tuple[pd.Series[float], pd.Series[bool]]:
    """Read the numbers of a column, and where a text is none.

    A decimal comma, blanks between the thousands and words for "unknown" are understood.

    Returns
    -------
    numbers : Series of float
        Missing where a text is blank, unknown or no number.
    bad : Series of bool
        Where a text is no number, blank and unknown ones left aside.
    """
    array = pa.array(text.astype("string"), type=pa.large_string())
    plain = pc.match_substring_regex(array, _DECIMAL)
    number: pd.Series[float] = pd.Series(
        pc.cast(pc.if_else(plain, array, None), pa.float64()).to_numpy(zero_copy_only=False),
        index=text.index,
    )
    if pc.all(plain).as_py() is not False:
        return number, pd.Series(data=False, index=text.index)
    odd = ~plain.to_pandas().fillna(value=True).to_numpy(dtype=bool)
    bad = np.zeros(len(text), dtype=bool)
    number[odd], bad[odd] = _read_marked(text[odd])
    return number, pd.Series(bad, index=text.index, dtype=bool)


def _read_marked(text: pd.Series[str]) -> tuple[pd.Series[float], pd.Series[bool]]:
    """Read numbers with decimal commas, blanks and words; what `read_numbers` returns."""
    distinct = Distinct.of(text)
    clean = distinct.texts.str.strip()
    clean = clean.mask(clean.str.casefold().isin(_UNKNOWN))
    number = pd.to_numeric(clean, errors="coerce").astype("float64")
    odd = clean.notna() & number.isna()
    if odd.any():
        again = clean[odd].str.replace(r"(?<=\d)[\s\u00a0\u202f](?=\d{3}(?!\d))", "", regex=True)
        again = again.str.replace(r"^([+-]?\d+),(\d+)$", r"\1.\2", regex=True)
        number[odd] = pd.to_numeric(again.str.strip("°"), errors="coerce").astype("float64")
    number = number.replace([np.inf, -np.inf], np.nan)
    numbers: pd.Series[float] = distinct.column(number)
    return numbers, distinct.where(clean.notna() & number.isna())


@dataclass(frozen=True)
class Ranges:
    """A column of counts.

    Attributes
    ----------
    low, best, high : Series of Int64
        The least, the surest and the most; the same where the text is one number, each missing
        where the text does not say it.
    problem : Series of string
        Why a text is no count, one sentence each; missing elsewhere.
    """

    low: pd.Series[int]
    best: pd.Series[int]
    high: pd.Series[int]
    problem: pd.Series[str]


def read_counts(text: pd.Series[str]) -> tuple[pd.Series[int], pd.Series[str]]:
    """Read whole numbers of 0 or more, and why a text is none.

    Of words, marks and ranges the least number that is sure is taken
    (`geo.readers.columns.counts`).

    Returns
    -------
    counts : Series of Int64
        Missing where the text is blank, says "unknown", gives only a most, or is at fault.
    problem : Series of string
        One sentence for each text that is not a count; missing elsewhere.
    """
    ranges = read_ranges(text)
    return ranges.best, ranges.problem


def read_ranges(text: pd.Series[str]) -> Ranges:
    """Read a column of counts with what it says of the least and the most.

    >>> found = read_ranges(pd.Series(["2-3", "4+", "7"]))
    >>> found.best.tolist(), found.high.tolist()
    ([2, 4, 7], [3, <NA>, 7])
    """
    if text.isna().all():
        nothing = pd.Series(pd.array(pa.nulls(len(text), pa.int64()), "Int64"), index=text.index)
        return Ranges(nothing, nothing, nothing, missing(text.index))
    distinct = Distinct.of(text)
    found = _ranges_of(distinct.texts)
    columns = (found.low, found.best, found.high, found.problem)
    return Ranges(*(distinct.column(column) for column in columns))


def _ranges_of(text: pd.Series[str]) -> Ranges:
    """Read counts none of which is missing."""
    problem = missing(text.index)
    # 1,500 is a count with a separator, and 1,5 is none; in a count a comma is never decimal.
    plain = text
    marked = plain.str.contains(",", regex=False)
    if marked.any():
        plain = plain.mask(marked, plain.str.replace(_THOUSANDS, "", regex=True))
        # 2,000 with a comma for decimals would be 2.
        plain = plain.mask(plain.str.fullmatch(r"[+-]?\d+,\d+"), "?,?")
    number, odd = read_numbers(plain)
    whole = (number >= 0) & (number % 1 == 0) & (number < _MOST)
    wrong = odd | (number.notna() & ~whole)
    best = number.mask(wrong).astype("Int64")
    low, high = best.copy(), best.copy()
    if wrong.any():
        said = text[wrong]
        found = [count_of(str(value)) for value in said]
        for column, bound in ((low, 0), (best, 1), (high, 2)):
            values = [(count or _NO_COUNT)[bound] for count in found]
            column[wrong] = pd.array(
                [v if v is not None and v < _MOST else None for v in values], dtype="Int64"
            )
        reasons = [
            None if count else f"{str(value)[:60]!r} is not a count; {_EXPECTED}"
            for value, count in zip(said, found, strict=True)
        ]
        problem[wrong] = pd.array(reasons, dtype="string")
    return Ranges(low, best, high, problem)


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
    """Read coordinates from two columns of text; 0,0 stands for unknown and is missing.

    Degrees may be decimal, with a comma, with letters, or with minutes and seconds.  A longitude
    beyond 180 goes on from the west.

    Columns have changed places where nearly all rows lie in Ukraine or Russia only the other way
    round, and few of them could as well lie in the Caucasus as they stand.  A single row that looks
    exchanged among others at home is a fault, since what it means would be a guess; among rows of
    all the world it is no sign of anything.

    Parameters
    ----------
    latitude, longitude : Series of string
        The columns; blank is missing.
    foreign : Series of bool
        Where the row names a country that is neither Ukraine nor Russia: nothing is concluded.
    """
    lat, lat_odd = _read_degrees(latitude)
    lon, lon_odd = _read_degrees(longitude)
    unknown = (lat == 0) & (lon == 0)
    if unknown.any():
        lat, lon = lat.mask(unknown), lon.mask(unknown)
    y, x = lat.to_numpy(dtype=np.float64), lon.to_numpy(dtype=np.float64)
    home = ~foreign.to_numpy(dtype=bool)
    upright = _inside(y, x)
    turned = _inside(x, y) & ~upright & home
    turned &= ~_within(_CAUCASUS, y, x)
    settled = upright & ~_inside(x, y)
    there = np.isfinite(y) & np.isfinite(x) & home
    round_about = there & _inside(x, y) & ~upright
    swapped = bool(
        turned.any()
        and not settled.any()
        and round_about.sum() >= _NEARLY_ALL * there.sum()
        and turned.sum() > _FEW * there.sum()
    )
    if swapped:
        lat, lon, lat_odd, lon_odd = lon, lat, lon_odd, lat_odd
        latitude, longitude = longitude, latitude
        turned = np.zeros_like(turned)
    elif (upright | turned).sum() < _NEARLY_ALL * there.sum():
        turned = np.zeros_like(turned)
    beyond = lon.abs().between(_HALF, 2 * _HALF, inclusive="right")
    if beyond.any():
        lon = lon.mask(beyond, _wrapped(lon))
    bad_lat = _say_degrees(latitude, lat, lat_odd, 90)
    bad_lon = _say_degrees(longitude, lon, lon_odd, 180)
    half = (lat.notna() != lon.notna()) & bad_lat.isna() & bad_lon.isna()
    if half.any():
        bad_lat[half & lat.isna()] = "a longitude without its latitude"
        bad_lon[half & lon.isna()] = "a latitude without its longitude"
    for at in np.flatnonzero(turned):
        bad_lat.iloc[int(at)] = (
            f"latitude {y[at]:g} and longitude {x[at]:g} look swapped, unlike those of other rows"
        )
    bad = bad_lat.notna() | bad_lon.notna()
    if bad.any():
        lat, lon = lat.mask(bad), lon.mask(bad)
    return Points(lat, lon, bad_lat, bad_lon, swapped)


def _read_degrees(text: pd.Series[str]) -> tuple[pd.Series[float], pd.Series[bool]]:
    """Read the degrees of a column, and where a text is none."""
    number, odd = read_numbers(text)
    if odd.any():
        said = Distinct.of(text[odd])
        degrees = pd.Series([degrees_of(value) for value in said.texts], dtype="float64")
        number[odd] = said.column(degrees)
        odd &= number.isna()
    return number, odd


def _wrapped(longitude: pd.Series[float]) -> pd.Series[float]:
    return (longitude + _HALF) % (2 * _HALF) - _HALF


def _within(
    box: tuple[float, float, float, float], lat: NDArray[np.floating], lon: NDArray[np.floating]
) -> NDArray[np.bool_]:
    south, north, west, east = box
    return (lat >= south) & (lat <= north) & (lon >= west) & (lon <= east)


def _inside(lat: NDArray[np.floating], lon: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Return which points lie in the boxes around Ukraine and Russia."""
    found = np.zeros(len(lat), dtype=bool)
    for box in _BOXES:
        found |= _within(box, lat, lon)
    return found


def _say_degrees(
    text: pd.Series[str], number: pd.Series[float], odd: pd.Series[bool], limit: int
) -> pd.Series[str]:
    problem = missing(text.index)
    wrong = odd | (number.abs() > limit)
    if wrong.any():
        reasons = [
            f"{str(value)[:60]!r} is not in degrees between -{limit} and {limit}"
            for value in text[wrong]
        ]
        problem[wrong] = pd.array(reasons, dtype="string")
    return problem
