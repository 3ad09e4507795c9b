"""Layers that change from day to day: control maps, front lines.

Their areas hold for certain days: a column says which (`DAYS`, or `STARTS` and `ENDS`), or each day
has a file of its own with the day in its name.  For a day of which the layer says nothing, the last
earlier day of which it does holds on; before its first day nothing is known.  Days are ISO texts.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.errors import InputError
from geo.readers import as_text, read_days

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

#: Columns of what `file.read_polygons` makes of one file a day: the day, and the file's name.
DAY: Final = "\x1fday"
FILE: Final = "\x1ffile"
#: Columns of a dated layer's areas: first and last day that an area holds for, and its file.
HOLDS: Final = ("day_from", "day_to", "file")
#: Columns that hold an area's one day, the likeliest first.
DAYS: Final = (
    *("as_of", "asof", "as of", "date", "day", "map_date", "data_date", "report_date"),
    *("snapshot", "дата", "день", "data"),
)
#: Columns that hold the first and the last day that an area holds for.
STARTS: Final = (
    "valid_from",
    "validfrom",
    "date_from",
    "from",
    "date_start",
    "start_date",
    "start",
)
ENDS: Final = ("valid_to", "validto", "date_to", "to", "until", "date_end", "end_date", "end")
#: What stands for "until today" and for "always".
LAST: Final = "9999-12-31"
FIRST: Final = "0001-01-01"

_DAY_IN_NAME: Final = re.compile(
    r"(?<!\d)(\d{4}[-_. ]?\d{2}[-_. ]?\d{2}|\d{1,2}[-_. ]\d{1,2}[-_. ]\d{4})(?!\d)"
)
_SIGNS: Final = " -_.,()[]"
_READABLE: Final = 0.5
_SPELLED: Final = 3


@dataclass(frozen=True)
class Days:
    """What a file says of the days that its areas hold for.

    Attributes
    ----------
    start, end : Series of string
        First and last day of each area; missing where it is not known.
    notes : tuple of str
        What was not read, for a person.
    """

    start: pd.Series[str]
    end: pd.Series[str]
    notes: tuple[str, ...] = ()


def split_name(stem: str) -> tuple[str, str | None]:
    """Return a file's name without the day in it, and the day.

    >>> split_name("deepstate_2024-11-05")
    ('deepstate', '2024-11-05')
    >>> split_name("raions 2020")
    ('raions 2020', None)
    """
    found = list(_DAY_IN_NAME.finditer(stem))
    if len(found) != 1:
        return stem, None
    text = re.sub(r"[_ ]", "-", found[0][0])
    day = read_days(pd.Series([text], dtype="string"), usual="day").start.iloc[0]
    if pd.isna(day):
        return stem, None
    parts = (stem[: found[0].start()].strip(_SIGNS), stem[found[0].end() :].strip(_SIGNS))
    return " ".join(filter(None, parts)) or "layer", f"{day:%Y-%m-%d}"


def has_day(file: str) -> bool:
    """Return whether a file's name has a day in it."""
    return split_name(PurePosixPath(file).stem)[1] is not None


def day_of(file: str) -> str:
    """Return the day in a file's name.

    Raises
    ------
    InputError
        If there is none, or there are several.
    """
    _stem, day = split_name(PurePosixPath(file).stem)
    if day is None:
        raise InputError(
            "which day the file is of is not clear; its name should have one day, such as"
            " front_2024-11-05.geojson",
            file=PurePosixPath(file).name,
        )
    return day


def packed(files: Sequence[tuple[str, bytes]]) -> tuple[str, bytes]:
    """Put one file a day together as `file.read_polygons` takes them.

    Parameters
    ----------
    files : sequence of (name, content)
        GeoJSON, GeoPackage or zipped shapefiles, each with its day in its name.

    Returns
    -------
    tuple of str and bytes
        What they are called together, and a ZIP of them.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files:
            archive.writestr(name, content)
    stem, _day = split_name(PurePosixPath(files[0][0]).stem)
    return f"{stem}.zip", out.getvalue()


def by_file(frame: gpd.GeoDataFrame) -> bool:
    """Return whether a file's features come from one file a day."""
    return DAY in frame


def day_columns(frame: gpd.GeoDataFrame) -> list[tuple[str, ...]]:
    """Return what may say the days of a file's areas, the likeliest first.

    Each is a column of days, or two: of the first and of the last day.
    """
    if by_file(frame):
        return [(DAY,)]
    folded = {str(name).casefold(): str(name) for name in reversed(frame.columns)}
    days = [folded[name] for name in DAYS if name in folded]
    starts, ends = ([folded[name] for name in names if name in folded] for names in (STARTS, ENDS))
    pairs: list[tuple[str, ...]] = [(starts[0], ends[0])] if starts and ends else []
    singles: list[tuple[str, ...]] = [(name,) for name in (*days, *starts)]
    return [found for found in (*pairs, *singles) if _has_days(frame[found[0]])]


