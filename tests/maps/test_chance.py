"""Intervals: they are those of published tables, and agree with SciPy's own exact tests."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from geo.maps import METRICS, chance
from geo.maps.metrics import CHANGE, COUNT, MEASURES, PER_PEOPLE
from geo.query import Figures
from geo.regions import catalogue, population


@pytest.mark.parametrize(
    ("count", "low", "high"),
    # K. Ulm, American Journal of Epidemiology 131 (1990) 373-375, and tables of the Poisson limits
    [(0, 0, 3.689), (1, 0.025, 5.572), (5, 1.623, 11.668), (20, 12.217, 30.888)],
)
def test_a_count_has_the_interval_of_the_tables(count, low, high):
    assert chance.of_count(count) == pytest.approx((low, high), abs=5e-4)


@given(st.integers(0, 5000))
def test_it_is_where_the_poisson_tails_are_a_fortieth(count):
    found = chance.of_count(count)
    assert found.holds(count)
    assert stats.poisson.cdf(count, found.high) == pytest.approx(0.025)
    if count:
        assert stats.poisson.sf(count - 1, found.low) == pytest.approx(0.025)


@given(st.integers(0, 200), st.integers(0, 200), st.integers(1, 60), st.integers(1, 60))
def test_a_change_is_by_chance_where_the_exact_binomial_test_says_so(now, then, here, there):
    found = chance.of_ratio(now, then, (here, there))
    if not now + then:
        assert found is None
        return
    assert found is not None
    share = here / (here + there)
    tails = [
        stats.binomtest(now, now + then, share, alternative=side).pvalue
        for side in ("less", "greater")
    ]
    if abs(min(tails) - 0.025) > 1e-9:
        assert found.holds(1) == (min(tails) > 0.025)
    # Turned round it is its own inverse.
    other = chance.of_ratio(then, now, (there, here))
    assert other is not None
    assert found.low == pytest.approx(1 / other.high if other.high else math.inf)


def test_a_country_s_rate_is_that_of_all_its_regions():
    lived = sum(population()[c].people for c, r in catalogue().items()
                if r.country == "UA" and c in population())  # fmt: skip
    rates = chance.country_rates({"UA-63": Figures(30), "UA-51": Figures(12), "RU-BEL": Figures(1)})
    assert rates["UA"] == pytest.approx(42 / lived)
    assert 0 < rates["RU"] < rates["UA"]


def test_people_killed_together_have_no_interval():
    assert chance.has_intervals(METRICS["incidents"], PER_PEOPLE)
    assert chance.has_intervals(METRICS["incidents"], CHANGE)
    assert not chance.has_intervals(METRICS["incidents"], COUNT)
    assert not any(
        chance.has_intervals(METRICS[name], measure)
        for name in ("killed", "injured", "downed")
        for measure in MEASURES.values()
    )
