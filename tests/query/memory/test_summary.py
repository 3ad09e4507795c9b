"""The summary gives the answers that SQL gives, whatever the store and the filters."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from unittest import mock

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import query
from geo.query import dots_of, figures
from geo.query.badges import sql_badges
from geo.query.memory import forest, summary
from geo.query.memory.ledger import FewRows, Ledger
from geo.query.memory.summary import summary_of
from geo.query.points import _binned, sql_binned, window_of
from geo.query.profile import sql_region_bars
from geo.query.times import sql_timeline
from geo.schema import STRICTNESS
from tests.examples import examples
from tests.factory import build
from tests.query.test_counting import DAY, chosen, stores
from tests.query.test_once import worlds

pytestmark = pytest.mark.slow

PAIRS = (
    (query.region_figures, figures.sql_region_figures),
    (query.headline, figures.sql_headline),
    (query.placement, figures.sql_placement),
    (query.badges, sql_badges),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("summary")


def plain_rows(table):
    """Rows as texts: a column without a value has no type of its own."""
    return table.astype("string").fillna("").to_numpy().tolist()


def symbols(rows):
    """What bins are compared by: a bin of several places has no name of its own."""
    return [
        (cx, cy, pytest.approx(lat), pytest.approx(lon), n, kind, splits, None if splits else name)
        for cx, cy, lat, lon, n, kind, splits, name, *_no_casualties in rows
    ]


def drawn(store):
    """The store's points, or None if it has none."""
    dots = dots_of(store)
    return dots if len(dots._points.lon) else None


def answers_are_those_of_sql(store, filters):
    for ours, plain in PAIRS:
        assert ours(store, filters) == plain(store, filters)
    # A hundred days more: then a bar is several days.
    days = (filters.date_from or DAY, filters.date_to or DAY + dt.timedelta(days=100))
    if days[0] <= days[1]:
        bars = query.region_bars(store, filters, days)
        assert bars == sql_region_bars(store, filters, days)
    by_actor = query.by_actor(store, filters)
    assert by_actor == figures.sql_by_actor(store, filters, tuple(by_actor))
    every = query.records(store, filters, newest_first=True)
    assert query.record_count(store, filters) == len(every)
    for limit in (1, 3, 500):
        first = query.records(store, filters, limit=limit, newest_first=True)
        assert plain_rows(first) == plain_rows(every.head(limit))
    for step in query.STEPS:
        pd.testing.assert_frame_equal(
            query.timeline(store, filters, step), sql_timeline(store, filters, step)
        )
    for bins in (9, 147):
        view, look = window_of((30.0, 44.0, 38.0, 51.0), bins), ("type", "incidents")
        looked_at, plain = (
            binned(store, filters, bins, view, look) for binned in (_binned, sql_binned)
        )
        assert symbols(looked_at) == symbols(plain)
        if dots := drawn(store):
            dots.sum_up(bins)
            assert symbols(_binned(store, filters, bins, view, look)) == symbols(plain)
            dots._sums.clear()


@examples(15)
@given(
    stores(max_size=30),
    st.lists(chosen(), min_size=1, max_size=4),
    st.sampled_from([Ledger, FewRows]),
)
def test_every_answer_is_that_of_sql(folder, made, selections, kind):
    store = build(folder / "a.duckdb", made)
    with mock.patch.object(summary, "Ledger", kind):
        assert summary_of(store) is not None
    for filters in selections:
        answers_are_those_of_sql(store, filters)
    store.close()


@examples(15)
@given(
    worlds(max_size=30),
    st.lists(chosen(), min_size=1, max_size=3),
    st.sampled_from(STRICTNESS),
    st.sampled_from([(), ("A",), ("B", "C")]),
    st.sampled_from([1, 3, forest.MOST_ROWS]),
)
def test_every_answer_is_that_of_sql_also_counted_once(  # noqa: PLR0913, PLR0917
    folder, world, selections, strictness, datasets, most_rows
):
    store = build(folder / "b.duckdb", world.incidents, clusters=world.clusters)
    assert summary_of(store) is not None
    for filters in selections:
        for count in ("once", "each", ""):
            asked = replace(filters, count=count, strictness=strictness, dataset=datasets)
            # Families of more rows are looked at when asked for.
            with mock.patch.object(forest, "MOST_ROWS", most_rows):
                answers_are_those_of_sql(store, asked)
    store.close()
