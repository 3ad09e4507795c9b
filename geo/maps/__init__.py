"""What a map shows, without a page: views, metrics, classes, colours, points and words."""

from __future__ import annotations

from geo.maps import backgrounds, chance, hot, map_points, periods
from geo.maps.colours import style_sheet, type_colours
from geo.maps.drawing import Dot, Drawing, drawing_of
from geo.maps.map_points import Viewport
from geo.maps.metrics import (
    CHANGE,
    FIGURE_LABELS,
    HOT,
    MEASURES,
    METRICS,
    PER_DAY,
    Measure,
    ends_text,
    grouped_text,
    incidents_text,
    number,
    once_text,
)
from geo.maps.periods import Days, Period
from geo.maps.scale import Scale
from geo.maps.shading import Shading, held, shading
from geo.maps.view import (
    CHANCE,
    COLOUR,
    COLOUR_NAMES,
    COMPARE,
    LAYER_NAMES,
    LAYERS,
    LEVEL,
    MEASURE,
    METRIC,
    SIZE,
    SIZE_NAMES,
    Look,
    View,
)
from geo.maps.vocabulary import (
    COUNT_NAMES,
    STRICTNESS_NAMES,
    country_name,
    precision_name,
    status_name,
    type_name,
    unit_name,
)
from geo.maps.windows import WINDOWS, drawings, moved, steps_of, window_of, windows

__all__ = [
    "CHANCE",
    "CHANGE",
    "COLOUR",
    "COLOUR_NAMES",
    "COMPARE",
    "COUNT_NAMES",
    "FIGURE_LABELS",
    "HOT",
    "LAYERS",
    "LAYER_NAMES",
    "LEVEL",
    "MEASURE",
    "MEASURES",
    "METRIC",
    "METRICS",
    "PER_DAY",
    "SIZE",
    "SIZE_NAMES",
    "STRICTNESS_NAMES",
    "WINDOWS",
    "Days",
    "Dot",
    "Drawing",
    "Look",
    "Measure",
    "Period",
    "Scale",
    "Shading",
    "View",
    "Viewport",
    "backgrounds",
    "chance",
    "country_name",
    "drawing_of",
    "drawings",
    "ends_text",
    "grouped_text",
    "held",
    "hot",
    "incidents_text",
    "map_points",
    "moved",
    "number",
    "once_text",
    "periods",
    "precision_name",
    "shading",
    "status_name",
    "steps_of",
    "style_sheet",
    "type_colours",
    "type_name",
    "unit_name",
    "window_of",
    "windows",
]
