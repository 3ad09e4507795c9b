"""Doubtful links: those between loose and strict, the most consequential first, each spot once."""

from __future__ import annotations

import pandas as pd
import pytest

from geo import query, store
from geo.links import DECIDED
from geo.schema import LINK_COLUMNS, REJECTED_COLUMNS
from tests.factory import Incident, Place, tables

ROWS = [
    ("a", "I0", "b", "I3", "same", 0.5, "on the same day; at the same spot"),
    ("a", "I1", "b", "I4", "part_of", 0.7, "on the same day"),
    ("a", "I2", "b", "I5", "same", 0.95, "the same toll"),
    ("a", "I2", "b", "I4", "same", 0.21, ""),
    ("a", "I2", "b", "I3", "same", 0.5, DECIDED),
    ("a", "I0", "b", "I5", "same", 0.5, "a second post of the spot of I3"),
    ("b", "I3", "b", "I5", "same", 0.6, "at the same spot"),
]


@pytest.fixture
def opened(tmp_path):
    deaths = (None, 9, None, None, 9, None)
    incidents, places = tables(
        [Incident([Place("UA-63", point=True)], counts={"fatalities": many}) for many in deaths]
    )
    incidents["dataset"] = pd.array(list("aaabbb"), dtype="string")
    pairs = pd.DataFrame(ROWS, columns=list(LINK_COLUMNS))
    rejected = pd.DataFrame({name: pd.Series(dtype="string") for name in REJECTED_COLUMNS})
    path = tmp_path / "s.duckdb"
    store.write(
        path,
        store.Tables(incidents, places, rejected),
        meta={"version": "x"},
        link=lambda _: store.Links(pairs, {}),
    )
    made = store.Store(path)
    yield made
    made.close()


def ids(link):
    return link.pair.one.incident_id, link.pair.other.incident_id


def test_only_what_strictness_decides_is_doubtful_and_the_deadliest_comes_first(opened):
    assert query.doubtful_count(opened) == 2
    first, second = query.doubtful_links(opened, limit=10)
    assert ids(first) == ("I1", "I4")
    assert first.label == "part_of"
    assert ids(second) == ("I0", "I3")
    assert second.reasons == ("on the same day", "at the same spot")
    assert query.doubtful_links(opened, limit=1, skip=1) == [second]
