"""The 110 regions: names, boundaries, inhabitants, and which of them coordinates lie in."""

from __future__ import annotations

from geo.regions.inhabitants import Population, population
from geo.regions.names import region_names
from geo.regions.points import locate
from geo.regions.polygons import basemap_path, boundaries, display_path
from geo.regions.region import DATA, catalogue, english_names, shipped
from geo.regions.touching import neighbours

__all__ = [
    "DATA",
    "Population",
    "basemap_path",
    "boundaries",
    "catalogue",
    "display_path",
    "english_names",
    "locate",
    "neighbours",
    "population",
    "region_names",
    "shipped",
]
