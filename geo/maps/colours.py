"""Colours of the map, in one place: of both themes, of incident types, and of point symbols.

The symbols' shapes are here, too, as each goes with a colour.

Point colours are from Okabe and Ito's set, which people with any of the common colour-vision
deficiencies can tell apart (M. Okabe and K. Ito, "Color Universal Design", 2008,
https://jfly.uni-koeln.de/color/).  A type keeps the colour that it has in the charts; where two of
them share one, the less frequent gets one that is free.  The choropleth's ramp is a single hue that
grows darker (in the dark theme lighter) step by step, so that it is read by lightness alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from geo.schema import EVENT_TYPE_OF

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: The light theme: `c0` to `c4` are the classes of a choropleth, `m3` to `p3` those of a change.
LIGHT: Final[Mapping[str, str]] = {
    "sea-ink": "#3f688c",
    "sea": "#e4edf5",
    "land": "#f4f4f1",
    "land-line": "#d3d3cc",
    "region-line": "#8a94a0",
    "ink": "#1b2430",
    "muted": "#57636f",
    "halo": "#ffffff",
    "panel": "rgba(255, 255, 255, 0.93)",
    "empty": "#f7f7f4",
    "c0": "#cfe3f3",
    "c1": "#9cc6e3",
    "c2": "#5ea0d0",
    "c3": "#2a74b2",
    "c4": "#0b3f78",
    "zero": "#ffffff",
    "none": "#8d8d84",
    "filtered": "#c6c9cc",
    "accent": "#b3261e",
    "focus": "#b3261e",
    "m3": "#2166ac",
    "m2": "#67a9cf",
    "m1": "#c6dff0",
    "z": "#f3f1ee",
    "p1": "#fbdcb2",
    "p2": "#ee9b3a",
    "p3": "#a9500b",
    "hot": "#8d2b83",
    "over": "#1b2430",
    "over-light": "#ffffff",
    "edge": "#55606b",
}
#: The dark theme, with the same names.
DARK: Final[Mapping[str, str]] = {
    "sea-ink": "#7fa9cc",
    "sea": "#0c1218",
    "land": "#1a222b",
    "land-line": "#2c3742",
    "region-line": "#6d7985",
    "ink": "#e9eef4",
    "muted": "#a9b5c1",
    "halo": "#0c1218",
    "panel": "rgba(20, 28, 36, 0.93)",
    "empty": "#212b35",
    "c0": "#21466a",
    "c1": "#2f6ea3",
    "c2": "#4c97cf",
    "c3": "#86bfe9",
    "c4": "#d3eafb",
    "zero": "#10161d",
    "none": "#8a939c",
    "filtered": "#2b2f34",
    "accent": "#ffb4a9",
    "focus": "#ffb4a9",
    "m3": "#a9d5f7",
    "m2": "#4690cd",
    "m1": "#24486a",
    "z": "#2b333b",
    "p1": "#5c3d16",
    "p2": "#bf7c24",
    "p3": "#ffcb80",
    "hot": "#ee9be2",
    "over": "#e9eef4",
    "over-light": "#0c1218",
    "edge": "#c9d2db",
}
_CLASSES: Final = (
    *("c0", "c1", "c2", "c3", "c4"),
    *("m3", "m2", "m1", "z", "p1", "p2", "p3"),
    *("filtered", "empty", "hot"),
)
#: Those that are drawn paler where chance alone would give what they say: in stripes.
PALE_OF: Final = tuple(kind for kind in _CLASSES if kind[1:].isdigit())
#: Classes that are drawn in another one's colour: without figures, and by hatching.
_DRAWN_AS: Final = {"plain": "empty", "shared": "c3", "none": "none", "zero": "region-line"}

_BY_EVENT_TYPE: Final = {
    "Battles": "#9a6700",
    "Explosions/Remote violence": "#b5476b",
    "Violence against civilians": "#7a3e9d",
    "Protests": "#6b7a3a",
    "Riots": "#8a5a44",
    "Strategic developments": "#5f6b76",
}
_OTHER: Final = "#6f7780"
_BY_TYPE: Final = {
    "Air/drone strike": "#d55e00",
    "Shelling/artillery/missile attack": "#e69f00",
    "Disrupted weapons use": "#009e73",
    "Remote explosive/landmine/IED": "#cc79a7",
}


def type_colours() -> dict[str, str]:
    """Return every sub-event type's colour; the same in every store and view."""
    return {
        sub: _BY_TYPE.get(sub, _BY_EVENT_TYPE.get(event_type, _OTHER))
        for sub, event_type in EVENT_TYPE_OF.items()
    }


def light_colours() -> dict[str, str]:
    """Return the colour of every class of a region in the light theme, "#rrggbb"."""
    return (
        {kind: LIGHT[kind] for kind in _CLASSES}
        | {kind: LIGHT[name] for kind, name in _DRAWN_AS.items()}
        | {f"{kind}-pale": LIGHT[kind] for kind in PALE_OF}
    )


def style_sheet() -> str:
    """Return both themes as CSS variables, which the map's own style sheet uses."""
    dark = ':root[data-theme="dark"]'
    return "".join(
        f"{where} {{ {' '.join(f'--{name}: {value};' for name, value in theme.items())} }}\n"
        for where, theme in ((":root", LIGHT), (dark, DARK))
    )


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
#: Corners of a symbol, so that colour is not all that tells it: how round each is, from 0 to 0.5 of
#: its size; upper left, upper right, lower right, lower left.
Corners: TypeAlias = tuple[float, float, float, float]
ROUND: Final[Corners] = (0.5, 0.5, 0.5, 0.5)
_SQUARE: Final[Corners] = (0.1, 0.1, 0.1, 0.1)
_LEAF: Final[Corners] = (0.5, 0.08, 0.5, 0.08)
_OTHER_LEAF: Final[Corners] = (0.08, 0.5, 0.08, 0.5)
_DOME: Final[Corners] = (0.5, 0.5, 0.08, 0.08)
_BOWL: Final[Corners] = (0.08, 0.08, 0.5, 0.5)
_DROP: Final[Corners] = (0.5, 0.5, 0.08, 0.5)
_CORNERS: Final = {
    "#d55e00": ROUND,
    "#0072b2": _SQUARE,
    "#009e73": _LEAF,
    "#e69f00": _DOME,
    "#cc79a7": _DROP,
    "#56b4e9": _BOWL,
    "#f0e442": _OTHER_LEAF,
    "#9a6700": _SQUARE,
    "#b5476b": _OTHER_LEAF,
    "#7a3e9d": _BOWL,
    "#6b7a3a": _DROP,
    "#8a5a44": _LEAF,
    "#5f6b76": _SQUARE,
}
#: Colour of values that have none of their own, in legend and map.
OTHER: Final = "#8a929b"
#: Colour of a cluster of several values.
MIXED: Final = "#2f3943"


def corners_of(colour: str) -> Corners:
    """Return the corners of a symbol of this colour; a circle's for one that means no value."""
    return _CORNERS.get(colour, ROUND)


def corners_css(colour: str) -> str:
    """Return the corners of a symbol of this colour as CSS's border-radius has them.

    >>> corners_css("#e69f00")
    '50% 50% 8% 8%'
    """
    return " ".join(f"{part:.0%}" for part in corners_of(colour))


def value_colours(colour: str, values: Sequence[str]) -> list[str]:
    """Return a colour for each value, no two alike.

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
