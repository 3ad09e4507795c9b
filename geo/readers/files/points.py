"""Features and where they are, as a `Sheet`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.errors import InputError
from geo.readers.base import Fault, Origin, Sheet, text_series
from geo.readers.files.values import sheet_of_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.readers.files.geometry import Spot


#: Columns of a sheet that hold the features' own points.
LATITUDE: Final = "geometry latitude"

LONGITUDE: Final = "geometry longitude"
_MOST_SHOWN: Final = 5


def with_points(
    names: Sequence[str],
    rows: Sequence[Sequence[object]],
    spots: Sequence[Spot],
    origin: Origin,
    *,
    lines: Sequence[int] | None = None,
) -> Sheet:
    """Make a sheet of properties and points; every feature is a row, even one without values.

    Parameters
    ----------
    names : sequence of str
        Names of the properties.
    rows : sequence of sequences
        Their values, feature by feature.
    spots : sequence of Spot
        Where the features are.
    origin : Origin
        Where they come from.
    lines : sequence of int, optional
        The row of the file of each; by default they are counted from 2.

    Raises
    ------
    InputError
        If there are no features, or more than the limits allow.
    """
    origin.limits.check_shape(len(rows), len(names) + 2, file=origin.file)
    if not rows:
        raise InputError(
            "the layer has no features; expected one for each record", file=origin.file
        )
    lines = list(lines or range(2, 2 + len(rows)))
    if any(spot.more for spot in spots):
        names, rows, spots, lines = _each_place(names, rows, spots, lines)
    filled = [[*row, "."] for row in rows]  # the last cell keeps a feature without any value
    sheet = sheet_of_rows([*names, "."], filled, lines, origin)
    latitude = [None if spot.latitude is None else repr(spot.latitude) for spot in spots]
    longitude = [None if spot.longitude is None else repr(spot.longitude) for spot in spots]
    table = sheet.table.drop(columns=".").assign(
        **{LATITUDE: text_series(latitude), LONGITUDE: text_series(longitude)}
    )
    faults = {
        at: Fault(spot.fault, column="geometry") for at, spot in enumerate(spots) if spot.fault
    }
    areas = pd.Series([spot.area for spot in spots], dtype=bool)
    told = (
        f"lines and areas: {int(areas.sum()):,} lie in one region each and are counted there; they"
        " are no points"
    )
    return Sheet(
        table,
        sheet.lines,
        origin.kind,
        faults,
        (*((told,) if areas.any() else ()), *_say_wide(spots, lines)),
        geometry=(LATITUDE, LONGITUDE),
        areas=areas if areas.any() else None,
    )


def _each_place(
    names: Sequence[str],
    rows: Sequence[Sequence[object]],
    spots: Sequence[Spot],
    lines: Sequence[int],
) -> tuple[list[str], list[list[object]], list[Spot], list[int]]:
    """Give each place of a group of points a row; the feature's id says that they are one."""
    own = next((at for at, name in enumerate(names) if name.casefold() == "id"), None)
    all_names = list(names) if own is not None else ["id", *names]
    made: list[list[object]] = []
    places: list[Spot] = []
    numbers: list[int] = []
    for row, spot, line in zip(rows, spots, lines, strict=True):
        whole = list(row) if own is not None else [line - 1, *row]
        if own is not None and whole[own] is None:
            whole[own] = f"feature {line - 1}"
        for place in (spot._replace(more=()), *spot.more):
            made.append(whole)
            places.append(place)
            numbers.append(line)
    return all_names, made, places, numbers


def _say_wide(spots: Sequence[Spot], lines: Sequence[int]) -> tuple[str, ...]:
    """Tell of lines and areas of which no one region is known."""
    wide = [line for spot, line in zip(spots, lines, strict=True) if spot.wide]
    if not wide:
        return ()
    shown = ", ".join(f"{line:,}" for line in wide[:_MOST_SHOWN])
    more = " and others" if len(wide) > _MOST_SHOWN else ""
    return (
        (
            f"lines and areas: {len(wide):,} lie in several regions, and only the names beside them"
            f" say where they are: in row {shown}{more}"
        ),
    )
