"""Boundaries that a user adds: areas with names, joined with records by coordinates."""

from __future__ import annotations

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
    "columns_of",
    "layer_of",
    "likely_name_column",
    "of_store",
    "read_layer",
    "read_polygons",
    "tables_of",
]
