"""Periods and the ones before them."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from geo.maps import Period
from geo.maps.periods import selected, whole
from geo.query import Facets, Filters

DAYS = st.dates(dt.date(2014, 1, 1), dt.date(2030, 1, 1))
FACETS = Facets(dt.date(2024, 8, 1), dt.date(2024, 12, 31), (), (), 9, 9, 0)


@given(DAYS, st.integers(0, 400))
def test_the_period_before_is_as_long_and_ends_the_day_before(first, more):
    period = Period(first, first + dt.timedelta(days=more))
    before = period.before()
    assert before.days == period.days == more + 1
    assert before.last + dt.timedelta(days=1) == period.first
    assert not period.within(before)
    assert period.of(Filters(type=("x",))) == Filters(period.first, period.last, type=("x",))


def test_the_selected_days_are_the_datas_where_the_filter_does_not_say():
    day = dt.date(2024, 9, 1)
    assert selected(Filters(), FACETS) == whole(FACETS)
    assert selected(Filters(date_from=day), FACETS) == Period(day, dt.date(2024, 12, 31))
    assert selected(Filters(day, day), FACETS).text() == "1 Sept 2024"
    assert selected(Filters(), Facets(None, None, (), (), 0, 0, 0)) is None
