"""Colours of point symbols."""

from __future__ import annotations

import itertools
import json

import pytest

from geo.maps import Look, map_points, type_colours
from geo.maps.colours import MIXED, OTHER, SLOTS, value_colours
from geo.query import MAX_VALUES, Filters
from geo.schema import EVENT_TYPE_OF
from tests.factory import Incident, Place, build


def test_there_is_a_colour_for_every_value():
    assert len(SLOTS) == MAX_VALUES
    assert value_colours("actor", [f"Actor {n}" for n in range(MAX_VALUES)]) == list(SLOTS)


@pytest.mark.parametrize("start", range(0, len(EVENT_TYPE_OF) - MAX_VALUES, 3))
def test_no_two_types_are_alike(start):
    types = list(itertools.islice(EVENT_TYPE_OF, start, start + MAX_VALUES))
    colours = value_colours("type", types)
    assert len({*colours, OTHER, MIXED}) == MAX_VALUES + 2
    assert colours[0] == type_colours()[types[0]]


def test_the_answer_numbers_values_and_stays_small(tmp_path):
    at = [Place("UA-63", point=True)]
    made = [Incident(at, actor=f"Actor {n}") for n in range(9) for _ in range(9 - n)]
    made.append(Incident([Place("UA-51", point=True)], actor="Actor 8"))
    made.append(Incident([Place("UA-23", point=True)], actor=None))
    store = build(tmp_path / "a.duckdb", made)
    answer = map_points.points(store, Filters(), Look("actor"))
    values = {point[7]: point[3] for point in answer["points"]}
    assert values == {"Kharkiv": MAX_VALUES + 1, "Odesa": MAX_VALUES, "Zaporizhzhia": MAX_VALUES}
    assert [text for text, _colour, _corners in answer["values"]] == [
        f"Actor {n}" for n in range(MAX_VALUES)
    ]
    longest = max(len(json.dumps(point, separators=(",", ":"))) for point in answer["points"])
    assert longest < 60
