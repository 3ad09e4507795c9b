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
    timeline,
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
from geo.query.streams import (
    EXPORT_COLUMNS,
    csv_rows,
    geojson_features,
    own_keys,
    record_frames,
    rejected_rows,
)

__all__ = [
    "EXPORT_COLUMNS",
    "NO_ACTOR",
    "RECORD_COLUMNS",
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
    "csv_rows",
    "doubt_rows",
    "doubts",
    "facets",
    "geojson_features",
    "headline",
    "layer_figures",
    "layer_geojson",
    "layers",
    "own_keys",
    "pairs",
    "placement",
    "points",
    "record_count",
    "record_frames",
    "records",
    "region_figures",
    "rejected",
    "rejected_rows",
    "review_counts",
    "timeline",
]
