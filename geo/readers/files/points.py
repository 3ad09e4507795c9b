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


def with_points(
    names: Sequence[str],
    rows: Sequence[Sequence[object]],
    spots: Sequence[Spot],
    origin: Origin,
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
    filled = [[*row, "."] for row in rows]  # the last cell keeps a feature without any value
    sheet = sheet_of_rows([*names, "."], filled, range(2, 2 + len(rows)), origin)
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
        (told,) if areas.any() else (),
        geometry=(LATITUDE, LONGITUDE),
        areas=areas if areas.any() else None,
    )
