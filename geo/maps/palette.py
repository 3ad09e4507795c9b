"""Colours, in one place.

Point colours are from Okabe and Ito's set, which people with any of the common colour-vision
deficiencies can tell apart (M. Okabe and K. Ito, "Color Universal Design", 2008,
https://jfly.uni-koeln.de/color/).  The choropleth's ramp is a single hue that grows darker (in the
dark theme lighter) step by step, so that it is read by lightness alone; its colours stand in
``static/atlas_map.css`` because the map itself switches themes.
"""

from __future__ import annotations

from typing import Final

from geo.schema import EVENT_TYPE_OF

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
    """Colour of every sub-event type; the same in every store and view."""
    return {
        sub: _BY_TYPE.get(sub, _BY_EVENT_TYPE.get(event_type, _OTHER))
        for sub, event_type in EVENT_TYPE_OF.items()
    }
