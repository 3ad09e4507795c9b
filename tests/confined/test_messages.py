"""What comes back from a process that has read a stranger's file is data."""

from __future__ import annotations

import json
import struct

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo import readers
from geo.confined import messages
from geo.ingest import Choices, prepare
from geo.layers import layer_of
from geo.readers import Inspection

CSV = "date,place,killed,note\n2024-10-20,Kharkiv,1,=1\n2024-10-21,Суми,,\n21.x,a,b,c\n".encode()


def returned(value):
    """The value as the other side has it."""
    whole = b"".join(messages.packed("kind", value))
    ((kind, found),) = messages.Received(2**30).feed(whole)
    assert kind == "kind"
    return found


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
    | st.binary(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text() | st.integers(), inner, max_size=4)
    ),
    max_leaves=12,
)  # fmt: skip


@given(plain)
def test_plain_values_come_back_as_they_were(value):
    assert returned(value) == value


def test_what_is_read_of_a_file_comes_back_as_it_was():
    seen = readers.inspect(CSV, file="a.csv")
    found = returned(seen)
    assert isinstance(found, Inspection)
    pd.testing.assert_frame_equal(found.head.table, seen.head.table)
    pd.testing.assert_series_equal(found.head.lines, seen.head.lines)
    assert (found.columns, found.examples, found.found) == (seen.columns, seen.examples, seen.found)
    prepared = prepare([("a.csv", CSV)], Choices())
    again = returned(prepared)
    for part in ("incidents", "locations", "rejected"):
        pd.testing.assert_frame_equal(getattr(again.tables, part), getattr(prepared.tables, part))
    assert (again.rows, again.digest, again.remarks) == (
        prepared.rows,
        prepared.digest,
        prepared.remarks,
    )


def test_a_layer_comes_back_as_it_was():
    frame = gpd.GeoDataFrame(
        {"name": ["a", "b"], "odd": [[1], {"x": 2}]},
        geometry=[shapely.box(30, 50, 31, 51), shapely.box(31, 50, 32, 51)],
        crs="EPSG:4326",
    )
    read = returned(frame)
    assert read.crs == frame.crs
    assert read.geometry.geom_equals(frame.geometry).all()
    layer = layer_of(frame, file="a.geojson", name_column="name")
    found = returned(layer)
    assert found.areas.geometry.geom_equals(layer.areas.geometry).all()
    assert found.areas["name"].tolist() == ["a", "b"]


def test_what_no_message_may_hold_is_not_sent():
    with pytest.raises(TypeError):
        messages.packed("kind", object())


def with_tree(tree) -> bytes:
    text = json.dumps({"kind": "done", "tree": tree, "parts": []}).encode()
    return struct.pack("!Q", len(text)) + text


@pytest.mark.parametrize(
    "content",
    [
        struct.pack("!Q", 2**50),
        struct.pack("!Q", 0),
        struct.pack("!Q", 3) + b"abc",
        struct.pack("!Q", 2) + b"[]",
        with_tree({"class": "Popen", "fields": {"args": "true"}}),
        with_tree({"class": "Layer", "fields": {"no": 1}}),
        with_tree({"bytes": 7}),
        with_tree({"table": 0, "shape": None}),
        with_tree({"anything": 1}),
    ],
)
def test_what_is_no_message_is_refused(content):
    with pytest.raises(messages.BrokenError):
        list(messages.Received(2**20).feed(content))


@given(st.binary(max_size=200), st.integers(0, 200))
def test_a_message_that_was_changed_is_refused_or_is_data(noise, at):
    whole = bytearray(b"".join(messages.packed("kind", pd.DataFrame({"a": [1, 2], "b": "x"}))))
    whole[at : at + len(noise)] = noise
    received = messages.Received(2**16)
    try:
        for kind, value in received.feed(bytes(whole)):
            assert isinstance(kind, str)
            assert value is None or isinstance(value, object)
    except messages.BrokenError:
        pass
