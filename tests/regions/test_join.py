"""The grid over the regions answers as the polygons do."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.regions import boundaries
from geo.regions.join import by_grid, by_polygons
from geo.regions.polygons import neighbours


@pytest.mark.slow
def test_the_grid_answers_as_the_polygons_do():
    rng = np.random.default_rng(5)
    lon, lat = rng.uniform(-180, 180, 1500), rng.uniform(39, 84, 1500)
    near = rng.uniform(20, 48, 3000), rng.uniform(42, 60, 3000)
    # Borders are where a grid could err: their corners, and points a hair's breadth beside them.
    shapes = [*boundaries().geometry, *neighbours().geometry]
    corners = shapely.get_coordinates(shapely.boundary(shapes))
    corners = corners[rng.choice(len(corners), 1500, replace=False)]
    beside = corners + rng.normal(0, 1e-9, corners.shape)
    # So are the edges of its own cells.
    edges = rng.integers(20 * 4, 48 * 4, 500) / 4, rng.integers(42 * 100, 60 * 100, 500) / 100
    lon = np.concatenate([lon, near[0], corners[:, 0], beside[:, 0], edges[0], [180.0, -180.0]])
    lat = np.concatenate([lat, near[1], corners[:, 1], beside[:, 1], edges[1], [67.5, 67.5]])
    lon = np.clip(lon, -180, 180)
    found, coast = by_grid(lon, lat)
    expected, expected_coast = by_polygons(lon, lat, None)
    assert found.tolist() == expected.tolist()
    assert coast.tolist() == expected_coast.tolist()
