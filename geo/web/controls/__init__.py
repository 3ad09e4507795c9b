"""The page's controls, and their mirror in its address."""

from __future__ import annotations

from geo.maps import COMPARE, LAYERS, LEVEL, MEASURE, METRIC
from geo.web.controls.echo import Echo
from geo.web.controls.filters import (
    ACTOR,
    COUNTRY,
    DATES,
    INCIDENT,
    PRESET,
    REGION,
    TEXT,
    TYPE,
    choose_region,
    chosen,
    focus_incident,
    heading,
    known_to_browser,
    put,
    read_address,
    sidebar,
    warning,
    write_address,
)
from geo.web.controls.map_controls import AGAINST

__all__ = [
    "ACTOR",
    "AGAINST",
    "COMPARE",
    "COUNTRY",
    "DATES",
    "INCIDENT",
    "LAYERS",
    "LEVEL",
    "MEASURE",
    "METRIC",
    "PRESET",
    "REGION",
    "TEXT",
    "TYPE",
    "Echo",
    "choose_region",
    "chosen",
    "focus_incident",
    "heading",
    "known_to_browser",
    "put",
    "read_address",
    "sidebar",
    "warning",
    "write_address",
]
