"""Every question that is asked of a store, and the filters that it is asked with.

All SQL of the atlas stands here and in `geo.store`.
"""

from geo.query.details import Dataset, Details, datasets, details
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
from geo.query.layers import LayerFigures, layer_areas, layer_figures, layer_geojson, layers
from geo.query.points import Symbol, cell_records, points
from geo.query.profile import (
    Group,
    Part,
    groups,
    in_region,
    part_records,
    region_bars,
    summed,
)
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
from geo.query.times import hours, timeline, weekdays

__all__ = [
    "EXPORT_COLUMNS",
    "NO_ACTOR",
    "RECORD_COLUMNS",
    "Dataset",
    "Details",
    "Doubt",
    "Facets",
    "Figure",
    "Figures",
    "FilterError",
    "Filters",
    "Group",
    "Headline",
    "LayerFigures",
    "Pair",
    "Part",
    "Placement",
    "ReviewCounts",
    "Side",
    "Symbol",
    "cell_records",
    "csv_rows",
    "datasets",
    "details",
    "doubt_rows",
    "doubts",
    "facets",
    "geojson_features",
    "groups",
    "headline",
    "hours",
    "in_region",
    "layer_areas",
    "layer_figures",
    "layer_geojson",
    "layers",
    "own_keys",
    "pairs",
    "part_records",
    "placement",
    "points",
    "record_count",
    "record_frames",
    "records",
    "region_bars",
    "region_figures",
    "rejected",
    "rejected_rows",
    "review_counts",
    "summed",
    "timeline",
    "weekdays",
]
