"""Names of a layer's areas: which column holds them, and how namesakes are told apart."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.errors import InputError
from geo.layers.dated import DAY, FILE
from geo.readers import as_text

if TYPE_CHECKING:
    import geopandas as gpd

#: Columns that names are looked for in, the likeliest first and the smaller areas before those that
#: they are parts of.
NAME_COLUMNS: Final = (
    *("name", "name_en", "name:en", "name_uk", "name:uk", "name_ru", "name:ru"),
    *("назва", "название", "наименование", "імʼя", "имя", "nazva", "shapename"),
    *("name_4", "name_3", "name_2", "name_1", "nl_name_3", "nl_name_2", "nl_name_1"),
    *("adm4_en", "adm3_en", "adm2_en", "adm1_en", "adm4_uk", "adm3_uk", "adm2_uk", "adm1_uk"),
    *("adm4_ua", "adm3_ua", "adm2_ua", "adm1_ua", "adm3_ru", "adm2_ru", "adm1_ru"),
    *("adm4_name", "adm3_name", "adm2_name", "adm1_name"),
    *("admin3name_en", "admin2name_en", "admin1name_en", "admin3", "admin2", "admin1"),
    *("громада", "hromada", "район", "raion", "rayon", "zone", "зона", "title", "label"),
    *("область", "oblast", "region", "регион"),
)
#: Columns that may hold what an area is a part of, where the name's own column does not tell.
_PARENTS: Final = (
    *("raion", "rayon", "район", "adm2_en", "name_2", "oblast", "область", "obl", "region"),
    *("регион", "province", "state", "adm1_en", "adm1_name", "admin1name_en", "name_1", "admin1"),
    *("parent", "shapegroup"),
)
_LEVEL: Final = re.compile(r"(.*?)([2-4])(\D*)")
_LONGEST: Final = 200
_READABLE: Final = 0.5
_BROKEN: Final = re.compile(r"\?{2,}|\ufffd")
_NO_NAME: Final = ("", "na", "n/a", "null", "none", "nan", "-")


def columns_of(frame: gpd.GeoDataFrame) -> list[str]:
    """Return the columns that may hold the areas' names, in the file's order."""
    own = (frame.geometry.name, DAY, FILE)
    return [str(name) for name in frame.columns if name not in own]


def likely_name_column(frame: gpd.GeoDataFrame) -> str | None:
    """Return the first of `NAME_COLUMNS` that holds names, else the only such column, else None."""
    readable = [name for name in columns_of(frame) if _readable(frame[name])]
    folded = {name.casefold(): name for name in reversed(readable)}
    for name in NAME_COLUMNS:
        if name in folded:
            return folded[name]
    text = [name for name in readable if not pd.api.types.is_numeric_dtype(frame[name])]
    return text[0] if len(text) == 1 else None


def _readable(values: pd.Series[str]) -> bool:
    """Return whether most values of a column are names: neither blank nor lost in an encoding."""
    texts = [as_text(value) or "" for value in values]
    good = [text for text in texts if text.casefold() not in _NO_NAME and not _BROKEN.search(text)]
    return bool(texts) and len(good) >= _READABLE * len(texts)


def area_names(
    frame: gpd.GeoDataFrame, wanted: str | None, file: str
) -> tuple[pd.Series[str], list[str]]:
    """Return the areas' names, none of them blank, and what was decided.

    Parameters
    ----------
    frame : GeoDataFrame
        The features.
    wanted : str, optional
        The column, where a person has said it; blank is the same as none.
    file : str
        The file's name: a lone area without any takes it.

    Raises
    ------
    InputError
        If it is not clear which column holds the names, or there is none of the name that was said.
    """
    columns = columns_of(frame)
    column = wanted or likely_name_column(frame)
    if column is not None and column not in columns:
        raise InputError(
            f"there is no column {column!r}; the file has {_listed(columns)}", file=file
        )
    stem = Path(file).stem
    if column is None and (len(frame) == 1 or not any(_readable(frame[c]) for c in columns)):
        numbers = [""] if len(frame) == 1 else [f" {n}" for n in range(1, len(frame) + 1)]
        names = pd.Series([f"{stem}{number}" for number in numbers], dtype="string")
        return names.set_axis(frame.index), [
            "the areas have no names; they are called by the file's"
        ]
    if column is None:
        raise InputError(
            f"which column holds the areas' names is not clear; name one of {_listed(columns)}"
            " after the file and a colon",
            file=file,
        )
    names = pd.Series([as_text(value) for value in frame[column]], dtype="string")
    notes = []
    blank = names.isna()
    if blank.any():
        rows = pd.Series([f"{stem}, row {n + 2}" for n in range(len(names))], dtype="string")
        names = names.fillna(rows)
        notes.append(f"{int(blank.sum()):,} areas without a name are called by their row")
    names, remark = _apart(names, frame, column)
    return names.set_axis(frame.index), notes + remark


def _listed(columns: list[str]) -> str:
    return ", ".join(columns)[:_LONGEST] or "none"


def _apart(
    names: pd.Series[str], frame: gpd.GeoDataFrame, column: str
) -> tuple[pd.Series[str], list[str]]:
    """Add what they are a part of to names that areas of several parents share."""
    parent = _parent_column(frame, column)
    if parent is None or not names.duplicated().any():
        return names, []
    above = pd.Series([as_text(value) for value in frame[parent]], dtype="string")
    several = above.groupby(names).transform("nunique") > 1
    if not several.any():
        return names, []
    names = names.mask(several & above.notna(), names + " (" + above + ")")
    return names, [f"areas of one name are told apart by column {parent!r}"]


def _parent_column(frame: gpd.GeoDataFrame, column: str) -> str | None:
    """Return the column of what the areas are parts of: a level higher, or one known to be."""
    folded = {name.casefold(): name for name in columns_of(frame) if name != column}
    level = _LEVEL.fullmatch(column.casefold())
    if level:
        for higher in range(int(level[2]) - 1, 0, -1):
            above = folded.get(f"{level[1]}{higher}{level[3]}")
            if above and _readable(frame[above]):
                return above
    return next((folded[name] for name in _PARENTS if name in folded), None)
