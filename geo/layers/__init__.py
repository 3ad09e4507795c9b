"""Boundaries that a user adds: areas with names, joined with records by coordinates."""

from __future__ import annotations

from geo.layers.dated import by_file, day_columns, likely_days, packed, split_name
from geo.layers.file import read_polygons
from geo.layers.layer import (
    Layer,
    layer_of,
    of_store,
    read_layer,
    tables_of,
)
from geo.layers.names import columns_of, likely_name_column

__all__ = [
    "Layer",
    "by_file",
    "columns_of",
    "day_columns",
    "layer_of",
    "likely_days",
    "likely_name_column",
    "of_store",
    "packed",
    "read_layer",
    "read_polygons",
    "split_name",
    "tables_of",
]