def likely_days(
    frame: gpd.GeoDataFrame, names: pd.Series[str] | None = None
) -> tuple[str, ...] | None:
    """Return which columns say the days without having been asked for; None for a layer of no days.

    A column of one day is the day of the file and not of its areas, and one in which most areas
    have one day of their own says when they were drawn: neither makes a layer that changes.

    Parameters
    ----------
    frame : GeoDataFrame
        The features.
    names : Series of string, optional
        The areas' names.
    """
    for columns in day_columns(frame):
        if columns == (DAY,):
            return columns
        read = days_of(frame, columns)
        span = len(columns) > 1
        changes = len(set(read.start.dropna())) > 1 or (span and len(set(read.end.dropna())) > 1)
        if changes and (span or names is None or _again(names, read.start)):
            return columns
    return None


def _again(names: pd.Series[str], days: pd.Series[str]) -> bool:
    """Return whether half of the areas, or more, are there on several days."""
    each = pd.DataFrame({"name": names, "day": days}).dropna().drop_duplicates()
    several = each["name"].value_counts() > 1
    return bool(several.mean() >= _READABLE)


def _texts(values: pd.Series[str]) -> pd.Series[str]:
    texts = [as_text(value) for value in values]
    return pd.Series(texts, index=values.index, dtype="string")


def _has_days(values: pd.Series[str]) -> bool:
    """Return whether most of what stands in a column are days."""
    texts = _texts(values).dropna()
    return len(texts) > 0 and read_days(texts).start.notna().mean() >= _READABLE


def days_of(frame: gpd.GeoDataFrame, columns: tuple[str, ...]) -> Days:
    """Read the days that a file's areas hold for.

    Parameters
    ----------
    frame : GeoDataFrame
        The features.
    columns : tuple of str
        One of `day_columns`.
    """
    if columns == (DAY,):
        return Days(frame[DAY], frame[DAY])
    texts = [_texts(frame[column]) for column in columns]
    read = read_days(texts[0], beside=texts[1] if len(texts) > 1 else None)
    start, end, problems = _iso(read.start), _iso(read.end), read.problem
    if len(columns) > 1:
        last = read_days(texts[1], beside=texts[0])
        end = _iso(last.end).fillna(LAST).mask(texts[1].notna() & last.end.isna())
        start = start.mask(texts[0].isna() & texts[1].notna(), FIRST)
        problems = problems.fillna(last.problem)
        late = (start > end).fillna(value=False)
        start = start.mask(late)
        problems = problems.mask(late, "its last day is before its first")
    elif columns[0].casefold() in STARTS:
        end = end.mask(start.notna(), LAST)
    missing = start.isna() | end.isna()
    return Days(start, end, tuple(_left_out(missing, problems)))


def _iso(days: pd.Series[pd.Timestamp]) -> pd.Series[str]:
    return days.dt.strftime("%Y-%m-%d").astype("string")


def _left_out(missing: pd.Series[bool], problems: pd.Series[str]) -> list[str]:
    """Say which areas have no day."""
    if not missing.any():
        return []
    rows = [at for at, gone in enumerate(missing) if gone]
    told = [
        f"row {at + 2}: {problem if pd.notna(problem := problems.iloc[at]) else 'no day'}"
        for at in rows[:_SPELLED]
    ]
    return [f"{len(rows):,} areas without a day are left out ({'; '.join(told)})"]


def once_a_day(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return areas of which no two of one name hold for the same day: those that do are one.

    Parameters
    ----------
    areas : GeoDataFrame
        Columns name, geometry and `HOLDS`.
    """
    keys = ["name", *HOLDS]
    if areas.duplicated(keys).any():
        areas = areas.dissolve(keys).reset_index()
    areas = areas.sort_values(["name", "day_from", "day_to"], ignore_index=True)
    same = areas["name"].eq(areas["name"].shift())
    overlapping = same & areas["day_from"].le(areas["day_to"].groupby(areas["name"]).shift())
    if not overlapping.any():
        return areas[["name", "geometry", *HOLDS]]
    import geopandas as gpd

    double = areas["name"].isin(areas.loc[overlapping, "name"])
    cut = [_cut(part) for _name, part in areas[double].groupby("name")]
    whole = pd.concat([areas[~double], *cut], ignore_index=True)
    made = gpd.GeoDataFrame(whole, geometry="geometry", crs=areas.crs)
    return made.sort_values(keys, ignore_index=True)[["name", "geometry", *HOLDS]]


def _cut(areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """Cut the days of one name's areas into spans in which the same of them hold."""
    after = [_next(day) for day in areas["day_to"]]
    cuts = sorted({*areas["day_from"], *after})
    rows = []
    for first, beyond in pairwise(cuts):
        here = areas[(areas["day_from"] <= first) & (areas["day_to"] >= first)]
        if len(here):
            last = LAST if beyond > LAST else _next(beyond, -1)
            shape = here.geometry.union_all()
            rows.append((areas["name"].iloc[0], shape, first, last, here["file"].iloc[0]))
    return pd.DataFrame(rows, columns=["name", "geometry", *HOLDS])


def _next(day: str, by: int = 1) -> str:
    import datetime as dt

    if day == LAST and by > 0:
        return "~"  # sorts after every day
    return (dt.date.fromisoformat(day) + dt.timedelta(days=by)).isoformat()
