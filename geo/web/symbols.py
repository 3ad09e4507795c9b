"""Colours of the map's point symbols.

They are from Okabe and Ito's set (see `geo.web.palette`).  A type keeps the colour that it has in
the charts; where two of them share one, the less frequent gets one that is free.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.web.palette import type_colours

if TYPE_CHECKING:
    from collections.abc import Sequence

#: As many as there are values with a colour of their own (`query.points.MAX_VALUES`).
SLOTS: Final = (
    "#d55e00",
    "#0072b2",
    "#009e73",
    "#e69f00",
    "#cc79a7",
    "#56b4e9",
    "#f0e442",
)
#: Colour of values that have none of their own, in legend and map.
OTHER: Final = "#8a929b"
#: Colour of a cluster of several values.
MIXED: Final = "#2f3943"


def value_colours(colour: str, values: Sequence[str]) -> list[str]:
    """Colour of each value, no two alike.

    Parameters
    ----------
    colour : str
        One of `query.COLOURS`.
    values : sequence of str
        From `query.colour_values`, the most frequent first.

    Returns
    -------
    list of str
        Hexadecimal colours.

    >>> value_colours("actor", ["Russia", "Ukraine"])
    ['#d55e00', '#0072b2']
    """
    fixed = type_colours() if colour == "type" else {}
    chosen: list[str] = []
    for value in values:
        own = fixed.get(value)
        if own is None or own in chosen:
            reserved = {fixed[other] for other in values if other in fixed}
            own = next(slot for slot in SLOTS if slot not in chosen and slot not in reserved)
        chosen.append(own)
    return chosen
