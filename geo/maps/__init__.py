"""What a map shows, without a page: views, metrics, classes, colours, points and words."""

from __future__ import annotations

from geo.maps import backgrounds, map_points, periods
from geo.maps.colours import style_sheet, type_colours
from geo.maps.drawing import Dot, Drawing, drawing_of
from geo.maps.map_points import Viewport
from geo.maps.metrics import (
    CHANGE,
    COUNT,
    FIGURE_LABELS,
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
from geo.maps.shading import Shading, held, over_time, shading
from geo.maps.view import (
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
from geo.maps.windows import WINDOWS, drawings, fitting_window, moved, steps_of, window_of, windows

__all__ = [
    "CHANGE",
    "COLOUR",
    "COLOUR_NAMES",
    "COMPARE",
    "COUNT",
    "COUNT_NAMES",
    "FIGURE_LABELS",
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
    "country_name",
    "drawing_of",
    "drawings",
    "ends_text",
    "fitting_window",
    "grouped_text",
    "held",
    "incidents_text",
    "map_points",
    "moved",
    "number",
    "once_text",
    "over_time",
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
