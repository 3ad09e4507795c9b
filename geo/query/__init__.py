"""Every question that is asked of a store, and the filters that it is asked with.

All SQL of the atlas stands here and in `geo.store`.
"""

from geo.query.figures import (
    Facets,
    Figure,
    Figures,
    Headline,
    Placement,
    facets,
    headline,
    placement,
    region_figures,
)
from geo.query.filters import NO_ACTOR, FilterError, Filters
from geo.query.layers import LayerFigures, layer_figures, layer_geojson, layers
from geo.query.points import Symbol, cell_records, points
from geo.query.records import RECORD_COLUMNS, record_count, records
from geo.query.review import (
    Doubt,
    Pair,
    ReviewCounts,
    Side,
    doubt_rows,
    doubts,
    pairs,
    rejected,
    review_counts,
)
from geo.query.times import STEPS, hours, timeline, weekdays

__all__ = [
    "NO_ACTOR",
    "RECORD_COLUMNS",
    "STEPS",
    "Doubt",
    "Facets",
    "Figure",
    "Figures",
    "FilterError",
    "Filters",
    "Headline",
    "LayerFigures",
    "Pair",
    "Placement",
    "ReviewCounts",
    "Side",
    "Symbol",
    "cell_records",
    "doubt_rows",
    "doubts",
    "facets",
    "headline",
    "hours",
    "layer_figures",
    "layer_geojson",
    "layers",
    "pairs",
    "placement",
    "points",
    "record_count",
    "records",
    "region_figures",
    "rejected",
    "review_counts",
    "timeline",
    "weekdays",
]
