"""Features with points as a `Sheet`, with the points in two columns of degrees, EPSG:4326."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.errors import InputError
from geo.readers.base import Fault, Origin, Sheet, text_series
from geo.readers.files.values import sheet_of_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.readers.files.wkb import Point


#: Columns of a sheet that hold the features' own points.
LATITUDE: Final = "geometry latitude"

LONGITUDE: Final = "geometry longitude"


def with_points(
    names: Sequence[str],
    rows: Sequence[Sequence[object]],
    points: Sequence[Point],
    origin: Origin,
) -> Sheet:
    """Sheet of properties and points; every feature is a row, even one without any value.

    Parameters
    ----------
    names : sequence of str
        Names of the properties.
    rows : sequence of sequences
        Their values, feature by feature.
    points : sequence of Point
        The features' points.
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
    latitude = [None if p[0] is None else repr(p[0]) for p in points]
    longitude = [None if p[1] is None else repr(p[1]) for p in points]
    table = sheet.table.drop(columns=".").assign(
        **{LATITUDE: text_series(latitude), LONGITUDE: text_series(longitude)}
    )
    faults = {at: Fault(p[2], column="geometry") for at, p in enumerate(points) if p[2]}
    return Sheet(table, sheet.lines, origin.kind, faults, geometry=(LATITUDE, LONGITUDE))
