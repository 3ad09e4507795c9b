"""Symbols are told by their shape, too."""

from __future__ import annotations

import numpy as np
import pytest

from geo.export.marks import marker_of
from geo.maps import corners_of, type_colours
from geo.maps.colours import ROUND, SLOTS, value_colours


def test_values_with_a_colour_of_their_own_differ_in_shape():
    assert len({corners_of(colour) for colour in SLOTS}) == len(SLOTS)
    frequent = ["Air/drone strike", "Shelling/artillery/missile attack", "Disrupted weapons use"]
    shown = [*frequent, "Remote explosive/landmine/IED"]
    assert len({corners_of(colour) for colour in value_colours("type", shown)}) == len(shown)
    assert all(corners_of(colour) for colour in type_colours().values())


@pytest.mark.parametrize("colour", [*SLOTS, "#8a929b"])
def test_a_picture_draws_the_shape_of_the_page(colour):
    path = marker_of(colour)
    (left, lower), (right, upper) = path.get_extents().get_points()
    assert (left, lower, right, upper) == pytest.approx((-1, -1, 1, 1))
    # A point near a corner is inside if that is not round.
    for radius, corner in zip(
        corners_of(colour), [(-1, 1), (1, 1), (1, -1), (-1, -1)], strict=True
    ):
        assert path.contains_point(np.array(corner) * 0.9) == (radius < 0.3)
    assert corners_of("#8a929b") == ROUND
