"""The summary gives the answers that SQL gives, whatever the store and the filters."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import query
from geo.query import Filters, figures
from geo.query.summary import summary_of
from tests.factory import build
from tests.query.test_counting import chosen, incidents

PAIRS = (
    (query.region_figures, figures.sql_region_figures),
    (query.headline, figures.sql_headline),
    (query.placement, figures.sql_placement),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("summary")


@given(st.lists(incidents(), max_size=30), st.lists(chosen(), min_size=1, max_size=4))
def test_every_answer_is_that_of_sql(folder, made, selections):
    store = build(folder / "a.duckdb", made)
    assert summary_of(store) is not None
    for filters in selections:
        for ours, plain in PAIRS:
            assert ours(store, filters) == plain(store, filters)
        for step in ("day", "week"):
            pd.testing.assert_frame_equal(
                query.timeline(store, filters, step), figures.sql_timeline(store, filters, step)
            )
    store.close()
