"""Every question that is asked of a store, and the filters that it is asked with.

All SQL of the atlas stands here and in `geo.store.opened`.
"""

from geo.query.badges import badge_records, badges
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
from geo.query.filters import NO_ACTOR, FilterError, Filters, one_line
from geo.query.layers import LayerFigures, layer_areas, layer_figures, layer_geojson, layers
from geo.query.memory.dots import dots_of
from geo.query.points import (
    BIN_PIXELS,
    COLOURS,
    MAX_VALUES,
    SIZES,
    Behind,
    Symbol,
    cell_records,
    colour_values,
    points,
)
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
    record_tables,
    rejected_rows,
)
from geo.query.times import STEPS, hours, timeline, weekdays

__all__ = [
    "BIN_PIXELS",
    "COLOURS",
    "EXPORT_COLUMNS",
    "MAX_VALUES",
    "NO_ACTOR",
    "RECORD_COLUMNS",
    "SIZES",
    "STEPS",
    "Behind",
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
    "badge_records",
    "badges",
    "cell_records",
    "colour_values",
    "csv_rows",
    "datasets",
    "details",
    "dots_of",
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
    "one_line",
    "own_keys",
    "pairs",
    "part_records",
    "placement",
    "points",
    "record_count",
    "record_tables",
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
